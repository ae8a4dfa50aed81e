"""Fit what a real scraper returns to the record: rename fields, split string bodies, drop what was not asked for."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from litedrift.corpus import FIELDS

_BLANK_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True)
class Fitting:
    """How a subject's own result becomes a record.

    `rename` maps a record field to the name under which the subject returns it; `kind` is assumed where
    the result names none.
    """

    rename: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    kind: str | None = None


def fit(result: Any, fitting: Fitting) -> tuple[dict[str, Any] | None, str]:
    """Return the record that `result` amounts to and an empty string, or None and what was wrong.

    Accepts a mapping, a dataclass instance, or an object with ``to_dict()``.
    """
    record = as_mapping(result)
    if record is None:
        return None, f"returned {type(result).__name__}: expected a dict, a dataclass, or an object with to_dict()"
    for target, source in fitting.rename.items():
        if source in record:
            record[target] = record.pop(source)
    record.setdefault("kind", fitting.kind or ("index" if "links" in record else "article"))
    kind = record["kind"]
    if kind not in ("article", "index"):
        return None, f"returned kind {kind!r}: expected 'article' or 'index'"
    fields = {name: record[name] for name in FIELDS[kind] if name in record}
    if isinstance(fields.get("body"), str):
        fields["body"] = [part.strip() for part in _BLANK_LINES.split(fields["body"]) if part.strip()]
    if isinstance(fields.get("authors"), str):
        fields["authors"] = [fields["authors"]]
    flags = record.get("flags")
    return {"kind": kind, **fields, "flags": list(flags) if isinstance(flags, (list, tuple)) else []}, ""


def as_mapping(result: Any) -> dict[str, Any] | None:
    """Return a plain dict of a mapping, a dataclass instance, or an object with ``to_dict()``; else None."""
    if hasattr(result, "to_dict"):
        result = result.to_dict()
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        result = dataclasses.asdict(result)
    return dict(result) if isinstance(result, dict) else None
