"""``litedrift replay``: see one mutant again: its edit as a diff, its bytes, or a subject's verdict on it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from litedrift._settings import load_settings
from litedrift.cli._app import with_records
from litedrift.cli._options import CorpusOption, Named, OverlayOption, Terms, open_corpus
from litedrift.cli._subjects import open_subject, replay_command
from litedrift.cli._terminal import terminal
from litedrift.cli._writable import to_write
from litedrift.drift import Mutator, Status
from litedrift.errors import DriftError
from litedrift.events import replacing
from litedrift.judge import Run
from litedrift.reports import markup_diff, print_failure


@with_records
def replay(
    *,
    mutant_id: Annotated[str, typer.Argument(metavar="ID", help="As a failure prints it.")],
    named: Named,
    save: Annotated[
        Path | None,
        to_write("--save", "Write the mutant's bytes."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff/--no-diff", help="Print the markup edit.")] = True,
    sha256: Annotated[
        str | None, typer.Option(metavar="HEX", help="Fail unless the mutant has this digest.", show_default=False)
    ] = None,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    include_private: Annotated[bool, typer.Option("--include-private", help="Show captured text.")] = False,
) -> int:
    """Print, save or run one mutant by its id.

    Example: litedrift replay actress-buys-the-theatre--class-hash:seed=7:style=emotion --call mypackage.scraper:extract
    """
    pages = open_corpus(corpus, overlay)
    mutator = Mutator(pages)
    mutant = mutator.replay(mutant_id)
    console = terminal()
    if mutant.status is not Status.RAN:
        console.print(f"{mutant.id}: {mutant.status}: {mutant.reason}", soft_wrap=True, markup=False)
        return 0
    if sha256 and mutant.sha256 != sha256:
        raise DriftError(
            f"{mutant.id}: its SHA-256 is {mutant.sha256}, not {sha256}: "
            "another version of the operator, the corpus or libxml2"
        )
    console.print(f"{mutant.id}\nsha256 {mutant.sha256}", soft_wrap=True, markup=False)
    for line in mutant.touched:
        console.print(f"edit   {line}", soft_wrap=True, markup=False)
    if diff and mutant.steps and (include_private or not mutant.case.private):
        for line in markup_diff(mutator.baseline(mutant.case), mutant.html, mutant.content_type):
            colour = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")
            console.print(line, style=colour, soft_wrap=True, markup=False)
    if save:
        with replacing(save, binary=True) as stream:
            stream.write(mutant.html)
        console.print(f"saved  {save} ({len(mutant.html)} bytes)", markup=False)
    settings = load_settings()
    if named == Named() and not (settings.get("call") or settings.get("cmd")):
        return 0
    subject = open_subject(settings, named, terms)
    try:
        judged = Run(mutator, subject).judge_mutant(mutant)
    finally:
        subject.close()
    if judged.failed:
        again = replay_command(corpus, overlay, named, terms)
        print_failure(console, judged, reproduce=again, include_private=include_private)
        return 1
    console.print(f"✓ {subject.name} reads it right", markup=False)
    return 0
