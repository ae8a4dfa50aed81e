"""Records with their pages, as ``litedrift validate`` takes them: two files, JSON lines, lines beside a WARC file."""

from __future__ import annotations

import base64
import binascii
import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litedrift.errors import UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_KEYS = ("id", "page", "html_b64", "url", "content_type", "saved", "record")


@dataclass(frozen=True, slots=True)
class Item:
    """One page with its record; a record of None is a page that the extractor refused."""

    name: str
    html: bytes
    record: Any
    url: str = ""
    content_type: str | None = None
    saved: str | None = None


def single(page: Path, record: Path, *, url: str, content_type: str | None, saved: str | None) -> Iterator[Item]:
    """Yield the one item of two files."""
    yield Item(str(page), _read(page), _parsed(_read(record), str(record)), url, content_type, saved)


def lines(path: Path, warc: Path | None) -> Iterator[Item]:
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
