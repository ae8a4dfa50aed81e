"""Parity: one extractor through every door gives the same outcomes, over all clean pages and a hundred mutants."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, Status, default_plan
from litedrift.subjects import (
    Bye,
    CallableSubject,
    CommandSubject,
    Exported,
    Greeting,
    Limits,
    OnceSubject,
    ResultsSubject,
    WorkerSubject,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from litedrift.drift import Mutant
    from litedrift.subjects import Outcome, Subject

_MUTANTS = 100
#: Generous: what is shown here is that outcomes agree, not that they come fast.
_LIMITS = Limits(timeout=120.0, start=120.0)
_CNN_LITE = [sys.executable, "-m", "cnn_lite"]


@functools.cache
def pages() -> tuple[Mutant, ...]:
    """Return every clean page, and mutants from all over the default plan."""
    corpus = load_corpus()
    mutator = Mutator(corpus)
    items = default_plan(corpus).items
    step = (len(items) - len(corpus)) // (3 * _MUTANTS)
    mutants = (mutator.apply(corpus.case(case_id), steps) for case_id, steps in items[len(corpus) :: step])
    ran = [each for each in mutants if each.status is Status.RAN]
    return (*map(mutator.clean, corpus), *ran[:: max(1, len(ran) // _MUTANTS)])


def outcomes(subject: Subject, some: Sequence[Mutant] | None = None) -> list[Outcome]:
    asked = pages() if some is None else some
    try:
        return [subject.extract(each.html, url=each.url, content_type=each.content_type) for each in asked]
    finally:
        subject.close()


@functools.cache
def expected() -> list[Outcome]:
    return outcomes(CallableSubject(cnn_lite.extract))


def results(path: Path) -> ResultsSubject:
    """Return what `cnn_lite` answered to an export, run as a program that knows nothing of litedrift's process."""
    requests = [Exported.of(each).request for each in pages()]
    lines = {each.id: each.to_line() for each in requests}.values()
    given = b"".join([Greeting("0.1.0").to_line(), *lines, Bye().to_line()])
    done = subprocess.run([*_CNN_LITE, "--ndjson"], input=given, stdout=subprocess.PIPE, check=True)
    (path / "results.jsonl").write_bytes(done.stdout)
    return ResultsSubject(path / "results.jsonl", resolve=str)


def differences(found: list[Outcome], step: int = 1) -> list[tuple[str, str, str]]:
    """Return the pages on which outcome or record is not the callable's."""
    return [
        (page.id, str(here.kind), str(there.kind))
        for page, here, there in zip(pages()[::step], expected()[::step], found, strict=True)
        if (here.kind, here.record) != (there.kind, there.record)
    ]


DOORS = {
    "worker": lambda _: WorkerSubject("cnn_lite:extract", limits=_LIMITS),
    "command": lambda _: CommandSubject([*_CNN_LITE, "--ndjson"], limits=_LIMITS),
    "results": results,
}


def test_the_pages_are_enough_to_tell() -> None:
    kinds = {str(each.kind) for each in expected()}

    assert len(pages()) >= len(load_corpus()) + _MUTANTS
    assert {"record", "refused"} <= kinds


@pytest.fixture(scope="module", params=DOORS)
def through(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """What came of every page behind one door."""
    return outcomes(DOORS[request.param](tmp_path_factory.mktemp("door")))


def test_every_door_gives_the_outcomes_of_the_callable(through: list[Outcome]) -> None:
    assert differences(through) == []


def test_a_refusals_reason_arrives_through_every_door(through: list[Outcome]) -> None:
    assert [each.message for each in through] == [each.message for each in expected()]


@pytest.mark.parametrize("step", [14, pytest.param(1, marks=pytest.mark.long)])
def test_one_process_a_page_gives_the_outcomes_of_the_callable(step: int) -> None:
    subject = OnceSubject([*_CNN_LITE, "-"], limits=_LIMITS)

    assert differences(outcomes(subject, pages()[::step]), step) == []


def test_records_are_such_that_json_keeps_them() -> None:
    records = [each.record for each in expected()]

    assert json.loads(json.dumps(records)) == records
