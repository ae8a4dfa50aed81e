"""The file ``litedrift-baseline.toml``: read with its schema, written in one fixed order."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import NORMALISER_VERSION, first_fault
from litedrift.errors import BaselineError
from litedrift.events import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

BASELINE_NAME: Final = "litedrift-baseline.toml"
#: Changes when an older litedrift would misread the file.
_FORMAT: Final = 1
_HEAD: Final = """\
# Failures that are known and accepted. Each excuses one value of one field on the pages it names, and nothing else.
# `litedrift baseline update` removes what is fixed; `--accept` adds what is new. reason, issue and expires
# are yours to write and are kept; comments are not.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted failure.

    `id` names a case or a mutant; `field` None means the page as a whole. `observed` is the digest of the
    wrong value (``events.observed``). `expires` is the last day on which it is excused.
    """

    id: str
    field: str | None
    outcome: str
    observed: str
    reason: str = ""
    issue: str = ""
    expires: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What it is about: at most one entry may be."""
        return (self.id, self.field or "")

    def __str__(self) -> str:
        return f"{self.id} {self.field or 'page'}"


@dataclass(frozen=True, slots=True)
class Baseline:
    """All entries, with the versions under which they were written."""

    suite: str
    entries: tuple[Entry, ...] = ()
    set: str = "all"
    normaliser: int = NORMALISER_VERSION


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: the file is missing, no TOML, breaks its schema, or has two entries for one field.

    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BaselineError(f"{path}: {error.strerror}; `litedrift baseline write` makes one") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BaselineError(f"{path}: not TOML: {error}") from None
    fault = first_fault("baseline", _as_text(data))
    if fault:
        raise BaselineError(f"{path}: {fault} (schema baseline.schema.json)")
    meta = data["meta"]
    entries = tuple(entry for table in data.get("expected", ()) for entry in _entries(path, table))
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.key in seen:
            raise BaselineError(f"{path}: two entries for {entry}")
        seen.add(entry.key)
    return Baseline(meta["suite"], entries, meta["set"], meta["normaliser"])


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline; the old file stays until the new one is complete."""
    with replacing(path) as stream:
        stream.write(render(baseline))


def render(baseline: Baseline) -> str:
    """Return the file's text: the same entries give the same text, whatever their order.

    Pages of which the same is said share a table, so that there is one place for one reason.
    """
    lines = [_HEAD, "[meta]", f"format = {_FORMAT}", f"suite = {_text(baseline.suite)}", f"set = {_text(baseline.set)}"]
    lines.append(f"normaliser = {baseline.normaliser}")
    pages: dict[Entry, list[str]] = {}
    for entry in sorted(baseline.entries, key=lambda each: each.key):
        pages.setdefault(replace(entry, id=""), []).append(entry.id)
    for said, ids in pages.items():
        lines += ["", "[[expected]]", *_settings(said, ids)]
    return "\n".join(lines) + "\n"


def _settings(entry: Entry, ids: list[str]) -> Iterator[str]:
    if len(ids) == 1:
        yield f"id = {_text(ids[0])}"
    values = {"field": entry.field, "outcome": entry.outcome, "observed": entry.observed}
    yield from (f"{key} = {_text(value)}" for key, value in values.items() if value is not None)
    yield f"reason = {_text(entry.reason)}"
    if entry.issue:
        yield f"issue = {_text(entry.issue)}"
    if entry.expires:
        yield f"expires = {entry.expires.isoformat()}"
    if len(ids) > 1:
        yield from ("id = [", *(f"    {_text(each)}," for each in ids), "]")


def _text(value: str) -> str:
    """Return a TOML basic string; JSON escapes all that TOML wants escaped, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _entries(path: Path, table: dict[str, Any]) -> Iterator[Entry]:
    expires = table.get("expires")
    try:
        day = date.fromisoformat(str(expires)) if expires is not None else None
    except ValueError:
        raise BaselineError(f"{path}: expires = {expires!r} is no day of the calendar") from None
    for each in [table["id"]] if isinstance(table["id"], str) else table["id"]:
        yield Entry(
            each,
            table.get("field"),
            table["outcome"],
            table["observed"],
            table.get("reason", ""),
            table.get("issue", ""),
            day,
        )


def _as_text(value: Any) -> Any:
    """Return the parsed TOML as JSON has it, for the schema: dates are texts."""
    match value:
        case dict():
            return {key: _as_text(each) for key, each in value.items()}
        case list():
            return [_as_text(each) for each in value]
        case date():
            return value.isoformat()
        case _:
            return value


def by_key(entries: Iterable[Entry]) -> dict[tuple[str, str], Entry]:
    """Return the entries by what they are about."""
    return {entry.key: entry for entry in entries}
