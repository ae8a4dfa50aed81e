"""Frozen sets of cases: lists of ids that others can pin, under ``sets/``."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from litedrift.corpus._schemas import first_fault
from litedrift.errors import CorpusError, UsageError, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path


def set_names(root: Path) -> list[str]:
    """Return the names of the frozen sets of the corpus directory `root`, sorted."""
    return sorted(path.name.removesuffix(".toml") for path in (root / "sets").glob("*.toml"))


def load_set(root: Path, name: str) -> frozenset[str]:
    """Return the case ids of one frozen set.

    Raises:
        UsageError: there is no set of this name; the nearest one is suggested.
        CorpusError: the file breaks its schema, or calls itself otherwise.

    """
    names = set_names(root)
    if name not in names:
        known = ", ".join(names) or "none"
        raise UsageError(f"unknown set {name!r}{did_you_mean(name, names)} (this corpus has: {known})")
    path = root / "sets" / f"{name}.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    fault = first_fault("set", data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema set.schema.json)")
    if data["name"] != name:
        raise CorpusError(f"{path}: calls itself {data['name']!r}")
    return frozenset(data["cases"])
