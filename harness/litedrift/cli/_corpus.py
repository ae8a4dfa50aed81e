"""``litedrift corpus``: list the cases, lint their gold, show what of the site has a case, and propose gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from litedrift.cli._options import CorpusOption, OverlayOption, open_corpus
from litedrift.corpus import Coverage, cover, lint_files, load_features
from litedrift.corpus import lint as find_faults
from litedrift.errors import UsageError, did_you_mean

app = typer.Typer(help="The saved pages and their gold.", no_args_is_help=True)


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
    table = Table("id", "kind", "epoch", "why", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(str(row[name]) for name in ("id", "kind", "epoch", "why")))
    Console(highlight=False).print(table)
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
        console = Console(highlight=False)
        console.width = max(console.width, 120)
        _print_coverage(console, table)
    return 1 if table.holes else 0


def _print_coverage(console: Console, coverage: Coverage) -> None:
    for kind in ("article", "index", "refusal"):
        rows = [row for row in coverage.rows if row.factor.kind == kind]
        epochs = [epoch for epoch in (*coverage.epochs, "none") if any(row.cases.get(epoch) for row in rows)]
        table = Table(box=None, pad_edge=False, header_style="bold")
        for heading in (kind, *epochs):
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
