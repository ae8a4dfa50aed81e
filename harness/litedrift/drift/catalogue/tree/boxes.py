"""Layout elements go, split, or stand empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import (
    Element,
    describe,
    elements,
    insert_after,
    insert_before,
    make,
    unwrap,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    cards,
    holds_blocks_only,
    loose,
    need_no_names,
    plain,
    story_box,
)
from litedrift.drift.catalogue.tree.retag import BLOCK, STRIP_CONFLICT

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_UNWRAPPABLE: Final = frozenset({"div", "section", "article", "main"})


@operator(
    "unwrap-container",
    levels=({"target": "body"}, {"target": "container"}, {"target": "both"}),
    models="a flattening redesign: the story's container goes, its content stays",
    evidence="depth of the body shrinks in 41% of breaking changes",
)
def unwrap_container(draft: Draft, _dice: Dice, *, target: str) -> str | None:
    """Replace the story's container, the layout around it, or both, by their content."""
    names = ("body", "container") if target == "both" else (target,)
    boxes = [box for name in names if (box := draft.one(name)) is not None and holds_blocks_only(box)]
    boxes = [box for box in boxes if box.tag in _UNWRAPPABLE]
    if not boxes:
        return None
    need_no_names(draft)
    lines = [describe(box) for box in boxes]
    for box in boxes:
        unwrap(box)
    return f"{' and '.join(lines)} replaced by their content"


#: Attributes by which a box says that it is hidden or no part of the story: that is no layout.
_TELLING: Final = frozenset({"role", "hidden", "aria-hidden", "aria-busy"})


@operator(
    "flatten",
    levels=({"what": "div"}, {"what": "all"}),
    models="reader modes and archive tools that drop every layout element",
    evidence="no frequency known: what text-only views and page savers do",
    conflicts=STRIP_CONFLICT,
)
def flatten(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Replace every div (or every sectioning element but header, footer, nav and aside) that only holds blocks."""
    tags = {"div"} if what == "div" else _UNWRAPPABLE
    boxes = [node for node in elements(draft.body) if node.tag in tags and holds_blocks_only(node)]
    boxes = [box for box in boxes if not _TELLING & set(box.attrib)]
    if not boxes:
        return None
    need_no_names(draft)
    header, footer = draft.one("header"), draft.one("footer")
    boxes = [box for box in boxes if box is not header and box is not footer]
    for box in boxes:
        unwrap(box)
    return f"{len(boxes)} layout elements replaced by their content" if boxes else None


@operator(
    "split-container",
    levels=({"parts": 2, "between": "nothing"}, {"parts": 3, "between": "nothing"}, {"parts": 2, "between": "rule"}),
    models="the story is cut in pieces to make room for advertising or a break",
    evidence="the number of article elements changes in 53% of breaking changes",
)
def split_container(draft: Draft, _dice: Dice, *, parts: str, between: str) -> str | None:
    """Split the story's container into siblings of the same tag and attributes."""
    box = story_box(draft)
    if box is None or box.tag in ("body", "ul", "ol") or len(box) < 2 * int(parts) or (box.text or "").strip():
        return None
    if any((child.tail or "").strip() for child in box):
        return None
    children = list(box)
    size = -(-len(children) // int(parts))
    place = box
    for start in range(size, len(children), size):
        piece = make(box.tag, box.text)
        piece.attrib.update({key: value for key, value in box.attrib.items() if key != "id"})
        for child in children[start : start + size]:
            piece.append(child)  # white space between blocks goes along
        insert_after(place, piece)
        if between == "rule":
            insert_after(place, make("hr"))
        place = piece
    return f"{describe(box)} split into {parts}"


@operator(
    "split-list",
    levels=({"parts": 2, "headed": "no"}, {"parts": 3, "headed": "no"}, {"parts": 2, "headed": "yes"}),
    models="one list of stories becomes several, with section headings",
    evidence="no frequency known: home pages group stories by section",
)
def split_list(draft: Draft, dice: Dice, *, parts: str, headed: str) -> str | None:
    """Split the list of an index into several lists, with headings that are no links."""
    box = story_box(draft)
    if draft.gold.kind != "index" or box is None or len(box) < 2 * int(parts):
        return None
    children = list(box)
    size = -(-len(children) // int(parts))
    place = box
    for start in range(size, len(children), size):
        piece = make(box.tag, box.text)
        piece.attrib.update(box.attrib)
        for child in children[start : start + size]:
            piece.append(child)
        insert_after(place, piece)
        if headed == "yes":
            heading = dice.pick(("Further afield", "Elsewhere", "From the regions"))
            insert_after(place, make("h3", heading, class_="list-heading"))
            draft.gold = draft.gold.forbid(heading)
        place = piece
    return f"{describe(box)} split into {parts}"


@operator(
    "empty-elements",
    levels=({"kind": "p"}, {"kind": "nbsp"}, {"kind": "spacer"}, {"kind": "slot"}, {"kind": "br"}),
    models="spacers, empty slots and the empty paragraphs of editors",
    evidence="elements of noise in the body grow in 43% of breaking changes; generation 1 has up to 4 empty p",
)
def empty_elements(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Put elements without text between paragraphs (or cards)."""
    found = [node for _, node in loose(draft)] or [card for card in cards(draft) if kind in ("spacer", "slot")]
    chosen = dice.share(found, 40)
    for node in chosen:
        new = {
            "p": lambda: make("p"),
            "nbsp": lambda: make("p", "\u00a0"),
            "spacer": lambda: make("div", class_="spacer", style="height:16px"),
            "slot": lambda: make("div", id=f"slot-{dice.word(4)}"),
            "br": lambda: make("br"),
        }[kind]()
        if node.getparent().tag in ("ul", "ol"):
            new = wrap_new(new, "li")
        insert_before(node, new)
    return f"{len(chosen)} empty {kind} put in" if chosen else None


def wrap_new(element: Element, tag: str) -> Element:
    """Return a new element that holds another."""
    outer = make(tag)
    outer.append(element)
    return outer


@operator(
    "custom-elements",
    levels=({"scope": "container"}, {"scope": "layout"}, {"scope": "paragraphs"}),
    models="web components without a shadow: elements with names of their own",
    evidence="custom elements on 27% of pages; they appear or go in 11% of breaking changes",
)
def custom_elements(draft: Draft, _dice: Dice, *, scope: str) -> str | None:
    """Turn the container, all layout elements, or the paragraphs into custom elements that are displayed as blocks."""
    if scope == "paragraphs":
        chosen = [node for _, node in plain(draft) if node.getparent().tag != "p"]
    elif scope == "layout":
        chosen = [node for node in elements(draft.body) if node.tag in ("div", "section", "main")]
    else:
        chosen = [box for name in ("body", "container") if (box := draft.one(name)) is not None]
    chosen = [node for node in chosen if node.tag != "body" and not node.get("style")]
    for node in chosen:
        node.tag = f"lite-{node.tag}" if scope != "paragraphs" else "lite-text"
        node.set("style", BLOCK)
    return f"{len(chosen)} custom elements" if chosen else None
