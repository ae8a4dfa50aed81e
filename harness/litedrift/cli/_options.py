"""Options that several commands share, and what they are turned into."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from litedrift._settings import Settings
from litedrift.corpus import FIELDS, Corpus, load_corpus
from litedrift.errors import UsageError, did_you_mean
from litedrift.subjects import CallableSubject, Fitting, Subject, load_callable

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
DemoOption = Annotated[bool, typer.Option("--demo", help="Judge the bundled minimal extractor.")]
FieldsOption = Annotated[
    str | None, typer.Option("--fields", metavar="A,B", help="Judge these fields only.", show_default=False)
]
KindOption = Annotated[
    str | None, typer.Option("--kind", metavar="KIND", help="Judge article or index pages only.", show_default=False)
]

_DEMO = "cnn_lite:extract"


@contextmanager
def progress_bar(label: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[], None]]:
    """Show a bar with rate and remaining time on a terminal's stderr; give the function that advances it."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)


def open_corpus(root: Path | None, overlays: list[Path] | None) -> Corpus:
    """Load the corpus that the options and the environment name."""
    from_environment = [Path(part) for part in os.environ.get("LITEDRIFT_OVERLAY", "").split(os.pathsep) if part]
    return load_corpus(root, overlays=[*(overlays or []), *from_environment])


def open_subject(settings: Settings, *, call: str | None, demo: bool, fields: str | None, kind: str | None) -> Subject:
    """Load the subject that the options or the settings name.

    Raises:
        UsageError: none is named, or a field or kind does not exist.
        SubjectError: it cannot be loaded.

    """
    spec = _DEMO if demo else call or settings.get("call")
    if spec is None:
        raise UsageError(
            "no extractor named. Name yours: --call package.module:function, or [tool.litedrift] call "
            "in pyproject.toml (--demo judges the bundled one)"
        )
    kinds = [kind] if kind else settings.get("kinds")
    return CallableSubject(
        load_callable(spec),
        name=spec,
        fields=_fields(fields.split(",") if fields else settings.get("fields")),
        kinds=_kinds(kinds),
        refuse_on=tuple(settings.get("refuse_on", ())),
        fitting=Fitting(rename=MappingProxyType(dict(settings.get("map", {}))), kind=settings.get("kind")),
    )


def _fields(names: list[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    known = {name for fields in FIELDS.values() for name in fields}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown field {name!r}{did_you_mean(name, known)} (known: {', '.join(sorted(known))})")
    return frozenset(names)


def _kinds(names: list[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    for name in names:
        if name not in ("article", "index"):
            raise UsageError(f"unknown kind {name!r}: it is article or index")
    return frozenset(names)
