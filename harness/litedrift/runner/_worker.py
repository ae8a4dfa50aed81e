"""Inside a worker process: do a task; and end, with all that was started, when the process that asked is gone.

A worker holds the reading end of a pipe on which nothing is ever written. Its end of file says that the parent let
go: because the run was interrupted, or because the parent was killed. Signals do not end a worker: a Ctrl-C reaches
the whole group, and only the parent knows what is to become of the run.
"""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress
from multiprocessing import util
from typing import TYPE_CHECKING, Any, Final

from litedrift.runner._opened import close_all

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

#: So long may a task take to clean up after it was interrupted, in seconds.
_GRACE: Final = 2.0
#: What interrupts a task from within; a platform without it ends the process without interrupting.
_WAKE: Final = getattr(signal, "SIGUSR1", None)

_busy = threading.Lock()


class _Ended(BaseException):
    """The parent is gone. No `Exception`, so that no extractor's ``except Exception`` holds it up."""


def begin(leash: Connection) -> None:
    """Prepare this process: called once, before its first task."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if _WAKE is not None:
        signal.signal(_WAKE, _raise_ended)
    util.Finalize(None, close_all, exitpriority=10)  # at a normal end; atexit does not run in such a process
    threading.Thread(target=_follow, args=(leash,), daemon=True).start()


def do(function: Callable[[Any], Any], task: Any) -> Any:
    """Do one task."""
    with _busy:
        return function(task)


def _raise_ended(number: int, frame: object) -> None:  # noqa: ARG001  # what a handler is called with
    raise _Ended


def _follow(leash: Connection) -> None:
    with suppress(EOFError, OSError):
        leash.recv_bytes()
    main = threading.main_thread().ident
    if _WAKE is not None and main is not None and _busy.locked():
        signal.pthread_kill(main, _WAKE)
        _busy.acquire(timeout=_GRACE)
    close_all()
    os._exit(1)
