"""From what was served to a tree: the charset, the parser, and how text is folded."""

from __future__ import annotations

import codecs
import re
import threading
import unicodedata
from typing import Any

from lxml import etree

from cnn_lite._records import Refused

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_LATIN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # to the web these mean windows-1252
_UTF_8 = {"utf-8", "utf8"}
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


class _Own(threading.local):
    """A parser for each thread, since a parser's log tells of the page that it read last."""

    def __init__(self) -> None:
        self.parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)


_own = _Own()
_NO_UTF_8 = etree.ErrorTypes.ERR_INVALID_ENCODING


def parse(html: bytes | str, content_type: str | None) -> tuple[Any, bytes]:
    """Return the root element of a page and its source in UTF-8, or refuse what is no markup."""
    if isinstance(html, str):
        source = html.encode("utf-8", "replace")
    else:
        charsets = _declared(html, content_type)
        if b"<" in html and (not charsets or charsets[0] in _UTF_8):
            root = _tree(html)
            if root is not None and not _own.parser.error_log.filter_types(_NO_UTF_8):  # no byte was anything else
                return root, html
        source = _decode(html, charsets).encode("utf-8", "replace")
    root = _tree(source) if b"<" in source else None
    if root is None:
        raise Refused("not-html" if source.decode().strip() else "empty")
    return root, source


def _tree(source: bytes) -> Any:
    try:
        return etree.fromstring(source.replace(b"\0", b"\xef\xbf\xbd"), _own.parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _declared(data: bytes, content_type: str | None) -> list[str]:
    """Return the charsets that the header and the page name, in this order of trust."""
    header = _HEADER.search(content_type) if content_type else None
    meta = _META.search(data, 0, 4096)
    return [*((header[1].lower(),) if header else ()), *((meta[1].decode("ascii", "replace").lower(),) if meta else ())]


def _decode(data: bytes, charsets: list[str]) -> str:
    """Spell the bytes out: byte-order mark, what is declared, UTF-8, windows-1252."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for charset in charsets:
        try:
            if charset in _UTF_8:
                return codecs.utf_8_decode(data, "replace", False)[0]  # a character cut at the end is left out
            return data.decode("cp1252" if charset in _LATIN else charset, "replace")
        except (LookupError, ValueError):  # no such charset, or a codec that is none (rot13)
            continue
    try:
        return codecs.utf_8_decode(data, "strict", False)[0]
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def fold(text: str) -> str:
    """NFC, white space folded to single spaces, four invisible characters removed."""
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable() and "  " not in text:  # then it holds no other white space and nothing invisible
        return text
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())
