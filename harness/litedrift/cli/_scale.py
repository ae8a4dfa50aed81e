"""The options of how many processes judge, and what a worker must be told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litedrift.cli._options import corpus_places
from litedrift.corpus import Corpus
from litedrift.errors import UsageError
from litedrift.judge import Bench, Oracle, Scale
from litedrift.judge import bench as bench_of
from litedrift.subjects import Recipe

JobsOption = Annotated[
    str,
    typer.Option("--jobs", "-j", metavar="N|auto", help="Processes; auto: as many as cores, where that pays."),
]
DaskOption = Annotated[
    str | None,
    typer.Option(
        "--dask",
        metavar="ADDRESS",
        help="Judge on a Dask cluster, by its scheduler: tcp://host:8786 (a callable's time limit needs --isolate).",
        show_default=False,
    ),
]
_MOST = 1024


def scale_of(jobs: str, dask: str | None = None) -> Scale:
    """Return how a run is spread over processes.

    Raises:
        UsageError: the number is none, or both a number and a cluster are given.

    """
    if jobs == "auto":
        return Scale(dask=dask)
    if not jobs.isdecimal() or not 1 <= int(jobs) <= _MOST:
        raise UsageError(f"--jobs {jobs}: expected a number from 1 to {_MOST}, or auto")
    if dask is not None:
        raise UsageError("--jobs is for this machine, --dask for a cluster: give one of them")
    return Scale(int(jobs))


def bench_for(
    pages: Corpus, root: Path | None, overlays: list[Path] | None, *subjects: Recipe, oracle: Oracle = Oracle.GOLD
) -> Bench:
    """Return what a worker opens in order to judge these subjects on this corpus."""
    root, places = corpus_places(root, overlays)
    laid = [str(path.resolve()) for path in places]
    return bench_of(pages, subjects, root=None if root is None else str(root.resolve()), overlays=laid, oracle=oracle)
