"""``litedrift watch``: whether the site's template has changed, and whether your extractor still reads it."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.cli._app import PagesByDefault, group
from litedrift.cli._options import CallOption, CmdOption, CorpusOption, DemoOption, GithubOption, Named
from litedrift.cli._subjects import open_subject
from litedrift.cli._terminal import progress_bar, terminal
from litedrift.cli._writable import to_write
from litedrift.corpus import bundled_corpus, load_corpus
from litedrift.corpus._site import load_site  # the table alone: reading every case for it takes too long here
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.reports import _watch as report
from litedrift.watch import History, Look, State, Watcher, alarms, pages, thresholds
from litedrift.watch import accept as accept_alarms
from litedrift.watch._evaluate import evaluate as evaluate_watch
from litedrift.watch._figures import operators_expected
from litedrift.watch._notify import send
from litedrift.watch._replay import replay
from litedrift.watch._shipped import read_shipped, write_shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.subjects import Subject
    from litedrift.watch import Alarm

HistoryOption = Annotated[
    Path, typer.Option("--history", metavar="FILE", help="Where what was seen is kept.", show_default=True)
]
FiguresOption = Annotated[
    Path | None,
    to_write("--json", "Write what was seen."),
]
_HISTORY = Path(".litedrift") / "watch.sqlite3"
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


app = group("Watch pages: has the template changed, and does your extractor still read it?", cls=PagesByDefault)


@app.command("look")
def look(
    names: Annotated[list[str], typer.Argument(metavar="PAGE...", help="Addresses, files, or directories of *.html.")],
    history: HistoryOption = _HISTORY,
    call: CallOption = None,
    cmd: CmdOption = None,
    demo: DemoOption = False,
    no_extractor: Annotated[
        bool, typer.Option("--no-extractor", help="Watch the template alone, whatever the settings name.")
    ] = False,
    every: Annotated[
        str | None, typer.Option(metavar="TIME", help="Go on, a round each 30m, 2h or 1d.", show_default=False)
    ] = None,
    pause: Annotated[float, typer.Option(metavar="SECONDS", help="Between two requests.")] = 1.0,
    webhook: Annotated[
        str | None, typer.Option(metavar="URL", help="Post alarms there, as JSON.", show_default=False)
    ] = None,
    github: GithubOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Any page that is not the same is a change.")] = False,
    json_file: FiguresOption = None,
    corpus: CorpusOption = None,
) -> int:
    """Look at pages, once or again and again: exit 0 same, 1 changed, 2 could not be fetched or judged.

    Example: litedrift watch https://lite.cnn.com/ --call mypackage.scraper:extract
    """
    wait = _seconds(every) if every else None
    root = corpus or bundled_corpus()
    subject = None if no_extractor else _subject(Named(call, cmd, demo=demo))
    store = History(history)
    console = terminal()
    try:
        watcher = Watcher(store, load_site(root), subject=subject, shipped=read_shipped(root))
        while True:
            watcher.forget_profiles()
            looks = []
            for page in pages(names, pause=pause):
                looks.append(watcher.look(page))
                report.print_look(console, looks[-1])
            still = alarms(store, "state = 'open'")
            report.print_looks(console, looks, still)
            if json_file:
                _write(json_file, looks, still)
            if os.environ.get("GITHUB_ACTIONS") == "true" if github is None else github:
                summary = os.environ.get("GITHUB_STEP_SUMMARY")
                report.github(looks, still, console.print, Path(summary) if summary else None)
            for fault in send(store, webhook) if webhook else ():
                typer.echo(fault, err=True)
            if wait is None:
                return _code(looks, still, strict=strict)
            time.sleep(wait)
    finally:
        store.close()
        if subject is not None:
            subject.close()


@app.command()
def status(history: HistoryOption = _HISTORY) -> int:
    """Say where each kind of page stands; exit 1 while an alarm is open.

    Example: litedrift watch status
    """
    store = _open(history)
    baselines = {}
    for kind in ("article", "index"):
        number = store.generation(kind)
        size = store.profile(kind, number).pages
        if size or store.captures(last=1, kind=kind):
            baselines[kind] = (size, number)
    still = alarms(store, "state = 'open'")
    flapping = [row["words"] for row in store.rows("SELECT words FROM causes WHERE state = 'flapping'")]
    report.print_status(terminal(), baselines, still, flapping)
    store.close()
    return 1 if still else 0


@app.command("history")
def history_command(
    history: HistoryOption = _HISTORY,
    last: Annotated[int, typer.Option(metavar="N", help="How many.", min=1)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """List what was seen, the newest first.

    Example: litedrift watch history --last 50
    """
    store = _open(history)
    captures = store.captures(last=last)
    if as_json:
        rows = [
            {
                "url": each.url,
                "digest": each.digest,
                "seen": each.seen,
                "kind": each.kind,
                "state": str(each.state),
                "words": each.words,
                "accepted": each.accepted,
                "fingerprint": each.fingerprint.to_dict(),
                "changes": [asdict(change) for change in each.changes],
            }
            for each in captures
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        report.print_captures(terminal(), captures)
    store.close()
    return 0


@app.command()
def accept(
    history: HistoryOption = _HISTORY,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="article or index (default: both).", show_default=False)
    ] = None,
) -> int:
    """Accept what is: the pages of the open alarms are normal from now on.

    Example: litedrift watch accept --kind article
    """
    if kind not in (None, "article", "index"):
        raise UsageError(f"unknown kind {kind!r}: it is article or index")
    store = _open(history)
    done = 0
    for each in (kind,) if kind else ("article", "index"):
        count, afresh = accept_alarms(store, each, datetime.now(UTC).isoformat(timespec="seconds"))
        if count:
            what = (
                f"a new baseline begins, learning {count}/{thresholds().accepted}"
                if afresh
                else "they join the baseline"
            )
            typer.echo(f"{each}: {count} captures accepted; {what}")
            done += count
    store.close()
    if not done:
        raise UsageError("no alarm is open: there is nothing to accept")
    return 0


@app.command()
def profiles(
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to (default: the corpus).", show_default=False)
    ] = None,
    corpus: CorpusOption = None,
) -> int:
    """Make the shipped profiles anew: what the pages of each template in the corpus look like.

    Example: litedrift watch profiles --corpus my-corpus
    """
    source = load_corpus(corpus)
    for path in write_shipped(source, out or source.root / "profiles"):
        typer.echo(str(path))
    return 0


@app.command()
def evaluate(
    json_file: FiguresOption = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the order of pages in the replay.")] = 0,
    corpus: CorpusOption = None,
) -> int:
    """Evaluate the watcher itself: replay the site's history, and every operator as a drift on held-out pages.

    Example: litedrift watch evaluate --json evaluation.json
    """
    mutator = Mutator(load_corpus(corpus))
    epochs = len(mutator.corpus.site.landmarks)
    with progress_bar("evaluating", 4 * epochs + len(operators_expected())) as advance:
        stages = replay(mutator, seed=seed, advance=advance)
        found = evaluate_watch(mutator, advance=lambda _: advance())
    console = terminal()
    report.print_evaluation(console, stages, found)
    if json_file:
        head = {
            "litedrift": __version__,
            "corpus": mutator.corpus.version,
            "replay": [each.to_dict() for each in stages],
        }
        with replacing(json_file) as stream:
            json.dump(head | found.to_dict(), stream, indent=2, ensure_ascii=False)
    return 0 if all(each.good for each in stages) else 1


def _subject(named: Named) -> Subject | None:
    """Return the extractor that is named; none is needed to watch a template."""
    settings = load_settings()
    if named == Named() and not (settings.get("call") or settings.get("cmd")):
        return None
    return open_subject(settings, named)


def _open(path: Path) -> History:
    if not path.is_file():
        raise UsageError(f"{path}: no such history; `litedrift watch PAGE...` begins one")
    return History(path)


def _seconds(text: str) -> float:
    found = re.fullmatch(r"(\d+)([smhd])", text)
    if not found or not int(found[1]):
        raise UsageError(f"--every {text!r}: expected a number and s, m, h or d, as in 30m")
    return int(found[1]) * _UNITS[found[2]]


def _code(looks: Sequence[Look], still: Sequence[Alarm], *, strict: bool) -> int:
    """Return the exit code: changed goes before not judged, for it is certain."""
    wrong = (State.MOVED, State.AT_RISK, State.BROKEN) if strict else (State.BROKEN,)
    if still or any(each.state in wrong for each in looks):
        return 1
    return 2 if any(each.unjudged for each in looks) else 0


def _write(path: Path, looks: Sequence[Look], still: Sequence[Alarm]) -> None:
    data = {
        "litedrift": __version__,
        "thresholds": thresholds().to_dict(),
        "pages": [
            {
                "url": each.url,
                "kind": each.kind,
                "state": str(each.state) if each.state else None,
                "words": each.error or each.words,
                "faults": list(each.faults),
                "learning": each.learning,
                "repeated": each.repeated,
                "changes": [asdict(change) for change in each.changes],
            }
            for each in looks
        ],
        "alarms": [each.to_dict() for each in still],
    }
    with replacing(path) as stream:
        json.dump(data, stream, indent=2, ensure_ascii=False)
