"""The author's settings: the table ``[tool.litedrift]`` of the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from litedrift.corpus import FIELDS
from litedrift.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of the table: what it may hold, in words and as types, what it means, and an example in TOML."""

    form: str
    types: tuple[type, ...]
    meaning: str
    example: str


SETTINGS: Final = MappingProxyType(
    {
        "call": Setting("a text", (str,), "The extractor, a Python callable (`--call`).", '"package.module:function"'),
        "cmd": Setting(
            "a text or a list of texts", (str, list), "The extractor, a program (`--cmd`).", '["node", "extract.js"]'
        ),
        "once": Setting("true or false", (bool,), "The program reads one page and ends (`--once`).", "true"),
        "fields": Setting(
            "a list of texts",
            (list,),
            "The fields that it claims to read (`--fields`). Left out: those of the map, or all.",
            '["headline", "body"]',
        ),
        "kind": Setting(
            "a text", (str,), "The kind of every result that names none; it is then the only one claimed.", '"article"'
        ),
        "kinds": Setting(
            "a list of texts", (list,), "The kinds of pages that it claims to read (`--kind`).", '["article", "index"]'
        ),
        "map": Setting(
            "a table of texts",
            (dict,),
            "Our name of a field = yours. What is left out is not claimed, unless `fields` says otherwise.",
            '{ headline = "title", body = "text" }',
        ),
        "refuse_on": Setting(
            "a list of texts", (list,), "Names of exceptions that are refusals, besides `Refused`.", '["NotAnArticle"]'
        ),
        "timeout": Setting("a number", (int, float), "Seconds for one page (`--timeout`).", "10"),
        "memory": Setting("a number", (int, float), "Megabytes for the extractor (`--memory`).", "2048"),
        "isolate": Setting("true or false", (bool,), "A process of its own for the callable (`--isolate`).", "true"),
        "baseline": Setting("a text", (str,), "Known failures (`--baseline`).", '"litedrift-baseline.toml"'),
        "corpus": Setting("a text", (str,), "Another corpus (`--corpus`).", '"fixtures"'),
        "overlay": Setting("a list of texts", (list,), "Directories of private pages (`--overlay`).", '["captured"]'),
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the author's pyproject.toml says of the subject; command-line options override it."""

    values: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    path: Path | None = None

    @property
    def home(self) -> Path:
        """The directory that paths of the table are relative to."""
        return self.path.parent if self.path else Path()

    def get(self, key: str, default: Any = None) -> Any:
        """Return one setting, or the default."""
        return self.values.get(key, default)


def load_settings(start: Path | None = None) -> Settings:
    """Read ``[tool.litedrift]`` from the nearest pyproject.toml at or above `start` (default: here).

    Raises:
        UsageError: the file is not TOML, or the table has a key that means nothing, or a value of another form.

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
        for key, value in table.items():
            fault = _fault(key, value)
            if fault:
                raise UsageError(f"{path}: [tool.litedrift] {fault}")
        return Settings(MappingProxyType(_with_fields(table)), path)
    return Settings()


def _fault(key: str, value: Any) -> str:
    """Return what is wrong with one line of the table, or nothing."""
    setting = SETTINGS.get(key)
    if setting is None:
        return f"has no setting {key!r}{did_you_mean(key, SETTINGS)}"
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if type(value) not in setting.types or not all(isinstance(each, str) for each in inside):
        return f"{key} = {value!r}: expected {setting.form}, as {key} = {setting.example}"
    return ""


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
