"""Mutants in the number in which promises are kept: each page once, however many seeds and levels made it.

What an operator makes of the corpus alone comes first. Some apply to few pages: for the rest of their number another
template or a harmless edit goes with them.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from drift import support
from litedrift.drift import Mutant, Operator, Status, Step, clash, operators, ordered, step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.corpus import Case

#: Operators that go with one that finds too few pages: other templates, and edits that any page allows.
_COMPANY = ("re-render", "full-site-look", "amp-page", "web-components", "data-churn", "class-noise", "json-state")
#: Seeds after which an operator that brings nothing new any more is exhausted; and the most that are tried.
_SEEDS = 40


def pages() -> list[Case]:
    """Return the cases that may be mutated and that show something."""
    return [case for case in support.mutator().corpus if case.mutable and case.kind != "refusal"]


def mutants_of(spec: Operator, count: int) -> list[Mutant]:
    """Return at least `count` mutants with different bytes on which this operator did something, if there are so many.

    Every level is tried on every page.
    """
    found: dict[str, Mutant] = {}
    hosts: dict[str, Case] = {}
    for seed in range(_SEEDS):
        before = len(found)
        for mutant in _applied(spec, pages() if seed == 0 else list(hosts.values()), seed, ()):
            hosts[mutant.case.id] = mutant.case
            found.setdefault(mutant.sha256, mutant)
        if len(found) >= count or (len(found) == before and seed):
            break
    for seed, other in itertools.product(range(_SEEDS), _company(spec)):
        if len(found) >= count:
            break
        for mutant in _applied(spec, list(hosts.values()), seed, (other,)):
            found.setdefault(mutant.sha256, mutant)
    return list(found.values())


def some_of(spec: Operator) -> list[Mutant]:
    """Return what the operator makes of every page, each at the next of its levels."""
    steps = [step(spec.name, level) for level in spec.levels]
    made = (support.mutator().apply(case, [steps[n % len(steps)]]) for n, case in enumerate(pages()))
    return [mutant for mutant in made if mutant.status is Status.RAN]


def _company(spec: Operator) -> list[Operator]:
    able = {other.name: other for other in operators() if other.name in _COMPANY}
    return [able[name] for name in _COMPANY if name != spec.name and clash([step(name), step(spec.name)]) is None]


def _applied(spec: Operator, hosts: Sequence[Case], seed: int, first: tuple[Operator, ...]) -> Iterator[Mutant]:
    levels = [tuple(sorted(level.items())) for level in spec.levels]
    before = [[Step(other.name, tuple(sorted(level.items())), seed) for level in other.levels] for other in first]
    for steps in itertools.product(*before, [Step(spec.name, level, seed) for level in levels]):
        for case in hosts:
            mutant = support.mutator().apply(case, ordered(steps))
            if mutant.status is Status.RAN and len(mutant.applied) == len(steps):
                yield mutant
