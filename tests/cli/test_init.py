"""``litedrift init`` adds what is missing to a repository, and changes nothing that is there."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from litedrift.baseline import read_baseline
from litedrift.cli import main

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "pyproject.toml",
    "tests/test_litedrift.py",
    "litedrift-baseline.toml",
    ".github/workflows/litedrift.yml",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["litedrift", "init", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def tree(home: Path) -> dict[str, bytes]:
    return {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_four_files_are_written_and_a_second_time_changes_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(monkeypatch, "--call", "mine.scraper:extract") == 0
    first = tree(home)
    assert set(first) == FILES
    assert init(monkeypatch, "--call", "mine.scraper:extract") == 0
    assert tree(home) == first
    assert init(monkeypatch, "--call", "other:extract") == 0
    assert tree(home) == first
    assert capsys.readouterr().out.count("kept") == 2 * len(FILES)


def test_what_is_written_says_what_was_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(monkeypatch, "--call", "mine.scraper:extract", "--requirement", "litedrift @ file:///a b")

    assert tomllib.loads((home / "pyproject.toml").read_text("utf-8")) == {
        "tool": {"litedrift": {"call": "mine.scraper:extract"}}
    }
    assert read_baseline(home / "litedrift-baseline.toml").entries == ()
    workflow = (home / ".github/workflows/litedrift.yml").read_text("utf-8")
    assert "python -m pip install 'litedrift @ file:///a b'\n" in workflow


def test_a_command_needs_no_test_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(monkeypatch, "--cmd", 'node "my extract.js"')

    assert set(tree(home)) == FILES - {"tests/test_litedrift.py"}
    table = tomllib.loads((home / "pyproject.toml").read_text("utf-8"))["tool"]["litedrift"]
    assert table == {"cmd": 'node "my extract.js"'}


@pytest.mark.parametrize("before", ['[project]\nname = "mine"', '[project]\nname = "mine"\n', "", "# nothing\r\n"])
def test_the_table_is_added_to_a_pyproject_that_lacks_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    (home / "pyproject.toml").write_bytes(before.encode())
    init(monkeypatch, "--call", "mine:extract")
    text = (home / "pyproject.toml").read_bytes().decode()

    assert text.startswith(before)
    assert tomllib.loads(text)["tool"]["litedrift"] == {"call": "mine:extract"}


def test_a_table_that_is_there_is_kept_and_the_lines_are_printed(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = '[tool.litedrift]\ncall = "old:extract"\n'
    (home / "pyproject.toml").write_text(before, "utf-8")
    init(monkeypatch, "--call", "mine:extract")

    assert (home / "pyproject.toml").read_text("utf-8") == before
    assert '[tool.litedrift]\ncall = "mine:extract"' in capsys.readouterr().out


@pytest.mark.parametrize("setting", ['call = "mine:extract"', 'cmd = ["node", "x.js"]'])
def test_an_extractor_that_the_table_names_need_not_be_named_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], setting: str
) -> None:
    (home / "pyproject.toml").write_text(f'[tool.litedrift]\n{setting}\nkind = "article"\n', "utf-8")

    assert init(monkeypatch) == 0
    assert "kept     pyproject.toml\n" in capsys.readouterr().out
    assert ("tests/test_litedrift.py" in tree(home)) == setting.startswith("call")


def test_the_table_of_a_directory_above_is_not_taken_for_this_one(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "pyproject.toml").write_text('[tool.litedrift]\ncall = "mine:extract"\n', "utf-8")
    (home / "below").mkdir()

    assert init(monkeypatch, "--directory", "below") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name your extractor"),
        (["--call", "a:b", "--cmd", "c"], "name your extractor"),
        (["--call", "mine"], "expected package.module:function"),
        (["--call", "a:b", "--directory", "nowhere"], "nowhere: no such directory"),
    ],
)
def test_bad_usage_is_one_clear_line_and_nothing_is_written(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    assert init(monkeypatch, *arguments) == 2
    assert message in capsys.readouterr().err
    assert tree(home) == {}


def test_a_broken_pyproject_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "pyproject.toml").write_text("[project\n", "utf-8")

    assert init(monkeypatch, "--call", "a:b") == 2
    assert "not TOML" in capsys.readouterr().err
    assert set(tree(home)) == {"pyproject.toml"}


def test_the_test_that_is_written_runs(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "scraper.py").write_text("def extract(html):\n    raise ValueError\n", "utf-8")
    init(monkeypatch, "--call", "scraper:extract")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "zero-bytes or night-train", "-p", "no:cacheprovider"],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert "page: error: error: ValueError" in done.stdout
