"""Does the suite have teeth? Bad extractors against clean pages and operators: the kill matrix.

Every bad extractor must die, on a clean page or under an operator; an operator that kills none is dead weight unless it
says why. A control that must die makes the whole run void if it lives.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import load_corpus
from litedrift.drift import Dice, Mutator, default_plan, find_operator
from litedrift.judge._parallel import HERE
from litedrift.judge._run import Run
from litedrift.judge._tally import CLEAN
from litedrift.runner import open_workers, opened
from litedrift.subjects import CallableSubject, load_callable, load_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from litedrift.corpus import Case
    from litedrift.drift import Step
    from litedrift.judge._parallel import Item, Scale

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


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a worker finds the bad extractors, the good one and the corpus: a table, a function and a directory."""

    bad: str
    good: str
    root: str | None
    here: str

    def open(self) -> Killers:
        """Load all of them in this process."""
        if Path(self.here).is_dir() and self.here not in sys.path:
            sys.path.insert(0, self.here)
        return Killers(Mutator(load_corpus(self.root)), load_table(self.bad), load_callable(self.good))


class Killers:
    """Bad extractors and a good one, opened on one corpus."""

    def __init__(
        self, mutator: Mutator, extractors: Mapping[str, Callable[..., Any]], reference: Callable[..., Any]
    ) -> None:
        self._mutator = mutator
        self._good = Run(mutator, CallableSubject(reference))
        self.runs = {CONTROL: Run(mutator, CallableSubject(_nothing))}
        self.runs |= {name: Run(mutator, CallableSubject(each, name=name)) for name, each in extractors.items()}
        self._clean: dict[tuple[str, str], bool] = {}

    def killed(self, group: list[Item]) -> tuple[bool, dict[str, str]]:
        """Return whether any page of a group proves something, and which bad extractor failed on which of them.

        A page on which the good extractor fails too proves nothing and is left out; so is, under an operator, a page
        that the bad extractor misreads without it.
        """
        kills: dict[str, str] = {}
        waiting, tried = set(self.runs), 0
        for case_id, steps in group:
            if not waiting or (steps and tried == _PAGES):
                break
            judged = self._good.judge_one(self._mutator.corpus.case(case_id), steps)
            if judged.judgement is None or judged.failed:
                continue
            tried += 1
            for name in sorted(waiting):
                sound = not steps or self._sound(name, judged.mutant.case)
                if sound and self.runs[name].judge_mutant(judged.mutant).failed:
                    kills[name] = judged.mutant.id
                    waiting.discard(name)
        return tried > 0, kills

    def _sound(self, name: str, case: Case) -> bool:
        """Whether a bad extractor reads the clean page right, so that a failure is the operator's doing."""
        if (name, case.id) not in self._clean:
            self._clean[name, case.id] = not self.runs[name].judge_one(case, ()).failed
        return self._clean[name, case.id]

    def close(self) -> None:
        """Nothing was started."""


def kill_matrix(
    mutator: Mutator,
    pages: Iterable[Case],
    extractors: Mapping[str, Callable[..., Any]],
    *,
    reference: Callable[..., Any],
    seed: int = 0,
    advance: Callable[[], None] = lambda: None,
    shelf: Shelf | None = None,
    scale: Scale = HERE,
    into: KillMatrix | None = None,
) -> KillMatrix:
    """Judge every bad extractor on the clean pages and on each operator once a case.

    `advance` is called after the clean pages and each operator. `into` is filled on the way: whoever is interrupted has
    there what was measured so far. `shelf` says where workers find the extractors, `scale`
    how many there are: without both all is done here. The result is the same.
    """
    killers = Killers(mutator, extractors, reference)
    matrix = into or KillMatrix()
    matrix.kills |= {name: {} for name in killers.runs}
    groups = _groups(default_plan(pages, seed=seed).items)
    for group, (proves, kills) in zip(groups, _killed(killers, groups, shelf, scale), strict=True):
        name = _name(group[0][1])
        for extractor, page in kills.items():
            matrix.kills[extractor][name] = page
        if proves and name != CLEAN:
            matrix.operators = tuple(sorted((*matrix.operators, name)))
        advance()
    return matrix


def _killed(
    killers: Killers, groups: list[list[Item]], shelf: Shelf | None, scale: Scale
) -> Iterator[tuple[bool, dict[str, str]]]:
    """Yield what each group kills, in order; the first tells whether workers are worth their start."""
    begun = time.perf_counter()
    yield killers.killed(groups[0])
    rest = groups[1:]
    jobs = scale.worth((time.perf_counter() - begun) * len(rest))
    if shelf is None or (jobs == 1 and scale.dask is None):
        yield from map(killers.killed, rest)
        return
    with open_workers(jobs, dask=scale.dask) as workers:
        yield from workers.map(_killed_there, ((shelf, group) for group in rest))


def _killed_there(task: tuple[Shelf, list[Item]]) -> tuple[bool, dict[str, str]]:
    shelf, group = task
    return opened(shelf).killed(group)


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
