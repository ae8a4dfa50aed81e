"""Carry a plan out: mutate, extract, judge, one page after the other."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.corpus import FIELDS, LIST_FIELDS, Gold
from litedrift.drift import Effect, Status, find_operator
from litedrift.judge._judge import judge
from litedrift.subjects import OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from litedrift.corpus import Case
    from litedrift.drift import Mutant, Mutator, Step
    from litedrift.judge._verdicts import Judgement
    from litedrift.subjects import Outcome, Subject


class Oracle(StrEnum):
    """What a record is compared with."""

    GOLD = "gold"  # the case's own gold, under the contract: accuracy and robustness together
    SELF = "self"  # the subject's own record of the clean page: robustness alone


@dataclass(frozen=True, slots=True)
class Judged:
    """One page of a run: the mutant, what the subject made of it, and the judgement.

    `outcome` and `judgement` are None when the mutant could not be judged (no-op or infeasible).
    """

    mutant: Mutant
    outcome: Outcome | None = None
    judgement: Judgement | None = None

    @property
    def failed(self) -> bool:
        """Whether this page is a failure."""
        return self.judgement is not None and self.judgement.failed

    @property
    def errored(self) -> bool:
        """Whether the subject gave neither a record nor a refusal nor a statement of no support."""
        good = (OutcomeKind.RECORD, OutcomeKind.REFUSED, OutcomeKind.UNSUPPORTED)
        return self.outcome is not None and self.outcome.kind not in good


class Run:
    """Judges the items of a plan for one subject."""

    def __init__(self, mutator: Mutator, subject: Subject, *, oracle: Oracle = Oracle.GOLD) -> None:
        self.mutator = mutator
        self.subject = subject
        self.oracle = oracle
        self._own: dict[str, Gold | None] = {}

    def judge_all(self, items: Iterable[tuple[str, tuple[Step, ...]]]) -> Iterator[Judged]:
        """Yield one result an item, in the plan's order."""
        for case_id, steps in items:
            yield self.judge_one(self.mutator.corpus.case(case_id), steps)

    def judge_one(self, case: Case, steps: Iterable[Step]) -> Judged:
        """Mutate one case, have the subject read it, and judge."""
        return self.judge_mutant(self.mutator.apply(case, steps))

    def judge_mutant(self, mutant: Mutant) -> Judged:
        """Have the subject read a page that was already made, and judge."""
        if mutant.status is not Status.RAN:
            return Judged(mutant)
        gold = None
        if self.oracle is Oracle.SELF:
            gold = self._self_gold(mutant)
            if gold is None:
                return Judged(mutant)
        outcome = self.extract(mutant)
        claims = {"fields": self.subject.fields, "kinds": self.subject.kinds}
        return Judged(mutant, outcome, judge(mutant, outcome, gold=gold, **claims))

    def extract(self, mutant: Mutant) -> Outcome:
        """Have the subject read one page."""
        return self.subject.extract(mutant.html, url=mutant.url, content_type=mutant.content_type)

    def _self_gold(self, mutant: Mutant) -> Gold | None:
        """Return the subject's own clean record as the expectation; None where the contract cannot carry it over."""
        effects = {find_operator(each.operator).contract.effect for each in mutant.steps}
        if not effects <= {Effect.PRESERVES}:
            return None
        if mutant.case.id not in self._own:
            clean = self.extract(self.mutator.clean(mutant.case))
            self._own[mutant.case.id] = own_gold(clean)
        own = self._own[mutant.case.id]
        return own.forbid(*mutant.gold.absent) if own is not None else None


def own_gold(outcome: Outcome) -> Gold | None:
    """Return a subject's own outcome on a clean page as an expectation; None for an error."""
    if outcome.kind is OutcomeKind.REFUSED:
        return Gold(kind="refusal", refuse=outcome.message or "refused")
    if outcome.kind is not OutcomeKind.RECORD or outcome.record is None:
        return None
    record = outcome.record
    kind = record["kind"]
    values: dict[str, Any] = {
        name: record.get(name, [] if name in LIST_FIELDS else None) for name in FIELDS[kind] if name in record
    }
    return Gold(kind=kind, fields=MappingProxyType(values))
