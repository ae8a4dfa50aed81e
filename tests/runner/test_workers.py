"""Workers: tasks in order, few at a time, and nobody left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from litedrift.errors import UsageError
from litedrift.runner import open_workers, opened

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import os, sys, time
from litedrift.runner import open_workers

def double(n):
    return 2 * n

def process(n):
    time.sleep(0.05)
    return os.getpid()

def die(n):
    os._exit(3) if n == 2 else None

def hold(path):
    os.write(os.open(path, os.O_WRONLY), b".")
    time.sleep(600)
"""


@dataclass(frozen=True)
class Box:
    name: str

    def open(self) -> list[str]:
        return Opened([self.name])


class Opened(list):
    closed = False

    def close(self) -> None:
        self.closed = True


def run(tmp_path: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Run a program whose tasks are functions of a module, as workers need them."""
    (tmp_path / "tasks.py").write_text(PROGRAM, "utf-8")
    main = f"from tasks import *\nif __name__ == '__main__':\n{textwrap.indent(textwrap.dedent(body), '    ')}"
    (tmp_path / "main.py").write_text(main, "utf-8")
    return subprocess.run(
        [sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_without_processes_tasks_are_done_here_and_lazily() -> None:
    done = []
    with open_workers(1) as workers:
        results = workers.map(done.append, iter(range(3)))
        next(results)

        assert done == [0]


def test_answers_come_in_the_order_of_the_tasks_from_several_processes(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
        with open_workers(2) as workers:
            print(list(workers.map(double, range(40))) == [2 * n for n in range(40)])
            print(os.getpid() in workers.map(process, range(8)))
        """,
    )

    assert done.stdout.split() == ["True", "False"], done.stderr


def test_only_a_few_tasks_are_taken_ahead_of_what_is_read(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
        taken = []
        def tasks():
            for n in range(10_000):
                taken.append(n)
                yield n
        with open_workers(2) as workers:
            next(workers.map(double, tasks()))
        print(len(taken))
        """,
    )

    assert int(done.stdout) <= 8, done.stderr


def test_a_worker_that_dies_is_one_clear_error(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
        from litedrift.errors import SubjectError
        try:
            with open_workers(2) as workers:
                list(workers.map(die, range(10)))
        except SubjectError as error:
            print(error)
        """,
    )

    assert done.stdout.startswith("a worker process died"), done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("how", ["left", "killed"])
def test_workers_end_in_the_middle_of_a_task_when_they_are_left(tmp_path: Path, how: str) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    (tmp_path / "tasks.py").write_text(PROGRAM, "utf-8")
    leave = "os.kill(os.getpid(), 9)" if how == "killed" else "raise KeyboardInterrupt"
    body = f"""
from tasks import *
import select
if __name__ == "__main__":
    held = os.open({str(fifo)!r}, os.O_RDONLY | os.O_NONBLOCK)
    with open_workers(2) as workers:
        workers._submit(hold, {str(fifo)!r})
        select.select([held], [], [], 60)
        os.close(held)
        {leave}
"""
    (tmp_path / "main.py").write_text(body, "utf-8")
    subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, check=False, timeout=100)
    data = b""
    os.set_blocking(held, True)
    while more := os.read(held, 16):  # ends when whoever held the other end has gone
        data += more
    os.close(held)

    assert data == b"."


def test_what_is_opened_is_kept_until_something_else_is_wanted() -> None:
    first = opened(Box("a"))

    assert opened(Box("a")) is first
    assert not first.closed
    assert opened(Box("b")) == ["b"]
    assert first.closed


def test_a_scheduler_that_is_not_there_is_one_line() -> None:
    pytest.importorskip("distributed", reason="distributed is not installed: pip install 'litedrift[dask]'")
    with pytest.raises(UsageError, match="--dask nonsense: no scheduler answers"), open_workers(1, dask="nonsense"):
        raise AssertionError


def test_dask_that_is_not_installed_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="pip install"), open_workers(1, dask="tcp://127.0.0.1:1"):
        raise AssertionError
