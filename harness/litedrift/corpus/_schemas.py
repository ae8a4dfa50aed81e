"""Compiled JSON Schemas of everything that is read from disk or from a subject."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from litedrift.corpus._locate import bundled_corpus

if TYPE_CHECKING:
    from pathlib import Path


def schema_directory() -> Path:
    """Return the directory of the bundled schemas; they belong to the format, not to one corpus."""
    return bundled_corpus() / "schemas"


@functools.cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """Return the compiled schema ``NAME.schema.json``; references between schemas are resolved."""
    registry = jsonschema_rs.Registry(
        [
            (f"https://litedrift.invalid/{path.name}", json.loads(path.read_text("utf-8")))
            for path in sorted(schema_directory().glob("*.schema.json"))
        ]
    )
    schema = json.loads((schema_directory() / f"{name}.schema.json").read_text("utf-8"))
    return jsonschema_rs.Draft202012Validator(schema, registry=registry)


def first_fault(name: str, value: Any) -> str | None:
    """Return the first schema fault of `value` as ``place: message``, or None when it is valid."""
    compiled = validator(name)
    if compiled.is_valid(value):
        return None
    error = next(iter(compiled.iter_errors(value)))
    place = "/".join(str(step) for step in error.instance_path) or "(top)"
    message = error.message if len(error.message) <= 160 else error.message[:157] + "..."
    return f"{place}: {message}"
