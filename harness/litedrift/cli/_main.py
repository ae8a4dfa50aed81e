"""The command ``litedrift``: collects the commands and turns errors into one line and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand

from litedrift.cli._app import SETTINGS, Group, NoColorOption, parser
from litedrift.cli._exits import COULD_NOT, INTERRUPTED, READER_GONE, tell
from litedrift.errors import LitedriftError

# Newer typer carries a click of its own, older typer imports the installed one: this is ClickException in both.
_UsageFault: type[Exception] = typer.BadParameter.__mro__[2]

#: Command → where it lies, and the first line of its help: only what is called is imported.
_COMMANDS: Final = {
    "check": ("_check:check", "Judge an extractor: every case clean, each operator once a case, and 500 chains."),
    "doctor": (
        "_doctor:doctor",
        "Try five trivial pages. Exit 0: all is well; 1: the extractor reads wrong; 2: the adapter is broken.",
    ),
    "init": (
        "_init:init",
        "Write a config table, a test, an empty baseline and a CI workflow; what exists is left as it is.",
    ),
    "replay": ("_replay:replay", "Print, save or run one mutant by its id."),
    "export": (
        "_export:export",
        "Write the pages that `check` would judge; `score` judges the answers. The same bytes in every run.",
    ),
    "score": (
        "_score:score",
        "Judge a file of results with the verdicts and exit codes of `check`. Name the options of the export again.",
    ),
    "validate": (
        "_validate:validate_command",
        "Say what cannot be right about a record: shape, grounding in the page, plausibility.",
    ),
    "survive": (
        "_survive:survive",
        "Measure how many composed changes an extractor survives, and whether it is honest when it does not.",
    ),
    "sweep": (
        "_sweep:sweep",
        "Extract and validate every page of WARC files; run it again after a kill, and it goes on where it was.",
    ),
    "compare": (
        "_compare:compare",
        "Judge several extractors by the same plan: accuracy, robustness, honesty and speed, never averaged.",
    ),
    "capture": (
        "_capture:capture",
        "Save pages exactly as served, with proposed gold; nobody is judged by them until `litedrift corpus review`.",
    ),
    "report": (
        "_report:report",
        "Write one self-contained HTML file: what failed under which change, and each failure with its page.",
    ),
    "timeline": (
        "_timeline:timeline",
        "Run an extractor over every template the site has had, and say when it would have broken, loudly or silently.",
    ),
    "triage": (
        "_triage:triage",
        (
            "Say whether you or the site broke it: an old and a new page, "
            "read by one extractor or by an old and a new one."
        ),
    ),
    "kill-matrix": (
        "_kill_matrix:kill_matrix_command",
        "Print which bad extractor dies where; exit 1 when one lives, or when an operator catches none.",
    ),
    "completion": (
        "_completion:completion",
        "Print the completion script of a shell; `litedrift --install-completion` puts it where this shell looks.",
    ),
    "baseline": ("_baseline:app", "Failures that are known and accepted, each pinned to its value."),
    "corpus": ("_corpus:app", "The saved pages and their gold."),
    "drift": ("_drift:app", "The catalogue of layout drift."),
    "watch": ("_watch:app", "Watch pages: has the template changed, and does your extractor still read it?"),
}


class _Commands(Group):
    """Imports a command when it is called, and says the table's lines without importing any."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Any = dict.fromkeys(_COMMANDS)  # the names alone: for lists and for suggestions
        self._listing = False

    def lines(self) -> list[tuple[str, str]]:
        return [(name, line) for name, (_, line) in _COMMANDS.items()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # as its base class is called
        if cmd_name not in _COMMANDS:
            return None
        place, line = _COMMANDS[cmd_name]
        if self._listing:
            return TyperCommand(cmd_name, help=line)
        module, _, name = place.partition(":")
        command = parser(cmd_name, getattr(import_module(f"litedrift.cli.{module}"), name))
        tell(command, cmd_name)
        return command

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Return the commands that begin so: a shell asks at each press of its key."""
        self._listing = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._listing = False


app = typer.Typer(
    name="litedrift",
    cls=_Commands,
    help="Test an HTML extractor: does it survive layout drift, and does it ever invent a value?",
    no_args_is_help=True,
    **SETTINGS,
)


def _version(value: bool) -> None:  # noqa: FBT001  # typer calls it with the flag
    if value:
        from litedrift._version import __version__  # noqa: PLC0415  # reading a distribution's metadata is slow

        typer.echo(f"litedrift {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[  # handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    no_color: NoColorOption = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit."""
    # A build server ends a job with SIGTERM: like Ctrl-C, it must end the subject's processes too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without a sign shows another one, and the run goes on
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except _UsageFault as error:
        _complain_of_usage(error)
    except LitedriftError as error:
        _complain(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at its end
        return READER_GONE
    except OSError as error:
        _complain(f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error))
    except Exception:  # noqa: BLE001  # Python's own exit code would say that there are findings
        traceback.print_exc()
        _complain("this is a fault of litedrift itself, and nothing was judged")
    else:
        return code or 0
    return COULD_NOT


def _complain_of_usage(error: Any) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    command = error.ctx.command_path if getattr(error, "ctx", None) else "litedrift"
    _complain(f"{error.format_message().rstrip('.')} (see `{command} --help`)")


def _complain(message: str) -> None:
    typer.echo(f"litedrift: {' '.join(message.split())}", err=True)
