"""Pages from web archives: WARC files, and Common Crawl through its index and ranges of its WARC files."""

from __future__ import annotations

import importlib
import io
import json
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from litedrift.capture._served import Failed, Served, allowed, on_the_web
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from litedrift.capture._fetch import Answer, Fetcher

CDX: Final = "https://index.commoncrawl.org"
DATA: Final = "https://data.commoncrawl.org"
_HTML: Final = ("text/html", "application/xhtml+xml")


def read_warc(path: Path, *, wanted: Callable[[str], bool], largest: int) -> Iterator[Served | Failed]:
    """Yield the pages of a WARC file whose address is `wanted`: responses of status 200 with HTML.

    Raises:
        UsageError: the file cannot be read, or the extra ``warc`` is not installed.

    """
    _fastwarc()
    try:
        with path.open("rb") as stream:
            yield from _pages(stream, how="warc", wanted=wanted, largest=largest)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


class CommonCrawl:
    """Pages that Common Crawl holds. `cdx` and `data` are the bases of its index and of its files.

    `collection` names one crawl, such as ``CC-MAIN-2026-43``; without it the newest is asked for.
    """

    def __init__(self, fetcher: Fetcher, *, cdx: str = CDX, data: str = DATA, collection: str | None = None) -> None:
        _fastwarc()
        self._fetcher = fetcher
        self._cdx = cdx.rstrip("/")
        self._data = data.rstrip("/")
        self._collection = collection

    def pages(self, pattern: str, *, limit: int) -> Iterator[Served | Failed]:
        """Yield at most `limit` pages of the addresses that `pattern` names, as the index understands it.

        Raises:
            UsageError: the index does not answer, or answers what is no index.

        """
        for row in self._rows(pattern, limit):
            yield self._page(row)

    def _rows(self, pattern: str, limit: int) -> list[dict[str, Any]]:
        query = [("url", pattern), ("output", "json"), ("filter", "=status:200"), ("limit", str(limit))]
        where = f"{self._cdx}/{self._collection or self._newest()}-index?{urlencode(query)}"
        answer = self._fetcher.get(where)
        if isinstance(answer, Failed):
            raise UsageError(f"{where}: {answer.reason}")
        if answer.status == 404:
            return []  # so the index says that it has no capture
        rows = [_parsed(line, where) for line in self._text(answer, where).splitlines() if line.strip()]
        return [row for row in rows if row.get("mime-detected", row.get("mime", _HTML[0])) in _HTML][:limit]

    def _newest(self) -> str:
        where = f"{self._cdx}/collinfo.json"
        answer = self._fetcher.get(where)
        if isinstance(answer, Failed):
            raise UsageError(f"{where}: {answer.reason}")
        try:
            return str(json.loads(self._text(answer, where))[0]["id"])
        except (ValueError, LookupError, TypeError):
            raise UsageError(f"{where}: no list of collections") from None

    def _text(self, answer: Answer, where: str) -> str:
        if answer.status != 200:
            raise UsageError(f"{where}: the server answered {answer.status}")
        return answer.body.decode("utf-8", "replace")

    def _page(self, row: dict[str, Any]) -> Served | Failed:
        url = str(row.get("url", ""))
        try:
            first, length = int(row["offset"]), int(row["length"])
            where = f"{self._data}/{row['filename']}"
        except (LookupError, ValueError):
            return Failed(url, "the index gives no place for it")
        answer = self._fetcher.get(where, {"Range": f"bytes={first}-{first + length - 1}"})
        if isinstance(answer, Failed):
            return Failed(url, answer.reason)
        if answer.status != 206:
            return Failed(url, f"{where}: expected a range (206), the server answered {answer.status}")
        largest = self._fetcher.manners.largest
        try:
            pages = list(
                _pages(io.BytesIO(answer.body), how="common-crawl", wanted=lambda each: each == url, largest=largest)
            )
        except OSError as error:
            return Failed(url, f"{where}: {error}")
        return pages[0] if pages else Failed(url, f"{where}: the range holds no page of this address")


def _pages(stream: IO[bytes], *, how: str, wanted: Callable[[str], bool], largest: int) -> Iterator[Served | Failed]:
    fastwarc = _fastwarc()
    kinds = fastwarc.WarcRecordType.response
    for record in fastwarc.ArchiveIterator(stream, record_types=kinds, auto_decode="all"):
        url = str(record.headers.get("WARC-Target-URI", "")).strip("<>")
        head = record.http_headers
        if head is None or head.status_code != 200 or not on_the_web(url) or not wanted(url):
            continue
        headers = [(str(name), str(value)) for name, value in head.items()]
        content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
        if content_type and content_type.partition(";")[0].strip().lower() not in _HTML:
            continue
        body = record.reader.read(largest + 1)
        if len(body) > largest:
            yield Failed(url, f"is larger than {largest} bytes")
            continue
        saved: datetime = record.record_date or datetime.now(UTC)
        yield Served(url, body, content_type, saved.astimezone(UTC), how, headers=allowed(headers))


def _fastwarc() -> Any:
    try:
        return importlib.import_module("fastwarc")
    except ModuleNotFoundError:
        raise UsageError("web archives need fastwarc: pip install 'litedrift[warc]'") from None


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise UsageError(f"{where}: the answer is no index: {line[:60]!r}")
    return row
