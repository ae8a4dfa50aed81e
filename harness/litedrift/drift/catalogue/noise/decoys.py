"""What has the name or the shape of a landmark, and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import (
    append,
    classes,
    describe,
    insert_after,
    make,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._prose import HEADLINES
from litedrift.drift.catalogue._story import cards, plain
from litedrift.drift.catalogue.noise._place import NO_INDEX, Box, beside, boxes, inside, not_on_index

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _name_of(draft: Draft, role: str) -> dict[str, str]:
    """Return the attributes by which the page names a landmark: its class, or its id."""
    node = plain(draft)[0][1] if role == "paragraph" and plain(draft) else draft.one(role)
    if node is None:
        return {}
    if classes(node):
        return {"class": " ".join(classes(node))}
    return {"id": node.get("id")} if node.get("id") else {}


#: What an aside that carries a landmark's name says.
_DECOYS: Final = {
    "paragraph": "The tide tables printed here last week were those of another planet, and the desk is sorry.",
    "headline": "Tide tables of another planet printed in error",
    "byline": "By Philippa Quince-Obuya",
    "updated": "Updated: 4:01 AM EDT, Sat March 9, 2024",
    "source": "Source: The Quillhaven Almanac",
}


@operator(
    "misleading-class",
    levels=(
        {"role": "paragraph", "tag": "aside"},
        {"role": "headline", "tag": "aside"},
        {"role": "byline", "tag": "aside"},
        {"role": "updated", "tag": "aside"},
        {"role": "source", "tag": "aside"},
        {"role": "paragraph", "tag": "nav"},
    ),
    models="a promotion re-uses the class of a landmark: the plausible wrong value",
    evidence="no frequency known: the end link of the site's own template carries the class of paragraphs",
)
def misleading_class(draft: Draft, dice: Dice, *, role: str, tag: str) -> str | None:
    """Put in an aside or nav whose content carries the class or id of a landmark."""
    if not_on_index(draft):
        return None
    name = _name_of(draft, role)
    if not name:
        return None
    box = make(tag, class_="promo")
    line = make("p", _DECOYS[role])
    line.attrib.update(name)
    if tag == "nav":
        line.text = None
        append(line, make("a", _DECOYS[role], href="/almanac"))
    append(box, line)
    where = beside(draft, box, "before") if role != "paragraph" and dice.chance(0.5) else inside(draft, dice, box)
    if where is None:
        return None
    draft.gold = draft.gold.forbid(_DECOYS[role])
    return f"an {tag} {where} carries the name of the {role}"


_STAMP: Final = "10:02 PM EST, Tue January 9, 2024"

boxes(
    "decoy-landmark",
    "Put in a heading of a promotion, a time of a live blog, an author of a column, or a logo in an h1.",
    Box({"what": "h1"}, f'<aside class="promo"><h1>{HEADLINES[2]}</h1></aside>', kinds=NO_INDEX),
    Box(
        {"what": "time"},
        f'<aside class="live-blog"><time datetime="2024-01-10T03:02:00Z">Updated: {_STAMP}</time></aside>',
        texts=(_STAMP,),
        kinds=NO_INDEX,
    ),
    Box(
        {"what": "byline"},
        '<aside class="column-promo"><p>By Leopold Ashgrove-Nwosu, CNN</p></aside>',
        texts=("Leopold Ashgrove-Nwosu",),
        kinds=NO_INDEX,
    ),
    Box(
        {"what": "logo"},
        '<header class="masthead"><h1><a href="/">Lite edition masthead</a></h1></header>',
        "top",
        texts=("Lite edition masthead",),
    ),
    texts=(HEADLINES[2],),
    place="before",
    models="a second heading, time or author on the page that belongs to something else",
    evidence="several h1 on 11% of pages; several dates in time elements on 27%",
)


@operator(
    "empty-cards",
    levels=({"kind": "empty-address"}, {"kind": "empty-title"}, {"kind": "no-link"}, {"kind": "advert"}),
    models="broken cards and advertising between the stories of an index",
    evidence="no frequency known: 24 links with empty text were seen in scraped stories",
)
def empty_cards(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Put cards without address, without title or without link, or an advert, among the cards of an index."""
    found = cards(draft)
    if not found or found[0].getparent().tag not in ("ul", "ol"):
        return None
    text = "Card of a story that was never filed"
    inner = {
        "empty-address": make("a", text, href=""),
        "empty-title": make("a", None, href="/2024/05/17/world/unfiled-story"),
        "no-link": make("span", text),
        "advert": make("span", text, class_="ad-label"),
    }[kind]
    card = make(found[0].tag)
    card.attrib.update({key: value for key, value in found[0].attrib.items() if key != "id"})
    if kind == "advert":
        card.set("class", "ad-slot")
        card.set("role", "complementary")
    append(card, inner)
    anchor = dice.pick(found)
    insert_after(anchor, card)
    draft.gold = draft.gold.forbid("unfiled-story" if kind == "empty-title" else text)
    return f"a card with {kind} stands after {describe(anchor)}"
