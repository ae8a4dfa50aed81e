"""``litedrift corpus``: list the cases, lint their gold, show what of the site has a case, propose and review gold."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from string import ascii_uppercase
from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from litedrift._settings import load_settings
from litedrift.capture import Proposer, accept, disagreements, edit, plainly_same
from litedrift.cli._app import group
from litedrift.cli._capture import OneOverlayOption, open_overlay, told_apart
from litedrift.cli._options import CallOption, CmdOption, CorpusOption, Named, OnceOption, OverlayOption, open_corpus
from litedrift.cli._subjects import end_subject, open_subject
from litedrift.cli._terminal import terminal
from litedrift.corpus import Coverage, cover, lint_files, load_corpus, load_features, read_case
from litedrift.corpus import lint as find_faults
from litedrift.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from rich.console import Console

app = group("The saved pages and their gold.")


@app.command("list")
def list_cases(
    corpus: CorpusOption = None,
    overlay: OverlayOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List every case with its kind, epoch and reason.

    Example: litedrift corpus list --json
    """
    pages = open_corpus(corpus, overlay)
    rows = [
        {"id": case.id, "kind": case.kind, "epoch": case.epoch, "tags": list(case.tags), "why": case.why}
        for case in pages
    ]
    if as_json:
        typer.echo(
            json.dumps({"corpus": pages.name, "version": pages.version, "cases": rows}, ensure_ascii=False, indent=2)
        )
        return 0
    console = terminal()
    for row in rows:
        console.print(Text.assemble((str(row["id"]), "bold"), f"  {row['kind']}  {row['epoch']}"), soft_wrap=True)
        console.print(Padding(Text(str(row["why"])), (0, 0, 0, 4), expand=False))
    console.print(f"{len(rows)} cases", style="bold")
    return 0


@app.command("lint")
def lint(corpus: CorpusOption = None, overlay: OverlayOption = None) -> int:
    """Check schemas, digests, that every gold text stands on its page in order and none is left out, and the changelog.

    Example: litedrift corpus lint --overlay ~/my-captured-pages
    """
    pages = open_corpus(corpus, overlay)
    findings = [*find_faults(pages, epochs=pages.site.landmarks), *lint_files(pages)]
    for finding in findings:
        typer.echo(str(finding))
    kinds = {kind: sum(case.kind == kind for case in pages) for kind in ("article", "index", "refusal")}
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    typer.echo(f"{len(findings)} faults in {len(pages)} cases ({counted})")
    return 1 if findings else 0


@app.command("coverage")
def coverage(
    corpus: CorpusOption = None,
    overlay: OverlayOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Show feature by epoch with counts, and every hole; exit 1 when there is one that nobody declared.

    Example: litedrift corpus coverage --json
    """
    pages = open_corpus(corpus, overlay)
    epochs = tuple(pages.site.landmarks)
    table = cover(pages, load_features(pages.root, epochs), epochs)
    if as_json:
        typer.echo(json.dumps(table.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_coverage(terminal(), table)
    return 1 if table.holes else 0


def _print_coverage(console: Console, coverage: Coverage) -> None:
    for kind in ("article", "index", "refusal"):
        rows = [row for row in coverage.rows if row.factor.kind == kind]
        epochs = [epoch for epoch in (*coverage.epochs, "none") if any(row.cases.get(epoch) for row in rows)]
        width = max((len(f"{row.factor.name}:{row.level.name}") for row in rows), default=0)
        keys = _headings(epochs, console.width - width)
        if keys != epochs:
            legend = "  ".join(f"{key} {epoch}" for key, epoch in zip(keys, epochs, strict=True))
            console.print(Padding(Text(legend), (0, 0, 0, 2), expand=False))
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in (kind, *keys):
            table.add_column(heading, no_wrap=True)
        for row in rows:
            cells = (
                _cell(len(row.cases.get(each, ())), wanted=each in row.level.known, anywhere=row.level.anywhere)
                for each in epochs
            )
            table.add_row(f"{row.factor.name}:{row.level.name}", *cells)
        if rows:
            console.print(table)
            console.print()
    console.print(
        "A number counts the cases of a known feature, in brackets where it is not known of the epoch; "
        "- is no case and none needed; HOLE is a known feature without a case."
    )
    covered = len(coverage.pairs) - len(coverage.missing_pairs)
    console.print(f"pairs of the current epoch: {covered} of {len(coverage.pairs)} feasible ones covered")
    for hole in coverage.holes:
        console.print(f"hole: {hole}", style="red", markup=False, soft_wrap=True)
    console.print(f"{len(coverage.holes)} holes", style="bold")


def _headings(names: list[str], room: int) -> list[str]:
    """Return the names as headings of columns; letters where they do not fit."""
    if sum(len(name) + 2 for name in names) <= room:
        return names
    return list(ascii_uppercase[: len(names)])


def _cell(count: int, *, wanted: bool, anywhere: bool) -> str:
    if anywhere or not wanted:
        shown = str(count) if anywhere else f"({count})"
        return shown if count else "-"
    return str(count) if count else "HOLE"


@app.command("propose")
def propose(
    page: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A saved page.")],
    url: Annotated[str, typer.Option(help="The address it was saved from.")] = "",
    content_type: Annotated[str | None, typer.Option(help="The header it came with.", show_default=False)] = None,
    epoch: Annotated[
        str | None, typer.Option(help="Its template; found out when left out.", show_default=False)
    ] = None,
    corpus: CorpusOption = None,
) -> int:
    """Print what a second, independent reader takes from a page: a proposal of gold, for a person to correct.

    Exit 1 when it would refuse the page. Needs the extra `review`.

    Example: litedrift corpus propose page.html --url https://example.com/2026/05/19/spiders
    """
    pages = open_corpus(corpus, None)
    if epoch is not None and epoch not in pages.site.landmarks:
        raise UsageError(f"unknown epoch {epoch!r}{did_you_mean(epoch, pages.site.landmarks)}")
    try:
        from litedrift.corpus._second_reader import SecondReader  # noqa: PLC0415  # its parser is an extra
    except ImportError:
        raise UsageError("the second reader needs selectolax: pip install 'litedrift[review]'") from None
    record = SecondReader(pages.site).read(page.read_bytes(), url=url, content_type=content_type, epoch=epoch)
    if record is None:
        typer.echo("nothing of the site to read on this page", err=True)
        return 1
    typer.echo(json.dumps(record, ensure_ascii=False, indent=2))
    return 0


@app.command("review")
def review(
    case_id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A case of the overlay.", show_default=False)
    ] = None,
    overlay: OneOverlayOption = None,
    edit_gold: Annotated[bool, typer.Option("--edit", help="Correct its gold in $VISUAL or $EDITOR first.")] = False,
    accept_gold: Annotated[bool, typer.Option("--accept", help="Say that you read it and that it is right.")] = False,
    call: CallOption = None,
    cmd: CmdOption = None,
    once: OnceOption = False,
    corpus: CorpusOption = None,
) -> int:
    """Show a captured case and its proposed gold; accepted, it judges from the next run on. Without an ID: list them.

    Exit 1 when lint finds a fault in what was to be accepted: nothing is written then.

    Example: litedrift corpus review private-2026-05-19-science-spiders-2026-05-20 --overlay ~/captured --accept
    """
    target = open_overlay(overlay)
    if case_id is None:
        if edit_gold or accept_gold:
            raise UsageError("--edit and --accept need the ID of a case: gold is read one page at a time")
        waiting = target.unreviewed()
        typer.echo("\n".join([*waiting, f"{len(waiting)} cases wait for review"]))
        return 0
    directory = target.find(case_id)
    if edit_gold:
        edit(directory, _open_editor)
    _show(directory, Proposer(load_corpus(corpus).site))
    if call is not None or cmd is not None:
        subject = open_subject(load_settings(), Named(call, cmd, once=once))
        try:
            for line in told_apart(directory, subject, values=True):
                typer.echo(line)
        finally:
            end_subject(subject)
    if not accept_gold:
        return 0
    faults = accept(directory)
    for fault in faults:
        typer.echo(f"fault: {fault}", err=True)
    typer.echo(f"{case_id}: not accepted" if faults else f"{case_id}: accepted")
    return 1 if faults else 0


def _show(directory: Path, proposer: Proposer) -> None:
    """Print a case for a person who compares it with the page: where it is from, its gold, a second reading."""
    case = read_case(directory)
    typer.echo(
        f"{case.id}: {case.kind}, template {case.epoch}, {len(case.html)} bytes\n{case.url}\n{case.path}/page.html"
    )
    typer.echo(f"reviewed: {case.provenance.get('reviewed', 'no')}; gold: {case.provenance.get('gold_by', 'unknown')}")
    typer.echo(json.dumps(json.loads((directory / "gold.json").read_text("utf-8")), ensure_ascii=False, indent=2))
    record = proposer.read(case.html, url=case.url, content_type=case.content_type)
    for each in disagreements(case, record, plainly_same):
        typer.echo(f"{each.field}: the second reader reads {json.dumps(each.read, ensure_ascii=False)}")
    for finding in find_faults([case]):
        typer.echo(f"lint: {finding.message}")


def _open_editor(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not command:
        raise UsageError("--edit needs an editor: set VISUAL or EDITOR, or edit gold.json by hand")
    try:
        done = subprocess.run([*shlex.split(command), str(path)], check=False)  # noqa: S603  # the user's own editor
    except OSError as error:
        raise UsageError(f"{command}: {error.strerror}") from None
    if done.returncode:
        raise UsageError(f"{command} ended with {done.returncode}: nothing was changed")
