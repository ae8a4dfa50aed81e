"""The variables of a template: the record as it is to be printed, and the furniture of the page it comes from."""

from __future__ import annotations

import json
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from litedrift.corpus import instant
from litedrift.drift._blocks import Block, Entry, blocks
from litedrift.drift._furniture import Furniture, furniture_of, label_of, split_label
from litedrift.drift._kit import joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.corpus import Gold
    from litedrift.drift._draft import Draft

_DATED: Final = re.compile(r"/\d{4}/\d\d/\d\d/([a-z0-9-]+)/")


def context(draft: Draft, gold: Gold, stamp: str) -> dict[str, Any]:
    """Return the template variables for the record `gold`, which must not be changed; `stamp` is its time as printed.

    The story's inline markup and the words of header and footer are taken over from the draft's present tree. Every
    template that prints the whole record of a clean page is given the same ones.
    """
    return draft.fact(_whole, stamp) if gold is draft.gold else _context(draft, gold, stamp)


def _whole(draft: Draft, stamp: str) -> dict[str, Any]:
    return _context(draft, draft.gold, stamp)


def _context(draft: Draft, gold: Gold, stamp: str) -> dict[str, Any]:
    fields = gold.fields
    date = _page_date(draft, gold)
    year = date.rpartition("/")[2] or str(draft.case.provenance.get("saved", ""))[:4]  # of some only the month is known
    furniture = draft.fact(furniture_of)
    common = {
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
    stamp_label, stamp_time = split_label(stamp, draft.site.labels.get("updated", ()))
    section = _DATED.search(address or draft.url)
    return {
        **common,
        "title": _headed(furniture.title, headline, draft.site.name),
        "headline": headline or "",
        "byline": fields.get("byline") or "",
        "credit": _credit(fields.get("byline") or "", fields.get("authors") or ()),
        "stamp": stamp,
        "stamp_label": stamp_label or label_of(draft, "updated"),
        "stamp_time": stamp_time,
        "iso": fields.get("updated") or "",
        "section": section[1] if section else "news",
        "body": draft.fact(_story) if fields.get("body") is draft.gold.fields.get("body") else (),
        "end_url": address or "",
        "end_label": label_of(draft, "full_article_url"),
        "canonical": address if furniture.canonical else None,
        **_sources(draft, fields.get("source")),
        **_note(furniture, fields.get("editors_note")),
        **_json_ld(furniture, gold),
        **_state({name: value for name, value in fields.items() if value}),
    }


def _story(draft: Draft) -> tuple[Block, ...]:
    return blocks(draft, draft.gold.fields.get("body") or ())


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


def _sources(draft: Draft, source: str | None) -> dict[str, Any]:
    label = label_of(draft, "source")
    line = f"{label} {source}" if source else ""
    return {"source": line, "sources": [line] if line else [], "source_label": label, "source_name": source or ""}


def _note(furniture: Furniture, note: str | None) -> dict[str, Any]:
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


def _json_ld(furniture: Furniture, gold: Gold) -> dict[str, Any]:
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
    return path if path.startswith("/") and joined(page, path) == url else url
