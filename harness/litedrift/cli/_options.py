"""Options that several commands share: which corpus, which extractor, on which terms; and the corpus that they name.

Options that go together are the fields of a record. A command takes the record as one parameter and is marked with
`with_records`: an option more is one field here, with its line of help, and no command changes.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from litedrift._settings import Settings, load_settings
from litedrift.cli._names import FieldsOption, KindOption, peers
from litedrift.corpus import Corpus, load_corpus
from litedrift.subjects import PEERS

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
DemoOption = Annotated[bool, typer.Option("--demo", help="Judge the bundled minimal extractor.")]
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
GithubOption = Annotated[
    bool | None,
    typer.Option(
        "--github/--no-github",
        help="Print annotations and write the step's summary (by itself where GITHUB_ACTIONS is true).",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Named:
    """Which extractor is judged; where none is named here, the settings name it."""

    call: CallOption = None
    cmd: CmdOption = None
    once: OnceOption = False
    demo: DemoOption = False
    peer: PeerOption = None


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms it is judged: what it claims to read, and what a page may cost."""

    fields: FieldsOption = None
    kind: KindOption = None
    timeout: TimeoutOption = None
    memory: MemoryOption = None
    isolate: IsolateOption = False


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
