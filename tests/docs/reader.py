"""Follows a page of documentation as its reader would: in an empty directory, from top to bottom, block by block.

``make docs`` follows all pages and writes what commands print today in the place of what is shown and no longer true.

What is done with a block, says the word behind its fence:

- ``console``: lines that begin with ``$`` are run, the others are what is printed (``…`` stands for any text in a line,
  and alone for any lines); ``shell``: each line is run. ``echo $?`` prints how the last one ended, and where a page does
  not show it, a command must end with 0 (all is well) or 1 (findings).
- ``title="a/file"`` behind the language: the block is that file, and is written before what follows it; of one
  of ours (``harness/…``) it is a part, word for word.
- ``python`` is run, or its examples are when it begins with ``>>>``; ``toml`` is read, and a table of our settings is
  checked as the program would; ``json``, ``jsonl`` and ``yaml`` are read; ``protocol`` is checked message by message.
- ``text`` is shown and not run.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import json
import re
import sys
import tempfile
import tomllib
from doctest import ELLIPSIS
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

import ruamel.yaml
from sybil import Region, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from docs.transcript import Command, Shell, agrees, commands, tidy, usage_fault
from litedrift._settings import load_settings
from litedrift.corpus import first_fault
from litedrift.errors import LitedriftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sybil import Document, Example

_FENCE = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
_INFO = re.compile(r'(?P<language>[a-z]*)(?: title="(?P<title>[^"]+)")?')
_PROTOCOL = {"→": "protocol-request", "←": "protocol-answer"}


HOME: Final = Path(__file__).parents[2]
#: A command (as a regular expression) → why it is parsed and not run.
UNRUN: Final = {
    r"make .*": "what the gate runs anyway, for minutes",
    r"pip install .*": "an installation, and the network",
    r"python -m pytest .*--litedrift-call .*": "a thousand items; tests/plugin has them",
    r"python -m pytest tests/.*": "this project's own tests, in a checkout",
    r"litedrift check( --fields headline,body)?": "the whole plan, for minutes",
    r"litedrift .*mypackage\.scraper.*": "the reader's own extractor",
    r"litedrift report monday\.ndjson .*": "two runs of the reader's own",
    r"litedrift capture https://.*": "the network",
    r"litedrift corpus review .*~/captured.*": "pages that the line above would have captured",
}


class Reader:
    """Somebody who follows pages in `home`; a command of which `unrun` tells a reason is parsed and not run."""

    def __init__(self, home: Path, *, unrun: Callable[[str], str] = lambda line: "") -> None:
        self.shell = Shell(home)
        self._unrun = unrun
        #: Where a block begins and ends on its page, and what would be true there; None: that is a failure.
        self._edits: list[tuple[int, int, str]] | None = None

    def follow(self, page: Path) -> None:
        """Run each block of a page.

        Raises:
            AssertionError: one does not do what the page says; the text says which.

        """
        document = Sybil([PythonCodeBlockParser(doctest_optionflags=ELLIPSIS), self._blocks]).parse(page)
        with (
            contextlib.chdir(self.shell.home),
            mock.patch.multiple(sys, path=[str(self.shell.home), *sys.path], dont_write_bytecode=True),
        ):
            for example in document:
                example.evaluate()
        self.shell.forget()

    def renew(self, page: Path) -> int:
        """Follow a page, and write what commands print now into the blocks that show something else; return how many.

        What was left out of such a block with ``…`` stands in it again, for the author to leave out anew.
        """
        self._edits = []
        self.follow(page)
        text = page.read_text("utf-8")
        for start, end, block in reversed(self._edits):
            text = text[:start] + block + text[end:]
        page.write_text(text, "utf-8")
        return len(self._edits)

    def _blocks(self, document: Document) -> Iterator[Region]:
        for region in _FENCE(document):
            if region.lexemes["info"].strip() != "python":
                region.parsed = region.lexemes["source"]
                region.evaluator = self._evaluate
                yield region

    def _evaluate(self, example: Example) -> str:
        """Do what a block asks for; return what is wrong with it."""
        info, source = example.region.lexemes["info"].strip(), str(example.parsed)
        parts = _INFO.fullmatch(info)
        if parts is None or parts["language"] not in {*_CHECKS, *_COMMANDS}:
            return f"a block of {info!r}: expected one of {', '.join((*_COMMANDS, *_CHECKS))}"
        if parts["title"]:
            if parts["title"].startswith("harness/"):
                told = source in (HOME / parts["title"]).read_text("utf-8")
                return "" if told else f"{parts['title']} has no such lines"
            path = self.shell.home / parts["title"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(source, "utf-8")
        if parts["language"] in _COMMANDS:
            return self._commands(example, parts["language"], source)
        try:
            _CHECKS[parts["language"]](source)
        except (ValueError, SyntaxError, LitedriftError, ruamel.yaml.YAMLError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def _commands(self, example: Example, language: str, source: str) -> str:
        found = commands(language, source)
        true = []
        for number, command in enumerate(found):
            true.append(command)
            if self._unrun(command.line):
                fault = usage_fault(command.line)
                if fault:
                    return f"$ {command.line}\n{fault}"
                continue
            printed = self.shell.run(command.line)
            asked = [each.line for each in found[number + 1 : number + 2]] == ["echo $?"]
            if self.shell.code not in {0, 1} and not asked:
                return f"$ {command.line}\nended with {self.shell.code}, and the page does not say so:\n{printed}"
            if command.shown is None or agrees(command.shown, printed):
                continue
            if self._edits is None:
                return f"$ {command.line}\n{_difference(command.shown, printed)}"
            true[-1] = Command(command.written, tidy(printed))
        if self._edits is not None and true != found:
            block = "".join(f"{each.written}\n{each.shown}" for each in true)
            self._edits.append((example.start, example.end, f"```{language}\n{block}```"))
        return ""


def _toml(source: str) -> None:
    if "litedrift" in tomllib.loads(source).get("tool", {}):
        with tempfile.TemporaryDirectory() as directory:
            (Path(directory) / "pyproject.toml").write_text(source, "utf-8")
            load_settings(Path(directory))


def _protocol(source: str) -> None:
    for line in source.splitlines():
        fault = first_fault(_PROTOCOL[line[0]], json.loads(line[2:]))
        if fault:
            raise ValueError(f"{fault}: {line}")


def _jsonl(source: str) -> None:
    for line in source.splitlines():
        json.loads(line)


#: Language → what raises a ValueError where a block of it is wrong.
_CHECKS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "jsonl": _jsonl,
    "protocol": _protocol,
    "python": ast.parse,
    "text": str.strip,
    "toml": _toml,
    "yaml": ruamel.yaml.YAML(typ="safe").load,
}
_COMMANDS = ("console", "shell")


def _difference(shown: str, printed: str) -> str:
    lines = difflib.unified_diff(
        shown.splitlines(), tidy(printed).splitlines(), "shown", "printed", lineterm="", n=1_000
    )
    return "\n".join(lines)


def pages() -> list[Path]:
    """Return the pages whose blocks are followed; those made by a program are checked by what makes them."""
    return [HOME / "README.md", *sorted(each for each in (HOME / "docs").glob("*.md") if each.name != "performance.md")]


def unrun(line: str) -> str:
    """Return why a command is parsed and not run, or nothing."""
    return next((why for pattern, why in UNRUN.items() if re.fullmatch(pattern, line)), "")


def main() -> None:
    """Follow all pages and renew what they show."""
    for page in pages():
        with tempfile.TemporaryDirectory() as home:
            count = Reader(Path(home).resolve(), unrun=unrun).renew(page)
            sys.stdout.write(f"{page.relative_to(HOME)}: {count} written anew\n")


if __name__ == "__main__":
    main()
