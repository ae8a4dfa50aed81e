"""A run in several processes: the plan in small pieces, judged anywhere, yielded in the plan's order.

A worker is told by a `Bench` how to open a corpus and subjects of its own. What it finds is what this process would
find; a worker with another litedrift, parser or corpus is an error, not another result.
"""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from lxml import etree

from litedrift._version import __version__
from litedrift.corpus import Corpus, load_corpus
from litedrift.drift import Mutator, Step
from litedrift.errors import SubjectError
from litedrift.judge._pieces import Pieces
from litedrift.judge._run import Oracle, Run
from litedrift.judge._transport import pack, unpack
from litedrift.runner import Workers, cores, open_workers, opened

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    from litedrift.judge._run import Judged
    from litedrift.subjects import Recipe, Subject

Item: TypeAlias = tuple[str, tuple[Step, ...]]

#: So long is judged here before it is decided whether processes are worth their start, in seconds.
_TRIAL: Final = 0.5
#: Processes are worth it when so much is left to do, in seconds.
_WORTH: Final = 2.0


@dataclass(frozen=True, slots=True)
class Scale:
    """How many processes judge, or whose: `jobs` None decides by measurement, `dask` is a scheduler's address."""

    jobs: int | None = None
    dask: str | None = None

    def worth(self, seconds: float) -> int:
        """Return how many processes a task of so many seconds is worth."""
        return self.jobs or (cores() if seconds > _WORTH else 1)


#: In this process.
HERE: Final = Scale(1)


@dataclass(frozen=True, slots=True)
class Bench:
    """All that a worker needs in order to judge as this process does.

    `root` is the corpus directory (None: the bundled one), `here` the directory whose modules a subject may be made of,
    `stamp` what must be the same on both sides.
    """

    root: str | None
    overlays: tuple[str, ...]
    subjects: tuple[Recipe, ...]
    oracle: Oracle
    here: str
    stamp: tuple[str, ...]

    def open(self) -> Crew:
        """Open the corpus and the subjects in this process.

        Raises:
            SubjectError: a subject cannot be opened, or this process would judge otherwise than the one that asks.

        """
        if Path(self.here).is_dir() and self.here not in sys.path:
            sys.path.insert(0, self.here)
        corpus = load_corpus(self.root, overlays=self.overlays)
        if self.stamp != stamp_of(corpus):
            theirs = ", ".join(a for a, b in zip(stamp_of(corpus), self.stamp, strict=True) if a != b)
            raise SubjectError(f"a worker has another {theirs}: install there what runs here, with the same corpus")
        return Crew(corpus, [each.open() for each in self.subjects], self.oracle)


def bench(
    corpus: Corpus,
    subjects: Iterable[Recipe],
    *,
    root: str | None = None,
    overlays: Iterable[str] = (),
    oracle: Oracle = Oracle.GOLD,
) -> Bench:
    """Describe how this corpus, which was read from `root` and `overlays`, and these subjects are opened elsewhere."""
    return Bench(root, tuple(overlays), tuple(subjects), oracle, str(Path.cwd()), stamp_of(corpus))


def stamp_of(corpus: Corpus) -> tuple[str, ...]:
    """Return what a verdict depends on besides the subject: our version, the parser's, and the corpus."""
    digest = hashlib.sha256()
    for case in corpus:
        digest.update(f"{case.id} {case.provenance['sha256']} {case.gold}\n".encode())
    return (
        f"litedrift ({__version__})",
        f"libxml2 ({'.'.join(map(str, etree.LIBXML_VERSION))})",
        f"corpus ({corpus.version}, digest {digest.hexdigest()[:12]})",
    )


class Crew:
    """An opened bench: one run for each subject, all on one mutator."""

    def __init__(self, corpus: Corpus, subjects: Sequence[Subject], oracle: Oracle) -> None:
        self.mutator = Mutator(corpus)
        self.runs = tuple(Run(self.mutator, subject, oracle=oracle) for subject in subjects)

    def judge(self, item: Item) -> tuple[Judged, ...]:
        """Make one page and have every subject read it."""
        return judge_once(self.mutator, self.runs, item)

    def close(self) -> None:
        """Close the subjects."""
        for run in self.runs:
            run.subject.close()


def judge_once(mutator: Mutator, runs: Iterable[Run], item: Item) -> tuple[Judged, ...]:
    """Make one page and have every run's subject read it."""
    case_id, steps = item
    mutant = mutator.apply(mutator.corpus.case(case_id), steps)
    return tuple(run.judge_mutant(mutant) for run in runs)


def judge_in_parallel(
    runs: Sequence[Run], items: Iterable[Item], described: Bench | None, scale: Scale
) -> Generator[tuple[Judged, ...], None, None]:
    """Yield for each item, in order, what each of the runs judges; the same for every scale.

    The runs must be those that are described: they judge here where workers are not worth their start, and where
    nothing is described.

    Raises:
        UsageError: the scheduler cannot be used.
        SubjectError: a worker died, or judges otherwise than this process.

    """
    mutator = runs[0].mutator
    if described is None:
        yield from (judge_once(mutator, runs, item) for item in items)
        return
    waiting = list(items)
    jobs = scale.jobs
    if jobs is None and scale.dask is None:
        waiting.reverse()
        jobs = yield from _tried(mutator, runs, waiting)
        waiting.reverse()
    with open_workers(jobs or 1, dask=scale.dask, modules=(__name__,)) as workers:
        if workers.here:
            yield from (judge_once(mutator, runs, item) for item in waiting)
        else:
            yield from _judge_pieces(workers, described, waiting, mutator.corpus)


def _tried(mutator: Mutator, runs: Sequence[Run], stack: list[Item]) -> Generator[tuple[Judged, ...], None, int]:
    """Judge the first items here, from the end of `stack`; return how many processes are worth it for the rest."""
    spent, done = 0.0, 0
    while stack and spent < _TRIAL:
        item = stack.pop()
        begun = time.perf_counter()
        judged = judge_once(mutator, runs, item)
        spent += time.perf_counter() - begun
        done += 1
        yield judged
    return Scale().worth(spent / done * len(stack)) if done else 1


def _judge_pieces(
    workers: Workers, described: Bench, items: Sequence[Item], corpus: Corpus
) -> Iterator[tuple[Judged, ...]]:
    """Yield what workers judge of the items, in order."""
    pieces = Pieces(items, workers.count)
    for count, seconds, data in workers.map(_judge_piece, ((described, piece) for piece in pieces)):
        pieces.learn(count, seconds)
        yield from unpack(data, corpus)


def _judge_piece(task: tuple[Bench, Sequence[Item]]) -> tuple[int, float, bytes]:
    """Return of how many items, after how many seconds, what was judged."""
    described, items = task
    crew = opened(described)
    begun = time.perf_counter()
    data = pack([crew.judge(item) for item in items])
    return len(items), time.perf_counter() - begun, data
