"""The one-shot door: the exit code says what came of a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from litedrift.errors import SubjectError
from litedrift.subjects import WATCHABLE, OnceSubject, OutcomeKind
from subjects.peers import URL, ask, limits, script

if TYPE_CHECKING:
    from pathlib import Path

ECHO = """
import json, os, sys
html = sys.stdin.buffer.read()
known = {name: os.environ.get(name) for name in ("LITEDRIFT_URL", "LITEDRIFT_CONTENT_TYPE")}
print(json.dumps({"headline": json.dumps([html.decode("utf-8"), *known.values()])}))
"""


def subject(path: Path, text: str, **changes) -> OnceSubject:
    return OnceSubject(script(path, text), limits=limits(**changes))


def test_a_page_comes_on_stdin_with_its_address_and_type_in_the_environment(tmp_path: Path) -> None:
    once = subject(tmp_path, ECHO)
    with_type = once.extract("café".encode(), url=URL, content_type="text/html").record
    without = once.extract(b"", url=URL, content_type=None).record

    assert json.loads(with_type["headline"]) == ["café", URL, "text/html"]
    assert json.loads(without["headline"]) == ["", URL, None]


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("print('{}')", OutcomeKind.RECORD, ""),
        ("import sys; print('no story'); sys.exit(3)", OutcomeKind.REFUSED, "no story"),
        ("import sys; print('why: no story', file=sys.stderr); sys.exit(3)", OutcomeKind.REFUSED, "why: no story"),
        ("raise KeyError('byline')", OutcomeKind.ERROR, "exited with code 1: KeyError: 'byline'"),
        ("import sys; sys.exit(4)", OutcomeKind.ERROR, "exited with code 4"),
        ("import os; os.abort()", OutcomeKind.CRASH, "was killed by SIGABRT"),
        ("print('done')", OutcomeKind.PROTOCOL_ERROR, "stdout is not JSON: 'done'"),
        ("pass", OutcomeKind.PROTOCOL_ERROR, "stdout is not JSON: ''"),
        ("print('[]')", OutcomeKind.PROTOCOL_ERROR, "no JSON object"),
        ("print('{\"body\": 5}')", OutcomeKind.PROTOCOL_ERROR, "body: 5 is not of type"),
        ("import sys; sys.stdout.buffer.write(b'{\\xff')", OutcomeKind.PROTOCOL_ERROR, "not UTF-8"),
        ("while True: print('x' * 1000)", OutcomeKind.PROTOCOL_ERROR, "wrote more than 50000 bytes"),
    ],
)
def test_each_way_to_end_is_its_own_outcome(tmp_path: Path, text: str, kind: OutcomeKind, message: str) -> None:
    found = ask(subject(tmp_path, text, line=50_000), b"p" * 300_000)

    assert found.kind is kind
    assert message in found.message


def test_a_program_that_does_not_end_is_timed_out(tmp_path: Path) -> None:
    assert ask(subject(tmp_path, "import time; time.sleep(60)", timeout=0.5)).kind is OutcomeKind.TIMEOUT
    closed = "import os, time; os.close(1); time.sleep(60)"
    assert ask(subject(tmp_path, closed, timeout=0.5)).kind is OutcomeKind.TIMEOUT


@pytest.mark.skipif(not WATCHABLE, reason="memory is watched through /proc, which this system has not")
def test_a_program_that_eats_memory_is_ended(tmp_path: Path) -> None:
    text = "import time; hoard = b'x' * 300_000_000; time.sleep(60)"

    assert ask(subject(tmp_path, text, memory=200 << 20)).kind is OutcomeKind.MEMORY


def test_the_end_of_a_run_says_how_slow_a_page_was(tmp_path: Path) -> None:
    once = subject(tmp_path, "print('{}')")
    assert once.advice == ""
    ask(once)

    assert "one process a page" in once.advice
    assert "without --once" in once.advice


def test_a_command_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(SubjectError, match="no such command"):
        OnceSubject(["no-such-program"])
