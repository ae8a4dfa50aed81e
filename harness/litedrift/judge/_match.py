"""Is this value the expected one? Comparison under the one normaliser."""

from __future__ import annotations

from typing import Any

from litedrift.corpus import LIST_FIELDS, Maybe, OneOf, fold, instant

_DATES = frozenset({"updated"})
_EXACT = frozenset({"full_article_url", "page_date"})


def matches(field: str, expected: Any, actual: Any) -> bool:
    """Whether `actual` is what gold asks for, alternatives and optional items included."""
    if expected == actual:  # of nearly all fields, and to the letter
        return True
    match expected:
        case OneOf(values):
            return any(matches(field, value, actual) for value in values)
        case list():
            found = () if actual is None else actual  # a missing field is null or []: of a list both say the same
            return isinstance(found, (list, tuple)) and _sequence(field, expected, list(found))
        case None:
            return actual is None or (field in LIST_FIELDS and actual == [])
        case _ if field in _DATES:
            return _same_instant(expected, actual)
        case _:
            return same(field, expected, actual)


def same(field: str, expected: Any, actual: Any) -> bool:
    """Whether two single values are the same for this field."""
    if isinstance(expected, str):
        if not isinstance(actual, str):
            return False
        if expected == actual:
            return True
        return field not in _EXACT and fold(expected) == fold(actual)
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.get("url") == expected["url"]
            and isinstance(actual.get("title"), str)
            and fold(actual["title"]) == fold(expected["title"])
        )
    return bool(expected == actual)


def _same_instant(expected: str, actual: Any) -> bool:
    if not isinstance(actual, str):
        return False
    here, there = instant(expected), instant(actual)
    if here is None:  # gold has an offset; the subject's own clean record, which `self` compares with, may have none
        return fold(expected) == fold(actual)
    return here == there


def _sequence(field: str, expected: list[Any], actual: list[Any]) -> bool:
    """Match item by item; an optional item may be passed over."""
    place = 0
    for number, item in enumerate(expected):
        optional = isinstance(item, Maybe)
        wanted = item.value if optional else item
        if place < len(actual) and _item(field, wanted, actual[place]):
            place += 1
        elif not optional:
            return False
        elif number == len(expected) - 1 and place < len(actual) and _cut_short(wanted, actual[place]):
            place += 1
    return place == len(actual)


def _item(field: str, wanted: Any, actual: Any) -> bool:
    if isinstance(wanted, OneOf):
        return any(same(field, each, actual) for each in wanted.values)
    return same(field, wanted, actual)


def _cut_short(wanted: Any, actual: Any) -> bool:
    """Whether a cut paragraph came out up to an earlier point, as parsers differ on the last characters."""
    return (
        isinstance(wanted, str) and isinstance(actual, str) and bool(actual) and fold(wanted).startswith(fold(actual))
    )
