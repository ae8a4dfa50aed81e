"""JSON-LD comes, goes, breaks, or says something else than the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from litedrift.corpus import instant
from litedrift.drift._contract import conflicts
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import detach
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._carriers import (
    FALLBACKS,
    add_block,
    blocks,
    edit_objects,
    is_story,
    need_shown,
    page_object,
    read,
    said,
    shown,
    spelled,
    story_object,
    zulu,
)
from litedrift.drift.catalogue.data._values import SCHEMA, other_title, site_data

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


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
    return {"@context": SCHEMA, "@type": "ItemList", "itemListElement": items}


@operator(
    "json-ld-add",
    levels=({"shape": "object"}, {"shape": "graph"}, {"shape": "list"}, {"shape": "nested"}, {"shape": "blocks"}),
    models="a search plugin prints JSON-LD in its own shape, with authors as texts, objects or lists",
    evidence="JSON-LD appears or goes in 11% of breaking changes; 36% of the sites that have it use other shapes",
)
def json_ld_add(draft: Draft, dice: Dice, *, shape: str) -> str | None:
    """Put in JSON-LD with true values: one object, a graph, a list, nested in a page, or spread over blocks."""
    if draft.gold.kind not in ("article", "index"):
        return None
    item = _list_data(draft, dice) if draft.gold.kind == "index" else _story_data(draft, dice)
    site = site_data(draft)
    bare = {key: value for key, value in item.items() if key != "@context"}
    page = {"@context": SCHEMA, "@type": "WebPage", "isPartOf": site[0], "mainEntity": bare}
    spread = [{"@context": SCHEMA, "@type": item["@type"], key: value} for key, value in bare.items() if key[0] != "@"]
    shapes: dict[str, list[Any]] = {
        "object": [item],
        "graph": [{"@context": SCHEMA, "@graph": [*site, bare]}],
        "list": [[{"@context": SCHEMA, **site[1]}, item]],
        "nested": [page],
        "blocks": [*spread, {"@context": SCHEMA, **site[1]}],
    }
    for value in shapes[shape]:
        add_block(draft, value)
    draft.gold = draft.gold.distrust("full_article_url", draft.site.base_url)
    return f"{len(shapes[shape])} JSON-LD blocks added: {shape}"


@operator(
    "json-ld-drop",
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


@operator(
    "json-ld-headline-differs",
    contract=conflicts("headline"),
    levels=({"how": "reworded"}, {"how": "shortened"}, {"how": "prefixed"}),
    models="the headline for search engines is not the one on the page",
    evidence="the JSON-LD headline differs from every h1 on 20% of pages, from the true title on 18%",
)
def json_ld_headline_differs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Let JSON-LD say another headline; the printed one counts."""
    if not shown(draft, "headline"):
        return None
    text = other_title(draft, dice, how)

    def change(item: dict[str, Any]) -> None:
        if is_story(item):
            item["headline"] = text

    if not edit_objects(draft, change):
        add_block(draft, {"@context": SCHEMA, "@type": "NewsArticle", "headline": text})
    draft.gold = draft.gold.distrust("headline", text)
    return f"JSON-LD says the headline is {text!r}"


def _dated(draft: Draft, key: str, value: str) -> None:
    """Give every object that has a date, or a new one, this value under this key."""
    index = draft.gold.kind == "index"

    def change(item: dict[str, Any]) -> None:
        if is_story(item) or (index and {"dateModified", "datePublished"} & item.keys()):
            item[key] = value

    if not edit_objects(draft, change):
        add_block(draft, {"@context": SCHEMA, "@type": "WebPage" if index else "NewsArticle", key: value})


@operator(
    "json-ld-date-differs",
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
