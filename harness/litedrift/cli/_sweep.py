"""``litedrift sweep``: an extractor over whole web archives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.cli._app import with_records
from litedrift.cli._options import Named, Terms
from litedrift.cli._scale import DaskOption, JobsOption, scale_of
from litedrift.cli._subjects import subject_recipe
from litedrift.cli._terminal import QuietOption, print_part, progress_bar, terminal
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.runner import cores, open_workers
from litedrift.sweep import Form, Job, Sweep, inputs
from litedrift.sweep import sweep as sweep_all

if TYPE_CHECKING:
    from rich.console import Console

_SHOWN = 12


@with_records
def sweep(
    *,
    archives: Annotated[
        list[str] | None, typer.Argument(metavar="[WARC]...", help="Files or globs.", show_default=False)
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the rows go, a file for each WARC.")] = Path(
        "sweep"
    ),
    listed: Annotated[
        Path | None,
        typer.Option("--list", metavar="FILE", help="Files or globs, one a line.", show_default=False),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Of the rows.")] = Form.JSONL,
    templates: Annotated[bool, typer.Option("--templates/--no-templates", help="Tell templates apart.")] = True,
    named: Named,
    terms: Terms,
    jobs: JobsOption = "auto",
    dask: DaskOption = None,
    quiet: QuietOption = False,
) -> int:
    """Extract and validate every page of WARC files; run it again after a kill, and it goes on where it was.

    Exit 1 when a record cannot be right or the extractor failed on a page; a refusal is none of both.

    Example: litedrift sweep 'crawl/*.warc.gz' --call mypackage.scraper:extract --out rows
    """
    scale = scale_of(jobs, dask)
    files = inputs([*(archives or ()), *_lines(listed)])
    if not files:
        raise UsageError("name what to sweep: WARC files, globs, or --list FILE")
    recipe = subject_recipe(load_settings(), named, terms)
    subject = recipe.open()  # what cannot be opened is said before the workers start
    subject.close()
    job = Job(recipe, str(Path.cwd()), str(out.resolve()), form, templates)
    result, console = Sweep(), terminal(quiet=quiet)
    try:
        with (
            open_workers(min(scale.jobs or cores(), len(files)), dask=scale.dask) as workers,
            progress_bar("sweeping", len(files), quiet=quiet) as advance,
        ):
            sweep_all(job, [path.resolve() for path in files], workers, advance=advance, into=result)
    except KeyboardInterrupt as cut:
        return print_part(console, cut, lambda: _print(console, result))
    if not result.pages["read"]:
        raise UsageError(f"zero pages read in {result.files} files ({result.corrupt} corrupt places)")
    summary = {"litedrift": __version__, "subject": subject.name, **result.to_dict()}
    with replacing(out / "summary.json") as stream:
        json.dump(summary, stream, indent=2, ensure_ascii=False)
    _print(console, result)
    return 1 if result.pages["failed"] else 0


def _lines(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8, so no list of files") from None


def _print(console: Console, result: Sweep) -> None:
    table = Table("template", "nearest", "pages", "first", "last", box=None, pad_edge=False, header_style="bold")
    for each in result.to_dict()["templates"][:_SHOWN]:
        table.add_row(each["template"], each["epoch"], str(each["pages"]), each["first"], each["last"])
    if table.row_count:
        console.print(table)
    for name, count in sorted(result.doubts.items(), key=lambda item: -item[1])[:_SHOWN]:
        console.print(f"  {name}: {count} pages", markup=False)
    for each in result.damaged[:_SHOWN]:
        console.print(f"  corrupt: {each}", markup=False, soft_wrap=True)
    pages = result.pages
    console.quiet = False
    console.print(
        f"{pages['failed']} of {pages['read']} pages failed, {pages['refused']} refused, in {result.files} files; "
        f"{result.corrupt} corrupt places skipped; {len(result.templates)} templates",
        style="bold",
    )
