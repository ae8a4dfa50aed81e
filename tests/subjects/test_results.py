"""The results-file door: answers by the ids of an export or of mutants, and nothing taken for an answer by chance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from litedrift.errors import SubjectError, UsageError
from litedrift.subjects import OutcomeKind, ResultsSubject, page_id
from subjects.peers import HTML, URL, ask

if TYPE_CHECKING:
    from pathlib import Path

PAGE = page_id(HTML, URL, "text/html")
OTHER = page_id(b"other", URL, "text/html")
RECORD = {"kind": "article", "headline": "A"}


def resolve(text: str) -> str:
    if text != "my-case--wrap:seed=1":
        raise UsageError(f"unknown case {text!r}")
    return PAGE


def results(path: Path, *messages, **options) -> ResultsSubject:
    file = path / "results.jsonl"
    file.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in messages), "utf-8")
    return ResultsSubject(file, resolve=resolve, **options)


def result(identity: str, record=None):
    return {"type": "result", "id": identity, "record": record or RECORD}


@pytest.mark.parametrize("identity", [PAGE, "my-case--wrap:seed=1"])
def test_an_answer_is_found_by_the_page(tmp_path: Path, identity: str) -> None:
    subject = results(tmp_path, result(identity), result(OTHER))

    assert ask(subject).record == {**RECORD, "flags": []}
    assert (subject.unasked, subject.unanswered, subject.answers) == ([OTHER], 0, 2)


def test_an_id_depends_on_everything_that_the_extractor_is_shown() -> None:
    shown = {
        page_id(*each)
        for each in ((b"a", URL, None), (b"b", URL, None), (b"a", f"{URL}/", None), (b"a", URL, "text/html"))
    }

    assert len(shown) == 4


def test_a_page_without_an_answer_is_a_crash_and_one_with_two_a_protocol_error(tmp_path: Path) -> None:
    missing = results(tmp_path, result(OTHER))
    assert ask(missing).kind is OutcomeKind.CRASH
    assert missing.unanswered == 1
    assert ask(results(tmp_path, result(PAGE), result(PAGE))).kind is OutcomeKind.PROTOCOL_ERROR


def test_every_sort_of_answer_counts(tmp_path: Path) -> None:
    refused = {"type": "refused", "id": PAGE, "reason": "none"}
    error = {"type": "error", "id": PAGE, "message": "KeyError"}

    assert ask(results(tmp_path, refused)).kind is OutcomeKind.REFUSED
    assert ask(results(tmp_path, error)).kind is OutcomeKind.ERROR
    assert ask(results(tmp_path, result(PAGE, {"headline": 5}))).kind is OutcomeKind.PROTOCOL_ERROR


def test_a_hello_in_the_file_names_the_extractor_and_what_it_claims(tmp_path: Path) -> None:
    hello = {"type": "hello", "protocol": 1, "name": "mine", "fields": ["headline"], "kinds": ["article"]}
    subject = results(tmp_path, hello, "", result(PAGE))

    assert (subject.name, subject.fields, subject.kinds) == ("mine", {"headline"}, {"article"})


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([result(PAGE), "Reading page 2"], "results.jsonl:2: not JSON: 'Reading page 2'"),
        ([{"type": "result", "id": PAGE}], "results.jsonl:1: no message of the protocol"),
        ([{"type": "error", "message": "x"}], "results.jsonl:1: names no page"),
        ([result("my-cas")], "results.jsonl:1: unknown case 'my-cas'"),
        ([{"type": "hello", "protocol": 2}, result(PAGE)], "speaks protocol 2"),
        ([{"type": "hello", "protocol": 1, "fields": ["headlin"]}, result(PAGE)], "did you mean headline"),
        ([], "holds no answer"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line_with_its_place(tmp_path: Path, lines, message: str) -> None:
    with pytest.raises(SubjectError) as caught:
        results(tmp_path, *lines)

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(SubjectError, match="No such file"):
        ResultsSubject(tmp_path / "none.jsonl", resolve=resolve)
