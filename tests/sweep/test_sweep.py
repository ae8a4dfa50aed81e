"""Sweeps over archives made on the spot: every page a row, damage skipped, a kill costs nothing but time."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import run, run_process
from litedrift.corpus import load_corpus
from litedrift.runner import Workers
from litedrift.subjects import Door, Recipe
from litedrift.sweep import Damage, Form, Job, inputs, read_archive, sweep
from processes import cluster

if TYPE_CHECKING:
    from litedrift.corpus import Case

pytest.importorskip("fastwarc", reason="fastwarc is not installed: pip install 'litedrift[warc]'")

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
OURS = Recipe(Door.CALLABLE, ("cnn_lite:extract",))


def record(kind: str, case: Case, number: int, message: bytes) -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        f"WARC-Target-URI: {case.url}\r\nWARC-Date: {BEGAN + timedelta(hours=number):%Y-%m-%dT%H:%M:%SZ}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(message)}\r\n\r\n"
    )
    return head.encode() + message + b"\r\n\r\n"


def archive(path: Path, pages: int, *, compressed: bool = True, first: int = 0) -> list[int]:
    """Write pages of the corpus in turn, a request before each; return the offsets of the responses."""
    cases = [case for case in load_corpus() if case.mutable][:40]
    offsets = []
    with path.open("wb") as stream:
        for number in range(first, first + pages):
            case = cases[number % len(cases)]
            asked = record("request", case, number, b"GET / HTTP/1.1\r\nHost: lite.cnn.com\r\n\r\n")
            served = f"HTTP/1.1 200 OK\r\nContent-Type: {case.content_type or 'text/html'}\r\n\r\n".encode() + case.html
            answer = record("response", case, number, served)
            stream.write(gzip.compress(asked, mtime=0) if compressed else asked)
            offsets.append(stream.tell())
            stream.write(gzip.compress(answer, mtime=0) if compressed else answer)
    return offsets


def job(target: Path, **options: object) -> Job:
    return Job(OURS, str(Path.cwd()), str(target), **options)


def rows(target: Path) -> list[dict[str, object]]:
    files = sorted(target.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def written(target: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in target.iterdir() if not path.name.startswith(".")}


@pytest.mark.parametrize("compressed", [True, False])
def test_every_page_of_every_file_is_a_row_with_its_verdict_and_its_template(
    tmp_path: Path, *, compressed: bool
) -> None:
    for number in range(2):
        archive(tmp_path / f"{number}.warc", 6, compressed=compressed, first=6 * number)
    result = sweep(job(tmp_path / "out"), inputs([str(tmp_path / "*.warc")]), Workers())
    found = rows(tmp_path / "out")

    assert (result.files, result.pages["read"], result.corrupt) == (2, 12, 0)
    assert len(found) == 12
    assert {row["outcome"] for row in found} <= {"record", "refused"}
    assert sum(each["pages"] for each in result.to_dict()["templates"]) == 12
    assert min(each["first"] for each in result.to_dict()["templates"]) == "2026-01-01"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_corrupt_record_is_counted_and_skipped(tmp_path: Path, *, compressed: bool) -> None:
    path = tmp_path / "a.warc"
    offsets = archive(path, 8, compressed=compressed)
    data = bytearray(path.read_bytes())
    data[offsets[3] : offsets[3] + 40] = b"\0" * 40
    path.write_bytes(data)
    result = sweep(job(tmp_path / "out"), [path], Workers())

    assert (result.pages["read"], result.corrupt) == (7, 1)
    assert result.damaged[0].startswith("a.warc: offset ")


@pytest.mark.parametrize("compressed", [True, False])
@pytest.mark.parametrize("more", [100, 1000])
def test_a_file_that_was_cut_off_gives_what_is_whole(tmp_path: Path, more: int, *, compressed: bool) -> None:
    path = tmp_path / "a.warc"
    offsets = archive(path, 5, compressed=compressed)
    path.write_bytes(path.read_bytes()[: offsets[4] + more])
    found = list(read_archive(path))

    assert [type(each) is Damage for each in found] == [False, False, False, False, True]


def test_a_file_that_is_no_archive_has_no_page_and_one_corrupt_place(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"no archive at all " * 100)

    assert [type(each) for each in read_archive(tmp_path / "a.warc")] == [Damage]


def test_what_was_finished_is_not_done_again_and_what_changed_is(tmp_path: Path) -> None:
    path, target = tmp_path / "a.warc.gz", tmp_path / "out"
    archive(path, 4)
    before = sweep(job(target), [path], Workers()).to_dict()
    marker = job(target).rows(path)
    marker.write_bytes(b"untouched")

    assert sweep(job(target), [path], Workers()).to_dict() == before
    assert marker.read_bytes() == b"untouched"
    archive(path, 5)
    assert sweep(job(target), [path], Workers()).pages["read"] == 5
    assert len(marker.read_text("utf-8").splitlines()) == 5


def test_an_archive_that_could_not_be_read_at_all_is_tried_again_and_one_with_damage_is_not(tmp_path: Path) -> None:
    path, target = tmp_path / "a.warc", tmp_path / "out"
    archive(path, 3, compressed=False)
    whole = path.read_bytes()
    path.write_bytes(b"\0" * len(whole))
    first = sweep(job(target), [path], Workers())
    assert (first.pages["read"], first.corrupt, job(target).finished(path)) == (0, 1, None)

    path.write_bytes(whole)  # of the same size: what a disk or a copy had lost is there again
    assert sweep(job(target), [path], Workers()).pages["read"] == 3

    damaged = bytearray(whole)
    place = damaged.rindex(b"WARC/1.1")
    damaged[place : place + 8] = b"\0" * 8
    path.write_bytes(damaged[:-1])
    partly = sweep(job(target), [path], Workers())
    assert partly.pages["read"] > 0 < partly.corrupt
    assert job(target).finished(path)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with three archives, and in `alone` what one process makes of them."""
    home = tmp_path_factory.mktemp("three")
    for number in range(3):
        archive(home / f"{number}.warc.gz", 5, first=5 * number)
    done = run("sweep", "--demo", "*.warc.gz", "--out", "alone", "--jobs", "1", cwd=home)
    assert done.returncode in (0, 1), done.stderr
    return home


def test_two_processes_write_the_same_bytes_as_one(three: Path) -> None:
    done = run_process("sweep", "--demo", "*.warc.gz", "--out", "two", "--jobs", "2", cwd=three)

    assert done.returncode in (0, 1), done.stderr
    assert written(three / "alone") == written(three / "two")


def test_a_cluster_writes_the_same_bytes_as_one_process(three: Path) -> None:
    with cluster(1) as address:
        done = run("sweep", "--demo", "*.warc.gz", "--out", "many", "--dask", address, cwd=three)

    assert done.returncode in (0, 1), done.stderr
    assert written(three / "alone") == written(three / "many")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_after_a_kill_the_rest_is_done_and_the_result_is_that_of_a_run_without(tmp_path: Path) -> None:
    for number in range(3):
        archive(tmp_path / f"{number}.warc.gz", 5, first=5 * number)
    whole = sweep(job(tmp_path / "whole"), inputs([str(tmp_path / "*.warc.gz")]), Workers()).to_dict()
    os.mkfifo(tmp_path / "3.warc.gz")  # a file that never comes to its end: there the run is killed
    killed = f"""
from pathlib import Path
from litedrift.runner import Workers
from litedrift.subjects import Door, Recipe
from litedrift.sweep import Job, sweep
job = Job(Recipe(Door.CALLABLE, ("cnn_lite:extract",)), {str(Path.cwd())!r}, {str(tmp_path / "out")!r})
sweep(job, [Path(f"{{n}}.warc.gz") for n in (0, 1, 3, 2)], Workers(), advance=lambda: print("done", flush=True))
"""
    with subprocess.Popen([sys.executable, "-c", killed], cwd=tmp_path, stdout=subprocess.PIPE) as running:
        assert [running.stdout.readline() for _ in range(2)] == [b"done\n", b"done\n"]
        running.kill()
    (tmp_path / "3.warc.gz").unlink()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("[01].warc.gz-*")}
    resumed = sweep(job(tmp_path / "out"), inputs([str(tmp_path / "*.warc.gz")]), Workers()).to_dict()

    assert resumed == whole
    assert len(kept) == 4
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert written(tmp_path / "out") == written(tmp_path / "whole")


PATIENT = """
import os, signal
import cnn_lite
seen = 0
def extract(html, url="", content_type=None):
    global seen
    seen += 1
    if seen == 5 and "INTERRUPTED" in os.environ:
        os.kill(os.getpid(), signal.SIGINT)
    return cnn_lite.extract(html, url=url, content_type=content_type)
"""


def test_an_interrupt_shows_the_files_that_are_done_and_the_next_run_does_the_others(tmp_path: Path) -> None:
    (tmp_path / "patient.py").write_text(PATIENT, "utf-8")
    for name in ("a", "b"):
        archive(tmp_path / f"{name}.warc.gz", 3)
    words = ("sweep", "*.warc.gz", "--call", "patient:extract", "--jobs", "1")
    done = run_process(*words, cwd=tmp_path, INTERRUPTED="1")

    assert done.returncode == 130, done.stderr
    assert done.stdout.startswith("partial: interrupted after 1 of 2 (sweeping)\n")
    assert re.search(r"^\d of 3 pages failed, \d refused, in 1 files;", done.stdout, re.MULTILINE)
    assert not (tmp_path / "sweep" / "summary.json").exists()
    assert len(rows(tmp_path / "sweep")) == 3
    rest = run_process(*words, cwd=tmp_path)
    assert re.search(r"^\d of 6 pages failed, \d refused, in 2 files;", rest.stdout, re.MULTILINE)


def test_parquet_holds_the_same_rows(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="not installed: pip install 'litedrift[parquet]'")
    path = tmp_path / "a.warc.gz"
    archive(path, 6)
    sweep(job(tmp_path / "json"), [path], Workers())
    sweep(job(tmp_path / "arrow", form=Form.PARQUET), [path], Workers())
    (file,) = (tmp_path / "arrow").glob("*.parquet")

    assert parquet.read_table(file).to_pylist() == [
        {name: row[name] for name in parquet.read_table(file).column_names} for row in rows(tmp_path / "json")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name what to sweep"),
        (["nothing-*.warc"], "nothing-*.warc: no such file"),
        (["--list", "none.txt"], "none.txt: No such file"),
    ],
)
def test_a_sweep_of_nothing_is_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    done = run("sweep", "--demo", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_list_names_files_and_globs_once_each(tmp_path: Path) -> None:
    for number in range(2):
        archive(tmp_path / f"{number}.warc.gz", 2)
    (tmp_path / "list.txt").write_text("*.warc.gz\n1.warc.gz\n", "utf-8")
    run("sweep", "--demo", "--list", "list.txt", "--out", "out", cwd=tmp_path)

    assert json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["files"] == 2


@pytest.mark.long
def test_twenty_thousand_pages_take_no_more_memory_than_two_thousand(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from litedrift.runner import Workers
from litedrift.subjects import Door, Recipe
from litedrift.sweep import Job, sweep
job = Job(Recipe(Door.CALLABLE, ("cnn_lite:extract",)), str(Path.cwd()), sys.argv[2])
result = sweep(job, [Path(sys.argv[1])], Workers())
print(result.pages["read"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    peaks = {}
    for pages in (2_000, 20_000):
        archive(tmp_path / f"{pages}.warc.gz", pages)
        words = [sys.executable, "-c", program, f"{pages}.warc.gz", f"out{pages}"]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
        read, peaks[pages] = map(int, done.stdout.split())
        assert read == pages

    assert peaks[20_000] < 1.1 * peaks[2_000]
