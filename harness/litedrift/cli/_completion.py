"""``litedrift completion``: what a shell needs to complete commands, options and names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from typer.completion import get_completion_script  # type: ignore[attr-defined]


class Shell(StrEnum):
    """A shell that can complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help=", ".join(Shell))]) -> int:
    """Print the completion script of a shell; `litedrift --install-completion` puts it where this shell looks.

    Example: litedrift completion bash > ~/.local/share/bash-completion/completions/litedrift
    """
    typer.echo(get_completion_script(prog_name="litedrift", complete_var="_LITEDRIFT_COMPLETE", shell=shell.value))
    return 0
