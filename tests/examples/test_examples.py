"""Foreign extractors: the commands of each README run, and tell something of each language's scraper."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

import command

EXAMPLES = Path(__file__).parents[2] / "examples"


@dataclass(frozen=True)
class Example:
    """A folder, what it needs, and the fields that it reads."""

    folder: str
    needs: tuple[str, ...]
    fields: frozenset[str]

    def __str__(self) -> str:
        return self.folder


ALL = [
    Example("python-beautifulsoup", (), frozenset({"headline", "updated", "body"})),
    Example(
        "node-cheerio", ("node",), frozenset({"headline", "byline", "source", "body", "full_article_url", "links"})
    ),
    Example("java-ndjson", ("java",), frozenset({"headline", "byline", "source", "body"})),
    Example("shell-awk", ("sh", "awk"), frozenset({"headline", "byline", "body"})),
]


@pytest.fixture
def ready(request: pytest.FixtureRequest) -> Example:
    """Skip where the language, or what the scraper needs, is not here."""
    example = request.param
    for tool in example.needs:
        if shutil.which(tool) is None:
            pytest.skip(f"{example}: no {tool} on this machine")
    if example.folder == "python-beautifulsoup" and find_spec("bs4") is None:
        pytest.skip("python-beautifulsoup: pip install beautifulsoup4")
    if example.folder == "node-cheerio" and not (EXAMPLES / "node-cheerio" / "node_modules").is_dir():
        pytest.skip("node-cheerio: npm install --prefix examples/node-cheerio")
    return example


def commands(example: Example) -> list[list[str]]:
    text = (EXAMPLES / example.folder / "README.md").read_text("utf-8")
    return [shlex.split(line)[1:] for line in re.findall(r"^    (litedrift .*)$", text, re.MULTILINE)]


def run(example: Example, *arguments: str) -> command.Done:
    return command.run(*arguments, cwd=EXAMPLES / example.folder)


@pytest.mark.parametrize("ready", ALL, indirect=True, ids=str)
def test_the_doctor_finds_a_working_adapter(ready: Example) -> None:
    doctor, _ = commands(ready)
    done = run(ready, *doctor)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "trivial pages read right" in done.stdout


@pytest.mark.parametrize("ready", ALL, indirect=True, ids=str)
def test_the_first_run_tells_what_is_read_and_what_is_not_claimed(ready: Example, tmp_path: Path) -> None:
    _, check = commands(ready)
    done = run(ready, *check, "--json", str(tmp_path / "out.json"))
    assert done.returncode == 1, done.stdout + done.stderr
    summary = json.loads((tmp_path / "out.json").read_text("utf-8"))

    assert summary["errored"] == 0
    assert {name for name, words in summary["fields"].items() if set(words) - {"unsupported"}} == ready.fields
    assert summary["verdicts"]["unsupported"] > 0
    headline = summary["fields"]["headline"]
    assert headline["correct"] >= 0.9 * sum(headline.values()) >= 45
    body = summary["fields"]["body"]
    assert 0 < body["correct"] < sum(body.values())


@pytest.mark.parametrize("example", ALL, ids=str)
def test_each_readme_is_short_and_has_both_commands(example: Example) -> None:
    text = (EXAMPLES / example.folder / "README.md").read_text("utf-8")

    assert [words[0] for words in commands(example)] == ["doctor", "check"]
    assert len(text.splitlines()) <= 14


@pytest.mark.skipif(find_spec("bs4") is None, reason="python-beautifulsoup: pip install beautifulsoup4")
def test_the_author_is_told_that_a_text_was_split() -> None:
    done = run(ALL[0], "check", "--case", "actress-buys-the-theatre", "--clean-only")

    assert "note: body is one text: it was split at empty lines" in done.stderr
    assert done.returncode == 0, done.stdout
