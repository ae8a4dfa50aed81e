"""End a call that takes too long, without a thread or a process: the alarm signal of POSIX."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType

#: The alarm rings again after this long, in seconds: foreign code may swallow the first one with a bare ``except``.
_AGAIN = 0.5


class Overdue(BaseException):
    """The time is up. No `Exception`, so that a subject's own ``except Exception`` does not eat it."""


class Alarm:
    """A context that raises `Overdue` in its body after so many seconds.

    It costs about ten microseconds. It rings in the main thread only, and only between two instructions of
    Python: a loop in C is not ended by it (a worker process is). Where it cannot ring it does nothing.
    """

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds if can_ring() else None
        self._armed = False

    def __enter__(self) -> Self:
        if self._seconds is not None:
            self._handler = signal.signal(signal.SIGALRM, self._ring)
            self._armed = True
            self._timer = signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._armed = False  # first: from here on a late ring does nothing
        if self._seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, *self._timer)
            signal.signal(signal.SIGALRM, self._handler)

    def _ring(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # what a handler is called with
        if self._armed:
            raise Overdue


def can_ring() -> bool:
    """Whether an alarm can end a call here: on POSIX, in the main thread."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
