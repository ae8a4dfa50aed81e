"""Hypothesis strategies for property tests of one's own: pages of the corpus, and their mutants.

Example::

    from hypothesis import given
    from litedrift.strategies import mutants

    @given(mutants(effects={"preserves"}))
    def test_my_extractor_survives(mutant):
        assert my_extract(mutant.html)["headline"] == mutant.gold.fields["headline"]
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hypothesis import assume
from hypothesis import strategies as st

from litedrift.corpus import Case, Corpus, load_corpus
from litedrift.drift import Dice, Effect, Mutant, Mutator, Operator, Status, Step, operators
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["mutants", "pages", "steps"]

#: Seeds that a step may have; few, so that shrinking soon reaches 0.
_SEEDS = 20
#: How many different parts of the catalogue examples draw from, and what share of it each part is.
_SWARMS = 1000
_SWARM = 0.6


@cache
def _bundled() -> Mutator:
    return Mutator(load_corpus())


def pages(*, kinds: Collection[str] = ("article", "index"), corpus: Corpus | None = None) -> st.SearchStrategy[Case]:
    """Return a strategy of corpus cases of these kinds; shrinks towards the shortest page.

    Raises:
        UsageError: the corpus has no such case.

    """
    cases = [case for case in corpus or _bundled().corpus if case.kind in kinds]
    if not cases:
        raise UsageError(f"no case of kind {' or '.join(kinds)} in this corpus")
    return st.sampled_from(sorted(cases, key=lambda case: len(case.html)))


def steps(*, names: Collection[str] | None = None, effects: Collection[str] | None = None) -> st.SearchStrategy[Step]:
    """Return a strategy of single steps: an operator at one of its levels, with a seed.

    Raises:
        UsageError: no operator has one of these names and effects.

    """
    return st.sampled_from(_chosen(names, effects)).flatmap(_levels)


def _chosen(names: Collection[str] | None, effects: Collection[str] | None) -> list[Operator]:
    wanted = None if effects is None else {Effect(each) for each in effects}
    chosen = [
        each
        for each in operators()
        if (names is None or each.name in names) and (wanted is None or each.contract.effect in wanted)
    ]
    if not chosen:
        raise UsageError("no operator of the catalogue has one of these names and effects")
    return chosen


def _swarm(chosen: list[Operator], number: int, least: int) -> frozenset[str]:
    """Return the operators that one example may use: a random part of them, for number 0 all of them.

    Leaving most operators out of an example lets those that stay meet more often (swarm testing: Groce and others
    2012). Number 0 changes no choice that was made among fewer, so a failure shrinks as if there were no swarm.
    """
    names = [each.name for each in chosen]
    dice = Dice(f"swarm/{number}")
    part = [name for name in names if dice.chance(_SWARM)]
    return frozenset(part if number and len(part) >= least else names)


def _levels(spec: Operator) -> st.SearchStrategy[Step]:
    def build(level: dict[str, str], seed: int) -> Step:
        return Step(spec.name, tuple(sorted(level.items())), seed)

    return st.builds(build, st.sampled_from(spec.levels), st.integers(0, _SEEDS - 1))


@st.composite
def mutants(
    draw: st.DrawFn,
    *,
    min_steps: int = 1,
    max_steps: int = 5,
    kinds: Collection[str] = ("article", "index"),
    names: Collection[str] | None = None,
    effects: Collection[str] | None = None,
    mutator: Mutator | None = None,
) -> Mutant:
    """Draw a page after a chain of operators, with what is then expected of it.

    Only mutants that can be judged are drawn; a failure shrinks to the fewest steps, the first levels and
    the shortest page. The mutant's ``id`` reproduces it with ``litedrift replay``.
    """
    maker = mutator or _bundled()
    case = draw(pages(kinds=kinds, corpus=maker.corpus))
    chosen = _chosen(names, effects)
    swarm = _swarm(chosen, draw(st.integers(0, _SWARMS - 1)), max_steps)
    chain = st.lists(
        st.sampled_from(chosen).filter(lambda each: each.name in swarm).flatmap(_levels),
        min_size=min_steps,
        max_size=max_steps,
        unique_by=lambda step: step.operator,
    )
    mutant = maker.apply(case, draw(chain))
    assume(mutant.status is Status.RAN)
    return mutant
