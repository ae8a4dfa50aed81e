"""The page of commands, from the argument parsers themselves."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import typer
from markdown import code, table

from litedrift.cli._exits import EVERYWHERE, EXITS
from litedrift.cli._main import app

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Options that every command has.
_EVERYWHERE = frozenset({"help", "install_completion", "show_completion"})


def page() -> str:
    """Return the page."""
    found = dict(_leaves(typer.main.get_command(app), ""))
    parts = [
        "# Commands",
        "`litedrift COMMAND --help` prints the same. `litedrift --version` prints the version.",
        "## Exit codes",
        table(("every command", "meaning"), ((str(code), meaning) for code, meaning in EVERYWHERE.items())),
        table(("command", "0", "1"), ((f"[{name}](#{name.replace(' ', '-')})", *EXITS[name]) for name in found)),
    ]
    for name, command in found.items():
        parts += [f"## {name}", *_described(inspect.cleandoc(command.help or "")), _parameters(command)]
    return "\n\n".join(part for part in parts if part)


def _leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield each command that does something, with the words that call it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name in inner:
        yield from _leaves(command.get_command(None, name), f"{path} {name}".strip())


def _described(text: str) -> Iterator[str]:
    """Yield the paragraphs of a command's help, its example as code."""
    for part in text.split("\n\n"):
        line = " ".join(part.split())
        yield f"    {line.removeprefix('Example: ')}" if line.startswith("Example: ") else line


def _parameters(command: Any) -> str:
    context = command.make_context(command.name, [], resilient_parsing=True)
    told = (each.get_help_record(context) for each in command.params if each.name not in _EVERYWHERE)
    rows = [(code(each[0].replace("`", "")), each[1]) for each in told if each is not None]
    return table(("option", "meaning"), rows) if rows else ""
