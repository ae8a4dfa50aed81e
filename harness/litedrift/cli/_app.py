"""What every command is made of: the same settings of the parser, and the options that all of them take."""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

#: Help is plain text, which stays readable in a log; an unexpected exception keeps Python's own traceback.
SETTINGS: Final[dict[str, Any]] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


def _leave_colours_out(value: bool) -> None:  # noqa: FBT001  # typer calls it with the flag
    if value:
        os.environ["NO_COLOR"] = "1"


NoColorOption = Annotated[
    bool,
    typer.Option(
        "--no-color",
        callback=_leave_colours_out,
        is_eager=True,
        expose_value=False,
        help="Print no colours (also NO_COLOR).",
    ),
]


class Group(TyperGroup):
    """Prints the whole first line of what its commands say of themselves."""

    def lines(self) -> list[tuple[str, str]]:
        """Return the name of each command, and its line."""
        return [(name, (each.help or "").partition("\n")[0]) for name, each in self.commands.items()]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as its base class is called
        with formatter.section("Commands"):
            formatter.write_dl(self.lines())


class PagesByDefault(Group):
    """A first word that is no command is a page: ``litedrift watch https://…`` needs no further word."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("-h", "--help"):
            args = ["look", *args]
        return super().parse_args(ctx, args)


def group(help_text: str, cls: type[Group] = Group) -> typer.Typer:
    """Return a command that holds commands."""
    return typer.Typer(help=help_text, cls=cls, no_args_is_help=True, add_completion=False, **SETTINGS)


def with_records(command: Callable[..., int]) -> Callable[..., int]:
    """Return a command for typer, which knows plain parameters only: each record stands for all of its fields.

    The options of a record take its place in the help, and the command is called with the record made of them.
    """
    signature = inspect.signature(command, eval_str=True)
    parameters = signature.parameters.items()
    records: dict[str, Any] = {name: each.annotation for name, each in parameters if is_dataclass(each.annotation)}
    plain: list[inspect.Parameter] = []
    for name, each in parameters:
        plain += inspect.signature(records[name], eval_str=True).parameters.values() if name in records else [each]

    @wraps(command)
    def called(**given: Any) -> int:
        for name, record in records.items():
            given[name] = record(**{each.name: given.pop(each.name) for each in fields(record)})
        return command(**given)

    by_name = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in plain]
    vars(called)["__signature__"] = signature.replace(parameters=by_name)
    return called


def parser(name: str, found: typer.Typer | Callable[..., int]) -> Any:
    """Return the parser of one command, a function or a group, under its name."""
    command = typer.main.get_command(found if isinstance(found, typer.Typer) else _alone(name, found))
    command.name = name
    shared = typer.main.get_command(_alone("", _every)).params
    for each in getattr(command, "commands", {"": command}).values():
        each.params.extend(shared)
    return command


def _alone(name: str, function: Callable[..., Any]) -> typer.Typer:
    alone = typer.Typer(add_completion=False, **SETTINGS)
    alone.command(name)(function)
    return alone


def _every(no_color: NoColorOption = False) -> None:
    pass
