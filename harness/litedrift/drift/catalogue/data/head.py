"""Meta and link elements of the head come, go, and disagree with the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from litedrift.drift._contract import conflicts
from litedrift.drift._kit import append, detach, make
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._carriers import (
    add_block,
    blocks,
    edit_objects,
    is_story,
    links,
    need_shown,
    objects,
    read,
    said,
    set_meta,
    set_title,
    shown,
    story_object,
)
from litedrift.drift.catalogue.data._values import other_title

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "meta-tags",
    levels=({"do": "add-og"}, {"do": "add-twitter"}, {"do": "add-dublin-core"}, {"do": "rename"}, {"do": "drop"}),
    models="meta elements for social networks and search come, go, or carry their name in another attribute",
    evidence="the set of meta names changes in 85% of breaking changes and in 28% of benign ones",
)
def meta_tags(draft: Draft, _dice: Dice, *, do: str) -> str | None:
    """Add meta elements with true values, swap `name` and `property`, or drop all but the charset's."""
    found = [node for node in draft.root.iter("meta") if (node.get("name") or node.get("property"))]
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
    text = other_title(draft, dice, how)
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
