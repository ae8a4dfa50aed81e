"""A callable in a process of its own: the same outcomes, and what would end this process ends that one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from litedrift.errors import SubjectError
from litedrift.subjects import WATCHABLE, CallableSubject, Fitting, OutcomeKind, WorkerSubject, load_callable
from subjects.peers import ask, limits

if TYPE_CHECKING:
    from pathlib import Path

#: One function; the page says what it is to do.
SCRAPER = """
import datetime, os, sys, time

class Refused(Exception):
    pass

class Unreadable(Exception):
    pass

class Story:
    def __init__(self, **values): self.values = values
    def to_dict(self): return self.values

def refuse(error): raise error

ACTS = {
    "record": lambda: {"title": "A", "text": "One.\\n\\nTwo.", "extra": 1},
    "object": lambda: Story(title="A", authors="B"),
    "moment": lambda: {"updated": datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)},
    "surrogate": lambda: {"title": "\\ud800"},
    "tuple": lambda: {"text": ("One", "Two")},
    "none": lambda: None,
    "refused": lambda: refuse(Refused("no story\\nat all")),
    "unreadable": lambda: refuse(Unreadable("torn")),
    "error": lambda: refuse(ValueError("no byline\\nat all")),
    "number": lambda: 7,
    "set": lambda: {"authors": {"A"}},
    "typed": lambda: {"title": 5},
    "kind": lambda: {"kind": "video"},
    "exit": lambda: sys.exit(4),
    "memory": lambda: refuse(MemoryError()),
    "print": lambda: print("hello") or os.system("echo hello") or {"title": "A"},
    "read": lambda: {"title": sys.stdin.read()},
    "crash": lambda: os.abort(),
    "hang": lambda: time.sleep(60),
    "swell": lambda: [b"x" * 400_000_000, time.sleep(60)],
}

def extract(html, url): return ACTS[html.decode()]()
"""

ORDINARY = ("record", "object", "moment", "surrogate", "tuple", "none", "refused", "unreadable", "error", "number")
ODD = ("set", "typed", "kind", "exit", "memory", "print")


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "worker_test_scraper.py").write_text(SCRAPER, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return {"refuse_on": ("Unreadable",), "fitting": Fitting(rename={"headline": "title", "body": "text"})}


@pytest.fixture
def worker(options):
    subjects = []

    def start(**changes):
        subjects.append(WorkerSubject("worker_test_scraper:extract", limits=limits(**changes), **options))
        return subjects[-1]

    yield start
    for subject in subjects:
        subject.close()


def test_it_gives_the_outcomes_that_a_call_gives(worker, options, capfd) -> None:
    here = CallableSubject(load_callable("worker_test_scraper:extract"), **options)
    there = worker()
    pages = [name.encode() for name in (*ORDINARY, *ODD)]
    expected = [(name, each.kind, each.record, each.message) for name in pages for each in [ask(here, name)]]
    found = [(name, each.kind, each.record, each.message) for name in pages for each in [ask(there, name)]]
    capfd.readouterr()

    assert found == expected
    assert {kind for _, kind, _, _ in expected} == {
        OutcomeKind.RECORD,
        OutcomeKind.REFUSED,
        OutcomeKind.ERROR,
        OutcomeKind.MEMORY,
        OutcomeKind.PROTOCOL_ERROR,
    }


def test_what_a_function_prints_does_not_disturb_and_it_has_nothing_to_read(worker) -> None:
    subject = worker()
    printed = ask(subject, b"print")

    assert printed.record["headline"] == "A"
    assert "hello" in printed.detail
    assert ask(subject, b"read").record["headline"] == ""


def test_a_crash_and_a_hang_end_the_worker_alone(worker) -> None:
    subject = worker(timeout=1.5)
    kinds = [str(ask(subject, page).kind) for page in (b"record", b"crash", b"record", b"hang", b"record")]

    assert kinds == ["record", "crash", "record", "timeout", "record"]


@pytest.mark.skipif(not WATCHABLE, reason="memory is watched through /proc, which this system has not")
def test_a_worker_that_swells_is_ended(worker) -> None:
    subject = worker(memory=300 << 20)

    assert [str(ask(subject, page).kind) for page in (b"swell", b"record")] == ["memory", "record"]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("no_such_module:f", "cannot import no_such_module"),
        ("worker_test_scraper:extrakt", "did you mean extract"),
        ("worker_test_scraper", "expected package.module:function"),
    ],
)
def test_a_function_that_cannot_be_loaded_is_the_line_that_a_call_gives(options, spec: str, message: str) -> None:
    with pytest.raises(SubjectError, match=message) as here:
        load_callable(spec)
    with pytest.raises(SubjectError, match=message) as there:
        WorkerSubject(spec, limits=limits(), **options)

    assert str(there.value) == str(here.value)
