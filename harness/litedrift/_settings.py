"""The author's settings: the table ``[tool.litedrift]`` of the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from litedrift.corpus import FIELDS
from litedrift.errors import UsageError, did_you_mean

_KNOWN = (
    "call",
    "cmd",
    "once",
    "fields",
    "kinds",
    "map",
    "kind",
    "refuse_on",
    "overlay",
    "corpus",
    "timeout",
    "memory",
    "isolate",
    "baseline",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the author's pyproject.toml says of the subject; command-line options override it."""

    values: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    path: Path | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """Return one setting, or the default."""
        return self.values.get(key, default)


def load_settings(start: Path | None = None) -> Settings:
    """Read ``[tool.litedrift]`` from the nearest pyproject.toml at or above `start` (default: here).

    Raises:
        UsageError: the file is not TOML, or the table has a key that means nothing.

    """
    here = (start or Path.cwd()).resolve()
    for directory in (here, *here.parents):
        path = directory / "pyproject.toml"
        if not path.is_file():
            continue
        try:
            table = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("litedrift", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UsageError(f"{path}: not TOML: {error}") from None
        for key in table:
            if key not in _KNOWN:
                raise UsageError(f"{path}: [tool.litedrift] has no setting {key!r}{did_you_mean(key, _KNOWN)}")
        return Settings(MappingProxyType(_with_fields(table)), path)
    return Settings()


def _with_fields(table: dict[str, Any]) -> dict[str, Any]:
    """Return the table with the fields that its map names, where it names none: a map says what a scraper reads.

    What it leaves out is unsupported; a mapped field that vanishes from the results is still asked for.
    """
    known = {name for names in FIELDS.values() for name in names}
    mapped = [name for name in table.get("map", {}) if name in known]
    assumed = {"fields": mapped} if mapped else {}
    if "kind" in table:  # who calls every result an article reads no index
        assumed["kinds"] = [table["kind"]]
    return assumed | table
