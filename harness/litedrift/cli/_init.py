"""``litedrift init``: the least that an author's repository needs. It adds files and never changes one."""

from __future__ import annotations

import json
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from litedrift._settings import load_settings
from litedrift.baseline import BASELINE_NAME, Baseline, render
from litedrift.cli._options import CallOption, CmdOption
from litedrift.corpus import load_corpus
from litedrift.errors import UsageError
from litedrift.events import replacing

_TEST = '''\
"""Every saved page of the litedrift corpus; `litedrift check` adds the mutants."""

import litedrift


@litedrift.parametrize({spec})
def test_conformance(case):
    case.check()
'''

_WORKFLOW = """\
name: litedrift
on:
  push:
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - name: Install
        run: |
          python -m pip install {requirement}
          if [ -f requirements.txt ]; then python -m pip install -r requirements.txt; fi
          if grep -qs '^\\[project\\]' pyproject.toml || [ -f setup.py ]; then python -m pip install .; fi
      - name: Judge
        run: python -m litedrift check --junit litedrift-junit.xml
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: litedrift
          path: litedrift-junit.xml
"""

RequirementOption = Annotated[
    str,
    typer.Option("--requirement", metavar="SPEC", help="What the workflow's pip installs, a path or an address too."),
]


@dataclass(frozen=True, slots=True)
class _File:
    """One file that the set-up wants; `appended` to what is there, where that can change no meaning."""

    path: Path
    text: str
    appended: bool = False


def init(
    call: CallOption = None,
    cmd: CmdOption = None,
    requirement: RequirementOption = "litedrift",
    directory: Annotated[
        Path, typer.Option("--directory", metavar="DIR", help="The repository.", show_default=False)
    ] = Path(),
) -> int:
    """Write a config table, a test, an empty baseline and a CI workflow; what exists is left as it is.

    Example: litedrift init --call mypackage.scraper:extract
    """
    if not directory.is_dir():
        raise UsageError(f"{directory}: no such directory")
    command: str | list[str] | None = cmd
    if call is None and cmd is None:
        call, command = _named(directory / "pyproject.toml")
    if (call is None) == (command is None):
        raise UsageError("name your extractor: --call package.module:function, or --cmd COMMAND")
    if call is not None and not all(call.partition(":")):
        raise UsageError(f"--call {call!r}: expected package.module:function")
    for file in _files(directory, call, command, requirement):
        _place(file)
    typer.echo("next: litedrift check")
    return 0


def _named(pyproject: Path) -> tuple[str | None, str | list[str] | None]:
    """Return the extractor that the table of a pyproject.toml names already."""
    settings = load_settings(pyproject.parent)
    return (settings.get("call"), settings.get("cmd")) if settings.path == pyproject.resolve() else (None, None)


def _files(home: Path, call: str | None, cmd: str | list[str] | None, requirement: str) -> Iterator[_File]:
    name, value = ("call", call) if call is not None else ("cmd", cmd)
    table = f"[tool.litedrift]\n{name} = {json.dumps(value, ensure_ascii=False)}\n"
    yield _File(home / "pyproject.toml", table, appended=True)
    if call is not None:
        yield _File(home / "tests" / "test_litedrift.py", _TEST.format(spec=json.dumps(call, ensure_ascii=False)))
    yield _File(home / BASELINE_NAME, render(Baseline(load_corpus().version)))
    workflow = _WORKFLOW.replace("{requirement}", shlex.quote(requirement))
    yield _File(home / ".github" / "workflows" / "litedrift.yml", workflow)


def _place(file: _File) -> None:
    path, text = file.path, file.text
    if path.exists() and not file.appended:
        typer.echo(f"kept     {path}")
        return
    if path.exists():
        before = _pyproject(path)
        if before is None:
            said = tomllib.loads(text)["tool"]["litedrift"].items() <= load_settings(path.parent).values.items()
            hint = "" if said else f": it has the table [tool.litedrift]; this would be it:\n\n{text}"
            typer.echo(f"kept     {path}{hint}")
            return
        text = before + ("" if before.endswith("\n") or not before else "\n") + ("\n" if before else "") + text
        typer.echo(f"added to {path}: [tool.litedrift]")
    else:
        typer.echo(f"wrote    {path}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as stream:
        stream.write(text)


def _pyproject(path: Path) -> str | None:
    """Return the text of a pyproject.toml to which the table can be added; None where it has it already."""
    try:
        text = path.read_bytes().decode("utf-8")
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}; nothing was added to it") from None
    return None if "litedrift" in data.get("tool", {}) else text
