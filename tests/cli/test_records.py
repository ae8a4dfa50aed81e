"""Options that go together: a record of them is declared once, and a command takes it as one parameter."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer

from command import run
from litedrift.cli._app import parser, with_records
from litedrift.cli._options import Named, Terms
from litedrift.cli._subjects import replay_command


@dataclass(frozen=True, slots=True)
class Colours:
    ink: Annotated[str, typer.Option("--ink", metavar="NAME", help="Of the words.")] = "black"
    paper: Annotated[list[str] | None, typer.Option("--paper", help="Of the page.")] = None


@with_records
def paint(
    *,
    target: Annotated[Path, typer.Argument()],
    first: bool = False,
    colours: Colours,
    last: int = 3,
) -> int:
    """Paint."""
    painted.append((target, first, colours, last))
    return 0


painted: list[tuple[Path, bool, Colours, int]] = []


def test_a_record_stands_in_its_place_for_each_of_its_fields() -> None:
    names = [each.name for each in parser("paint", paint).params]

    assert names[:5] == ["target", "first", "ink", "paper", "last"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["wall"], (Path("wall"), False, Colours(), 3)),
        (
            ["wall", "--first", "--paper", "red", "--ink", "blue", "--paper", "green", "--last", "4"],
            (Path("wall"), True, Colours("blue", ["red", "green"]), 4),
        ),
    ],
)
def test_a_command_gets_the_record_that_its_words_make(words: list[str], expected: object) -> None:
    painted.clear()
    assert parser("paint", paint).main(words, standalone_mode=False) == 0

    assert painted == [expected]


def test_the_line_to_copy_says_again_what_was_named_and_nothing_else() -> None:
    line = replay_command(
        Path("my corpus"), [Path("private")], Named(cmd="node extract.js", once=True), Terms(fields="body", memory=512)
    )

    assert shlex.split(line) == shlex.split(
        "litedrift replay --corpus 'my corpus' --cmd 'node extract.js' --once --fields body --memory 512 --overlay private"
    )


@pytest.mark.parametrize(
    "two", [("--call", "a:b", "--cmd", "c"), ("--peer", "goose3", "--demo"), ("--demo", "--call", "a:b")]
)
def test_two_extractors_are_one_too_many(tmp_path: Path, two: tuple[str, ...]) -> None:
    done = run("check", *two, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "two extractors named: give one of --call, --cmd, --peer and --demo" in done.stderr
