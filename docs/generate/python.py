"""The page of Python names, from every package's ``__all__``."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from typing import TYPE_CHECKING, Any

from markdown import code, first_sentences, table

import litedrift
import litedrift.strategies

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_FACES = (litedrift, litedrift.strategies)


def page() -> str:
    """Return the page: what programs import, in full, then the rooms of the house in one line a name."""
    parts = [
        "# Python",
        "What a program may import. Typed; a name that is not here is private.",
    ]
    for module in _FACES:
        parts += [f"## {module.__name__}", first_sentences(module.__doc__)]
        for name in module.__all__:
            if not name.startswith("__"):
                parts += _in_full(name, getattr(module, name))
    parts += ["## The rooms", "Used by the commands, and by contributors. They change without notice."]
    for room in _rooms():
        rows = ((code(name), first_sentences(_doc(getattr(room, name)))) for name in room.__all__)
        parts += [f"### {room.__name__}", first_sentences(room.__doc__), table(("name", "what it is"), rows)]
    return "\n\n".join(part for part in parts if part)


def _in_full(name: str, thing: Any) -> Iterator[str]:
    yield f"### {name}"
    if inspect.isfunction(thing):
        yield f"```python\n{name}{_signature(thing)}\n```"
    yield _prose(thing)
    if inspect.isclass(thing) and not issubclass(thing, Exception):
        rows = list(_members(thing))
        yield table(("", ""), rows) if rows else ""


def _members(kind: type) -> Iterator[tuple[str, str]]:
    """Yield the public methods and properties of a class with their first paragraph."""
    for name, member in vars(kind).items():
        inner = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        if name.startswith("_") or not _doc(inner):
            continue
        if isinstance(inner, property):
            yield code(name), first_sentences(inner.__doc__)
        elif inspect.isfunction(inner):
            yield code(f"{name}{_signature(inner, whole=False)}"), first_sentences(inner.__doc__)


def _signature(function: Any, *, whole: bool = True) -> str:
    signature = inspect.signature(function)
    shown = [each for each in signature.parameters.values() if each.name not in {"self", "cls"}]
    if whole:
        return str(signature.replace(parameters=shown))
    bare = [each.replace(annotation=inspect.Parameter.empty) for each in shown]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def _prose(thing: Any) -> str:
    """Return a docstring as Markdown: its literal blocks are code."""
    text = inspect.cleandoc(_doc(thing)).replace("``", "`")
    return text.replace("::\n", ":\n")


def _doc(thing: Any) -> str:
    """Return a thing's own docstring; a constant has none."""
    if not (inspect.isclass(thing) or inspect.isroutine(thing) or isinstance(thing, property)):
        return ""
    text = thing.__doc__ or ""
    return "" if text.startswith(f"{getattr(thing, '__name__', '')}(") else text


def _rooms() -> Iterator[ModuleType]:
    for each in pkgutil.iter_modules(litedrift.__path__):
        if each.ispkg and not each.name.startswith("_") and each.name != "cli":
            yield importlib.import_module(f"litedrift.{each.name}")
