"""What no interrupt may break off: a process that has started and that nobody knows yet would outlive the run."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Ctrl-C, the end that a build server sends, and what ends the task of a worker process.
_INTERRUPTS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGUSR1") if hasattr(signal, name))


@contextmanager
def unbroken() -> Iterator[None]:
    """Hold interrupts back while the block runs; one that came then comes at its end.

    Handlers are exchanged, and no signal is blocked: a program that starts meanwhile would inherit the block.
    """
    here = threading.current_thread() is threading.main_thread()  # handlers run nowhere else
    handlers = {number: signal.getsignal(number) for number in _INTERRUPTS if here}
    raising = {number: handler for number, handler in handlers.items() if callable(handler)}
    came: list[int] = []
    try:
        for number in raising:
            signal.signal(number, lambda number, _: came.append(number))
        yield
    finally:
        for number, handler in raising.items():
            signal.signal(number, handler)
        for number in came[:1]:
            signal.raise_signal(number)
