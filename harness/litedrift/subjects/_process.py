"""One child process in a group of its own: bytes in, bytes out, under a deadline, and nothing left behind.

A single `poll` watches the three pipes, so that a page costs no hand-off between threads, and neither side can
wait for the other: a child may write before it has read, and write to stderr as much as it likes.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from litedrift.errors import SubjectError
from litedrift.subjects._memory import MemoryWatch
from litedrift.subjects._protocol import first_line
from litedrift.subjects._unbroken import unbroken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Bytes of stderr that are kept, and bytes that are read at once.
_TAIL: Final = 4096
_CHUNK: Final = 1 << 16
#: Memory is looked at this often while a page is being waited for, in seconds.
_TICK: Final = 0.02

_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR if hasattr(select, "poll") else 0
_WRITABLE = select.POLLOUT | select.POLLERR if hasattr(select, "poll") else 0


class Overtime(Exception):
    """The deadline passed."""


class Oversize(Exception):
    """The process holds more memory than it may; the text says how much."""


class ChildProcess:
    """A started command with its pipes.

    `output` holds what it wrote to stdout and nobody has taken yet; `at_end` says that no more will come.

    Raises:
        SubjectError: the command cannot be started, or this platform cannot watch what it was asked to watch.

    """

    def __init__(
        self, command: Sequence[str], *, memory: int | None = None, environment: Mapping[str, str] | None = None
    ) -> None:
        self.output = bytearray()
        self.at_end = False
        self._waiting: list[memoryview] = []
        self._last_input = False
        self._tail = bytearray()
        self._noise = 0
        self._memory = memory
        self._next_look = 0.0
        with unbroken():
            self._process = _start(command, environment)
            # Ends the group even when nobody closes the subject: at the latest when the interpreter exits.
            self._end = weakref.finalize(self, _end_group, self._process)
        self._streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._in, self._out, self._err = (stream.fileno() for stream in self._streams if stream is not None)
        for handle in (self._in, self._out, self._err):
            os.set_blocking(handle, False)
        self._poll = select.poll()
        self._poll.register(self._out, _READABLE)
        self._poll.register(self._err, _READABLE)
        self._watch = MemoryWatch(self._process.pid) if memory is not None else None

    def send(self, data: bytes, *, last: bool = False) -> None:
        """Hand over bytes for its stdin; what does not fit into the pipe now goes out while its answer is awaited.

        After the `last` bytes its stdin is closed.
        """
        self._waiting.append(memoryview(data))
        self._last_input |= last
        self._write()
        if self._waiting:
            self._poll.register(self._in, _WRITABLE)

    def pump(self, deadline: float) -> None:
        """Wait until something came or `deadline` (of `time.monotonic`) passed; move bytes on all three pipes.

        Raises:
            Overtime: the deadline passed.
            Oversize: the process holds too much memory.

        """
        now = time.monotonic()
        wait = max(deadline - now, 0)
        if self._watch is not None:
            wait = min(wait, _TICK)
        for handle, _ in self._poll.poll(wait * 1000):
            if handle == self._out:
                self._read_output()
            elif handle == self._err:
                self._read_errors()
            else:
                self._write()
        # Both are asked whether or not something came: a child that talks without end is bounded too.
        if self._watch is not None and now >= self._next_look:
            self._next_look = now + _TICK
            self.check_memory(whole_tree=True)
        if now >= deadline:
            raise Overtime

    def check_memory(self, *, whole_tree: bool = False) -> None:
        """Raise `Oversize` when the process, or with its children, holds more than it may."""
        if self._watch is None or self._memory is None:
            return
        held = self._watch.resident_tree() if whole_tree else self._watch.resident()
        if held > self._memory:
            raise Oversize(f"held {held >> 20} MB, more than the {self._memory >> 20} MB of --memory")

    def errors_since(self, mark: int) -> str:
        """Return what it wrote to stderr since `mark` (a former `noise`), as far as the tail reaches back."""
        fresh = min(self._noise - mark, len(self._tail))
        return self._tail[len(self._tail) - fresh :].decode("utf-8", "replace")

    @property
    def noise(self) -> int:
        """How many bytes it has written to stderr so far."""
        return self._noise

    @property
    def tail(self) -> str:
        """The end of what it wrote to stderr."""
        return self._tail.decode("utf-8", "replace")

    @property
    def last_words(self) -> str:
        """The last line of stderr that says something, with a colon before it; empty when there is none."""
        lines = self.tail.strip().splitlines()
        return f": {first_line(lines[-1])}" if lines else ""

    def wait(self, seconds: float) -> int | None:
        """Return the exit code, negative for a signal, or None when the process still runs after so long."""
        try:
            return self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Kill the whole group, take in the last of stderr, and close the pipes."""
        if not self._end.alive:
            return
        self._end()
        self._read_errors()
        for stream in self._streams:
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        if self._watch is not None:
            self._watch.close()

    def _write(self) -> None:
        try:
            while self._waiting:
                sent = os.write(self._in, self._waiting[0])
                if sent == len(self._waiting[0]):
                    self._waiting.pop(0)
                else:
                    self._waiting[0] = self._waiting[0][sent:]
        except BlockingIOError:
            return
        except OSError:  # it closed its stdin: what it makes of that is seen on its stdout
            self._waiting.clear()
        with suppress(KeyError):
            self._poll.unregister(self._in)
        if self._last_input and self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()

    def _read_output(self) -> None:
        data = _read(self._out)
        if data:
            self.output += data
        elif data is not None:
            self.at_end = True
            self._poll.unregister(self._out)

    def _read_errors(self) -> None:
        data = _read(self._err)
        if data:
            self._noise += len(data)
            self._tail = (self._tail + data)[-_TAIL:]
        elif data is not None:
            with suppress(KeyError):
                self._poll.unregister(self._err)


def describe_exit(code: int | None) -> str:
    """Return how a process ended, in words; None is one that had to be killed."""
    if code is None:
        return "closed its standard output and did not exit"
    if code >= 0:
        return f"exited with code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


def _read(handle: int) -> bytes | None:
    """Return what a pipe holds, empty at its end, or None when there is nothing now."""
    try:
        return os.read(handle, _CHUNK)
    except BlockingIOError:
        return None


def _start(command: Sequence[str], environment: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    if not hasattr(select, "poll"):
        raise SubjectError(
            "a command cannot be watched on this platform: use --call, or `litedrift export` and `litedrift score`"
        )
    try:
        return subprocess.Popen(  # noqa: S603  # the command is the user's own
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise SubjectError(f"cannot start {command[0]!r}: {error.strerror or error}") from None


def _end_group(process: subprocess.Popen[bytes]) -> None:
    with unbroken():
        # The group outlives its leader while a grandchild runs; macOS says EPERM for a group of zombies.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
