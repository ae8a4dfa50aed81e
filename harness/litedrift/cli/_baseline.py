"""``litedrift baseline``: write the file of known failures, and bring it up to date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from litedrift._settings import load_settings
from litedrift.baseline import Baseline, Comparison, check_ids, read_baseline, updated, with_entries, write_baseline
from litedrift.cli._app import group, with_records
from litedrift.cli._options import CorpusOption, Named, OverlayOption, Terms, open_corpus
from litedrift.cli._outputs import BaselineOption, baseline_path
from litedrift.cli._subjects import end_subject, open_subject
from litedrift.cli._terminal import QuietOption, progress_bar
from litedrift.corpus import NORMALISER_VERSION
from litedrift.drift import Mutator, default_plan
from litedrift.errors import UsageError
from litedrift.events import judged_event, read_events
from litedrift.judge import Run

if TYPE_CHECKING:
    from litedrift.corpus import Corpus

app = group("Failures that are known and accepted, each pinned to its value.")

FromOption = Annotated[
    Path | None,
    typer.Option(
        "--from", metavar="EVENTS", help="Take the run from `check --events FILE` instead.", show_default=False
    ),
]
CleanOption = Annotated[bool, typer.Option("--clean-only", help="Leave the mutants out.")]
SeedOption = Annotated[int, typer.Option(help="The seed of the plan.")]


@app.command("write")
@with_records
def write(
    *,
    named: Named,
    baseline: BaselineOption = None,
    events: FromOption = None,
    clean_only: CleanOption = False,
    seed: SeedOption = 0,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    quiet: QuietOption = False,
) -> int:
    """Write all of today's failures into a new file.

    Example: litedrift baseline write --call mypackage.scraper:extract
    """
    settings = load_settings()
    pages = open_corpus(corpus, overlay)
    path = baseline_path(baseline, settings)
    if path.exists() and read_baseline(path).entries:
        raise UsageError(f"{path}: exists; `litedrift baseline update --accept` adds to it and keeps what you wrote")
    known = Comparison(Baseline(pages.version), str(path), _today())
    run = _events(pages, known, events, named, terms, clean_only=clean_only, seed=seed, quiet=quiet)
    _write(path, known, run, pages, accept=True)
    return 0


@app.command("update")
@with_records
def update(
    *,
    named: Named,
    baseline: BaselineOption = None,
    events: FromOption = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Add new failures, and pin changed ones to today's value.")
    ] = False,
    clean_only: CleanOption = False,
    seed: SeedOption = 0,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    quiet: QuietOption = False,
) -> int:
    """Remove the entries whose failure is gone; add nothing unless told to.

    Example: litedrift baseline update --call mypackage.scraper:extract --accept
    """
    settings = load_settings()
    pages = open_corpus(corpus, overlay)
    path = baseline_path(baseline, settings)
    old = read_baseline(path)
    check_ids(old, pages, where=str(path))
    if accept:  # digests of another normaliser are then simply changed
        old = replace(old, normaliser=NORMALISER_VERSION)
    known = Comparison(old, str(path), _today())
    run = _events(pages, known, events, named, terms, clean_only=clean_only, seed=seed, quiet=quiet)
    return _write(path, known, run, pages, accept=accept)


def _write(path: Path, known: Comparison, run: Iterable[dict[str, Any]], pages: Corpus, *, accept: bool) -> int:
    ran = 0
    for event in run:
        known.mark(event)
        ran += event["status"] == "ran"
    if not ran:
        raise UsageError("zero cases ran: there is nothing to write down")
    result = updated(known, suite=pages.version, accept=accept)
    write_baseline(path, result)
    left = {key: count for key, count in known.summary().items() if key in ("new", "changed", "expired")}
    typer.echo(f"{path}: {len(result.entries)} entries, {len(known.stale)} removed, {len(known.not_run)} not run")
    waiting = left["expired"] if accept else sum(left.values())
    if waiting:
        counts = ", ".join(f"{count} {word}" for word, count in left.items() if count)
        typer.echo(
            f"still findings: {counts}" + ("; move `expires` by hand" if accept else "; --accept takes new and changed")
        )
    return 1 if waiting else 0


def _events(
    pages: Corpus,
    known: Comparison,
    events: Path | None,
    named: Named,
    terms: Terms,
    *,
    clean_only: bool,
    seed: int,
    quiet: bool,
) -> Iterator[dict[str, Any]]:
    """Yield the judged events of a recorded run, or of a run that is made now."""
    if events is not None:
        yield from (event for event in read_events(events) if event["type"] == "judged")
        return
    plan = default_plan(pages, seed=seed, clean_only=clean_only)
    if not clean_only:
        plan = with_entries(plan, known.baseline, pages)
    extractor = open_subject(load_settings(), named, terms)
    try:
        with progress_bar("judging", len(plan), quiet=quiet) as advance:
            for judged in Run(Mutator(pages), extractor).judge_all(plan.items):
                yield judged_event(judged)
                advance()
    finally:
        end_subject(extractor)


def _today() -> date:
    return datetime.now(UTC).date()
