"""Which characters do these bytes spell? The order of the gold rules: BOM, header, meta, UTF-8, windows-1252."""

from __future__ import annotations

import codecs
import re
from typing import Final

_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
#: What the web means by these labels (WHATWG Encoding).
_ALIASES: Final = {
    "iso-8859-1": "windows-1252",
    "latin-1": "windows-1252",
    "latin1": "windows-1252",
    "us-ascii": "windows-1252",
    "ascii": "windows-1252",
}


def charset_of(data: bytes, content_type: str | None) -> str:
    """Return the Python codec name for a page's bytes as served with this Content-Type header."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    header = _HEADER.search(content_type or "")
    meta = _META.search(data[:4096])
    for label in (header and header[1], meta and meta[1].decode("ascii", "replace")):
        if label:
            name = _ALIASES.get(label.lower(), label.lower())
            try:
                return codecs.lookup(name).name
            except LookupError:
                continue
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def decode_page(data: bytes, content_type: str | None) -> str:
    """Return a page's text without its byte-order mark; bytes that spell nothing become U+FFFD."""
    return data.decode(charset_of(data, content_type), "replace").removeprefix("\ufeff")
