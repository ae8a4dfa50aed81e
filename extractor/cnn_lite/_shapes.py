"""What meta lines look like: times, bylines, labels. Text in, values out; no markup here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAYS = [
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?=\D|$)T?"),
]
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(?:([ap])\.?\s?m\b\.?)?", re.I)
_OFFSETS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "GMT": 0, "UTC": 0, "Z": 0, "BST": 1}
_ZONE = re.compile(r"(?<![A-Za-z])(?:(?:GMT|UTC)?\s?([+-]\d\d):?(\d\d)|(E[SD]?T|[CMP][SD]T|GMT|UTC|BST|Z)(?![A-Za-z]))")
_LABEL = re.compile(r"^\s*(?:(?:last\s+|page\s+|story\s+)?updated?(?:\s+(?:at|on))?|last\s+modified)\s*[:–—-]?\s*", re.I)
_WEEKDAY = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?", re.I)
_FILLER = re.compile(r"\b(?:at|on)\b|[\s,|·()•]+", re.I)
_NEW_YORK = ZoneInfo("America/New_York")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed time: ISO 8601 with offset (None when no zone was printed), whether it was labelled, what was odd."""

    iso: str | None
    labelled: bool
    odd: str | None = None


def read_stamp(text: str) -> Stamp | None:
    """Read a line that is a time of update and nothing else.

    All that such a line is made of is taken out, in whatever order it stands; nothing may be left over.
    """
    if len(text) > 100 or ":" not in text:
        return None
    rest = _LABEL.sub("", text, count=1)
    labelled = rest != text
    day = next((found for pattern in _DAYS if (found := pattern.search(rest))), None)
    if day is None:
        return None
    rest = f"{rest[: day.start()]} {rest[day.end() :]}"
    clock = _CLOCK.search(rest)
    if clock is None:
        return None
    rest = f"{rest[: clock.start()]} {rest[clock.end() :]}"
    zone = _ZONE.search(rest)
    if zone is not None:
        rest = f"{rest[: zone.start()]} {rest[zone.end() :]}"
    if _FILLER.sub("", _WEEKDAY.sub("", rest, count=1)):
        return None
    month = day["month"].lower()
    hour = int(clock[1])
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    try:
        number = int(month) if month.isdigit() else _MONTHS[month]
        moment = datetime(int(day["year"]), number, int(day["day"]), hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None
    return _zoned(moment, zone, labelled)


def _zoned(moment: datetime, zone: re.Match[str] | None, labelled: bool) -> Stamp:  # noqa: FBT001
    if zone is None:
        return Stamp(None, labelled, "no-zone")
    if zone[3] == "ET":
        return Stamp(moment.replace(tzinfo=_NEW_YORK).isoformat(), labelled)
    if zone[3]:
        offset = timedelta(hours=_OFFSETS[zone[3]])
    else:
        sign = -1 if zone[1][0] == "-" else 1
        offset = timedelta(hours=int(zone[1]), minutes=sign * int(zone[2]))
    if abs(offset) >= timedelta(hours=24):
        return Stamp(None, labelled, "no-zone")
    odd = None
    if zone[3] in ("EST", "EDT") and moment.replace(tzinfo=_NEW_YORK).utcoffset() != offset:
        odd = "zone-contradicts-season"
    return Stamp(moment.replace(tzinfo=timezone(offset)).isoformat(), labelled, odd)


BYLINE = re.compile(
    r"(?:(?:analysis|opinion|story|review|commentary|essay|perspective|written|report(?:ing)?|text|words)\s+)?by\s+\S|from\s+cnn(?:\s+en\s+español)?[’']s\s",
    re.I,
)
_NEXT_CREDIT = re.compile(r"\s*(?:[|│]|(?:(?<=[.;,])\s*)?\b(?:photo(?:s|graph\w*)?|video|illustrations?|graphics?)\b).*$", re.I | re.S)
_LEAD = re.compile(
    r"^(?:(?:(?:analysis|opinion|story|review|commentary|essay|perspective|written|report(?:ing)?|text|words)\s+)?by\s+|from\s+cnn(?:\s+en\s+español)?[’']s\s+)",
    re.I,
)
_NO_PERSON = re.compile(
    r"\b(?:CNN|AP|Associated Press|Reuters|AFP|Agence|KFF|ProPublica|News|staff|Times|Post|Inquirer|Journal|Tribune)\b", re.I
)
_TITLE = re.compile(r"\b(?:analyst|correspondent|reporter|editor|anchor|producer|writer|contributor|host|columnist|chief|director|meteorologist)\b", re.I)
_SUFFIX = re.compile(r"\b(?:jr|sr|m\.?d|ph\.?d|ii|iii|iv)\.?$", re.I)
_TOLD = re.compile(r"\bas told to\s+(.*)$", re.I)
_BETWEEN = re.compile(r",\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+")
_EMPLOYER = re.compile(r"\s+(?:for|in|at)\s.*$")
_STAFF = re.compile(r"^CNN\s+(?!en\b)(?:[a-z]+\s+)+(?=[A-Z])")
_PARTICLES = frozenset("al bin da de del della den der di dos du el ibn la le van von y".split())


def authors_of(byline: str) -> list[str]:
    """Return the persons whom a byline credits for words, in order; titles, agencies and photographers are left out."""
    told = _TOLD.search(byline)
    text = told[1] if told else byline
    text = _LEAD.sub("", _NEXT_CREDIT.sub("", text).strip(), count=1)
    names: list[str] = []
    for part in _BETWEEN.split(text):
        name = _STAFF.sub("", _EMPLOYER.sub("", part.strip(), count=1), count=1)
        name = name if _SUFFIX.search(name) else name.rstrip(". ")
        if names and _SUFFIX.fullmatch(part.strip()):
            names[-1] += f", {part.strip()}"
        elif _is_name(name):
            names.append(name)
    return names


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 6 or _NO_PERSON.search(text) or (_TITLE.search(text) and len(words) != 2):
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES or word[0] in "‘’'" for word in words)


SOURCE = re.compile(r"source\s*:\s*(\S.*)$", re.I)
NOTE = re.compile(r"editor\s*[’'‘`ʼ]?\s*s?[’'‘`ʼ]?\s+note\s*[:–—-]\s*", re.I)
PROMO = re.compile(r"sign up (?:for|to) .*(?:newsletter|cnn|unlocking the world|wonder theory|inbox)|(?:lee|leer) (?:el|este) artículo en español\b", re.I)
COPYRIGHT = re.compile(r"(?:©|&copy;|\(c\)|copyright)\s*\d{4}\s+cable news network", re.I)
DATELINE = re.compile(r"(?:[A-Z][\w.,’' -]{0,60}\s)?\((?:CNN|AP|Reuters)\)\s*[-–—]")
HEADER_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
