"""Workers: tasks in order, few at a time, and nobody left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from litedrift.errors import SubjectError, UsageError
from litedrift.runner import Workers, open_workers, opened
from processes import held

if TYPE_CHECKING:
    from concurrent.futures import Future
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

def long_answer(n):
    return bytes(1_000_000)

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


def test_a_worker_that_died_before_the_next_task_is_given_out_is_the_same_error() -> None:
    def submit(*_: object) -> Future[int]:
        raise BrokenProcessPool

    with pytest.raises(SubjectError, match="a worker process died"):
        list(Workers(submit, 2).map(abs, [1]))


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
    (tmp_path / "tasks.py").write_text(PROGRAM, "utf-8")
    leave = "os.kill(os.getpid(), 9)" if how == "killed" else "raise KeyboardInterrupt"
    with held(tmp_path / "held") as pipe:
        body = f"""
from tasks import *
import select
if __name__ == "__main__":
    held = os.open({str(pipe.path)!r}, os.O_RDONLY | os.O_NONBLOCK)
    with open_workers(2) as workers:
        workers._submit(hold, {str(pipe.path)!r})
        select.select([held], [], [], 60)
        os.close(held)
        {leave}
"""
        (tmp_path / "main.py").write_text(body, "utf-8")
        subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, check=False)

        assert pipe.let_go()
        assert pipe.data == b"."


def test_an_interrupt_while_answers_are_on_their_way_ends_the_run(tmp_path: Path) -> None:
    """Half an answer would be waited for without end: what does not fit into a pipe is sent in parts."""
    done = run(
        tmp_path,
        """
        try:
            with open_workers(2) as workers:
                answers = workers.map(long_answer, range(1000))
                next(answers)
                raise KeyboardInterrupt
        except KeyboardInterrupt:
            print("ended")
        """,
    )

    assert (done.stdout, done.stderr) == ("ended\n", "")


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be held back here")
def test_an_interrupt_while_processes_start_is_heard(tmp_path: Path) -> None:
    done = run(
        tmp_path,
        """
        import signal
        from litedrift.runner import _workers
        class Pool(_workers.ProcessPoolExecutor):
            def submit(self, *task):
                signal.raise_signal(signal.SIGINT)
                return super().submit(*task)
        _workers.ProcessPoolExecutor = Pool
        try:
            with open_workers(2):
                print("not heard")
        except KeyboardInterrupt:
            print("heard")
        """,
    )

    assert (done.stdout, done.stderr) == ("heard\n", "")


def test_a_program_that_a_worker_starts_can_be_told_to_end(tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text(
        "import signal, subprocess, sys\n"
        "def told(name):\n"
        "    words = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "    with subprocess.Popen(words) as program:\n"
        "        program.send_signal(getattr(signal, name))\n"
        "    return program.returncode\n",
        "utf-8",
    )
    done = run(
        tmp_path,
        """
        from told import told
        with open_workers(2) as workers:
            print(*workers.map(told, ["SIGTERM", "SIGINT"]))
        """,
    )

    assert done.stdout.split()[0] == f"-{signal.SIGTERM.value}", done.stderr
    assert done.stdout.split()[1] != "0"


@pytest.mark.skipif(
    "forkserver" not in multiprocessing.get_all_start_methods(), reason="each process imports for itself"
)
def test_what_all_tasks_need_is_imported_once_for_all_processes(tmp_path: Path) -> None:
    (tmp_path / "needed.py").write_text("with open('imports', 'a') as file:\n    file.write('.')\n", "utf-8")
    done = run(
        tmp_path,
        """
        with open_workers(2, modules=["needed"]) as workers:
            print(os.getpid() in workers.map(process, range(8)))
        """,
    )

    assert done.stdout.strip() == "False", done.stderr
    assert (tmp_path / "imports").read_text("utf-8") == "."


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
