"""The suite has teeth: every bad extractor is caught, and every operator catches one or says why none can fail."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import cnn_lite
from cnn_lite_bad import EXTRACTORS
from litedrift.corpus import load_corpus
from litedrift.drift import CATEGORIES, Mutator, find_operator, operators
from litedrift.judge import KillMatrix, Run, kill_matrix
from litedrift.judge._adequacy import CONTROL, _nothing
from litedrift.judge._tally import CLEAN
from litedrift.subjects import CallableSubject


@cache
def mutator() -> Mutator:
    return Mutator(load_corpus())


@cache
def small() -> KillMatrix:
    """Four bad extractors and a good one that calls itself bad, on three pages."""
    pages = [case for case in mutator().corpus if case.epoch == "g2-2025" and case.kind == "article"][:3]
    chosen: dict[str, Any] = {
        name: EXTRACTORS[name] for name in ("class-only", "every-p", "title-element", "literal-est")
    }
    return kill_matrix(mutator(), pages, chosen | {"blameless": cnn_lite.extract}, reference=cnn_lite.extract)


def test_an_extractor_that_nothing_catches_is_a_survivor() -> None:
    assert small().survivors == ["blameless"]


def test_the_control_that_answers_nothing_dies_and_makes_a_run_void_if_it_lives() -> None:
    assert not small().void
    assert KillMatrix(kills={CONTROL: {}}).void


def test_an_operator_kills_only_what_reads_the_clean_page_right() -> None:
    """What is wrong without the operator proves nothing of it."""
    for name in ("class-only", "every-p", "title-element"):
        run = Run(mutator(), CallableSubject(EXTRACTORS[name], name=name))
        for group, mutant_id in small().kills[name].items():
            mutant = mutator().replay(mutant_id)
            assert run.judge_mutant(mutant).failed, mutant_id
            assert group == CLEAN or not run.judge_one(mutant.case, ()).failed, mutant_id


def test_a_renamed_class_kills_what_knows_the_class_only() -> None:
    assert {"class-hash", "class-rename"} <= small().kills["class-only"].keys()
    assert "class-hash" not in small().kills["title-element"]


def test_an_operator_that_catches_none_is_toothless_unless_it_says_why() -> None:
    matrix = KillMatrix(kills={CONTROL: {CLEAN: "x"}, "bad": {"class-hash": "x--class-hash:seed=0"}})
    matrix.operators = ("class-hash", "class-rename")

    assert matrix.toothless == ["class-rename"]
    assert not matrix.harmless
    assert not matrix.overstated


def test_there_are_at_least_thirty_and_each_says_what_it_models() -> None:
    assert len(EXTRACTORS) >= 30
    assert all(len(each.models) > 15 for each in EXTRACTORS.values())


def test_a_bad_extractor_refuses_what_the_good_one_refuses_every_time() -> None:
    for _ in range(2):
        with pytest.raises(cnn_lite.Refused):
            EXTRACTORS["class-only"](b"", url="https://lite.cnn.com/")


def test_a_bad_extractor_does_not_spoil_the_record_of_the_next() -> None:
    case = next(case for case in mutator().corpus if case.epoch == "g2-2025" and case.kind == "article")
    EXTRACTORS["last-sliced"](case.html, url=case.url)

    assert EXTRACTORS["title-element"](case.html, url=case.url)["body"] == case.gold.fields["body"]
    assert _nothing(case.html) == {"kind": "article"}


def test_reasons_why_none_can_fail_are_few_and_sentences() -> None:
    harmless = [spec for spec in operators() if spec.harmless]

    assert len(harmless) <= 0.05 * sum(1 for _ in operators())
    assert all(len(spec.harmless.split()) >= 5 for spec in harmless)


@pytest.mark.long
def test_the_whole_shelf_dies_and_no_operator_is_without_teeth() -> None:
    matrix = kill_matrix(mutator(), mutator().corpus, EXTRACTORS, reference=cnn_lite.extract)

    assert not matrix.void
    assert matrix.survivors == []
    assert (matrix.toothless, matrix.overstated) == ([], [])
    assert {find_operator(name).category for name in matrix.operators} == set(CATEGORIES)
