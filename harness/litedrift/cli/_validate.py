"""``litedrift validate``: records from production against their pages, without gold."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.baseline import Baseline, Comparison, read_baseline, updated, write_baseline
from litedrift.cli._claims import record_fitting
from litedrift.cli._names import FieldsOption
from litedrift.cli._options import CorpusOption
from litedrift.cli._terminal import QuietOption, terminal
from litedrift.cli._validate_items import lines, single
from litedrift.cli._writable import to_write
from litedrift.corpus import load_corpus
from litedrift.errors import UsageError
from litedrift.events import replacing, validated_event
from litedrift.judge import Validation, Verdict, validate
from litedrift.reports import print_baseline
from litedrift.subjects import Fitting, named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from litedrift.cli._validate_items import Item
    from litedrift.corpus import Site

_WIDTH = 100


def validate_command(
    page: Annotated[Path | None, typer.Argument(metavar="[PAGE]", help="The page's file.", show_default=False)] = None,
    record: Annotated[
        Path | None, typer.Argument(metavar="[RECORD]", help="Its record, a JSON file.", show_default=False)
    ] = None,
    jsonl: Annotated[
        Path | None,
        typer.Option(
            "--jsonl",
            metavar="FILE",
            help="One JSON object a line: record, and page (a path) or html_b64; also id, url, content_type, saved.",
            show_default=False,
        ),
    ] = None,
    warc: Annotated[
        Path | None,
        typer.Option(
            "--warc", metavar="FILE", help="With --jsonl: find each page by its url in here.", show_default=False
        ),
    ] = None,
    url: Annotated[str, typer.Option(metavar="URL", help="The page's address.", show_default=False)] = "",
    content_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="The header that came with the page.", show_default=False)
    ] = None,
    saved: Annotated[
        str | None, typer.Option(metavar="TIME", help="When the page was fetched (ISO 8601).", show_default=False)
    ] = None,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write every validation."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Known failures, by the id of the record.", show_default=False),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Write today's failures into the baseline.")] = False,
    show: Annotated[int, typer.Option(metavar="N", help="Print at most N failed records.")] = 10,
    corpus: CorpusOption = None,
    fields: FieldsOption = None,
    quiet: QuietOption = False,
) -> int:
    """Say what cannot be right about a record: shape, grounding in the page, plausibility.

    Records may have the names that [tool.litedrift.map] gives their fields.

    Example: litedrift validate page.html record.json --url https://lite.cnn.com/2024/01/21/weather/storm
    """
    if (jsonl is None) == (page is None or record is None) or (jsonl is not None and page is not None):
        raise UsageError("name a PAGE and its RECORD, or --jsonl FILE")
    if warc is not None and jsonl is None:
        raise UsageError("--warc holds pages only; the records come with --jsonl FILE")
    site = load_corpus(corpus).site if corpus else None
    known = _known(baseline, accept=accept)
    if page is not None and record is not None:
        items = single(page, record, url=url, content_type=content_type, saved=saved)
    else:
        items = lines(Path(str(jsonl)), warc)
    fitting, claimed = record_fitting(load_settings(), fields)
    results, refused = _results(items, site, known, fitting, claimed)
    if not results:
        raise UsageError(f"{jsonl or record}: zero records: nothing was validated ({refused} refused)")
    counts = _counts(results, refused)
    if json_file:
        with replacing(json_file) as stream:
            rows = [{"id": name, **found.to_dict()} for name, found in results]
            json.dump({"litedrift": __version__, **counts, "records": rows}, stream, ensure_ascii=False, indent=2)
    console = terminal(quiet=quiet)
    if known is None:
        _print(console, results, counts, show)
        return 1 if counts["failed"] else 0
    news = {failure.id for failure in known.news}
    _print(console, [each for each in results if each[0] in news], counts, show)
    if accept and baseline is not None:
        write_baseline(baseline, updated(known, suite=load_corpus().version, accept=True))
        console.print(f"{baseline}: written")
        return 0
    print_baseline(console, known, limit=0 if quiet else show)
    return 1 if known.findings else 0


def _known(baseline: Path | None, *, accept: bool) -> Comparison | None:
    """Return the comparison with a file of known failures; an empty one where a new file is to be written."""
    if baseline is None:
        if accept:
            raise UsageError("--accept needs --baseline FILE: the file that it writes")
        return None
    fresh = accept and not baseline.exists()
    entries = Baseline(load_corpus().version) if fresh else read_baseline(baseline)
    return Comparison(entries, str(baseline), datetime.now(UTC).date())


def _results(
    items: Iterator[Item],
    site: Site | None,
    known: Comparison | None,
    fitting: Fitting | None,
    claimed: frozenset[str] | None,
) -> tuple[list[tuple[str, Validation]], int]:
    asked: dict[str, Any] = {"site": site}
    if fitting is not None:
        asked |= {"names": fitting.rename, "kind": fitting.kind, "fields": claimed}
    results, refused = [], 0
    for item in items:
        if item.record is None:
            refused += 1
            continue
        try:
            found = validate(
                item.html, item.record, url=item.url, content_type=item.content_type, saved=item.saved, **asked
            )
        except UsageError as error:
            raise UsageError(f"{item.name}: {error}") from None
        results.append((item.name, found))
        if known is not None:
            record = named(item.record, fitting, claimed)
            known.mark(validated_event(item.name, item.record if record is None else record, found))
    return results, refused


def _counts(results: list[tuple[str, Validation]], refused: int) -> dict[str, Any]:
    verdicts = Counter(str(doubt.verdict) for _, found in results for doubt in found.doubts)
    return {
        "records": len(results),
        "refused": refused,
        "failed": sum(found.failed for _, found in results),
        "checked": sum(found.checked for _, found in results),
        "verdicts": {str(word): verdicts[word] for word in (Verdict.WRONG, Verdict.INVENTED, Verdict.LEAKED)},
        "pages": dict(sorted(Counter(str(found.page) for _, found in results).items())),
        "unclaimed": dict(sorted(Counter(name for _, found in results for name in found.unclaimed).items())),
    }


def _print(console: Console, results: list[tuple[str, Validation]], counts: dict[str, Any], show: int) -> None:
    failed = [(name, found) for name, found in results if found.failed]
    for name, found in failed[:show]:
        console.print(Text(f"✗ {name}", style="bold red"), soft_wrap=True)
        if found.message:
            console.print(Text(f"    {found.page}: {found.message}"), soft_wrap=True)
        for doubt in found.doubts:
            value = json.dumps(doubt.value, ensure_ascii=False, default=str)
            value = value if len(value) <= _WIDTH else f"{value[: _WIDTH - 1]}…"
            console.print(Text(f"    {doubt}{'' if doubt.loud else ', silently'}"), soft_wrap=True)
            console.print(Text(f"      {value}"), soft_wrap=True)
    if len(failed) > show:
        console.print(f"… and {len(failed) - show} more failed records (--show N prints more)")
    if counts["unclaimed"]:
        left = ", ".join(f"{name} ({count})" for name, count in counts["unclaimed"].items())
        console.print(f"not looked at, since not among the fields: {left}", markup=False, soft_wrap=True)
    console.quiet = False
    words = " · ".join(f"{count} {word}" for word, count in counts["verdicts"].items())
    line = (
        f"{counts['failed']} of {counts['records']} records failed; {words} "
        f"in {counts['checked']} values checked; {counts['refused']} refused, not judged"
    )
    console.print(Text(line, style="bold red" if failed else "bold green"), soft_wrap=True)
