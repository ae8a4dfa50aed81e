"""``litedrift validate`` on the command line: one page, many lines, a WARC file."""

from __future__ import annotations

import base64
import gzip
import importlib.util
import json
from typing import TYPE_CHECKING, Any

import pytest

from command import run, run_process
from litedrift.corpus import first_fault, load_corpus

if TYPE_CHECKING:
    from pathlib import Path

CASE = load_corpus().case("july-page-that-prints-est")
GOOD = {"kind": "article", **CASE.gold.fields}
BAD = GOOD | {"headline": "No title found"}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_bytes(CASE.html)
    (tmp_path / "good.json").write_text(json.dumps(GOOD), "utf-8")
    (tmp_path / "bad.json").write_text(json.dumps(BAD), "utf-8")
    return tmp_path


def lines(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


def test_a_right_record_is_exit_0_and_a_wrong_one_is_exit_1(here: Path) -> None:
    good = run_process("validate", "page.html", "good.json", "--url", CASE.url, "--saved", "2023-07-12", cwd=here)
    bad = run("validate", "page.html", "bad.json", "--url", CASE.url, "--json", "out.json", cwd=here)
    out = json.loads((here / "out.json").read_text("utf-8"))

    assert good.returncode == 0, good.stdout + good.stderr
    assert "0 of 1 records failed" in good.stdout
    assert bad.returncode == 1
    assert "headline: invented: a sentinel" in bad.stdout
    assert (out["records"][0]["id"], out["failed"], out["verdicts"]["invented"]) == ("page.html", 1, 1)
    assert first_fault("validation", out["records"][0]) is None


def test_many_records_come_as_lines_with_paths_or_bytes(here: Path) -> None:
    embedded = base64.b64encode(CASE.html).decode()
    lines(
        here / "records.jsonl",
        {"page": "page.html", "url": CASE.url, "record": GOOD},
        {"id": "second", "html_b64": embedded, "url": CASE.url, "record": BAD},
        {"id": "third", "html_b64": embedded, "record": None},
    )
    done = run("validate", "--jsonl", "records.jsonl", cwd=here)

    assert done.returncode == 1
    assert "✗ second" in done.stdout
    assert "1 of 2 records failed" in done.stdout
    assert "1 refused, not judged" in done.stdout


def test_known_failures_of_records_are_excused_until_they_change(here: Path) -> None:
    def judge(record: dict[str, Any], *more: str) -> tuple[int, str]:
        rows = {"url": CASE.url, "page": "page.html"}
        lines(here / "r.jsonl", {"id": "one", "record": record, **rows}, {"id": "two", "record": GOOD, **rows})
        done = run("validate", "--jsonl", "r.jsonl", "--baseline", "known.toml", *more, cwd=here)
        return done.returncode, done.stdout

    assert judge(BAD, "--accept")[0] == 0
    code, text = judge(BAD)
    assert (code, "0 new · 1 excused" in text) == (0, True)
    code, text = judge(BAD | {"headline": "Never printed"})
    assert (code, "1 changed" in text) == (1, True)
    code, text = judge(GOOD)
    assert (code, "1 stale" in text) == (1, True)
    assert judge({"kind": "article"}, "--accept")[0] == 0
    assert judge({"kind": "article"})[0] == 0


def warc(path: Path, url: str, html: bytes) -> None:
    body = gzip.compress(html)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    block = head.encode() + body
    fields = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2023-07-12T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    path.write_bytes(gzip.compress(fields.encode() + block + b"\r\n\r\n"))


def test_pages_come_out_of_a_warc_file_by_their_address(here: Path) -> None:
    warc(here / "pages.warc.gz", CASE.url, CASE.html)
    lines(here / "records.jsonl", {"id": "one", "url": CASE.url, "record": BAD})
    done = run("validate", "--jsonl", "records.jsonl", "--warc", "pages.warc.gz", cwd=here)

    if importlib.util.find_spec("fastwarc") is None:
        assert done.returncode == 2
        assert "pip install 'litedrift[warc]'" in done.stderr
        return
    assert done.returncode == 1
    assert "headline: invented" in done.stdout
    lines(here / "records.jsonl", {"id": "one", "url": CASE.url + "/other", "record": BAD})
    missing = run("validate", "--jsonl", "records.jsonl", "--warc", "pages.warc.gz", cwd=here)
    assert missing.returncode == 2
    assert "has no response for the url" in missing.stderr


@pytest.mark.parametrize(
    ("arguments", "content", "message"),
    [
        ([], "", "name a PAGE and its RECORD, or --jsonl FILE"),
        (["page.html"], "", "name a PAGE and its RECORD"),
        (["page.html", "none.json"], "", "none.json: No such file"),
        (["page.html", "page.html"], "", "page.html: not JSON"),
        (["page.html", "good.json", "--saved", "soon"], "", "saved is 'soon'"),
        (["page.html", "good.json", "--warc", "x.warc"], "", "--jsonl FILE"),
        (["page.html", "good.json", "--accept"], "", "--accept needs --baseline"),
        (["page.html", "good.json", "--baseline", "no.toml"], "", "no.toml: No such file"),
        (["--jsonl", "r.jsonl"], "", "zero records"),
        (["--jsonl", "r.jsonl"], "{", "r.jsonl:1: not JSON"),
        (["--jsonl", "r.jsonl"], '{"page": "page.html"}', "expected an object with a record"),
        (["--jsonl", "r.jsonl"], '{"pag": "page.html", "record": {}}', "did you mean page?"),
        (["--jsonl", "r.jsonl"], '{"page": 1, "record": {}}', "page is a int, not a text"),
        (["--jsonl", "r.jsonl"], '{"record": {}}', "r.jsonl:1: no page"),
        (["--jsonl", "r.jsonl"], '{"html_b64": "*", "record": {}}', "html_b64"),
        (["--jsonl", "r.jsonl"], '{"page": "nowhere.html", "record": {}}', "nowhere.html: No such file"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_2(here: Path, arguments: list[str], content: str, message: str) -> None:
    (here / "r.jsonl").write_text(content, "utf-8")
    done = run("validate", *arguments, cwd=here)

    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


OWN = {"title": GOOD["headline"], "text": "\n\n".join(GOOD["body"]), "rank": 3}


def test_records_may_have_the_names_that_the_settings_map(here: Path) -> None:
    lines(here / "own.jsonl", {"id": "7", "page": "page.html", "record": OWN})
    lines(here / "sentinel.jsonl", {"id": "7", "page": "page.html", "record": OWN | {"title": "No title found"}})
    without = run("validate", "--jsonl", "own.jsonl", cwd=here)
    (here / "pyproject.toml").write_text(
        '[tool.litedrift]\nkind = "article"\n[tool.litedrift.map]\nheadline = "title"\nbody = "text"\n', "utf-8"
    )
    mapped = run("validate", "--jsonl", "own.jsonl", cwd=here)
    wrong = run("validate", "--jsonl", "sentinel.jsonl", "--json", "out.json", cwd=here)

    assert (without.returncode, "expected 'article' or 'index'" in without.stdout) == (1, True)
    assert mapped.returncode == 0, mapped.stdout
    assert (wrong.returncode, "headline: invented: a sentinel" in wrong.stdout) == (1, True)
    assert json.loads((here / "out.json").read_text("utf-8"))["verdicts"] == {"wrong": 0, "invented": 1, "leaked": 0}


def test_of_a_record_only_the_fields_that_are_named_are_validated(here: Path) -> None:
    assert run("validate", "page.html", "bad.json", "--fields", "body,byline", cwd=here).returncode == 0
    assert run("validate", "page.html", "bad.json", "--fields", "headline", cwd=here).returncode == 1
    assert "did you mean headline" in run("validate", "page.html", "bad.json", "--fields", "headlien", cwd=here).stderr


def test_what_a_record_has_beside_the_fields_that_are_named_is_counted_and_named(here: Path) -> None:
    lines(
        here / "records.jsonl",
        {
            "page": "page.html",
            "url": CASE.url,
            "record": {"kind": "article", "headline": None, "tags": ["a"], "body": []},
        },
        {"page": "page.html", "url": CASE.url, "record": {"kind": "article", "tags": [], "body": GOOD["body"]}},
    )
    done = run("validate", "--jsonl", "records.jsonl", "--fields", "headline,body", "--json", "out.json", cwd=here)
    out = json.loads((here / "out.json").read_text("utf-8"))

    assert "not looked at, since not among the fields: tags (2)\n" in done.stdout
    assert out["unclaimed"] == {"tags": 2}
    assert [each["unclaimed"] for each in out["records"]] == [["tags"], ["tags"]]
    assert [first_fault("validation", each) for each in out["records"]] == [None, None]
    run("validate", "--jsonl", "records.jsonl", "--json", "whole.json", cwd=here)
    whole = json.loads((here / "whole.json").read_text("utf-8"))["records"]
    assert [(each["unclaimed"], "tags" in str(each["doubts"])) for each in whole] == [([], True), ([], True)]
