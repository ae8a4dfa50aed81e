"""The table [tool.litedrift]: what it may hold, and where its paths lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import typer

from corpus.support import SMALL, copied
from litedrift._settings import SETTINGS, load_settings
from litedrift.cli._exits import EXITS
from litedrift.cli._main import app
from litedrift.cli._options import corpus_places, open_corpus
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def write(directory: Path, *lines: str) -> None:
    (directory / "pyproject.toml").write_text("\n".join(("[tool.litedrift]", *lines)), "utf-8")


@pytest.mark.parametrize("key", SETTINGS)
def test_the_example_of_each_setting_is_one(tmp_path: Path, key: str) -> None:
    write(tmp_path, f"{key} = {SETTINGS[key].example}")

    assert load_settings(tmp_path).get(key)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cal = 'a:b'", "has no setting 'cal', did you mean call"),
        ("call = 5", 'expected a text, as call = "package.module:function"'),
        ("fields = 'headline'", "expected a list of texts"),
        ("fields = [1]", "expected a list of texts"),
        ("map = ['a']", "expected a table of texts"),
        ("once = 1", "expected true or false"),
        ("timeout = true", "expected a number"),
    ],
)
def test_a_value_of_another_form_is_one_line_with_an_example(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, line)

    with pytest.raises(UsageError) as fault:
        load_settings(tmp_path)
    assert said.partition(",")[0] in str(fault.value)
    assert str(tmp_path) in str(fault.value)


def test_a_corpus_and_overlays_of_the_table_are_found_from_every_directory_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path / "pages", cases=SMALL[:1])
    (page,) = copied(tmp_path / "more", cases=SMALL[1:2]).glob("cases/*/*")
    text = (page / "case.toml").read_text("utf-8")
    (page / "case.toml").write_text(text.replace(f'"{SMALL[1]}"', '"private-one"'), "utf-8")
    page.rename(page.with_name("private-one"))
    write(tmp_path, 'corpus = "pages"', 'overlay = ["more"]')
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")

    assert {case.id for case in open_corpus(None, None)} == {SMALL[0], "private-one"}


def test_an_option_goes_before_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, 'corpus = "pages"', 'overlay = ["more"]')
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LITEDRIFT_OVERLAY", raising=False)

    assert corpus_places(tmp_path / "other", [tmp_path / "mine"]) == (tmp_path / "other", [tmp_path / "mine"])


def leaves(command: Any, path: str = "") -> Iterator[str]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path
        return
    for name in inner:
        yield from leaves(command.get_command(None, name), f"{path} {name}".strip())


def test_each_command_and_no_other_says_how_it_ends() -> None:
    assert set(leaves(typer.main.get_command(app))) == set(EXITS)
