"""A page exactly as it was served, wherever it was found: live, in a file, or in a web archive."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

#: What a header may tell of a page and its caching; cookies and whatever names a visitor stay out.
ALLOWED_HEADERS: Final = frozenset(
    {
        "age",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "vary",
        "x-last-modified",
    }
)
#: A header is a line; what is longer says nothing of a page.
_LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Served:
    """One page: the address it came from in the end, its exact bytes (content coding undone), how it was served.

    `requested` is the address that was asked for, `redirects` the addresses to which the server sent on.
    `saved` is when it was fetched, with its zone. `how` is one of ``url``, ``file``,
    ``warc`` and ``common-crawl``. `headers` are those of the allow-list, in lower case.
    """

    url: str
    html: bytes
    content_type: str | None
    saved: datetime
    how: str
    requested: str = ""
    redirects: tuple[str, ...] = ()
    headers: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The server says, or the bytes show, that the overlay has this page already, as case `case_id`."""

    url: str
    case_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """An address that gave no page, and why, in one line."""

    url: str
    reason: str


def on_the_web(url: str) -> bool:
    """Return whether a text is an address of the web, with a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def allowed(headers: Iterable[tuple[str, str]]) -> MappingProxyType[str, str]:
    """Return the headers of the allow-list, named in lower case; of a repeated one the last."""
    kept = {name.lower(): " ".join(value.split()) for name, value in headers if name.lower() in ALLOWED_HEADERS}
    return MappingProxyType({name: value for name, value in sorted(kept.items()) if 0 < len(value) <= _LONGEST})
