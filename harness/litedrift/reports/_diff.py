"""The markup edit as a diff that a person can read: one element or text a line, only the lines that changed."""

from __future__ import annotations

import difflib
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from litedrift.corpus import decode_page

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECE = re.compile(r"<!--.*?-->|<[^>]*>|[^<]+", re.DOTALL)
_WIDTH = 160
#: How the lines of a diff are coloured on a terminal, by their first character.
DIFF_COLOURS: Final = MappingProxyType({"+": "green", "-": "red", "@": "cyan"})


def markup_diff(before: bytes, after: bytes, content_type: str | None, *, context: int = 1) -> list[str]:
    """Return a unified diff of two pages, cut into tags and texts, without the file header."""
    old, new = list(_pieces(before, content_type)), list(_pieces(after, content_type))
    lines = difflib.unified_diff(old, new, lineterm="", n=context)
    return [line for line in lines if not line.startswith(("---", "+++"))]


def _pieces(data: bytes, content_type: str | None) -> Iterator[str]:
    for match in _PIECE.finditer(decode_page(data, content_type)):
        piece = " ".join(match[0].split())
        if piece:
            yield piece if len(piece) <= _WIDTH else f"{piece[: _WIDTH - 1]}…"
