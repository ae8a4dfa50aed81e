"""Two readings that share no parser and no rule agree with gold, or a person has said why one of them does not."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

import cnn_lite
from litedrift.corpus import Case, first_fault, load_corpus
from litedrift.corpus._second_reader import SecondReader
from litedrift.errors import CorpusError
from litedrift.judge._match import matches

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()
RECORDED = tomllib.loads((CORPUS.root / "disagreements.toml").read_text("utf-8"))
SECOND = SecondReader(CORPUS.site)


def read_by_the_extractor(case: Case) -> dict[str, Any] | None:
    try:
        return cnn_lite.extract(case.html, url=case.url, content_type=case.content_type).to_dict()
    except cnn_lite.Refused:
        return None


def read_a_second_time(case: Case) -> dict[str, Any] | None:
    epoch = None if case.epoch == "none" else case.epoch
    return SECOND.read(case.html, url=case.url, content_type=case.content_type, epoch=epoch)


READERS = {"extractor": read_by_the_extractor, "second": read_a_second_time}


def differences(case: Case, record: dict[str, Any] | None) -> set[str]:
    if case.gold.refuse or record is None or record["kind"] != case.kind:
        return set() if case.gold.refuse and record is None else {"page"}
    return {name for name, expected in case.gold.fields.items() if not matches(name, expected, record[name])}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("case_id", list(CORPUS.cases))
def test_a_reading_agrees_with_gold_or_a_person_said_why_not(case_id: str, reader: str) -> None:
    case = CORPUS.case(case_id)
    excused = {
        each["field"] for each in RECORDED["disagreement"] if (each["case"], each["reader"]) == (case_id, reader)
    }

    assert differences(case, READERS[reader](case)) == excused


def test_every_recorded_disagreement_is_of_a_case_and_stands_once() -> None:
    assert first_fault("disagreements", RECORDED) is None
    places = Counter((each["case"], each["field"], each["reader"]) for each in RECORDED["disagreement"])
    assert [place for place, count in places.items() if count > 1] == []
    assert {case for case, _, _ in places} <= set(CORPUS.cases)


def test_the_second_reader_finds_the_template_of_a_page_with_a_meta_line_or_cards() -> None:
    for case in CORPUS:
        shows = [case.gold.fields.get(name) for name in ("byline", "updated", "source", "full_article_url", "links")]
        if any(shows):
            record = SECOND.read(case.html, url=case.url, content_type=case.content_type)
            assert record is not None, case.id
            assert record["kind"] == case.kind, case.id


def page(body: str) -> bytes:
    return f"""<!DOCTYPE html><html><head><title>A quiet day | CNN</title></head><body>
    <header class="header--lite"><a href="/">CNN</a></header><div class="layout-article-elevate__lite">
    <h2 class="headline">A quiet day</h2><p class="byline--lite">By Ada Quill, CNN</p>
    <article class="article--lite">{body}</article></div></body></html>""".encode()


def body_of(markup: str) -> list[str]:
    record = SECOND.read(page(markup), url="https://lite.cnn.com/2025/06/01/us/a-quiet-day", epoch="g2-2025")
    assert record is not None
    return list(record["body"])


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One<br>line</p>", ["One line"]),
        ("<p>One<br> <br/>two</p>", ["One", "two"]),
        ("<p>Wor<!-- x -->d</p>", ["Word"]),
        ("<p><p>Inner.</p></p>", ["Inner."]),
        ("<p>Seen <span hidden>not</span>so</p>", ["Seen so"]),
        ("<p>A</p><aside><p>Related</p></aside><ul><li>B</li></ul>", ["A", "B"]),
        ("<p>&amp;amp; stays</p>", ["&amp; stays"]),
        ("<p>Same.</p><p>Same.</p>", ["Same.", "Same."]),
    ],
)
def test_the_second_reader_keeps_the_rules_of_gold(markup: str, expected: list[str]) -> None:
    assert body_of(markup) == expected


def test_a_site_without_words_for_its_second_reader_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text((CORPUS.root / "site.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "CORPUS.toml").write_text((CORPUS.root / "CORPUS.toml").read_text("utf-8"), "utf-8")
    case = next(iter(CORPUS))
    target = tmp_path / "cases" / case.kind / case.id
    target.mkdir(parents=True)
    for source in case.path.iterdir():
        (target / source.name).write_bytes(source.read_bytes())
    site = load_corpus(tmp_path).site

    with pytest.raises(CorpusError, match=r"reading\.toml: no such file"):
        SecondReader(site)
