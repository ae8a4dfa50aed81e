"""Bad files, command by command: one clear line that names the file, exit 2, and nothing half-written."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path

import pytest

from command import run
from litedrift.corpus import load_corpus

resource = pytest.importorskip("resource")

CASE = min((case for case in load_corpus() if case.kind == "article"), key=lambda case: len(case.html)).id
ONE = ("--clean-only", "--case", CASE)

BAD = {
    "missing": None,
    "directory": None,
    "empty": b"",
    "latin": b'{"a": "caf\xe9"}\n\xff\xfe',
    "broken": b'{"a": 1}\n{"a": ,}\n',
}
TEXT = ("missing", "directory", "latin", "broken")
EVERY = (*TEXT, "empty")

#: The command, FILE where the bad one goes; and what is bad about it.
READERS = [
    (("check", "--demo", *ONE, "--baseline", "FILE"), TEXT),
    (("check", "--demo", *ONE, "--corpus", "FILE"), EVERY),
    (("check", "--demo", *ONE, "--overlay", "FILE"), EVERY),
    (("score", "FILE", *ONE), EVERY),
    (("validate", "FILE", "record.json"), ("missing", "directory")),
    (("validate", "page.html", "FILE"), EVERY),
    (("validate", "--jsonl", "FILE"), EVERY),
    (("validate", "page.html", "record.json", "--baseline", "FILE"), TEXT),
    (("report", "FILE"), EVERY),
    (("compare", "FILE"), EVERY),
    (("survive", "--compare", "FILE", "FILE"), EVERY),
    (("baseline", "write", "--from", "FILE"), EVERY),
    (("baseline", "update", "--demo", "--clean-only", "--baseline", "FILE"), TEXT),
    (("corpus", "propose", "FILE"), ("missing", "directory")),
    (("capture", "--from", "FILE", "--overlay", "captured"), TEXT),
    (("capture", "FILE", "--url", "https://lite.cnn.com/x", "--overlay", "captured"), ("missing", "directory")),
    (("sweep", "FILE", "--demo"), ("missing", "directory")),
    (("sweep", "--list", "FILE", "--demo"), ("missing", "directory", "latin")),
    (("triage", "FILE", "FILE", "--demo"), ("missing", "directory")),
    (("watch", "status", "--history", "FILE"), TEXT),
    (("watch", "look", "page.html", "--history", "FILE", "--demo"), ("directory", "latin", "broken")),
    (("init", "--call", "a:b", "--directory", "FILE"), ("missing", "empty")),
    (("export", "FILE", "--format", "jsonl", *ONE), ("directory",)),
]
ROWS = [(words, bad) for words, every in READERS for bad in every]

#: Every option that names a file to write, with a run that takes no time.
RESULTS = ("score", "results.jsonl", *ONE)
WRITERS = [
    *(("check", "--demo", *ONE, option) for option in ("--json", "--events", "--junit", "--badge", "--report")),
    *((*RESULTS, option) for option in ("--json", "--events", "--junit", "--badge", "--report")),
    ("validate", "page.html", "record.json", "--json"),
    ("compare", "--demo", *ONE, "--no-speed", "--json"),
    ("timeline", "--demo", "--kind", "index", "--json"),
    ("replay", CASE, "--save"),
    ("baseline", "write", "--demo", "--clean-only", "--baseline"),
    ("export", "--format", "jsonl", *ONE),
    ("report", "events.ndjson", "--output"),
]


@pytest.fixture
def home(tmp_path):
    for name, data in BAD.items():
        if data is not None:
            (tmp_path / name).write_bytes(data)
    (tmp_path / "directory").mkdir()
    (tmp_path / "page.html").write_bytes(load_corpus().case(CASE).html)
    (tmp_path / "record.json").write_text('{"kind": "article"}', "utf-8")
    return tmp_path


@pytest.fixture
def litedrift(home):
    """Run the command line in this process."""
    return partial(run, cwd=home, COLUMNS="80")


def files(home: Path) -> dict[str, bytes | None]:
    return {str(each.relative_to(home)): each.read_bytes() if each.is_file() else None for each in home.rglob("*")}


@pytest.mark.parametrize(("words", "bad"), ROWS, ids=[f"{' '.join(words[:3])}: {bad}" for words, bad in ROWS])
def test_a_file_that_cannot_be_read_is_one_line_and_exit_2(litedrift, home, words, bad) -> None:
    before = files(home)
    done = litedrift(*(bad if word == "FILE" else word for word in words))

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert bad in done.stderr
    assert done.stdout == ""
    assert files(home) == before


@pytest.mark.parametrize(
    ("words", "place"),
    [
        (("score", "broken", *ONE), "broken:1"),
        (("validate", "--jsonl", "broken"), "broken:1"),
        (("validate", "page.html", "broken"), "line 2"),
        (("report", "broken"), "broken:1"),
        (("check", "--demo", "--baseline", "broken.toml"), "line 2"),
    ],
)
def test_what_is_no_json_and_no_toml_is_told_with_its_line(litedrift, home, words, place) -> None:
    (home / "broken.toml").write_text("[meta]\nsuite = \n", "utf-8")

    assert place in litedrift(*words).stderr


@pytest.fixture
def prepared(litedrift, home):
    """What `score` and `report` read, made by a run that succeeds."""
    assert litedrift("check", "--demo", *ONE, "--events", "events.ndjson").returncode == 0
    assert litedrift("export", "pages.jsonl", *ONE).returncode == 0
    page = json.loads((home / "pages.jsonl").read_text("utf-8").splitlines()[1])
    answer = {"type": "refused", "id": page["id"], "reason": "no"}
    (home / "results.jsonl").write_text(json.dumps(answer) + "\n", "utf-8")


def written(words: tuple[str, ...], place: str) -> tuple[str, ...]:
    return (words[0], place, *words[1:]) if words[0] == "export" else (*words, place)


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("words", WRITERS, ids=lambda words: f"{words[0]} {words[-1]}")
def test_a_place_where_nothing_can_be_written_is_told_before_the_run(litedrift, home, words) -> None:
    before = files(home)

    for place in ("directory", "missing/file", "empty/file"):
        done = litedrift(*written(words, place))
        assert (done.returncode, len(done.stderr.splitlines()), done.stdout) == (2, 1, ""), done
        assert place in done.stderr
        assert files(home) == before


@pytest.mark.usefixtures("prepared")
@pytest.mark.parametrize("words", WRITERS, ids=lambda words: f"{words[0]} {words[-1]}")
def test_a_disk_that_is_full_leaves_the_old_file_and_no_half_of_a_new_one(litedrift, home, words) -> None:
    """A limit on the size of files stands for it: the write fails in the same place, and nothing else does."""
    place = "new.file" if words[0] == "baseline" else "old.file"  # an old baseline would be read
    (home / "old.file").write_text("old", "utf-8")
    before = files(home)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, hard))
        done = litedrift(*written(words, place))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert done.returncode == 2
    assert len([line for line in done.stderr.splitlines() if line.startswith("litedrift: ")]) == 1
    assert f"{place}: cannot be written: File too large" in done.stderr
    assert files(home) == before


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_permissions_that_any_new_file_gets(litedrift, home, mask) -> None:
    before = os.umask(mask)
    try:
        litedrift("check", "--demo", *ONE, "--json", "new.json", "--report", "new.html")
    finally:
        os.umask(before)

    assert {(home / name).stat().st_mode & 0o777 for name in ("new.json", "new.html")} == {0o666 & ~mask}


def test_a_file_that_is_replaced_keeps_its_permissions_and_a_link_goes_on_pointing_to_it(litedrift, home) -> None:
    old = home / "directory" / "old.json"
    old.write_text("old", "utf-8")
    old.chmod(0o640)
    (home / "link.json").symlink_to(old)

    assert litedrift("check", "--demo", *ONE, "--json", "link.json").returncode == 0
    assert old.stat().st_mode & 0o777 == 0o640
    assert (home / "link.json").is_symlink()
    assert json.loads(old.read_text("utf-8"))["selected"] == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_stays_what_it_is(litedrift) -> None:
    assert litedrift("check", "--demo", *ONE, "--json", "/dev/null").returncode == 0
    assert litedrift("check", "--demo", *ONE, "--json", "/dev/full").stderr.startswith(
        "litedrift: /dev/full: cannot be"
    )
    assert Path("/dev/null").is_char_device()
    assert Path("/dev/full").is_char_device()


PRINTER = """
def extract(html):
    print("debugging")
    return {"kind": "article", "headline": None}
"""


@pytest.mark.parametrize("more", [(), ("--isolate",)], ids=["in this process", "isolated"])
def test_an_extractor_that_prints_does_not_print_into_the_report(litedrift, home, more) -> None:
    (home / "prints_a_lot.py").write_text(PRINTER, "utf-8")
    done = litedrift("check", "--call", "prints_a_lot:extract", *more, *ONE)

    assert done.returncode == 1
    assert (
        "debugging" not in done.stdout.splitlines()
    )  # of a process of its own the tail of stderr is shown, and marked


def test_a_fault_of_our_own_is_no_finding(litedrift, monkeypatch) -> None:
    def broken(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("litedrift.cli._doctor.load_corpus", broken)
    done = litedrift("doctor", "--demo")

    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
    assert done.stderr.splitlines()[-1] == "litedrift: this is a fault of litedrift itself, and nothing was judged"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--fields", "links", "--kind", "article"), "article pages have none of the fields links"),
        (("--fields", "links", *ONE), "zero fields judged"),
    ],
)
def test_zero_fields_judged_is_an_error_and_writes_no_report(litedrift, home, words, message) -> None:
    done = litedrift("check", "--demo", *words, "--junit", "j.xml", "--badge", "badge.json")

    assert (done.returncode, message in done.stderr) == (2, True)
    assert not (home / "j.xml").exists()
    assert not (home / "badge.json").exists()


def test_fields_may_be_listed_with_spaces(litedrift) -> None:
    assert litedrift("check", "--demo", "--fields", "headline, body", *ONE).returncode == 0
