"""The cards of an index change places, stand twice, or are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litedrift.drift._contract import transforms
from litedrift.drift._kit import (
    append,
    describe,
    detach,
    insert_after,
    make,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    cards,
    linked_cards,
)
from litedrift.drift.catalogue.order._move import double, permuted, swap_in

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "reorder-cards",
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
    links = permuted(found, turned, list(draft.gold.fields["links"]))
    draft.gold = draft.gold.set(links=links)
    swap_in([node for _, node in found], [node for _, node in turned])
    return f"{len(found)} cards: {how}"


@operator(
    "card-columns",
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
    if len(found) < 2 * n or not len(found) == len(cards(draft)) == len(draft.gold.fields["links"]):
        return None  # a link that no known card shows would stay where it is
    box = found[0][1].getparent()
    if box.tag not in ("ul", "ol") or any(node.getparent() is not box for _, node in found):
        return None
    turned = [pair for k in range(n) for pair in found[k::n]]
    draft.gold = draft.gold.set(links=permuted(found, turned, list(draft.gold.fields["links"])))
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
    insert_after(anchor, double(card))
    links.insert(last + 1, links[n])
    draft.gold = draft.gold.set(links=links)
    return f"{describe(card)} stands twice: {copy}"


@operator(
    "drop-cards",
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
