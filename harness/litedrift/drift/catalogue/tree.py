"""Elements are wrapped, unwrapped, retagged, split and joined; the story stays what a reader sees.

Depth of the body changes in 71% of breaking changes, its container's tag in 24%, the paragraphs' tag in 13%.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import fold, instant
from litedrift.drift._contract import PRESERVES, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    classes,
    describe,
    detach,
    elements,
    insert_after,
    insert_before,
    make,
    rendered,
    unwrap,
    wrap,
    wrap_text,
)
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import (
    SENTENCE,
    STRICT,
    cards,
    holds_blocks_only,
    loose,
    meta_lines,
    need_no_names,
    plain,
    set_body,
)

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

#: A line of its own for an element that has none by nature.
_BLOCK: Final = "display:block"
_UNWRAPPABLE: Final = frozenset({"div", "section", "article", "main"})
_STRIP_CONFLICT: Final = {"class-strip": "neither a name nor a tag would be left to tell this element"}


def _box(draft: Draft) -> Element | None:
    """Return the element that holds the story, or the list of an index page."""
    return draft.one("body") if draft.gold.kind == "article" else draft.one("list")


@operator(
    "wrap-container",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"depth": 1, "tag": "div"},
        {"depth": 2, "tag": "section"},
        {"depth": 5, "tag": "div"},
        {"depth": 12, "tag": "div"},
    ),
    models="layout wrappers around the story or the list: grid, column, hydration root",
    evidence="depth of the body grows in 29% of breaking changes and in 9% of benign ones",
)
def wrap_container(draft: Draft, dice: Dice, *, depth: str, tag: str) -> str | None:
    """Put elements around the story's container (or the list of an index)."""
    box = _box(draft)
    if box is None or box.tag == "body":
        return None
    for _ in range(int(depth)):
        wrap(box, tag, class_=f"{dice.pick(('grid', 'layout', 'col', 'zone'))}-{dice.word(3)}")
    return f"{describe(box)} stands {depth} {tag} deeper"


@operator(
    "wrap-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"share": 100, "tag": "div"},
        {"share": 40, "tag": "div"},
        {"share": 100, "tag": "section"},
        {"share": 100, "tag": "article"},
    ),
    models="each paragraph becomes a component with a wrapper of its own",
    evidence="depth of the body grows in 29% of breaking changes",
)
def wrap_paragraphs(draft: Draft, dice: Dice, *, share: str, tag: str) -> str | None:
    """Put an element around each chosen paragraph, subheading or quote."""
    chosen = dice.share([node for _, node in loose(draft) if node.getparent().tag != "p"], int(share))
    for node in chosen:
        wrap(node, tag, class_="text-component")
    return f"{len(chosen)} paragraphs wrapped in {tag}" if chosen else None


@operator(
    "wrap-cards",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "div", "depth": 1}, {"tag": "div", "depth": 3}, {"tag": "article", "depth": 1}),
    models="the cards of a list get inner wrappers",
    evidence="depth of the body grows in 29% of breaking changes; for lists alone no frequency known",
)
def wrap_cards(draft: Draft, _dice: Dice, *, tag: str, depth: str) -> str | None:
    """Put elements around the link inside every card of an index."""
    links = [link for card in cards(draft) if (link := card.find("a")) is not None]
    for link in links:
        for _ in range(int(depth)):
            wrap(link, tag, class_="card__inner")
    return f"{len(links)} links stand {depth} {tag} deeper in their card" if links else None


@operator(
    "wrap-headline",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"tag": "div", "depth": 1},
        {"tag": "header", "depth": 1},
        {"tag": "hgroup", "depth": 1},
        {"tag": "div", "depth": 4},
    ),
    models="a headline component around the heading",
    evidence="depth of the headline changes in 64% of breaking changes and in 9% of benign ones",
)
def wrap_headline(draft: Draft, _dice: Dice, *, tag: str, depth: str) -> str | None:
    """Put elements around the headline."""
    headline = draft.one("headline")
    if headline is None or headline.getparent().tag in STRICT:
        return None
    for _ in range(int(depth)):
        wrap(headline, tag, class_="headline__wrapper")
    return f"{describe(headline)} stands {depth} {tag} deeper"


@operator(
    "wrap-meta",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "each"}, {"how": "deep"}, {"how": "together"}),
    models="byline and time move into a meta component",
    evidence="the author was re-declared in 65% of parser changes",
    conflicts={"move-meta": "the lines must still be neighbours"},
)
def wrap_meta(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each meta line into a wrapper, or the neighbours byline and time into one together."""
    lines = [node for _, node in meta_lines(draft)]
    if not lines:
        return None
    if how != "together":
        for node in lines:
            for _ in range(3 if how == "deep" else 1):
                wrap(node, "div", class_="meta-item")
        return f"{len(lines)} meta lines wrapped"
    first = lines[0]
    group = wrap(first, "div", class_="article-meta")
    for node in lines[1:]:
        if node is group.getnext() and not (group.tail or "").strip():
            tail = node.tail
            append(group, detach(node))
            group.tail = tail
    return f"{len(group)} meta lines in one {describe(group)}" if len(group) > 1 else f"{describe(first)} wrapped"


@operator(
    "unwrap-container",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
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


@operator(
    "flatten",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"what": "div"}, {"what": "all"}),
    models="reader modes and archive tools that drop every layout element",
    evidence="no frequency known: what text-only views and page savers do",
    conflicts=_STRIP_CONFLICT,
)
def flatten(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Replace every div (or every sectioning element but header, footer, nav and aside) that only holds blocks."""
    tags = {"div"} if what == "div" else _UNWRAPPABLE
    boxes = [node for node in elements(draft.body) if node.tag in tags and holds_blocks_only(node)]
    if not boxes:
        return None
    need_no_names(draft)
    header, footer = draft.one("header"), draft.one("footer")
    boxes = [box for box in boxes if box is not header and box is not footer]
    for box in boxes:
        unwrap(box)
    return f"{len(boxes)} layout elements replaced by their content" if boxes else None


@operator(
    "retag-container",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "main"}, {"tag": "section"}, {"tag": "div"}, {"tag": "article"}),
    models="semantic clean-up or loss: div, section, article and main change places",
    evidence="the container's tag changes in 24% of breaking changes; main appears or goes in 21%",
    idempotent=True,
)
def retag_container(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give the story's container another tag (on an index page the box around the list)."""
    box = draft.one("body") if draft.gold.kind == "article" else draft.one("container")
    if box is None or box.tag in (tag, "body"):
        return None
    before = describe(box)
    box.tag = tag
    return f"{before} is now {tag}"


@operator(
    "retag-headline",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "h1"}, {"tag": "h3"}, {"tag": "div"}, {"tag": "p"}),
    models="the heading level is corrected for search engines, or heading tags are given up",
    evidence="the h1's class or depth changes in 64% of breaking changes; the number of h1 in 12%",
    conflicts={
        **_STRIP_CONFLICT,
        "class-hash": "neither a name nor a tag would be left to tell the headline",
        "class-rename": "neither a name nor a tag would be left to tell the headline",
    },
    idempotent=True,
)
def retag_headline(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give the headline another tag; its classes stay."""
    headline = draft.one("headline")
    if headline is None or headline.tag == tag:
        return None
    if tag in ("div", "p") and not (classes(headline) or meta_lines(draft)):
        raise Infeasible("without a name, and without meta lines below it, only its tag makes it a headline")
    before = describe(headline)
    headline.tag = tag
    return f"{before} is now {describe(headline)}"


@operator(
    "retag-meta",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "div"}, {"tag": "span"}, {"tag": "address"}, {"tag": "h5"}),
    models="meta lines stop being paragraphs",
    evidence="59% of replaced site rules changed the tag",
    idempotent=True,
)
def retag_meta(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give every meta line another tag; a span gets a line of its own by style."""
    lines = [node for _, node in meta_lines(draft) if node.tag in ("p", "div", "span") and node.tag != tag]
    for node in lines:
        node.tag = tag
        if tag == "span":
            node.set("style", _BLOCK)
    return f"{len(lines)} meta lines are now {tag}" if lines else None


@operator(
    "retag-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"share": 100, "tag": "div"},
        {"share": 50, "tag": "div"},
        {"share": 100, "tag": "span"},
        {"share": 100, "tag": "section"},
    ),
    models="component libraries that print paragraphs as div or span",
    evidence="paragraphs change between p and div or span in 13% of breaking changes; on 7% of pages they are not p",
)
def retag_paragraphs(draft: Draft, dice: Dice, *, share: str, tag: str) -> str | None:
    """Give the chosen paragraphs another tag; a span gets a line of its own by style."""
    chosen = dice.share([node for _, node in plain(draft) if node.getparent().tag != "p"], int(share))
    for node in chosen:
        node.tag = tag
        if tag == "span":
            node.set("style", _BLOCK)
    return f"{len(chosen)} p are now {tag}" if chosen else None


@operator(
    "retag-subheadings",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "h4"}, {"tag": "div"}, {"tag": "strong"}),
    models="the level of subheadings changes, or they become bold lines",
    evidence="no frequency known: generation 1 prints subheadings as plain paragraphs, generation 2 does not",
)
def retag_subheadings(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give subheadings another level, or print them as a paragraph that holds one strong element."""
    chosen = [node for _, node in loose(draft) if node.tag in ("h2", "h3", "h4", "h5", "h6") and node.tag != tag]
    for node in chosen:
        if tag == "strong":
            inner = make("strong", node.text)
            inner.extend(list(node))
            node.text, node.tag = None, "p"
            append(node, inner)
        else:
            node.tag = tag
    return f"{len(chosen)} subheadings are now {tag}" if chosen else None


@operator(
    "retag-end-link",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "div"}, {"how": "bare"}, {"how": "strong"}, {"how": "button"}),
    models="the link to the full article becomes a button or a line outside any paragraph",
    evidence="no frequency known: each generation of the site placed its link to the full site elsewhere",
)
def retag_end_link(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Change the element around the end link, or dress the link itself; text and address stay."""
    link = draft.one("end_link")
    if link is None:
        return None
    line = link.getparent()
    if line.tag != "p" or fold(rendered(line)) != fold(rendered(link)):
        return None
    if how == "div":
        line.tag = "div"
    elif how == "bare":
        line.text, link.tail = None, None
        link.set("style", _BLOCK)
        unwrap(line)
    elif how == "strong":
        inner = make("strong", link.text)
        inner.extend(list(link))
        link.text = None
        append(link, inner)
    else:
        link.set("role", "button")
        wrap(link, "span", class_="button__label")
    return f"end link changed: {how}"


@operator(
    "split-container",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"parts": 2, "between": "nothing"}, {"parts": 3, "between": "nothing"}, {"parts": 2, "between": "rule"}),
    models="the story is cut in pieces to make room for advertising or a break",
    evidence="the number of article elements changes in 53% of breaking changes",
)
def split_container(draft: Draft, _dice: Dice, *, parts: str, between: str) -> str | None:
    """Split the story's container into siblings of the same tag and attributes."""
    box = _box(draft)
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
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"parts": 2, "headed": "no"}, {"parts": 3, "headed": "no"}, {"parts": 2, "headed": "yes"}),
    models="one list of stories becomes several, with section headings",
    evidence="no frequency known: home pages group stories by section",
)
def split_list(draft: Draft, dice: Dice, *, parts: str, headed: str) -> str | None:
    """Split the list of an index into several lists, with headings that are no links."""
    box = _box(draft)
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
    "retag-list",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"style": "div"}, {"style": "ol"}, {"style": "article"}, {"style": "table"}),
    models="the list of stories is built of other elements",
    evidence="59% of replaced site rules changed the tag",
)
def retag_list(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Build the list of an index of div, ol, article or table rows; its links stay."""
    found = cards(draft)
    if not found or any(card.getparent().tag not in ("ul", "ol") for card in found):
        return None
    for box in {id(card.getparent()): card.getparent() for card in found}.values():
        box.tag = {"div": "div", "ol": "ol", "article": "section", "table": "table"}[style]
        if style == "ol":
            continue
        for item in box.iterchildren(etree.Element):
            item.tag = {"div": "div", "article": "article", "table": "td"}[style]
            if style == "table":
                wrap(item, "tr")
        if style == "table":
            box.text = None
            rows = list(box)
            body = make("tbody")
            for row in rows:
                row.tail = None
                body.append(row)
            append(box, body)
    return f"{len(found)} cards built of {style}"


@operator(
    "dress-card-titles",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "span"}, {"how": "heading"}, {"how": "heading-outside"}, {"how": "strong"}),
    models="card titles get an element of their own inside or around the link",
    evidence="no frequency known: the usual markup of card components",
)
def dress_card_titles(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each card's title into a span, heading or strong element within the link, or a heading around the link."""
    links = [link for card in cards(draft) for link in card.iter("a") if not len(link) and (link.text or "").strip()]
    for link in links:
        if how == "heading-outside":
            wrap(link, "h3", class_="card__title")
            continue
        inner = make({"span": "span", "heading": "h3", "strong": "strong"}[how], link.text, class_="card__title")
        link.text = None
        append(link, inner)
    return f"{len(links)} card titles dressed: {how}" if links else None


@operator(
    "split-paragraph",
    category="tree",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"count": "1"}, {"count": "3"}, {"count": "100"}),
    models="a content system that re-flows paragraphs at sentences",
    evidence="no frequency known: news sites differ in the length of their paragraphs",
)
def split_paragraph(draft: Draft, dice: Dice, *, count: str) -> str | None:
    """Split paragraphs between two sentences.

    On gold: the paragraph's text becomes two items, split at that white space.
    """
    able = [(n, node, match) for n, node in plain(draft)[1:] if (match := SENTENCE.search(node.text or ""))]
    chosen = dice.some(able, int(count))
    items = list(draft.gold.fields.get("body") or ())
    for n, node, match in reversed(chosen):
        second = make(node.tag, node.text[match.end() :])
        second.attrib.update({key: value for key, value in node.attrib.items() if key != "id"})
        second.extend(list(node))
        node.text = node.text[: match.start()]
        insert_after(node, second)
        items[n : n + 1] = [rendered(node), rendered(second)]
    if not chosen:
        return None
    set_body(draft, items)
    return f"{len(chosen)} paragraphs split at a sentence"


@operator(
    "merge-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"run": 2, "times": 1}, {"run": 3, "times": 1}, {"run": 2, "times": 3}),
    models="a content system that joins short paragraphs",
    evidence="no frequency known: news sites differ in the length of their paragraphs",
)
def merge_paragraphs(draft: Draft, dice: Dice, *, run: str, times: str) -> str | None:
    """Join neighbouring paragraphs into one, with a space between.

    On gold: the items of the run become one, joined by one space.
    """
    found = plain(draft)
    length = int(run)
    starts = [k for k in range(1, len(found) - length + 1) if _neighbours([node for _, node in found[k : k + length]])]
    chosen: list[int] = []
    for start in dice.some(starts, int(times)):
        if not chosen or start >= chosen[-1] + length:
            chosen.append(start)
    items = list(draft.gold.fields.get("body") or ())
    for start in reversed(chosen):
        (n, first), *rest = found[start : start + length]
        for _, node in rest:
            _pour(first, detach(node))
        items[n : n + length] = [rendered(first)]
    if not chosen:
        return None
    set_body(draft, items)
    return f"{len(chosen)} runs of {run} paragraphs joined"


def _neighbours(nodes: list[Element]) -> bool:
    """Whether nothing but white space stands between these siblings."""
    return all(left.getnext() is right and not (left.tail or "").strip() for left, right in pairwise(nodes))


def _pour(target: Element, source: Element, separator: str = " ") -> None:
    """Move the content of `source` to the end of `target`, after a separator."""
    text = separator + (source.text or "")
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
    target.extend(list(source))


@operator(
    "br-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"run": 2}, {"run": 4}, {"run": 100}),
    models="old content systems that separate paragraphs by two line breaks",
    evidence="br inside a paragraph on 20% of pages",
    conflicts={"line-breaks": "a single break beside a double one reads as a double one"},
)
def br_paragraphs(draft: Draft, dice: Dice, *, run: str) -> str | None:
    """Join a run of neighbouring paragraphs into one element, with ``<br><br>`` between them."""
    found = [node for _, node in plain(draft)]
    runs: list[list[Element]] = []
    for node in found:
        if runs and len(runs[-1]) < int(run) and _neighbours([runs[-1][-1], node]):
            runs[-1].append(node)
        else:
            runs.append([node])
    long = [each for each in runs if len(each) > 1]
    if not long:
        return None
    chosen = dice.pick(long)
    first, *rest = chosen
    for node in rest:
        append(first, make("br"))
        append(first, make("br"))
        _pour(first, detach(node), "")
    return f"{len(chosen)} paragraphs joined by double line breaks"


@operator(
    "line-breaks",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"count": 1, "space": "replaced"}, {"count": 6, "space": "replaced"}, {"count": 3, "space": "kept"}),
    models="editors who break lines inside a paragraph",
    evidence="br inside a paragraph on 20% of pages",
)
def line_breaks(draft: Draft, dice: Dice, *, count: str, space: str) -> str | None:
    """Put a ``<br>`` where a space stands between two words of a paragraph (a single break reads as a space)."""
    able = [node for _, node in plain(draft) if (node.text or "").strip().count(" ") > 4]
    chosen = dice.some(able, int(count))
    for node in chosen:
        text = node.text
        spaces = [
            k for k in range(1, len(text) - 1) if text[k] == " " and text[k - 1].isalnum() and text[k + 1].isalnum()
        ]
        if not spaces:
            continue
        at = dice.pick(spaces)
        pad = " " if space == "kept" else ""
        mark = make("br")
        mark.tail = pad + text[at + 1 :]
        node.text = text[:at] + pad
        node.insert(0, mark)
    return f"{len(chosen)} paragraphs got a line break" if chosen else None


@operator(
    "nest-container",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"depth": 1, "tag": "same"}, {"depth": 2, "tag": "article"}, {"depth": 3, "tag": "same"}),
    models="syndication and live blogs: a container within a container of the same name",
    evidence="the number of article elements changes in 53% of breaking changes",
)
def nest_container(draft: Draft, _dice: Dice, *, depth: str, tag: str) -> str | None:
    """Put the story's container into others that carry the same classes."""
    box = _box(draft)
    if box is None or box.tag in ("body", "ul", "ol"):
        return None
    for _ in range(int(depth)):
        wrap(box, box.tag if tag == "same" else tag, **({"class_": box.get("class")} if box.get("class") else {}))
    return f"{describe(box)} within {depth} of its like"


@operator(
    "empty-elements",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
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
    "inline-split",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"tag": "span", "where": "words"},
        {"tag": "b", "where": "words"},
        {"tag": "font", "where": "words"},
        {"tag": "span", "where": "letters"},
    ),
    models="editors and text experiments that cut a line into inline elements",
    evidence="no frequency known: links stand in 73% of story bodies, other inline elements are as common",
)
def inline_split(draft: Draft, dice: Dice, *, tag: str, where: str) -> str | None:
    """Put runs of a paragraph's text into inline elements, between words or in the midst of one."""
    chosen = dice.share([node for _, node in loose(draft) if len(node.text or "") > 20], 60)
    for node in chosen:
        text = node.text
        inside = [k for k in range(2, len(text) - 2) if text[k - 1].isalpha() and text[k].isalpha()]
        between = [k for k in range(2, len(text) - 2) if text[k - 1] == " " and text[k] != " "]
        ends = inside if where == "letters" else between
        if len(ends) > 1:
            start, stop = sorted(dice.some(ends, 2))
            wrap_text(node, start, stop, tag)
    return f"{len(chosen)} paragraphs have a {tag} around some {where}" if chosen else None


@operator(
    "drop-cap",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"letters": 1, "tag": "span"}, {"letters": 1, "tag": "b"}, {"letters": 3, "tag": "span"}),
    models="a decorated initial: the first letters stand in an element of their own",
    evidence="no frequency known: common in long reads",
)
def drop_cap(draft: Draft, _dice: Dice, *, letters: str, tag: str) -> str | None:
    """Put the first letters of the story into an inline element."""
    first = next((node for _, node in plain(draft) if len((node.text or "").strip()) > 5), None)
    if first is None:
        return None
    start = len(first.text) - len(first.text.lstrip())
    wrap_text(first, start, start + int(letters), tag, class_="drop-cap")
    return f"{letters} letters of {describe(first)} stand in {tag}"


@operator(
    "inline-links",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"share": 20, "words": 1}, {"share": 100, "words": 1}, {"share": 60, "words": 4}),
    models="automatic links on names and topics",
    evidence="links stand in the body of 73% of pages",
)
def inline_links(draft: Draft, dice: Dice, *, share: str, words: str) -> str | None:
    """Turn some words of paragraphs into links; never a whole paragraph."""
    need = int(words) + 6
    chosen = dice.share([node for _, node in plain(draft) if len((node.text or "").split()) >= need], int(share))
    for node in chosen:
        text = node.text
        starts = [k for k in range(1, len(text)) if text[k - 1].isspace() and text[k].isalpha()][: -int(words) - 1]
        if not starts:
            continue
        start = dice.pick(starts)
        stop = start
        for _ in range(int(words)):
            stop = text.find(" ", stop + 1)
        if stop > start:
            wrap_text(node, start, stop, "a", href=f"{draft.site.base_url}topics/{dice.word(7)}")
    return f"{len(chosen)} paragraphs got a link" if chosen else None


@operator(
    "unwrap-inline",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"what": "links"}, {"what": "all"}),
    models="a text-only clean-up that drops links and emphasis",
    evidence="generation 1 printed no inline element at all; generation 2 prints links and emphasis",
    idempotent=True,
)
def unwrap_inline(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Replace inline elements of the story by their text."""
    tags = {"a"} if what == "links" else {"a", "em", "strong", "b", "i", "span", "u", "font"}
    found = [node for _, p in loose(draft) for node in p.iter(*tags) if node is not p]
    for node in found:
        if node.get("style"):
            raise Infeasible("an inline element with a style may be a line of its own")
        unwrap(node)
    return f"{len(found)} inline elements replaced by their text" if found else None


@operator(
    "quote-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "wrap"}, {"how": "retag"}, {"how": "wrap-all"}),
    models="quotes become block quotes",
    evidence="no frequency known: block quotes are common in long reads",
)
def quote_paragraphs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Put some paragraphs into a blockquote, or turn them into one."""
    found = [node for _, node in plain(draft)[1:] if node.getparent().tag != "blockquote"]
    chosen = found if how == "wrap-all" else dice.share(found, 30)
    for node in chosen:
        if how == "retag":
            node.tag = "blockquote"
        else:
            wrap(node, "blockquote")
    return f"{len(chosen)} paragraphs are quotes now" if chosen else None


@operator(
    "list-paragraphs",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"tag": "ul", "run": 2}, {"tag": "ol", "run": 3}, {"tag": "ul", "run": 100}, {"tag": "dl", "run": 3}),
    models="live facts and explainers print paragraphs as list items",
    evidence="no frequency known: common in explainers",
)
def list_paragraphs(draft: Draft, dice: Dice, *, tag: str, run: str) -> str | None:
    """Turn a run of neighbouring paragraphs, never the first of the story, into items of a list."""
    found = [node for _, node in plain(draft)[1:] if node.getparent().tag != "p"]
    starts = [k for k in range(len(found) - 1) if _neighbours(found[k : k + 2])]
    if not starts:
        return None
    start = 0 if int(run) > len(found) else dice.pick(starts)
    chosen = [found[start]] if start in starts else []
    for node in found[start + 1 : start + int(run)]:
        if chosen and _neighbours([chosen[-1], node]):
            chosen.append(node)
        else:
            break
    if not chosen:
        return None
    box = make(tag)
    insert_before(chosen[0], box)
    for node in chosen:
        detach(node)
        node.tag = "dd" if tag == "dl" else "li"
        append(box, node)
    return f"{len(chosen)} paragraphs are items of {tag}"


@operator(
    "time-element",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"around": "line"}, {"around": "value"}, {"around": "value-plain"}),
    models="the time gets a time element with a machine-readable twin",
    evidence="time elements appear or go in 20% of breaking changes; 58% of pages have one",
)
def time_element(draft: Draft, _dice: Dice, *, around: str) -> str | None:
    """Put the printed time, with or without its label, into a ``time`` element that says the same instant."""
    node = draft.one("updated")
    moment = instant(draft.gold.fields.get("updated") or "") if node is not None else None
    if node is None or moment is None or len(node) or not (node.text or "").strip():
        return None
    text = node.text
    start = len(text) - len(text.lstrip())
    labels = [label for label in draft.site.labels.get("updated", ()) if text[start:].startswith(label)]
    if around != "line" and labels:
        start += len(max(labels, key=len))
        start += len(text[start:]) - len(text[start:].lstrip())
    mark = wrap_text(node, start, len(text.rstrip()), "time")
    if around != "value-plain":
        mark.set("datetime", moment.isoformat())
    return f"time element around the {around} of {describe(node)}"


@operator(
    "byline-markup",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "link"}, {"how": "span"}, {"how": "link-in-span"}, {"how": "icon"}),
    models="author names become links to profiles, or get elements of their own",
    evidence="the author was re-declared in 65% of parser changes",
)
def byline_markup(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each author's name in the byline into a link or span, or an empty icon before them."""
    node = draft.one("byline")
    names = draft.gold.fields.get("authors") or []
    if node is None or len(node) or not node.text:
        return None
    if how == "icon":
        icon = make("i", class_="icon icon-pen", aria_hidden="true")
        icon.tail, node.text = node.text, None
        node.insert(0, icon)
        return f"an icon stands in {describe(node)}"
    marked = 0
    for name in reversed([each for each in names if isinstance(each, str)]):
        at = (node.text or "").rfind(name)
        if at < 0:
            continue
        slug = "-".join("".join(c for c in word if c.isalnum()).lower() for word in name.split())
        mark = wrap_text(node, at, at + len(name), "span" if how == "span" else "a", class_="byline__name")
        if how != "span":
            mark.set("href", f"/profiles/{slug}")
        if how == "link-in-span":
            wrap(mark, "span", class_="byline__names")
        marked += 1
    return f"{marked} names marked in {describe(node)}" if marked else None


@operator(
    "custom-elements",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
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
        node.set("style", _BLOCK)
    return f"{len(chosen)} custom elements" if chosen else None


@operator(
    "text-comments",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"where": "between-words"}, {"where": "inside-words"}, {"where": "around-blocks"}, {"where": "meta"}),
    models="the comment markers that hydration frameworks leave in text",
    evidence="frameworks appear or go in 13% of breaking changes; comments stand on 87% of pages",
)
def text_comments(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """Put comments between or inside words of text, or around blocks."""
    if where == "around-blocks":
        nodes = [node for _, node in loose(draft)] or cards(draft)
        for node in nodes:
            insert_before(node, etree.Comment("$" if dice.chance(0.5) else " text-component "))
        return f"{len(nodes)} blocks have a comment before them" if nodes else None
    lines = [node for _, node in meta_lines(draft)] if where == "meta" else [node for _, node in loose(draft)]
    touched = 0
    for node in lines:
        text = node.text or ""
        ends = [
            k
            for k in range(1, len(text))
            if (
                text[k - 1] == " " and text[k] != " "
                if where != "inside-words"
                else text[k - 1].isalpha() and text[k].isalpha()
            )
        ]
        if not ends:
            continue
        at = dice.pick(ends)
        mark = etree.Comment(" ")
        mark.tail, node.text = text[at:], text[:at]
        node.insert(0, mark)
        touched += 1
    return f"{touched} texts cut by a comment" if touched else None


@operator(
    "form-wrapper",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"around": "page"}, {"around": "container"}),
    models="server frameworks that put the whole page into one form",
    evidence="no frequency known: the rule of ASP.NET Web Forms",
)
def form_wrapper(draft: Draft, _dice: Dice, *, around: str) -> str | None:
    """Put the whole page, or the container of the story, into a form with hidden state."""
    form = make("form", id="aspnetForm", method="post", action="")
    state = make("input", type="hidden", name="__VIEWSTATE", value="dDwtMTIzNDU2Nzg5Ow==")
    if around == "container":
        box = draft.one("container")
        if box is None:
            return None
        form = wrap(box, "form", method="post", action="")
        form.insert(0, state)
        return f"{describe(box)} stands in a form"
    body = draft.body
    form.text, body.text = body.text, None
    form.extend(list(body))
    form.insert(0, state)
    state.tail, form.text = form.text, None
    body.append(form)
    return "the page stands in a form"


@operator(
    "section-story",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"size": 2}, {"size": 3}, {"size": 5}),
    models="paragraphs are grouped into sections or chapters",
    evidence="body container classes change in 80% of breaking changes",
)
def section_story(draft: Draft, _dice: Dice, *, size: str) -> str | None:
    """Put each run of neighbouring paragraphs into a section of its own."""
    found = [node for _, node in loose(draft) if node.getparent().tag != "p"]
    groups: list[list[Element]] = []
    for node in found:
        if groups and len(groups[-1]) < int(size) and _neighbours([groups[-1][-1], node]):
            groups[-1].append(node)
        else:
            groups.append([node])
    for group in groups:
        box = wrap(group[0], "section", class_="story-part")
        for node in group[1:]:
            append(box, detach(node))
    return f"{len(groups)} sections around the paragraphs" if groups else None


@operator(
    "paragraphs-in-tables",
    category="tree",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"style": "single-cell"}, {"style": "two-column"}),
    models="old layouts: each paragraph in a table row of its own",
    evidence="tables appear or go in 4% of breaking changes",
)
def paragraphs_as_rows(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Put each ordinary paragraph into a one-row table, alone or beside an empty cell."""
    found = [node for _, node in plain(draft) if node.getparent().tag != "p"]
    for node in found:
        row = wrap(wrap(node, "td"), "tr")
        if style == "two-column":
            row.insert(0, make("td", width="20"))
        wrap(wrap(row, "tbody"), "table", border="0", cellpadding="4")
    return f"{len(found)} paragraphs stand in tables" if found else None
