"""The pytest face, in sessions of its own: inert until asked, stable names, known failures, workers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from litedrift.baseline import Baseline, Entry, write_baseline
from litedrift.corpus import FIELDS, load_corpus
from litedrift.drift import operators
from litedrift.events import observed

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]

CORPUS = load_corpus()
#: Imported here, since pytester forgets the modules that a session of its own imports.
CATALOGUE = {each.name for each in operators()}
CASE = min((case for case in CORPUS if case.kind == "article"), key=lambda case: len(case.html))
CALL = ("--litedrift-call", "scraper:extract")
SCRAPER = """
def extract(html):
    return {"kind": "article", "headline": "No title found"}
def crash(html):
    raise KeyError("byline")
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """An author's own directory, with a test of its own and a scraper that is always wrong."""
    # Each session would compile every module of every plugin anew, to rewrite asserts that none has.
    monkeypatch.setenv("PYTEST_ADDOPTS", "--assert plain")
    pytester.makepyfile(scraper=SCRAPER)
    pytester.makepyfile(test_own="def test_own():\n    pass\ndef test_other():\n    assert False\n")
    pytester.makepyprojecttoml('[tool.litedrift]\nfields = ["headline"]\n')
    return pytester


def baseline(project: pytest.Pytester, *entries: Entry) -> Path:
    path = project.path / "litedrift-baseline.toml"
    write_baseline(path, Baseline("2026.12.0", entries))
    return path


def known(value: str = "No title found", **more: str) -> Entry:
    return Entry(CASE.id, "headline", "invented", observed("headline", value), **more)


def lines(result: pytest.RunResult) -> list[str]:
    """What was printed, without what differs from run to run: plugins, and a time with the rule that fills its line."""
    said = (line for line in result.outlines if not line.startswith(("plugins:", "benchmark:")))
    return [re.sub(r" in \d+\.\d+s( \([\d:]+\))?", "", line).strip("=") for line in said]


def test_an_untouched_projects_run_is_unchanged(project: pytest.Pytester) -> None:
    with_plugin = project.runpytest_subprocess("-v", "-rA")
    without = project.runpytest_subprocess("-v", "-rA", "-p", "no:litedrift")

    assert with_plugin.ret == without.ret == pytest.ExitCode.TESTS_FAILED
    assert lines(with_plugin) == lines(without)
    with_plugin.assert_outcomes(passed=1, failed=1)


def test_there_is_one_item_a_page_and_field_with_a_name_of_its_own(project: pytest.Pytester) -> None:
    result = project.runpytest(*CALL, "--collect-only", "-q")
    names = [line for line in result.outlines if line.startswith("litedrift/")]
    expected = [
        f"litedrift/{case.kind}/{case.id}::{name}"
        for case in CORPUS
        for name in ("page", *(name for name in FIELDS[case.kind] if name in case.gold.fields))
    ]

    assert names == expected
    assert "test_own.py::test_own" in result.outlines


def test_items_are_selected_by_keyword_and_by_name(project: pytest.Pytester) -> None:
    by_keyword = project.runpytest(*CALL, "-k", f"headline and {CASE.id}")
    by_name = project.runpytest(*CALL, f"litedrift/article/{CASE.id}::headline")
    by_page = project.runpytest(*CALL, f"litedrift/article/{CASE.id}", "test_own.py::test_own")

    by_keyword.assert_outcomes(failed=1, deselected=pytester_total() - 1 + 2)
    by_name.assert_outcomes(failed=1)
    by_page.assert_outcomes(failed=1, passed=2, skipped=len(CASE.gold.fields) - 1)


def pytester_total() -> int:
    return sum(1 + len([name for name in FIELDS[case.kind] if name in case.gold.fields]) for case in CORPUS)


def test_a_name_that_selects_nothing_is_an_error_with_the_nearest_one(project: pytest.Pytester) -> None:
    result = project.runpytest(*CALL, f"litedrift/article/{CASE.id}::headlin")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"did you mean litedrift/article/{CASE.id}::headline?" in result.stderr.str()


def test_a_failure_shows_the_difference_and_the_line_to_copy_and_no_traceback(project: pytest.Pytester) -> None:
    result = project.runpytest(*CALL, f"litedrift/article/{CASE.id}::headline")
    text = result.stdout.str()

    result.stdout.fnmatch_lines(
        [
            "headline: invented, silently",
            f'  - expected  "{CASE.gold.fields["headline"][:20]}*',
            '  + actual    "No title found"',
            f"  litedrift replay {CASE.id} --call scraper:extract",
        ]
    )
    assert "Traceback" not in text
    assert ".py:" not in text


def test_a_crash_fails_every_claimed_field_so_that_no_selection_hides_it(project: pytest.Pytester) -> None:
    result = project.runpytest("--litedrift-call", "scraper:crash", f"litedrift/article/{CASE.id}")

    result.assert_outcomes(failed=2, skipped=len(CASE.gold.fields) - 1)  # the page and the headline
    result.stdout.fnmatch_lines(["page: error: error: KeyError: 'byline'"])


def test_known_failures_are_expected_strictly(project: pytest.Pytester) -> None:
    name = f"litedrift/article/{CASE.id}::headline"
    baseline(project, known(reason="no parser yet"))
    project.runpytest(*CALL, name, "-rx").stdout.fnmatch_lines([f"XFAIL {name} - *no parser yet*"])

    baseline(project, known("Another value"))
    changed = project.runpytest(*CALL, name)
    changed.assert_outcomes(failed=1)
    changed.stdout.fnmatch_lines(["headline: invented, silently (the baseline expects invented, with another value)"])

    right = f"def extract(html):\n    return {{'kind': 'article', 'headline': {CASE.gold.fields['headline']!r}}}\n"
    project.makepyfile(right=right)
    fixed = project.runpytest("--litedrift-call", "right:extract", name)
    fixed.assert_outcomes(failed=1)
    fixed.stdout.fnmatch_lines(["[[]XPASS(strict)[]] headline: invented is expected and gone: *"])


def test_an_unknown_baseline_id_is_a_usage_error(project: pytest.Pytester) -> None:
    path = baseline(project, Entry(CASE.id + "x", "headline", "wrong", observed("headline", "x")))
    result = project.runpytest(*CALL)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert f"litedrift: {path}: unknown case '{CASE.id}x'; did you mean {CASE.id}?" in result.stderr.str()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--litedrift-call", "scraper"], "expected package.module:function"),
        (["--litedrift-call", "scraper:extrac"], "did you mean extract?"),
        (["--litedrift-call", "nowhere:extract"], "cannot import nowhere"),
        ([*CALL, "--litedrift-baseline", "nowhere.toml"], "nowhere.toml: No such file"),
        ([*CALL, "-o", "litedrift_items=field"], "did you mean fields?"),
    ],
)
def test_bad_usage_is_a_usage_error_of_one_line(project: pytest.Pytester, arguments: list[str], message: str) -> None:
    result = project.runpytest(*arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert message in result.stderr.str()
    assert "Traceback" not in result.stderr.str()


def test_the_ini_key_judges_whole_runs_and_leaves_named_files_alone(project: pytest.Pytester) -> None:
    project.makeini("[pytest]\nlitedrift_call = scraper:extract\nlitedrift_items = cases\n")

    whole = project.runpytest("--collect-only", "-q").outlines
    named = project.runpytest("test_own.py", "--collect-only", "-q").outlines

    assert f"litedrift/article::{CASE.id}" in whole
    assert [line for line in named if "::" in line] == ["test_own.py::test_own", "test_own.py::test_other"]


def test_one_item_an_operator_judges_it_on_every_page(project: pytest.Pytester) -> None:
    items = ("--litedrift-items", "operators")
    names = [line for line in project.runpytest(*CALL, *items, "--collect-only", "-q").outlines if "litedrift/" in line]
    result = project.runpytest(*CALL, *items, "litedrift/operators::class-hash")

    found = {name.removeprefix("litedrift/operators::") for name in names}
    assert found == {"clean", "chains", *CATALOGUE}
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["  litedrift replay *--class-hash:seed=* --call scraper:extract", "… and * more of * pages"]
    )


def test_workers_of_xdist_share_the_items(project: pytest.Pytester) -> None:
    baseline(project, known())
    selected = (*CALL, f"litedrift/article/{CASE.id}", "test_own.py", "-k", "not updated")
    alone = project.runpytest(*selected)
    result = project.runpytest_subprocess(*selected, "-n", "2")

    expected = alone.parseoutcomes()
    assert expected.pop("deselected") == 1
    assert result.parseoutcomes() == expected
    assert expected == {"passed": 2, "failed": 1, "xfailed": 1, "skipped": len(CASE.gold.fields) - 2}


def test_junit_files_carry_what_was_expected_and_what_came(project: pytest.Pytester) -> None:
    project.runpytest(*CALL, f"litedrift/article/{CASE.id}::headline", "--junitxml", "junit.xml")
    text = (project.path / "junit.xml").read_text("utf-8")

    assert f'classname="litedrift.article.{CASE.id}" name="headline"' in text
    assert '<property name="actual" value="&quot;No title found&quot;"' in text


THREE_LINES = """
import litedrift
from scraper import extract

@litedrift.parametrize(extract)
def test_conformance(case):
    case.check()
"""


def test_three_lines_make_a_test_a_page(project: pytest.Pytester) -> None:
    baseline(project, known())
    project.makepyfile(test_three=THREE_LINES)
    project.syspathinsert()
    result = project.runpytest("test_three.py", "-rA")
    kinds = {kind: sum(case.kind == kind for case in CORPUS) for kind in ("article", "index", "refusal")}
    other = next(case for case in CORPUS if case.kind == "article" and case is not CASE)

    result.assert_outcomes(xfailed=1, skipped=kinds["index"], failed=kinds["article"] - 1 + kinds["refusal"])
    result.stdout.fnmatch_lines_random([f"XFAIL test_three.py::test_conformance[[]{CASE.id}[]] - known"])
    result.stdout.fnmatch_lines(["headline: *", f"  litedrift replay {other.id} --call scraper:extract"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("extract, fields=['headlin']", "unknown field 'headlin'; did you mean headline?"),
        ("extract, kinds=['video']", "unknown kind 'video'"),
        ("extract, baseline='nowhere.toml'", "nowhere.toml: No such file"),
        ("'scraper:extrac'", "did you mean extract?"),
    ],
)
def test_the_decorator_refuses_what_means_nothing(project: pytest.Pytester, arguments: str, message: str) -> None:
    project.makepyfile(test_three=THREE_LINES.replace("(extract)", f"({arguments})"))
    project.syspathinsert()
    result = project.runpytest("test_three.py")

    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert message in result.stdout.str()


def test_the_decorator_claims_what_it_is_told(project: pytest.Pytester) -> None:
    project.makepyfile(test_three=THREE_LINES.replace("(extract)", "(extract, fields=['byline'], kinds=['article'])"))
    project.syspathinsert()
    result = project.runpytest("test_three.py", "-k", CASE.id)

    assert "byline: missing" in result.stdout.str() or CASE.gold.fields["byline"] is None
    assert "headline" not in result.stdout.str()
