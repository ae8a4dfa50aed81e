"""The pages of one WARC file, streamed; a record that cannot be read is counted, and reading goes on behind it."""

from __future__ import annotations

import os
import re
import zlib
from dataclasses import dataclass
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final

from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
#: What a record begins with, in a compressed and in a plain archive.
_STARTS: Final = (b"\x1f\x8b\x08", b"WARC/1.")
_CHUNK: Final = 1 << 20
_CUT: Final = "the archive ends in the middle of a record"
#: A page with more bytes than this is no article.
_LARGEST: Final = 32 << 20


@dataclass(frozen=True, slots=True)
class Archived:
    """One page as it was fetched; `saved` is when."""

    url: str
    html: bytes
    content_type: str | None
    saved: datetime


@dataclass(frozen=True, slots=True)
class Damage:
    """A record, or a run of them, that could not be read; `offset` is where the trouble began."""

    offset: int
    why: str


def read_archive(path: Path) -> Iterator[Archived | Damage]:
    """Yield the HTML pages that were served with status 200, and the damage between them.

    Raises:
        UsageError: the file cannot be opened, or the extra ``warc`` is not installed.

    """
    try:
        fastwarc: Any = import_module("fastwarc")
    except ModuleNotFoundError:
        raise UsageError("web archives need fastwarc: pip install 'litedrift[warc]'") from None
    try:
        with path.open("rb") as stream:
            start: int | None = 0
            while start is not None:
                last = start
                try:
                    for last, page in _records(fastwarc, stream, start):  # noqa: B007  # where it stopped
                        if page is not None:
                            yield page
                    start = None
                    if not _ends_there(stream, last):
                        yield Damage(last, _CUT)
                except _Unreadable as trouble:
                    yield Damage(last, str(trouble))
                    start = _resumed(fastwarc, stream, last + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}") from None


class _Unreadable(Exception):
    """The archive cannot be read further from here."""


def _records(fastwarc: Any, stream: IO[bytes], start: int) -> Iterator[tuple[int, Archived | None]]:
    """Yield the offset of each record from `start` on, with its page if it is one."""
    stream.seek(start)
    reader = fastwarc.ArchiveIterator(stream, parse_http=False)
    while True:
        try:
            record = next(reader, None)
            if record is None:
                return
            if "Content-Length" not in record.headers:
                raise _Unreadable(_CUT)
            found = record.stream_pos, _page(fastwarc, record)
        except Exception as error:  # noqa: BLE001  # whatever a parser raises on bytes that are no archive
            raise _Unreadable(str(error) or type(error).__name__) from None
        yield found


def _page(fastwarc: Any, record: Any) -> Archived | None:
    if record.record_type != fastwarc.WarcRecordType.response or not record.is_http:
        return None
    record.parse_http(auto_decode="all")
    length = record.content_length  # of what is left behind the headers
    head = record.http_headers
    if head is None or head.status_code != 200:
        return None
    content_type = head.get("Content-Type")
    if content_type and content_type.partition(";")[0].strip().lower() not in _HTML:
        return None
    html = record.reader.read(_LARGEST + 1)
    if len(html) > _LARGEST:
        return None
    if len(html) < length and not (head.get("Content-Encoding") or head.get("Transfer-Encoding")):
        raise _Unreadable(_CUT)
    return Archived(str(record.headers.get("WARC-Target-URI", "")).strip("<>"), html, content_type, record.record_date)


def _ends_there(stream: IO[bytes], start: int) -> bool:
    """Whether the last record, which begins at `start`, is whole, and nothing that was cut off comes behind it."""
    stream.seek(start)
    block = stream.read(_CHUNK)
    if not block.startswith(_STARTS[0]):
        head, _, _ = block.partition(b"\r\n\r\n")
        length = re.search(rb"(?im)^content-length:\s*(\d+)", head)
        size = stream.seek(0, os.SEEK_END)
        return length is None or 0 <= size - (start + len(head) + 4 + int(length[1])) <= 4
    member = zlib.decompressobj(wbits=31)
    while block and not member.eof:
        member.decompress(block)
        block = stream.read(_CHUNK) if not member.eof else block
    return member.eof and not member.unused_data


def _resumed(fastwarc: Any, stream: IO[bytes], place: int) -> int | None:
    """Return the offset of the next record that can be read, or None when there is none."""
    while (start := _next_start(stream, place)) is not None:
        try:
            if next(_records(fastwarc, stream, start), None) is not None:
                return start
        except _Unreadable:
            pass
        place = start + 1
    return None


def _next_start(stream: IO[bytes], place: int) -> int | None:
    """Return the first offset at or behind `place` at which a record may begin."""
    overlap = max(map(len, _STARTS)) - 1
    stream.seek(place)
    block = b""
    while chunk := stream.read(_CHUNK):
        block = block[-overlap:] + chunk
        hits = [hit for hit in (block.find(each) for each in _STARTS) if hit >= 0]
        if hits:
            return stream.tell() - len(block) + min(hits)
    return None
