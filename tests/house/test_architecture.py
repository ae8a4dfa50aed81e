"""The house stands as ARCHITECTURE.md draws it: data flows one way, doors are small, nothing knows what it must not."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path

import pytest

import cnn_lite
import litedrift
import litedrift.drift.catalogue
from litedrift.cli import _main

HARNESS = Path(litedrift.__file__).parent
EXTRACTOR = Path(cnn_lite.__file__).parent

#: From the ground up; a room may import from rooms before it, never from those after it.
ROOMS = (
    "errors",
    "statistics",
    "words",
    "runner",
    "corpus",
    "capture",
    "drift",
    "subjects",
    "judge",
    "events",
    "baseline",
    "watch",
    "sweep",
    "reports",
    "_settings",
    "strategies",
    "cli",
)
FACES = ("__init__", "__main__", "_version", "pytest_plugin")


def imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }


def room_of(path: Path) -> str:
    part = path.relative_to(HARNESS).parts[0]
    return part.removesuffix(".py")


@pytest.mark.parametrize("path", sorted(HARNESS.rglob("*.py")), ids=lambda path: str(path.relative_to(HARNESS)))
def test_no_room_imports_from_a_higher_one(path: Path) -> None:
    room = room_of(path)
    if room in FACES:
        return
    assert room in ROOMS, f"{room} has no place in the order of rooms"
    for name in imports(path):
        if not name.startswith("litedrift."):
            continue
        other = name.split(".")[1]
        if other in FACES:
            assert other == "_version", f"{path} imports {name}"
            continue
        assert ROOMS.index(other) <= ROOMS.index(room), f"{room} imports {name}"


def test_the_harness_never_imports_the_extractor() -> None:
    for path in HARNESS.rglob("*.py"):
        assert not any(name.split(".")[0] == "cnn_lite" for name in imports(path)), path


def test_the_extractor_needs_lxml_and_the_standard_library_alone() -> None:
    allowed = set(sys.stdlib_module_names) | {"lxml", "cnn_lite"}
    for path in EXTRACTOR.rglob("*.py"):
        assert {name.split(".")[0] for name in imports(path)} <= allowed, path


def test_the_extractor_can_be_read_in_one_sitting() -> None:
    """The command line apart: what others learn from is what reads a page."""
    parts = [path for path in EXTRACTOR.rglob("*.py") if path.name != "__main__.py"]

    lines = sum(len(path.read_text("utf-8").splitlines()) for path in parts)
    assert lines <= 1400  # docstrings and blank lines included
    assert all(len(path.read_text("utf-8").splitlines()) <= 400 for path in parts)


def test_no_module_of_the_harness_runs_away() -> None:
    for path in HARNESS.rglob("*.py"):
        assert len(path.read_text("utf-8").splitlines()) <= 300, path


def packages() -> list[str]:
    found = ["litedrift", "cnn_lite"]
    found += [
        f"litedrift.{each.name}"
        for each in pkgutil.iter_modules([str(HARNESS)])
        if each.ispkg and each.name != "_corpus"
    ]
    return found


@pytest.mark.parametrize("name", packages())
def test_every_package_names_its_public_parts_sorted_and_truly(name: str) -> None:
    module = importlib.import_module(name)

    assert list(module.__all__) == sorted(module.__all__, key=lambda each: (not each.isupper(), each.islower(), each))
    for public in module.__all__:
        assert hasattr(module, public)
    stray = {
        attribute
        for attribute, value in vars(module).items()
        if not attribute.startswith("_")
        and attribute not in module.__all__
        and getattr(value, "__module__", "").startswith(name)
    }
    assert stray == set()


def test_each_category_of_the_catalogue_is_one_folder() -> None:
    folders = {each.name for each in pkgutil.iter_modules(litedrift.drift.catalogue.__path__) if each.ispkg}

    assert folders == set(litedrift.drift.CATEGORIES)


def test_the_help_says_of_each_command_what_the_command_says_of_itself() -> None:
    for place, line in _main._COMMANDS.values():
        module, _, name = place.partition(":")
        found = getattr(importlib.import_module(f"litedrift.cli.{module}"), name)
        own = found.info.help if name == "app" else inspect.getdoc(found).splitlines()[0]

        assert line == own
