"""Ctrl-C: what was measured so far is printed as a part, with its denominator, and the exit code is 130."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from command import Done, run, run_process
from corpus.support import SMALL, copied

if TYPE_CHECKING:
    from pathlib import Path

#: It reads well until it is interrupted, as from a keyboard, on the page of that number.
PATIENT = """
import os, signal
import cnn_lite
seen = 0
def extract(html, url="", content_type=None):
    global seen
    seen += 1
    if seen == int(os.environ["INTERRUPTED_ON"]):
        os.kill(os.getpid(), signal.SIGINT)
    return cnn_lite.extract(html, url=url, content_type=content_type)
TABLE = {"patient": extract}
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A place with an extractor that is interrupted, and a small corpus."""
    (tmp_path / "patient.py").write_text(PATIENT, "utf-8")
    copied(tmp_path / "small")
    return tmp_path


def interrupted(here: Path, *words: str, on: int) -> Done:
    done = run(*words, "--json", "figures.json", "--jobs", "1", cwd=here, INTERRUPTED_ON=str(on))
    assert done.returncode == 130, done.stdout + done.stderr
    assert re.fullmatch(r"interrupted after \d+ of \d+ \([a-z ]+\)\n", done.stderr)
    assert done.stdout.startswith(f"partial: {done.stderr}")
    assert not (here / "figures.json").exists()
    return done


CALLED = ("--call", "patient:extract")
SMALL_ONE = ("--corpus", "small")


def test_a_timeline_shows_the_templates_of_the_pages_that_were_read(here: Path) -> None:
    done = run_process("timeline", *CALLED, "--json", "figures.json", cwd=here, INTERRUPTED_ON="4")

    assert done.returncode == 130, done.stderr
    assert re.match(r"partial: interrupted after 3 of \d+ \(replaying history\)\n", done.stdout)
    counts = re.findall(r" (\d+) of (\d+) +reads$", done.stdout, re.MULTILINE)
    assert counts
    assert sum(int(pages) for _, pages in counts) == 3
    assert f"{len(counts)} of {len(counts)} templates read wholly" in done.stdout
    assert not (here / "figures.json").exists()


def test_survive_shows_the_curve_of_the_chains_that_were_grown(here: Path) -> None:
    done = interrupted(here, "survive", *CALLED, *SMALL_ONE, "--chains", "5", on=45)
    grown = re.match(r"partial: interrupted after ([1-4]) of 6 \(surviving\)\n", done.stdout)

    assert grown
    assert re.search(rf"over {grown[1]} chains on \d pages", done.stdout)
    assert "weighted" not in done.stdout
    assert "invented and 0 silently wrong of " in done.stdout


def test_survive_shows_the_operators_that_were_tried_when_all_chains_are_grown(here: Path) -> None:
    done = interrupted(here, "survive", *CALLED, *SMALL_ONE, "--chains", "1", on=45)

    assert done.stdout.startswith("partial: interrupted after 1 of 2 (surviving)\n")
    assert "over 1 chains on 1 pages" in done.stdout
    assert re.search(r"\(the frequency of \d+ of [1-9]\d* is known\)", done.stdout.replace("\n", " "))


def test_compare_shows_the_pages_that_all_have_read(here: Path) -> None:
    done = interrupted(here, "compare", *CALLED, "--demo", *SMALL_ONE, "--clean-only", "--no-speed", on=3)

    assert done.stdout.startswith(f"partial: interrupted after 2 of {len(SMALL)} (comparing)\n")
    outcomes = [line for line in done.stdout.splitlines() if re.match(r"(cnn_lite|patient):extract: ", line)]
    assert [sum(map(int, re.findall(r"\b\d+(?= )", line))) for line in outcomes] == [2, 2]


def test_compare_keeps_what_was_judged_when_it_is_interrupted_while_it_takes_the_time(here: Path) -> None:
    words = ("compare", *CALLED, "--demo", *SMALL_ONE, "--clean-only", "--jobs", "1")
    done = run_process(*words, cwd=here, INTERRUPTED_ON=str(len(SMALL) + 1))

    assert (done.returncode, done.stderr) == (130, "")
    assert done.stdout.startswith("partial: interrupted\n")
    assert "fields read right on clean pages, of all that gold has" in done.stdout
    assert "× parse" not in done.stdout


def test_a_kill_matrix_shows_what_was_caught_and_by_what(here: Path) -> None:
    done = interrupted(here, "kill-matrix", "--bad", "patient:TABLE", *SMALL_ONE, on=3 * len(SMALL))

    assert re.match(r"partial: interrupted after [1-9]\d* of \d+ \(killing\)\n", done.stdout)
    assert "0 of 1 bad extractors caught" in done.stdout
    assert "not caught so far: patient" in done.stdout
    assert "VOID" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("check", *CALLED, "--clean-only"),
        ("survive", *CALLED),
        ("compare", *CALLED, "--clean-only", "--no-speed"),
        ("kill-matrix", "--bad", "patient:TABLE"),
    ],
    ids=lambda words: words[0],
)
def test_before_the_first_result_nothing_is_claimed(here: Path, words: tuple[str, ...]) -> None:
    done = interrupted(here, *words, *SMALL_ONE, on=1)

    assert re.fullmatch(r"partial: interrupted after 0 of \d+ \([a-z ]+\)\n", done.stdout)
