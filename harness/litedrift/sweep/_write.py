"""Rows into a file that takes its name when it is whole: JSON lines, or Parquet where pyarrow is installed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from enum import StrEnum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

#: Rows of Parquet that are written at once.
_BATCH: Final = 1000


class Form(StrEnum):
    """How the rows of a sweep are written."""

    JSONL = "jsonl"
    PARQUET = "parquet"


@contextmanager
def rows_into(path: Path, form: Form) -> Iterator[Callable[[dict[str, Any]], None]]:
    """Give a function that writes one row; the file appears under its name at the end, or not at all.

    Raises:
        UsageError: the form is Parquet, and pyarrow is not installed.

    """
    unfinished = path.with_name(f".{path.name}.unfinished")  # of a run that was killed, the next one takes it
    try:
        with (_parquet if form is Form.PARQUET else _jsonl)(unfinished) as write:
            yield write
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def require(form: Form) -> None:
    """Say before a sweep, not in the middle of it, that its form cannot be written."""
    if form is Form.PARQUET:
        _pyarrow()


@contextmanager
def _jsonl(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    with path.open("w", encoding="utf-8") as stream:
        yield lambda row: print(json.dumps(row, ensure_ascii=False, separators=(",", ":")), file=stream)


@contextmanager
def _parquet(path: Path) -> Iterator[Callable[[dict[str, Any]], None]]:
    arrow = _pyarrow()
    text = arrow.string()
    doubt = arrow.struct([(name, text) for name in ("field", "verdict", "why", "value")])
    columns = [(name, text) for name in ("url", "saved", "outcome", "kind", "page", "message", "template", "epoch")]
    schema = arrow.schema([*columns, ("failed", arrow.bool_()), ("doubts", arrow.list_(doubt))])
    held: list[dict[str, Any]] = []
    with import_module("pyarrow.parquet").ParquetWriter(str(path), schema) as writer:

        def flush() -> None:
            writer.write_table(arrow.Table.from_pylist(held, schema=schema))
            held.clear()

        def write(row: dict[str, Any]) -> None:
            held.append(row)
            if len(held) == _BATCH:
                flush()

        yield write
        flush()


def _pyarrow() -> Any:
    try:
        return import_module("pyarrow")
    except ModuleNotFoundError:
        raise UsageError("Parquet needs pyarrow: pip install 'litedrift[parquet]'") from None
