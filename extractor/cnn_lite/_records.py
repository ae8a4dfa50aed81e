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


class _Record:
    __slots__: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data, with its ``kind``; the lists are copies."""
        record: dict[str, Any] = {"kind": type(self).__name__.lower()}
        for name in self.__slots__:
            value = getattr(self, name)
            many = isinstance(value, list)
            record[name] = [dict(each) if isinstance(each, dict) else each for each in value] if many else value
        return record


@dataclass(frozen=True, slots=True)
class Article(_Record):
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


@dataclass(frozen=True, slots=True)
class Index(_Record):
    """A list of stories. `page_date` is an ISO date; each link has an absolute ``url`` and a ``title``."""

    page_date: str | None = None
    links: list[dict[str, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
