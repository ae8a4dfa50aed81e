"""Decisions about the whole page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cnn_lite
from cnn_lite_bad._flaw import EXTRACTORS, BadExtractor, Page, Record, flaw

if TYPE_CHECKING:
    from collections.abc import Callable


@flaw("all-or-nothing", "gives up the whole article when the byline or the time is absent")
def all_or_nothing(_page: Page, record: Record) -> None:
    if record["byline"] is None or record["updated"] is None:
        raise ValueError("'NoneType' object has no attribute 'text'")


@flaw("empty-strings", "writes empty strings where a field is missing")
def empty_strings(_page: Page, record: Record) -> None:
    for name in ("headline", "byline", "updated", "source", "editors_note", "full_article_url"):
        record[name] = record[name] or ""


@flaw("first-paragraph-lost", "takes the first paragraph for meta text")
def first_paragraph_lost(_page: Page, record: Record) -> None:
    record["body"] = record["body"][1:]


@flaw("silent-on-empty", "returns an empty record with success when a class is gone")
def silent_on_empty(page: Page, record: Record) -> None:
    if not page.tree.xpath('//*[contains(@class, "--lite") or contains(@class, "afe4286c")]'):
        record |= {"headline": None, "body": [], "flags": []}


class _NeverRefuses(BadExtractor):
    """Reads error pages, consent walls and other sites as articles."""

    def __call__(self, html: bytes, *, url: str | None = None, content_type: str | None = None) -> Record:
        try:
            return cnn_lite.extract(html, url=url, content_type=content_type).to_dict()
        except cnn_lite.Refused:
            page = Page(html, url)
            return {"kind": "article", "headline": next(iter(page.texts("//title")), None), "body": page.texts("//p")}


def _nothing(_page: Page, _record: Record) -> None:
    """Leave the record as it is."""


_never: Callable[[Page, Record], None] = _nothing
EXTRACTORS["never-refuses"] = _NeverRefuses(
    "never-refuses", "reads error pages and consent walls as articles", _never, "article"
)
