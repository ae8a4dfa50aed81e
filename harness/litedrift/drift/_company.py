"""Which operators apply where, and which get on with each other.

A level that does not apply to a page alone does not apply there in company, and two operators of which one leaves the
other nothing to do bring no triple about. Both are found out once, by trying them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from litedrift.drift._chain import Status
from litedrift.drift._steps import Step
from litedrift.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.corpus import Case
    from litedrift.drift._chain import Mutator
    from litedrift.drift._dice import Dice
    from litedrift.drift._operator import Operator

#: Pages on which a pair is tried alone before it is said never to apply together.
TRIES: Final = 8
#: Chains that held a pair after which their outcome says more than the trials of the pair alone.
_SETTLED: Final = 6


def bits(mask: int) -> Iterator[int]:
    """Yield the places of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Company:
    """Operators and pages by number, sets of them as bit masks.

    `cases` has for each operator the pages on which it applies, `applies` for each page the operators that apply to it,
    `shut` for each operator itself and what may not stand beside it, `rates` for each pair how often both applied where
    both were meant to.
    """

    def __init__(self, mutator: Mutator, hosts: Sequence[Case], able: Sequence[Operator]) -> None:
        self.mutator, self.hosts, self.able = mutator, hosts, able
        self.number = {spec.name: number for number, spec in enumerate(able)}
        self.cases = [0] * len(able)
        self.applies = [0] * len(hosts)
        self._settings: dict[tuple[int, int], list[tuple[tuple[str, str], ...]]] = {}
        for (number, _), (place, _) in itertools.product(enumerate(able), enumerate(hosts)):
            if self.settings(number, place):
                self.cases[number] |= 1 << place
                self.applies[place] |= 1 << number
        self.shut = [1 << number for number in range(len(able))]
        for (i, first), (j, second) in itertools.permutations(enumerate(able), 2):
            if second.name in first.conflicts or first.name in second.conflicts:
                self.shut[i] |= 1 << j
        self.rates = [[1.0] * len(able) for _ in able]
        self._held = [[0] * len(able) for _ in able]
        self._kept = [[0] * len(able) for _ in able]

    def settings(self, number: int, place: int) -> list[tuple[tuple[str, str], ...]]:
        """Return the levels of an operator that apply to a page alone."""
        key = number, place
        if key not in self._settings:
            spec, case = self.able[number], self.hosts[place]
            self._settings[key] = [
                each
                for each in spec.settings
                if self.mutator.apply(case, [Step(spec.name, each, 0)]).status is Status.RAN
            ]
        return self._settings[key]

    def step(self, number: int, place: int, dice: Dice) -> Step:
        """Return a step of an operator at a level that applies to this page, and a seed."""
        return Step(self.able[number].name, dice.pick(self.settings(number, place)), dice.below(1000))

    def meet(self, i: int, j: int, dice: Dice) -> bool:
        """Try two operators alone together, on one page after the other; say whether both ever applied."""
        places = dice.some(list(bits(self.cases[i] & self.cases[j])), TRIES)
        for tries, place in enumerate(itertools.islice(itertools.cycle(places), TRIES), 1):
            steps = [self.step(i, place, dice), self.step(j, place, dice)]
            try:
                mutant = self.mutator.apply(self.hosts[place], steps)
            except DriftError:
                continue  # a defect of an operator, which a chain will show and report
            if mutant.status is Status.RAN and len(mutant.applied) == len(steps):
                self.rates[i][j] = self.rates[j][i] = 1 / tries
                return True
        self.rates[i][j] = self.rates[j][i] = 0.0
        return False

    def learn(self, drawn: Sequence[int], applied: Sequence[int]) -> None:
        """Remember of each pair in a chain whether both applied."""
        came = set(applied)
        for i, j in itertools.combinations(sorted(drawn), 2):
            self._held[i][j] += 1
            self._kept[i][j] += i in came and j in came
            if self._held[i][j] > _SETTLED:
                self.rates[i][j] = self.rates[j][i] = (self._kept[i][j] + 1) / (self._held[i][j] + 1)
