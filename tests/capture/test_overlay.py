"""The overlay: whole cases under names of their own, whatever happens to the process that writes them."""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from capture.support import ARTICLE, CORPUS, INDEX
from capture.test_archives import HTML, record
from litedrift.capture import Overlay, Proposer, Saved, Served, save
from litedrift.corpus import load_corpus, read_case
from litedrift.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.corpus import Case

DAY = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PROPOSER = Proposer(CORPUS.site)


def served(case: Case, **changes: object) -> Served:
    return dataclasses.replace(Served(case.url, case.html, case.content_type, DAY, "file"), **changes)


def test_a_captured_case_proposes_gold_and_is_skipped_and_counted_until_it_is_reviewed(tmp_path: Path) -> None:
    done = save(served(ARTICLE), Overlay(tmp_path), PROPOSER)

    assert isinstance(done, Saved)
    case = read_case(done.path)
    assert case.html == ARTICLE.html
    assert dict(case.gold.fields) == {name: ARTICLE.gold.fields[name] for name in case.gold.fields}
    assert (case.kind, case.epoch, case.private, case.reviewed) == ("article", ARTICLE.epoch, True, False)
    laid = load_corpus(overlays=[tmp_path])
    assert laid.skipped == (done.case_id,)
    assert len(laid) == len(CORPUS)


def test_the_id_tells_the_address_and_the_day_and_is_never_given_twice(tmp_path: Path) -> None:
    overlay = Overlay(tmp_path)
    address = "https://lite.cnn.com/2026/11/24/us/Ferry%20strike/index.html"
    ids = [
        done.case_id
        for number in range(3)
        if isinstance(
            done := save(served(ARTICLE, url=address, html=ARTICLE.html + b"<!-- %d -->" % number), overlay, PROPOSER),
            Saved,
        )
    ]

    stem = "private-2026-11-24-us-ferry-strike-2026-11-24"
    assert ids == [stem, f"{stem}-2", f"{stem}-3"]
    assert read_case(overlay.find(stem)).html == ARTICLE.html + b"<!-- 0 -->"


def test_an_address_without_a_path_is_named_by_its_host(tmp_path: Path) -> None:
    done = save(served(INDEX, url="https://lite.cnn.com/"), Overlay(tmp_path), PROPOSER)

    assert isinstance(done, Saved)
    assert (done.case_id, done.kind) == ("private-lite-cnn-com-2026-11-24", "index")


def test_a_page_on_which_nothing_can_be_read_is_proposed_as_a_refusal(tmp_path: Path) -> None:
    done = save(served(ARTICLE, html=b"<html><p>Scheduled maintenance</p></html>"), Overlay(tmp_path), PROPOSER)

    assert isinstance(done, Saved)
    assert read_case(done.path).gold.refuse == "no-evidence"


def test_a_corpus_is_no_overlay(tmp_path: Path) -> None:
    (tmp_path / "CORPUS.toml").write_text("", "utf-8")
    with pytest.raises(UsageError, match="an overlay of their own"):
        Overlay(tmp_path)


def test_an_overlay_that_cannot_be_written_to_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "cases").write_text("a file", "utf-8")

    with pytest.raises(CorpusError, match=r"cases"):
        save(served(ARTICLE), Overlay(tmp_path), PROPOSER)


def test_what_a_killed_capture_left_is_cleared_when_it_is_old(tmp_path: Path) -> None:
    old, young = (tmp_path / ".capturing" / name for name in ("old", "young"))
    for each in (old, young):
        each.mkdir(parents=True)
        (each / "page.html").write_bytes(b"half")
    os.utime(old, (1_000_000_000, 1_000_000_000))

    save(served(ARTICLE), Overlay(tmp_path), PROPOSER)

    assert (old.exists(), young.exists()) == (False, True)


def killed_at_random(root: Path, seed: int, *, pages: int = 30) -> None:
    """Kill a capture after a random number of pages; every case that has a name is whole, and the next run completes."""
    archive = root / "crawl.warc.gz"
    archive.write_bytes(
        b"".join(
            record(f"https://lite.cnn.com/en/{number}", ARTICLE.html + b"<!-- %d -->" % number, Content_Type=HTML)
            for number in range(pages)
        )
    )
    overlay = root / "overlay"
    command = [sys.executable, "-m", "litedrift", "capture", str(archive), "--overlay", str(overlay)]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    seen = random.Random(seed).randrange(1, pages)
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(seen)]
        process.send_signal(signal.SIGKILL)
        lines += process.stdout.readlines()

    assert all(line.startswith("saved") for line in lines)
    laid = load_corpus(overlays=[overlay])  # reads and checks every case
    assert {line.split()[1] for line in lines if line.endswith("\n")} <= set(laid.skipped)
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{pages - len(laid.skipped)} saved, {len(laid.skipped)} unchanged, 0 failed" in done.stdout
    assert len(load_corpus(overlays=[overlay]).skipped) == pages


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process outright")
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_capture_leaves_no_half_written_case(tmp_path: Path, seed: int) -> None:
    killed_at_random(tmp_path, seed)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system cannot kill a process outright")
@pytest.mark.parametrize("seed", range(3, 53))
def test_fifty_killed_captures_leave_no_half_written_case(tmp_path: Path, seed: int) -> None:
    killed_at_random(tmp_path, seed)
