"""What the documentation shows is what happens: each block is run, and pages made from the code are of today's code."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from docs.reader import HOME, UNRUN, Reader, pages, unrun
from docs.transcript import Shell, agrees, commands, usage_fault
from litedrift.corpus import load_corpus
from litedrift.drift import operators

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(HOME)))
def test_who_follows_a_page_sees_what_it_shows(page: Path, tmp_path: Path) -> None:
    Reader(tmp_path, unrun=unrun).follow(page)


def test_each_reason_not_to_run_a_command_has_one() -> None:
    shown = [
        command.line
        for page in pages()
        for language, source in re.findall(
            r"^```(console|shell)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
        )
        for command in commands(language, source)
    ]

    assert [pattern for pattern in UNRUN if not any(re.fullmatch(pattern, line) for line in shown)] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(HOME)))
def test_each_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_each_page_stands_in_the_index() -> None:
    index = (HOME / "docs" / "README.md").read_text("utf-8")

    assert [
        page.name for page in (HOME / "docs").glob("*/*.md") if f"]({page.parent.name}/{page.name})" not in index
    ] == []
    assert [page.name for page in (HOME / "docs").glob("*.md") if f"]({page.name})" not in index] == ["README.md"]


def test_the_reference_is_of_todays_code() -> None:
    done = subprocess.run(
        [sys.executable, str(HOME / "docs" / "generate"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_the_readme_counts_what_there_is() -> None:
    text = (HOME / "README.md").read_text("utf-8")

    assert f"{len(load_corpus())} saved pages" in text
    assert f"{len(list(operators()))} operators" in text


@pytest.mark.long
def test_the_readme_shows_what_the_whole_check_prints() -> None:
    (block,) = re.findall(
        r"^```console\n(\$ make check\n.*?)^```", (HOME / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    (command,) = commands("console", block)

    assert agrees(command.shown or "", Shell(HOME).run("litedrift check 2>&1"))


@pytest.mark.parametrize(
    ("shown", "printed", "right"),
    [
        ("a\nb\n", "a  \nb\n", True),
        ("a\n", "a\nb\n", False),
        ("…\nb\n", "a\na\nb\n", True),
        ("a …s\n", "a 1.5 s\n", True),
        ("a …s\n", "b 1.5 s\n", False),
        ("a.c\n", "abc\n", False),
        ("", "", True),
    ],
)
def test_an_elision_stands_for_text_in_a_line_or_for_lines(shown: str, printed: str, *, right: bool) -> None:
    assert agrees(shown, printed) is right


def test_a_command_with_an_option_that_is_none_is_found_without_running_it() -> None:
    assert usage_fault("litedrift check --demo --clean-only") == ""
    assert "--clean-onyl" in usage_fault("litedrift check --demo --clean-onyl")
    assert usage_fault("make nothing") == ""


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("```console\n$ litedrift drift list --layer tree --nonsense\n```", "ended with 2"),
        ("```console\n$ echo one\ntwo\n```", "-two"),
        ("```toml\n[tool.litedrift]\ncal = 'a:b'\n```", "has no setting 'cal'"),
        ('```protocol\n← {"type":"hello"}\n```', "protocol"),
        ("```json\n{\n```", "JSONDecodeError"),
        ('```python title="a.py"\ndef\n```', "SyntaxError"),
        ("```rust\nfn main() {}\n```", "expected one of console"),
        ("```python\n>>> 1 + 1\n3\n```", "Expected"),
    ],
)
def test_a_block_that_is_not_true_is_an_error_with_its_line(tmp_path: Path, block: str, said: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# A page\n\n{block}\n", "utf-8")

    with pytest.raises(AssertionError) as fault:
        Reader(tmp_path).follow(page)
    assert said in str(fault.value)
    assert "page.md, line " in str(fault.value)


def test_what_is_printed_now_is_written_where_a_page_shows_something_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ echo one \\\n> two\nthree\n$ echo four\n…\n```\n", "utf-8")

    assert Reader(tmp_path).renew(page) == 1
    assert page.read_text("utf-8") == "```console\n$ echo one \\\n> two\none two\n$ echo four\n…\n```\n"
