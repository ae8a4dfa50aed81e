"""What meta lines look like: times, bylines, labels. Text in, values out; no markup here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

_MONTHS = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_OFFSETS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "BST": 1}
_NEW_YORK = ZoneInfo("America/New_York")
#: All that a line with a time of update is made of, in whatever order; nothing else may stand there.
_PART = re.compile(
    r"""(?P<filler>[\s,|·()•]+|\b(?:at|on)\b)
    | (?P<label>(?:last\s+|page\s+|story\s+)?updated?\b(?:\s+(?:at|on)\b)?\s*[:–—-]?|last\s+modified\s*:?)
    | (?P<iso>\d{4}-\d\d-\d\d)T?
    | (?P<clock>\d{1,2}:\d\d(?::\d\d)?)(?:\.\d+)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?
    | (?P<offset>(?:GMT|UTC)?\s?[+-]\d\d:?\d\d)\b
    | (?P<zone>E[SD]?T|[CMP][SD]T|GMT|UTC|BST|Z)\b
    | (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?
    | (?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?
    | (?P<year>\d{4})\b
    | (?P<day>\d{1,2})(?:st|nd|rd|th)?\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed time: ISO 8601 with offset (None when no zone was printed), and what was odd about it."""

    iso: str | None
    odd: str | None = None


def read_stamp(text: str) -> Stamp | None:
    """Read a line that is a time of update and nothing else: its parts in any order, each once."""
    if len(text) > 100 or ":" not in text:
        return None
    parts: dict[str, str] = {}
    place = 0
    while place < len(text):
        found = _PART.match(text, place)
        if found is None or found.lastgroup in parts:
            return None
        parts |= {name: value for name, value in found.groupdict().items() if value and name != "filler"}
        place = found.end()
    if "clock" not in parts or not ("iso" in parts or {"year", "month", "day"} <= parts.keys()):
        return None
    hour, minute, second = (int(each) for each in f"{parts['clock']}:00".split(":")[:3])
    if "half" in parts:
        hour = hour % 12 + 12 * (parts["half"] in "pP")
    try:
        if "iso" in parts:
            moment = datetime.fromisoformat(parts["iso"]).replace(hour=hour, minute=minute, second=second)
        else:
            month = _MONTHS[parts["month"].lower()]
            moment = datetime(int(parts["year"]), month, int(parts["day"]), hour, minute, second)
    except ValueError:
        return None
    return _zoned(moment, parts.get("zone", "").upper(), parts.get("offset"))


def _zoned(moment: datetime, zone: str, offset: str | None) -> Stamp:
    """Give a printed time its offset: the one of its zone, or for ET New York's own, the first of an ambiguous hour."""
    if zone == "ET":
        return Stamp(moment.replace(tzinfo=_NEW_YORK).isoformat())
    if offset:
        sign = -1 if "-" in offset else 1
        digits = re.sub(r"\D", "", offset)
        shift = sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    elif zone:
        shift = timedelta(hours=_OFFSETS.get(zone, 0))
    else:
        return Stamp(None, "no-zone")
    if abs(shift) >= timedelta(hours=24):
        return Stamp(None, "no-zone")
    contradicts = zone in ("EST", "EDT") and moment.replace(tzinfo=_NEW_YORK).utcoffset() != shift
    return Stamp(moment.replace(tzinfo=timezone(shift)).isoformat(), "zone-contradicts-season" if contradicts else None)


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
