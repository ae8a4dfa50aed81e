"""Fitting a scraper that is not ours: a map says what it reads, and the first report says what to do."""

from __future__ import annotations

import tomllib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from litedrift._settings import load_settings
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator
from litedrift.judge import Run, Tally
from litedrift.reports import print_report
from litedrift.subjects import CallableSubject, Fitting, notices

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()
ARTICLES = [case for case in CORPUS if case.kind == "article" and case.mutable][:8]


def report(function, *, fields: frozenset[str] | None = None) -> str:
    run, tally = Run(Mutator(CORPUS), CallableSubject(function, fields=fields)), Tally()
    for case in ARTICLES:
        tally.add(run.judge_one(case, ()))
    console = Console(width=200)
    with console.capture() as capture:
        print_report(console, tally, [], reproduce="litedrift replay", limit=0)
    return capture.get()


def headline_alone(html: bytes):
    titles = {case.html: case.gold.fields["headline"] for case in ARTICLES}
    return {"headline": titles[html]}


def test_a_map_says_what_a_scraper_reads(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.litedrift.map]\nheadline = "title"\nkind = "type"\n', "utf-8")

    assert load_settings(tmp_path).get("fields") == ["headline"]


def test_fields_say_it_otherwise(tmp_path: Path) -> None:
    text = '[tool.litedrift]\nfields = ["body"]\n[tool.litedrift.map]\nheadline = "title"\n'
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")

    assert load_settings(tmp_path).get("fields") == ["body"]


def test_no_map_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.litedrift]\ncall = "a:b"\n', "utf-8")

    assert load_settings(tmp_path).get("fields") is None


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"body": "One.\n\nTwo."}, ["body is one text: it was split at empty lines"]),
        ({"authors": "A Name"}, ["authors is one text: it was taken as a list of one"]),
        ({"body": ["One."], "headline": "A"}, []),
    ],
)
def test_what_was_made_of_a_text_is_said(result: dict[str, object], said: list[str]) -> None:
    subject = CallableSubject(lambda html: result, fitting=Fitting())
    subject.extract(b"", url="", content_type=None)

    assert notices(subject) == said


def said_of(result: dict[str, object], **claims: Any) -> str:
    subject = CallableSubject(lambda html: result, **claims)
    subject.extract(b"", url="", content_type=None)
    return "\n".join(notices(subject))


def test_a_field_under_another_name_is_suggested_as_a_map_to_copy() -> None:
    said = said_of({"title": "A", "date": "2026-05-06T09:15:00-04:00", "text": "B", "summary": "C"})
    table = tomllib.loads(said[said.index("[tool.") :])

    assert table["tool"]["litedrift"]["map"] == {"headline": "title", "updated": "date", "body": "text"}


def test_the_likelier_of_two_other_names_is_suggested() -> None:
    assert 'headline = "title"' in said_of({"name": "A", "title": "B"})


@pytest.mark.parametrize(
    ("result", "claims"),
    [
        ({"title": "A", "headline": "B"}, {}),
        ({"title": "A"}, {"fields": frozenset({"body"})}),
        ({"title": "A"}, {"fitting": Fitting(rename=MappingProxyType({"headline": "title"}))}),
        ({"summary": "A"}, {}),
        ({"kind": "index", "title": "A"}, {}),
    ],
)
def test_nothing_is_suggested_where_a_record_has_the_field_or_does_not_claim_it(
    result: dict[str, object], claims: dict[str, Any]
) -> None:
    assert said_of(result, **claims) == ""


@pytest.mark.parametrize("text", ["Updated: \n 9:15 AM EDT, Wed May 6, 2026", "2026-05-06T09:15:00", "yesterday"])
def test_a_printed_time_is_named_with_the_form_that_is_asked_for(text: str) -> None:
    said = said_of({"updated": text})

    assert " ".join(text.split()) in said
    assert "ISO 8601" in said


@pytest.mark.parametrize("value", ["2026-05-06T09:15:00-04:00", "2026-05-06T13:15:00Z", None])
def test_nothing_is_said_of_a_time_that_can_be_compared(value: str | None) -> None:
    assert said_of({"updated": value}) == ""


def test_who_calls_every_result_an_article_claims_no_index(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.litedrift]\nkind = "article"\n', "utf-8")

    assert load_settings(tmp_path).get("kinds") == ["article"]


def test_a_report_full_of_missing_fields_says_how_to_leave_them_out() -> None:
    text = report(headline_alone)

    assert "often missing, and never anything else: byline, authors," in text
    assert "--fields headline" in text
    assert "fields in [tool.litedrift]" in text


def test_a_report_in_which_every_field_is_missing_does_not_advise_to_leave_all_out() -> None:
    assert "often missing" not in report(lambda html: {"kind": "article"})


def test_with_fields_named_there_is_nothing_to_advise() -> None:
    assert "often missing" not in report(headline_alone, fields=frozenset({"headline"}))
