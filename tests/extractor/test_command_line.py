"""``python -m cnn_lite`` as a process: JSON out, exit codes, the line protocol."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest

import cnn_lite
from litedrift.corpus import load_corpus

CORPUS = load_corpus()
ARTICLE = next(case for case in CORPUS if case.kind == "article")
REFUSAL = next(case for case in CORPUS if case.kind == "refusal")


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "cnn_lite", *arguments], input=given, capture_output=True, check=False)


def test_a_page_is_printed_as_json() -> None:
    done = run(str(ARTICLE.path / "page.html"), "--url", ARTICLE.url, "--content-type", ARTICLE.content_type or "")

    assert done.returncode == 0
    assert (
        json.loads(done.stdout)
        == cnn_lite.extract(ARTICLE.html, url=ARTICLE.url, content_type=ARTICLE.content_type).to_dict()
    )


def test_a_dash_reads_standard_input() -> None:
    assert json.loads(run("-", given=ARTICLE.html).stdout)["kind"] == "article"


def test_a_refusal_is_exit_3_with_its_reason() -> None:
    done = run(str(REFUSAL.path / "page.html"))

    assert (done.returncode, done.stdout) == (3, b"")
    assert b"refused: " in done.stderr


@pytest.mark.parametrize("arguments", [(), ("no-such-page.html",), ("--nonsense",), (str(Path(__file__).parent),)])
def test_bad_usage_is_exit_2_without_a_traceback(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)

    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_line_protocol_answers_each_request_with_its_id() -> None:
    def request(number: int, html: bytes) -> dict[str, str]:
        return {"type": "extract", "id": str(number), "url": ARTICLE.url, "html_b64": base64.b64encode(html).decode()}

    messages = [
        {"type": "hello", "protocol": 1, "suite": "2026.12.0"},
        request(1, ARTICLE.html),
        request(2, REFUSAL.html),
        {"type": "bye"},
        request(3, ARTICLE.html),
    ]
    done = run("--ndjson", given="".join(json.dumps(each) + "\n" for each in messages).encode())
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert [(each["type"], each.get("id")) for each in answers] == [("hello", None), ("result", "1"), ("refused", "2")]
