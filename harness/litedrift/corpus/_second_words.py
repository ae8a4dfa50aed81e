"""The second reader's knowledge of words: labels, bylines, printed times, promotions. All of it is data of the site."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from litedrift.corpus._normalise import fold
from litedrift.corpus._schemas import first_fault
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from litedrift.corpus._site import Site

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The placeholders of the site table's stamp formats, as patterns.
_SLOTS: Final = {
    "hour": r"(?P<hour>\d{1,2})",
    "hour24": r"(?P<hour>\d{2})",
    "minute": r"(?P<minute>\d{2})",
    "second": r"(?P<second>\d{2})",
    "ampm": r"(?P<ampm>[AP]M)",
    "zone": r"(?P<zone>[A-Z]{2,4})",
    "weekday": r"[A-Z][a-z]{2}",
    "month": r"(?P<month>[A-Z][a-z]{2})",
    "month_name": r"(?P<month>[A-Z][a-z]+)",
    "day": r"(?P<day>\d{1,2})",
    "day2": r"(?P<day>\d{1,2})",
    "year": r"(?P<year>\d{4})",
}


@dataclass(frozen=True, slots=True)
class Words:
    """Decides by the site's own words what a text is."""

    label_words: MappingProxyType[str, tuple[str, ...]]
    stamps: tuple[re.Pattern[str], ...]
    zones: MappingProxyType[str, str]
    byline: MappingProxyType[str, Any]
    promotions: tuple[re.Pattern[str], ...]

    def labels(self, field: str) -> tuple[str, ...]:
        """Return the words printed before a field's value."""
        return self.label_words.get(field, ())

    def labelled(self, field: str, text: str) -> bool:
        """Return whether a text begins with a label of the field, whatever its case and apostrophe."""
        return any(_plain(text).startswith(_plain(label)) for label in self.labels(field))

    def unlabelled(self, field: str, text: str) -> str:
        """Return a text without the label of the field before it."""
        for label in self.labels(field):
            if _plain(text).startswith(_plain(label)):
                return fold(text[len(label) :])
        return text

    def promotes(self, text: str) -> bool:
        """Return whether a whole paragraph only advertises."""
        return any(pattern.search(text) for pattern in self.promotions)

    def untitled(self, title: str | None) -> str | None:
        """Return a page title without the site's ending after the last bar."""
        return title.rpartition(" | ")[0] or title if title else None

    def instant(self, text: str) -> str | None:
        """Return a printed time as ISO 8601 with its offset; None when no known format fits."""
        for pattern in self.stamps:
            found = pattern.search(text)
            if found:
                return self._moment(found.groupdict())
        return None

    def _moment(self, slot: dict[str, str]) -> str | None:
        zone = self.zones.get(slot["zone"])
        if zone is None:
            return None
        hour = int(slot["hour"])
        if slot.get("ampm"):
            hour = hour % 12 + 12 * (slot["ampm"] == "PM")
        month = _MONTHS.index(slot["month"][:3].lower()) + 1
        second = int(slot.get("second") or 0)
        day = f"{slot['year']}-{month:02}-{int(slot['day']):02}T{hour:02}:{slot['minute']}:{second:02}"
        if "/" not in zone:
            return day + zone
        return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone)).isoformat()

    def authors(self, line: str) -> list[str]:
        """Return the persons whom a byline credits for words, in order."""
        for pattern in self.byline["ends"]:
            line = pattern.sub("", line)
        line = self.byline["told_to"].sub("", line)
        for pattern in self.byline["opens"]:
            line = pattern.sub("", line, count=1)
        names: list[str] = []
        for part in re.split(r",\s*(?:and\s+)?|\s+and\s+|;\s*", line):
            name = fold(self.byline["client"].sub("", part))
            if names and self.byline["joins"].search(name):
                names[-1] = f"{names[-1]}, {name}"
            elif name and not any(pattern.search(name) for pattern in self.byline["nobody"]):
                names.append(name)
        return names


def load_words(site: Site) -> Words:
    """Read ``reading.toml`` beside the site's templates.

    Raises:
        CorpusError: the file is missing, breaks its schema, or holds what is no pattern.

    """
    path = site.templates.parent / "reading.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; the second reader needs the site's words") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    fault = first_fault("reading", data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema reading.schema.json)")
    try:
        byline = {
            name: tuple(map(re.compile, value)) if isinstance(value, list) else re.compile(value)
            for name, value in data["byline"].items()
        }
        promotions = tuple(map(re.compile, data["promotions"]))
        stamps = tuple(_pattern(each, data["zones"]) for each in dict.fromkeys(site.stamp_formats.values()))
    except (re.error, KeyError) as error:
        raise CorpusError(f"{path}: no pattern: {error}") from None
    return Words(site.labels, stamps, MappingProxyType(data["zones"]), MappingProxyType(byline), promotions)


def _pattern(stamp_format: str, zones: dict[str, str]) -> re.Pattern[str]:
    """Turn a stamp format of the site table into the pattern that reads it; a zone printed as such is captured too."""
    written = re.escape(stamp_format).replace(r"\{", "{").replace(r"\}", "}")
    names = "|".join(sorted(zones, key=len, reverse=True))
    written = re.sub(rf"(?<![{{\w])({names})(?![\w}}])", r"(?P<zone>\1)", written)
    return re.compile(written.replace(r"\ ", r"\s+").format(**_SLOTS))


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")
