"""A failing chain is cut down to the fewest operators, their first levels, and the fewest edits that still fail."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import Any

import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, default_plan, find_operator, only_edits, step
from litedrift.judge import Run, minimal_chain, minimal_failure
from litedrift.judge._shrink import _halved, _one_by_one, symptoms
from litedrift.reports import markup_diff
from litedrift.subjects import CallableSubject

CHAIN = ("class-noise", "wrap-container", "class-hash", "byline-markup")


@cache
def mutator() -> Mutator:
    return Mutator(load_corpus())


def long_article():
    return max((case for case in mutator().corpus if case.epoch == "g2-2025"), key=lambda case: len(case.html))


def by_class(html: bytes, url: str | None = None, content_type: str | None = None) -> dict[str, Any]:
    """Reads a paragraph by one exact class attribute."""
    record = cnn_lite.extract(html, url=url, content_type=content_type).to_dict()
    if record["kind"] == "article":
        found = re.findall(r'<p class="paragraph--lite">(.*?)</p>', html.decode("utf-8"), re.DOTALL)
        texts = {" ".join(re.sub("<[^>]+>", "", each).split()) for each in found}
        record["body"] = [text for text in record["body"] if text in texts]
    return record


def failing_run():
    run = Run(mutator(), CallableSubject(by_class))
    case = long_article()
    steps = tuple(step(name, seed=11) for name in CHAIN)
    assert not run.judge_one(case, ()).failed
    assert run.judge_one(case, steps).failed
    return run, case, steps


@cache
def shrunk():
    return minimal_failure(*failing_run())


def test_of_a_failing_chain_one_operator_and_one_edit_are_left() -> None:
    found, case = shrunk(), long_article()

    assert found.failed
    assert len(found.mutant.steps) == 1
    assert found.mutant.kept is not None
    assert len(found.mutant.kept) == 1
    diff = markup_diff(mutator().baseline(case), found.mutant.html, case.content_type)
    assert [line[0] for line in diff if line[0] in "+-"] == ["-", "+"]


def test_what_is_left_is_at_its_first_level_with_seed_0_and_replays_to_the_same_bytes() -> None:
    found = shrunk()
    left = found.mutant.steps[0]

    assert (left.seed, dict(left.parameters)) == (0, dict(find_operator(left.operator).levels[0]))
    assert mutator().replay(found.mutant.id).html == found.mutant.html


def test_the_search_is_the_same_on_every_run() -> None:
    assert minimal_failure(*failing_run()).mutant.id == shrunk().mutant.id


def test_no_single_edit_of_a_minimal_set_can_be_left_out() -> None:
    """A subject that fails only where two paragraphs lost their class."""

    def forgiving(html: bytes, url: str | None = None, content_type: str | None = None) -> dict[str, Any]:
        good = cnn_lite.extract(html, url=url, content_type=content_type).to_dict()
        spoiled = by_class(html, url, content_type)
        return spoiled if len(good["body"]) - len(spoiled["body"]) >= 2 else good

    run, case = Run(mutator(), CallableSubject(forgiving)), long_article()
    found = minimal_failure(run, case, (step("class-hash"),))

    assert found.mutant.kept is not None
    assert len(found.mutant.kept) == 2
    for number in found.mutant.kept:
        rest = set(found.mutant.kept) - {number}
        assert not run.judge_one(case, [*found.mutant.steps, only_edits(rest)]).failed


def test_the_smaller_page_fails_in_a_field_in_which_the_whole_one_failed() -> None:
    run = Run(mutator(), CallableSubject(by_class))
    plan = default_plan([long_article()], seed=3)
    failing = [*islice((each for each in run.judge_all(plan.items) if each.failed), 12)]

    assert len(failing) == 12
    for judged in failing:
        found = minimal_failure(run, judged.mutant.case, judged.mutant.steps)
        fields = {field for field, _ in symptoms(judged)}
        assert {field for field, _ in symptoms(found)} & fields, judged.mutant.id
        assert len(found.mutant.steps) <= len(judged.mutant.steps)


def test_a_clean_page_and_a_page_that_does_not_fail_are_left_alone() -> None:
    run = Run(mutator(), CallableSubject(cnn_lite.extract))
    case = long_article()

    assert minimal_failure(run, case, ()).mutant.steps == ()
    assert minimal_failure(run, case, (step("class-hash", seed=4),)).mutant.steps == (step("class-hash", seed=4),)


def test_a_chain_of_many_operators_keeps_the_two_that_break_it_together() -> None:
    def breaks_on_both(html: bytes) -> dict[str, Any] | None:
        both = b"data-props" in html and b"<section" in html
        return {"kind": "article", "headline": None} if both else cnn_lite.extract(html).to_dict()

    steps = (
        step("class-noise"),
        step("wrap-container", {"depth": 2, "tag": "section"}),
        step("data-churn", {"how": "json"}),
    )
    run, case = Run(mutator(), CallableSubject(breaks_on_both)), long_article()
    found = minimal_chain(run, case, steps)

    assert {each.operator for each in found.mutant.steps} == {"wrap-container", "data-churn"}


def test_halving_and_leaving_out_one_by_one_find_a_minimal_set() -> None:
    asked: list[int] = []

    def fails(items: list[int]) -> bool:
        asked.append(len(items))
        return {3, 41, 77} <= set(items)

    assert _one_by_one(_halved(list(range(100)), fails), fails) == [3, 41, 77]
    assert len(asked) < 200  # of 2 to the 100th
