"""Texts of pages, records and ids as a person can safely look at them: nothing invisible, nothing endless."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from markupsafe import Markup

#: Characters that hide, that turn the reading direction, or that no file can carry: they are spelt out.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def visible(value: Any) -> Any:
    """Return a value as a template prints it: a text with its unseen characters spelt out, markup as it is."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", value)
    return value


def clip(text: str, width: int) -> str:
    """Return a text cut to so many characters, with the number of those left out."""
    if len(text) <= width:
        return text
    return f"{text[:width]}… ({len(text) - width:,} more characters)"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 page``, ``16,990 pages``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def percent(share: float) -> str:
    """Return a share as people read it; 100% and 0% are said only where they are exact."""
    if math.isclose(share, round(share), abs_tol=1e-9):  # an interval's end may miss it by a rounding
        return f"{share:.0%}"
    return f"{min(max(share, 0.001), 0.999):.1%}"
