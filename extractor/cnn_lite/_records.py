"""What a page amounts to: an article, an index, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Reason = Literal["empty", "not-html", "no-evidence", "no-content", "truncated"]


class Refused(Exception):
    """The page is neither a readable article nor an index.

    `reason` is one of ``empty``, ``not-html``, ``no-evidence`` (nothing says that this is the site's story),
    ``no-content`` (neither headline nor body) and ``truncated`` (cut before the first whole paragraph).
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Article:
    """One story. A missing field is None or an empty list, never an empty string and never a sentinel.

    `updated` is ISO 8601 with an offset. `flags` say how a value was found when not at its landmark
    (``byline:shape``), and what was odd (``truncated``).
    """

    headline: str | None = None
    byline: str | None = None
    authors: list[str] = field(default_factory=list)
    updated: str | None = None
    source: str | None = None
    editors_note: str | None = None
    body: list[str] = field(default_factory=list)
    full_article_url: str | None = None
    flags: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data, with its ``kind``."""
        return {"kind": "article", **_values(self)}


@dataclass(frozen=True, slots=True)
class Index:
    """A list of stories. `page_date` is an ISO date; each link has an absolute ``url`` and a ``title``."""

    page_date: str | None = None
    links: list[dict[str, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data, with its ``kind``."""
        return {"kind": "index", **_values(self), "links": [dict(link) for link in self.links]}


def _values(record: Article | Index) -> dict[str, Any]:
    """Return a record's fields by name; the lists are copies."""
    values = {name: getattr(record, name) for name in record.__slots__}
    return {name: [*value] if isinstance(value, list) else value for name, value in values.items()}
