"""``litedrift kill-matrix``: whether the suite catches extractors that are known to be bad."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from litedrift.cli._options import CorpusOption, open_corpus
from litedrift.cli._scale import DaskOption, JobsOption, scale_of
from litedrift.cli._terminal import QuietOption, print_part, progress_bar, terminal
from litedrift.cli._writable import to_write
from litedrift.drift import Mutator, operators
from litedrift.events import replacing
from litedrift.judge import KillMatrix, Shelf, kill_matrix
from litedrift.subjects import load_callable, load_table

if TYPE_CHECKING:
    from rich.console import Console

_BAD = "cnn_lite_bad:EXTRACTORS"
_GOOD = "cnn_lite:extract"


def kill_matrix_command(
    bad: Annotated[str, typer.Option(metavar="MODULE:TABLE", help="A mapping of name to bad extractor.")] = _BAD,
    good: Annotated[
        str, typer.Option(metavar="MODULE:FUNCTION", help="An extractor that reads the corpus right.")
    ] = _GOOD,
    seed: Annotated[int, typer.Option(help="Another seed draws other levels.")] = 0,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write the whole matrix."),
    ] = None,
    corpus: CorpusOption = None,
    jobs: JobsOption = "auto",
    dask: DaskOption = None,
    quiet: QuietOption = False,
) -> int:
    """Print which bad extractor dies where; exit 1 when one lives, or when an operator catches none.

    Example: litedrift kill-matrix --json matrix.json
    """
    pages = open_corpus(corpus, None)
    extractors, scale = load_table(bad), scale_of(jobs, dask)
    shelf = Shelf(bad, good, None if corpus is None else str(corpus.resolve()), str(Path.cwd()))
    matrix, console = KillMatrix(), terminal(quiet=quiet)
    models = {name: getattr(each, "models", "") for name, each in extractors.items()}
    try:
        with progress_bar("killing", sum(1 for _ in operators()) + 1, quiet=quiet) as advance:
            kill_matrix(
                Mutator(pages),
                pages,
                extractors,
                reference=load_callable(good),
                seed=seed,
                advance=advance,
                shelf=shelf,
                scale=scale,
                into=matrix,
            )
    except KeyboardInterrupt as cut:
        return print_part(console, cut, lambda: _print(console, matrix, models, survivors="not caught so far"))
    if json_file:
        with replacing(json_file) as stream:
            json.dump(matrix.to_dict(), stream, indent=2)
    _print(console, matrix, models)
    return 1 if matrix.void or matrix.survivors or matrix.toothless or matrix.overstated else 0


def _print(console: Console, matrix: KillMatrix, models: dict[str, str], *, survivors: str = "never caught") -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("bad extractor", "clean", "operators", "what it does"):
        table.add_column(heading, no_wrap=heading != "what it does")
    for name, groups in sorted(matrix.kills.items()):
        clean = "caught" if groups.get("(clean)") else "-"
        table.add_row(
            name, clean, str(len([each for each in groups if not each.startswith("(")])), models.get(name, "")
        )
    console.print(table)
    for name, reason in sorted(matrix.harmless.items()):
        console.print(f"{name}: {reason}", soft_wrap=True, markup=False)
    console.quiet = False
    if matrix.void:
        console.print("VOID: the control, which answers nothing at all, was not caught", style="bold red")
    caught = len(matrix.kills) - 1 - len(matrix.survivors)
    console.print(
        f"{caught} of {len(matrix.kills) - 1} bad extractors caught, "
        f"{len(matrix.caught_clean)} of them by clean pages alone; "
        f"{len(matrix.operators) - len(matrix.toothless) - len(matrix.harmless)} of {len(matrix.operators)} operators "
        f"catch at least one, {len(matrix.harmless)} say why none can fail under them",
        style="bold",
    )
    faults = (
        (survivors, matrix.survivors),
        ("operators that catch none", matrix.toothless),
        ("operators that say none can fail under them, though one does", matrix.overstated),
    )
    for label, names in faults:
        if names:
            console.print(f"{label}: {', '.join(names)}", style="red", soft_wrap=True)
