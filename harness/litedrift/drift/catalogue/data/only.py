"""A value leaves the text: the data alone still say it; and microdata on what the page prints."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import instant
from litedrift.drift._contract import demotes
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import append, classes, describe, detach, make, rendered, set_classes
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._carriers import (
    add_block,
    blocks,
    edit_objects,
    is_story,
    links,
    metas,
    need_told_apart,
    page_object,
    read,
    said,
    set_meta,
    set_title,
    shown,
    take_out,
    take_out_end_link,
    zulu,
)
from litedrift.drift.catalogue._story import cards
from litedrift.drift.catalogue.data._values import SCHEMA, site_data

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: Landmark → what microdata, RDFa and microformats call it.
_PROPERTIES: Final = {
    "headline": ("headline", "p-name"),
    "byline": ("author", "p-author"),
    "updated": ("dateModified", "dt-updated"),
    "body": ("articleBody", "e-content"),
}


@operator(
    "microdata",
    levels=({"form": "itemprop"}, {"form": "twins"}, {"form": "rdfa"}, {"form": "microformats"}),
    models="elements are marked for machines: microdata, RDFa, microformats, or meta twins in the text",
    evidence="microdata on 34% of news pages; itemprop or property was gained in 17% of replaced site rules",
    idempotent=True,
)
def microdata(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Mark landmarks or cards with itemprop, property or class, or repeat true values in meta elements."""
    if form == "twins":
        values = {key: value for key, value in page_object(draft).items() if key[0] != "@"}
        for key, value in values.items():
            set_meta(draft, key, value, "itemprop")
        return f"{len(values)} values repeated" if values else None
    marked = [(node, names) for name, names in _PROPERTIES.items() for node in draft.landmark(name)]
    marked += [(card, ("itemListElement", "h-entry")) for card in cards(draft)]
    for node, (machine, entry) in marked:
        if form == "microformats":
            set_classes(node, list(dict.fromkeys([*classes(node), entry])))
        else:
            node.set("property" if form == "rdfa" else "itemprop", machine)
    scope = {"itemprop": ("itemtype", f"{SCHEMA}/NewsArticle"), "rdfa": ("typeof", "NewsArticle")}.get(form)
    if marked and scope:
        draft.body.set(*scope)
    return f"{len(marked)} elements marked as {form}, as {describe(marked[0][0])}" if marked else None


def _only(draft: Draft, name: str) -> None:
    """Make sure that a field whose line was taken out is not printed elsewhere."""
    if shown(draft, name):
        raise Infeasible(f"the {name} stands on the page a second time")


def _forget(draft: Draft, *keys: str) -> None:
    """Take keys out of every JSON-LD object that describes the story; broken blocks go."""

    def change(item: dict[str, Any]) -> None:
        for key in keys if is_story(item) else ():
            item.pop(key, None)

    edit_objects(draft, change)
    for block in blocks(draft):
        if read(block) is None or isinstance(read(block), str):
            detach(block)


def _say(draft: Draft, shape: str, **values: str) -> None:
    item = {"@type": "NewsArticle", **values}
    graph = {"@context": SCHEMA, "@graph": [*site_data(draft), item]}
    add_block(draft, graph if shape == "graph" else {"@context": SCHEMA, **item})


@operator(
    "headline-only-in-data",
    contract=demotes("headline"),
    levels=({"carrier": "json-ld"}, {"carrier": "graph"}, {"carrier": "og"}, {"carrier": "title"}),
    models="the headline is printed by a script or as a picture; only data and title still say it",
    evidence="the title was re-declared in 37% of parser changes",
    conflicts={
        "json-ld-headline-differs": "the data would be the only carrier, and wrong",
        "meta-title-differs": "the data would be the only carrier, and wrong",
    },
)
def headline_only_in_data(draft: Draft, _dice: Dice, *, carrier: str) -> str | None:
    """Take the printed headline out; JSON-LD, og:title or the title element alone says it.

    On gold: the true headline or null.
    """
    text = said(draft, "headline")
    if text is None or not any(rendered(node) for node in draft.landmark("headline")):
        return None
    if not draft.gold.fields.get("body"):
        raise Infeasible("without headline and body only a refusal is right")
    take_out(draft, "headline")
    _only(draft, "headline")
    _forget(draft, "headline", "name")
    for node in metas(draft, "og:title", "twitter:title", "dc.title", "headline"):
        detach(node)
    set_title(draft, text if carrier == "title" else draft.site.name)
    if carrier == "og":
        set_meta(draft, "og:title", text)
    elif carrier != "title":
        _say(draft, carrier, headline=text)
    draft.gold = draft.gold.demote("headline").distrust("headline", draft.site.name)
    return f"the headline stands in {carrier} only"


@operator(
    "time-only-in-data",
    contract=demotes("updated"),
    levels=({"form": "zulu"}, {"form": "offset"}, {"form": "graph"}, {"form": "published-too"}),
    models="the printed time goes; JSON-LD still says when the story was modified",
    evidence="the date was re-declared in 41% of parser changes; time elements go in 20% of breaking changes",
    conflicts={"json-ld-date-differs": "the data would be the only carrier, and wrong"},
)
def time_only_in_data(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Take the printed time out; `dateModified` alone says it, beside an earlier `datePublished` or not.

    On gold: the true time or null.
    """
    moment = instant(said(draft, "updated") or "")
    if moment is None or not any(rendered(node) for node in draft.landmark("updated")):
        return None
    take_out(draft, "updated")
    _only(draft, "updated")
    need_told_apart(draft, "updated")
    _forget(draft, "dateModified", "datePublished")
    values = {"dateModified": moment.isoformat() if form == "offset" else zulu(moment)}
    if form == "published-too":
        early = zulu(moment - timedelta(hours=1 + dice.below(70), minutes=dice.below(60)))
        values = {"datePublished": early, **values}
        draft.gold = draft.gold.distrust("updated", early)
    _say(draft, form, **values)
    draft.gold = draft.gold.demote("updated")
    return f"the time stands in JSON-LD only: {form}"


@operator(
    "link-only-in-data",
    contract=demotes("full_article_url"),
    levels=({"carrier": "canonical"}, {"carrier": "json-ld"}, {"carrier": "graph"}, {"carrier": "both"}),
    models="the link to the full article goes; canonical and JSON-LD still name it",
    evidence="no frequency known: the site's earlier templates printed no such link, the present one always does",
    conflicts={"canonical-differs": "the data would be the only carrier, and wrong"},
)
def link_only_in_data(draft: Draft, _dice: Dice, *, carrier: str) -> str | None:
    """Take the end link out; the canonical address, JSON-LD or both alone name the full article.

    On gold: the true address or null.
    """
    address = said(draft, "full_article_url")
    if address is None or not take_out_end_link(draft):
        return None
    _only(draft, "full_article_url")
    _forget(draft, "url", "mainEntityOfPage")
    for node in (*links(draft, "canonical"), *metas(draft, "og:url", "twitter:url", "dc.url", "url")):
        detach(node)
    if carrier in ("canonical", "both"):
        append(draft.head, make("link", rel="canonical", href=address))
    if carrier != "canonical":
        _say(draft, carrier, url=address)
    draft.gold = draft.gold.demote("full_article_url")
    return f"the address of the full article stands in {carrier} only"
