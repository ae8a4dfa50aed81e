"""Validate a record against its page, without gold: what can be known to be wrong, and nothing that is only suspected.

Three questions are asked of each value: has it the shape of its field, does it stand on the page, and is it plausible.
A right record passes. A record that passes may still be wrong: only gold can tell that a value is missing.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import FIELDS, LIST_FIELDS, bundled_corpus, fold, instant
from litedrift.corpus._site import Site, load_site  # the table alone: reading every case for it takes too long here
from litedrift.errors import UsageError
from litedrift.judge._grounding import Page
from litedrift.judge._validate_page import Reading
from litedrift.judge._validate_rules import Evidence, implausible
from litedrift.judge._verdicts import PageVerdict, Verdict
from litedrift.subjects import Fitting, named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

#: What scrapers write where they found nothing. A page may print such a word; then it is a line by itself.
_SENTINELS: Final = frozenset(
    ("-", "--", "n/a", "na", "nan", "none", "null", "undefined", "unknown", "untitled", "no title", "no title found")
)
_SENTENCE: Final = re.compile(r"(?<=[.!?\u201d\"])\s+")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value that cannot be right: its field, the verdict's word, and why in one line.

    `loud` says whether the record itself flagged the field.
    """

    field: str
    verdict: Verdict
    why: str
    value: Any = None
    loud: bool = False

    def __str__(self) -> str:
        return f"{self.field}: {self.verdict}: {self.why}"


@dataclass(frozen=True, slots=True)
class Validation:
    """What is to be said of one record: a verdict on the whole, and a doubt for each value that cannot be right.

    `checked` counts the values that were looked at, an item of a list each; `unclaimed` names the keys of the record
    that were not, since they are not among the fields that were asked for.
    """

    page: PageVerdict
    doubts: tuple[Doubt, ...] = ()
    checked: int = 0
    message: str = ""
    unclaimed: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything about the record cannot be right."""
        return self.page is not PageVerdict.JUDGED or bool(self.doubts)

    def to_dict(self) -> dict[str, Any]:
        """Return the validation as JSON can carry it (schema ``validation.schema.json``)."""
        return {
            "page": str(self.page),
            "failed": self.failed,
            "message": self.message,
            "checked": self.checked,
            "unclaimed": list(self.unclaimed),
            "doubts": [
                {
                    "field": each.field,
                    "verdict": str(each.verdict),
                    "why": each.why,
                    "value": each.value,
                    "loud": each.loud,
                }
                for each in self.doubts
            ],
        }


def validate(
    html: bytes,
    record: Any,
    *,
    url: str = "",
    content_type: str | None = None,
    saved: date | datetime | str | None = None,
    site: Site | None = None,
    names: Mapping[str, str] | None = None,
    kind: str | None = None,
    fields: Collection[str] | None = None,
) -> Validation:
    """Return what cannot be right about a record of this page: a mapping, a dataclass, an object with ``to_dict()``.

    `html` is the page as bytes; `url` its address and `content_type` the header that came with it; `saved` the day
    or time on which it was fetched (ISO 8601 if a text). `site` is the table of label words and furniture
    (default: the bundled one).

    Records with names of their own: `names` maps a field to what the record calls it, as ``[tool.litedrift.map]`` does;
    `kind` is that of a record that names none, and whatever is not among `fields` is left out, and named as unclaimed.

    Raises:
        UsageError: `html` is no bytes, or `saved` no date.

    """
    if not isinstance(html, (bytes, bytearray)):
        raise UsageError(f"html is a {type(html).__name__}, not bytes: the page's encoding is part of what is judged")
    table = site or _bundled_site()
    day = _day(saved)
    fitted = names is not None or kind is not None or fields is not None
    fitting = Fitting(rename=MappingProxyType(dict(names or {})), kind=kind) if fitted else None
    every = named(record, fitting, None)
    if every is None:
        return Validation(PageVerdict.FAILED, message=f"the record is a {type(record).__name__}, not an object")
    unclaimed = () if fields is None else tuple(sorted(every.keys() - {*fields, "kind", "flags"}))
    record = {name: value for name, value in every.items() if name not in unclaimed}
    kind = record.get("kind")
    if kind not in ("article", "index"):
        return Validation(
            PageVerdict.FAILED, message=f"kind is {kind!r}: expected 'article' or 'index'", unclaimed=unclaimed
        )
    doubts = list(_misshapen(kind, record))
    sound = {name: value for name, value in record.items() if name not in {each.field for each in doubts}}
    reading = Reading(bytes(html), url, content_type, table.base_url)
    page = Page(bytes(html), url, content_type)
    doubts += _ungrounded(kind, sound, reading, page)
    doubted = {each.field for each in doubts}
    evidence = Evidence({name: value for name, value in sound.items() if name not in doubted}, reading, table, url, day)
    doubts += [Doubt(*finding) for finding in implausible(kind, evidence)]
    flagged = {str(flag).split(":")[0] for flag in record.get("flags") or () if isinstance(flag, str)}
    order = {name: place for place, name in enumerate(FIELDS[kind])}
    judged = sorted(doubts, key=lambda each: order.get(each.field, len(order)))
    empty = not any(record.get(name) for name in ("headline", "body", "links"))
    return Validation(
        PageVerdict.ACCEPTED_WRONGLY if empty else PageVerdict.JUDGED,
        tuple(Doubt(each.field, each.verdict, each.why, each.value, each.field in flagged) for each in judged),
        sum(len(value) if isinstance(value, list) else value is not None for value in sound.values()),
        _EMPTY[kind] if empty else "",
        unclaimed,
    )


_EMPTY: Final = {
    "article": "neither headline nor body: a page of which nothing can be read is to be refused",
    "index": "no link: a page of which nothing can be read is to be refused",
}


@functools.cache
def _bundled_site() -> Site:
    return load_site(bundled_corpus())


def _day(saved: date | datetime | str | None) -> date | None:
    if isinstance(saved, str):
        try:
            saved = datetime.fromisoformat(saved)
        except ValueError:
            raise UsageError(f"saved is {saved!r}: expected a date or time as ISO 8601 writes it") from None
    return saved.date() if isinstance(saved, datetime) else saved


def _misshapen(kind: str, record: dict[str, Any]) -> Iterator[Doubt]:
    """Yield what breaks the schema of a record, a doubt a field."""
    for name, value in record.items():
        if name in ("kind", "flags"):
            continue
        why = _shape(name, value) if name in FIELDS[kind] else f"an {kind} has no such field"
        if why:
            yield Doubt(name, Verdict.WRONG, why, value)
    if not _strings(record.get("flags", [])):
        yield Doubt("flags", Verdict.WRONG, "expected a list of texts", record["flags"])


def _shape(name: str, value: Any) -> str:
    if name in LIST_FIELDS:
        if not isinstance(value, list):
            return f"a {type(value).__name__}: expected a list"
        if name == "links":
            good = all(
                isinstance(each, dict) and set(each) == {"url", "title"} and _strings(list(each.values()))
                for each in value
            )
            return "" if good else "expected objects with url and title, both texts and not empty"
        return "" if _strings(value) else "expected texts that are not empty"
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"a {type(value).__name__}: expected a text or null"
    if not fold(value):
        return "an empty text: what is missing is null"
    if name == "updated" and instant(value) is None:
        return "no ISO 8601 time with an offset: it names no instant"
    if name == "page_date" and not _is_day(value):
        return "no ISO 8601 date"
    return ""


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and bool(fold(each)) for each in value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _ungrounded(kind: str, record: dict[str, Any], reading: Reading, page: Page) -> Iterator[Doubt]:
    """Yield the first value of each field that does not stand on the page as it is."""
    for name in FIELDS[kind]:
        value = record.get(name)
        for item in value if isinstance(value, list) else [value]:
            doubt = None if item is None else _grounded(name, item, reading, page)
            if doubt:
                yield doubt
                break


def _grounded(name: str, item: Any, reading: Reading, page: Page) -> Doubt | None:
    match name:
        case "links":
            return _text(name, item["title"], reading, page) or _address(name, item["url"], reading, page)
        case "full_article_url":
            return _address(name, item, reading, page)
        case "updated" | "page_date":
            printed = page.carries(name, item) or reading.prints(item)
            return None if printed else Doubt(name, Verdict.INVENTED, "no such time on the page", item)
        case _:
            return _text(name, item, reading, page)


def _text(name: str, text: str, reading: Reading, page: Page) -> Doubt | None:
    entity = reading.left_undecoded(text)
    if entity:
        return Doubt(name, Verdict.WRONG, f"{entity} was left undecoded", text)
    if fold(text).casefold() in _SENTINELS and fold(text) not in reading.lines:
        return Doubt(name, Verdict.INVENTED, "a sentinel: what is missing is null", text)
    # Several notes are one value, joined: then each of its sentences stands on the page.
    pieces = _SENTENCE.split(text) if name == "editors_note" else [text]
    if all(reading.spells(piece) or page.carries(name, piece) for piece in pieces):
        return None
    return Doubt(name, Verdict.INVENTED, "stands nowhere on the page", text)


def _address(field: str, address: str, reading: Reading, page: Page) -> Doubt | None:
    if address in reading.addresses:
        return None
    if page.carries(field, address):
        return Doubt(field, Verdict.WRONG, "the page has this path, but no address of it resolves to this", address)
    return Doubt(field, Verdict.INVENTED, "no such address on the page", address)
