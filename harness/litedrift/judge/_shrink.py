"""From a failing chain to the fewest operators that still fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import hypothesis
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

if TYPE_CHECKING:
    from litedrift.corpus import Case
    from litedrift.drift import Step
    from litedrift.judge._run import Judged, Run

#: Enough for every subset of six operators, with room for Hypothesis' own repetitions.
_EXAMPLES = 300


def minimal_chain(run: Run, case: Case, steps: tuple[Step, ...]) -> Judged:
    """Return the judged page of the smallest part of a failing chain that still fails in the same way.

    The same way means: an overlapping set of fields with the same verdicts, or the same page verdict.
    Hypothesis searches and shrinks; nothing is stored, and the search is the same on every run.
    """
    whole = run.judge_one(case, steps)
    wanted = _symptoms(whole)

    def still(mask: list[bool]) -> bool:
        part = tuple(each for each, kept in zip(steps, mask, strict=True) if kept)
        found = run.judge_one(case, part)
        return found.failed and bool(_symptoms(found) & wanted)

    masks = st.lists(st.booleans(), min_size=len(steps), max_size=len(steps))
    settings = hypothesis.settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    try:
        mask = hypothesis.find(masks, still, settings=settings)
    except NoSuchExample:
        return whole
    kept = tuple(each for each, keep in zip(steps, mask, strict=True) if keep)
    return run.judge_one(case, _drop_one_by_one(run, case, kept, wanted))


def _drop_one_by_one(run: Run, case: Case, steps: tuple[Step, ...], wanted: set[tuple[str, str]]) -> tuple[Step, ...]:
    """Make a set 1-minimal: no single operator can be left out."""
    for each in steps:
        rest = tuple(other for other in steps if other is not each)
        found = run.judge_one(case, rest)
        if found.failed and _symptoms(found) & wanted:
            return _drop_one_by_one(run, case, rest, wanted)
    return steps


def _symptoms(judged: Judged) -> set[tuple[str, str]]:
    if judged.judgement is None:
        return set()
    symptoms = {(each.field, str(each.verdict)) for each in judged.judgement.fields if each.bad}
    return symptoms or {("page", str(judged.judgement.page))}
