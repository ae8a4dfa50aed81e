"""The command line, each command once as a process of its own: exit codes, one clear line for bad input, files written whole or not at all."""

from __future__ import annotations

import json
import shlex
import textwrap
from typing import TYPE_CHECKING

import pytest

from command import run, run_process
from litedrift.corpus import load_corpus

if TYPE_CHECKING:
    from pathlib import Path

CASE = min((case for case in load_corpus() if case.kind == "article"), key=lambda case: len(case.html)).id

#: A scraper as people write them: it knows today's classes and nothing else.
SCRAPER = """
import re
def extract(html):
    text = html.decode("utf-8", "replace")
    found = re.search(r'<h2 class="headline">(.*?)</h2>', text, re.S)
    return {"title": found[1].strip() if found else "No title found"}
def crash(html):
    raise KeyError("byline")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An author's own directory, with a package called extractor."""
    package = tmp_path / "extractor"
    package.mkdir()
    (package / "__init__.py").write_text(SCRAPER, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.litedrift.map]\nheadline = "title"\n', "utf-8")
    return tmp_path


def test_check_without_a_subject_says_how_to_name_one(tmp_path: Path) -> None:
    done = run_process("check", cwd=tmp_path)

    assert done.returncode == 2
    assert "--call package.module:function" in done.stderr
    assert "--demo" in done.stderr


def test_a_clean_run_of_the_bundled_extractor_has_no_finding(tmp_path: Path) -> None:
    done = run_process(
        "check", "--demo", "--clean-only", "--json", "summary.json", "--events", "run.ndjson", cwd=tmp_path
    )

    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "summary.json").read_text("utf-8"))
    assert summary["declared"] == summary["selected"] == summary["ran"] > 0
    assert (summary["failed"], summary["invented"]) == (0, 0)
    events = [json.loads(line) for line in (tmp_path / "run.ndjson").read_text("utf-8").splitlines()]
    assert [events[0]["type"], events[-1]["type"]] == ["started", "finished"]
    assert len(events) == summary["selected"] + 2


def test_counts_add_up(project: Path) -> None:
    run("check", "--call", "extractor:extract", "--case", CASE, "--fields", "headline", "--json", "s.json", cwd=project)
    summary = json.loads((project / "s.json").read_text("utf-8"))

    for counts in (summary, *summary["groups"].values()):
        assert counts["selected"] == counts["ran"] + counts["no_op"] + counts["infeasible"] + counts["errored"]
    assert summary["no_op"] + summary["infeasible"] > 0
    assert summary["verdicts"]["unsupported"] > 0


@pytest.mark.parametrize(
    ("operators", "rows", "selected"),
    [
        (["class-noise"], ["class-noise 1 1"], 2),
        (["class-noise", "retag-headline"], ["(chains) 1 1", "class-noise 1 1", "retag-headline 1 1"], 4),
    ],
)
def test_named_operators_on_a_named_page_are_a_page_each_and_one_for_their_chain(
    tmp_path: Path, operators: list[str], rows: list[str], selected: int
) -> None:
    named = [word for each in operators for word in ("--operator", each)]
    done = run("check", "--demo", "--case", CASE, *named, cwd=tmp_path)

    assert done.returncode == 0, done.stdout
    printed = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert [line for line in printed if line.startswith(tuple(rows))] == [f"{row} 0 0 0 0" for row in rows]
    assert f"0 of {selected} judged pages failed" in done.stdout
    assert f"selected {selected} pages · ran {selected} ·" in done.stdout


def test_a_brittle_scraper_fails_with_lines_to_copy_that_reproduce_it(project: Path) -> None:
    options = ("--call", "extractor:extract", "--fields", "headline", "--kind", "article")
    done = run("check", *options, "--operator", "class-hash", cwd=project)

    assert done.returncode == 1
    assert "invented" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "litedrift replay " in line)
    replayed = run(*shlex.split(line)[2:], cwd=project)
    assert replayed.returncode == 1
    assert "No title found" in replayed.stdout


def test_an_extractor_that_crashes_is_counted_and_the_run_goes_on(project: Path) -> None:
    done = run("check", "--call", "extractor:crash", "--clean-only", "--json", "s.json", cwd=project)
    summary = json.loads((project / "s.json").read_text("utf-8"))

    assert done.returncode == 1
    assert summary["errored"] == summary["selected"]
    assert 0 < summary["failed"] == summary["selected"] - summary["unsupported"]


def test_replay_saves_the_same_bytes_and_checks_their_digest(tmp_path: Path) -> None:
    name = f"{CASE}--class-hash:seed=7:style=emotion"
    first = run_process("replay", name, "--save", "one.html", cwd=tmp_path)
    digest = first.stdout.split("sha256 ")[1].split()[0]

    assert run("replay", name, "--save", "two.html", "--sha256", digest, cwd=tmp_path).returncode == 0
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()
    assert run("replay", name, "--sha256", "0" * 64, cwd=tmp_path).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek"], "Did you mean 'check'"),
        (["check", "--nonsense"], "--nonsense"),
        (["check", "--seed", "x"], "--seed"),
        (["check", "--call", "no_such:f"], "cannot import no_such"),
        (["check", "--call", "extractor"], "expected package.module:function"),
        (["check", "--demo", "--fields", "headlin"], "did you mean headline"),
        (["check", "--demo", "--kind", "video"], "article or index"),
        (["check", "--demo", "--case", "nope"], "unknown case 'nope'"),
        (["check", "--demo", "--operator", "class-has"], "did you mean class-hash"),
        (["check", "--demo", "--overlay", "nowhere"], "nowhere"),
        (["check", "--demo", "--corpus", "nowhere"], "nowhere"),
        (["replay", "nope"], "unknown case 'nope'"),
        (["replay", f"{CASE}--class-hash:style=x"], "no level style=x"),
        (["replay", f"{CASE}--class-hash:stile=modules"], "no parameter 'stile'"),
        (["replay", f"{CASE}--class-hash:seed=x"], "seed=x is no number"),
        (["drift", "show", "clash-hash"], "did you mean class-hash"),
        (["drift", "list", "--category", "atributes"], "did you mean attributes"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_2(project: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=project)

    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_zero_cases_run_is_an_error(project: Path) -> None:
    refused = next(case.id for case in load_corpus() if not case.mutable and case.gold.refuse)
    empty = project / "corpus"
    (empty / "cases").mkdir(parents=True)
    for name in ("CORPUS.toml", "site.toml"):
        (empty / name).write_bytes((load_corpus().root / name).read_bytes())

    assert run("check", "--demo", "--corpus", "corpus", cwd=project).returncode == 2
    assert run("check", "--demo", "--case", refused, "--clean-only", cwd=project).returncode == 0


def test_a_setting_that_means_nothing_is_an_error(project: Path) -> None:
    (project / "pyproject.toml").write_text("[tool.litedrift]\ncal = 'x:y'\n", "utf-8")
    done = run("check", cwd=project)

    assert done.returncode == 2
    assert "did you mean call?" in done.stderr


def test_a_private_pages_text_is_redacted_unless_asked_for(project: Path) -> None:
    case = load_corpus().case(CASE)
    target = project / "overlay" / "cases" / "article" / "private-page"
    target.mkdir(parents=True)
    for name in ("page.html", "gold.json"):
        (target / name).write_bytes((case.path / name).read_bytes())
    meta = (
        (case.path / "case.toml").read_text("utf-8").replace(CASE, "private-page").replace("reconstructed", "captured")
    )
    (target / "case.toml").write_text(meta, "utf-8")
    options = ("check", "--call", "extractor:extract", "--clean-only", "--case", "private-page", "--overlay", "overlay")
    options += ("--fields", "headline,body")
    secret = case.gold.fields["body"][0][:40]

    hidden = run(*options, "--events", "e.ndjson", cwd=project)
    shown = run(*options, "--include-private", cwd=project)

    assert hidden.returncode == shown.returncode == 1
    assert secret not in hidden.stdout + (project / "e.ndjson").read_text("utf-8")
    assert secret in shown.stdout


def test_list_and_lint_print_json_and_counts(tmp_path: Path) -> None:
    cases = json.loads(run("corpus", "list", "--json", cwd=tmp_path).stdout)["cases"]
    operators = json.loads(run_process("drift", "list", "--json", cwd=tmp_path).stdout)["operators"]
    linted = run("corpus", "lint", cwd=tmp_path)

    assert linted.returncode == 0, linted.stdout
    assert f"0 faults in {len(cases)} cases" in linted.stdout
    assert set(operators[0]) >= {"name", "version", "category", "layer", "contract", "levels", "models"}


def test_every_command_shows_an_example_in_its_help(tmp_path: Path) -> None:
    for command in (
        ["check"],
        ["replay"],
        ["corpus", "list"],
        ["corpus", "lint"],
        ["drift", "list"],
        ["drift", "show"],
    ):
        assert "Example: litedrift" in run(*command, "--help", cwd=tmp_path).stdout.replace("\n", " "), command


def test_output_is_plain_when_it_is_not_a_terminal(project: Path) -> None:
    done = run_process("check", "--call", "extractor:extract", "--clean-only", cwd=project)

    assert "\x1b" not in done.stdout + done.stderr
    assert textwrap.dedent(done.stderr) == ""
