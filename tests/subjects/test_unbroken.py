"""Interrupts wait for what must not be broken off, and then come."""

from __future__ import annotations

import signal
import subprocess
import traceback
from typing import TYPE_CHECKING

import pytest

from litedrift.subjects import _process
from litedrift.subjects._process import ChildProcess
from litedrift.subjects._unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_in_a_program() -> Iterator[None]:
    """Let Ctrl-C be an exception, as in a program of its own; a test runner may have arranged it otherwise."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_comes_at_the_end_of_the_block() -> None:
    done = []

    def work() -> None:
        with unbroken():
            signal.raise_signal(signal.SIGINT)
            done.append("all of it")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["all of it"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_nobody_handles_or_everybody_ignores_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with unbroken():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_a_process_that_starts_while_an_interrupt_comes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []

    class Interrupted(subprocess.Popen):
        def __init__(self, *words, **options) -> None:
            super().__init__(*words, **options)
            started.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(_process.subprocess, "Popen", Interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        ChildProcess(["sleep", "600"])
    traceback.clear_frames(caught.tb)

    (process,) = started
    assert process.returncode == -signal.SIGKILL
    process.__exit__(None, None, None)
