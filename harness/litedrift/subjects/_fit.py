"""Fit what a real scraper returns to the record: rename fields, split string bodies, drop what was not asked for."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from litedrift.corpus import FIELDS, LIST_FIELDS, first_fault, instant

_LINK = ("url", "title")
_BLANK_LINES = re.compile(r"\n\s*\n+")
#: What scrapers call the fields of a record: a map is suggested, never assumed.
_OTHER_NAMES: Final = MappingProxyType(
    {
        "headline": ("title", "heading", "name"),
        "authors": ("author", "writers"),
        "updated": ("date", "updated_at", "modified", "date_modified", "timestamp", "time"),
        "body": ("text", "content", "paragraphs", "article", "article_text"),
        "links": ("items", "stories", "articles"),
    }
)


@dataclass(frozen=True)
class Fitting:
    """How a subject's own result becomes a record.

    `rename` maps a record field to the name under which the subject returns it; `kind` is assumed where
    the result names none. `split` collects the fields whose one text was made a list.
    """

    rename: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    kind: str | None = None
    split: set[str] = field(default_factory=set, compare=False)
    unmapped: dict[str, str] = field(default_factory=dict, compare=False)
    undated: list[str] = field(default_factory=list, compare=False)


def fit(result: Any, fitting: Fitting, *, fields: frozenset[str] | None = None) -> tuple[dict[str, Any] | None, str]:
    """Return the record that `result` amounts to and an empty string, or None and what was wrong.

    Accepts a mapping, a dataclass instance, or an object with ``to_dict()``. `fields` are those that the
    subject claims to read (None: all); the others are dropped unseen.
    """
    record = _renamed(result, fitting)
    if record is None:
        return None, f"returned {type(result).__name__}: expected a dict, a dataclass, or an object with to_dict()"
    kind = record["kind"]
    if kind not in ("article", "index"):
        return None, f"returned kind {kind!r}: expected 'article' or 'index'"
    claimed = [name for name in FIELDS[kind] if name in record and (fields is None or name in fields)]
    fitting.split.update(name for name in claimed if name in LIST_FIELDS and isinstance(record[name], str))
    _suggest(record, kind, fields, fitting)
    flags = record.get("flags")
    try:
        fitted = {
            "kind": kind,
            **{name: _value(name, record[name]) for name in claimed},
            "flags": [str(each) for each in flags] if isinstance(flags, (list, tuple)) else [],
        }
        fault = first_fault("answer-record", fitted)
    except (ValueError, RecursionError) as error:  # a set, bytes, an object, a list that holds itself
        fault = f"a value that JSON cannot carry: {error}"
    return (None, f"returned {fault}") if fault else (fitted, "")


def named(result: Any, fitting: Fitting | None, fields: frozenset[str] | None) -> dict[str, Any] | None:
    """Return what `result` says as JSON would carry it, right or not; None for what is no mapping.

    With a fitting it gets the record's own names and forms first, and of its fields only `fields` stay (None: all).
    """
    record = as_mapping(result) if fitting is None else _renamed(result, fitting)
    if record is None:
        return None
    if fitting is None:
        return {name: _plain(value) for name, value in record.items()}
    kept = None if fields is None else fields | {"kind", "flags"}
    return {name: _value(name, value) for name, value in record.items() if kept is None or name in kept}


def _renamed(result: Any, fitting: Fitting) -> dict[str, Any] | None:
    record = as_mapping(result)
    if record is None:
        return None
    for target, source in fitting.rename.items():
        if source in record:
            record[target] = record.pop(source)
    record.setdefault("kind", fitting.kind or ("index" if "links" in record else "article"))
    return record


def _suggest(record: dict[str, Any], kind: str, fields: frozenset[str] | None, fitting: Fitting) -> None:
    """Collect what the author of a result seems to have meant otherwise than a record means it."""
    for name, others in _OTHER_NAMES.items():
        if name not in record and name in FIELDS[kind] and (fields is None or name in fields):
            fitting.unmapped.update((name, other) for other in reversed(others) if other in record)
    updated = record.get("updated")
    asked = not fitting.undated and (fields is None or "updated" in fields)
    if asked and isinstance(updated, str) and instant(updated) is None:
        fitting.undated.append(updated)


def notices(subject: object) -> list[str]:
    """Return what its author should know of a subject's results: what was done to them, and what could be."""
    fitting = getattr(subject, "_fitting", None)
    if not isinstance(fitting, Fitting):
        return []
    found = [
        f"{name} is one text: it was " + ("split at empty lines" if name == "body" else "taken as a list of one")
        for name in sorted(fitting.split)
    ]
    if fitting.unmapped:
        names = ", ".join(json.dumps(each) for each in fitting.unmapped.values())
        table = "\n".join(f'{name} = "{other}"' for name, other in fitting.unmapped.items())
        found.append(
            f"the results have {names}, which a record calls otherwise. In your pyproject.toml, this would say what "
            f"they are:\n[tool.litedrift.map]\n{table}"
        )
    found += [
        f"updated is {json.dumps(' '.join(text.split())[:60], ensure_ascii=False)}, where a time of ISO 8601 with its "
        'offset is asked for, as "2026-05-06T09:15:00-04:00". Turn the printed one into it, or leave the field out.'
        for text in fitting.undated
    ]
    return found


def as_mapping(result: Any) -> dict[str, Any] | None:
    """Return a plain dict of a mapping, a dataclass instance, or an object with ``to_dict()``; else None."""
    if hasattr(result, "to_dict"):
        result = result.to_dict()
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        result = dataclasses.asdict(result)
    return dict(result) if isinstance(result, dict) else None


def _value(name: str, value: Any) -> Any:
    """Return one field as JSON would carry it: what comes through a pipe is what comes from a function."""
    if name in LIST_FIELDS:
        if value is None:
            return []
        if isinstance(value, str):
            return [part.strip() for part in _BLANK_LINES.split(value) if part.strip()] if name == "body" else [value]
    if name == "links" and isinstance(value, (list, tuple)):
        return [
            _plain({key: each[key] for key in _LINK if key in each} if isinstance(each, dict) else each)
            for each in value
        ]
    return _plain(value)


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if isinstance(value, str):  # parsers return texts of classes of their own
        return str(value)
    if isinstance(value, (list, tuple)):
        return [each if type(each) is str else _plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, date):  # a datetime too; one without an offset stays without, and is judged wrong
        return value.isoformat()
    return value
