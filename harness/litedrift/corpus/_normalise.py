"""The one normaliser by which texts are compared (design: gold rules).

NFC, runs of Unicode white space to one space, four invisible characters removed, ends stripped.
It never decodes entities: an extractor that leaves ``&amp;`` in its text is wrong.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Final

#: Written into every run, baseline and export: another version may judge otherwise.
NORMALISER_VERSION: Final = 1

#: Zero-width space, word joiner, byte-order mark and soft hyphen carry no meaning for a reader.
_INVISIBLE: Final = "\u200b\u2060\ufeff\u00ad"
#: Lines up to this length are remembered: a page's own come back in each of its mutants.
_LINE: Final = 1000


def fold(text: str) -> str:
    """Return `text` as it is compared: NFC, white space folded, invisible characters removed."""
    return _folded(text) if len(text) <= _LINE else " ".join(_words(text))


def squash(text: str) -> str:
    """Return `text` without any white space: for searching across markup that may break lines anywhere."""
    return _squashed(text) if len(text) <= _LINE else "".join(_words(text))


@lru_cache(maxsize=1024)
def _folded(line: str) -> str:
    return " ".join(_words(line))


@lru_cache(maxsize=1024)
def _squashed(line: str) -> str:
    return "".join(_words(line))


def _words(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        for sign in _INVISIBLE:
            text = text.replace(sign, "")
    return text.split()


def instant(value: str) -> datetime | None:
    """Return the instant that an ISO 8601 text names, or None when it has no offset or is no date."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else None
