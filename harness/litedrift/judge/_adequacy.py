"""Does the suite have teeth? Bad extractors against clean pages and operators: the kill matrix.

Every bad extractor must die, on a clean page or under an operator; an operator that kills none is dead weight unless it
says why. A control that must die makes the whole run void if it lives.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from litedrift.drift import default_plan
from litedrift.judge._run import Run
from litedrift.judge._tally import CLEAN, group_of
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from litedrift.corpus import Case
    from litedrift.drift import Mutator

#: A subject that answers every page with nothing; if the suite lets it live, no verdict of the run means anything.
CONTROL: Final = "(control)"


@dataclass
class KillMatrix:
    """Which bad extractor dies where: group (an operator, or the clean pages) → pages on which it failed."""

    kills: dict[str, dict[str, int]] = field(default_factory=dict)
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
    def toothless(self) -> list[str]:
        """Operators that kill no bad extractor."""
        alive = {group for name, groups in self.kills.items() if name != CONTROL for group in groups}
        return sorted(set(self.operators) - alive)

    def to_dict(self) -> dict[str, Any]:
        """Return the matrix and its margins."""
        return {
            "void": self.void,
            "extractors": len(self.kills) - (CONTROL in self.kills),
            "caught_by_clean_pages": self.caught_clean,
            "survivors": self.survivors,
            "toothless_operators": self.toothless,
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

    A page on which `reference` (the good extractor) fails too proves nothing and is left out.
    """
    items = [item for item in default_plan(pages, seed=seed).items if len(item[1]) <= 1]
    judged = [
        each for each in Run(mutator, CallableSubject(reference)).judge_all(items) if each.judgement and not each.failed
    ]
    matrix = KillMatrix(operators=tuple(sorted({group_of(each) for each in judged} - {CLEAN})))
    subjects = {CONTROL: _nothing, **extractors}
    for name, function in subjects.items():
        run = Run(mutator, CallableSubject(function, name=name))
        groups = matrix.kills.setdefault(name, {})
        for each in judged:
            group = group_of(each)
            # Two kills a group are proof enough; the matrix is about where, not how often.
            if groups.get(group, 0) < 2 and run.judge_mutant(each.mutant).failed:
                groups[group] = groups.get(group, 0) + 1
        advance()
    return matrix


def _nothing(html: bytes) -> dict[str, Any]:
    """Answer with an article that has no field."""
    del html
    return {"kind": "article"}
