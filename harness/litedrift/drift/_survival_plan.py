"""Long chains that grow one operator at a time: the same for every subject, so that two runs compare pair by pair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.drift._chain import Status, clash
from litedrift.drift._contract import Effect
from litedrift.drift._dice import Dice
from litedrift.drift._operator import operators
from litedrift.drift._plan import seeded_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.corpus import Case
    from litedrift.drift._chain import Mutant, Mutator
    from litedrift.drift._operator import Operator
    from litedrift.drift._steps import Step

#: The longest chain that is tried.
LONGEST: Final = 20
#: Effects that leave something to survive: a page whose fields are destroyed is not harder with every edit.
_COMPOSABLE = frozenset({Effect.PRESERVES, Effect.TRANSFORMS})


@dataclass(frozen=True, slots=True)
class Growth:
    """One page under 1, 2, … up to 20 operators; ``mutants[k - 1]`` is the page after k of them."""

    case_id: str
    mutants: tuple[Mutant, ...]


def composable(*, preserving_only: bool = False) -> list[Operator]:
    """Return the operators that long chains are made of."""
    effects = {Effect.PRESERVES} if preserving_only else _COMPOSABLE
    return [each for each in operators() if each.contract.effect in effects]


def growing_chains(
    mutator: Mutator,
    pages: Sequence[Case],
    *,
    count: int,
    first: int = 0,
    seed: int = 0,
    longest: int = LONGEST,
    preserving_only: bool = False,
) -> Iterator[Growth]:
    """Yield `count` growing chains, pages in turn, from number `first`; an operator that does not apply is passed over.

    A re-rendering (record layer) may only stand once in a chain: a page has one template at a time.
    """
    catalogue = composable(preserving_only=preserving_only)
    hosts = [case for case in pages if case.mutable and case.kind != "refusal"]
    for number in range(first, first + count):
        case = hosts[number % len(hosts)]
        dice = Dice(f"survive/{seed}/{number}")
        steps: list[Step] = []
        mutants: list[Mutant] = []
        for spec in dice.shuffled(catalogue):
            if len(mutants) == longest:
                break
            grown = [*steps, seeded_step(spec, dice)]
            if clash(grown) is not None:
                continue
            mutant = mutator.apply(case, grown)
            if mutant.status is Status.RAN and len(mutant.touched) == len(grown):
                steps, mutants = grown, [*mutants, mutant]
        yield Growth(case.id, tuple(mutants))
