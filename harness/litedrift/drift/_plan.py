"""Which mutants a run judges: fixed by a seed, the same for every subject, so that two runs compare pair by pair."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from litedrift.drift._chain import clash, ordered
from litedrift.drift._contract import Effect
from litedrift.drift._dice import Dice
from litedrift.drift._operator import operators
from litedrift.drift._steps import Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from litedrift.corpus import Case
    from litedrift.drift._operator import Operator

#: The default plan's chains: how many, and how long.
CHAINS: Final = 500
CHAIN_LENGTHS: Final = (2, 3, 4, 5, 6)


class Plans(StrEnum):
    """The plans by name."""

    DEFAULT = "default"
    NIGHTLY = "nightly"


@dataclass
class Coverage:
    """What a covering plan covers: pairs and triples of operators, feasible and covered; and what it does not, and why.

    Feasible means: no declared conflict, a page on which each operator applies, and no two operators among them that
    never both applied when they were tried alone (`in_vain`: the two, and on how many tries). An operator that makes a
    page a refusal is judged alone, since nothing of the page is left for another to change. `defects` are errors that
    operators raised on the way.
    """

    operators: tuple[str, ...]
    chains: int = 0
    pairs: int = 0
    pairs_covered: int = 0
    triples: int = 0
    triples_covered: int = 0
    impossible: dict[str, int] = field(default_factory=dict)
    curve: list[tuple[int, int]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    in_vain: list[tuple[str, str, int]] = field(default_factory=list)
    missed_pairs: list[tuple[str, str, str]] = field(default_factory=list)
    missed_triples: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of feasible triples that are covered."""
        return self.triples_covered / self.triples if self.triples else 1.0

    def __str__(self) -> str:
        return (
            f"{self.chains} chains of {len(self.operators)} operators cover {self.pairs_covered} of {self.pairs} "
            f"feasible pairs and {self.triples_covered} of {self.triples} feasible triples ({self.share:.2%})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the coverage as the report prints it; missed triples stand under their first two operators."""
        missed: dict[str, list[str]] = {}
        for first, second, third in self.missed_triples:
            missed.setdefault(f"{first} {second}", []).append(third)
        return {
            "operators": len(self.operators),
            "chains": self.chains,
            "pairs": {"feasible": self.pairs, "covered": self.pairs_covered},
            "triples": {"feasible": self.triples, "covered": self.triples_covered, "share": self.share},
            "impossible": self.impossible,
            "curve": [{"chains": chains, "triples": triples} for chains, triples in self.curve],
            "defects": self.defects,
            "tried_in_vain": [{"operators": [a, b], "tries": tries} for a, b, tries in self.in_vain],
            "missed_pairs": [{"operators": [a, b], "why": why} for a, b, why in self.missed_pairs],
            "missed_triples": missed,
        }


#: Draws of one length that may all clash before a chain is made shorter.
_TRIES: Final = 100


@dataclass(frozen=True, slots=True)
class Plan:
    """Case ids with the chains to apply to each; the empty chain is the clean page.

    `coverage` says which combinations of operators the chains cover, of a plan that is made for that.
    """

    name: str
    seed: int
    items: tuple[tuple[str, tuple[Step, ...]], ...]
    coverage: Coverage | None = None

    def __len__(self) -> int:
        return len(self.items)


def default_plan(cases: Iterable[Case], *, seed: int = 0, clean_only: bool = False, names: Sequence[str] = ()) -> Plan:
    """Every case clean, each operator once a case at one seeded level, and 500 fixed chains of 2 to 6.

    `names` restricts the operators; chains are then of two or more of these, each combination once a case at most.
    """
    pages = sorted(cases, key=lambda case: case.id)
    items: list[tuple[str, tuple[Step, ...]]] = [(case.id, ()) for case in pages]
    if clean_only:
        return Plan("clean", seed, tuple(items))
    catalogue = [each for each in operators() if not names or each.name in names]
    items += (
        (case.id, (seeded_step(spec, Dice(f"single/{seed}/{case.id}/{spec.name}")),))
        for case in pages
        for spec in catalogue
    )
    drawn = chains(pages, catalogue, seed=seed, count=CHAINS, lengths=CHAIN_LENGTHS)
    items += _combinations(drawn) if names else drawn
    return Plan("default", seed, tuple(items))


def _combinations(drawn: Iterable[tuple[str, tuple[Step, ...]]]) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield the chains that show more than single operators do: of few operators most draws repeat one another."""
    seen = set()
    for case_id, steps in drawn:
        combination = case_id, frozenset(each.operator for each in steps)
        if len(steps) > 1 and combination not in seen:
            seen.add(combination)
            yield case_id, steps


def seeded_step(spec: Operator, dice: Dice) -> Step:
    """Return a step of this operator at a level and seed that the dice choose."""
    return Step(spec.name, dice.pick(spec.settings), dice.below(1000))


def chains(
    pages: Sequence[Case], catalogue: Sequence[Operator], *, seed: int, count: int, lengths: Sequence[int]
) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """Yield `count` chains without declared conflicts, over article and index pages that can be mutated.

    Only operators that keep a page what it is are composed: a page that one operator made a refusal has
    nothing left for the others to show.
    """
    able = [each for each in catalogue if each.contract.effect is not Effect.REJECTS]
    hosts = [case for case in pages if case.mutable and case.kind != "refusal"]
    if not able or not hosts:
        return
    for number in range(count):
        dice = Dice(f"chain/{seed}/{number}")
        case = dice.pick(hosts)
        length = min(dice.pick(lengths), len(able))
        for tries in itertools.count(1):
            steps = ordered(seeded_step(spec, dice) for spec in dice.some(able, length))
            if clash(steps) is None:
                break
            if not tries % _TRIES and length > 1:  # of the few operators that were asked for no so many go together
                length -= 1
        yield case.id, steps
