"""The site's history, replayed: known scrapers break when they really would have, and as loudly."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

import cnn_lite
from litedrift.corpus import load_corpus, load_epochs
from litedrift.drift import Mutator
from litedrift.judge import Break, Run, Timeline, look_back
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = load_corpus()
EPOCHS = load_epochs(CORPUS.root, CORPUS.site.landmarks)


def history(extract: Callable[..., Any], *, fields: set[str] | None = None) -> Timeline:
    subject = CallableSubject(
        extract, fields=frozenset(fields) if fields else None, kinds=frozenset({"article"}) if fields else None
    )
    return Timeline.of(EPOCHS, look_back(Run(Mutator(CORPUS), subject), EPOCHS))


def found(result: Timeline, how: str) -> list[Break]:
    return [each for each in result.breaks if each.failing.how == how]


class _ArticleParagraphs(HTMLParser):
    """The paragraphs of article as html.parser gives them: an inner p is part of the outer one, and one itself."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[list[str]] = []
        self._open: list[list[str]] = []
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._inside += tag == "article"
        if tag == "p" and self._inside:
            self.texts.append([])
            self._open.append(self.texts[-1])

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "article"
        if tag == "p" and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for text in self._open:
            text.append(data)


def every_article_p(html: bytes) -> dict[str, Any]:
    """A scraper of 2023: every p in article, but the source line, the end link and what is empty."""
    parser = _ArticleParagraphs()
    parser.feed(html.decode("utf-8", "replace"))
    texts = [" ".join("".join(each).split()) for each in parser.texts]
    body = [each for each in texts if each and each != "See Full Web Article" and not each.startswith("Source:")]
    return {"kind": "article", "body": body}


def generation_1_hash(html: bytes) -> dict[str, Any]:
    """A scraper of 2019: the paragraphs of div.afe4286c, and nothing else."""
    root = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
    found = root.xpath('//div[@class="afe4286c"]//p[not(@id)]') if root is not None else ()
    texts = (" ".join("".join(each.itertext()).split()) for each in found)
    return {"kind": "article", "body": [each for each in texts if each]}


@pytest.fixture(scope="module")
def of_every_article_p() -> Timeline:
    return history(every_article_p, fields={"body"})


def test_every_article_p_finds_nothing_before_2023_and_says_so(of_every_article_p: Timeline) -> None:
    first = next(each for each in of_every_article_p.breaks if each.failing.how == "missing" and each.since is None)

    assert [each.epoch.id for each in first.stretches] == ["g1a-2017", "g1b-2021"]
    assert first.hit == first.pages
    assert first.failing.loud
    assert first.breaking
    assert first.until is not None
    assert (first.until.not_before, first.until.not_after) == (date(2022, 12, 30), date(2023, 1, 28))


def test_every_article_p_repeats_itself_silently_since_april_2026(of_every_article_p: Timeline) -> None:
    (repeated,) = found(of_every_article_p, "repeated")

    assert not repeated.failing.loud
    assert repeated.failing.field == "body"
    assert [each.epoch.id for each in repeated.stretches] == ["g2-2026-04"]
    assert repeated.since is not None
    assert (repeated.since.not_before, repeated.since.not_after) == (date(2026, 4, 22), date(2026, 4, 23))
    assert repeated.until is None
    footnotes = sum(b'<p class="footnote--lite"><p>' in case.html for case in CORPUS if case.epoch == "g2-2026-04")
    assert 2 <= repeated.hit <= footnotes


def test_the_hash_of_generation_1_finds_nothing_since_the_winter_of_2022() -> None:
    result = history(generation_1_hash, fields={"body"})
    (lost,) = [each for each in found(result, "missing") if each.breaking]

    assert lost.since is not None
    assert (lost.since.not_before, lost.since.not_after) == (date(2022, 12, 30), date(2023, 1, 28))
    assert lost.until is None
    assert lost.failing.loud  # a list that is empty: whoever looks at it sees that it is
    assert result.breaks_today
    assert [each.status for each in result.stretches][:2] != ["broken", "broken"]


def test_a_scraper_that_gives_nothing_loudly_is_told_from_one_that_stores_a_sentinel() -> None:
    def with_a_sentinel(html: bytes) -> dict[str, Any]:
        record = generation_1_hash(html)
        return record | {"headline": "No title"}

    result = history(with_a_sentinel, fields={"headline"})

    assert {each.failing.how for each in result.breaks} == {"invented"}
    assert not any(each.failing.loud for each in result.breaks)
    assert [each.when for each in result.breaks] == ["in every epoch"]


def test_our_own_extractor_reads_every_template() -> None:
    result = history(cnn_lite.extract)

    assert result.breaks == ()
    assert {each.status for each in result.stretches} == {"reads"}
    assert not result.breaks_today
    assert sum(each.pages for each in result.stretches) == sum(case.epoch != "none" for case in CORPUS)


def test_an_error_is_loud_and_of_the_whole_page() -> None:
    def crash(html: bytes) -> None:
        raise KeyError("byline")

    result = history(crash)

    assert {(each.failing.field, each.failing.how, each.failing.loud) for each in result.breaks} == {
        ("page", "failed", True)
    }
    assert all(each.hit == each.pages for each in result.breaks)


def test_a_timeline_as_data_holds_every_page_and_its_dates() -> None:
    data = history(generation_1_hash, fields={"body"}).to_dict()

    assert [each["epoch"] for each in data["epochs"]] == [epoch.id for epoch in EPOCHS]
    assert sum(each["pages"] for each in data["epochs"]) == sum(
        case.kind == "article" and case.epoch != "none" for case in CORPUS
    )
    assert {each["since"]["not_after"] for each in data["breaks"] if each["since"]} >= {"2023-01-28"}
