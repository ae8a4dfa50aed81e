"""The command line as tests call it: in this process, which saves a second each time, or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

from litedrift.cli import _main, main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: A command's parser, made once for all runs: it keeps nothing of a run.
_parser = cache(_main.parser)

#: What every command is run with: nothing of what a build server or a person may have set.
PLAIN = {
    "COLUMNS": "200",
    "NO_COLOR": "1",
    "NO_PROXY": "127.0.0.1",
    "GITHUB_ACTIONS": "",
    "GITHUB_STEP_SUMMARY": "",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class Done(NamedTuple):
    """How a command ended, in this process or in one of its own."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, cwd: Path, **environment: str) -> Done:
    """Run the command line in this process as if it had been started in `cwd`."""
    code = 0
    with _as_if_started(arguments, cwd, environment) as (out, err):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return Done(code, out.getvalue().decode("utf-8"), err.getvalue().decode("utf-8"))


def run_on_a_terminal(*arguments: str, cwd: Path, **environment: str) -> tuple[int, str]:
    """Run it in this process; return how it ended and all that it printed, both streams in their order."""
    code = 0
    with _as_if_started(arguments, cwd, environment) as (out, _):
        sys.stderr = sys.stdout
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return code, out.getvalue().decode("utf-8")


def run_process(*arguments: str, cwd: Path, **environment: str) -> Done:
    """Run the command line as a process of its own: one test of each command, and whatever is about processes."""
    done = subprocess.run(
        [sys.executable, "-m", "litedrift", *arguments],
        cwd=cwd,
        env=os.environ | PLAIN | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@contextlib.contextmanager
def _as_if_started(
    arguments: tuple[str, ...], cwd: Path, environment: dict[str, str]
) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    """Give a command what a fresh process has, and take back what it changes: paths, signals, the author's modules."""
    out, err = io.BytesIO(), io.BytesIO()
    streams = [io.TextIOWrapper(each, "utf-8", write_through=True) for each in (io.BytesIO(), out, err)]
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with (
        contextlib.chdir(cwd),
        mock.patch.dict(os.environ, PLAIN | environment),
        mock.patch.multiple(sys, argv=["litedrift", *arguments], path=[*sys.path], dont_write_bytecode=True),
        mock.patch.object(_main, "parser", _parser),
        mock.patch.object(os, "sched_getaffinity", return_value={0}, create=True),  # else long runs start processes
        mock.patch.multiple(sys, stdin=streams[0], stdout=streams[1], stderr=streams[2]),
    ):
        try:
            yield out, err
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
            here = str(cwd) + os.sep
            for name, module in list(sys.modules.items()):
                if (getattr(module, "__file__", None) or "").startswith(here):
                    del sys.modules[name]
            for stream in streams:
                stream.detach()
