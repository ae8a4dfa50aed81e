"""The same run in one process, in several, and on a cluster."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from command import Done, run, run_process
from corpus.support import SMALL, copied
from litedrift.corpus import load_corpus
from litedrift.drift import Status, default_plan
from litedrift.errors import SubjectError
from litedrift.judge import Scale, bench, judge_in_parallel
from litedrift.judge._transport import pack, unpack
from litedrift.subjects import Door, Recipe
from processes import cluster, held

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Reads a headline, and dies on one page where it is told to.
SCRAPER = r"""
import os, re
def extract(html):
    found = re.search(r"<h2[^>]*>(.*?)</h2>", html.decode("utf-8", "replace"), re.S)
    return {"headline": " ".join(found[1].split()), "flags": ["guessed"]} if found else None
def dies(html):
    os._exit(9)
"""
HERE = ("--corpus", "small", "--operator", "class-noise", "--operator", "retag-headline")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("project")
    copied(home / "small")
    (home / "scraper.py").write_text(SCRAPER, "utf-8")
    (home / "pyproject.toml").write_text("", "utf-8")
    return home


def checked(project: Path, *options: str, how: Callable[..., Done] = run_process) -> tuple[Done, bytes, bytes]:
    """Run a check that has failures, and return all that it gives."""
    files = ("--events", "events.ndjson", "--json", "summary.json")
    done = how("check", "--call", "scraper:extract", *HERE, *files, *options, cwd=project)
    return done, (project / "events.ndjson").read_bytes(), (project / "summary.json").read_bytes()


@pytest.fixture(scope="module")
def alone(project: Path) -> tuple[Done, bytes, bytes]:
    """What one process gives."""
    found = checked(project, "--jobs", "1", how=run)
    assert (found[0].returncode, found[0].stderr) == (1, "")
    return found


def test_two_processes_give_the_same_bytes_and_the_same_exit_code_as_one(
    project: Path, alone: tuple[Done, bytes, bytes]
) -> None:
    assert checked(project, "--jobs", "2") == alone


def test_a_cluster_gives_the_same_bytes_as_one_process(project: Path, alone: tuple[Done, bytes, bytes]) -> None:
    with cluster(2) as address:
        assert checked(project, "--dask", address) == alone


def alike(project: Path, file: str, *arguments: str, jobs: str = "2") -> tuple[Done, bytes]:
    """Run a command in one process and in several; return what both gave and wrote."""
    found = []
    for how, number in ((run, "1"), (run_process, jobs)):
        done = how(*arguments, "--jobs", number, cwd=project)
        found.append((done, (project / file).read_bytes()))
    assert found[0] == found[1]
    return found[0]


def test_a_program_is_started_in_each_worker_and_read_as_in_one(project: Path) -> None:
    program = json.dumps([sys.executable, "-m", "cnn_lite", "--ndjson"])
    done, events = alike(project, "events.ndjson", "check", "--cmd", program, *HERE, "--events", "events.ndjson")

    assert done.returncode in (0, 1), done.stderr
    assert b'"outcome":"record"' in events


def test_an_extractor_that_kills_its_process_is_one_line_and_exit_2(project: Path) -> None:
    done = run_process("check", "--call", "scraper:dies", "--jobs", "2", *HERE, cwd=project)

    assert done.returncode == 2
    assert done.stderr.startswith("litedrift: a worker process died on one of the pages in hand: --isolate")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--jobs", "0"], "--jobs 0: expected a number from 1"),
        (["--jobs", "many"], "--jobs many: expected a number from 1"),
        (["--jobs", "2", "--dask", "tcp://127.0.0.1:1"], "give one of them"),
    ],
)
def test_a_number_that_makes_no_sense_is_one_line(project: Path, options: list[str], message: str) -> None:
    done = run("check", "--call", "scraper:extract", *options, *HERE, cwd=project)

    assert done.returncode == 2
    assert message in done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize(
    ("mode", "sent"),
    [
        ("--once", signal.SIGINT),
        pytest.param("--once", signal.SIGTERM, marks=pytest.mark.long),
        pytest.param("--cmd", signal.SIGINT, marks=pytest.mark.long),
        pytest.param("--cmd", signal.SIGTERM, marks=pytest.mark.long),
    ],
)
def test_an_interrupt_prints_what_was_judged_and_ends_the_programs_of_all_workers(
    project: Path, tmp_path: Path, sent: signal.Signals, mode: str
) -> None:
    once = ["--once"] if mode == "--once" else []
    hello = "" if once else 'print(\'{"type":"hello","protocol":1}\', flush=True); input(); input()'
    with held(tmp_path / "held") as pipe:
        (tmp_path / "hang.py").write_text(f"import os, time\n{hello}\n{pipe.hold}\ntime.sleep(600)\n", "utf-8")
        hang = json.dumps([sys.executable, str(tmp_path / "hang.py")])
        words = [sys.executable, "-m", "litedrift", "check", "--cmd", hang, *once, "--timeout", "300", "--jobs", "2"]
        with subprocess.Popen([*words, *HERE], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            assert pipe.wait()
            running.send_signal(sent)
            output, errors = running.communicate()
        assert pipe.let_go()

    assert running.returncode == 130, output.decode() + errors.decode()
    assert output.startswith(b"partial: interrupted after ")
    assert errors.startswith(b"interrupted after ")
    assert len(errors.splitlines()) == 1


def test_a_worker_with_another_corpus_says_so(tmp_path: Path) -> None:
    recipe = Recipe(Door.CALLABLE, ("cnn_lite:extract",))
    asked = bench(load_corpus(copied(tmp_path / "one")), [recipe], root=str(copied(tmp_path / "two", cases=SMALL[:1])))

    with pytest.raises(SubjectError, match="a worker has another corpus"):
        asked.open()


def test_judged_pages_arrive_as_they_were_sent(tmp_path: Path) -> None:
    pages = load_corpus(copied(tmp_path / "small"))
    recipe = Recipe(Door.CALLABLE, ("cnn_lite:extract",))
    described = bench(pages, [recipe, recipe], root=str(pages.root))
    crew = described.open()
    items = default_plan(pages).items[:200]
    here = list(judge_in_parallel(crew.runs, items, described, Scale(1)))

    assert unpack(pack(here), pages) == here
    assert {each.mutant.status for each, _ in here} == set(Status)


def test_a_description_of_a_run_can_be_sent_and_compared(tmp_path: Path) -> None:
    pages = load_corpus(copied(tmp_path / "small"))
    described = bench(pages, [Recipe(Door.ONCE, ("x", "y"), rename=(("headline", "title"),))])

    assert pickle.loads(pickle.dumps(described)) == described  # noqa: S301  # our own


def test_survival_in_as_many_processes_as_there_are_cores_is_that_of_one(project: Path) -> None:
    options = ("--chains", "4", "--json", "survival.json", "--corpus", "small")
    done, _ = alike(project, "survival.json", "survive", "--call", "scraper:extract", *options, jobs="auto")

    assert done.returncode in (0, 1), done.stderr


def test_the_kill_matrix_of_two_processes_is_that_of_one(project: Path) -> None:
    (project / "shelf.py").write_text("import scraper\nBAD = {'first': scraper.extract}\n", "utf-8")
    options = ("--bad", "shelf:BAD", "--corpus", "small", "--json", "matrix.json")
    _, matrix = alike(project, "matrix.json", "kill-matrix", *options)

    assert json.loads(matrix)["kills"]["first"]
