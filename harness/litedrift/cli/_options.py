"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from litedrift._settings import Settings, load_settings
from litedrift.cli._claims import claims_of
from litedrift.cli._names import peers
from litedrift.corpus import Corpus, load_corpus
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.subjects import (
    MEGABYTE,
    PEERS,
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

CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", metavar="DIR", help="Another corpus in the same layout.", show_default=False)
]
OverlayOption = Annotated[
    list[Path] | None,
    typer.Option("--overlay", metavar="DIR", help="Add private pages (also LITEDRIFT_OVERLAY).", show_default=False),
]
CallOption = Annotated[
    str | None,
    typer.Option("--call", metavar="MODULE:FUNCTION", help="The extractor, a Python callable.", show_default=False),
]
CmdOption = Annotated[
    str | None,
    typer.Option(
        "--cmd",
        metavar="COMMAND",
        help="The extractor, a program that answers line by line (also a JSON list).",
        show_default=False,
    ),
]
OnceOption = Annotated[
    bool, typer.Option("--once", help="The program reads one page: HTML on stdin, JSON on stdout, exit 3 refuses.")
]
TimeoutOption = Annotated[
    float | None,
    typer.Option("--timeout", metavar="SECONDS", help="For one page (default: 10).", show_default=False),
]
MemoryOption = Annotated[
    int | None,
    typer.Option(
        "--memory",
        metavar="MB",
        help="For the program and its children (default: 2048 where it can be watched); isolates a callable.",
        show_default=False,
    ),
]
IsolateOption = Annotated[
    bool,
    typer.Option(
        "--isolate",
        help="Call the function in a process of its own: a crash, or a hang in native code, ends that one alone.",
    ),
]
PeerOption = Annotated[
    str | None,
    typer.Option(
        "--peer",
        metavar="NAME",
        help=f"A library that people use: {', '.join(PEERS)}.",
        show_default=False,
        autocompletion=peers,
    ),
]
DemoOption = Annotated[bool, typer.Option("--demo", help="Judge the bundled minimal extractor.")]

_DEMO = "cnn_lite:extract"
_TIMEOUT = 10.0
#: Enough for a virtual machine with a parser in it, and far below what brings a build server down.
_MEMORY_MB = 2048


def open_corpus(root: Path | None, overlays: list[Path] | None, settings: Settings | None = None) -> Corpus:
    """Load the corpus that the options, the settings (default: those of here) and the environment name.

    Say which of its pages judge nobody yet.
    """
    root, laid = corpus_places(root, overlays, settings)
    pages = load_corpus(root, overlays=laid)
    if pages.skipped:
        note = f"{len(pages.skipped)} overlay cases skipped: their gold is not reviewed yet (litedrift corpus review)"
        typer.echo(note, err=True)
    return pages


def corpus_places(
    root: Path | None, overlays: list[Path] | None, settings: Settings | None = None
) -> tuple[Path | None, list[Path]]:
    """Return where the corpus (None: the bundled one) and its overlays lie; an option goes before a setting."""
    settings = settings or load_settings()
    if root is None and settings.get("corpus"):
        root = settings.home / settings.get("corpus")
    return root, overlay_paths(overlays or [settings.home / each for each in settings.get("overlay", ())])


def overlay_paths(given: list[Path] | None) -> list[Path]:
    """Return the overlays of the options and of the environment."""
    from_environment = os.environ.get("LITEDRIFT_OVERLAY", "").split(os.pathsep)
    return [*(given or []), *(Path(part) for part in from_environment if part)]


def subject_recipe(
    settings: Settings,
    *,
    call: str | None,
    demo: bool,
    fields: str | None,
    kind: str | None,
    cmd: str | None = None,
    once: bool = False,
    timeout: float | None = None,
    memory: int | None = None,
    isolate: bool = False,
    peer: str | None = None,
) -> Recipe:
    """Return how to open the subject that the options or the settings name; an option goes before a setting.

    Raises:
        UsageError: none is named or two are, or a field, kind or limit makes no sense.

    """
    claims, fitting = claims_of(settings, fields, kind)
    shared: dict[str, Any] = {**claims, "limits": _limits(settings, timeout, memory)}
    if peer is not None:
        if call is not None or cmd is not None or demo:
            raise UsageError("two extractors named: give one of --call, --cmd, --peer and --demo")
        if once:
            raise UsageError("--once is for --cmd: a peer is called in Python")
        return Recipe(Door.PEER, (peer,), isolate=isolate or bool(memory), **shared)
    shared |= {"rename": tuple(sorted(fitting.rename.items())), "kind": fitting.kind}
    spec, command = _named(settings, call=_DEMO if demo else call, cmd=cmd, two=demo and call is not None)
    once = once or bool(command and settings.get("once"))
    if command:
        if isolate:
            raise UsageError("--isolate is for --call: a command has a process of its own anyway")
        return Recipe(Door.ONCE if once else Door.COMMAND, tuple(command), **shared)
    if once:
        raise UsageError("--once is for --cmd: a callable needs no process")
    shared["refuse_on"] = tuple(settings.get("refuse_on", ()))
    walled = isolate or memory or settings.get("isolate") or settings.get("memory")
    return Recipe(Door.ISOLATED if walled else Door.CALLABLE, (spec,), **shared)


def open_subject(settings: Settings, **options: Any) -> Subject:
    """Load or start the subject that the options or the settings name (see `subject_recipe`).

    Raises:
        UsageError: none is named or two are, or a field, kind or limit makes no sense.
        SubjectError: it cannot be loaded or started.

    """
    return subject_recipe(settings, **options).open()


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


def replay_command(corpus: Path | None, overlay: list[Path] | None, **subject: str | float | bool | None) -> str:
    """Return the command that reads one page again with the same extractor; the page's id goes behind it."""
    words = ["litedrift", "replay"]
    for name, value in {"corpus": corpus, **subject}.items():
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


def _named(settings: Settings, *, call: str | None, cmd: str | None, two: bool) -> tuple[str, list[str]]:
    """Return the callable's name or the command's words; the other is empty."""
    if call is None and cmd is None:
        call, cmd = settings.get("call"), settings.get("cmd")
    if two or (call is not None and cmd is not None):
        raise UsageError("two extractors named: give one of --call, --cmd, --peer and --demo")
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


def _limits(settings: Settings, timeout: float | None, memory: int | None) -> Limits:
    seconds = _positive("timeout", timeout if timeout is not None else settings.get("timeout", _TIMEOUT))
    wanted = memory if memory is not None else settings.get("memory")
    if wanted is not None and not WATCHABLE:
        raise UsageError("--memory needs /proc, which this system has not: leave it out")
    megabytes = int(_positive("memory", wanted if wanted is not None else _MEMORY_MB))
    return Limits(timeout=seconds, memory=megabytes * MEGABYTE if WATCHABLE else None)


def _positive(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < float("inf"):
        raise UsageError(f"{name} {value!r}: expected a number above 0")
    return float(value)
