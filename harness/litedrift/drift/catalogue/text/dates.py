"""The time of update is printed otherwise, vaguely, or no longer."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from litedrift.corpus import instant
from litedrift.drift._contract import demotes, destroys
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, slots
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.text.labels import has_twin, labels

if TYPE_CHECKING:
    from datetime import datetime

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _stamp(draft: Draft) -> tuple[Element, str, int] | None:
    """Return where the printed time begins: node, slot and place behind the label; None when markup cuts it."""
    node = draft.one("updated")
    pieces = [(each, slot) for each, slot in (slots(node) if node is not None else ()) if getattr(each, slot).strip()]
    if not pieces or len(pieces) > 2 or not draft.gold.fields.get("updated"):
        return None
    pattern = labels(draft, "updated")
    if len(pieces) == 2 and not pattern.fullmatch(getattr(*pieces[0])):
        return None
    found = pattern.match(getattr(*pieces[-1]))
    return *pieces[-1], found.end() if found else 0


def _print_time(place: tuple[Element, str, int], text: str) -> str:
    node, slot, start = place
    before = getattr(node, slot)[:start]
    setattr(node, slot, f"{before}{'' if before[-1:].isspace() or not before else ' '}{text}")
    return f"the time reads {text!r}"


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ZONES: Final = {"+00:00": "GMT", "-04:00": "EDT", "-05:00": "EST"}


def _spellings(moment: datetime) -> dict[str, str]:
    """Return an instant in the ways of printing it; English names whatever the machine's language."""
    offset = moment.isoformat()[-6:]
    zone = _ZONES.get(offset, f"UTC{offset}")
    seconds = f":{moment:%S}" if moment.second else ""
    half = "a.m." if moment.hour < 12 else "p.m."
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock12 = f"{moment.hour % 12 or 12}:{moment:%M}{seconds}"
    return {
        "clock-24": f"{moment:%H:%M}{seconds} {zone}, {day[:3]} {month} {moment.day}, {moment.year}",
        "month-first": f"{month} {moment.day}, {moment.year} at {clock12} {half} {zone}",
        "day-first": f"{day} {moment.day} {month} {moment.year}, {moment:%H:%M}{seconds} UTC{offset}",
        "iso": moment.isoformat(),
        "no-zone": f"{clock12} {half.replace('.', '').upper()}, {day[:3]} {month} {moment.day}, {moment.year}",
        "day-only": f"{day}, {month} {moment.day}, {moment.year}",
        "hours-ago": "3 hours ago",
        "yesterday": "yesterday",
        "weekday": f"on {day}",
    }


def _moment(draft: Draft) -> datetime | None:
    value = draft.gold.fields.get("updated")
    return instant(value) if isinstance(value, str) else None


@operator(
    "date-format",
    levels=tuple({"style": style} for style in ("clock-24", "gmt", "month-first", "day-first", "iso")),
    models="another way to print the time: 24 hours, GMT or an offset, month or day first, ISO 8601",
    evidence="the date was re-declared in 41% of parser changes; the site used three formats since 2017",
)
def date_format(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print the same instant otherwise, with its zone."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if style == "gmt":
        utc = moment.astimezone(UTC)
        day, month = _DAYS[utc.weekday()][:3], _MONTHS[utc.month - 1][:3]
        return _print_time(place, f"{day}, {utc:%d} {month} {utc.year} {utc:%H:%M:%S} GMT")
    return _print_time(place, _spellings(moment)[style])


def _forget_twins(draft: Draft) -> None:
    """Take the machine-readable twin off the printed time: a template that prints less knows no more."""
    for line in draft.landmark("updated"):
        for node in line.iter("time"):
            node.attrib.pop("datetime", None)


def _same_instant(one: str, other: str) -> bool:
    return instant(one) == instant(other)


@operator(
    "date-vague",
    contract=demotes("updated"),
    levels=({"style": "no-zone"}, {"style": "day-only"}, {"style": "hours-ago"}, {"style": "yesterday"}),
    models="the time loses its zone or its clock, or is told from now; the structured data still has it",
    evidence="the date was re-declared in 41% of parser changes; 93% of pages have JSON-LD",
    conflicts={"date-format": "the time is printed in one way", "label-drop": "neither label nor time would be left"},
)
def date_vague(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print a time that names no instant, where JSON-LD still names it."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if not has_twin(draft, "dateModified", draft.gold.fields["updated"], _same_instant):
        raise Infeasible("no structured data names the instant: see date-lost")
    _forget_twins(draft)
    draft.gold = draft.gold.demote("updated")
    return _print_time(place, _spellings(moment)[style])


@operator(
    "date-lost",
    contract=destroys("updated"),
    levels=({"style": "day-only"}, {"style": "hours-ago"}, {"style": "yesterday"}, {"style": "weekday"}),
    models="the page prints a day or a time told from now, and nothing else names the instant",
    evidence="time elements appear or go in 20% of breaking changes; relative times: no frequency known",
    conflicts={
        "date-format": "the time is printed in one way",
        "date-vague": "the time is printed in one way",
        "label-drop": "neither label nor time would be left",
    },
)
def date_lost(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print a day without a clock, or a time that counts from a moment that the page does not name."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if has_twin(draft, "dateModified", draft.gold.fields["updated"], _same_instant):
        raise Infeasible("structured data still names the instant: see date-vague")
    _forget_twins(draft)
    draft.gold = draft.gold.destroy("updated")
    return _print_time(place, _spellings(moment)[style])
