"""How today's failures stand against the baseline. It marks the events on their way to the reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litedrift.baseline._format import Baseline, Entry, by_key
from litedrift.corpus import NORMALISER_VERSION
from litedrift.errors import BaselineError
from litedrift.events import Failure, failures
from litedrift.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


class Standing(Word):
    """What the baseline has to say of one failure, or of one entry."""

    NEW = "new", "fails, and no entry knows it"
    EXCUSED = "excused", "fails exactly as its entry says"
    CHANGED = "changed", "fails with another value or outcome than its entry says"
    STALE = "stale", "the entry's failure is gone: remove the entry"
    EXPIRED = "expired", "fails as its entry says, after the entry's last day"


@dataclass
class Comparison:
    """Takes the judged events of a run one by one, and counts how they stand.

    Raises:
        BaselineError: the digests were made under another normaliser, so that nothing can be compared.

    """

    baseline: Baseline
    where: str
    today: date
    counts: Counter[Standing] = field(default_factory=Counter)
    #: Failures that are a finding, in the order of the run.
    news: list[Failure] = field(default_factory=list)
    stale: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.baseline.normaliser != NORMALISER_VERSION:
            raise BaselineError(
                f"{self.where}: written under normaliser {self.baseline.normaliser}, this is {NORMALISER_VERSION}: "
                "its digests cannot be compared. `litedrift baseline update --accept` writes it anew"
            )
        self._entries = by_key(self.baseline.entries)
        self._seen: set[tuple[str, str]] = set()
        self._pages = {entry.id for entry in self.baseline.entries}

    def mark(self, event: dict[str, Any]) -> dict[str, Any]:
        """Return a judged event with the standing of each failure, and the entries that are stale."""
        found = failures(event)
        if event["id"] not in self._pages:
            self._count(found, Standing.NEW)
            return event
        standings = {failure.field: self._standing(failure) for failure in found}
        marked = dict(event)
        if None in standings:
            marked["standing"] = str(standings[None])
        if found:
            marked["fields"] = [_marked(each, standings) for each in event["fields"]]
        self._add(failures(marked))
        stale = list(self._fixed(event))
        self.stale += stale
        self.counts[Standing.STALE] += len(stale)
        if stale:
            marked["stale"] = [_plain(entry) for entry in stale]
        return marked

    @property
    def not_run(self) -> list[Entry]:
        """Entries about which this run can say nothing: their page was not judged, or their field not claimed."""
        return [entry for key, entry in self._entries.items() if key not in self._seen]

    @property
    def findings(self) -> int:
        """How many things are news: exit code 1 unless none is."""
        return sum(count for standing, count in self.counts.items() if standing is not Standing.EXCUSED)

    def entry(self, failure: Failure) -> Entry | None:
        """Return the entry about this failure's page and field."""
        return self._entries.get((failure.id, failure.field or ""))

    def summary(self) -> dict[str, int]:
        """Return the counts by name, for the footer of the stream."""
        return {str(word): self.counts[word] for word in Standing} | {"not_run": len(self.not_run)}

    def _standing(self, failure: Failure) -> Standing:
        entry = self.entry(failure)
        if entry is None:
            return Standing.NEW
        self._seen.add(entry.key)
        if (entry.outcome, entry.observed) != (failure.outcome, failure.observed):
            return Standing.CHANGED
        return Standing.EXPIRED if entry.expires and entry.expires < self.today else Standing.EXCUSED

    def _count(self, found: list[Failure], standing: Standing) -> None:
        self.counts[standing] += len(found)
        self.news += found

    def _add(self, found: list[Failure]) -> None:
        for failure in found:
            self.counts[Standing(failure.standing)] += 1
        self.news += [failure for failure in found if not failure.excused]

    def _fixed(self, event: dict[str, Any]) -> Iterator[Entry]:
        """Yield the entries whose page or field is right today."""
        judged = event.get("page") == "judged"
        right = {each["field"] for each in event.get("fields", ()) if each["verdict"] == "correct"}
        for key in ((event["id"], ""), *((event["id"], name) for name in sorted(right))):
            if judged and key in self._entries:
                self._seen.add(key)
                yield self._entries[key]


def _marked(each: dict[str, Any], standings: dict[str | None, Standing]) -> dict[str, Any]:
    standing = standings.get(each["field"])
    return each if standing is None else each | {"standing": str(standing)}


def _plain(entry: Entry) -> dict[str, str]:
    return {"outcome": entry.outcome} | ({"field": entry.field} if entry.field else {})
