"""What a worker keeps open from one task to the next: a corpus, a subject, whatever is dear to start."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any, Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Opener(Protocol[T_co]):
    """A small description that can be pickled and compared, and that opens in any process what it describes."""

    def open(self) -> T_co:
        """Open it; the result has a method ``close``."""
        ...


_here = threading.local()
_every: list[Any] = []
_lock = threading.Lock()
_closing = threading.Lock()


def opened(opener: Opener[T_co]) -> T_co:
    """Return what `opener` describes, opened at the first call in this thread and kept for the next ones.

    A thread keeps one thing open at a time: another description closes what was open.
    """
    held = getattr(_here, "held", None)
    if held is not None and held[0] == opener:
        found: T_co = held[1]
        return found
    if held is not None:
        _here.held = None
        with _lock:
            _every.remove(held[1])
        held[1].close()
    fresh = opener.open()
    with _lock:
        _every.append(fresh)
    _here.held = (opener, fresh)
    return fresh


def close_all() -> None:
    """Close what every thread of this process keeps open; the process opens nothing more.

    Whoever comes second waits until it is done: then the process may end.
    """
    with _closing:
        with _lock:
            left, _every[:] = list(_every), []
        _here.__dict__.clear()
        for each in left:
            with suppress(Exception):  # on the way out: another thread may be in the middle of using it
                each.close()
