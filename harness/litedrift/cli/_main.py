"""The command ``litedrift``: collects the commands and turns errors into one line and an exit code.

Exit codes: 0 nothing new, 1 findings, 2 could not judge, 130 interrupted.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated, Any

import typer

from litedrift._version import __version__
from litedrift.cli import (
    _baseline,
    _capture,
    _check,
    _compare,
    _corpus,
    _doctor,
    _drift,
    _export,
    _init,
    _kill_matrix,
    _replay,
    _report,
    _score,
    _survive,
    _sweep,
    _timeline,
    _triage,
    _validate,
    _watch,
)
from litedrift.errors import LitedriftError

# Newer typer carries a click of its own, older typer imports the installed one: this is ClickException in both.
_UsageFault: type[Exception] = typer.BadParameter.__mro__[2]

app = typer.Typer(
    name="litedrift",
    help="Test an HTML extractor: does it survive layout drift, and does it ever invent a value?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(_check.check)
app.command("doctor")(_doctor.doctor)
app.command("init")(_init.init)
app.command("replay")(_replay.replay)
app.command("export")(_export.export)
app.command("score")(_score.score)
app.command("validate")(_validate.validate_command)
app.command("survive")(_survive.survive)
app.command("sweep")(_sweep.sweep)
app.command("compare")(_compare.compare)
app.command("capture")(_capture.capture)
app.command("report")(_report.report)
app.command("timeline")(_timeline.timeline)
app.command("triage")(_triage.triage)
app.command("kill-matrix")(_kill_matrix.kill_matrix_command)
app.add_typer(_baseline.app, name="baseline")
app.add_typer(_corpus.app, name="corpus")
app.add_typer(_drift.app, name="drift")
app.add_typer(_watch.app, name="watch")


def _version(value: bool) -> None:  # noqa: FBT001  # typer calls it with the flag
    if value:
        typer.echo(f"litedrift {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[  # handled by its callback
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line and exit."""
    # A build server ends a job with SIGTERM: like Ctrl-C, it must end the subject's processes too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code = app(standalone_mode=False)
    except (KeyboardInterrupt, typer.Abort):
        code = 130
    except _UsageFault as error:
        _complain_of_usage(error)
        code = 2
    except LitedriftError as error:
        _complain(str(error))
        code = 2
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    sys.exit(code or 0)


def _complain_of_usage(error: Any) -> None:
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    command = error.ctx.command_path if getattr(error, "ctx", None) else "litedrift"
    _complain(f"{error.format_message().rstrip('.')} (see `{command} --help`)")


def _complain(message: str) -> None:
    typer.echo(f"litedrift: {' '.join(message.split())}", err=True)
