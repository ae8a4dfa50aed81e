"""From what was served to UTF-8: the charset, and how text is folded."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)")
_LATIN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # to the web these mean windows-1252
_UTF_8 = {"utf-8", "utf8"}
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def recode(html: bytes | str, content_type: str | None) -> bytes:
    """Return a page in UTF-8: from what byte-order mark, header or meta name, else as it is, else from windows-1252.

    Bytes that are no UTF-8 are left in a page that calls itself so.
    """
    if isinstance(html, str):
        return html.encode("utf-8", "replace")
    for mark, name in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(name, "replace").encode()
    for charset in _declared(html, content_type):
        if charset in _UTF_8:
            return html
        try:
            return html.decode("cp1252" if charset in _LATIN else charset, "replace").encode("utf-8", "replace")
        except (LookupError, ValueError):  # no such charset, or a codec that is none (rot13)
            continue
    try:
        codecs.utf_8_decode(html, "strict", False)
    except UnicodeDecodeError:
        return html.decode("cp1252", "replace").encode()
    return html


def _declared(data: bytes, content_type: str | None) -> Iterator[str]:
    """Yield the charsets that the header and the page name, in this order of trust."""
    if content_type and (found := _CHARSET.search(content_type.lower())):
        yield found[1]
    for meta in data[:4096].lower().split(b"<meta")[1:]:
        if found := _CHARSET.search(meta.partition(b">")[0].decode("ascii", "replace")):
            yield found[1]


def decode(source: bytes) -> str:
    """Spell out UTF-8; a character cut at the end is left out."""
    return codecs.utf_8_decode(source, "replace", False)[0]


def fold(text: str) -> str:
    """NFC, white space folded to single spaces, four invisible characters removed."""
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable() and "  " not in text:  # then it holds no other white space and nothing invisible
        return text
    text = " ".join(text.split())
    return text if text.isprintable() else " ".join(_INVISIBLE.sub("", text).split())
