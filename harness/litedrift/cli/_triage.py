"""``litedrift triage``: whether you or the site broke it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from litedrift._settings import load_settings
from litedrift.cli._options import CorpusOption, DemoOption, Named
from litedrift.cli._subjects import open_subject
from litedrift.cli._terminal import terminal
from litedrift.corpus import bundled_corpus
from litedrift.corpus._site import load_site  # the table alone: reading every case for it takes too long here
from litedrift.errors import UsageError
from litedrift.reports import _watch as report
from litedrift.watch import Page, pages
from litedrift.watch._triage import triage as triage_pages

_PageArgument = Annotated[str, typer.Argument(help="A file or an address.")]


def triage(
    old_page: _PageArgument,
    new_page: _PageArgument,
    call: Annotated[
        list[str] | None,
        typer.Option(
            "--call",
            metavar="MODULE:FUNCTION",
            help="The extractor; twice: the old one, the new one.",
            show_default=False,
        ),
    ] = None,
    demo: DemoOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    corpus: CorpusOption = None,
) -> int:
    """Say whether you or the site broke it: an old and a new page, read by one extractor or by an old and a new one.

    Exit 1 when something is broken, 2 when the old page is no story and no list of stories.

    Example: litedrift triage yesterday.html today.html --call release.scraper:extract --call mine.scraper:extract
    """
    names: list[str | None] = [*call] if call else [None]
    if len(names) > 2:
        raise UsageError("--call at most twice: the old extractor, then the new one")
    subjects = [open_subject(load_settings(), Named(name, demo=demo)) for name in names]
    try:
        site = load_site(corpus or bundled_corpus())
        found = triage_pages(_one(old_page), _one(new_page), subjects[0], subjects[-1], site)
    finally:
        for subject in subjects:
            subject.close()
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        report.print_triage(terminal(), found)
    return 0 if found.answer == "nothing" else 1


def _one(name: str) -> Page:
    found = list(pages([name]))
    if len(found) != 1:
        raise UsageError(f"{name}: {len(found)} pages, expected one")
    if found[0].error:
        raise UsageError(f"{name}: {found[0].error}")
    return found[0]
