"""What is not imported costs nothing: modules are counted, never seconds."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from types import ModuleType

import pytest

import litedrift

#: Dear to load, and each of them needed by a few commands alone.
DEAR = {"distributed", "fastwarc", "httpx", "hypothesis", "jinja2", "protego", "pyarrow", "pytest", "selectolax"}
DEAR |= {"sqlite3", "vl_convert", "warcio"}


#: What the command line itself is made of.
HELP = {f"litedrift.cli{part}" for part in ("", "._app", "._exits", "._main")}


def modules_after(program: str, *, directory: str | None = None) -> set[str]:
    program = f"import sys\n{program}\nprint('\\nmodules', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, encoding="utf-8", check=True, cwd=directory
    )
    return set(done.stdout.splitlines()[-1].split()[1:])


def command(words: list[str]) -> str:
    return f"from litedrift.cli._main import app\napp({words!r}, standalone_mode=False)"


def rooms(loaded: set[str]) -> set[str]:
    return {name for name in loaded if name.startswith("litedrift.")}


def test_the_package_alone_imports_none_of_its_rooms() -> None:
    assert rooms(modules_after("import litedrift")) == set()


def test_help_and_version_import_no_command_and_nothing_dear() -> None:
    loaded = modules_after("\n".join(map(command, [["--help"], ["--version"]])))

    assert rooms(loaded) <= {*HELP, "litedrift.errors", "litedrift._version"}
    assert not (DEAR | {"lxml", "rich", "pydantic"}) & loaded


def test_commands_import_nothing_dear_that_they_do_not_need() -> None:
    """One process runs them all: what is not loaded at its end was loaded by none."""
    commands = [
        ["check", "--help"],
        ["check", "--demo", "--case", "actress-buys-the-theatre", "--clean-only", "--quiet"],
        ["doctor", "--demo"],
        ["validate", "--help"],
        ["corpus", "list", "--json"],
        ["init", "--help"],
    ]
    loaded = modules_after("\n".join(map(command, commands)))

    assert DEAR & loaded == set()
    assert {f"litedrift.cli._{name}" for name in ("check", "doctor", "validate", "corpus", "init")} <= loaded


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["drift", "list", "--json"], {"jinja2"}),  # the catalogue renders templates
        (["watch", "--help"], {"sqlite3"}),
        (["report", "--help"], {"jinja2"}),
    ],
    ids=" ".join,
)
def test_a_command_imports_of_what_is_dear_only_what_it_needs(words: list[str], needed: set[str]) -> None:
    assert DEAR & modules_after(command(words)) == needed


def test_in_a_pytest_run_that_names_no_extractor_the_plugin_is_one_module(tmp_path) -> None:
    (tmp_path / "test_own.py").write_text("def test_own(): pass\n", "utf-8")

    loaded = modules_after(
        "import pytest\nassert pytest.main(['-p', 'no:cacheprovider', '--assert', 'plain']) == 0",
        directory=str(tmp_path),
    )

    assert rooms(loaded) == {"litedrift.pytest_plugin"}
    assert not {"lxml", "rich", "typer"} & loaded


def test_every_public_name_is_found_listed_and_imported_as_before() -> None:
    for name in litedrift.__all__:
        assert name in dir(litedrift)
        assert not isinstance(getattr(litedrift, name), ModuleType)
    from litedrift import Verdict, judge, validate  # noqa: PLC0415  # as a user writes it

    assert (Verdict.INVENTED, judge, validate) == ("invented", litedrift.judge, litedrift.validate)


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="'litedrift' has no attribute 'valdate'"):
        litedrift.valdate  # noqa: B018  # it is looked up
    with pytest.raises(ImportError, match="cannot import name 'valdate'"):
        from litedrift import valdate  # noqa: F401, PLC0415  # the same


@pytest.mark.parametrize("before", ["", "import litedrift.judge", "from litedrift.judge import Run", "litedrift.judge"])
def test_judge_is_the_function_whether_or_not_its_room_was_imported_first(before: str) -> None:
    program = (
        f"import litedrift\n{before}\nfrom litedrift import judge\nassert judge.__name__ == 'judge' and callable(judge)"
    )

    assert "litedrift.judge" in modules_after(program)
    assert import_module("litedrift.judge").judge is litedrift.judge
