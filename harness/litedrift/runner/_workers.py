"""Workers behind one interface, `concurrent.futures.Executor`: none, processes on this machine, or a Dask cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, TypeVar

from litedrift.errors import SubjectError, UsageError
from litedrift.runner import _worker
from litedrift.runner._opened import close_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

#: Tasks that are given out or wait to be fetched, for each worker: enough that none waits, few enough to stay small.
_AHEAD: Final = 4
#: Seconds within which a scheduler must answer.
_PATIENCE: Final = 10
#: Seconds that workers have to end by themselves once they are asked to.
_FAREWELL: Final = 10


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers:
    """Does tasks in order: `count` at a time through `submit` (as `Executor.submit`), or here where there is none.

    What was submitted and is not wanted any more is cancelled where nobody else does it (`cancel`).
    """

    def __init__(
        self, submit: Callable[..., Future[Any]] | None = None, count: int = 1, *, cancel: bool = False
    ) -> None:
        self._submit = submit
        self._cancel = cancel
        self.count = count

    @property
    def here(self) -> bool:
        """Whether tasks are done in this process."""
        return self._submit is None

    def map(self, function: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
        """Yield ``function(task)`` for each task, in their order; only a few tasks are ahead of what was taken.

        `function` is a function of a module, and tasks and results can be pickled.

        Raises:
            SubjectError: a worker process died.

        """
        if self._submit is None:
            yield from map(function, tasks)
            return
        waiting: deque[Future[R]] = deque()
        try:
            for task in tasks:
                try:
                    waiting.append(self._submit(function, task))
                except BrokenProcessPool:  # noticed before the answer of the worker that died was asked for
                    raise _WorkerDied(_DIED) from None
                if len(waiting) >= _AHEAD * self.count:
                    yield self._answer(waiting)
            while waiting:
                yield self._answer(waiting)
        finally:
            for each in waiting if self._cancel else ():
                each.cancel()

    @staticmethod
    def _answer(waiting: deque[Future[R]]) -> R:
        try:
            return waiting[0].result()
        except BrokenProcessPool:
            raise _WorkerDied(_DIED) from None
        except Exception as error:
            if type(error).__name__ == "KilledWorker":  # Dask's own class, which is not imported for its name alone
                raise SubjectError(_DIED) from None
            raise
        finally:
            waiting.popleft()


class _WorkerDied(SubjectError):
    """The pool is broken: nothing reads any more what its other workers say."""


_DIED: Final = (
    "a worker process died on one of the pages in hand: --isolate puts a callable behind a wall, so that the page is "
    "named and the run goes on; --jobs 1 runs without workers"
)


@contextmanager
def open_workers(jobs: int, *, dask: str | None = None, modules: Sequence[str] = ()) -> Iterator[Workers]:
    """Start `jobs` processes, or connect with the Dask scheduler at address `dask`; end them whatever happens.

    One job needs no process. `modules` are those that every task needs: they are imported once for all processes.

    Raises:
        UsageError: Dask is not installed, no scheduler answers, or it has no workers.

    """
    if dask is not None:
        with _cluster(dask) as workers:
            yield workers
    elif jobs == 1:
        yield Workers()
    else:
        with _processes(jobs, modules) as workers:
            yield workers


@contextmanager
def _processes(jobs: int, modules: Sequence[str]) -> Iterator[Workers]:
    """Start processes that inherit nothing: a fork would copy threads and open pipes of a subject in unknown states.

    They end when they are asked to, which the end of the pipe `stop` does, and not before what they are saying is
    said: the executor's own thread would wait for the rest of half an answer for ever. At the end of the pipe `life`,
    which comes with the end of this process too, they end at once.
    """
    context = multiprocessing.get_context(
        "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    )
    # Heard by the process that the workers come from, before the first of them is asked for; elsewhere it does nothing.
    context.set_forkserver_preload(["__main__", *modules])
    (stop, stops), (life, lives) = context.Pipe(duplex=False), context.Pipe(duplex=False)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_worker.begin, initargs=(stop, life))
    rescue = threading.Timer(_FAREWELL, lives.close)
    rescue.daemon = True
    try:
        with _interrupts_held_back():
            for _ in range(jobs):  # a process is started for each task that finds none idle
                executor.submit(int)
        yield Workers(lambda function, task: executor.submit(_worker.do, function, task), jobs)
    except BaseException as error:
        stops.close()
        if isinstance(error, _WorkerDied):
            lives.close()
        else:
            rescue.start()
        raise
    finally:
        try:
            executor.shutdown(wait=True, cancel_futures=True)
        finally:
            rescue.cancel()
            for end in (stops, lives, stop, life):
                end.close()


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let a Ctrl-C wait until processes are started: they inherit this, and hear none before they are ready to."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError("--dask needs the package distributed: pip install 'litedrift[dask]'") from None
    try:
        client = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"--dask {address}: no scheduler answers: {error}") from None
    with client:
        count = sum(client.nthreads().values())
        if not count:
            raise UsageError(f"--dask {address}: this scheduler has no workers")
        try:
            yield Workers(client.get_executor(pure=False).submit, count, cancel=True)
        finally:
            client.run(close_all)
