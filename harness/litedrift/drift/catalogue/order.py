"""Parts of the page change places, stand twice, or go; what must stand before the story still does.

Meta lines stay in the meta zone, before the first ordinary paragraph: further down they would be story text.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from litedrift.drift._contract import PRESERVES, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    describe,
    detach,
    elements,
    insert_after,
    insert_before,
    make,
    prepend,
    rendered,
)
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import (
    STRICT,
    body_texts,
    cards,
    labelled,
    linked_cards,
    loose,
    meta_lines,
    plain,
    set_body,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _line(draft: Draft, name: str) -> Element | None:
    """Return the line of this landmark if it shows something and can be moved."""
    node = draft.one(name)
    if node is None or not rendered(node) or node.getparent().tag in STRICT:
        return None
    return node


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
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=tuple({"move": move} for move in _MOVES),
    models="a redesign prints byline, time and source in another order, above or below the headline",
    evidence="the author was re-declared in 65% of parser changes, the date in 41%",
)
def move_meta(draft: Draft, _dice: Dice, *, move: str) -> str | None:
    """Move one meta line next to another landmark, within the meta zone."""
    name, where, other = _MOVES[move]
    node, anchor = _line(draft, name), _line(draft, other)
    if node is None or anchor is None or anchor.getparent().tag in STRICT:
        return None
    if name == "byline" and where == "before" and not labelled(draft, rendered(node), "byline"):
        raise Infeasible("a byline without a label above the headline looks like a kicker")
    return f"{describe(node)} stands {where} {describe(anchor)}" if _put(node, where, anchor) else None


@operator(
    "meta-into-story",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
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
        node = _line(draft, name)
        if node is not None and node.getparent() is not box:
            prepend(box, detach(node))
            moved.append(describe(node))
    return f"{' and '.join(moved)} stand first in {describe(box)}" if moved else None


@operator(
    "source-out-of-story",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
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
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"lines": "reversed"}, {"lines": "shuffled"}),
    models="a template prints its meta lines in another order",
    evidence="the author was re-declared in 65% of parser changes, the date in 41%",
    conflicts={"move-meta": "both give the lines new places"},
)
def shuffle_meta(draft: Draft, dice: Dice, *, lines: str) -> str | None:
    """Let the meta lines change places among themselves; two of one kind keep their order."""
    name_of = {node: name for name, node in meta_lines(draft)}
    nodes = [node for node in elements(draft.body) if node in name_of]
    if len(nodes) < 2 or any(a in b.iterancestors() for a in nodes for b in nodes):
        return None
    marks = [make("span") for _ in nodes]
    for mark, node in zip(marks, nodes, strict=True):
        insert_before(node, mark)
        detach(node)
    note = str(draft.gold.fields.get("editors_note") or "")
    if note and not any(rendered(node).endswith(note) for node in nodes):
        raise Infeasible("the note is joined from several, one of which is no meta line: their order would change it")
    names = [name_of[node] for node in nodes]
    turned = list(reversed(names)) if lines == "reversed" else dice.shuffled(names)
    left = {name: iter([node for node in nodes if name_of[node] == name]) for name in names}
    for mark, name in zip(marks, turned, strict=True):
        insert_before(mark, next(left[name]))
        detach(mark)
    return f"{len(nodes)} meta lines {lines}"


@operator(
    "move-headline",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"to": "story"}, {"to": "before-layout"}, {"to": "own-header"}),
    models="the headline moves into the story's container, out of the layout, or into a header component",
    evidence="depth of the headline changes in 64% of breaking changes",
    conflicts={"wrap-headline": "the wrapper would stay behind, empty"},
)
def move_headline(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the headline; it still stands before the story."""
    node, box, layout = _line(draft, "headline"), draft.one("body"), draft.one("container")
    if node is None or box is None or layout is None:
        return None
    if any(each is node for each in layout.iterancestors()) or box.tag == "body":
        return None
    if to == "story":
        if node.getparent() is box:
            return None
        for _, line in reversed([pair for pair in meta_lines(draft) if _before(pair[1], box)]):
            prepend(box, detach(line))  # they follow the headline into the story
        prepend(box, detach(node))
    elif layout.getparent() is None or layout.tag == "body":
        return None
    else:
        detach(node)
        if to == "own-header":
            holder = make("header", class_="article-top")
            holder.append(node)
            insert_before(layout, holder)
        else:
            insert_before(layout, node)
    return f"{describe(node)} moved: {to}"


def _before(node: Element, other: Element) -> bool:
    """Whether a sibling stands before another."""
    return node.getparent() is other.getparent() and node.getparent().index(node) < other.getparent().index(other)


@operator(
    "move-note",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"to": "story-end"}, {"to": "mid-story"}, {"to": "before-headline"}),
    models="the editor's note stands after the story, within it, or above the headline",
    evidence="since April 2026 notes stand before the source line, mid-article or at the end, in 45 texts of 4,050",
)
def move_note(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the editor's note, which its label tells anywhere."""
    note = _line(draft, "editors_note")
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


@operator(
    "move-end-link",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"to": "after-story"}, {"to": "before-story"}, {"to": "doubled"}, {"to": "own-footer"}),
    models="the link to the full article leaves the story, or stands above and below it",
    evidence="no frequency known: it closes the story on 9,298 of 9,298 pages of 2026; earlier templates had none",
)
def move_end_link(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the end link's line out of the story's container, or repeat it above the story."""
    link, box = draft.one("end_link"), draft.one("body")
    if link is None or box is None or box.tag == "body":
        return None
    line = link.getparent()
    if line is box or line.tag not in ("p", "div") or rendered(line) != rendered(link):
        return None
    if to == "doubled":
        twin = copy.deepcopy(line)
        twin.tail = None
        insert_before(box, twin)
        return f"{describe(line)} stands above the story too"
    if to == "before-story":
        return f"{describe(line)} stands above the story" if _put_out(line, box, "before") else None
    if not _put_out(line, box, "after"):
        return None
    if to == "own-footer":
        holder = make("div", class_="article-end")
        insert_after(line, holder)
        append(holder, detach(line))
    return f"{describe(line)} stands after the story: {to}"


def _put_out(line: Element, box: Element, where: str) -> bool:
    detach(line)
    (insert_before if where == "before" else insert_after)(box, line)
    return True


@operator(
    "move-furniture",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"what": "header-last"}, {"what": "footer-first"}, {"what": "both"}),
    models="navigation after the content and legal lines before it, ordered by style sheets",
    evidence="no frequency known: content-first source order is an accessibility pattern",
)
def move_furniture(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Move the page header after everything else, the page footer before it, or both."""
    header, footer, moved = draft.one("header"), draft.one("footer"), []
    body = draft.body
    if not _has_landmark_tags(header, footer):
        raise Infeasible("this template's header and footer are bare div: out of place nothing tells what they are")
    if what != "footer-first" and header is not None:
        append(body, detach(header))
        moved.append("header")
    if what != "header-last" and footer is not None:
        prepend(body, detach(footer))
        moved.append("footer")
    return f"{' and '.join(moved)} moved" if moved else None


def _has_landmark_tags(*nodes: Element | None) -> bool:
    return all(node is None or node.tag in ("header", "footer") for node in nodes)


@operator(
    "move-head",
    category="order",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "reversed"}, {"how": "title-last"}, {"how": "data-to-body"}),
    models="the head is generated in another order; structured data moves to the end of the body",
    evidence="the set of meta names changes in 85% of breaking changes and in 28% of benign ones",
)
def move_head(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Reverse the head's elements, put the title last, or move JSON-LD to the end of the body."""
    head = draft.head
    children = list(elements(head))[1:]
    if how == "data-to-body":
        moved = [node for node in children if node.tag == "script" and "ld+json" in (node.get("type") or "")]
        for node in moved:
            append(draft.body, detach(node))
        return f"{len(moved)} JSON-LD blocks stand in the body" if moved else None
    direct = [node for node in children if node.getparent() is head and node.tag != "base" and not _declares(node)]
    moved = direct if how == "reversed" else [node for node in direct if node.tag == "title"]
    if not moved or (how == "title-last" and moved[-1] is head[-1]):
        return None
    for node in moved if how == "title-last" else reversed(moved):
        append(head, detach(node))
    return f"{len(moved)} elements of the head moved: {how}"


def _declares(node: Element) -> bool:
    """Whether an element declares the charset: that has to stay early."""
    return node.tag == "meta" and (node.get("charset") or (node.get("http-equiv") or "").lower() == "content-type")


def _swap_in(nodes: Sequence[Element], turned: Sequence[Element]) -> None:
    """Let elements take each other's places; white space between the places stays."""
    marks = [make("span") for _ in nodes]
    for mark, node in zip(marks, nodes, strict=True):
        insert_before(node, mark)
        detach(node)
    for mark, node in zip(marks, turned, strict=True):
        insert_before(mark, node)
        detach(mark)


def _permuted(
    found: Sequence[tuple[int, Element]], turned: Sequence[tuple[int, Element]], items: list[Any]
) -> list[Any]:
    """Return the expected items after their elements took each other's places."""
    after = list(items)
    for (place, _), (origin, _) in zip(found, turned, strict=True):
        after[place] = items[origin]
    return after


@operator(
    "reorder-paragraphs",
    category="order",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"how": "swap"}, {"how": "rotate"}, {"how": "reverse"}, {"how": "shuffle"}),
    models="an edit: paragraphs change places",
    evidence="no frequency known: stories are edited between two scrapes of one address",
)
def reorder_paragraphs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Let paragraphs after the first take each other's places.

    On gold: the items take each other's places in the same way.
    """
    found = plain(draft)[1:]
    if len(found) < 3:
        return None
    turned = list(found)
    if how == "swap":
        at = dice.below(len(found) - 1)
        turned[at], turned[at + 1] = turned[at + 1], turned[at]
    elif how == "rotate":
        turned = [*found[1:], found[0]]
    else:
        turned = list(reversed(found)) if how == "reverse" else dice.shuffled(found)
    if turned == found:
        return None
    set_body(draft, _permuted(found, turned, list(draft.gold.fields["body"])))
    _swap_in([node for _, node in found], [node for _, node in turned])
    return f"{len(found)} paragraphs: {how}"


@operator(
    "columns",
    category="order",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"count": 2}, {"count": 3}),
    models="print layouts that deal paragraphs out to columns",
    evidence="no frequency known: rare",
)
def columns(draft: Draft, _dice: Dice, *, count: str) -> str | None:
    """Deal the paragraphs after the first out to columns; a reader reads one column after the other.

    On gold: document order, first all paragraphs of the first column, then of the second.
    """
    found = plain(draft)[1:]
    n = int(count)
    if len(found) < 2 * n or any(node.getparent() is not found[0][1].getparent() for _, node in found):
        return None
    between = found[0][1].getparent().index(found[-1][1]) - found[0][1].getparent().index(found[0][1]) + 1
    if between != len(found):
        return None  # subheadings or lists between the paragraphs would lose their place
    turned = [pair for k in range(n) for pair in found[k::n]]
    set_body(draft, _permuted(found, turned, list(draft.gold.fields["body"])))
    boxes = [make("div", class_=f"column column-{k + 1}") for k in range(n)]
    for box in boxes:
        insert_before(found[0][1], box)
    for k, box in enumerate(boxes):
        for _, node in found[k::n]:
            append(box, detach(node))
    return f"{len(found)} paragraphs in {n} columns"


@operator(
    "duplicate-paragraph",
    category="order",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"copy": "next"}, {"copy": "last"}, {"copy": "quote"}),
    models="a paragraph printed twice: an editing slip, a summary at the end, a quote within the story",
    evidence="since April 2026 23% of pages show a parser the last note twice; otherwise no frequency known",
)
def duplicate_paragraph(draft: Draft, dice: Dice, *, copy: str) -> str | None:
    """Repeat a paragraph after itself, as a quote after itself, or as the last of the story.

    On gold: the item stands twice, in the place of its copy; nothing is dropped because it repeats.
    """
    found = plain(draft)[1:]
    if len(found) < 2:
        return None
    n, node = dice.pick(found[:-1])
    twin = _twin(node)
    items = list(draft.gold.fields["body"])
    if copy == "last":
        place, anchor = loose(draft)[-1]
        insert_after(anchor, twin)
        items.insert(place + 1, items[n])
    else:
        insert_after(node, twin)
        items.insert(n + 1, items[n])
    if copy == "quote":
        twin.tag = "blockquote"
    set_body(draft, items)
    return f"{describe(node)} stands twice: {copy}"


def _twin(node: Element) -> Element:
    twin = copy.deepcopy(node)
    twin.tail = None
    twin.attrib.pop("id", None)
    return twin


@operator(
    "drop-paragraphs",
    category="order",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"drop": "one"}, {"drop": "half"}, {"drop": "most"}, {"drop": "first"}),
    models="an update shortens the story; a brief of one or two sentences",
    evidence="no frequency known: stories of 3 to 117 paragraphs are on record",
)
def drop_paragraphs(draft: Draft, dice: Dice, *, drop: str) -> str | None:
    """Remove paragraphs; at least one stays.

    On gold: their items go.
    """
    found = plain(draft)
    if len(found) < 3:
        return None
    if drop == "first":
        chosen = found[:1]
        rest = [text for n, text in enumerate(body_texts(draft)) if n != chosen[0][0] and text]
        if not rest or labelled(draft, rest[0]):
            raise Infeasible("the next paragraph looks like a meta line")
    else:
        count = {"one": 1, "half": len(found) // 2, "most": len(found) - 1}[drop]
        chosen = dice.some(found[1:], count)
    gone = {n for n, _ in chosen}
    for _, node in chosen:
        detach(node)
    set_body(draft, [item for n, item in enumerate(draft.gold.fields["body"]) if n not in gone])
    return f"{len(chosen)} paragraphs dropped"


@operator(
    "reorder-cards",
    category="order",
    layer=Layer.TREE,
    contract=transforms("links"),
    levels=({"how": "reverse"}, {"how": "shuffle"}, {"how": "rotate"}),
    models="the list of stories is sorted anew",
    evidence="no frequency known: every hour on a home page",
)
def reorder_cards(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Let the cards of an index take each other's places.

    On gold: the links take each other's places in the same way.
    """
    found = linked_cards(draft)
    if len(found) < 3:
        return None
    turned = {"reverse": list(reversed(found)), "rotate": [*found[1:], found[0]]}.get(how) or dice.shuffled(found)
    links = _permuted(found, turned, list(draft.gold.fields["links"]))
    draft.gold = draft.gold.set(links=links)
    _swap_in([node for _, node in found], [node for _, node in turned])
    return f"{len(found)} cards: {how}"


@operator(
    "card-columns",
    category="order",
    layer=Layer.TREE,
    contract=transforms("links"),
    levels=({"count": 2}, {"count": 4}),
    models="the stories are dealt out to several columns",
    evidence="no frequency known: grids of home pages",
)
def card_columns(draft: Draft, _dice: Dice, *, count: str) -> str | None:
    """Deal the cards out to several lists, one after the other in the source.

    On gold: document order, first all links of the first column, then of the second.
    """
    found = linked_cards(draft)
    n = int(count)
    if len(found) < 2 * n or len(found) != len(cards(draft)):
        return None
    box = found[0][1].getparent()
    if box.tag not in ("ul", "ol") or any(node.getparent() is not box for _, node in found):
        return None
    turned = [pair for k in range(n) for pair in found[k::n]]
    draft.gold = draft.gold.set(links=_permuted(found, turned, list(draft.gold.fields["links"])))
    place = box
    for k in range(1, n):
        column = make(box.tag)
        column.attrib.update(box.attrib)
        for _, node in found[k::n]:
            append(column, detach(node))
        insert_after(place, column)
        place = column
    return f"{len(found)} cards in {n} columns"


@operator(
    "duplicate-card",
    category="order",
    layer=Layer.TREE,
    contract=transforms("links"),
    levels=({"copy": "next"}, {"copy": "last"}),
    models="a story is listed twice",
    evidence="no frequency known: seen on saved index pages",
)
def duplicate_card(draft: Draft, dice: Dice, *, copy: str) -> str | None:
    """Repeat a card after itself or at the end of the list.

    On gold: the link stands twice.
    """
    found = linked_cards(draft)
    if not found:
        return None
    n, card = dice.pick(found)
    links = list(draft.gold.fields["links"])
    last, anchor = found[-1] if copy == "last" else (n, card)
    if copy == "last" and n == last:
        return None
    insert_after(anchor, _twin(card))
    links.insert(last + 1, links[n])
    draft.gold = draft.gold.set(links=links)
    return f"{describe(card)} stands twice: {copy}"


@operator(
    "drop-cards",
    category="order",
    layer=Layer.TREE,
    contract=transforms("links"),
    levels=({"drop": "one"}, {"drop": "half"}, {"drop": "all-but-four"}),
    models="a shorter list of stories",
    evidence="the site printed 87, 89, 100 and 103 stories at different times",
)
def drop_cards(draft: Draft, dice: Dice, *, drop: str) -> str | None:
    """Remove cards; at least four stay.

    On gold: their links go.
    """
    found = linked_cards(draft)
    count = {"one": 1, "half": len(found) // 2, "all-but-four": len(found) - 4}[drop]
    if count < 1 or len(found) - count < 4:
        return None
    chosen = dice.some(found, count)
    gone = {n for n, _ in chosen}
    for _, card in chosen:
        detach(card)
    draft.gold = draft.gold.set(links=[link for n, link in enumerate(draft.gold.fields["links"]) if n not in gone])
    return f"{count} cards dropped"
