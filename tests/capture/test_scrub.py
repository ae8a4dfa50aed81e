"""Scrubbing: other words in the same markup, everywhere, alike, and provably."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

import cnn_lite
from capture.support import CORPUS, MODERN
from litedrift.capture import Overlay, Proposal, Proposer, Saved, Served, derive, save
from litedrift.capture._prove import surviving, what_is_said
from litedrift.capture._scrub import Scrubber
from litedrift.capture._site_words import site_words
from litedrift.capture._wording import Wording
from litedrift.corpus import FIELDS, decode_page, gold_from_json, read_case
from litedrift.errors import CorpusError
from litedrift.judge import matches

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.corpus import Case

SITE = site_words(CORPUS.site)
DAY = datetime(2026, 11, 24, tzinfo=UTC)
URL = "https://lite.cnn.com/2026/05/19/science/heron-colony-moves-upstream-again"
TOLD = "The heron colony moves upstream again, and Ada Quillby says why."
TAG = re.compile(r"<[^>]*>")


def scrubbed(html: str, *, url: str = URL, seed: int = 1) -> str:
    """Return a page in other words, with the proof held."""
    page = Served(url, html.encode(), "text/html; charset=utf-8", DAY, "file")
    return derive(page, Proposal("article", "none", {"kind": "article"}), CORPUS.site, seed=seed)[0].html.decode()


def of_case(case: Case, seed: int = 3) -> tuple[Served, dict[str, Any]]:
    gold = json.loads((case.path / "gold.json").read_text("utf-8"))
    page = Served(case.url, case.html, case.content_type, DAY, "file")
    new, proposal = derive(page, Proposal(case.kind, case.epoch, gold), CORPUS.site, seed=seed)
    return new, proposal.gold


@pytest.mark.parametrize("case", [case for case in CORPUS if case.html], ids=lambda case: case.id)
def test_a_scrubbed_page_reads_as_its_scrubbed_gold_wherever_the_page_read_as_its_own(case: Case) -> None:
    new, gold = of_case(case)

    assert misread(case.html, case.url, case.content_type, case.gold) == misread(
        new.html, new.url, new.content_type, gold_from_json(gold)
    )


def misread(html: bytes, url: str, content_type: str | None, gold: Any) -> list[str]:
    try:
        record = cnn_lite.extract(html, url=url, content_type=content_type).to_dict()
    except cnn_lite.Refused:
        return [] if gold.refuse is not None else ["refused"]
    if record["kind"] != gold.kind:
        return ["kind"]
    return [name for name in FIELDS[gold.kind] if not matches(name, gold.fields.get(name), record.get(name))]


@pytest.mark.parametrize("case", [MODERN, CORPUS.case("museum-night-watchman-windows-1252")], ids=lambda case: case.id)
def test_markup_is_untouched_and_text_keeps_its_shape(case: Case) -> None:
    new, _ = of_case(case)
    before, after = (decode_page(html, case.content_type) for html in (case.html, new.html))

    def shape(text: str) -> str:
        letters = re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", text))
        return re.sub(r"\d", "9", letters)

    assert len(new.html) == len(case.html)
    assert shape(after) == shape(before)
    assert [name for tag in TAG.findall(after) for name in re.findall(r"<\w+|[\w-]+=", tag)] == [
        name for tag in TAG.findall(before) for name in re.findall(r"<\w+|[\w-]+=", tag)
    ]
    assert re.findall(r'class="[^"]*"', after) == re.findall(r'class="[^"]*"', before)
    assert before != after


@pytest.mark.parametrize(
    "carrier",
    [
        "<p>{told}</p>",
        "<p>The <b>heron colony</b> moves <i>up</i>stream <a>again</a>, and Ada Quillby says why.</p>",
        "<title>{told} | CNN</title>",
        '<meta name="description" content="{told}">',
        "<meta property=og:title content='{told}'>",
        '<img alt="{told}">',
        '<div data-summary="{told}" aria-label="{told}"></div>',
        "<!-- {told} -->",
        "<!-- <p class='draft'>{told}</p> -->",
        "<noscript><p>{told}</p></noscript>",
        "<template><p>{told}</p></template>",
        "<textarea>{told}</textarea>",
        '<a href="https://www.cnn.com/2026/05/19/science/heron-colony-moves-upstream-again/index.html">x</a>',
        '<a href="/search?q=heron%20colony+moves%20upstream%20again">x</a>',
        '<a href="mailto:x@cnn.com?subject=The%20heron%20colony%20moves%20upstream%20again">x</a>',
        '<img srcset="/i/heron-colony-moves-upstream-again-1.jpg 1x, /i/heron-colony-moves-upstream-again-2.jpg 2x">',
        '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{told}"}}</script>',
        '<script type="application/ld+json">[{{"@graph":[{{"name":"The heron\\u0020colony moves upstream again"}}]}}]</script>',
        "<script>window.state = {{\"title\": \"{told}\", 'also': '{told}'}};</script>",
        "<script>var a = `{told} ${{b}} {told}`; // {told}\n/* {told} */</script>",
        '<script>x = {{"body": "<p class=\\"a\\">The heron <b>colony</b> moves upstream again</p>"}}</script>',
        '<script>x = {{"url": "https:\\/\\/www.cnn.com\\/2026\\/05\\/19\\/us\\/heron-colony-moves-upstream-again"}}</script>',
        '<div data-state=\'{{"headline": "{told}"}}\'></div>',
        '<div data-state="{{&quot;headline&quot;: &quot;{told}&quot;}}"></div>',
        '<div data-slug="heron-colony-moves-upstream-again" id="heron_colony_moves_upstream_again"></div>',
        "<p>The&#32;heron&nbsp;colony m&#111;ves up\u00adstream again, and Ada Quillby says why.</p>",
        "<a onclick=\"share('{told}')\">x</a>",
        "<p>THE HERON COLONY MOVES UPSTREAM AGAIN</p>",
    ],
)
def test_no_carrier_keeps_a_run_of_five_words(carrier: str) -> None:
    html = f"<html><body><h2>{TOLD}</h2>{carrier.format(told=TOLD)}</body></html>"
    new = scrubbed(html)

    assert surviving([TOLD, "heron colony moves upstream again"], [new], SITE) == []
    for word in ("heron", "colony", "upstream", "quillby"):
        assert word not in new.lower().replace("\u00ad", "")
    assert TAG.sub("", new).count("<") == TAG.sub("", html).count("<")


def test_the_same_words_become_the_same_words_in_title_data_and_address() -> None:
    html = (
        "<title>Heron colony moves | CNN</title><h2>Heron colony moves</h2>"
        '<script type="application/ld+json">{"headline": "Heron colony moves"}</script>'
        '<link rel=canonical href="https://www.cnn.com/2026/05/19/science/heron-colony-moves">'
    )
    new = scrubbed(html)

    title = re.search(r"<title>(.*?) \| CNN", new)
    assert title
    assert f"<h2>{title[1]}</h2>" in new
    assert f'{{"headline": "{title[1]}"}}' in new
    assert f"/2026/05/19/science/{title[1].lower().replace(' ', '-')}" in new


@pytest.mark.parametrize(
    "kept",
    [
        "<p>By</p>",
        "<p>Source: CNN</p>",
        "<p>Updated: Tue, 26 Oct 2021 12:04:36 GMT</p>",
        "<p>\nUpdated: \n     2:48 PM EDT, Fri April 21, 2023\n  </p>",
        "<p>EDITOR’S NOTE:</p>",
        "<p>See Full Web Article</p>",
        "<p>Go to the full\n  CNN experience</p>",
        '<a href="https://www.cnn.com/ad-choices">Ad Choices</a>',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2026-05-19T10:11:12.013Z"}</script>',
        '<link rel="stylesheet" href="/static/main.650c7b8fbdce6a28161cf1157d8d5800.css">',
        '<p class="byline byline--lite" id="published datetime" style="margin: 0px 1px 2px 3px"></p>',
        '<div data-uri="cms.cnn.com/_layouts/layout-with-rail/instances/science-article-v1@published"></div>',
        "<style>.heron { color: red }</style>",
        "<script>if (a < b && window.heron) { go('us'); }</script>",
    ],
)
def test_what_is_the_templates_own_stays_as_it_is(kept: str) -> None:
    html = f"<html><body><p>{TOLD}</p>{kept}</body></html>"

    assert kept in scrubbed(html)


def test_names_in_a_byline_change_and_its_grammar_does_not() -> None:
    html = "<p>Analysis by Ada Quillby and Bo Marrable for CNN</p>"

    assert re.search(r"<p>Analysis by (?!Ada)[A-Z]\w\w [A-Z]\w{6} and [A-Z]\w [A-Z]\w{7} for CNN</p>", scrubbed(html))


@pytest.mark.parametrize(
    "hidden",
    [
        "<style>p::after {{ content: '{told}' }}</style>",
        '<p class="{told}">x</p>',
        "<script>x = /{told}/</script>",
    ],
)
def test_text_where_no_text_belongs_is_found_and_nothing_is_written(hidden: str, tmp_path: Path) -> None:
    html = f"<html><body><p>{TOLD}</p>{hidden.format(told=TOLD)}</body></html>"
    with pytest.raises(CorpusError, match=r"runs of its words survive scrubbing, such as .* not written"):
        scrubbed(html)

    page = Served(URL, html.encode(), None, DAY, "file")
    save(page, Overlay(tmp_path), Proposer(CORPUS.site), scrub=CORPUS.site)
    assert list(tmp_path.iterdir()) == []


def test_a_script_that_it_cannot_spell_is_refused() -> None:
    with pytest.raises(CorpusError, match="survive scrubbing"):
        scrubbed("<html><p>Цапли снова ушли вверх по реке</p></html>")


def test_bytes_that_are_of_no_charset_are_kept_or_refused() -> None:
    broken = Served(URL, b"<p>The heron \xff colony</p>", "text/html; charset=utf-8", DAY, "file")
    new, _ = derive(broken, Proposal("article", "none", {}), CORPUS.site)
    assert b" \xff " in new.html

    utf16 = Served(URL, b"\xff\xfe<\x00p", "text/html", DAY, "file")
    with pytest.raises(CorpusError, match="cannot be scrubbed"):
        derive(utf16, Proposal("article", "none", {}), CORPUS.site)


def test_a_scrubbed_case_names_neither_its_address_nor_its_digest_nor_its_headers(tmp_path: Path) -> None:
    page = Served(URL, MODERN.html, MODERN.content_type, DAY, "url", requested=URL + "?from=feed", redirects=(URL,))
    done = save(page, Overlay(tmp_path), Proposer(CORPUS.site), scrub=CORPUS.site)

    assert isinstance(done, Saved)
    assert done.doubts == ()
    case = read_case(done.path)
    assert case.provenance["origin"] == "derived"
    assert set(case.provenance) == {"origin", "saved", "sha256", "gold_by", "how"}
    assert not case.private
    told = (done.path / "case.toml").read_text("utf-8")
    assert not {"colony", "upstream"} & set(re.findall(r"[a-z]+", told + done.case_id))  # "heron" may be drawn anew
    assert case.provenance["sha256"] != MODERN.provenance["sha256"]


def test_a_page_is_never_scrubbed_twice_into_the_same_words() -> None:
    page = Served(URL, MODERN.html, MODERN.content_type, DAY, "file")
    gold = Proposal("article", "none", {})

    assert derive(page, gold, CORPUS.site)[0].html != derive(page, gold, CORPUS.site)[0].html


def test_the_proof_knows_a_run_through_tags_entities_escapes_and_addresses() -> None:
    said = what_is_said("<p>The <b>her</b>on colony&nbsp;moves up</p>", SITE, url=URL)
    results = [
        "the heron colony moves up",
        "<i>THE</i> her<b>on</b> colony moves <u>up</u>",
        "the-heron-colony-moves-up",
        "the%20heron%20colony%20moves%20up",
        r"the heron colony \u006doves up",
        "the heron &#99;olony moves up",
    ]

    for each in results:
        assert "the heron colony moves up" in surviving(said.texts, [each], SITE), each
    assert surviving(said.texts, ["the heron colony moves down"], SITE) == []


def test_wording_gives_every_length_and_case_a_word() -> None:
    wording = Wording(SITE, seed=4)
    for length in range(1, 41):
        word = "q" * length
        assert wording.text(word) != word
        assert re.fullmatch(f"[a-z]{{{length}}}", wording.text(word))
        assert re.fullmatch(f"[A-Z]{{{length}}}", wording.text(word.upper()))
    assert re.fullmatch(r"0 0\d [1-9]{3}", wording.text("0 00 100"))


def test_scrubbing_stops_on_what_is_hardly_html() -> None:
    scrubber = Scrubber(Wording(SITE, seed=1))
    for source in ("", "<", "<<<p", "<p", "<!--", '<a href="', "<script>", "<a b='c\">" * 300, "</", "&#", "<script>'"):
        assert len(scrubber.page(source)) == len(source)


def test_a_page_of_full_size_can_be_scrubbed() -> None:
    padding = dataclasses.replace(MODERN).html.replace(b"<head>", b"<head><style>" + b".a{b:c}" * 30_000 + b"</style>")
    new, _ = derive(Served(URL, padding, None, DAY, "file"), Proposal("article", "none", {}), CORPUS.site)

    assert len(new.html) == len(padding)
