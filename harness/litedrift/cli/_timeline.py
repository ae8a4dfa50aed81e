"""``litedrift timeline``: an extractor against the site's real history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from rich.table import Table

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.cli._app import with_records
from litedrift.cli._options import CorpusOption, Named, OverlayOption, Terms, open_corpus
from litedrift.cli._subjects import end_subject, open_subject
from litedrift.cli._terminal import QuietOption, print_part, progress_bar, terminal
from litedrift.cli._writable import to_write
from litedrift.corpus import Corpus, load_epochs
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.judge import Break, Look, Run, Timeline, look_back

if TYPE_CHECKING:
    from rich.console import Console


@with_records
def timeline(
    *,
    named: Named,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write the timeline."),
    ] = None,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    quiet: QuietOption = False,
) -> int:
    """Run an extractor over every template the site has had, and say when it would have broken, loudly or silently.

    Exit 1 when it is broken on the newest template.

    Example: litedrift timeline --call mypackage.scraper:extract --fields headline,body
    """
    pages = open_corpus(corpus, overlay)
    epochs = load_epochs(pages.root, pages.site.landmarks)
    subject = open_subject(load_settings(), named, terms)
    dated = [case for case in pages if case.epoch in pages.site.landmarks]
    looks: list[Look] = []
    console = terminal(quiet=quiet)
    try:
        with progress_bar("replaying history", len(dated), quiet=quiet) as advance:
            for look in look_back(Run(Mutator(pages), subject), epochs):
                looks.append(look)
                advance()
    except KeyboardInterrupt as cut:
        return print_part(console, cut, lambda: _print(console, pages, Timeline.of(epochs, looks)))
    finally:
        end_subject(subject)
    history = Timeline.of(epochs, looks)
    if not history.stretches:
        raise UsageError("zero cases ran: no page of a dated template that this extractor claims to read")
    if json_file:
        head = {"litedrift": __version__, "corpus": pages.version, "subject": subject.name}
        with replacing(json_file) as stream:
            json.dump(head | history.to_dict(), stream, indent=2, ensure_ascii=False)
    _print(console, pages, history)
    return 1 if history.breaks_today else 0


def _print(console: Console, pages: Corpus, history: Timeline) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("template", "kind", "began", "right", ""):
        table.add_column(heading, no_wrap=heading != "began")
    for each in history.stretches:
        table.add_row(
            each.epoch.id,
            each.begins.kind,
            f"{each.begins.interval} ({each.begins.evidence})",
            f"{each.right} of {each.pages}",
            each.status,
        )
    console.print(table)
    for title, breaking in (("broken, on more than half of the pages", True), ("on some pages", False)):
        chosen = [each for each in history.breaks if each.breaking is breaking]
        if chosen:
            console.print(f"\n{title}", style="bold")
        for found in chosen:
            console.print(_line(found), markup=False, soft_wrap=True)
    console.print()
    console.quiet = False
    reads = sum(each.status == "reads" for each in history.stretches)
    line = f"{reads} of {len(history.stretches)} templates read wholly (corpus {pages.version})"
    console.print(line, style="bold", soft_wrap=True)


def _line(each: Break) -> str:
    loudness = "loudly" if each.failing.loud else "silently"
    place = f"{each.failing.kind} {each.failing.field}"
    return f"  {place}: {each.failing.how}, {loudness}, {each.when} ({each.hit} of {each.pages} pages)"
