"""What came of one page: eight outcomes that are never merged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from litedrift.words import Word


class OutcomeKind(Word):
    """How an extractor's attempt at one page ended."""

    RECORD = "record", "it returned a record"
    REFUSED = "refused", "it says that the page is no page of its kind"
    UNSUPPORTED = "unsupported", "it says that it does not read such pages"
    ERROR = "error", "it raised an exception, or answered with an error"
    CRASH = "crash", "its process ended"
    TIMEOUT = "timeout", "it gave no answer in time (--timeout)"
    MEMORY = "memory", "it took more memory than it may (--memory)"
    PROTOCOL_ERROR = "protocol-error", "it answered with something that is no record and no message"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome with its record (kind `record`) or a one-line message (every other kind).

    `detail` is free text for people: a traceback, the tail of stderr.
    """

    kind: OutcomeKind
    record: dict[str, Any] | None = None
    message: str = ""
    detail: str = ""


class Subject(Protocol):
    """An extractor under test, behind whichever door."""

    name: str
    #: Fields and page kinds that it claims to read; None means all.
    fields: frozenset[str] | None
    kinds: frozenset[str] | None

    def extract(self, html: bytes, *, url: str, content_type: str | None) -> Outcome:
        """Return what became of one page; never raises for what the extractor does."""
        ...

    def close(self) -> None:
        """Let go of whatever was started."""
        ...
