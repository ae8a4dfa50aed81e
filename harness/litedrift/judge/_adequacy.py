"""Does the suite have teeth? Bad extractors against clean pages and operators: the kill matrix.

Every bad extractor must die, on a clean page or under an operator; an operator that kills none is dead weight unless it
says why. A control that must die makes the whole run void if it lives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from litedrift.drift import Dice, default_plan, find_operator
from litedrift.judge._run import Run
from litedrift.judge._tally import CLEAN
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from litedrift.corpus import Case
    from litedrift.drift import Mutator, Step

#: A subject that answers every page with nothing; if the suite lets it live, no verdict of the run means anything.
CONTROL: Final = "(control)"
#: Pages that an operator is tried on at most.
_PAGES: Final = 25


@dataclass
class KillMatrix:
    """Which bad extractor dies where: group (an operator, or the clean pages) → id of a page on which it failed."""

    kills: dict[str, dict[str, str]] = field(default_factory=dict)
    operators: tuple[str, ...] = ()

    @property
    def void(self) -> bool:
        """Whether the control survived, so that nothing here may be believed."""
        return not self.kills.get(CONTROL)

    @property
    def survivors(self) -> list[str]:
        """Bad extractors that nothing caught."""
        return sorted(name for name, groups in self.kills.items() if not groups)

    @property
    def caught_clean(self) -> list[str]:
        """Bad extractors that the clean pages alone catch."""
        return sorted(name for name, groups in self.kills.items() if groups.get(CLEAN) and name != CONTROL)

    @property
    def harmless(self) -> dict[str, str]:
        """Operators that kill no bad extractor and say why none can."""
        reasons = {name: find_operator(name).harmless for name in self._idle()}
        return {name: reason for name, reason in reasons.items() if reason}

    @property
    def toothless(self) -> list[str]:
        """Operators that kill no bad extractor and do not say why."""
        return sorted(self._idle() - self.harmless.keys())

    @property
    def overstated(self) -> list[str]:
        """Operators that say that none can fail under them, though one does."""
        return sorted(name for name in set(self.operators) - self._idle() if find_operator(name).harmless)

    def _idle(self) -> set[str]:
        killing = {group for name, groups in self.kills.items() if name != CONTROL for group in groups}
        return set(self.operators) - killing

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix and its margins."""
        return {
            "void": self.void,
            "extractors": len(self.kills) - (CONTROL in self.kills),
            "caught_by_clean_pages": self.caught_clean,
            "survivors": self.survivors,
            "toothless_operators": self.toothless,
            "harmless_operators": self.harmless,
            "overstated_operators": self.overstated,
            "kills": {name: dict(sorted(groups.items())) for name, groups in sorted(self.kills.items())},
        }


def kill_matrix(
    mutator: Mutator,
    pages: Iterable[Case],
    extractors: Mapping[str, Callable[..., Any]],
    *,
    reference: Callable[..., Any],
    seed: int = 0,
    advance: Callable[[], None] = lambda: None,
) -> KillMatrix:
    """Judge every bad extractor on the clean pages and on each operator once a case.

    A page on which `reference` (the good extractor) fails too proves nothing and is left out; so is, under an operator,
    a page that the bad extractor misreads without it. `advance` is called after the clean pages and each operator.
    """
    cases = list(pages)
    good = Run(mutator, CallableSubject(reference))
    matrix = KillMatrix()
    runs = {CONTROL: Run(mutator, CallableSubject(_nothing))}
    runs |= {name: Run(mutator, CallableSubject(function, name=name)) for name, function in extractors.items()}
    matrix.kills = {name: {} for name in runs}
    clean: dict[tuple[str, str], bool] = {}

    def sound(name: str, case: Case) -> bool:
        """Whether a bad extractor reads the clean page right, so that a failure is the operator's doing."""
        if (name, case.id) not in clean:
            clean[name, case.id] = not runs[name].judge_one(case, ()).failed
        return clean[name, case.id]

    groups: set[str] = set()
    for group in _groups(default_plan(cases, seed=seed).items):
        waiting, tried = set(runs), 0
        for case_id, steps in group:
            if not waiting or (steps and tried == _PAGES):
                break
            judged = good.judge_one(mutator.corpus.case(case_id), steps)
            if judged.judgement is None or judged.failed:
                continue
            tried += 1
            groups.add(_name(steps))
            for name in sorted(waiting):
                if (not steps or sound(name, judged.mutant.case)) and runs[name].judge_mutant(judged.mutant).failed:
                    matrix.kills[name][_name(steps)] = judged.mutant.id
                    waiting.discard(name)
        advance()
    matrix.operators = tuple(sorted(groups - {CLEAN}))
    return matrix


def _groups(items: Iterable[tuple[str, tuple[Step, ...]]]) -> list[list[tuple[str, tuple[Step, ...]]]]:
    """Return the clean pages, then the pages of each operator alone, in an order that mixes kinds and templates."""
    groups: dict[str, list[tuple[str, tuple[Step, ...]]]] = {}
    for item in items:
        if len(item[1]) <= 1:
            groups.setdefault(_name(item[1]), []).append(item)
    return [Dice(f"matrix/{name}").shuffled(group) for name, group in groups.items()]


def _name(steps: Sequence[Step]) -> str:
    return steps[0].operator if steps else CLEAN


def _nothing(html: bytes) -> dict[str, Any]:
    """Answer with an article that has no field."""
    del html
    return {"kind": "article"}
