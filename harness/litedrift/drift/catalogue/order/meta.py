"""Meta lines change places."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    describe,
    detach,
    elements,
    insert_after,
    insert_before,
    make,
    prepend,
    rendered,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    STRICT,
    labelled,
    loose,
    meta_lines,
)
from litedrift.drift.catalogue.order._move import movable

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _put(node: Element, where: str, anchor: Element) -> bool:
    """Move `node` before or after `anchor`; False when it already stands there."""
    if node is anchor or any(each is node for each in anchor.iterancestors()):
        return False
    if any(each is anchor for each in node.iterancestors()):
        return False
    neighbour = anchor.getprevious() if where == "before" else anchor.getnext()
    if neighbour is node:
        return False
    detach(node)
    (insert_before if where == "before" else insert_after)(anchor, node)
    return True


#: Level → (the line that moves, where to, the landmark it then stands beside).
_MOVES: dict[str, tuple[str, str, str]] = {
    "byline-after-time": ("byline", "after", "updated"),
    "byline-before-headline": ("byline", "before", "headline"),
    "time-before-byline": ("updated", "before", "byline"),
    "time-before-headline": ("updated", "before", "headline"),
    "source-after-byline": ("source", "after", "byline"),
    "source-before-time": ("source", "before", "updated"),
}


@operator(
    "move-meta",
    levels=tuple({"move": move} for move in _MOVES),
    models="a redesign prints byline, time and source in another order, above or below the headline",
    evidence="the author was re-declared in 65% of parser changes, the date in 41%",
)
def move_meta(draft: Draft, _dice: Dice, *, move: str) -> str | None:
    """Move one meta line next to another landmark, within the meta zone."""
    name, where, other = _MOVES[move]
    node, anchor = movable(draft, name), movable(draft, other)
    if node is None or anchor is None or anchor.getparent().tag in STRICT:
        return None
    if name == "byline" and where == "before" and not labelled(draft, rendered(node), "byline"):
        raise Infeasible("a byline without a label above the headline looks like a kicker")
    return f"{describe(node)} stands {where} {describe(anchor)}" if _put(node, where, anchor) else None


@operator(
    "meta-into-story",
    levels=({"which": "byline"}, {"which": "time"}, {"which": "both"}),
    models="byline and time move into the story's container, before its first paragraph",
    evidence="depth of the body changes in 71% of breaking changes; generation 1 prints meta lines there",
)
def meta_into_story(draft: Draft, _dice: Dice, *, which: str) -> str | None:
    """Make byline, time or both the first lines of the story's container."""
    box = draft.one("body")
    names = {"byline": ("byline",), "time": ("updated",), "both": ("updated", "byline")}[which]
    if box is None:
        return None
    moved = []
    for name in names:
        node = movable(draft, name)
        if node is not None and node.getparent() is not box:
            prepend(box, detach(node))
            moved.append(describe(node))
    return f"{' and '.join(moved)} stand first in {describe(box)}" if moved else None


@operator(
    "source-out-of-story",
    levels=({"to": "before-story"}, {"to": "before-headline"}),
    models="the source line leaves the story's container",
    evidence="no frequency known: since April 2026 the source line is no longer always the story's first",
)
def source_out_of_story(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the source lines before the story's container or before the headline."""
    lines = [node for node in draft.landmark("source") if rendered(node)]
    anchor = draft.one("body" if to == "before-story" else "headline")
    if not lines or anchor is None or anchor.tag == "body":
        return None
    for node in lines:
        if node.getparent().tag in STRICT or any(each is node for each in anchor.iterancestors()):
            return None
        detach(node)
        insert_before(anchor, node)
    return f"{len(lines)} source lines stand {to}"


@operator(
    "shuffle-meta",
    levels=({"lines": "reversed"}, {"lines": "shuffled"}),
    models="a template prints its meta lines in another order",
    evidence="the author was re-declared in 65% of parser changes, the date in 41%",
    conflicts={"move-meta": "both give the lines new places"},
)
def shuffle_meta(draft: Draft, dice: Dice, *, lines: str) -> str | None:
    """Let the meta lines above the story change places among themselves; two of one kind keep their order."""
    name_of = {node: name for name, node in meta_lines(draft)}
    story = set(draft.paragraphs)
    above = takewhile(lambda node: node not in story, elements(draft.body))
    nodes = [node for node in above if node in name_of]
    if len(nodes) < 2 or any(a in b.iterancestors() for a in nodes for b in nodes):
        return None
    marks = [make("span") for _ in nodes]
    for mark, node in zip(marks, nodes, strict=True):
        insert_before(node, mark)
        detach(node)
    note = str(draft.gold.fields.get("editors_note") or "")
    if note and not any(rendered(node).endswith(note) for node in name_of):
        raise Infeasible("the note is joined from several, one of which is no meta line: their order would change it")
    names = [name_of[node] for node in nodes]
    turned = list(reversed(names)) if lines == "reversed" else dice.shuffled(names)
    left = {name: iter([node for node in nodes if name_of[node] == name]) for name in names}
    for mark, name in zip(marks, turned, strict=True):
        insert_before(mark, next(left[name]))
        detach(mark)
    return f"{len(nodes)} meta lines {lines}"


@operator(
    "move-note",
    levels=({"to": "story-end"}, {"to": "mid-story"}, {"to": "before-headline"}),
    models="the editor's note stands after the story, within it, or above the headline",
    evidence="since April 2026 notes stand before the source line, mid-article or at the end, in 45 texts of 4,050",
)
def move_note(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the editor's note, which its label tells anywhere."""
    note = movable(draft, "editors_note")
    found = [node for _, node in loose(draft)]
    if note is None or len(found) < 3 or not draft.gold.fields.get("editors_note"):
        return None
    if len(draft.landmark("editors_note")) > 1:
        raise Infeasible("several notes: their order would change")
    if not labelled(draft, rendered(note), "editors_note"):
        raise Infeasible("a note without label is only known by its place and name")
    anchor = {"story-end": found[-1], "mid-story": found[len(found) // 2]}.get(to)
    if anchor is None:
        anchor = draft.one("headline")
        return f"{describe(note)} moved: {to}" if anchor is not None and _put(note, "before", anchor) else None
    return f"{describe(note)} moved: {to}" if _put(note, "after", anchor) else None
