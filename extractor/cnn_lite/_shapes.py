"""What meta lines look like: times, bylines, labels. Text in, values out; no markup here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_MONTH_OF = {name: n for n, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_ZONES = {-5: "EST CDT", -4: "EDT", -6: "CST MDT", -7: "MST PDT", -8: "PST", 1: "BST", 0: "GMT UTC Z"}
_OFFSETS = {zone: f"{hours:+03}:00" for hours, zones in _ZONES.items() for zone in zones.split()}
_NEW_YORK = ZoneInfo("America/New_York")
_LABEL = r"(?:(?:(?:last|page|story)\s+)?updated?(?:\s+(?:at|on))?|last\s+modified)\b\s*[:–—-]?\s*"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?"
_ZONE = r"(?:\s*(?:(?:gmt|utc)?(?P<offset>[+-]\d\d:?\d\d)|(?P<zone>[a-z]{1,3})\b))?"
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_DAY = (
    r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
    rf"(?P<day>\d{{4}}-\d\d-\d\d|[a-z]{{3,9}}\.?\s+{_NUMBER},?\s+\d{{4}}|{_NUMBER}\s+[a-z]{{3,9}}\.?,?\s+\d{{4}})"
)
_WORD = re.compile(r"\d+|[a-z]+(?=\W)")
_GAP = r"(?:[\s,|·()•–—]|\b(?:at|on)\b)*"
#: A line with a time of update and nothing else: the clock first, or the day.
_STAMPS = tuple(
    re.compile(f"(?:{_LABEL})?{order}{_GAP}")
    for order in (_CLOCK + _ZONE + _GAP + _DAY, _DAY + f"(?:t|{_GAP})" + _CLOCK + _ZONE)
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed time: ISO 8601 with offset (None when no zone was printed), and what was odd about it."""

    iso: str | None
    odd: str | None = None


@lru_cache(1024)  # a line is looked at for its shape and then for its value
def read_stamp(text: str) -> Stamp | None:
    """Read a line that is a time of update and nothing else, as the site prints it or as others do."""
    if len(text) > 100 or ":" not in text:
        return None
    line = text.lower()
    found = _STAMPS[0].fullmatch(line) or _STAMPS[1].fullmatch(line)
    if found is None:
        return None
    day, hour, minute, second, half = found.group("day", "hour", "minute", "second", "half")
    hour = int(hour) % 12 + 12 * (half == "p") if half else int(hour)
    try:
        if day[4] != "-":
            words = _WORD.findall(day)
            month, number = words[:2] if words[0].isalpha() else (words[1], words[0])
            day = f"{words[2]}-{_MONTH_OF[month[:3]]:02}-{number:>02}"
        moment = datetime.fromisoformat(day).replace(hour=hour, minute=int(minute), second=int(second or 0))
    except (KeyError, ValueError):  # the calendar has no such day
        return None
    return _zoned(moment, (found["zone"] or "").upper(), found["offset"])


def _zoned(moment: datetime, zone: str, printed: str | None) -> Stamp:
    """Give a printed time its offset: the one of its zone, or for ET New York's own, the first of an ambiguous hour."""
    offset = f"{printed[:3]}:{printed[-2:]}" if printed else _OFFSETS.get(zone)
    there = moment.replace(tzinfo=_NEW_YORK).isoformat() if zone in ("ET", "EST", "EDT") else ""
    if zone == "ET" and offset is None:
        return Stamp(there)
    if offset is None or offset[1:3] > "23":
        return Stamp(None, "no-zone")
    return Stamp(moment.isoformat() + offset, "zone-contradicts-season" if there and there[-6:] != offset else None)


_LEAD = (
    r"(?:(?:(?:analysis|opinion|story|review|commentary|essay|perspective|written|report(?:ing)?|text|words)\s+)?by[:\s]\s*"
    r"|from\s+cnn(?:\s+en\s+español)?[’']s\s+)"
)
BYLINE = re.compile(rf"{_LEAD}[^\W\d]", re.IGNORECASE)
_CREDIT_WORDS = re.compile(_LEAD, re.IGNORECASE)
#: Whoever stands behind this is credited for pictures.
_NEXT_CREDIT = re.compile(r"[|│]|\b(?:photo(?:s|graph\w*)?|video|illustrations?|graphics?)\b", re.IGNORECASE)
_NO_PERSON = re.compile(
    r"\b(?:CNN|AP|Associated Press|Reuters|AFP|Agence|KFF|ProPublica|News|staff|Times|Post|Inquirer|Journal|Tribune)\b",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(?:analyst|correspondent|reporter|editor|anchor|producer|writer|contributor|host|columnist|chief|director|meteorologist)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\b(?:jr|sr|m\.?d|ph\.?d|ii|iii|iv)\.?$", re.IGNORECASE)
_TOLD = re.compile(r"\bas told to\s+(.*)$", re.IGNORECASE)
_BETWEEN = re.compile(r",\s*(?:(?:and|&)\s+)?|\s+(?:and|&)\s+")
_EMPLOYER = re.compile(r"\s+(?:for|in|at)\s.*$")
_STAFF = re.compile(r"^CNN\s+(?!en\b)(?:[a-z]+\s+)+(?=[A-Z])")
_PARTICLES = frozenset("al bin da de del della den der di dos du el la le van von y".split())


@lru_cache(1024)  # the same persons write again and again
def authors_of(byline: str) -> tuple[str, ...]:
    """Return the persons whom a byline credits for words, in order; titles, agencies and photographers are left out."""
    told = _TOLD.search(byline)
    text = _NEXT_CREDIT.split(told[1] if told else byline, maxsplit=1)[0].rstrip(" .;,")
    lead = _CREDIT_WORDS.match(text)
    names: list[str] = []
    for part in _BETWEEN.split(text[lead.end() :] if lead else text):
        name = _STAFF.sub("", _EMPLOYER.sub("", part.strip(), count=1), count=1)
        name = name if _SUFFIX.search(name) else name.rstrip(". ")
        if names and _SUFFIX.fullmatch(part.strip()):
            names[-1] += f", {part.strip()}"
        elif _is_name(name):
            names.append(name)
    return tuple(names)


def _is_name(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 6 or _NO_PERSON.search(text) or (_JOB.search(text) and len(words) != 2):
        return False
    return all(word[0].isupper() or word.lower() in _PARTICLES or word[0] in "‘’'" for word in words)


#: What stands in a line of credit that has no label.
CREDIT = re.compile(r"\b(?:CNN|AP|Associated Press|Reuters|AFP|staff)\b|\bfor (?:The|the)?\s?[A-Z]")
SOURCE = re.compile(r"source\s*:\s*(\S.*)$", re.IGNORECASE)
NOTE = re.compile(r"editor[^\s\w]?s?\S{0,4}\s+note\s*[:–—-]\s*", re.IGNORECASE)  # whatever became of its apostrophe
PROMO = re.compile(
    r"sign up (?:for|to) .*(?:newsletter|cnn|unlocking the world|wonder theory|inbox)"
    r"|(?:lee|leer|lea) (?:el|este) art\S+ en espa\S+$",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(
    r"(?:(?:©|&copy;|\(c\)|copyright)\s*[\d–-]{0,9}|\W{1,3}\d{4})\s*cable news network", re.IGNORECASE
)
#: The label of a time of update with whatever stands behind it: no paragraph begins so.
UPDATED = re.compile(
    r"(?:last\s+|page\s+|story\s+)?updated?\s*(?:[:–—]|(?:on|at)?\s*(?:\d|yesterday\b|today\b|just now\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b))",
    re.IGNORECASE,
)
DATELINE = re.compile(r"(?:[A-Z][\w.,’' -]{0,60}\s)?\((?:CNN|AP|Reuters)\)\s*[-–—]")
HEADER_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
#: A label with nothing behind it.
BARE = re.compile(r"(?:\w+ )?by[:,]?|source\s*:?", re.IGNORECASE)
#: Nothing that begins otherwise can be a meta line, a note, a promotion or the site's top line, but for odd signs.
_HEADS = frozenset(
    (
        "ana opi sto rev com ess per wri rep tex wor fro sou edi sig lee lea las pag upd mon tue wed thu fri sat sun "
        "jan feb mar apr may jun jul aug sep oct nov dec cnn lis cop by:"
    ).split()
) | {"by ", "by"}
_HEADER_WORDS = re.compile(r"CNN|Listen|[\s|/\d]")
_SENTENCE_END = tuple(".!?…:;\"”’)'")


def shape_of(text: str) -> str | None:
    """Say what a line looks like by its text alone; None when it may be anything."""
    if "Cable News Network" in text and COPYRIGHT.search(text, 0, 120):
        return "copyright"
    head = text[:3].lower()
    if head not in _HEADS and head[0] not in "(0123456789|":
        return None
    size = len(text)
    if NOTE.match(text):
        return "note"
    if PROMO.match(text):
        return "promo"
    if size < 60 and not _HEADER_WORDS.sub("", text):
        return "header"
    if size < 80 and SOURCE.match(text):
        return "source"
    if size < 100 and (UPDATED.match(text) or read_stamp(text)):
        return "updated"
    return "byline" if size < 300 and BYLINE.match(text) and (size < 60 or text[-1] != ".") else None


def is_paragraph(text: str) -> bool:
    """Tell a paragraph from a line: it ends as a sentence does, or is long."""
    return text.endswith(_SENTENCE_END) or len(text) > 200
