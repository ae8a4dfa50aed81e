"""How a template prints a time, and which instant a reader then gets.

A pattern of the site table is a text with fields in braces: hour, hour24, minute, second, ampm, zone, weekday, day,
day2, month, month_name, year. A template that prints no seconds loses them; one that prints "ET" loses which of the
two hours it was on the night when the clocks go back.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from litedrift.errors import CorpusError

_NEW_YORK: Final = ZoneInfo("America/New_York")
#: Offset in hours → the zone name that is printed for it.
_ZONES: Final = {-5: "EST", -4: "EDT"}
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: Prints every instant to the second, in any season.
EXACT: Final = "Updated: {weekday}, {day2} {month} {year} {hour24}:{minute}:{second} GMT"


def print_time(moment: datetime, pattern: str) -> tuple[str, datetime]:
    """Return how a pattern prints this instant, and the instant that the printed text names.

    Raises:
        CorpusError: the pattern has a field that is not known, or names no time zone.

    """
    local = _local(moment, pattern)
    fields = {
        "hour": str(local.hour % 12 or 12),
        "hour24": f"{local.hour:02}",
        "minute": f"{local.minute:02}",
        "second": f"{local.second:02}",
        "ampm": "AM" if local.hour < 12 else "PM",
        "zone": _ZONES.get(round((local.utcoffset() or timedelta()).total_seconds() / 3600), "GMT"),
        "weekday": _DAYS[local.weekday()][:3],
        "day": str(local.day),
        "day2": f"{local.day:02}",
        "month": _MONTHS[local.month - 1][:3],
        "month_name": _MONTHS[local.month - 1],
        "year": str(local.year),
    }
    try:
        text = pattern.format_map(fields)
    except (KeyError, ValueError, IndexError) as error:
        raise CorpusError(f"site.toml: the stamp format {pattern!r} cannot be filled in ({error})") from None
    read = _fixed(local.replace(microsecond=0, fold=0))  # of two hours alike a reader takes the first
    return text, read if "{second}" in pattern else read.replace(second=0)


def _local(moment: datetime, pattern: str) -> datetime:
    """Return the instant on the clock by which the pattern prints it."""
    if "{zone}" in pattern:
        hours = (moment.utcoffset() or timedelta()).total_seconds() / 3600
        shown = moment if hours in _ZONES else moment.astimezone(_NEW_YORK)
        return _fixed(shown)
    if re.search(r"\b(?:GMT|UTC)\b", pattern):
        return moment.astimezone(UTC)
    if re.search(r"\bET\b", pattern):
        return moment.astimezone(_NEW_YORK)
    raise CorpusError(f"site.toml: the stamp format {pattern!r} names no time zone")


def _fixed(moment: datetime) -> datetime:
    """Return the same instant with a plain offset: a moment of an ambiguous hour equals none of another zone."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)
