"""``litedrift compare``: extractors side by side on the same pages."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from litedrift._settings import Settings, load_settings
from litedrift.cli._app import with_records
from litedrift.cli._export import Choice, chosen_plan
from litedrift.cli._options import CorpusOption, DemoOption, Named, OnceOption, OverlayOption, Terms, open_corpus
from litedrift.cli._scale import DaskOption, JobsOption, bench_for, scale_of
from litedrift.cli._subjects import end_subject, subject_recipe
from litedrift.cli._terminal import QuietOption, print_part, progress_bar, terminal
from litedrift.cli._writable import to_write
from litedrift.drift import Dice, Mutator, Plan
from litedrift.errors import UsageError
from litedrift.events import judged_event, read_events, replacing, started_event
from litedrift.judge import Bench, Run, Scale, Speed, judge_in_parallel, relative_speed
from litedrift.reports import Standing, compared, print_leaderboard
from litedrift.subjects import PEERS, CommandSubject, Subject

EventsArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[EVENTS]...", help="Recorded runs: `check --events FILE`.", show_default=False),
]
CallsOption = Annotated[
    list[str] | None,
    typer.Option("--call", metavar="MODULE:FUNCTION", help="A Python callable; repeat it.", show_default=False),
]
CmdsOption = Annotated[
    list[str] | None, typer.Option("--cmd", metavar="COMMAND", help="A program; repeat it.", show_default=False)
]
PeersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--peer", metavar="NAME", help=f"A library that people use; repeat it: {', '.join(PEERS)}.", show_default=False
    ),
]
NamesOption = Annotated[
    list[str] | None,
    typer.Option(
        "--name", metavar="LABEL", help="What to call them: callables, programs, peers, files.", show_default=False
    ),
]


@with_records
def compare(
    *,
    recorded: EventsArgument = None,
    call: CallsOption = None,
    cmd: CmdsOption = None,
    once: OnceOption = False,
    peer: PeersOption = None,
    demo: DemoOption = False,
    name: NamesOption = None,
    choice: Choice,
    sample: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Only N cases, drawn by the seed.", show_default=False),
    ] = None,
    speed: Annotated[bool, typer.Option("--speed/--no-speed", help="Time them: the one figure that varies.")] = True,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    jobs: JobsOption = "auto",
    dask: DaskOption = None,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write the figures."),
    ] = None,
    quiet: QuietOption = False,
) -> int:
    """Judge several extractors by the same plan: accuracy, robustness, honesty and speed, never averaged.

    Example: litedrift compare --call mypackage.scraper:extract --peer trafilatura --json compared.json
    """
    pages = open_corpus(corpus, overlay)
    if sample is not None:
        drawn = Dice(f"compare/{choice.seed}").shuffled(choice.case or [each.id for each in pages])[:sample]
        choice = replace(choice, case=drawn)
    plan = chosen_plan(pages, choice, include_private=bool(overlay))
    settings, files = load_settings(), recorded or []
    with ExitStack() as stack:
        runs, recipes = [], []
        for named in _chosen(settings, call, cmd, peer, demo=demo, once=once, alone=not files):
            recipes.append(subject_recipe(settings, named, terms))
            subject = recipes[-1].open()
            stack.callback(end_subject, subject)
            runs.append(Run(Mutator(pages), subject))
        labels = _labels(name, [_versioned(run.subject) for run in runs], files)
        standings = [Standing(label) for label in labels]
        described = bench_for(pages, corpus, overlay, *recipes)
        own, console, speeds = standings[: len(runs)], terminal(quiet=quiet), {}
        try:
            _judge(plan, runs, own, described, scale_of(jobs, dask), quiet=quiet)
            if speed:
                clean = [pages.case(case_id) for case_id, steps in plan.items if not steps]
                speeds = {label: relative_speed(run.subject, clean) for label, run in zip(labels, runs, strict=False)}
        except KeyboardInterrupt as cut:
            return print_part(console, cut, lambda: print_leaderboard(console, _result(compared(own, whole=False), {})))
    for standing, path in zip(standings[len(runs) :], files, strict=True):
        for event in read_events(path):
            standing.read(event)
    result = _result(compared(standings), speeds)
    if json_file:
        with replacing(json_file) as stream:
            json.dump(result, stream, ensure_ascii=False, indent=2)
    print_leaderboard(console, result)
    return 0


def _result(ordered: list[Standing], speeds: dict[str, Speed | None]) -> dict[str, Any]:
    """Return all figures, as ``compare --json`` has them; those that have no speed were not timed."""
    first = ordered[0]
    timed = {name: each.to_dict() for name, each in speeds.items() if each}
    return {
        **{key: first.header[key] for key in ("litedrift", "corpus", "normaliser", "libxml2", "plan")},
        "python": platform.python_version(),
        "digest": first.digest,
        "subjects": [each.to_dict() | {"speed": timed.get(each.name)} for each in ordered],
    }


def _chosen(
    settings: Settings,
    calls: list[str] | None,
    commands: list[str] | None,
    peers: list[str] | None,
    *,
    demo: bool,
    once: bool,
    alone: bool,
) -> Iterator[Named]:
    """Yield what opens each subject; the settings' own joins peers, where no other and no recorded run is named."""
    own = calls or commands or demo
    if not own and alone and (settings.get("call") or settings.get("cmd")):
        yield Named()
    elif not own and not peers and alone:
        raise UsageError("name what to compare: event files, --call, --cmd, --peer or --demo")
    if demo:
        yield Named(demo=True)
    yield from (Named(call=each) for each in calls or ())
    yield from (Named(cmd=each, once=once) for each in commands or ())
    yield from (Named(peer=each) for each in peers or ())


def _labels(names: list[str] | None, own: list[str], files: list[Path]) -> list[str]:
    labels = own + [_subject_of(path) for path in files]
    if len(names or ()) > len(labels):
        raise UsageError(f"{len(names or ())} names for {len(labels)} extractors")
    return [*(names or ()), *labels[len(names or ()) :]]


def _subject_of(path: Path) -> str:
    return str(next(read_events(path))["subject"])


def _versioned(subject: Subject) -> str:
    version = subject.hello.version if isinstance(subject, CommandSubject) else ""
    return f"{subject.name} {version}" if version and version not in subject.name else subject.name


def _judge(
    plan: Plan, runs: list[Run], standings: list[Standing], described: Bench, scale: Scale, *, quiet: bool
) -> None:
    """Make each page once and have every subject read it."""
    for run, standing in zip(runs, standings, strict=True):
        standing.read(started_event(plan, run))
    if not runs:
        return
    with (
        closing(judge_in_parallel(runs, plan.items, described, scale)) as results,
        progress_bar("comparing", len(plan), quiet=quiet) as advance,
    ):
        for all_judged in results:
            for judged, standing in zip(all_judged, standings, strict=True):
                standing.read(judged_event(judged, include_private=True))
            advance()
