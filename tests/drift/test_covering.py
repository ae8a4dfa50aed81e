"""The nightly plan brings every pair and nearly every triple of operators together, and names what it does not."""

from __future__ import annotations

import itertools
from collections import Counter
from functools import cache

import pytest
from hypothesis import find, settings

from drift import support
from litedrift.drift import (
    CATEGORIES,
    Coverage,
    Effect,
    Status,
    covering_chains,
    find_operator,
    nightly_plan,
    operators,
)
from litedrift.strategies import _swarm, mutants

#: The share of the catalogue with which one operator may declare that it makes no sense.
CONFLICT_CAP = 0.12

Items = list[tuple[str, tuple]]


def pages():
    return [case for case in support.sample() if case.mutable and case.kind != "refusal"]


@cache
def small_plan(seed: int = 0) -> tuple[Items, Coverage]:
    """Chains of 6 of the twenty attribute operators and one that makes a refusal, on three pages."""
    names = [spec for spec in operators() if spec.category == "attributes"]
    names += [spec for spec in operators() if spec.contract.effect is Effect.REJECTS][:1]
    return covering_chains(support.mutator(), pages()[-3:], names, seed=seed, length=6, goal=0.95)


def met(items: Items, size: int) -> set[tuple[str, ...]]:
    """The combinations of operators that really applied together, counted by carrying the plan out again."""
    found: set[tuple[str, ...]] = set()
    for case_id, steps in items:
        mutant = support.mutator().apply(support.mutator().corpus.case(case_id), steps)
        assert mutant.status is Status.RAN
        found.update(itertools.combinations(sorted(set(mutant.applied)), size))
    return found


def test_a_pair_or_triple_counts_as_covered_only_where_each_of_its_operators_applied() -> None:
    items, coverage = small_plan()

    assert len(met(items, 2)) == coverage.pairs_covered
    assert len(met(items, 3)) >= coverage.triples_covered


def test_all_feasible_pairs_and_95_percent_of_feasible_triples_are_covered() -> None:
    _, coverage = small_plan()

    assert coverage.pairs_covered + len(coverage.missed_pairs) == coverage.pairs > 100
    assert len(coverage.missed_pairs) <= 0.01 * coverage.pairs
    assert coverage.share >= 0.95
    assert coverage.triples_covered + len(coverage.missed_triples) == coverage.triples


def test_what_is_not_covered_is_named_and_was_really_never_seen() -> None:
    items, coverage = small_plan()
    seen = met(items, 3)
    report = coverage.to_dict()

    assert not seen & {tuple(sorted(each)) for each in coverage.missed_triples}
    assert sum(map(len, report["missed_triples"].values())) == len(coverage.missed_triples)
    assert all(each["why"] for each in report["missed_pairs"])


def test_a_pair_that_never_both_applied_when_tried_alone_is_named_and_its_triples_are_not_feasible() -> None:
    names = ["table-layout", "near-empty", "class-hash", "wrap-container"]
    items, coverage = covering_chains(support.mutator(), pages()[-3:], [find_operator(name) for name in names])

    vain = {(first, second) for first, second, _ in coverage.in_vain}
    assert vain <= {*itertools.combinations(coverage.operators, 2)} - met(items, 2)
    assert coverage.pairs == 6 - len(vain) - sum(coverage.impossible[why] for why in list(coverage.impossible)[:2])
    assert coverage.impossible["pairs tried alone in vain"] == len(vain) == len(coverage.to_dict()["tried_in_vain"]) > 0
    assert not any({*pair} <= {*triple} for pair in vain for triple in coverage.missed_triples)


def test_a_page_made_a_refusal_is_not_composed_further() -> None:
    items, coverage = small_plan()
    rejecting = {spec.name for spec in operators() if spec.contract.effect is Effect.REJECTS}

    assert rejecting.isdisjoint(coverage.operators)
    assert rejecting.isdisjoint(step.operator for _, steps in items for step in steps)


def test_no_chain_holds_two_operators_in_declared_conflict_or_one_twice() -> None:
    for _, steps in small_plan()[0]:
        names = [step.operator for step in steps]
        assert len(names) == len(set(names)) <= 6
        assert not any(other in find_operator(name).conflicts for name in names for other in names)


def test_the_plan_is_the_same_for_one_seed_and_another_for_another() -> None:
    again = small_plan.__wrapped__()

    assert again[0] == small_plan()[0]
    assert small_plan(1)[0] != small_plan()[0]


def test_the_plan_needs_few_chains_for_what_it_covers() -> None:
    """A chain of 6 holds 20 triples; a plan that met each only once would be the best there is."""
    items, coverage = small_plan()

    assert len(items) * 20 < 4 * coverage.triples


def test_the_nightly_plan_holds_every_case_clean_and_every_operator_alone() -> None:
    plan = nightly_plan(support.mutator(), pages()[:2], names=["class-hash", "class-noise", "wrap-container"])
    lengths = Counter(len(steps) for _, steps in plan.items)

    assert (lengths[0], lengths[1]) == (2, 6)
    assert plan.coverage is not None
    assert plan.coverage.triples_covered == plan.coverage.triples == 1


def test_conflicts_stay_few_and_each_has_a_reason() -> None:
    catalogue = list(operators())
    partners: dict[str, set[str]] = {spec.name: set(spec.conflicts) for spec in catalogue}
    for spec in catalogue:
        for other in spec.conflicts:
            partners[other].add(spec.name)
    crowded = {name: len(others) for name, others in partners.items() if len(others) > CONFLICT_CAP * len(catalogue)}

    assert crowded == {}
    assert all(len(why.split()) >= 4 for spec in catalogue for why in spec.conflicts.values())


def test_conflicts_in_all_are_a_small_part_of_the_pairs() -> None:
    catalogue = list(operators())
    declared = {frozenset((spec.name, other)) for spec in catalogue for other in spec.conflicts}

    assert len(declared) < 0.03 * len(catalogue) * (len(catalogue) - 1) / 2


def test_an_example_draws_from_a_part_of_the_catalogue_and_number_0_from_all() -> None:
    catalogue = list(operators())
    sizes = {len(_swarm(catalogue, number, 5)) for number in range(1, 40)}

    assert len(_swarm(catalogue, 0, 5)) == len(catalogue)
    assert max(sizes) < 0.8 * len(catalogue)
    assert len(sizes) > 5
    assert _swarm(catalogue[:3], 7, 5) == {spec.name for spec in catalogue[:3]}


def test_a_swarm_does_not_stand_in_the_way_of_shrinking() -> None:
    """The smallest page with an operator of the noise category is one step at its first level, seed 0."""
    wanted = {spec.name for spec in operators() if spec.category == "noise"}
    found = find(
        mutants(mutator=support.mutator(), effects={"preserves"}),
        lambda mutant: any(each.operator in wanted for each in mutant.steps),
        settings=settings(max_examples=400, derandomize=True, database=None, deadline=None),
    )

    assert [(each.operator in wanted, each.seed) for each in found.steps] == [(True, 0)]


@pytest.mark.long
def test_the_whole_catalogue_is_covered_in_pairs_and_99_percent_of_triples() -> None:
    plan = nightly_plan(support.mutator(), support.mutator().corpus)
    coverage = plan.coverage

    assert coverage is not None
    assert coverage.defects == []
    assert coverage.share >= 0.99, str(coverage)
    assert coverage.pairs_covered >= 0.999 * coverage.pairs, coverage.missed_pairs[:20]
    assert len(coverage.in_vain) < 0.02 * coverage.pairs, "most operators get on with each other"
    assert {find_operator(name).category for name in coverage.operators} >= set(CATEGORIES) - {"refusal"}
