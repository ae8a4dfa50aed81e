"""Proposed gold: what a second, independent reader takes from a captured page, for a person to correct and accept."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from lxml.cssselect import CSSSelector

from litedrift.corpus import decode_page, load_epochs
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from litedrift.capture._served import Served
    from litedrift.corpus import Site

_BY: Final = "proposed by the second reader, not read by a person"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The kind of a page, its template (an epoch of the site table, or ``none``), and its gold as gold.json has it."""

    kind: str
    epoch: str
    gold: dict[str, Any]
    by: str = _BY


class Proposer:
    """Proposes gold for pages of one site. Needs the extra ``review``.

    Raises:
        UsageError: the extra is not installed.

    """

    def __init__(self, site: Site) -> None:
        self._site = site
        try:
            second = importlib.import_module("litedrift.corpus._second_reader")
        except ModuleNotFoundError:
            raise UsageError("the second reader needs selectolax: pip install 'litedrift[review]'") from None
        self._reader = second.SecondReader(site)
        root = site.templates.parent
        epochs = load_epochs(root, site.landmarks) if (root / "epochs.toml").is_file() else ()
        self._begins = {(each.id, kind): change for each in epochs for kind, change in each.begins.items()}

    def propose(self, page: Served) -> Proposal:
        """Return the proposal for one page: a record, or a refusal with the reason that it seems to have."""
        record = self.read(page.html, url=page.url, content_type=page.content_type)
        if record is None:
            return Proposal("refusal", "none", {"refuse": _reason(page.html, page.content_type)})
        return Proposal(record["kind"], self._epoch(page, record), record)

    def read(self, html: bytes, *, url: str, content_type: str | None) -> dict[str, Any] | None:
        """Return the second reader's record of a page, or None."""
        record: dict[str, Any] | None = self._reader.read(html, url=url, content_type=content_type)
        return record

    def _epoch(self, page: Served, record: dict[str, Any]) -> str:
        """Return the template of whose landmarks the page has most; of equals the latest that its date allows."""
        kind = record["kind"]
        root = etree.fromstring(decode_page(page.html, page.content_type).encode() or b"<p>", _parser())
        counts = {
            epoch: sum(bool(_selector(each)(root)) for each in self._site.landmarks_of(epoch, kind).values())
            for epoch in self._site.landmarks
        }
        equals = [epoch for epoch, count in counts.items() if count == max(counts.values())]
        printed = str(record.get("updated") or record.get("page_date") or "")
        day = date.fromisoformat(printed[:10]) if printed else page.saved.date()
        return next((each for each in reversed(equals) if self._begun(each, kind, day)), equals[0])

    def _begun(self, epoch: str, kind: str, day: date) -> bool:
        change = self._begins.get((epoch, kind))
        return change is None or change.not_after is None or change.not_after <= day


@functools.cache
def _selector(css: str) -> Any:
    return CSSSelector(css)


def _reason(html: bytes, content_type: str | None) -> str:
    text = decode_page(html, content_type).strip()
    if not text:
        return "empty"
    return "no-evidence" if "<" in text else "not-html"


def _parser() -> Any:
    return etree.HTMLParser(encoding="utf-8", huge_tree=True)
