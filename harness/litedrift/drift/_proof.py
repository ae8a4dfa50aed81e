"""Proof that a destroyed value is really gone: search the mutated bytes for it in every encoding.

A contract `destroys` may only be judged where the value stands nowhere: not in text, attributes, JSON or addresses,
whichever way its characters are spelled. What is found makes the mutant infeasible, never a wrong verdict.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from litedrift.corpus import Maybe, OneOf, decode_page, instant, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from litedrift.drift._draft import Draft

#: Values with fewer letters and digits ("CNN") stand on every page: for them the declared carriers are searched.
_SHORT: Final = 12
#: So far apart, at most, stand the day and the clock of one printed time, counted in letters and digits.
_NEAR: Final = 40
_JSON_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2}))")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BASE64 = tuple(re.compile(rf"[A-Za-z0-9{signs}]{{16,}}") for signs in ("+/", "_-"))
#: Each byte as "x" where either alphabet of base64 has it, else as a space; and what a run worth decoding looks like.
_ALPHABET: Final = bytes(ord("x" if chr(n).isalnum() or chr(n) in "+/_-" else " ") for n in range(128)).ljust(256)
_LONG: Final = b"x" * 16
_ESCAPED_SPACE = re.compile(r"\\[nrt]")
_ESCAPED_SIGN = re.compile(r"\\([/\"'])")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2})*")
_TAG = re.compile(r"<[^>]*>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK = re.compile(r"<a\b.*?</a\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPTS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_LOWER: Final = bytes(range(128)).lower().ljust(256)
_NO_LETTER: Final = bytes(code for code in range(128) if not chr(code).isalnum())
#: Zones in which a page may print a time: its own, the site's summer and winter time, and every whole hour.
_HOURS: Final = tuple(timedelta(hours=n) for n in range(-12, 15))


def residue(draft: Draft) -> str | None:
    """Return where a destroyed value is still to be found, or None when every one is gone."""
    before, after = draft.case.gold, draft.gold
    if after is before or after.kind == "refusal":
        return None
    gone = [name for name, value in before.fields.items() if value and not after.fields.get(name)]
    if not gone:
        return None
    page = searchable(decode_page(draft.data, draft.content_type))
    for name in gone:
        for value in values_of(before.fields[name]):
            if page.carries(name, value, draft.site.labels.get(name, ())):
                return f"{name} is still on the page: {value[:40]!r}"
    return None


def spellings(data: bytes, content_type: str | None) -> str:
    """Return the page's characters with every encoding undone, white space removed."""
    return squash("\n".join(_readings(decode_page(data, content_type))))


@lru_cache(maxsize=2)
def searchable(source: str) -> Spelled:
    """Return a page's source for searching; a destroyer and the proof after it search the same one."""
    return Spelled(source)


class Spelled:
    """One page's source, every encoding undone, for searching."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._readings = _readings(source)
        apart = dict.fromkeys(each.replace("+", " ") for each in self._readings)  # a plus is no letter
        self._letters = (" " * _NEAR).join(map(letters, apart))

    @cached_property
    def _text(self) -> str:
        return squash("\n".join(self._readings))

    @cached_property
    def _lines(self) -> str:
        return "".join(_LINK.sub("", html.unescape(self._source)).split())

    def carries(self, name: str, value: str, labels: Iterable[str] = ()) -> bool:
        """Whether the page still spells this value of this field.

        Letters and digits are compared, without case: no punctuation, quotes, hyphens of a slug or tags between
        them hide a value.
        """
        if name == "updated":
            return self._carries_instant(value)
        if name == "page_date":
            return self._carries_day(value)
        wanted = letters(_address(name, value) if name in ("full_article_url", "links") else _unescaped(value))
        if len(wanted) >= _SHORT or (name == "authors" and " " in value.strip()):
            return wanted in self._letters
        keys = (*(letters(label) for label in labels), *(f"{key}content" for key in (name, f"name{name}")), name)
        if any(letters(key) + wanted in self._letters for key in keys):
            return True
        return f">{squash(value)}<" in self._lines  # a whole node, links aside: the site's own name is one

    def _carries_instant(self, value: str) -> bool:
        moment = instant(value)
        if moment is None:
            return letters(value) in self._letters
        if str(int(moment.timestamp())) in self._letters:
            return True
        return any(self._near(days, times) for days, times in _printed(value))

    def _near(self, days: Iterable[str], times: tuple[datetime, ...]) -> bool:
        """Whether one of these spellings of a day and one of these times of it stand close together."""
        for word in days:
            at = self._letters.find(word)
            while at >= 0:
                clocks = _clock_of(times)
                around = self._letters[max(0, at - _NEAR) : at] + " " + self._letters[at + len(word) :][:_NEAR]
                if clocks.search(around):
                    return True
                at = self._letters.find(word, at + 1)
        return False

    def _carries_day(self, value: str) -> bool:
        """Whether a calendar day is printed; with slashes, year first, it is an address and no date."""
        try:
            day = datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            return squash(value) in self._text
        text = self._text.casefold()
        return any(_stands_alone(squash(form).casefold(), text) for form in _days(day))


def _stands_alone(form: str, text: str) -> bool:
    """Whether a day is printed in a text with no further digit beside it."""
    at = text.find(form)
    while at >= 0:
        if not text[max(0, at - 1) : at].isdecimal() and not text[at + len(form) :][:1].isdecimal():
            return True
        at = text.find(form, at + 1)
    return False


def letters(text: str) -> str:
    """Return the letters and digits of a text without case, accents apart from their letters."""
    if text.isascii():
        return text.encode().translate(_LOWER, _NO_LETTER).decode()
    # Run by run: most of a page is ASCII, which is fast.
    return "".join(letters(run) if run.isascii() else _foreign(run) for run in _SCRIPTS.findall(text))


@lru_cache(maxsize=1024)
def _foreign(run: str) -> str:
    """Return the letters and digits of a run of characters that are not ASCII."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", run.casefold())))


def _address(name: str, address: str) -> str:
    """Return what all spellings of one address share; a list may print its addresses without the host."""
    parts = urlsplit(address)
    return ("" if name == "links" else parts.netloc) + parts.path.removesuffix("/index.html")


def _readings(raw: str) -> tuple[str, ...]:
    """Return a source as it reads with its escapes undone, without tags, as an address, and out of base64."""
    plain = _unescaped(raw)
    bare = _TAG.sub("", _COMMENT.sub("", plain))
    commented = _TAG.sub("", plain.replace("<!--", "").replace("-->", "")) if "<!--" in plain else bare
    percent = _unquoted(_unquoted(plain.replace("+", " ")).replace("+", " "))
    return tuple(dict.fromkeys((plain, bare, commented, percent, *_from_base64(plain))))


def _unescaped(raw: str) -> str:
    """Undo escapes of JSON and scripts, then entities, twice each: state in an attribute wears both."""
    text, escaped = raw, False
    for _ in range(2):
        if "\\" in text:
            escaped = True
            text = _JSON_ESCAPE.sub(_character, text)
            text = _ESCAPED_SIGN.sub(r"\1", _ESCAPED_SPACE.sub(" ", text))
        text = html.unescape(text)
    if not escaped:
        return text
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


def _unquoted(text: str) -> str:
    return _PERCENT.sub(lambda found: unquote(found[0]), text) if "%" in text else text


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2] or match[3], 16)
    return chr(number) if number <= 0x10FFFF else match[0]  # the last code point


def _runs(text: str) -> Iterator[str]:
    """Yield the long runs of characters in which base64 may stand; most pages have few."""
    marks = text.encode("ascii", "replace").translate(_ALPHABET)
    start = marks.find(_LONG)
    while start >= 0:
        stop = marks.find(b" ", start)
        stop = stop if stop >= 0 else len(marks)
        yield text[start:stop]
        start = marks.find(_LONG, stop)


def _from_base64(text: str) -> Iterator[str]:
    runs = list(_runs(text))
    for found in dict.fromkeys(word for pattern in _BASE64 for run in runs for word in pattern.findall(run)):
        if (decoded := _decoded(found)) is not None:
            yield decoded


@lru_cache(maxsize=1024)  # the parts of a page's addresses look like base64 too, in each of its mutants
def _decoded(word: str) -> str | None:
    """Return the text that a word is in base64, or None where it is none."""
    word = word.replace("-", "+").replace("_", "/")
    try:
        return _unescaped(base64.b64decode(word + "=" * (-len(word) % 4)).decode())
    except (binascii.Error, UnicodeDecodeError):
        return None


def values_of(value: object) -> Iterator[str]:
    """Yield every text that a field's expectation names, alternatives and optional items included."""
    match value:
        case str():
            yield value
        case OneOf(values):
            for each in values:
                yield from values_of(each)
        case Maybe(inner):
            yield from values_of(inner)
        case list():
            for each in value:
                yield from values_of(each)
        case {"url": url}:
            yield url
        case _:
            return


@lru_cache(maxsize=64)
def _printed(value: str) -> tuple[tuple[tuple[str, ...], tuple[datetime, ...]], ...]:
    """Return for each day on which this instant falls somewhere the letters of its spellings, and its times there."""
    moment = datetime.fromisoformat(value)
    days: dict[date, list[datetime]] = {}
    for offset in {moment.utcoffset() or timedelta(), *_HOURS}:
        local = moment.astimezone(timezone(offset))
        days.setdefault(local.date(), []).append(local)
    return tuple((tuple(map(letters, _days(times[0]))), tuple(times)) for times in days.values())


@lru_cache(maxsize=64)  # most days stand nowhere on the page
def _clock_of(times: tuple[datetime, ...]) -> re.Pattern[str]:
    """Return what spells one of these times of a day, in letters and digits."""
    return re.compile("|".join(letters(clock) for local in times for clock in _clocks(local)))


_MONTHS: Final = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)


def _days(local: datetime) -> tuple[str, ...]:
    """Return the ways in which a page may print this calendar day."""
    month = _MONTHS[local.month - 1]
    return (
        *(f"{name} {local.day}, {local.year}" for name in (month, month[:3])),
        *(f"{day} {name} {local.year}" for name in (month, month[:3]) for day in (local.day, f"{local.day:02}")),
        f"{local:%Y-%m-%d}",
        f"{local.month}/{local.day}/{local.year}",
        f"{local:%m/%d/%Y}",
        f"{local:%d.%m.%Y}",
    )


def _clocks(local: datetime) -> tuple[str, ...]:
    """Return the ways in which a page may print this time of day."""
    half = "AM" if local.hour < 12 else "PM"
    hour = local.hour % 12 or 12
    return (f"{hour}:{local:%M} {half}", f"{hour}:{local:%M:%S} {half}", f"{local:%H:%M}")
