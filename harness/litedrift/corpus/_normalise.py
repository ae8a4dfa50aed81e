"""The one normaliser by which texts are compared (design: gold rules).

NFC, runs of Unicode white space to one space, four invisible characters removed, ends stripped.
It never decodes entities: an extractor that leaves ``&amp;`` in its text is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

#: Written into every run, baseline and export: another version may judge otherwise.
NORMALISER_VERSION: Final = 1

#: Zero-width space, word joiner, byte-order mark and soft hyphen carry no meaning for a reader.
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff\u00ad]")


def fold(text: str) -> str:
    """Return `text` as it is compared: NFC, white space folded, invisible characters removed."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def squash(text: str) -> str:
    """Return `text` without any white space: for searching across markup that may break lines anywhere."""
    return "".join(fold(text).split())


def instant(value: str) -> datetime | None:
    """Return the instant that an ISO 8601 text names, or None when it has no offset or is no date."""
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else None
