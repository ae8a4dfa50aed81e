"""``litedrift report``: the event stream of a run, or of several, as one HTML file to look at and to send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from litedrift.cli._options import CorpusOption, OverlayOption, open_corpus
from litedrift.cli._writable import writable
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.events import read_events
from litedrift.reports.html import Facts, Options, write_report


def report(
    events: Annotated[
        list[Path],
        typer.Argument(
            metavar="EVENTS…", help="From `check --events FILE`; several files are compared.", show_default=False
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", callback=writable, help="Where to write the HTML file.")
    ] = Path("litedrift-report.html"),
    survival: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Draw the curve of `survive --json FILE`.", show_default=False),
    ] = None,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    include_private: Annotated[bool, typer.Option("--include-private", help="Show captured text and pages.")] = False,
) -> int:
    """Write one self-contained HTML file: what failed under which change, and each failure with its page.

    Example: litedrift report events.ndjson -o report.html
    """
    pages = open_corpus(corpus, overlay)
    runs = [Facts.of(read_events(path)) for path in events]
    results = {str(result["subject"]): result for result in map(_survival, survival or ())}
    for subject in results.keys() - {facts.subject for facts in runs}:
        raise UsageError(f"--survival is of {subject}, the events are of {', '.join(each.subject for each in runs)}")
    write_report(output, runs, Mutator(pages), Options(include_private=include_private, survival=results))
    typer.echo(f"{output}: {output.stat().st_size / 1000:,.0f} kB, opens in any browser")
    return 0


def _survival(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a result of `litedrift survive --json`: {error}") from None
    if not isinstance(result, dict) or not isinstance(result.get("subject"), str):
        raise UsageError(f"{path}: not a result of `litedrift survive --json`")
    return result
