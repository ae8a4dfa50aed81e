"""The baseline from the command line: write, check, mend, update."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command import Done, run, run_process
from litedrift.baseline import read_baseline
from litedrift.corpus import load_corpus

if TYPE_CHECKING:
    from pathlib import Path

CASES = sorted((case for case in load_corpus() if case.kind == "article"), key=lambda case: len(case.html))[:2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.litedrift]\ncall = "scraper:extract"\nfields = ["headline"]\nkinds = ["article"]\n', "utf-8"
    )
    answer(tmp_path, "No title found")
    return tmp_path


def answer(project: Path, headline: str) -> None:
    text = f"def extract(html):\n    return {{'kind': 'article', 'headline': {headline!r}}}\n"
    (project / "scraper.py").write_text(text, "utf-8")


def check(project: Path, *more: str) -> Done:
    return run("check", *(part for case in CASES for part in ("--case", case.id)), "--clean-only", *more, cwd=project)


def test_known_failures_pass_changed_ones_fail_and_fixed_ones_are_removed(project: Path) -> None:
    path = project / "litedrift-baseline.toml"

    assert check(project, "--events", "run.ndjson").returncode == 1
    assert run_process("baseline", "write", "--from", "run.ndjson", cwd=project).returncode == 0
    assert [entry.id for entry in read_baseline(path).entries] == sorted(case.id for case in CASES)

    same = check(project)
    assert same.returncode == 0, same.stdout + same.stderr
    assert "0 new · 2 excused" in same.stdout

    answer(project, "No headline found")
    changed = check(project, "--events", "changed.ndjson")
    assert changed.returncode == 1
    assert "2 changed" in changed.stdout
    assert run("baseline", "update", "--from", "changed.ndjson", cwd=project).returncode == 1
    assert run("baseline", "update", "--from", "changed.ndjson", "--accept", cwd=project).returncode == 0
    assert check(project).returncode == 0

    answer(project, CASES[0].gold.fields["headline"])
    fixed = check(project, "--events", "fixed.ndjson", "--junit", "junit.xml")
    assert fixed.returncode == 1
    assert f"{CASES[0].id} headline (invented): fixed" in fixed.stdout
    assert "the baseline expects this failure and it is gone" in (project / "junit.xml").read_text("utf-8")
    run_process("baseline", "update", "--from", "fixed.ndjson", cwd=project)
    assert [entry.id for entry in read_baseline(path).entries] == [CASES[1].id]


def test_a_file_with_entries_is_never_overwritten(project: Path) -> None:
    check(project, "--events", "run.ndjson")
    run("baseline", "write", "--from", "run.ndjson", cwd=project)
    before = (project / "litedrift-baseline.toml").read_bytes()
    again = run("baseline", "write", "--from", "run.ndjson", cwd=project)

    assert again.returncode == 2
    assert "update --accept" in again.stderr
    assert (project / "litedrift-baseline.toml").read_bytes() == before


def test_an_unknown_id_is_exit_2_with_the_nearest_one(project: Path) -> None:
    check(project, "--events", "run.ndjson")
    run("baseline", "write", "--from", "run.ndjson", cwd=project)
    path = project / "litedrift-baseline.toml"
    path.write_text(path.read_text("utf-8").replace(CASES[0].id, CASES[0].id[:-1]), "utf-8")
    done = check(project)

    assert done.returncode == 2
    assert f"did you mean {CASES[0].id}?" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--demo", "--baseline", "nowhere.toml"], "nowhere.toml: No such file"),
        (["baseline", "update", "--demo"], "litedrift-baseline.toml: No such file"),
        (["baseline", "write", "--from", "nowhere.ndjson"], "nowhere.ndjson: No such file"),
        (["baseline", "write", "--from", "pyproject.toml"], "pyproject.toml:1: not JSON"),
        (["check", "--demo", "--junit", "nowhere/j.xml"], "nowhere/j.xml: no such directory"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_2(project: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=project)

    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_event_stream_that_was_cut_short_is_refused(project: Path) -> None:
    check(project, "--events", "run.ndjson")
    lines = (project / "run.ndjson").read_text("utf-8").splitlines(keepends=True)
    (project / "cut.ndjson").write_text("".join(lines[:-1]), "utf-8")
    done = run("baseline", "write", "--from", "cut.ndjson", cwd=project)

    assert done.returncode == 2
    assert "cut short" in done.stderr
    assert not (project / "litedrift-baseline.toml").exists()
