"""Where else than in its text a page says what it says: JSON-LD, meta and link elements, the title."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from litedrift.corpus import instant, squash
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, append, detach, elements, joined, make, rendered
from litedrift.drift._proof import searchable
from litedrift.drift.catalogue._story import HEADINGS, META, labelled, meta_lines, still_named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.drift._draft import Draft

#: Fields that metadata can answer for when the visible text is gone.
FALLBACKS: Final = ("headline", "updated", "full_article_url")


def blocks(draft: Draft) -> list[Element]:
    """Return the JSON-LD scripts in document order."""
    return [node for node in draft.root.iter("script") if "ld+json" in (node.get("type") or "").lower()]


def read(block: Element) -> Any:
    """Return what a JSON-LD script says, or None when it is broken."""
    try:
        return json.loads(block.text or "")
    except ValueError:
        return None


def spelled(draft: Draft, value: Any) -> str:
    """Return a value as JSON that may stand in a script, in characters that the page's charset has."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode(draft.charset)
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"))
    return text.replace("</", "<\\/")


def add_block(draft: Draft, value: Any) -> Element:
    """Put a JSON-LD script at the end of the head; return it."""
    block = make("script", spelled(draft, value), type="application/ld+json")
    append(draft.head, block)
    return block


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of a JSON value, outer ones first."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from objects(each)


def is_story(item: dict[str, Any]) -> bool:
    """Whether a JSON-LD object describes an article, not its publisher or its site."""
    return "headline" in item or "Article" in str(item.get("@type"))


def said(draft: Draft, name: str) -> str | None:
    """Return the expected value of a field when it is one text, else None."""
    value = draft.gold.fields.get(name)
    return value if isinstance(value, str) else None


def story_object(draft: Draft) -> dict[str, Any]:
    """Return JSON-LD that says of the story what the expected record says, and nothing else."""
    item: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle"}
    headline, updated, address = (said(draft, name) for name in FALLBACKS)
    if headline:
        item["headline"] = headline
    if updated and (moment := instant(updated)):
        item["dateModified"] = zulu(moment)
    if address:
        item["url"] = address
    return item


def page_object(draft: Draft) -> dict[str, Any]:
    """Return JSON-LD for whatever kind of page this is."""
    if draft.gold.kind == "index":
        return {"@context": "https://schema.org", "@type": "WebPage", "url": draft.url, "inLanguage": "en"}
    return story_object(draft)


def zulu(moment: datetime) -> str:
    """Return an instant as content systems write it: UTC, with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def edit_objects(draft: Draft, change: Any) -> int:
    """Let `change` edit every object of every readable block; return how many blocks differ afterwards."""
    changed = 0
    for block in blocks(draft):
        value = read(block)
        before = json.dumps(value)
        for item in objects(value):
            change(item)
        if json.dumps(value) != before:
            block.text = spelled(draft, value)
            changed += 1
    return changed


def metas(draft: Draft, *names: str) -> list[Element]:
    """Return the meta elements of these names, whichever attribute carries the name."""
    wanted = {name.lower() for name in names}
    return [
        node
        for node in draft.root.iter("meta")
        if {(node.get(key) or "").lower() for key in ("name", "property", "itemprop")} & wanted
    ]


def set_meta(draft: Draft, name: str, content: str, key: str = "property") -> None:
    """Give a meta element this content; put it at the end of the head when there is none."""
    found = metas(draft, name)
    for node in found:
        node.set("content", content)
    if not found:
        append(draft.head, make("meta", **{key: name, "content": content}))


def links(draft: Draft, *relations: str) -> list[Element]:
    """Return the link elements of these relations."""
    return [node for node in draft.root.iter("link") if set((node.get("rel") or "").lower().split()) & set(relations)]


def set_title(draft: Draft, text: str) -> None:
    """Let the page have one title element, with this text."""
    for node in list(draft.head.iter("title")):
        detach(node)
    append(draft.head, make("title", text))


def end_links(draft: Draft) -> list[Element]:
    """Return the links of the page's text that lead to the expected full article."""
    target = said(draft, "full_article_url")
    base = next((node.get("href") for node in draft.root.iter("base")), None)
    home = urljoin(draft.url, base) if base else draft.url
    return [
        node for node in draft.body.iter("a") if target and joined(home, (node.get("href") or "").strip()) == target
    ]


def shown(draft: Draft, name: str) -> bool:
    """Whether a reader sees the expected value of the field on the page, not only its metadata."""
    return draft.fact(_shown, name)


def _shown(draft: Draft, name: str) -> bool:
    value = said(draft, name)
    if value is None:
        return False
    if name == "full_article_url":
        return bool(end_links(draft))
    if name != "updated":
        return squash(value) in draft.fact(_squashed)
    stamped = any(rendered(node) for node in draft.landmark("updated"))
    return stamped or searchable(rendered(draft.body)).carries(name, value)


def _squashed(draft: Draft) -> str:
    return squash(rendered(draft.body))


def need_shown(draft: Draft, *names: str) -> None:
    """Make sure that metadata can change: what they say is seen on the page as well.

    Raises:
        Infeasible: a field stands in the metadata only.

    """
    for name in names:
        if draft.gold.fields.get(name) and not shown(draft, name):
            raise Infeasible(f"the {name} stands in the metadata only")


def take_out(draft: Draft, name: str) -> list[Element]:
    """Detach the lines of a landmark and return them.

    Raises:
        Infeasible: a line holds something else as well.

    """
    found = draft.landmark(name)
    others = {node for each in (*META, "headline", "body", "header", "footer") for node in draft.landmark(each)}
    others = (others | set(draft.paragraphs)) - set(found)
    for node in found:
        if any(each in others for each in elements(node)):
            raise Infeasible(f"the line of the {name} holds other lines")
    for node in found:
        detach(node)
    return found


def take_out_end_link(draft: Draft) -> list[Element]:
    """Detach every link to the full article, with the line that holds nothing else; return the links."""
    found = end_links(draft)
    for link in found:
        line = link.getparent()
        alone = line.tag in ("p", "div", "li") and rendered(line) == rendered(link)
        detach(line if alone and line is not draft.one("body") else link)
    return found


def need_told_apart(draft: Draft, gone: str) -> None:
    """Make sure that the other lines are still told from the story when the lines of `gone` are not there.

    Raises:
        Infeasible: an unlabelled byline has lost the time that stood after it, a headline that is told by no tag and
            no name has lost the last line that stood below it, or the story begins like a meta line.

    """
    headline = draft.one("headline")
    by_tag = headline is None or headline.tag in HEADINGS
    if not by_tag and not meta_lines(draft) and not still_named(draft, "headline", headline):
        raise Infeasible("a headline without tag and name is only known by the meta lines below it")
    byline = draft.one("byline")
    if gone == "updated" and byline is not None and rendered(byline):
        labels = labelled(draft, rendered(byline), "byline")
        if not labels and not still_named(draft, "byline", byline):
            raise Infeasible("a byline without label and name is only known by the time after it")
    first = next((item for item in draft.gold.fields.get("body") or () if isinstance(item, str)), "")
    if gone in ("byline", "updated", "source") and labelled(draft, first, gone):
        raise Infeasible(f"the story begins like a line of the {gone}: without that line it would be read as one")
