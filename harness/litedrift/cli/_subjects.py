"""The subject that the options and the settings name, from its opening to its end."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import typer

from litedrift.cli._claims import claims_of
from litedrift.cli._options import Named, Terms
from litedrift.errors import UsageError
from litedrift.subjects import (
    MEGABYTE,
    WATCHABLE,
    Door,
    Limits,
    OnceSubject,
    Recipe,
    ResultsSubject,
    Subject,
    notices,
    page_id,
)

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift._settings import Settings
    from litedrift.drift import Mutator

#: Those of a command that has no option for them.
TERMS: Final = Terms()
_DEMO = "cnn_lite:extract"
_TIMEOUT = 10.0
#: Enough for a virtual machine with a parser in it, and far below what brings a build server down.
_MEMORY_MB = 2048
_TWO = "two extractors named: give one of --call, --cmd, --peer and --demo"


def subject_recipe(settings: Settings, named: Named, terms: Terms = TERMS) -> Recipe:
    """Return how to open the subject that the options or the settings name; an option goes before a setting.

    Raises:
        UsageError: none is named or two are, or a field, kind or limit makes no sense.

    """
    if sum(each not in (None, False) for each in (named.call, named.cmd, named.demo, named.peer)) > 1:
        raise UsageError(_TWO)
    claims, fitting = claims_of(settings, terms.fields, terms.kind)
    shared: dict[str, Any] = {**claims, "limits": _limits(settings, terms)}
    if named.peer is not None:
        if named.once:
            raise UsageError("--once is for --cmd: a peer is called in Python")
        return Recipe(Door.PEER, (named.peer,), isolate=terms.isolate or bool(terms.memory), **shared)
    shared |= {"rename": tuple(sorted(fitting.rename.items())), "kind": fitting.kind}
    spec, command = _spec_or_words(settings, named)
    once = named.once or bool(command and settings.get("once"))
    if command:
        if terms.isolate:
            raise UsageError("--isolate is for --call: a command has a process of its own anyway")
        return Recipe(Door.ONCE if once else Door.COMMAND, tuple(command), **shared)
    if once:
        raise UsageError("--once is for --cmd: a callable needs no process")
    shared["refuse_on"] = tuple(settings.get("refuse_on", ()))
    walled = terms.isolate or terms.memory or settings.get("isolate") or settings.get("memory")
    return Recipe(Door.ISOLATED if walled else Door.CALLABLE, (spec,), **shared)


def open_subject(settings: Settings, named: Named, terms: Terms = TERMS) -> Subject:
    """Load or start the subject that the options or the settings name (see `subject_recipe`).

    Raises:
        UsageError: none is named or two are, or a field, kind or limit makes no sense.
        SubjectError: it cannot be loaded or started.

    """
    return subject_recipe(settings, named, terms).open()


def open_results(
    settings: Settings, path: Path, mutator: Mutator, *, fields: str | None, kind: str | None
) -> ResultsSubject:
    """Read a file of results, whose ids may be those of an export or of mutants.

    Raises:
        UsageError: a field or kind does not exist.
        SubjectError: the file cannot be read.

    """

    def resolve(mutant_id: str) -> str:
        mutant = mutator.replay(mutant_id)
        return page_id(mutant.html, mutant.url, mutant.content_type)

    claims, fitting = claims_of(settings, fields, kind)
    return ResultsSubject(path, resolve=resolve, fitting=fitting, **claims)


def replay_command(
    corpus: Path | None, overlay: list[Path] | None, named: Named | None = None, terms: Terms | None = None
) -> str:
    """Return the command that reads one page again with the same extractor; the page's id goes behind it."""
    given: dict[str, Any] = {"corpus": corpus}
    for each in (named, terms):
        given |= asdict(each) if each else {}
    words = ["litedrift", "replay"]
    for name, value in given.items():
        if value is True:
            words.append(f"--{name}")
        elif value:
            words += [f"--{name}", str(value)]
    for path in overlay or ():
        words += ["--overlay", str(path)]
    return shlex.join(words)


def end_subject(subject: Subject) -> None:
    """Close a subject at the end of a run; say how its results were fitted, and what would make the next run faster."""
    subject.close()
    for notice in notices(subject):
        typer.echo(f"note: {notice}", err=True)
    if isinstance(subject, OnceSubject) and subject.advice:
        typer.echo(subject.advice, err=True)


def _spec_or_words(settings: Settings, named: Named) -> tuple[str, list[str]]:
    """Return the callable's name or the command's words; the other is empty."""
    call, cmd = _DEMO if named.demo else named.call, named.cmd
    if call is None and cmd is None:
        call, cmd = settings.get("call"), settings.get("cmd")
    if call is not None and cmd is not None:
        raise UsageError(_TWO)
    if call is None and cmd is None:
        raise UsageError(
            "no extractor named. Name yours: --call package.module:function, or --cmd COMMAND, or [tool.litedrift] "
            "call in pyproject.toml (--demo judges the bundled one)"
        )
    return call or "", _words(cmd)


def _words(cmd: str | list[str] | None) -> list[str]:
    """Return a command's words: a list as it is, a text split as a shell would, or a JSON list in a text."""
    if cmd is None:
        return []
    words: Any = cmd
    try:
        if isinstance(cmd, str):
            words = json.loads(cmd) if cmd.lstrip().startswith("[") else shlex.split(cmd)
    except ValueError as error:
        raise UsageError(f"--cmd {cmd!r} cannot be split into words: {error}") from None
    if not isinstance(words, list) or not words or not all(isinstance(each, str) for each in words):
        raise UsageError(f"--cmd {cmd!r} is no command: expected words, or a JSON list of texts")
    return words


def _limits(settings: Settings, terms: Terms) -> Limits:
    seconds = _positive("timeout", terms.timeout if terms.timeout is not None else settings.get("timeout", _TIMEOUT))
    wanted = terms.memory if terms.memory is not None else settings.get("memory")
    if wanted is not None and not WATCHABLE:
        raise UsageError("--memory needs /proc, which this system has not: leave it out")
    megabytes = int(_positive("memory", wanted if wanted is not None else _MEMORY_MB))
    return Limits(timeout=seconds, memory=megabytes * MEGABYTE if WATCHABLE else None)


def _positive(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise UsageError(f"{name} {value!r}: expected a number above 0")
    return float(value)
