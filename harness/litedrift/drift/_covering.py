"""Chains that bring every pair and nearly every triple of operators together on one page.

Failures that need two or three changes at once are what composition is for, so the plan is chosen greedily: each chain
takes the operators that meet most partners for the first time, weighed by how well they get on with those that it has.
A pair or triple counts only where the chain ran and each of its operators applied, which is why the plan is made by
applying it. Two operators that never both applied when they were tried alone are no feasible pair, and their triples
are none. What is not covered, and what was tried in vain, is named.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from litedrift.drift._chain import Status, clash
from litedrift.drift._company import TRIES, Company, bits
from litedrift.drift._contract import Effect
from litedrift.drift._dice import Dice
from litedrift.drift._operator import operators
from litedrift.drift._plan import Coverage, Plan, default_plan
from litedrift.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from litedrift.corpus import Case
    from litedrift.drift._chain import Mutant, Mutator
    from litedrift.drift._operator import Operator
    from litedrift.drift._steps import Step

#: Operators in one chain of the covering plan; seven in ten apply. Shorter chains bring fewer triples together in the
#: same time.
CHAIN_LENGTH: Final = 40
#: The share of feasible triples at which the plan is long enough.
GOAL: Final = 0.99
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
    company = Company(mutator, hosts, able)
    coverage = Coverage(tuple(spec.name for spec in able))
    wanted = _Wanted(company, coverage, Dice(f"meet/{seed}"))
    items: list[tuple[str, tuple[Step, ...]]] = []
    for number in itertools.count():
        dice = Dice(f"cover/{seed}/{number}")
        start = wanted.start(dice)
        if start is None or (coverage.share >= goal and start in wanted.met):
            break
        mutant = _Chain(company, wanted, start, dice).grown(length)
        gained = wanted.cover(mutant.applied) if mutant is not None else 0
        if gained and mutant is not None:
            items.append((mutant.case.id, mutant.steps))
            if len(items) % 250 == 0:
                coverage.curve.append((len(items), coverage.triples_covered))
            advance()
        wanted.tried(start, gained)
    coverage.chains = len(items)
    coverage.curve.append((len(items), coverage.triples_covered))
    wanted.miss()
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


class _Wanted:
    """The pairs and triples that are feasible and were not yet seen together."""

    def __init__(self, company: Company, coverage: Coverage, dice: Dice) -> None:
        self._company, self.coverage = company, coverage
        count = len(company.able)
        self._partners = [[0] * count for _ in range(count)]  # pair → the operators still to be met by both
        self.met: set[tuple[int, int]] = set()
        self._pairs = dict.fromkeys(self._feasible(dice))
        friends = [0] * count
        for i, j in self._pairs:
            friends[i] |= 1 << j
            friends[j] |= 1 << i
        for i, j in self._pairs:
            shared = company.cases[i] & company.cases[j]
            for k in bits(friends[i] & friends[j] >> j + 1 << j + 1):
                if shared & company.cases[k]:
                    coverage.triples += 1
                    for a, b, c in ((i, j, k), (i, k, j), (j, k, i)):
                        self._partners[a][b] |= 1 << c
        coverage.pairs = len(self._pairs)
        self._unseen = list(self._pairs)
        self._partial = list(self._pairs)
        self._tries: dict[tuple[int, int], int] = {}
        self.why: dict[tuple[int, int], str] = {}

    def _feasible(self, dice: Dice) -> list[tuple[int, int]]:
        company, found = self._company, []
        impossible = self.coverage.impossible
        impossible |= {"pairs in conflict": 0, "pairs that share no page": 0, "pairs tried alone in vain": 0}
        for i, j in itertools.combinations(range(len(company.able)), 2):
            if company.shut[i] >> j & 1:
                impossible["pairs in conflict"] += 1
            elif not company.cases[i] & company.cases[j]:
                impossible["pairs that share no page"] += 1
            elif company.meet(i, j, dice):
                found.append((i, j))
            else:
                impossible["pairs tried alone in vain"] += 1
                self.coverage.in_vain.append((company.able[i].name, company.able[j].name, TRIES))
        return found

    def start(self, dice: Dice) -> tuple[int, int] | None:
        """Return a pair that was never seen, or else the one of a handful that has most partners to meet."""
        self._unseen = [pair for pair in self._unseen if pair not in self.met and self._open(pair)]
        if self._unseen:
            return dice.pick(self._unseen)
        handful = dice.some(self._partial, _HANDFUL)
        best = max(handful, key=self._worth, default=None)
        if best is not None and self._worth(best) > 0:
            return best
        self._partial = [pair for pair in self._partial if self._worth(pair) > 0]
        return max(self._partial, key=self._worth, default=None)

    def partners(self, a: int, b: int) -> int:
        """Return the operators that two still have to meet together."""
        return self._partners[min(a, b)][max(a, b)]

    def _open(self, pair: tuple[int, int]) -> bool:
        return self._tries.get(pair, 0) < _TRIES

    def _worth(self, pair: tuple[int, int]) -> int:
        return self.partners(*pair).bit_count() if self._open(pair) else 0

    def tried(self, pair: tuple[int, int], gained: int) -> None:
        """Remember that a chain began here; one that brought nothing counts against the pair."""
        if not gained or pair not in self.met:
            self._tries[pair] = self._tries.get(pair, 0) + 1

    def cover(self, applied: Sequence[str]) -> int:
        """Enter what a chain covers; return how many triples and pairs it was the first to cover."""
        numbers = sorted({self._company.number[name] for name in applied})
        before = self.coverage.triples_covered + self.coverage.pairs_covered
        new = {pair for pair in itertools.combinations(numbers, 2) if pair in self._pairs} - self.met
        self.met |= new
        self.coverage.pairs_covered += len(new)
        for i, j, k in itertools.combinations(numbers, 3):
            if self._partners[i][j] >> k & 1:
                self.coverage.triples_covered += 1
                for a, b, c in ((i, j, k), (i, k, j), (j, k, i)):
                    self._partners[a][b] &= ~(1 << c)
        return self.coverage.triples_covered + self.coverage.pairs_covered - before

    def miss(self) -> None:
        """Name what was not covered."""
        name = [spec.name for spec in self._company.able]
        for i, j in self._pairs:
            if (i, j) not in self.met:
                why = self.why.get((i, j), "in longer chains one leaves the other nothing to do")
                self.coverage.missed_pairs.append((name[i], name[j], why))
            for k in bits(self._partners[i][j] >> j + 1 << j + 1):
                self.coverage.missed_triples.append((name[i], name[j], name[k]))


class _Chain:
    """One chain that grows from a pair, on one of the pages on which the pair applies and most of its partners do."""

    def __init__(self, company: Company, wanted: _Wanted, start: tuple[int, int], dice: Dice) -> None:
        self._company, self._wanted, self._start, self._dice = company, wanted, start, dice
        partners = wanted.partners(*start)
        places = dice.some(list(bits(company.cases[start[0]] & company.cases[start[1]])), 8)
        self._place = max(places, key=lambda place: ((partners & company.applies[place]).bit_count(), -place))

    def grown(self, length: int) -> Mutant | None:
        """Return the page after the chain, or None when no part of it runs."""
        company = self._company
        chain: list[int] = []
        gains = [0] * len(company.able)
        weights = [1.0] * len(company.able)
        allowed = company.applies[self._place]
        coming = list(self._start)
        while coming:
            new = coming.pop(0)
            allowed &= ~company.shut[new]
            weights = [*map(min, weights, company.rates[new])]
            for number in chain:
                for other in bits(self._wanted.partners(number, new) & allowed):
                    gains[other] += 1
            chain.append(new)
            if not coming and len(chain) < length:
                hoped = {n: gains[n] * weights[n] for n in bits(allowed) if weights[n]}
                best = max(hoped.values(), default=0)
                coming = [self._dice.pick([n for n in hoped if hoped[n] == best])] if hoped else []
        return self._mended(chain)

    def _mended(self, chain: list[int]) -> Mutant | None:
        """Apply a chain; take out operators that make it infeasible, those that it began with last."""
        company = self._company
        case = company.hosts[self._place]
        steps = [company.step(number, self._place, self._dice) for number in chain]
        for _ in range(_MENDS):
            try:
                mutant = company.mutator.apply(case, steps)
            except DriftError as defect:
                self._wanted.coverage.defects.append(str(defect))
                return None
            if mutant.status is Status.RAN:
                company.learn(chain, [company.number[name] for name in mutant.applied])
                return mutant
            culprit = mutant.blame or self._destroyer(steps)
            if culprit is None:
                break
            if culprit in [company.able[number].name for number in self._start]:
                self._wanted.why[self._start] = mutant.reason
            steps = [each for each in steps if each.operator != culprit]
            if len(steps) < 2 or clash(steps):
                break
        return None

    def _destroyer(self, steps: Sequence[Step]) -> str | None:
        able, number = self._company.able, self._company.number
        names = (each.operator for each in steps)
        return next((name for name in names if able[number[name]].contract.effect is Effect.DESTROYS), None)
