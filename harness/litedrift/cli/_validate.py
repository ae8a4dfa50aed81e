"""``litedrift validate``: records from production against their pages, without gold."""

from __future__ import annotations

import base64
import binascii
import importlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from litedrift._version import __version__
from litedrift.cli._options import CorpusOption
from litedrift.corpus import load_corpus
from litedrift.errors import UsageError, did_you_mean
from litedrift.events import replacing
from litedrift.judge import Validation, Verdict, validate

if TYPE_CHECKING:
    from litedrift.corpus import Site

_KEYS = ("id", "page", "html_b64", "url", "content_type", "saved", "record")
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One page with its record; a record of None is a page that the extractor refused."""

    name: str
    html: bytes
    record: Any
    url: str = ""
    content_type: str | None = None
    saved: str | None = None


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
        Path | None, typer.Option("--json", metavar="FILE", help="Write every validation.", show_default=False)
    ] = None,
    show: Annotated[int, typer.Option(metavar="N", help="Print at most N failed records.")] = 10,
    corpus: CorpusOption = None,
) -> int:
    """Say what cannot be right about a record: shape, grounding in the page, plausibility.

    Example: litedrift validate page.html record.json --url https://lite.cnn.com/2024/01/21/weather/storm
    """
    if (jsonl is None) == (page is None or record is None) or (jsonl is not None and page is not None):
        raise UsageError("name a PAGE and its RECORD, or --jsonl FILE")
    if warc is not None and jsonl is None:
        raise UsageError("--warc holds pages only; the records come with --jsonl FILE")
    site = load_corpus(corpus).site if corpus else None
    if page is not None and record is not None:
        value = _parsed(_read(record), str(record))
        items: Iterator[Item] = iter([Item(str(page), _read(page), value, url, content_type, saved)])
    else:
        items = _lines(Path(str(jsonl)), warc)
    results, refused = _results(items, site)
    if not results:
        raise UsageError(f"zero records: nothing was validated ({refused} refused)")
    counts = _counts(results, refused)
    if json_file:
        with replacing(json_file) as stream:
            rows = [{"id": name, **found.to_dict()} for name, found in results]
            json.dump({"litedrift": __version__, **counts, "records": rows}, stream, ensure_ascii=False, indent=2)
    _print(Console(highlight=False), results, counts, show)
    return 1 if counts["failed"] else 0


def _results(items: Iterator[Item], site: Site | None) -> tuple[list[tuple[str, Validation]], int]:
    results, refused = [], 0
    for item in items:
        if item.record is None:
            refused += 1
            continue
        try:
            found = validate(
                item.html, item.record, url=item.url, content_type=item.content_type, saved=item.saved, site=site
            )
        except UsageError as error:
            raise UsageError(f"{item.name}: {error}") from None
        results.append((item.name, found))
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
    words = " · ".join(f"{count} {word}" for word, count in counts["verdicts"].items())
    line = (
        f"{counts['failed']} of {counts['records']} records failed; {words} "
        f"in {counts['checked']} values checked; {counts['refused']} refused, not judged"
    )
    console.print(Text(line, style="bold red" if failed else "bold green"), soft_wrap=True)


def _lines(path: Path, warc: Path | None) -> Iterator[Item]:
    """Yield the items of a JSONL file, one line in memory at a time; with a WARC file, in its order."""
    if warc is not None:
        yield from _with_pages(path, warc)
        return
    for place, row in _rows(path):
        yield _item(row, place, _page(row, place, path.parent))


def _with_pages(path: Path, warc: Path) -> Iterator[Item]:
    """Yield each record with the first response that the WARC file has for its address."""
    waiting: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for place, row in _rows(path):
        if "page" in row or "html_b64" in row:
            yield _item(row, place, _page(row, place, path.parent))
        else:
            waiting.setdefault(row.get("url", ""), []).append((place, row))
    for address, html, content_type, saved in _responses(warc):
        for place, row in waiting.pop(address, ()):
            yield _item({"content_type": content_type, "saved": saved} | row, place, html)
    for address, rows in waiting.items():
        raise UsageError(f"{rows[0][0]}: {warc} has no response for the url {address!r}")


def _item(row: dict[str, Any], place: str, html: bytes) -> Item:
    name = str(row.get("id", place))
    return Item(name, html, row["record"], row.get("url", ""), row.get("content_type"), row.get("saved"))


def _rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield f"{path}:{number}", _row(line, f"{path}:{number}")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _row(line: bytes, place: str) -> dict[str, Any]:
    row = _parsed(line, place)
    if not isinstance(row, dict) or "record" not in row:
        raise UsageError(f"{place}: expected an object with a record (null where the page was refused)")
    for key, value in row.items():
        if key not in _KEYS:
            raise UsageError(f"{place}: no such key {key!r}{did_you_mean(key, _KEYS)}")
        if key not in ("record", "id") and not isinstance(value, str):
            raise UsageError(f"{place}: {key} is a {type(value).__name__}, not a text")
    return row


def _page(row: dict[str, Any], place: str, home: Path) -> bytes:
    if "html_b64" in row:
        try:
            return base64.b64decode(row["html_b64"], validate=True)
        except binascii.Error as error:
            raise UsageError(f"{place}: html_b64: {error}") from None
    if "page" in row:
        return _read(home / row["page"])
    raise UsageError(f"{place}: no page: give page (a path) or html_b64, or name a --warc file")


def _responses(path: Path) -> Iterator[tuple[str, bytes, str | None, str]]:
    """Yield (address, bytes, Content-Type, time) of each response in a WARC file."""
    try:
        fastwarc = importlib.import_module("fastwarc")
    except ModuleNotFoundError:
        raise UsageError("--warc needs fastwarc: pip install 'litedrift[warc]'") from None
    kinds = fastwarc.WarcRecordType.response
    try:
        with path.open("rb") as stream:
            for record in fastwarc.ArchiveIterator(stream, record_types=kinds, auto_decode="all"):
                address = record.headers.get("WARC-Target-URI", "").strip("<>")
                content_type = record.http_headers.get("Content-Type") if record.http_headers else None
                yield address, record.reader.read(), content_type, record.record_date.isoformat()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None


def _parsed(text: bytes, place: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{place}: not JSON: {error}") from None
