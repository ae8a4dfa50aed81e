"""A person's word on proposed gold: see it, edit it, accept it."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.capture._overlay import toml_value
from litedrift.corpus import FIELDS, Maybe, OneOf, first_fault, fold, lint, read_case
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litedrift.corpus import Case


_READ: Final = ", accepted by a person"
_UNREAD: Final = ", not read by a person"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field in which a reading of the page is not what gold says."""

    field: str
    gold: Any
    read: Any


def disagreements(
    case: Case, record: Mapping[str, Any] | None, same: Callable[[str, Any, Any], bool]
) -> list[Disagreement]:
    """Return where a record (None: a refusal) differs from a case's gold; `same` compares field, gold and value."""
    if record is None or case.gold.refuse is not None or record.get("kind") != case.gold.kind:
        read = "refused" if record is None else record.get("kind")
        expected = "refused" if case.gold.refuse is not None else case.gold.kind
        return [] if read == expected else [Disagreement("kind", expected, read)]
    return [
        Disagreement(name, case.gold.fields[name], record.get(name))
        for name in FIELDS[case.gold.kind]
        if name in case.gold.fields and not same(name, case.gold.fields[name], record.get(name))
    ]


def plainly_same(name: str, expected: Any, actual: Any) -> bool:
    """Compare a gold value with a value letter by letter, once folded: good enough to show a person."""
    del name
    match expected:
        case OneOf(values):
            return any(plainly_same("", each, actual) for each in values)
        case Maybe(inner):
            return plainly_same("", inner, actual)
        case str():
            return isinstance(actual, str) and fold(expected) == fold(actual)
        case list():
            same_length = isinstance(actual, list) and len(actual) == len(expected)
            return same_length and all(plainly_same("", *pair) for pair in zip(expected, actual, strict=True))
        case _:
            return bool(expected == actual)


def accept(directory: Path, *, today: str | None = None) -> list[str]:
    """Write into a case that its gold was read by a person; return the faults that stand against it, if any.

    With faults nothing is written.

    Raises:
        CorpusError: the case cannot be read.

    """
    toml = directory / "case.toml"
    text = toml.read_text("utf-8")
    case = read_case(directory)
    if case.kind != case.gold.kind:  # the person corrected what kind of page it is
        text = _with(text, "kind", case.gold.kind, table=None)
    faults = [each.message for each in lint([case]) if not each.message.startswith("case.toml says")]
    if not faults:
        by = str(case.provenance.get("gold_by", "unknown")).removesuffix(_UNREAD).removesuffix(_READ)
        text = _with(text, "gold_by", by + _READ, table="provenance")
        text = _with(text, "reviewed", today or f"{datetime.now(UTC):%Y-%m-%d}", table="provenance")
        _replace(toml, text)
    return faults


def edit(directory: Path, editor: Callable[[Path], None]) -> None:
    """Let a person edit the gold of a case; what comes back replaces it when it is gold by its schema.

    Raises:
        CorpusError: it is not; the message says why, and the case stays as it was.

    """
    gold = directory / "gold.json"
    handle, name = tempfile.mkstemp(prefix="gold-", suffix=".json")
    copy = Path(name)
    try:
        os.close(handle)
        copy.write_bytes(gold.read_bytes())
        editor(copy)
        text = copy.read_text("utf-8")
        try:
            fault = first_fault("gold", json.loads(text))
        except ValueError as error:
            fault = f"not JSON: {error}"
        if fault:
            raise CorpusError(f"{gold}: the edited gold was not taken: {fault}")
        _replace(gold, text)
    finally:
        copy.unlink(missing_ok=True)


def _with(text: str, key: str, value: str, *, table: str | None) -> str:
    """Return TOML text with one key of one table set; every other line stays as its author wrote it."""
    head, mark, body = text.partition(f"[{table}]\n") if table else ("", "", text)
    here, bracket, rest = re.match(r"(?s)(.*?)(^\[|\Z)(.*)", body, re.MULTILINE).groups()  # type: ignore[union-attr]  # it matches every text
    line = f"{key} = {toml_value(value)}\n"
    kept, count = re.subn(rf"(?m)^{key}\s*=.*\n", lambda _: line, here, count=1)
    return head + mark + (kept if count else line + here) + bracket + rest


def _replace(path: Path, text: str) -> None:
    """Replace a file as a whole; the new one is made outside the case, which holds its three files and no other."""
    handle, name = tempfile.mkstemp(dir=path.parent.parent.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        shutil.copymode(path, name)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
