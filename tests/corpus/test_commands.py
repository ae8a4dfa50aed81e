"""The commands of the corpus and of its dates, as processes: what they print, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

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


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "litedrift", *arguments],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    root = copied(tmp_path / "corpus", files=("epochs.toml",))
    (root / "features.toml").write_text(TABLE, "utf-8")
    return root


def test_coverage_counts_by_epoch_and_has_no_hole_to_report(small: Path) -> None:
    done = run("corpus", "coverage", "--corpus", str(small), cwd=small)

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

    done = run("corpus", "lint", "--corpus", str(small), cwd=small)

    assert done.returncode == 1
    assert sum("no line in CHANGELOG.md" in line for line in done.stdout.splitlines()) == len(SMALL) - 1
    assert done.stdout.splitlines()[-1] == "2 faults in 3 cases (2 article, 1 index, 0 refusal)"


def test_propose_prints_a_record_for_a_person_to_correct(tmp_path: Path) -> None:
    case = CORPUS.case("note-stands-before-the-source")

    done = run("corpus", "propose", str(case.path / "page.html"), "--url", case.url, cwd=tmp_path)

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
def test_propose_says_in_one_line_why_not(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    (tmp_path / "page.html").write_text("<html><body><p>Elsewhere.</p></body></html>", "utf-8")

    done = run("corpus", "propose", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_timeline_prints_the_interval_and_writes_it_as_data(tmp_path: Path) -> None:
    (tmp_path / "scraper.py").write_text(SCRAPER, "utf-8")

    done = run(
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
