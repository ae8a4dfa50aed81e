"""A second reading of a page, for proposing gold and for checking it.

Written apart from any extractor: a spec parser (lexbor) instead of libxml2, and the epoch's own ids and classes
instead of shapes. It trusts the site table wholly, so it is of no use on a template that the table does not know.
Needs the extra ``review``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from litedrift.corpus._decode import decode_page
from litedrift.corpus._normalise import fold
from litedrift.corpus._second_words import Words, load_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from litedrift.corpus._site import Site

_BLOCKS: Final = frozenset(
    {
        "article",
        "blockquote",
        "body",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    }
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "th", "tr", "ul"}
)
_UNREAD: Final = frozenset(
    {"aside", "button", "figure", "form", "iframe", "nav", "noscript", "script", "select", "style", "svg", "template"}
)
_META: Final = ("byline", "updated", "source", "editors_note")
_DAY: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
#: A page that was cut, and ends with a block that was closed before the cut.
_CLOSED: Final = re.compile(r"</(?:p|li|h[1-6]|blockquote|div|ul)>\s*(?:<[^>]*)?\Z")
#: A line break, kept until the run is whole: two with nothing but space between them split it.
_BREAK: Final = "\x01"
_SPLIT: Final = re.compile(rf"{_BREAK}\s*{_BREAK}[\s{_BREAK}]*")


class SecondReader:
    """Reads pages of one site by its table of landmarks."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._words: Words = load_words(site)

    def read(
        self, html: bytes, *, url: str, content_type: str | None = None, epoch: str | None = None
    ) -> dict[str, Any] | None:
        """Return the record of a page as a dict, or None where there is nothing of the site to read.

        `epoch` names the template. Without it every known one is tried and the one with most landmarks wins;
        such a page must then show more of the site than a box with text: a meta line or the end link.
        """
        text = decode_page(html, content_type)
        page = LexborHTMLParser(text)
        cut = re.search(r"</html\s*>", text, re.IGNORECASE) is None
        open_end = cut and not _CLOSED.search(text)
        record = self._index(page, self._marks(page, "index", epoch), url, open_end=open_end)
        if record is None:
            record = self._article(page, self._marks(page, "article", epoch), url, cut=cut, open_end=open_end)
            if epoch is None and record and not any(record[name] for name in (*_META, "full_article_url")):
                return None
        return record

    def _marks(self, page: LexborHTMLParser, kind: str, epoch: str | None) -> Mapping[str, str]:
        """Return the landmarks of the named epoch, or those of which this page has most."""
        if epoch:
            return self._site.landmarks_of(epoch, kind)
        tables = [self._site.landmarks_of(each, kind) for each in self._site.landmarks]
        return max(tables, key=lambda table: sum(page.css_first(each) is not None for each in table.values()))

    def _index(
        self, page: LexborHTMLParser, marks: Mapping[str, str], url: str, *, open_end: bool
    ) -> dict[str, Any] | None:
        cards = page.css(marks["card"]) if marks else []
        if not cards:
            return None
        base = page.css_first("base[href]")
        root = (
            urljoin(url or self._site.base_url, base.attributes["href"] or "") if base else url or self._site.base_url
        )
        links = []
        for card in cards[:-1] if open_end else cards:
            anchor = card.css_first("a")
            href = fold((anchor.attributes.get("href") or "") if anchor else "")
            title = " ".join(_runs(anchor, frozenset())) if anchor else ""
            if href and title:
                links.append({"url": urljoin(root, href), "title": title})
        header = page.css_first(marks["header"])
        day = _DAY.search(fold(header.text())) if header else None
        return {
            "kind": "index",
            "page_date": f"{day[3]}-{int(day[1]):02}-{int(day[2]):02}" if day else None,
            "links": links,
        }

    def _article(
        self, page: LexborHTMLParser, marks: Mapping[str, str], url: str, *, cut: bool, open_end: bool
    ) -> dict[str, Any] | None:
        linked = _linked_data(page)
        parts = {name: page.css(marks[name]) if name in marks else [] for name in (*_META, "headline", "body")}
        body, notes, end_link = self._story(parts, url, open_end=open_end)
        headline = next(iter(_texts(parts["headline"])), None)
        if not body and (cut or not headline):
            return None
        byline = next(iter(_texts(parts["byline"])), None)
        stamp = next(iter(_texts(parts["updated"])), None)
        source = next(iter(_texts(parts["source"])), None)
        return {
            "kind": "article",
            "headline": headline or linked.get("headline") or self._words.untitled(_title(page)),
            "byline": byline,
            "authors": self._words.authors(byline or ""),
            "updated": self._words.instant(stamp) if stamp else linked.get("dateModified"),
            "source": self._words.unlabelled("source", source) if source else None,
            "editors_note": " ".join(notes) or None,
            "body": body,
            "full_article_url": end_link or linked.get("url"),
        }

    def _story(
        self, parts: Mapping[str, list[LexborNode]], url: str, *, open_end: bool
    ) -> tuple[list[str], list[str], str | None]:
        apart = frozenset(node.mem_id for name in _META for node in parts[name])
        own_notes = list(_texts(parts["editors_note"]))
        body: list[str] = []
        notes = [self._words.unlabelled("editors_note", text) for text in own_notes if not self._words.promotes(text)]
        end_link = None
        for box in parts["body"][:1]:
            runs = list(_runs(box, apart))
            for text in runs[:-1] if open_end else runs:
                if text in self._words.labels("full_article_url"):
                    end_link = next(
                        (urljoin(url, a.attributes.get("href") or "") for a in box.css("a") if fold(a.text()) == text),
                        None,
                    )
                elif self._words.labelled("editors_note", text):
                    notes.append(self._words.unlabelled("editors_note", text))
                elif not self._words.promotes(text):
                    body.append(text)
        return body, notes, end_link


def _texts(nodes: list[LexborNode]) -> Iterator[str]:
    for node in nodes:
        yield from filter(None, [" ".join(_runs(node, frozenset()))])


def _runs(box: LexborNode, apart: frozenset[int]) -> Iterator[str]:
    """Yield each run of text between block boundaries and double breaks, folded, without the nodes `apart`."""
    pieces: list[str] = []
    runs: list[str] = []

    def flush() -> None:
        texts = _SPLIT.split("".join(pieces))
        runs.extend(filter(None, (fold(text.replace(_BREAK, " ")) for text in texts)))
        pieces.clear()

    def walk(node: LexborNode) -> None:
        child = node.first_child
        while child is not None:
            if child.is_text_node:
                pieces.append(child.text_content or "")
            elif child.tag == "br":
                pieces.append(_BREAK)
            elif child.is_element_node and child.mem_id not in apart and not _unread(child):
                if child.tag in _BLOCKS:
                    flush()
                    walk(child)
                    flush()
                else:
                    walk(child)
            child = child.next

    walk(box)
    flush()
    return iter(runs)


def _unread(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").replace(" ", "").lower()
    return node.tag in _UNREAD or "hidden" in node.attributes or "display:none" in style


def _title(page: LexborHTMLParser) -> str | None:
    node = page.css_first("title")
    return fold(node.text()) or None if node else None


def _linked_data(page: LexborHTMLParser) -> dict[str, str]:
    """Return the first headline, dateModified and url of the page's JSON-LD, and the canonical address as url."""
    found: dict[str, str] = {}
    for node in page.css('script[type="application/ld+json"]'):
        try:
            queue = [json.loads(node.text())]
        except ValueError:
            continue
        while queue:
            value = queue.pop(0)
            if isinstance(value, list):
                queue += value
            elif isinstance(value, dict):
                for name in ("headline", "dateModified", "url"):
                    if isinstance(value.get(name), str):
                        found.setdefault(name, value[name])
                queue += [value["@graph"]] if "@graph" in value else []
    canonical = page.css_first('link[rel="canonical"]')
    if canonical and canonical.attributes.get("href"):
        found.setdefault("url", canonical.attributes["href"] or "")
    return found
