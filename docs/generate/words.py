"""The pages of words, settings and messages, from enumerations, the table of settings, and the JSON Schemas."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markdown import code, first_sentences, table

from litedrift._settings import SETTINGS
from litedrift.baseline import Standing
from litedrift.cli._exits import EVERYWHERE
from litedrift.corpus import schema_directory
from litedrift.drift import Effect, Status
from litedrift.judge import PageVerdict, Verdict
from litedrift.subjects import OutcomeKind
from litedrift.watch import Moved, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.words import Word

_WORDS: dict[str, type[Word]] = {
    "Verdicts on a field": Verdict,
    "Verdicts on a page": PageVerdict,
    "Outcomes": OutcomeKind,
    "Contracts": Effect,
    "What became of a mutant": Status,
    "Against a baseline": Standing,
    "A watched page": State,
    "A watched landmark": Moved,
}
_MESSAGES = ("protocol-request", "protocol-answer")


def words() -> str:
    """Return the page of words."""
    parts = ["# Words", "What reports print, and what it means. [What the numbers mean](../what-the-numbers-mean.md)."]
    for title, kind in _WORDS.items():
        parts += [
            f"## {title}",
            first_sentences(kind.__doc__),
            table(("word", "meaning"), ((code(str(word)), word.meaning) for word in kind)),
        ]
    codes = (
        ("0", "nothing new"),
        ("1", "findings"),
        *((str(code), meaning) for code, meaning in EVERYWHERE.items()),
    )
    parts += [
        "## Exit codes",
        table(("code", "meaning"), codes),
        "[Command by command](commands.md#exit-codes).",
    ]
    return "\n\n".join(parts)


def settings() -> str:
    """Return the page of settings."""
    rows = ((code(key), each.form, each.meaning, code(f"{key} = {each.example}")) for key, each in SETTINGS.items())
    head = (
        "The table `[tool.litedrift]` of the nearest `pyproject.toml`. An option of the command line goes before it; "
        "paths are relative to the file."
    )
    rest = (
        "Environment: `LITEDRIFT_OVERLAY` names directories of private pages, parted as in `PATH`; `NO_COLOR` and "
        "`COLUMNS` are obeyed."
    )
    return "\n\n".join(("# Settings", head, table(("key", "value", "meaning", "example"), rows), rest))


def protocol() -> str:
    """Return the page of messages, of records, and of the files that have a schema."""
    parts = [
        "# Protocol",
        "Version 1: one JSON object a line, UTF-8. [How to write an adapter](../write-an-adapter.md).",
    ]
    for name in _MESSAGES:
        schema = _schema(name)
        parts += [f"## {'What you read' if name == _MESSAGES[0] else 'What you answer'}", schema["title"]]
        for kind, message in schema["$defs"].items():
            parts += [f"### {kind}", message["title"]]
            parts += [_properties(message)] if message.get("properties") else []
    record = _schema("record")
    parts += ["## The record", record["title"]]
    for form in record["oneOf"]:
        kind = form["properties"]["kind"]["const"]
        parts += [f"### {kind}", _properties(form)]
    rows = ((f"[{name}](../../corpus/schemas/{name})", title) for name, title in _titles())
    parts += [
        "## Files",
        "Everything that is read from disk or from an extractor has a schema.",
        table(("schema", "of what"), rows),
    ]
    return "\n\n".join(parts)


def _schema(name: str) -> dict[str, Any]:
    return dict(json.loads((schema_directory() / f"{name}.schema.json").read_text("utf-8")))


def _titles() -> Iterator[tuple[str, str]]:
    for path in sorted(schema_directory().glob("*.schema.json")):
        yield path.name, json.loads(path.read_text("utf-8"))["title"]


def _properties(form: dict[str, Any]) -> str:
    required = form.get("required", ())
    rows = (
        (code(name), _type(each), "yes" if name in required else "", each.get("description", ""))
        for name, each in form["properties"].items()
    )
    return table(("key", "value", "required", "meaning"), rows)


def _type(form: dict[str, Any]) -> str:
    """Return in words what a value may be."""
    if "const" in form:
        return code(json.dumps(form["const"]))
    if "enum" in form:
        return ", ".join(code(json.dumps(each)) for each in form["enum"])
    if "$ref" in form:
        return form["$ref"].rpartition("/")[2]
    if "anyOf" in form or "oneOf" in form:
        return " or ".join(_type(each) for each in form.get("anyOf", form.get("oneOf")))
    kinds = form.get("type", "anything")
    text = " or ".join([kinds] if isinstance(kinds, str) else kinds)
    return f"{text} of {_type(form['items'])}" if "items" in form else text
