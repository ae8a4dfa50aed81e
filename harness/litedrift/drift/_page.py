"""The variables of a template: the record as it is to be printed, and the furniture of the page it comes from."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from markupsafe import Markup

from litedrift.corpus import instant
from litedrift.drift._blocks import Block, Entry, block, blocks
from litedrift.drift._kit import BLOCKS, Element, elements, rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.corpus import Gold
    from litedrift.drift._draft import Draft

#: Words for a site whose table has none.
_LABELS: Final = {
    "updated": "Updated:",
    "source": "Source:",
    "editors_note": "Editor’s Note:",
    "full_article_url": "Read the full article",
}
_DATED: Final = re.compile(r"/\d{4}/\d\d/\d\d/([a-z0-9-]+)/")


def context(draft: Draft, gold: Gold, stamp: str, variant: str) -> dict[str, Any]:
    """Return the template variables for the record `gold`; `stamp` is its time as printed.

    The story's inline markup and the words of header and footer are taken over from the draft's present tree.
    """
    fields = gold.fields
    date = _page_date(draft, gold)
    year = date.rpartition("/")[2]
    furniture = draft.fact(_furniture)
    common = {
        "variant": variant,
        "brand": furniture.brand,
        "page_date": date,
        "year": year,
        "copyright": furniture.copyright or f"© {year} {draft.site.name}. All Rights Reserved.",
        "footer_links": furniture.footer_links,
        "canonical": None,
        "description": None,
        "site_name": draft.site.name,
    }
    if gold.kind == "index":
        links = [
            {"href": _short(each["url"], draft.url), "url": each["url"], "title": each["title"]}
            for each in fields.get("links") or ()
        ]
        state = {"pageDate": date, "stories": [{"url": each["url"], "title": each["title"]} for each in links]}
        return {**common, "title": furniture.title or draft.site.name, "links": links, **_state(state)}
    headline, address = fields.get("headline"), fields.get("full_article_url")
    stamp_label, stamp_time = _split(stamp, draft.site.labels.get("updated", ()))
    section = _DATED.search(address or draft.url)
    return {
        **common,
        "title": _headed(furniture.title, headline, draft.site.name),
        "headline": headline or "",
        "byline": fields.get("byline") or "",
        "credit": _credit(fields.get("byline") or "", fields.get("authors") or ()),
        "stamp": stamp,
        "stamp_label": stamp_label or _label(draft, "updated"),
        "stamp_time": stamp_time,
        "iso": fields.get("updated") or "",
        "section": section[1] if section else "news",
        "body": draft.fact(_story) if fields.get("body") is draft.gold.fields.get("body") else (),
        "end_url": address or "",
        "end_label": _label(draft, "full_article_url"),
        "canonical": address if furniture.canonical else None,
        **_sources(draft, fields.get("source")),
        **_note(furniture, fields.get("editors_note")),
        **_json_ld(furniture, gold),
        **_state({name: value for name, value in fields.items() if value}),
    }


@dataclass(frozen=True, slots=True)
class _Furniture:
    """What a page's frame says: asked once a page, printed by every template.

    `note_label` is the word that begins its note, `lead` the lines without one that stand in the note's place,
    `published` the time of first publication by JSON-LD.
    """

    title: str
    brand: dict[str, str]
    copyright: str
    footer_links: list[dict[str, str]]
    canonical: bool
    note_label: str
    lead: tuple[Block, ...]
    published: str | None


def _furniture(draft: Draft) -> _Furniture:
    known = draft.site.labels.get("editors_note", ())
    notes = [(node, _split(rendered(node), known)[0]) for node in draft.landmark("editors_note") if rendered(node)]
    return _Furniture(
        title=_title(draft),
        brand=_brand(draft),
        copyright=_copyright(draft),
        footer_links=_footer_links(draft),
        canonical=draft.root.find(".//link[@rel='canonical']") is not None,
        note_label=next((each for _, each in notes if each), _label(draft, "editors_note")),
        lead=tuple(block(rendered(node), node) for node, label in notes if not label),
        published=_published(draft),
    )


def _story(draft: Draft) -> tuple[Block, ...]:
    return blocks(draft, draft.gold.fields.get("body") or ())


def _title(draft: Draft) -> str:
    """Return the text of the page's ``title`` element."""
    node = draft.root.find(".//title")
    return "" if node is None else " ".join((node.text or "").split())


def _headed(title: str, headline: str | None, site: str) -> str:
    """Return a title that carries this headline: the page's own if it does, else a new one."""
    if not headline:
        return site
    return title if headline in title else f"{headline} | {site}"


def _page_date(draft: Draft, gold: Gold) -> str:
    """Return the header's date as M/D/YYYY: the index's own, else the day on which the article was saved."""
    value = gold.fields.get("page_date") if gold.kind == "index" else draft.case.provenance.get("saved")
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", str(value))
    return f"{int(match[2])}/{int(match[3])}/{match[1]}" if match else ""


def _label(draft: Draft, field: str) -> str:
    return next(iter(draft.site.labels.get(field, ())), _LABELS[field])


def _split(text: str, labels: Sequence[str]) -> tuple[str, str]:
    """Split a line into the label that it begins with, if any, and the rest."""
    start = _plain(text)
    for label in sorted(labels, key=len, reverse=True):
        if start.startswith(_plain(label)):
            return text[: len(label)], text[len(label) :].strip()
    return "", text


def _plain(text: str) -> str:
    """Return a text with straight apostrophes and in lower case, no character more or less."""
    return text.replace("’", "'").lower()


def _sources(draft: Draft, source: str | None) -> dict[str, Any]:
    label = _label(draft, "source")
    line = f"{label} {source}" if source else ""
    return {"source": line, "sources": [line] if line else [], "source_label": label, "source_name": source or ""}


def _note(furniture: _Furniture, note: str | None) -> dict[str, Any]:
    """Return the note as one line, as label and text, and as the block that stands before the source line.

    A line that stood in the note's place without its label was a promotion; a template that leads with such lines
    keeps it.
    """
    label = furniture.note_label
    line = f"{label} {note}" if note else ""
    inner = Markup("<strong>{}</strong> {}").format(label, note or "")
    lead = [*furniture.lead, *([Block("paragraph", "p", (Entry(line, inner),))] if note else [])]
    return {"note": line, "lead": lead, "note_label": label, "note_text": note or ""}


def _credit(byline: str, authors: Sequence[str]) -> list[tuple[str, bool]]:
    """Split a byline into pieces of text, each with whether it is an author's name."""
    pieces: list[tuple[str, bool]] = []
    for author in authors:
        before, found, after = byline.partition(author)
        if found:
            pieces += [(before, False), (author, True)]
            byline = after
    return [piece for piece in (*pieces, (byline, False)) if piece[0]]


def _json_ld(furniture: _Furniture, gold: Gold) -> dict[str, Any]:
    moment = instant(str(gold.fields.get("updated")))
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": gold.fields.get("headline"),
        "datePublished": furniture.published,
        "dateModified": moment and moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "url": gold.fields.get("full_article_url"),
    }
    text = json.dumps([{name: value for name, value in data.items() if value}], ensure_ascii=False)
    return {"json_ld": _in_script(text)}


def _published(draft: Draft) -> str | None:
    """Return the time of first publication that the page's JSON-LD gives."""
    for script in draft.root.iterfind(".//script[@type='application/ld+json']"):
        match = re.search(r'"datePublished"\s*:\s*"([0-9TZ:.+-]+)"', script.text or "")
        if match:
            return match[1]
    return None


def _state(data: dict[str, Any]) -> dict[str, Any]:
    text = json.dumps(data, ensure_ascii=False)
    return {"state": text, "state_script": _in_script(text)}


def _in_script(text: str) -> Markup:
    """Return JSON that may stand in a script element: no character in it can end the element."""
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))  # noqa: S704  # nothing left to escape


def _short(url: str, page: str) -> str:
    """Return an address as the site prints it: by path alone where that leads to the same place."""
    parts = urlsplit(url)
    path = parts._replace(scheme="", netloc="").geturl()
    return path if path.startswith("/") and urljoin(page, path) == url else url


def _brand(draft: Draft) -> dict[str, str]:
    """Return the text and address of the header's first link."""
    header = draft.one("header")
    for link in () if header is None else header.iter("a"):
        if rendered(link):
            return _linked(rendered(link), link.get("href") or "/", draft.url)
    return _linked(draft.site.name, "/", draft.url)


def _linked(text: str, href: str, page: str) -> dict[str, str]:
    return {"text": text, "href": href, "url": urljoin(page, href)}


def _copyright(draft: Draft) -> str:
    """Return the footer's copyright line, or nothing."""
    footer = draft.one("footer")
    for node in () if footer is None else elements(footer):
        text = rendered(node)
        if ("©" in text or "All Rights Reserved" in text) and not _has_block(node):
            return text
    return ""


def _has_block(node: Element) -> bool:
    return any(child.tag in BLOCKS for child in node)


def _footer_links(draft: Draft) -> list[dict[str, str]]:
    footer = draft.one("footer")
    links = [] if footer is None else footer.iter("a")
    return [{"text": rendered(link), "href": link.get("href") or ""} for link in links if rendered(link)]
