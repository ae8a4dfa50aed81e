"""An entry that names nothing would excuse nothing, for ever and unseen: so it is an error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from litedrift.corpus import FIELDS
from litedrift.drift import mutant_id, ordered, parse_id
from litedrift.errors import BaselineError, DriftError, did_you_mean

if TYPE_CHECKING:
    from litedrift.baseline._format import Baseline, Entry
    from litedrift.corpus import Corpus
    from litedrift.drift import Plan

#: Captured pages live in an overlay that other machines do not have.
_PRIVATE = "private-"


def check_ids(baseline: Baseline, corpus: Corpus, *, where: str) -> None:
    """Check that every entry names a case, operators and a field that exist.

    Raises:
        BaselineError: one does not; the nearest name is suggested.

    """
    for entry in baseline.entries:
        _check(entry, corpus, where)


def with_entries(plan: Plan, baseline: Baseline, corpus: Corpus) -> Plan:
    """Return the plan with the mutants of the baseline added, so that what is fixed is noticed under any seed."""
    ids = sorted({entry.id for entry in baseline.entries})
    wanted = [(case_id, ordered(steps)) for case_id, steps in map(parse_id, ids) if case_id in corpus.cases]
    planned = set(plan.items)
    return replace(plan, items=(*plan.items, *(item for item in wanted if item not in planned)))


def _check(entry: Entry, corpus: Corpus, where: str) -> None:
    try:
        case_id, steps = parse_id(entry.id)
    except DriftError as error:
        raise BaselineError(f"{where}: {entry.id!r}: {error}") from None
    if case_id in corpus.cases:
        _check_field(entry, corpus.cases[case_id].kind, where)
    elif not case_id.startswith(_PRIVATE):
        raise BaselineError(f"{where}: unknown case {case_id!r}{did_you_mean(case_id, corpus.cases)}")
    canonical = mutant_id(case_id, ordered(steps))
    if canonical != entry.id:
        raise BaselineError(f"{where}: {entry.id!r} is not how this mutant is written; did you mean {canonical}?")


def _check_field(entry: Entry, kind: str, where: str) -> None:
    # Any field may be left over on a page that became a refusal, and the other way round: all known names will do.
    known = FIELDS[kind] or [name for names in FIELDS.values() for name in names]
    if entry.field is not None and entry.field not in known:
        raise BaselineError(f"{where}: {entry.id}: no field {entry.field!r}{did_you_mean(entry.field, known)}")
