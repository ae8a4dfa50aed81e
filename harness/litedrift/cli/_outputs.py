"""What a run writes beside the terminal: events, JUnit, GitHub's places, a badge; and the baseline that marks them."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from litedrift._version import __version__
from litedrift.baseline import BASELINE_NAME, Comparison, check_ids, read_baseline
from litedrift.cli._options import GithubOption
from litedrift.cli._terminal import print_part
from litedrift.cli._writable import to_write
from litedrift.errors import UsageError
from litedrift.events import failures, finished_event, judged_event, replacing, started_event, write_line
from litedrift.judge import Verdict
from litedrift.reports import Badge, GitHub, JUnit, print_baseline, print_report, verdict_line

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from rich.console import Console

    from litedrift._settings import Settings
    from litedrift.corpus import Case, Corpus
    from litedrift.drift import Mutator, Plan
    from litedrift.judge import Judged, Run, Tally
    from litedrift.reports.html import Facts

BaselineOption = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help=f"Known failures (default: {BASELINE_NAME} beside pyproject.toml, if there is one).",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Written:
    """What a run writes beside the terminal, each to the file that is named."""

    summary: Annotated[
        Path | None,
        to_write("--json", "Write a summary."),
    ] = None
    events: Annotated[
        Path | None,
        to_write("--events", "Write the event stream."),
    ] = None
    junit: Annotated[
        Path | None,
        to_write("--junit", "Write JUnit XML."),
    ] = None
    badge: Annotated[
        Path | None,
        to_write("--badge", "Write the JSON of a badge."),
    ] = None
    report: Annotated[
        Path | None,
        to_write("--report", "Write the HTML report."),
    ] = None
    github: GithubOption = None


def open_baseline(given: Path | None, settings: Settings, pages: Corpus) -> Comparison | None:
    """Return the comparison with the baseline that the option or the settings name; None where there is none.

    Raises:
        BaselineError: it cannot be read, or names what does not exist.

    """
    path = baseline_path(given, settings)
    if given is None and not settings.get("baseline") and not path.is_file():
        return None
    known = read_baseline(path)
    check_ids(known, pages, where=str(path))
    return Comparison(known, str(path), datetime.now(UTC).date())


def baseline_path(given: Path | None, settings: Settings) -> Path:
    """Return where the baseline lies: the option, the setting, or beside pyproject.toml."""
    return given or settings.home / settings.get("baseline", BASELINE_NAME)


class Outputs:
    """Turns each judged page into an event, marks it, and hands it to every report that was asked for."""

    def __init__(
        self,
        written: Written,
        known: Comparison | None = None,
        *,
        reproduce: str = "litedrift replay",
        include_private: bool = False,
    ) -> None:
        self.known = known
        self._reproduce = reproduce
        self._written = written
        self._include_private = include_private
        self._stack = ExitStack()
        self._readers: list[Callable[[dict[str, Any]], None]] = []
        self._facts = _facts() if written.report else None
        if self._facts:
            self._readers.append(self._facts.read)
        if written.junit:
            self._readers.append(JUnit(written.junit, reproduce=reproduce).read)
        if written.badge:
            self._readers.append(Badge(written.badge).read)
        if os.environ.get("GITHUB_ACTIONS") == "true" if written.github is None else written.github:
            place = os.environ.get("GITHUB_STEP_SUMMARY")
            self._readers.append(GitHub(typer.echo, Path(place) if place else None, reproduce=reproduce).read)

    def __enter__(self) -> Self:
        if self._written.events:
            stream = self._stack.enter_context(replacing(self._written.events))
            self._readers.append(lambda event: write_line(stream, event))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def start(self, plan: Plan, run: Run) -> None:
        """Send the header."""
        self._send(started_event(plan, run))

    def read(self, judged: Judged) -> bool:
        """Send one page; return whether it is news: it failed, and not as the baseline says."""
        if not self._readers and self.known is None:
            return judged.failed
        event = judged_event(judged, include_private=self._include_private)
        if self.known is not None:
            event = self.known.mark(event)
        self._send(event)
        return any(not each.excused for each in failures(event))

    def finish(self, tally: Tally) -> None:
        """Send the footer, at which the reports are written.

        Raises:
            UsageError: nothing was judged, so that there is nothing to report.

        """
        _require_something(tally)
        self._send(finished_event(tally, baseline=self.known.summary() if self.known else None))

    def write_summary(self, tally: Tally, facts: Mapping[str, Any]) -> None:
        """Write the counts and whatever else is known of the run, if a summary was asked for."""
        if self._written.summary:
            with replacing(self._written.summary) as stream:
                json.dump(tally.summary() | {"litedrift": __version__, **facts}, stream, indent=2)

    def write_report(self, mutator: Mutator, minimal: Mapping[str, str]) -> None:
        """Write the HTML report, if one was asked for; `minimal` maps the id of a failure to that of the smallest."""
        if self._written.report and self._facts:
            from litedrift.reports.html import Options, write_report  # noqa: PLC0415  # see `_facts`

            options = Options(include_private=self._include_private, reproduce=self._reproduce, minimal=minimal)
            write_report(self._written.report, [self._facts], mutator, options)

    def conclude(
        self,
        console: Console,
        tally: Tally,
        failures: Sequence[Judged],
        *,
        show: int,
        quiet: bool,
        verbose: bool,
        news: int | None = None,
        baseline: Callable[[Case], bytes] | None = None,
    ) -> int:
        """Print how the run ended and at most `show` of its failures; return the exit code, 1 unless nothing is news.

        `news` is how many failures there are where not all are given. `baseline` gives the page that a mutant is
        compared with; without it no markup is printed.
        """
        if quiet:
            console.print(verdict_line(tally))
        else:
            print_report(
                console,
                tally,
                failures,
                reproduce=self._reproduce,
                limit=show,
                news=news,
                baseline=baseline,
                include_private=self._include_private,
                verbose=verbose,
            )
        if self.known is not None:
            print_baseline(console, self.known, limit=0 if quiet else show)
        return 1 if (tally.total.failed if self.known is None else self.known.findings) else 0

    def interrupted(self, console: Console, tally: Tally, cut: KeyboardInterrupt, *, quiet: bool) -> int:
        """Print what was judged before Ctrl-C; return the exit code."""
        if quiet:
            return print_part(console, cut, lambda: console.print(verdict_line(tally)))
        return print_part(console, cut, lambda: print_report(console, tally, (), reproduce=self._reproduce, limit=0))

    def _send(self, event: dict[str, Any]) -> None:
        for read in self._readers:
            read(event)


def _require_something(tally: Tally) -> None:
    total = tally.total
    if total.ran + total.errored == 0:
        raise UsageError("zero cases ran: every selected page was a no-op or infeasible, nothing was judged")
    judged = sum(count for word, count in tally.verdicts.items() if word is not Verdict.UNSUPPORTED)
    if total.unsupported and not judged and not total.failed:
        raise UsageError("zero fields judged: the extractor claims to read none of those that the selected pages have")


def _facts() -> Facts:
    from litedrift.reports.html import Facts  # noqa: PLC0415  # templates are dear, and most runs write no page

    return Facts()
