"""Fitting a scraper that is not ours: a map says what it reads, and the first report says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def test_a_report_full_of_missing_fields_says_how_to_leave_them_out() -> None:
    text = report(headline_alone)

    assert "often missing, and never anything else: byline, authors," in text
    assert "--fields headline" in text
    assert "fields in [tool.litedrift]" in text


def test_with_fields_named_there_is_nothing_to_advise() -> None:
    assert "often missing" not in report(headline_alone, fields=frozenset({"headline"}))
