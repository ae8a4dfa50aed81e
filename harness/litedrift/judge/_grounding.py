"""Does this value stand on the page at all? What does not was invented."""

from __future__ import annotations

import functools
import html as html_entities
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from litedrift.corpus import decode_page, instant, squash
from litedrift.drift import spellings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

#: Offsets in which a page may print a time: a misread zone is a wrong value, not an invented one.
_OFFSETS = tuple(timedelta(minutes=30 * n) for n in range(-24, 29))
#: Words that a piece of a joined note has at least: fewer may stand next to each other by chance.
_PIECE = 3
#: Tens and ones of an hour, a minute, and the half of the day, as in 1:20 PM, 1:20:41 p.m. and 13:20.
_CLOCK = re.compile(r"(\d?)(\d):([0-5]\d)(?::\d\d)?(?:([AaPp])\.?[Mm])?")
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


class Page:
    """One page's characters in every spelling, for searching; built once, only when a value is in doubt."""

    def __init__(self, html: bytes, url: str, content_type: str | None) -> None:
        self._html, self._url, self._content_type = html, url, content_type

    @functools.cached_property
    def text(self) -> str:
        """All that the page spells, white space removed; its raw source too, so that an undecoded entity is found."""
        raw = decode_page(self._html, self._content_type)
        return spellings(self._html, self._content_type) + squash(raw) + self._url

    @functools.cached_property
    def unescaped(self) -> str:
        """The same with every entity undone, however often it was encoded."""
        return _unescaped(self.text)

    @functools.cached_property
    def clocks(self) -> frozenset[tuple[int, int]]:
        """Every hour and minute that the page may print; `text` has no white space, so a year may touch the hour."""
        found = set()
        for tens, ones, minute, half in _CLOCK.findall(self.text):
            for hour in {int(ones), int(tens + ones)}:
                if half and 1 <= hour <= 12:
                    found.add((hour % 12 + 12 * (half in "Pp"), int(minute)))
                elif tens and not half and hour <= 23:
                    found.add((hour, int(minute)))
        return frozenset(found)

    def carries(self, field: str, value: Any) -> bool:
        """Whether every text of the value, or its instant, stands on the page."""
        if field in ("updated", "page_date"):
            return isinstance(value, str) and self._carries_date(value)
        texts = list(_texts(value))
        if field == "editors_note":  # several notes are one value, joined by a space
            return all(self._carries_text(field, text) or self._carries_pieces(text.split()) for text in texts)
        return all(self._carries_text(field, text) for text in texts)

    def _carries_text(self, field: str, text: str) -> bool:
        if field in ("full_article_url", "links"):
            path = urlsplit(text).path.strip("/")
            return squash(text) in self.text or (bool(path) and squash(path) in self.text)
        return squash(text) in self.text or _unescaped(squash(text)) in self.unescaped

    def _carries_pieces(self, words: list[str]) -> bool:
        """Whether the words are pieces of the page of `_PIECE` words or more, one after the other."""
        start = 0
        while start < len(words):
            end = min(start + _PIECE, len(words))
            if squash("".join(words[start:end])) not in self.text:
                return False
            while end < len(words) and squash("".join(words[start : end + 1])) in self.text:
                end += 1
            start = end
        return True

    def _carries_date(self, value: str) -> bool:
        moment = instant(value)
        if moment is None:
            return squash(value) in self.text or self._carries_day(value)
        if squash(moment.isoformat()) in self.text or str(int(moment.timestamp())) in self.text:
            return True
        return any(self._printed(moment + offset) for offset in _shifts(moment))

    def _printed(self, local: datetime) -> bool:
        return (local.hour, local.minute) in self.clocks and any(day in self.text for day in _days(local))

    def _carries_day(self, value: str) -> bool:
        day = instant(f"{value[:10]}T00:00:00+00:00")
        return day is not None and any(each in self.text for each in _days(day))


def _unescaped(text: str) -> str:
    while (undone := html_entities.unescape(text)) != text:
        text = undone
    return text


def _shifts(moment: datetime) -> Iterator[timedelta]:
    own = moment.utcoffset() or timedelta()
    return (offset - own for offset in _OFFSETS)


def _days(local: datetime) -> tuple[str, ...]:
    """Return the ways in which sites print this calendar day, white space removed."""
    month = _MONTHS[local.month - 1]
    return (
        f"{month}{local.day},{local.year}",
        f"{month[:3]}{local.day},{local.year}",
        f"{local.day}{month}{local.year}",
        f"{local.day:02}{month[:3]}{local.year}",
        f"{local.day}{month[:3]}{local.year}",
        f"{local:%Y-%m-%d}",
        f"{local.month}/{local.day}/{local.year}",
        f"{local:%m/%d/%Y}",
    )


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list() | tuple():
            for each in value:
                yield from _texts(each)
        case dict():
            for each in value.values():
                yield from _texts(each)
        case None:
            return
        case _:
            yield str(value)
