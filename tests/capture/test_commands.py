"""``litedrift capture`` and ``corpus review`` on the command line, and that captured text stays out of every report."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from capture.support import ARTICLE, INDEX, MODERN, Reply, page, serving
from capture.test_archives import HTML, crawl, record
from command import run, run_process

if TYPE_CHECKING:
    from pathlib import Path

PATH = "/2026/04/28/health/sleep-clinic-waiting-list"
#: Reads each field wrongly, as text that is private: of the page itself.
SCRAPER = """
import re
def extract(html):
    text = html.decode("utf-8", "replace")
    paragraphs = [re.sub("<.*?>", "", each).strip() for each in re.findall(r"<p.*?>(.*?)</p>", text, re.S)]
    long = [each for each in paragraphs if len(each) > 60]
    return {"kind": "article", "headline": long[0], "byline": long[1], "source": long[0], "body": long[1:2]}
def fail(html):
    raise ValueError(extract(html)["headline"])
"""


@pytest.fixture
def accepted(tmp_path: Path) -> str:
    """Return the id of a captured case that a person has accepted, in the overlay `pages` here."""
    (tmp_path / "scraper.py").write_text(SCRAPER, "utf-8")
    saved = run(
        "capture", str(MODERN.path / "page.html"), "--url", MODERN.url, "--overlay", "pages", "--saved", "2026-11-24",
        cwd=tmp_path,
    )  # fmt: skip
    assert saved.returncode == 0, saved.stderr
    case_id = f"private-{MODERN.url.removeprefix('https://lite.cnn.com/').replace('/', '-')}-2026-11-24"
    done = run("corpus", "review", case_id, "--overlay", "pages", "--accept", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{case_id}: accepted"
    return case_id


def test_addresses_are_captured_from_the_command_line_and_from_a_list(tmp_path: Path) -> None:
    (tmp_path / "scraper.py").write_text(SCRAPER, "utf-8")
    with serving({PATH: [page(MODERN.html)], "/en": [page(INDEX.html)], "/gone": [Reply(404)]}) as server:
        (tmp_path / "list.txt").write_text(f"# two pages\n{server.url('/en')}\n\n{server.url('/gone')}\n", "utf-8")
        options = ["--overlay", "pages", "--delay", "0", "--json", "done.json", "--call", "scraper:extract"]
        done = run_process("capture", server.url(PATH), "--from", "list.txt", *options, cwd=tmp_path)

    assert done.returncode == 1
    assert "headline: scraper:extract disagrees with the proposed gold" in done.stdout
    assert "2 saved, 0 unchanged, 1 failed" in done.stdout
    assert "2 cases of pages wait for `litedrift corpus review`" in done.stdout
    assert f"failed     {server.url('/gone')}: the server answered 404" in done.stderr
    told = json.loads((tmp_path / "done.json").read_text("utf-8"))
    assert [each["outcome"] for each in told["pages"]] == ["saved", "saved", "failed"]
    assert told["unreviewed"] == 2
    first = MODERN.gold.fields["body"][0]
    assert first not in done.stdout


def test_a_warc_file_and_common_crawl_are_captured_too(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(
        record(ARTICLE.url, ARTICLE.html, Content_Type=HTML) + record(INDEX.url, INDEX.html, Content_Type=HTML)
    )
    first = run("capture", "a.warc.gz", "--match", "article", "--overlay", "pages", cwd=tmp_path)
    with serving(crawl((MODERN.url, MODERN.html))) as server:
        bases = ["--cdx", server.base, "--data", server.base, "--delay", "0"]
        second = run("capture", "--common-crawl", "lite.cnn.com/*", *bases, cwd=tmp_path, LITEDRIFT_OVERLAY="pages")

    assert "1 saved, 0 unchanged, 0 failed" in first.stdout, first.stderr
    assert "1 saved, 0 unchanged, 0 failed" in second.stdout, second.stderr
    assert len(list((tmp_path / "pages" / "cases" / "article").iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--overlay", "o"], "nothing to capture"),
        (["https://lite.cnn.com/"], "which overlay?"),
        (["page.html", "--overlay", "o"], "where was this page served? Say --url"),
        (["page.html", "--url", "https://lite.cnn.com/", "--overlay", "o"], "page.html: No such file"),
        (["none.warc", "--overlay", "o"], "none.warc: No such file"),
        (["--from", "none.txt", "--overlay", "o"], "none.txt: No such file"),
        ([".", "--overlay", "o"], "with --scrub only"),
        (["http://127.0.0.1:1/", "--overlay", "o", "--tries", "1"], "no page could be had: 1 failed"),
        (["http://[", "--overlay", "o", "--tries", "1"], "no page could be had: 1 failed"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run("capture", *arguments, cwd=tmp_path, LITEDRIFT_OVERLAY="")

    assert done.returncode == 2
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_unreviewed_cases_are_counted_and_judge_nobody(tmp_path: Path) -> None:
    run("capture", str(MODERN.path / "page.html"), "--url", MODERN.url, "--overlay", "pages", cwd=tmp_path)

    checked = run("check", "--demo", "--clean-only", "--overlay", "pages", cwd=tmp_path)
    linted = run("corpus", "list", "--overlay", "pages", cwd=tmp_path)
    waiting = run("corpus", "review", "--overlay", "pages", cwd=tmp_path)

    assert "1 overlay cases skipped" in checked.stderr
    assert "1 overlay cases skipped" in linted.stderr
    assert "private-" not in checked.stdout + linted.stdout
    assert waiting.stdout.splitlines()[-1] == "1 cases wait for review"


def test_review_shows_gold_and_disagreements_and_edits(accepted: str, tmp_path: Path) -> None:
    (tmp_path / "editor.py").write_text(
        "import pathlib, sys; path = pathlib.Path(sys.argv[1]);"
        "path.write_text(path.read_text('utf-8').replace('\"source\": \"', '\"source\": \"not '), 'utf-8')",
        "utf-8",
    )
    done = run_process(
        "corpus", "review", accepted, "--overlay", "pages", "--edit", "--accept", "--call", "scraper:extract",
        cwd=tmp_path, VISUAL=f"{sys.executable} editor.py",
    )  # fmt: skip

    assert done.returncode == 1
    assert f"source: the second reader reads {json.dumps(MODERN.gold.fields['source'])}" in done.stdout
    assert "headline: scraper:extract disagrees" in done.stdout
    assert "stands nowhere on the page" in done.stderr
    assert done.stdout.splitlines()[-1] == f"{accepted}: not accepted"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["private-none"], "no case 'private-none'"), (["--accept"], "need the ID"), (["../../etc"], "no case")],
)
def test_review_of_nothing_is_one_clear_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    done = run("corpus", "review", *arguments, "--overlay", "pages", cwd=tmp_path)

    assert done.returncode == 2
    assert said in done.stderr


def test_a_reviewed_case_can_be_scrubbed_with_its_gold(tmp_path: Path) -> None:
    done = run("capture", str(MODERN.path), "--scrub", "--demo", "--overlay", "shared", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "disagrees" not in done.stdout
    (case,) = (tmp_path / "shared" / "cases" / "article").iterdir()
    text = "".join(path.read_text("utf-8") for path in case.iterdir())
    assert str(MODERN.gold.fields["headline"]) not in text
    assert 'origin = "derived"' in text


def secrets() -> list[str]:
    """Return what is private of the captured page: beginnings of its texts, short enough to survive shortening."""
    fields = MODERN.gold.fields
    return [text[:30] for text in (fields["headline"], fields["editors_note"], *fields["body"])]


def reported(project: Path, accepted: str, *arguments: str) -> list[str]:
    """Run `check` with every report and `replay` on the captured case; return which of them show its text."""
    reports = ["--events", "e.jsonl", "--junit", "j.xml", "--badge", "b.json", "--json", "s.json", "--github"]
    options = ["--overlay", "pages", *arguments]
    done = run("check", "--case", accepted, *options, *reports, cwd=project, GITHUB_STEP_SUMMARY="summary.md")
    assert done.returncode == 1, done.stderr
    replayed = run("replay", accepted, *[each for each in options if each != "--clean-only"], cwd=project)
    names = ("e.jsonl", "j.xml", "b.json", "s.json", "summary.md")
    places = {name: (project / name).read_text("utf-8") for name in names}
    places |= {"terminal": done.stdout + done.stderr, "replay": replayed.stdout + replayed.stderr}
    return sorted(name for name, text in places.items() if any(secret in text for secret in secrets()))


@pytest.mark.parametrize("show", [False, True])
def test_captured_text_stays_out_of_every_report_unless_it_is_asked_for(
    accepted: str, tmp_path: Path, *, show: bool
) -> None:
    options = ["--call", "scraper:extract", "--clean-only", *(["--include-private"] if show else [])]

    everywhere = ["e.jsonl", "j.xml", "replay", "summary.md", "terminal"]
    assert reported(tmp_path, accepted, *options) == (everywhere if show else [])


def test_captured_text_in_a_message_stays_out_too(accepted: str, tmp_path: Path) -> None:
    assert reported(tmp_path, accepted, "--call", "scraper:fail", "--clean-only") == []


def test_captured_text_in_the_account_of_an_edit_stays_out_too(accepted: str, tmp_path: Path) -> None:
    options = ["--overlay", "pages", "--call", "scraper:extract", "--operator", "json-ld-headline-differs"]
    run("check", "--case", accepted, *options, "--events", "e.jsonl", cwd=tmp_path)

    text = (tmp_path / "e.jsonl").read_text("utf-8")
    assert "json-ld-headline-differs" in text
    assert not any(secret in text for secret in secrets())


def test_other_commands_that_run_keep_captured_text_out_too(accepted: str, tmp_path: Path) -> None:
    subject = ["--call", "scraper:extract", "--overlay", "pages"]
    commands = {
        "export": ["export", "all.jsonl", "--clean-only", "--overlay", "pages"],
        "baseline": ["baseline", "write", *subject, "--baseline", "known.toml", "--clean-only"],
        "survive": ["survive", *subject, "--case", accepted],
    }
    told = {name: run(*each, cwd=tmp_path) for name, each in commands.items()}
    texts = {name: done.stdout + done.stderr for name, done in told.items()}
    for path in ("all.jsonl", "known.toml"):
        texts[path] = (tmp_path / path).read_text("utf-8")

    assert sorted(name for name, text in texts.items() if any(secret in text for secret in secrets())) == []
    assert "Traceback" not in "".join(texts.values())
