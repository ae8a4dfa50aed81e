"""Counting, with every denominator kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litedrift.drift import Status
from litedrift.judge._verdicts import PageVerdict, Verdict

if TYPE_CHECKING:
    from litedrift.judge._run import Judged

#: Groups of a run that are no single operator.
CLEAN = "(clean)"
CHAINS = "(chains)"


@dataclass(slots=True)
class Counts:
    """Pages of one group: an operator, the clean pages, or the chains.

    ``selected == ran + no_op + infeasible + errored``; `failed` counts pages, `invented` fields.
    """

    selected: int = 0
    ran: int = 0
    no_op: int = 0
    infeasible: int = 0
    errored: int = 0
    unsupported: int = 0
    failed: int = 0
    invented: int = 0

    def add(self, other: Counts) -> None:
        """Add another group's counts to these."""
        for name in self.__slots__:
            if more := getattr(other, name):
                setattr(self, name, getattr(self, name) + more)

    def to_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass
class Tally:
    """The counts of a run so far: in all, by group, by field, by verdict."""

    declared: int = 0
    total: Counts = field(default_factory=Counts)
    groups: dict[str, Counts] = field(default_factory=dict)
    fields: dict[str, Counter[str]] = field(default_factory=dict)
    verdicts: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    silent_wrong: int = 0
    wrong_carrier: int = 0

    def add(self, judged: Judged) -> None:
        """Count one page."""
        counts = _counted(judged)
        self.total.add(counts)
        self.groups.setdefault(group_of(judged), Counts()).add(counts)
        if judged.judgement is None:
            return
        self.pages[judged.judgement.page] += 1
        for verdict in judged.judgement.fields:
            if verdict.field not in self.fields:
                self.fields[verdict.field] = Counter()
            self.fields[verdict.field][verdict.verdict] += 1
            self.verdicts[verdict.verdict] += 1
            if verdict.bad:
                self.wrong_carrier += verdict.wrong_carrier
                self.silent_wrong += not verdict.loud

    def summary(self) -> dict[str, Any]:
        """Return the machine-readable summary of ``check --json``."""
        return {
            "declared": self.declared,
            **self.total.to_dict(),
            "verdicts": {word: self.verdicts[word] for word in Verdict},
            "pages": {word: self.pages[word] for word in PageVerdict},
            "silent_wrong": self.silent_wrong,
            "wrong_carrier": self.wrong_carrier,
            "fields": {name: dict(sorted(words.items())) for name, words in sorted(self.fields.items())},
            "groups": {name: counts.to_dict() for name, counts in sorted(self.groups.items())},
        }


def _counted(judged: Judged) -> Counts:
    """Return what one page adds to the counts."""
    if judged.judgement is None:
        no_op = judged.mutant.status is Status.NO_OP
        return Counts(selected=1, no_op=int(no_op), infeasible=int(not no_op))
    found = Counts(selected=1, ran=int(not judged.errored), errored=int(judged.errored))
    if judged.judgement.page is PageVerdict.UNSUPPORTED:
        found.unsupported = 1
    elif judged.failed:
        found.failed = 1
        found.invented = sum(each.verdict is Verdict.INVENTED for each in judged.judgement.fields)
    return found


def group_of(judged: Judged) -> str:
    """Return the name under which a page is counted: its operator, or clean, or chains."""
    steps = judged.mutant.steps
    if not steps:
        return CLEAN
    return steps[0].operator if len(steps) == 1 else CHAINS
