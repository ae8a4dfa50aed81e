"""Whether processes that hold something have begun, and whether all of them have gone: without waiting a fixed time."""

from __future__ import annotations

import contextlib
import os
import select
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Longer than anything takes on a busy machine, in seconds; what is waited for is a fault once it takes so long.
_PATIENCE = 120


class Held:
    """A named pipe: whoever writes to it holds its other end until he is gone."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self.path = path
        self.data = b""
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    @property
    def hold(self) -> str:
        """The line of Python by which a program takes hold of it, having imported `os`."""
        return f"os.write(os.open({str(self.path)!r}, os.O_WRONLY), b'.')"

    def wait(self) -> bool:
        """Wait until somebody took hold of it."""
        return bool(select.select([self._end], [], [], _PATIENCE)[0])

    def let_go(self) -> bool:
        """Wait until everybody has gone who held it."""
        while self.wait():
            more = os.read(self._end, 16)
            self.data += more
            if not more:
                return True
        return False

    def close(self) -> None:
        os.close(self._end)


@contextlib.contextmanager
def held(path: Path) -> Iterator[Held]:
    """Make the pipe at `path`, and close it at the end."""
    pipe = Held(path)
    try:
        yield pipe
    finally:
        pipe.close()


@contextlib.contextmanager
def cluster(workers: int) -> Iterator[str]:
    """Start a Dask cluster of so many processes, all on free ports, and yield its scheduler's address."""
    distributed = pytest.importorskip("distributed", reason="not installed: pip install 'litedrift[dask]'")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as here:
        yield here.scheduler_address
