"""The commands of the corpus and of its dates: what they print, with which exit code; each once as a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from command import run, run_process
from corpus.support import SMALL, copied
from litedrift.corpus import load_corpus

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()

TABLE = """
schema = 1
[[factor]]
name = "source"
kind = "article"
elsewhere = "The older template has no source line."
level = [{ name = "kff", when = { gold = "source", matches = "^KFF" }, print = ["g2-2026-04"] }]
"""

SCRAPER = """
import re
def extract(html):
    text = html.decode("utf-8", "replace")
    found = re.search(r'<h2 class="headline">(.*?)</h2>', text, re.S)
    return {"kind": "article", "headline": found[1].strip() if found else None}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = copied(tmp_path / "corpus", files=("epochs.toml",))
    (root / "features.toml").write_text(TABLE, "utf-8")
    return root


def test_coverage_counts_by_epoch_and_has_no_hole_to_report(small: Path) -> None:
    done = run_process("corpus", "coverage", "--corpus", str(small), cwd=small)

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].split() == ["article", "g2-2026-04"]
    assert done.stdout.splitlines()[1].split() == ["source:kff", "1"]
    assert done.stdout.splitlines()[-1] == "0 holes"


def test_an_undeclared_hole_is_a_finding(small: Path) -> None:
    (small / "features.toml").write_text(TABLE.replace("^KFF", "^Houston"), "utf-8")

    done = run("corpus", "coverage", "--json", "--corpus", str(small), cwd=small)

    assert done.returncode == 1
    assert json.loads(done.stdout)["holes"] == ["source:kff in g2-2026-04"]


def test_lint_reports_what_the_changelog_forgot(small: Path) -> None:
    (small / "CHANGELOG.md").write_text(f"- 2026-11 added {SMALL[0]}: whoever\n", "utf-8")

    done = run_process("corpus", "lint", "--corpus", str(small), cwd=small)

    assert done.returncode == 1
    assert sum("no line in CHANGELOG.md" in line for line in done.stdout.splitlines()) == len(SMALL) - 1
    assert done.stdout.splitlines()[-1] == "2 faults in 3 cases (2 article, 1 index, 0 refusal)"


def test_propose_prints_a_record_for_a_person_to_correct(tmp_path: Path) -> None:
    case = CORPUS.case("note-stands-before-the-source")

    done = run_process("corpus", "propose", str(case.path / "page.html"), "--url", case.url, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert {name: record[name] for name in case.gold.fields} == dict(case.gold.fields)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["page.html"], 1, "nothing of the site to read"),
        (["page.html", "--epoch", "g2-2024"], 2, "did you mean g2-202"),
        (["nowhere.html"], 2, "does not exist"),
    ],
)
def test_propose_says_in_one_line_why_not(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "page.html").write_text("<html><body><p>Elsewhere.</p></body></html>", "utf-8")

    done = run("corpus", "propose", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_timeline_prints_the_interval_and_writes_it_as_data(tmp_path: Path) -> None:
    (tmp_path / "scraper.py").write_text(SCRAPER, "utf-8")

    done = run_process(
        "timeline",
        "--call",
        "scraper:extract",
        "--fields",
        "headline",
        "--kind",
        "article",
        "--json",
        "t.json",
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert "article headline: missing, loudly, until the change between 2022-12-30 and 2023-01-28" in done.stdout
    data = json.loads((tmp_path / "t.json").read_text("utf-8"))
    assert data["subject"] == "scraper:extract"
    assert data["breaks"][0]["until"]["evidence"] == "print"
    assert {each["status"] for each in data["epochs"][:2]} == {"broken"}


def test_timeline_of_a_scraper_that_is_broken_today_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "scraper.py").write_text(SCRAPER.replace("h2 class", "h1 class"), "utf-8")

    done = run("timeline", "--call", "scraper:extract", "--fields", "headline", "--kind", "article", cwd=tmp_path)

    assert done.returncode == 1, done.stderr


def test_timeline_of_a_corpus_without_dates_cannot_be_told(small: Path) -> None:
    (small / "epochs.toml").unlink()

    done = run("timeline", "--demo", "--corpus", str(small), cwd=small)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "epochs.toml: no such file" in done.stderr


@pytest.fixture
def pinned(small: Path) -> Path:
    """A corpus with a frozen set of all cases but one, and a scraper that fails on that one alone."""
    (small / "sets").mkdir()
    inside = json.dumps(list(SMALL[1:]))
    (small / "sets" / "core-1.toml").write_text(
        f'schema = 1\nname = "core-1"\nfrozen = "2026-12-01"\ncases = {inside}\n', "utf-8"
    )
    (small / "scraper.py").write_text(
        "import cnn_lite\n"
        "def extract(html, url, content_type):\n"
        "    record = cnn_lite.extract(html, url=url, content_type=content_type).to_dict()\n"
        f"    return record | {{'headline': 'Later'}} if {CORPUS.case(SMALL[0]).url!r} == url else record\n",
        "utf-8",
    )
    return small


def test_cases_outside_a_frozen_set_run_and_do_not_count(pinned: Path) -> None:
    options = ("check", "--call", "scraper:extract", "--corpus", str(pinned), "--clean-only", "--json", "s.json")

    everything = run(*options, cwd=pinned)
    core = run(*options, "--set", "core-1", cwd=pinned)

    assert (everything.returncode, core.returncode) == (1, 0), core.stdout + core.stderr
    assert "1 cases outside core-1 ran and do not count: 1 of 1 pages failed" in core.stdout
    summary = json.loads((pinned / "s.json").read_text("utf-8"))
    assert summary["outside"] == {"cases": 1, "ran": 1, "failed": 1}
    assert (summary["declared"], summary["ran"], summary["failed"]) == (3, 2, 0)


def test_a_case_of_a_frozen_set_still_fails_a_pinned_run(pinned: Path) -> None:
    table = pinned / "sets" / "core-1.toml"
    table.write_text(table.read_text("utf-8").replace(SMALL[1], SMALL[0]), "utf-8")

    done = run(
        "check", "--call", "scraper:extract", "--corpus", str(pinned), "--clean-only", "--set", "core-1", cwd=pinned
    )

    assert done.returncode == 1
    assert "1 cases outside core-1 ran and do not count: 0 of 1 pages failed" in done.stdout


def test_an_unknown_set_is_one_clear_line(pinned: Path) -> None:
    done = run("check", "--demo", "--corpus", str(pinned), "--set", "core-2", cwd=pinned)

    assert done.returncode == 2
    assert done.stderr == "litedrift: unknown set 'core-2'; did you mean core-1? (this corpus has: core-1)\n"
