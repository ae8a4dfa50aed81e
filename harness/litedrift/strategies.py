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
from litedrift.drift import Effect, Mutant, Mutator, Operator, Status, Step, operators
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["mutants", "pages", "steps"]

#: Seeds that a step may have; few, so that shrinking soon reaches 0.
_SEEDS = 20


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
    wanted = None if effects is None else {Effect(each) for each in effects}
    chosen = [
        each
        for each in operators()
        if (names is None or each.name in names) and (wanted is None or each.contract.effect in wanted)
    ]
    if not chosen:
        raise UsageError("no operator of the catalogue has one of these names and effects")
    return st.sampled_from(chosen).flatmap(_levels)


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
    swarm = st.lists(
        steps(names=names, effects=effects),
        min_size=min_steps,
        max_size=max_steps,
        unique_by=lambda step: step.operator,
    )
    mutant = maker.apply(case, draw(swarm))
    assume(mutant.status is Status.RAN)
    return mutant
