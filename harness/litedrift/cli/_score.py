"""``litedrift score``: judge answers that an extractor gave elsewhere, over an export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litedrift._settings import load_settings
from litedrift.cli._app import with_records
from litedrift.cli._export import Choice, chosen_plan
from litedrift.cli._names import FieldsOption, KindOption
from litedrift.cli._options import CorpusOption, OverlayOption, open_corpus
from litedrift.cli._outputs import BaselineOption, Outputs, Written, open_baseline
from litedrift.cli._subjects import open_results, replay_command
from litedrift.cli._terminal import QuietOption, VerboseOption, progress_bar, terminal
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.judge import Judged, Run, Tally


@with_records
def score(
    *,
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="Answers of the protocol, one a line.")],
    choice: Choice,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    fields: FieldsOption = None,
    kind: KindOption = None,
    written: Written,
    baseline: BaselineOption = None,
    show: Annotated[int, typer.Option(metavar="N", help="Print at most N failures.")] = 10,
    include_private: Annotated[
        bool, typer.Option("--include-private", help="Judge captured pages too, and show them.")
    ] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Judge a file of results with the verdicts and exit codes of `check`. Name the options of the export again.

    Example: litedrift score results.jsonl --fields headline,body
    """
    settings = load_settings()
    pages = open_corpus(corpus, overlay)
    mutator = Mutator(pages)
    plan = chosen_plan(pages, choice, include_private=include_private)
    outputs = Outputs(
        written,
        open_baseline(baseline, settings, pages),
        reproduce=replay_command(corpus, overlay),
        include_private=include_private,
    )
    subject = open_results(settings, results, mutator, fields=fields, kind=kind)
    run = Run(mutator, subject)
    tally = Tally(declared=len(pages))
    failures: list[Judged] = []
    console = terminal()
    try:
        with outputs, progress_bar("scoring", len(plan), quiet=quiet) as advance:
            outputs.start(plan, run)
            for judged in run.judge_all(plan.items):
                tally.add(judged)
                if outputs.read(judged):
                    failures.append(judged)
                advance()
            if subject.unasked:
                raise UsageError(
                    f"{results}: {len(subject.unasked)} of {subject.answers} answers are to pages that are not of this "
                    f"plan (first: {subject.unasked[0]}): export and score with the same options and version"
                )
            outputs.finish(tally)
    except KeyboardInterrupt as cut:
        return outputs.interrupted(console, tally, cut, quiet=quiet)
    outputs.write_report(mutator, {})
    outputs.write_summary(tally, {"corpus": pages.version, "subject": subject.name})
    if subject.unanswered:
        note = f"{subject.unanswered} pages have no answer in {results}: they count as crashes"
        typer.echo(f"{note} (were these the options of the export?)", err=True)
    return outputs.conclude(console, tally, failures, show=show, quiet=quiet, verbose=verbose)
