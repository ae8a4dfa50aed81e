"""How a flaw is put into a good extractor: the good record is read, then one decision is taken again, badly."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from lxml import etree

import cnn_lite

if TYPE_CHECKING:
    from collections.abc import Callable

#: Name → extractor, filled by the `flaw` decorator.
EXTRACTORS: dict[str, BadExtractor] = {}


class Page:
    """What a careless scraper sees of a page: its bytes, its text in some encoding, its tree."""

    def __init__(self, html: bytes, url: str | None) -> None:
        self.html = html
        self.url = url or ""

    @cached_property
    def text(self) -> str:
        """The markup as text; UTF-8 is assumed, as most scrapers do."""
        return self.html.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> Any:
        """The parsed page, or an empty one."""
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        root = etree.fromstring(self.html, parser) if self.html.strip() else None
        return root if root is not None else etree.fromstring("<html><body></body></html>", parser)

    def texts(self, xpath: str) -> list[str]:
        """Return the text of every element that an XPath finds, folded, empty ones left out."""
        return [text for text in (fold("".join(found.itertext())) for found in self.tree.xpath(xpath)) if text]


def fold(text: str) -> str:
    """Fold white space, as scrapers do it."""
    return " ".join(text.split())


Record = dict[str, Any]


@dataclass(frozen=True)
class BadExtractor:
    """A callable like ``cnn_lite.extract`` with one flaw, and what that flaw models."""

    name: str
    models: str
    _spoil: Callable[[Page, Record], None]
    _kind: str

    def __call__(self, html: bytes, *, url: str | None = None, content_type: str | None = None) -> Record:
        """Return the good record with the one decision taken badly; refuses what the good one refuses."""
        record, refusal = _good(html, url, content_type)
        if refusal is not None:
            raise refusal.with_traceback(None)
        record = copy.deepcopy(record)
        if record["kind"] == self._kind:
            self._spoil(_page(html, url), record)
        return record


@lru_cache(maxsize=2)
def _good(html: bytes, url: str | None, content_type: str | None) -> tuple[Record, cnn_lite.Refused | None]:
    """Read a page well, once for all bad extractors that are tried on it in turn."""
    try:
        return cnn_lite.extract(html, url=url, content_type=content_type).to_dict(), None
    except cnn_lite.Refused as refusal:
        return {}, refusal


@lru_cache(maxsize=2)
def _page(html: bytes, url: str | None) -> Page:
    """Parse a page once, for the same reason."""
    return Page(html, url)


def flaw(name: str, models: str, kind: str = "article") -> Callable[[Callable[[Page, Record], None]], Any]:
    """Enter a function that spoils a record in place as a bad extractor of this name."""

    def enter(spoil: Callable[[Page, Record], None]) -> Callable[[Page, Record], None]:
        EXTRACTORS[name] = BadExtractor(name, models, spoil, kind)
        return spoil

    return enter
