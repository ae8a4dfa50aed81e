"""Structured data and metadata change: JSON-LD, meta and link elements, microdata.

What a reader sees comes first, then JSON-LD, then meta, then the title: as long as the text stands, whatever the
data say decides nothing. 93% of news pages carry JSON-LD; its set of types changes in 69% of breaking changes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from litedrift.corpus import instant
from litedrift.drift._contract import PRESERVES, conflicts, demotes
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import append, classes, describe, detach, elements, make, rendered, set_classes
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._carriers import (
    FALLBACKS,
    add_block,
    blocks,
    edit_objects,
    is_story,
    links,
    metas,
    need_shown,
    need_told_apart,
    objects,
    page_object,
    read,
    said,
    set_meta,
    set_title,
    shown,
    spelled,
    story_object,
    take_out,
    take_out_end_link,
    zulu,
)
from litedrift.drift.catalogue._story import cards

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_SCHEMA: Final = "https://schema.org"


def _authors(draft: Draft, dice: Dice) -> Any:
    """Return the credited persons in one of the shapes that plugins print."""
    names = [name for name in draft.gold.fields.get("authors") or () if isinstance(name, str)]
    people = [{"@type": "Person", "name": name} for name in names]
    return dice.pick((names[0], people[0], people, names) if len(names) == 1 else (people, names)) if names else None


def _story_data(draft: Draft, dice: Dice) -> dict[str, Any]:
    """Return a whole article object with true values; what the record lacks, it lacks."""
    item = story_object(draft)
    item["@type"] = dice.pick(("NewsArticle", "Article", ["NewsArticle", "Article"], "ReportageNewsArticle"))
    authors = _authors(draft, dice)
    if authors:
        item["author"] = authors
    body = [text for text in draft.gold.fields.get("body") or () if isinstance(text, str)]
    if body and dice.chance(0.4):
        item["articleBody"] = "\n".join(body)
    return item


def _list_data(draft: Draft, dice: Dice) -> dict[str, Any]:
    """Return the first stories of an index as an item list."""
    listed = (draft.gold.fields.get("links") or ())[: 3 + dice.below(8)]
    items = [
        {"@type": "ListItem", "position": n, "url": link["url"], "name": link["title"]}
        for n, link in enumerate(listed, 1)
    ]
    return {"@context": _SCHEMA, "@type": "ItemList", "itemListElement": items}


def _site_data(draft: Draft) -> list[dict[str, Any]]:
    """Return what pages say of the site around the article: none of it answers for the story."""
    home = draft.site.base_url
    return [
        {"@type": "WebSite", "@id": f"{home}#site", "url": home, "name": draft.site.name},
        {"@type": "Organization", "@id": f"{home}#publisher", "url": home, "name": draft.site.name},
    ]


@operator(
    "json-ld-add",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
    levels=({"shape": "object"}, {"shape": "graph"}, {"shape": "list"}, {"shape": "nested"}, {"shape": "blocks"}),
    models="a search plugin prints JSON-LD in its own shape, with authors as texts, objects or lists",
    evidence="JSON-LD appears or goes in 11% of breaking changes; 36% of the sites that have it use other shapes",
)
def json_ld_add(draft: Draft, dice: Dice, *, shape: str) -> str | None:
    """Put in JSON-LD with true values: one object, a graph, a list, nested in a page, or spread over blocks."""
    if draft.gold.kind not in ("article", "index"):
        return None
    item = _list_data(draft, dice) if draft.gold.kind == "index" else _story_data(draft, dice)
    site = _site_data(draft)
    bare = {key: value for key, value in item.items() if key != "@context"}
    page = {"@context": _SCHEMA, "@type": "WebPage", "isPartOf": site[0], "mainEntity": bare}
    spread = [{"@context": _SCHEMA, "@type": item["@type"], key: value} for key, value in bare.items() if key[0] != "@"]
    shapes: dict[str, list[Any]] = {
        "object": [item],
        "graph": [{"@context": _SCHEMA, "@graph": [*site, bare]}],
        "list": [[{"@context": _SCHEMA, **site[1]}, item]],
        "nested": [page],
        "blocks": [*spread, {"@context": _SCHEMA, **site[1]}],
    }
    for value in shapes[shape]:
        add_block(draft, value)
    draft.gold = draft.gold.distrust("full_article_url", draft.site.base_url)
    return f"{len(shapes[shape])} JSON-LD blocks added: {shape}"


@operator(
    "json-ld-drop",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
    levels=({"drop": "blocks"}, {"drop": "dates"}, {"drop": "url"}, {"drop": "types"}),
    models="JSON-LD, or some of what it says, is no longer printed",
    evidence="JSON-LD appears or goes in 11% of breaking changes; its set of types changes in 69%",
    idempotent=True,
)
def json_ld_drop(draft: Draft, _dice: Dice, *, drop: str) -> str | None:
    """Drop the JSON-LD blocks, or dates, addresses or types from them; the page shows every value itself."""
    need_shown(draft, *FALLBACKS)
    if drop == "blocks":
        found = blocks(draft)
        for block in found:
            detach(block)
        return f"{len(found)} JSON-LD blocks dropped" if found else None
    keys = {
        "dates": ("datePublished", "dateModified", "dateCreated"),
        "url": ("url", "mainEntityOfPage", "@id"),
        "types": ("@type", "additionalType"),
    }[drop]

    def change(item: dict[str, Any]) -> None:
        for key in keys:
            item.pop(key, None)

    changed = edit_objects(draft, change)
    return f"{drop} dropped from {changed} JSON-LD blocks" if changed else None


def _other_title(draft: Draft, dice: Dice, how: str) -> str:
    """Return a headline that is not the printed one, as search editors and social editors write them."""
    words = str(said(draft, "headline")).split()
    return {
        "reworded": dice.pick(
            ("What we know so far about today", "Here is what happened", "The story in five minutes")
        ),
        "shortened": " ".join(words[: max(1, len(words) // 2)]) + "…",
        "prefixed": dice.pick(("Live updates: ", "Exclusive: ", "Watch: ")) + " ".join(words),
    }[how]


@operator(
    "json-ld-headline-differs",
    category="data",
    layer=Layer.DATA,
    contract=conflicts("headline"),
    levels=({"how": "reworded"}, {"how": "shortened"}, {"how": "prefixed"}),
    models="the headline for search engines is not the one on the page",
    evidence="the JSON-LD headline differs from every h1 on 20% of pages, from the true title on 18%",
)
def json_ld_headline_differs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Let JSON-LD say another headline; the printed one counts."""
    if not shown(draft, "headline"):
        return None
    text = _other_title(draft, dice, how)

    def change(item: dict[str, Any]) -> None:
        if is_story(item):
            item["headline"] = text

    if not edit_objects(draft, change):
        add_block(draft, {"@context": _SCHEMA, "@type": "NewsArticle", "headline": text})
    draft.gold = draft.gold.distrust("headline", text)
    return f"JSON-LD says the headline is {text!r}"


def _dated(draft: Draft, key: str, value: str) -> None:
    """Give every object that has a date, or a new one, this value under this key."""
    index = draft.gold.kind == "index"

    def change(item: dict[str, Any]) -> None:
        if is_story(item) or (index and {"dateModified", "datePublished"} & item.keys()):
            item[key] = value

    if not edit_objects(draft, change):
        add_block(draft, {"@context": _SCHEMA, "@type": "WebPage" if index else "NewsArticle", key: value})


@operator(
    "json-ld-date-differs",
    category="data",
    layer=Layer.DATA,
    contract=conflicts("updated", "page_date"),
    levels=({"how": "published"}, {"how": "modified"}, {"how": "zone"}, {"how": "day"}),
    models="dates in the data differ: published for modified, a later touch, a local time marked as UTC, a mere day",
    evidence="the JSON-LD date is wrong on 0.9% of pages; the first time element on 7%",
)
def json_ld_date_differs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Let JSON-LD say another time of publication or of change; only the printed time counts."""
    printed = said(draft, "page_date" if draft.gold.kind == "index" else "updated")
    moment = instant(f"{printed}T12:00:00+00:00" if printed and len(printed) == len("2026-01-31") else printed or "")
    if moment is None:
        if how != "published" or draft.gold.kind != "article":
            return None
        moment = datetime(2023, 1 + dice.below(12), 1 + dice.below(28), 15, tzinfo=UTC)
    elif how != "published" and draft.gold.kind == "article" and not shown(draft, "updated"):
        raise Infeasible("the time is not printed: JSON-LD would be believed")
    early = moment - timedelta(hours=26 + dice.below(300), minutes=1 + dice.below(59))
    key, value = {
        "published": ("datePublished", zulu(early)),
        "modified": ("dateModified", zulu(moment + timedelta(hours=25, minutes=3 + dice.below(90)))),
        "zone": ("dateModified", moment.strftime("%Y-%m-%dT%H:%M:%SZ")),
        "day": ("dateModified", early.strftime("%Y-%m-%d")),
    }[how]
    if draft.gold.kind == "index":
        if how == "zone":
            return None
        draft.gold = draft.gold.distrust("page_date", value[:10])
    elif instant(value) == moment:
        return None
    else:
        draft.gold = draft.gold.distrust("updated", value)
    _dated(draft, key, value)
    return f"JSON-LD says {key} {value}"


@operator(
    "json-ld-broken",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
    levels=(
        {"by": "trailing-comma"},
        {"by": "raw-newline"},
        {"by": "html-comment"},
        {"by": "stringified"},
        {"by": "entities"},
        {"by": "cut"},
    ),
    models="JSON-LD that is printed by a template and is no JSON",
    evidence="1 of 257 news pages",
)
def json_ld_broken(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Break every JSON-LD block, or put a broken one in; the page shows every value itself."""
    if draft.gold.kind not in ("article", "index"):
        return None
    need_shown(draft, *FALLBACKS)
    found = [block for block in blocks(draft) if read(block) is not None] or [add_block(draft, page_object(draft))]
    for block in found:
        text = spelled(draft, read(block))
        place = len(text) // 3 + dice.below(len(text) // 3)
        block.text = {
            "trailing-comma": f"{text[:-1]},{text[-1]}",
            "raw-newline": text.replace('":"', '":"\n', 1),
            "html-comment": f"<!-- {text} -->",
            "stringified": spelled(draft, text),
            "entities": text.replace('"', "&quot;"),
            "cut": text[:place],
        }[by]
    return f"{len(found)} JSON-LD blocks broken by {by}"


@operator(
    "meta-tags",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
    levels=({"do": "add-og"}, {"do": "add-twitter"}, {"do": "add-dublin-core"}, {"do": "rename"}, {"do": "drop"}),
    models="meta elements for social networks and search come, go, or carry their name in another attribute",
    evidence="the set of meta names changes in 85% of breaking changes and in 28% of benign ones",
)
def meta_tags(draft: Draft, _dice: Dice, *, do: str) -> str | None:
    """Add meta elements with true values, swap `name` and `property`, or drop all but the charset's."""
    found = [node for node in elements(draft.root) if node.tag == "meta" and (node.get("name") or node.get("property"))]
    if do == "drop":
        need_shown(draft, "headline")
        for node in found:
            detach(node)
        return f"{len(found)} meta elements dropped" if found else None
    if do == "rename":
        need_shown(draft, "headline")
        for node in found:
            old, new = ("name", "property") if node.get("name") else ("property", "name")
            node.set(new, node.attrib.pop(old))
        return f"{len(found)} meta elements carry their name elsewhere" if found else None
    prefix, key = {
        "add-og": ("og:", "property"),
        "add-twitter": ("twitter:", "name"),
        "add-dublin-core": ("dc.", "name"),
    }[do]
    true = {"title": said(draft, "headline"), "url": said(draft, "full_article_url")}
    fixed = {"og:": ("site_name", draft.site.name), "twitter:": ("card", "summary"), "dc.": ("language", "en")}[prefix]
    for name, value in (*true.items(), fixed, ("type", "article" if draft.gold.kind == "article" else "website")):
        if value:
            set_meta(draft, prefix + name, value, key)
    return f"{prefix} elements added"


@operator(
    "meta-title-differs",
    category="data",
    layer=Layer.DATA,
    contract=conflicts("headline"),
    levels=(
        {"carrier": "og", "how": "reworded"},
        {"carrier": "og", "how": "shortened"},
        {"carrier": "twitter", "how": "prefixed"},
        {"carrier": "title", "how": "reworded"},
        {"carrier": "itemprop", "how": "shortened"},
    ),
    models="the title for social networks, the browser's tab or microdata is not the headline on the page",
    evidence="og:title differs from the h1 on 40% of pages; the title element lacks the true title on 23%",
)
def meta_title_differs(draft: Draft, dice: Dice, *, carrier: str, how: str) -> str | None:
    """Let og:title, twitter:title, the title element or itemprop say another headline; the printed one counts."""
    if not shown(draft, "headline"):
        return None
    text = _other_title(draft, dice, how)
    match carrier:
        case "title":
            set_title(draft, text)
        case "itemprop":
            set_meta(draft, "headline", text, "itemprop")
        case _:
            set_meta(draft, f"{carrier}:title", text, "property" if carrier == "og" else "name")
    draft.gold = draft.gold.distrust("headline", text)
    return f"{carrier} says the headline is {text!r}"


def _own_path(draft: Draft) -> str:
    return urlsplit(draft.url).path.strip("/") or "index"


@operator(
    "link-tags",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
    levels=({"add": "canonical"}, {"add": "amphtml"}, {"add": "alternate"}, {"add": "shortlink"}),
    models="the head names the page's other addresses: canonical, for phones, in other languages, short",
    evidence="amphtml links on 24% of news pages",
)
def link_tags(draft: Draft, dice: Dice, *, add: str) -> str | None:
    """Add a true canonical address, or links to other forms of the page, which answer for no field."""
    index = draft.gold.kind == "index"
    true = draft.url if index else said(draft, "full_article_url")
    if add == "canonical":
        if true is None or links(draft, "canonical"):
            return None
        append(draft.head, make("link", rel="canonical", href=true))
        return f"the canonical address is {true}"
    form = {"amphtml": "amp/", "alternate": f"{dice.pick(('es', 'ar', 'fr'))}/", "shortlink": f"s/{dice.word(6)}?"}[add]
    address = urljoin(draft.site.base_url, f"/{form}{_own_path(draft)}")
    append(draft.head, make("link", rel=add, href=address))
    draft.gold = draft.gold.distrust("full_article_url", address)
    return f"{add} leads to {address}"


@operator(
    "canonical-differs",
    category="data",
    layer=Layer.DATA,
    contract=conflicts("full_article_url"),
    levels=(
        {"carrier": "canonical", "to": "own"},
        {"carrier": "canonical", "to": "home"},
        {"carrier": "canonical", "to": "tracked"},
        {"carrier": "json-ld", "to": "own"},
        {"carrier": "json-ld", "to": "home"},
    ),
    models="canonical and JSON-LD name the text page itself, the front page or a tracked address",
    evidence="no frequency known: a canonical that names the site's home page is a common setting error",
)
def canonical_differs(draft: Draft, dice: Dice, *, carrier: str, to: str) -> str | None:
    """Let canonical or JSON-LD name another address; the end link on the page counts."""
    true = said(draft, "full_article_url")
    if true is None or not shown(draft, "full_article_url"):
        return None
    home = draft.site.base_url
    address = {"own": draft.url, "home": home, "tracked": f"{true}?utm_source={dice.pick(('lite', 'feed', 'text'))}"}[
        to
    ]
    if address == true:
        return None
    if carrier == "canonical":
        for node in links(draft, "canonical"):
            detach(node)
        append(draft.head, make("link", rel="canonical", href=address))
    else:
        _say_address(draft, address)
    draft.gold = draft.gold.distrust("full_article_url", address)
    return f"{carrier} names {address}"


def _say_address(draft: Draft, address: str) -> None:
    def change(item: dict[str, Any]) -> None:
        if is_story(item):
            item["url"] = address

    if not any(is_story(item) for block in blocks(draft) for item in objects(read(block))):
        add_block(draft, {**story_object(draft), "url": address})
    edit_objects(draft, change)


#: Landmark → what microdata, RDFa and microformats call it.
_PROPERTIES: Final = {
    "headline": ("headline", "p-name"),
    "byline": ("author", "p-author"),
    "updated": ("dateModified", "dt-updated"),
    "body": ("articleBody", "e-content"),
}


@operator(
    "microdata",
    category="data",
    layer=Layer.DATA,
    contract=PRESERVES,
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
    scope = {"itemprop": ("itemtype", f"{_SCHEMA}/NewsArticle"), "rdfa": ("typeof", "NewsArticle")}.get(form)
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
    graph = {"@context": _SCHEMA, "@graph": [*_site_data(draft), item]}
    add_block(draft, graph if shape == "graph" else {"@context": _SCHEMA, **item})


@operator(
    "headline-only-in-data",
    category="data",
    layer=Layer.DATA,
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
    category="data",
    layer=Layer.DATA,
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
    category="data",
    layer=Layer.DATA,
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
