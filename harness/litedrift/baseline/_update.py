"""Bring a baseline up to date: what is fixed goes, what is new comes only when it is accepted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from litedrift.baseline._format import Baseline, Entry, by_key
from litedrift.corpus import NORMALISER_VERSION

if TYPE_CHECKING:
    from litedrift.baseline._compare import Comparison


def updated(comparison: Comparison, *, suite: str, accept: bool) -> Baseline:
    """Return the baseline after this run.

    Stale entries are removed. With `accept`, new failures are added and changed ones pinned to today's value,
    with the reason, issue and last day of the old entry; a last day that has passed stays, for a person to move.
    """
    old = comparison.baseline
    entries = by_key(old.entries)
    for entry in comparison.stale:
        del entries[entry.key]
    if accept:
        for failure in comparison.news:
            entry = Entry(failure.id, failure.field, failure.outcome, failure.observed)
            known = entries.get(entry.key)
            if known is not None:
                entry = replace(known, outcome=entry.outcome, observed=entry.observed)
            entries[entry.key] = entry
    return Baseline(suite, tuple(entries.values()), old.set, NORMALISER_VERSION)
