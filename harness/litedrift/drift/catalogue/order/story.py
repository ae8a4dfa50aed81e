"""Paragraphs change places, stand twice, or are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    append,
    describe,
    detach,
    insert_after,
    insert_before,
    make,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    body_texts,
    labelled,
    loose,
    plain,
    set_body,
)
from litedrift.drift.catalogue.order._move import double, permuted, swap_in

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "reorder-paragraphs",
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
    set_body(draft, permuted(found, turned, list(draft.gold.fields["body"])))
    swap_in([node for _, node in found], [node for _, node in turned])
    return f"{len(found)} paragraphs: {how}"


@operator(
    "columns",
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
    set_body(draft, permuted(found, turned, list(draft.gold.fields["body"])))
    boxes = [make("div", class_=f"column column-{k + 1}") for k in range(n)]
    for box in boxes:
        insert_before(found[0][1], box)
    for k, box in enumerate(boxes):
        for _, node in found[k::n]:
            append(box, detach(node))
    return f"{len(found)} paragraphs in {n} columns"


@operator(
    "duplicate-paragraph",
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
    twin = double(node)
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


@operator(
    "drop-paragraphs",
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
