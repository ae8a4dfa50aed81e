"""A mutant is a set of balanced edits of its clean page; each allowed part keeps the contract."""

from __future__ import annotations

import re
from itertools import combinations, islice

import pytest

from drift import support
from litedrift.drift import (
    Effect,
    Mutant,
    Mutator,
    Operator,
    Status,
    default_plan,
    only_edits,
    operators,
    parse_id,
    step,
)
from litedrift.drift._chain import _carry_out
from litedrift.drift._draft import Draft
from litedrift.drift._edits import edits_between, fault, stable
from litedrift.drift._operator import Layer
from litedrift.errors import DriftError


def markups(mutant: Mutant) -> tuple[str, str]:
    """The clean markup of a mutant's case, and the mutant's own before its byte layer."""
    plan = support.mutator()._blueprint(mutant.case.id)
    draft = Draft(plan)
    _carry_out(draft, [each for each in mutant.steps if SPECS[each.operator].layer < Layer.BYTES])
    return Draft(plan).markup, draft.markup


def some_mutants(spec: Operator) -> list[Mutant]:
    """The first pages of the sample, the shortest ones, to which the operator applies."""
    mutants = (support.mutate(case, spec.name) for case in support.sample())
    return list(islice((each for each in mutants if each.status is Status.RAN), 3))


SPECS = {spec.name: spec for spec in operators()}
#: Operators that edit a tree: their mutants are nested as a serialiser nests them.
TREE = [spec for spec in SPECS.values() if spec.layer < Layer.SERIALISE and spec.contract.effect is Effect.PRESERVES]


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("<p>a</p>", "<p>a</p>", 0),
        ("<p>a</p><p>b</p>", "<div><p>a</p></div><p>b</p>", 1),
        ("<p>a</p><p>b</p>", "<section><p>a</p></section><section><p>b</p></section>", 2),
        ("<div><p>a</p></div>", "<p>a</p>", 1),
        ("<p class=x>a</p><p class=x>b</p>", "<p class=y>a</p><p class=z>b</p>", 2),
        ("<p>a</p>", "<div>a</div>", 1),
        ("<p>a</p><p>b</p>", "<p>a</p><aside>c</aside><p>b</p>", 1),
        ("<h2>t</h2><p>a</p><p>b</p>", "<p>a</p><p>b</p><h2>t</h2>", 2),
    ],
)
def test_what_belongs_together_is_one_edit(before: str, after: str, count: int) -> None:
    assert len(edits_between(before, after)) == count


def test_scripts_and_comments_are_one_token_whatever_they_hold() -> None:
    before = "<p>a</p><script>if (a < b) { x('</p><p>') }</script><!-- <p> -->"
    edits = edits_between(before, before.replace("a < b", "a > b").replace("<!-- <p> -->", "<!-- </p> -->"))

    assert len(edits) == 2
    assert edits.part([1]) == before.replace("<!-- <p> -->", "<!-- </p> -->")


def test_a_rule_that_may_hide_an_edit_is_never_left_out() -> None:
    edits = edits_between("<p>a</p>", "<style>.x{display:none}</style><p>a</p><p class=x>b</p><p>c</p>")

    assert "<style>" in edits.part([0])
    assert len(edits) >= 1


@pytest.mark.parametrize("spec", TREE, ids=lambda spec: spec.name)
def test_no_edit_is_the_clean_page_and_all_edits_are_the_mutant(spec: Operator) -> None:
    for mutant in some_mutants(spec):
        before, after = markups(mutant)
        edits = edits_between(before, after)

        assert edits.part(range(len(edits))) == after, mutant.id
        assert edits.part(()) == before or any(number < 0 for number in edits.edit_of), mutant.id


@pytest.mark.parametrize("spec", TREE, ids=lambda spec: spec.name)
def test_every_allowed_single_edit_keeps_what_a_spec_parser_sees_of_the_record(spec: Operator) -> None:
    for mutant in some_mutants(spec):
        count = support.mutator().count_edits(mutant.case, mutant.steps)
        for number in range(min(count, 6)):
            part = support.mutator().apply(mutant.case, [*mutant.steps, only_edits([number])])
            if part.status is not Status.RAN:
                continue
            lines = support.visible_lines(part.html, part.content_type)

            assert support.missing_in_order(support.body_of(part.gold), lines) is None, part.id
            assert part.gold == mutant.gold
            assert support.mutator().replay(part.id).html == part.html


def test_subsets_of_a_tree_edit_are_balanced() -> None:
    """Wrapping three paragraphs is three edits; each of the eight parts is nested as it is written."""
    before = "<!DOCTYPE html>\n<html><body><p>one</p><p>two</p><p>three</p></body></html>"
    after = re.sub(r"(<p>.*?</p>)", r"<div>\1</div>", before)
    edits = edits_between(before, after)

    assert len(edits) == 3
    for size in range(4):
        for kept in combinations(range(3), size):
            assert edits.part(kept).count("<div>") == edits.part(kept).count("</div>") == size
            assert stable(edits.part(kept))


def test_half_of_a_move_is_refused() -> None:
    gold = support.mutator().corpus.case(support.sample()[0].id).gold.set(headline="A ferry returns to Quillan")
    before = "<html><body><h2>A ferry returns to Quillan</h2><p>one</p><p>two</p></body></html>"
    after = "<html><body><p>one</p><p>two</p><h2>A ferry returns to Quillan</h2></body></html>"
    edits = edits_between(before, after)
    faults = [fault(before, after, edits.part([n]), gold, gold) for n in range(len(edits))]

    assert len(edits) == 2
    assert ["0 times" in (faults[0] or ""), "2 times" in (faults[1] or "")] == [True, True]


def test_an_edit_that_the_contract_speaks_of_cannot_be_left_out() -> None:
    """A dropped paragraph that comes back would make a right answer wrong."""
    mutator = support.mutator()
    found = 0
    for case in support.sample():
        steps = [step("drop-paragraphs"), step("class-hash")]
        mutant = mutator.apply(case, steps)
        if len(mutant.applied) < 2:
            continue
        for number in range(mutator.count_edits(case, steps)):
            part = mutator.apply(case, [*steps, only_edits([number])])
            lines = support.visible_lines(part.html, part.content_type)
            gone = set(support.body_of(case.gold)) - set(support.body_of(mutant.gold))
            assert part.status is Status.INFEASIBLE or not gone & set(lines), part.id
            found += 1
    assert found


def test_the_id_of_a_part_of_the_edits_makes_the_same_page_again() -> None:
    articles = (each for each in support.sample() if each.kind == "article" and each.epoch.startswith("g2"))
    case = max(articles, key=lambda each: len(each.html))
    steps = [step("class-hash"), step("wrap-container", seed=7)]
    mutant = support.mutator().apply(case, [*steps, only_edits([0, 2, 3, 4])])

    assert mutant.id.endswith("--only-edits:edits=0.2-4:seed=0")
    assert mutant.kept == (0, 2, 3, 4)
    assert Mutator(support.mutator().corpus).replay(mutant.id).html == mutant.html != b""
    assert [each.operator for each in mutant.steps] == ["class-hash", "wrap-container"]


def test_an_edit_that_does_not_exist_is_infeasible_and_says_how_many_there_are() -> None:
    case = next(each for each in support.sample() if each.kind == "article")
    mutant = support.mutator().apply(case, [step("class-hash"), only_edits([5000])])

    assert mutant.status is Status.INFEASIBLE
    assert mutant.reason.startswith("there is no edit 5000: the chain makes ")


@pytest.mark.parametrize(
    "text",
    [
        "x--only-edits:edits=1:seed=0",
        "x--only-edits:edits=1:seed=0--class-hash:seed=0",
        "x--class-hash:seed=0--only-edits:seed=0",
        "x--class-hash:seed=0--only-edits:edits=a:seed=0",
        "x--class-hash:seed=0--only-edits:edits=3-1:seed=0",
        "x--class-hash:seed=0--only-edits:edits=0-99999999999:seed=0",
    ],
)
def test_a_bad_list_of_edits_is_one_clear_error(text: str) -> None:
    with pytest.raises(DriftError):
        parse_id(text)


def test_the_byte_layer_is_carried_out_after_the_edits_were_chosen() -> None:
    late = [spec for spec in SPECS.values() if spec.layer is Layer.BYTES and spec.contract.effect is Effect.PRESERVES]
    mutator, tried = support.mutator(), 0
    for spec in late:
        for case in support.sample():
            steps = [step("class-hash"), step(spec.name)]
            mutant = mutator.apply(case, steps)
            if len(mutant.applied) < 2:
                continue
            part = mutator.apply(case, [*steps, only_edits([0])])
            tried += part.status is Status.RAN
            assert part.status is not Status.RAN or spec.name in part.applied
    assert tried or not late


def test_operators_that_do_not_go_together_make_no_chain() -> None:
    spec = next(each for each in operators() if each.conflicts)
    plan = default_plan(support.sample(), names=[spec.name, next(iter(spec.conflicts))])

    assert {len(steps) for _, steps in plan.items} == {0, 1}
    assert len(plan) == 3 * len(support.sample())


def test_chains_of_named_operators_are_all_combinations_of_these_alone_once_a_page() -> None:
    names = ["address-form", "class-noise", "retag-headline"]
    page = next(case for case in support.sample() if case.kind == "article")
    plan = default_plan([page], names=names)

    tried = sorted(sorted(each.operator for each in steps) for _, steps in plan.items)
    assert tried == sorted([[], *([each] for each in names), *map(list, combinations(names, 2)), names])


def test_one_named_operator_is_tried_once_a_page_and_makes_no_chain() -> None:
    plan = default_plan(support.sample(), names=["class-noise"])

    assert [len(steps) for _, steps in plan.items] == [0] * len(support.sample()) + [1] * len(support.sample())


def test_every_mutant_of_the_plan_splits_without_an_error() -> None:
    plan = default_plan(support.sample(), seed=5)
    chains = [(case_id, steps) for case_id, steps in plan.items if len(steps) > 1][:60]

    for case_id, steps in chains:
        case = support.mutator().corpus.case(case_id)
        count = support.mutator().count_edits(case, steps)
        part = support.mutator().apply(case, [*steps, only_edits(range(count))]) if count else None
        whole = support.mutator().apply(case, steps)
        assert part is None or part.status is not Status.RAN or part.html == whole.html
