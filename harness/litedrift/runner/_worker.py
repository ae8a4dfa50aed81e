"""Inside a worker process: do a task; and end, with all that was started, when the process that asked is gone.

A worker holds the reading ends of two pipes on which nothing is ever written. The end of `stop` says that the run was
interrupted: the task in hand is, and no other is begun. The end of `life` says that the parent is gone or waits for
nothing more. Signals do not end a worker: a Ctrl-C reaches the whole group, and only the parent knows what is to
become of the run.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from multiprocessing import connection, util
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
_stopped = threading.Event()
_doing = threading.Event()


class _Ended(BaseException):
    """The parent is gone. No `Exception`, so that no extractor's ``except Exception`` holds it up."""


def begin(stop: Connection, life: Connection) -> None:
    """Prepare this process: called once, before its first task."""
    # No SIG_IGN: the programs that are started here would inherit it, and could not be told to end by anybody.
    signal.signal(signal.SIGINT, _pass)
    signal.signal(signal.SIGTERM, _pass)
    if _WAKE is not None:
        signal.signal(_WAKE, _raise_ended)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    util.Finalize(None, close_all, exitpriority=10)  # at a normal end; atexit does not run in such a process
    threading.Thread(target=_follow, args=(stop, life), daemon=True).start()


def do(function: Callable[[Any], Any], task: Any) -> Any:
    """Do one task; None, which nobody will read, once the run was interrupted."""
    with _busy:
        try:
            _doing.set()
            return None if _stopped.is_set() else function(task)
        except _Ended as end:
            traceback.clear_frames(end.__traceback__)  # a process that is known to them alone ends with them
            return None
        finally:
            _doing.clear()


def _pass(number: int, frame: object) -> None:
    pass


def _raise_ended(number: int, frame: object) -> None:  # noqa: ARG001  # what a handler is called with
    if _doing.is_set():  # else the task was over when this came
        raise _Ended


def _follow(stop: Connection, life: Connection) -> None:
    connection.wait([stop, life])
    _stopped.set()
    main = threading.main_thread().ident
    if _WAKE is not None and main is not None and _busy.locked():
        signal.pthread_kill(main, _WAKE)
    held_up = not _busy.acquire(timeout=_GRACE)
    close_all()
    if not held_up:
        _busy.release()
        connection.wait([life])  # this process ends by itself, unless nobody is there to tell it to
    os._exit(1)
