"""Chains that bring every pair and nearly every triple of operators together on one page.

Failures that need two or three changes at once are what composition is for, so the plan is chosen greedily: each chain
takes the operators that meet most partners for the first time. Every other chain weighs them by how often they have
applied so far: without the weight the few that rarely apply, and so have most partners left, would fill every chain,
and with it alone they would hardly come into one. A pair or triple counts only where the chain ran and each of its
operators applied, which is why the plan is made by applying it. What is not covered is named.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from litedrift.drift._chain import Status, clash
from litedrift.drift._contract import Effect
from litedrift.drift._dice import Dice
from litedrift.drift._operator import operators
from litedrift.drift._plan import Coverage, Plan, default_plan, seeded_step
from litedrift.drift._steps import Step
from litedrift.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from litedrift.corpus import Case
    from litedrift.drift._chain import Mutant, Mutator
    from litedrift.drift._operator import Operator

#: Operators in one chain of the covering plan; two thirds of them apply. Shorter chains bring fewer triples together
#: in the same time.
CHAIN_LENGTH: Final = 40
#: The share of feasible triples at which the plan is long enough.
GOAL: Final = 0.95
#: Chains begun from one pair that bring nothing new before the pair is given up.
_TRIES: Final = 8
#: Pairs that are looked at to find a good beginning of a chain.
_HANDFUL: Final = 100
#: Operators that may be taken out of a chain that does not run before it is given up.
_MENDS: Final = 4


def covering_chains(
    mutator: Mutator,
    pages: Iterable[Case],
    catalogue: Sequence[Operator],
    *,
    seed: int = 0,
    length: int = CHAIN_LENGTH,
    goal: float = GOAL,
    advance: Callable[[], None] = lambda: None,
) -> tuple[list[tuple[str, tuple[Step, ...]]], Coverage]:
    """Return chains that cover all feasible pairs and this share of the feasible triples, and what they cover."""
    hosts = sorted((case for case in pages if case.mutable and case.kind != "refusal"), key=lambda case: case.id)
    able = [spec for spec in catalogue if spec.contract.effect is not Effect.REJECTS]
    table = _Table(mutator, hosts, able)
    coverage = Coverage(tuple(spec.name for spec in able))
    table.require(coverage)
    items: list[tuple[str, tuple[Step, ...]]] = []
    for number in itertools.count():
        dice = Dice(f"cover/{seed}/{number}")
        start = table.start(dice)
        if start is None or (coverage.share >= goal and not table.unseen(start)):
            break
        mutant = table.grow(start, dice, length, by_rate=number % 2 == 0)
        gained = table.cover(mutant.applied, coverage) if mutant is not None else 0
        if gained and mutant is not None:
            items.append((mutant.case.id, mutant.steps))
            if len(items) % 250 == 0:
                coverage.curve.append((len(items), coverage.triples_covered))
            advance()
        table.tried(start, gained)
    coverage.chains = len(items)
    coverage.curve.append((len(items), coverage.triples_covered))
    table.miss(coverage)
    coverage.defects = table.defects
    return items, coverage


def nightly_plan(
    mutator: Mutator,
    pages: Iterable[Case],
    *,
    seed: int = 0,
    names: Sequence[str] = (),
    advance: Callable[[], None] = lambda: None,
) -> Plan:
    """Return the default plan with chains that cover all pairs and nearly all triples of operators.

    Making it carries out every chain, which takes minutes.
    """
    cases = list(pages)
    singles = [item for item in default_plan(cases, seed=seed, names=names).items if len(item[1]) < 2]
    chosen = [each for each in operators() if not names or each.name in names]
    chains, coverage = covering_chains(mutator, cases, chosen, seed=seed, advance=advance)
    return Plan("nightly", seed, (*singles, *chains), coverage)


class _Table:
    """Which operators apply where, and which triples were not yet seen together; sets of operators are bit masks."""

    def __init__(self, mutator: Mutator, hosts: Sequence[Case], able: Sequence[Operator]) -> None:
        self._mutator, self._hosts, self._able = mutator, hosts, able
        self._cases = [0] * len(able)  # for each operator the pages on which it applies
        self._applies = [0] * len(hosts)  # for each page the operators that apply to it
        for place, case in enumerate(hosts):
            for number, spec in enumerate(able):
                levels = [Step(spec.name, tuple(sorted(level.items())), 0) for level in spec.levels]
                if any(mutator.apply(case, [each]).status is Status.RAN for each in levels):
                    self._cases[number] |= 1 << place
                    self._applies[place] |= 1 << number
        self._number = {spec.name: number for number, spec in enumerate(able)}
        self._shut = [1 << number for number in range(len(able))]  # itself, and what may not stand beside it
        for (i, first), (j, second) in itertools.permutations(enumerate(able), 2):
            if second.name in first.conflicts or first.name in second.conflicts:
                self._shut[i] |= 1 << j
        self._wanted = [[0] * len(able) for _ in able]  # pair → the operators still to be met by both
        self._met: set[tuple[int, int]] = set()
        self._pairs: set[tuple[int, int]] = set()
        self._unseen: list[tuple[int, int]] = []
        self._partial: list[tuple[int, int]] = []
        self._tries: dict[tuple[int, int], int] = {}
        self._drawn = [1] * len(able)  # how often each operator was meant to be in a chain that ran, and was
        self._applied = [1] * len(able)
        self.defects: list[str] = []
        self._why: dict[tuple[int, int], str] = {}

    def require(self, coverage: Coverage) -> None:
        """Enter every feasible pair and triple as wanted."""
        count = len(self._able)
        conflicts = strangers = 0
        for i, j in itertools.combinations(range(count), 2):
            shared = self._cases[i] & self._cases[j]
            apart = self._shut[i] >> j & 1
            if apart or not shared:
                conflicts += apart
                strangers += not apart
                continue
            self._pairs.add((i, j))
            for k in range(j + 1, count):
                if shared & self._cases[k] and not (self._shut[i] | self._shut[j]) >> k & 1:
                    coverage.triples += 1
                    for a, b, c in ((i, j, k), (i, k, j), (j, k, i)):
                        self._wanted[a][b] |= 1 << c
        self._unseen = sorted(self._pairs)
        self._partial = sorted(self._pairs)
        coverage.pairs = len(self._pairs)
        coverage.impossible = {"pairs in conflict": conflicts, "pairs that share no page": strangers}

    def start(self, dice: Dice) -> tuple[int, int] | None:
        """Return a pair that was never seen, or else the one of a handful that has most partners to meet."""
        self._unseen = [pair for pair in self._unseen if pair not in self._met and self._open(pair)]
        if self._unseen:
            return dice.pick(self._unseen)
        handful = dice.some(self._partial, _HANDFUL)
        best = max(handful, key=self._worth, default=None)
        if best is not None and self._worth(best) > 0:
            return best
        self._partial = [pair for pair in self._partial if self._worth(pair) > 0]
        return max(self._partial, key=self._worth, default=None)

    def unseen(self, pair: tuple[int, int]) -> bool:
        """Whether a pair was never seen together."""
        return pair not in self._met

    def _open(self, pair: tuple[int, int]) -> bool:
        return self._tries.get(pair, 0) < _TRIES

    def _worth(self, pair: tuple[int, int]) -> int:
        return self._wanted[pair[0]][pair[1]].bit_count() if self._open(pair) else 0

    def tried(self, pair: tuple[int, int], gained: int) -> None:
        """Remember that a chain began here; one that brought nothing counts against the pair."""
        if not gained or pair not in self._met:
            self._tries[pair] = self._tries.get(pair, 0) + 1

    def grow(self, start: tuple[int, int], dice: Dice, length: int, *, by_rate: bool) -> Mutant | None:
        """Return the page after a chain that begins with this pair, or None when no part of it runs.

        Its operators are those that have most partners to meet, weighed by how often they applied or not.
        """
        place = self._host(start, dice)
        chain = list(start)
        gains = [0] * len(self._able)
        allowed = self._applies[place]
        for number in chain:
            allowed &= ~self._shut[number]
        self._count(gains, *start, allowed)
        while len(chain) < length and allowed:
            hoped = {n: gains[n] * (self._rate(n) if by_rate else 1) for n in _bits(allowed)}
            best = max(hoped.values())
            new = dice.pick([n for n in hoped if hoped[n] == best])
            allowed &= ~self._shut[new]
            for number in chain:
                self._count(gains, number, new, allowed)
            chain.append(new)
        return self._mended(place, start, chain, dice)

    def _rate(self, number: int) -> float:
        """Return how often an operator applied where a chain was meant to have it."""
        return self._applied[number] / self._drawn[number]

    def _host(self, start: tuple[int, int], dice: Dice) -> int:
        """Return one of the pages on which the pair applies and most of its partners do."""
        wanted = self._wanted[start[0]][start[1]]
        places = list(_bits(self._cases[start[0]] & self._cases[start[1]]))
        worth = {place: (wanted & self._applies[place]).bit_count() for place in dice.some(places, 8)}
        return max(worth, key=lambda place: (worth[place], -place))

    def _count(self, gains: list[int], a: int, b: int, allowed: int) -> None:
        for other in _bits(self._wanted[min(a, b)][max(a, b)] & allowed):
            gains[other] += 1

    def _mended(self, place: int, start: tuple[int, int], chain: list[int], dice: Dice) -> Mutant | None:
        """Apply a chain; take out operators that make it infeasible, those that it began with last."""
        case = self._hosts[place]
        steps = [seeded_step(self._able[number], dice) for number in chain]
        for _ in range(_MENDS):
            try:
                mutant = self._mutator.apply(case, steps)
            except DriftError as defect:
                self.defects.append(str(defect))
                return None
            if mutant.status is Status.RAN:
                for number in chain:
                    self._drawn[number] += 1
                for name in mutant.applied:
                    self._applied[self._number[name]] += 1
                return mutant
            culprit = mutant.blame or self._destroyer(steps)
            if culprit is None:
                break
            if culprit in (self._able[start[0]].name, self._able[start[1]].name):
                self._why[start] = mutant.reason
            steps = [each for each in steps if each.operator != culprit]
            if len(steps) < 2 or clash(steps):
                break
        return None

    def _destroyer(self, steps: Sequence[Step]) -> str | None:
        effects = {each.operator: self._able[self._number[each.operator]].contract.effect for each in steps}
        return next((name for name, effect in effects.items() if effect is Effect.DESTROYS), None)

    def cover(self, applied: Sequence[str], coverage: Coverage) -> int:
        """Enter what a chain covers; return how many triples and pairs it was the first to cover."""
        numbers = sorted({self._number[name] for name in applied})
        before = coverage.triples_covered + coverage.pairs_covered
        for pair in itertools.combinations(numbers, 2):
            if pair in self._pairs and pair not in self._met:
                self._met.add(pair)
                coverage.pairs_covered += 1
        for i, j, k in itertools.combinations(numbers, 3):
            if self._wanted[i][j] >> k & 1:
                coverage.triples_covered += 1
                for a, b, c in ((i, j, k), (i, k, j), (j, k, i)):
                    self._wanted[a][b] &= ~(1 << c)
        return coverage.triples_covered + coverage.pairs_covered - before

    def miss(self, coverage: Coverage) -> None:
        """Name what was not covered."""
        name = [spec.name for spec in self._able]
        for i, j in sorted(self._pairs - self._met):
            coverage.missed_pairs.append(
                (name[i], name[j], self._why.get((i, j), "one leaves the other nothing to do"))
            )
        for i, j in sorted(self._pairs):
            coverage.missed_triples += [(name[i], name[j], name[k]) for k in _bits(self._wanted[i][j]) if k > j]


def _bits(mask: int) -> Iterator[int]:
    """Yield the places of the bits that are set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
