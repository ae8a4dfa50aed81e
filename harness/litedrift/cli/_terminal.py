"""What is printed while a command runs, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from litedrift.cli._exits import INTERRUPTED

QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print the last line only.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Print a row for every operator.")]


class _Terminal(Console):
    """A console that leaves it to the command line what a reader who went away means."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def terminal(*, quiet: bool = False) -> Console:
    """Return what a command prints to; a quiet one prints nothing until its `quiet` is set to False."""
    return _Terminal(highlight=False, quiet=quiet)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, and how far the run had come."""

    def __init__(self, done: int, total: int, label: str) -> None:
        super().__init__(f"interrupted after {done} of {total} ({label})")
        self.done = done


def print_part(console: Console, cut: KeyboardInterrupt, print_it: Callable[[], None]) -> int:
    """Print what was measured before Ctrl-C, if anything was, marked as a part of the run; return the exit code."""
    quiet, console.quiet = console.quiet, False
    console.print(f"partial: {str(cut) or 'interrupted'}", style="bold yellow")
    console.quiet = quiet
    if not isinstance(cut, Interrupted) or cut.done:
        print_it()
    return INTERRUPTED


@contextmanager
def progress_bar(label: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Show a bar with rate and remaining time on a terminal's stderr; give the function that advances it.

    Raises:
        Interrupted: Ctrl-C; it says how far the run came, on stderr too.

    """
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    done = 0

    def advance() -> None:
        nonlocal done
        done += 1
        progress.advance(task)

    try:
        with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
            task = progress.add_task(label, total=total)
            yield advance
    except KeyboardInterrupt:
        cut = Interrupted(done, total, label)
        typer.echo(str(cut), err=True)
        raise cut from None


class _Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        return Text("" if task.speed is None else f"{task.speed:,.0f}/s", style="dim")
