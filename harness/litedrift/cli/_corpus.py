"""``litedrift corpus``: list the cases, and lint their gold."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from litedrift.cli._options import CorpusOption, OverlayOption, open_corpus
from litedrift.corpus import lint as find_faults

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
    """Check schemas, digests, and that every gold text stands on its page, in order.

    Example: litedrift corpus lint --overlay ~/my-captured-pages
    """
    pages = open_corpus(corpus, overlay)
    findings = find_faults(pages, epochs=pages.site.landmarks)
    for finding in findings:
        typer.echo(str(finding))
    kinds = {kind: sum(case.kind == kind for case in pages) for kind in ("article", "index", "refusal")}
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    typer.echo(f"{len(findings)} faults in {len(pages)} cases ({counted})")
    return 1 if findings else 0
