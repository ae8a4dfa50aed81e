"""Commands that a page shows: cut out of their block, parsed, run in a directory, and compared with what is shown."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from typer.core import TyperCommand

from command import PLAIN, run_on_a_terminal

#: What only a shell can do; a command of ours without it runs in this process, which saves half a second.
_SHELL = re.compile(r"[|<>&;*~$`]")
#: The width of a terminal as it is opened.
_TERMINAL = {"COLUMNS": "80"}


def _as_a_user() -> dict[str, str]:
    """Return the environment without what tells pytest that nobody looks: it would not shorten its lines."""
    return {name: value for name, value in os.environ.items() if name not in ("CI", "BUILD_NUMBER")}


@dataclass(frozen=True, slots=True)
class Command:
    """One command: how it is written, with its prompt, and the text shown below it; None where the block shows none."""

    written: str
    shown: str | None

    @property
    def line(self) -> str:
        """The command as a shell takes it."""
        return self.written.replace("\\\n> ", "").replace("\\\n", "").removeprefix("$ ")


def commands(language: str, source: str) -> list[Command]:
    """Return the commands of a block: all lines of ``shell``, those that begin with ``$`` of ``console``."""
    if language == "shell":
        lines = re.findall(r"(?:.*\\\n)*.+", source)
        return [Command(line, None) for line in lines if not line.startswith("#")]
    found = re.finditer(r"^(\$ (?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", source, flags=re.MULTILINE)
    return [Command(each[1], each[2]) for each in found]


def agrees(shown: str, printed: str) -> bool:
    """Tell whether this was printed, where ``…`` stands for any text in a line, and alone in a line for any lines."""
    lines = (
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.rstrip().split("…"))) + r"\n"
        for line in shown.splitlines()
    )
    return re.fullmatch("".join(lines), tidy(printed)) is not None


def tidy(text: str) -> str:
    """Return a text without the white space at the ends of its lines, and with an end to its last line."""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def usage_fault(line: str) -> str:
    """Return why the argument parser does not take a command of ours, or nothing. Nothing is run."""
    words = shlex.split(line, comments=True)
    if words[:1] != ["litedrift"]:
        return ""
    end = next((n for n, word in enumerate(words) if word in {"<", ">", "|", "&&"}), len(words))
    with mock.patch.object(TyperCommand, "invoke", return_value=0), tempfile.TemporaryDirectory() as nowhere:
        code, said = run_on_a_terminal(*words[1:end], cwd=Path(nowhere))
    return said.strip() if code else ""


@dataclass
class Shell:
    """A directory in which commands are run, one after the other; `code` is how the last one ended."""

    home: Path
    code: int = 0

    def run(self, line: str) -> str:
        """Run a command; return what a terminal would show of it."""
        if line == "echo $?":
            code, self.code = self.code, 0
            return f"{code}\n"
        if line.startswith("litedrift ") and not _SHELL.search(line):
            self.forget()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what an extractor warns of is its own affair
                arguments = shlex.split(line, comments=True)[1:]
                self.code, printed = run_on_a_terminal(*arguments, cwd=self.home, **_TERMINAL)
            return printed
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=self.home,
            env=_as_a_user() | PLAIN | _TERMINAL | {"PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.code = done.returncode
        return done.stdout

    def forget(self) -> None:
        """Forget the modules that lie in the directory: each command reads them as they are now."""
        for name, module in list(sys.modules.items()):
            if (getattr(module, "__file__", None) or "").startswith(f"{self.home}{os.sep}"):
                del sys.modules[name]
