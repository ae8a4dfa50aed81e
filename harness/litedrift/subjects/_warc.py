"""An export as a WARC file: each page a response with its address and its header, the same bytes in every run."""

from __future__ import annotations

import io
import uuid
from importlib import import_module
from typing import IO, TYPE_CHECKING, Any, Final

from litedrift.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.subjects._export import Exported

SUFFIXES: Final = (".warc", ".warc.gz")
#: What a page without a date of its own is said to be saved on: no clock has a say in an export.
_UNDATED: Final = "1970-01-01"


class WarcExport:
    """Writes exported pages to an open binary file, compressed record by record where the name ends in ``.gz``.

    Raises:
        UsageError: warcio is not installed.

    """

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        try:
            self._headers = import_module("warcio.statusandheaders").StatusAndHeaders
            writer = import_module("warcio.warcwriter").WARCWriter
        except ImportError:
            raise UsageError("a WARC file needs warcio: pip install 'litedrift[warc]'") from None
        self._writer: Any = writer(stream, gzip=path.suffix == ".gz")

    def write(self, page: Exported) -> str:
        """Write one page; return the id of its record."""
        request = page.request
        identity = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, request.id)}>"
        served = [("Content-Type", request.content_type)] if request.content_type else []
        saved = str(page.mutant.case.provenance.get("saved") or _UNDATED)[:10]
        record = self._writer.create_warc_record(
            request.url,
            "response",
            payload=io.BytesIO(request.html),
            length=len(request.html),
            http_headers=self._headers("200 OK", served, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Record-ID": identity, "WARC-Date": f"{saved}T00:00:00Z"},
        )
        self._writer.write_record(record)
        return identity
