"""The gold rules of the design, one claim each, on small pages."""

from __future__ import annotations

import inspect

import pytest

import cnn_lite
from cnn_lite import Article, Index, Refused, extract

URL = "https://lite.cnn.com/2024/01/21/weather/plains-ice-storm"
FULL = "https://www.cnn.com/2024/01/21/weather/plains-ice-storm"
META = (
    '<p class="byline--lite">\n  By Theo Maddern, CNN\n</p>'
    '<p class="timestamp--lite">\nUpdated: \n        11:36 PM EST, Sun January 21, 2024\n    </p>'
)
SOURCE = '<p class="source--lite">\n  Source: CNN\n</p>'
END = f'<p class="paragraph--lite"><a href="{FULL}">See Full Web Article</a></p>'
FOOTER = "<footer><p>&copy; 2024 Cable News Network. All Rights Reserved.</p></footer></body></html>"


def page(
    *paragraphs: str, head: str = "", meta: str = META, source: str = SOURCE, end: str = END, title: str = "Ice storm"
) -> str:
    body = "".join(
        each if each.startswith("<") else f'<p class="paragraph--lite">\n  {each}\n</p>' for each in paragraphs
    )
    headline = f'<h2 class="headline">{title}</h2>' if title else ""
    return (
        f"<!DOCTYPE html><html><head>{head}</head><body><header><a href='/'>CNN</a> <span>1/22/2024</span></header><div>"
        f'{headline}{meta}<article class="article--lite">{source}{body}{end}</article></div>{FOOTER}'
    )


def read(*paragraphs: str, **parts: str) -> Article:
    found = extract(page(*paragraphs, **parts), url=URL)
    assert isinstance(found, Article)
    return found


def body(*paragraphs: str, **parts: str) -> list[str]:
    return read(*paragraphs, **parts).body


def test_every_field_of_a_plain_page_is_read_without_a_flag() -> None:
    assert read("One came.", "Two went.").to_dict() == {
        "kind": "article",
        "headline": "Ice storm",
        "byline": "By Theo Maddern, CNN",
        "authors": ["Theo Maddern"],
        "updated": "2024-01-21T23:36:00-05:00",
        "source": "CNN",
        "editors_note": None,
        "body": ["One came.", "Two went."],
        "full_article_url": FULL,
        "flags": [],
    }


def test_bytes_and_text_give_the_same_record() -> None:
    text = page("It’s “cold”.")

    assert extract(text, url=URL) == extract(text.encode(), url=URL, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("A<a href='/x'>link</a>glued.", ["Alinkglued."]),
        ("A <a href='/x'>link</a> spaced.", ["A link spaced."]),
        ("Lyra\n      \n      (LYRX) fell.", ["Lyra (LYRX) fell."]),
        ("One.<br>Two.", ["One. Two."]),
        ("One.<br><br>Two.", ["One.", "Two."]),
        ("A&nbsp;B\u202fC.", ["A B C."]),
        ("A\u200bB\u00adC\ufeff.", ["ABC."]),
        ("AT&amp;T &amp;amp; co.", ["AT&T &amp; co."]),
        ("A<!-- never --> word.", ["A word."]),
        ("A wo<!-- split -->rd.", ["A word."]),
        ("A<script>never()</script> word.", ["A word."]),
        ("Shown <span hidden>hidden</span>text.", ["Shown text."]),
        ('Shown <b style="display: none">hidden</b>text.', ["Shown text."]),
    ],
)
def test_a_paragraph_is_what_a_reader_sees(markup: str, expected: list[str]) -> None:
    assert body("First there was one.", markup)[1:] == expected


def test_subheads_lists_and_quotes_are_body_in_their_place() -> None:
    markup = "<h3>What next</h3><ul><li>salt</li><li>sand</li></ul><blockquote><p>“Ice.”</p></blockquote>"

    assert body("It froze.", markup, "It thawed.") == ["It froze.", "What next", "salt", "sand", "“Ice.”", "It thawed."]


def test_a_paragraph_that_is_repeated_is_printed_twice() -> None:
    assert body("No.", "Yes, he said.", "No.") == ["No.", "Yes, he said.", "No."]


def test_each_paragraph_inside_a_footnote_paragraph_comes_once() -> None:
    footnote = "<p class='footnote--lite'><p>CNN’s Ola Bright contributed.</p><p>Correction: it rained.</p></p>"

    assert body("It froze.", footnote) == ["It froze.", "CNN’s Ola Bright contributed.", "Correction: it rained."]


def test_meta_text_after_the_first_paragraph_is_body() -> None:
    late = [
        "By Sunday it had gone.",
        "Source: that is what he called it.",
        "Updated maps show nothing.",
        "See Full Web Article",
    ]

    assert body("It froze.", *late) == ["It froze.", *late]


def test_a_note_before_the_source_line_is_neither_source_nor_body() -> None:
    note = "<p><strong>EDITOR’S NOTE:</strong> It is long.</p>"
    found = read("It froze.", source=note + SOURCE)

    assert (found.editors_note, found.source, found.body) == ("It is long.", "CNN", ["It froze."])


def test_several_notes_are_joined_wherever_they_stand() -> None:
    found = read("It froze.", "<p>Editor's Note: One.</p>", "It thawed.", "<p>Editor’s note: Two.</p>")

    assert (found.editors_note, found.body) == ("One. Two.", ["It froze.", "It thawed."])


def test_promotions_are_not_body() -> None:
    assert body("It froze.", "Sign up for CNN’s Wonder Theory newsletter.", "Lee el artículo en español") == [
        "It froze."
    ]


def test_of_two_source_lines_the_first_counts_and_neither_is_body() -> None:
    found = read("It froze.", source=SOURCE + '<p class="source--lite">Source: AP</p>')

    assert (found.source, found.body) == ("CNN", ["It froze."])


@pytest.mark.parametrize(
    "box",
    [
        "<aside class='paragraph--lite'>Buy salt today.</aside>",
        "<div class='ad-slot'><span>Advertisement</span></div>",
        "<div class='related'><h3>More</h3><ul><li><a href='/a'>A story</a></li></ul></div>",
        "<div><h3>Read next</h3><p><a href='/2024/01/01/us/a-b-c'>A story of ice</a></p><p><a href='/2024/01/01/us/d-e-f'>A story</a></p></div>",
        "<figure><img src=x><figcaption>A road. Bo Name/CNN</figcaption></figure>",
        "<div hidden><p class='paragraph--lite'>It froze, says a copy.</p></div>",
        "<noscript><p>Switch scripts on.</p></noscript>",
        "<template><p class='paragraph--lite'>A template.</p></template>",
        "<div role='complementary'>Weather by mail.</div>",
    ],
)
def test_furniture_inside_the_story_is_left_out(box: str) -> None:
    assert body("It froze.", box, "It thawed.") == ["It froze.", "It thawed."]


def test_without_any_class_everything_is_found_by_shape_and_flagged() -> None:
    found = extract(page("It froze.", "It thawed.").replace(" class=", " data-was="), url=URL)

    assert isinstance(found, Article)
    assert (found.headline, found.byline, found.source) == ("Ice storm", "By Theo Maddern, CNN", "CNN")
    assert found.updated == "2024-01-21T23:36:00-05:00"
    assert found.body == ["It froze.", "It thawed."]
    assert {"byline:shape", "updated:shape", "source:shape"} <= set(found.flags)


def test_a_missing_field_is_null_and_never_made_up() -> None:
    found = read("It froze.", meta="", source="")

    assert (found.byline, found.authors, found.updated, found.source) == (None, [], None, None)


@pytest.mark.parametrize("line", ["By", "By ", "Updated:", ""])
def test_a_label_without_a_value_is_missing(line: str) -> None:
    meta = f'<p class="byline--lite">{line}</p><p class="timestamp--lite">Updated:</p>'
    found = read("It froze.", meta=meta)

    assert found.updated is None
    assert found.byline in (None, "Updated:") if line == "Updated:" else found.byline is None


def test_a_relative_time_is_null_and_flagged() -> None:
    found = read("It froze.", meta='<p class="timestamp--lite">Updated: 3 hours ago</p>')

    assert found.updated is None
    assert "updated:unreadable" in found.flags


def test_json_ld_gives_the_time_of_update_only_when_the_text_is_gone() -> None:
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"H","dateModified":"2024-01-22T00:00:00Z","datePublished":"2020-01-01T00:00:00Z"}</script>'

    assert read("It froze.", head=ld).updated == "2024-01-21T23:36:00-05:00"
    assert read("It froze.", head=ld, meta="").updated == "2024-01-22T00:00:00+00:00"
    assert read("It froze.", head=ld.replace("dateModified", "dateCreated"), meta="").updated is None


def test_the_visible_headline_wins_and_metadata_answers_only_when_it_is_gone() -> None:
    head = "<title>Another name | CNN Politics</title>"

    assert read("It froze.", head=head).headline == "Ice storm"
    found = read("It froze.", head=head, title="")
    assert found.headline == "Another name"
    assert "headline:metadata" in found.flags


def test_the_sites_generic_title_is_no_headline() -> None:
    head = "<title>Breaking News, Latest News and Videos | CNN</title>"

    assert read("It froze.", head=head, title="").headline is None


@pytest.mark.parametrize(
    "ld", ["{", "[]", '"x"', "[[[[]]]]", '{"@graph": [{"headline": {"a": 1}}]}', "null", '{"headline": 7}', "[" * 5000]
)
def test_json_ld_of_any_shape_does_no_harm(ld: str) -> None:
    head = f'<script type="application/ld+json">{ld}</script>'

    assert read("It froze.", head=head, title="").headline is None


def test_no_body_gives_an_empty_list_and_no_headline_a_null_but_not_both() -> None:
    assert read().body == []
    assert read("It froze.", title="").headline is None
    with pytest.raises(Refused, match="no-content"):
        extract(page(title=""), url=URL)


def test_a_page_cut_inside_a_paragraph_keeps_the_closed_ones() -> None:
    whole = page("It froze hard.", "It thawed soon.", "It froze again.")

    found = extract(whole[: whole.index("froze again")], url=URL)
    assert isinstance(found, Article)
    assert found.body == ["It froze hard.", "It thawed soon."]
    assert "truncated" in found.flags
    closed = extract(whole[: whole.index("It froze again")].rpartition("<p")[0], url=URL)
    assert isinstance(closed, Article)
    assert closed.body == ["It froze hard.", "It thawed soon."]
    with pytest.raises(Refused):
        extract(whole[: whole.index("hard.")], url=URL)


def test_of_several_stories_the_one_that_the_metadata_names_is_read() -> None:
    other = '<h2 class="headline">Other</h2><p class="byline--lite">By B Name, CNN</p><article><p class="paragraph--lite">Other text.</p></article>'
    head = "<title>Ice storm | CNN</title>"
    text = page("It froze.", head=head)

    after = extract(text.replace("<footer", f"<div>{other}</div><footer"), url=URL)
    before = extract(text.replace("<h2", f"<div>{other}</div><h2", 1), url=URL)
    for found in (after, before):
        assert isinstance(found, Article)
        assert (found.headline, found.body) == ("Ice storm", ["It froze."])


def test_an_index_keeps_every_card_and_drops_furniture() -> None:
    cards = [
        ("/2024/01/01/us/ferry-comes-back", "The ferry comes back to Quillan"),
        ("/travel/where-to-go-now", "Where to go now that the snow is gone"),
        ("/us/x", "Test alert headline (Test only)"),
        ("/2024/01/01/us/ferry-comes-back", "The ferry comes back to Quillan"),
    ]
    items = "".join(f'<li class="card--lite"><a href="{href}">\n  {title}\n</a></li>' for href, title in cards)
    text = (
        "<html><body><header><a href='/'>CNN</a> <span>1/2/2024</span></header><div><p class='title'>Latest Stories</p>"
        f"<ul>{items}<li><a href='/2024/01/01/us/no-title-here'> </a></li><li><a href=''>No address</a></li></ul></div>"
        f"<footer><a href='https://www.cnn.com/terms'>Terms of Use</a></footer>{FOOTER}"
    )
    found = extract(text, url="https://lite.cnn.com/")

    assert isinstance(found, Index)
    assert found.page_date == "2024-01-02"
    assert [(link["url"].removeprefix("https://lite.cnn.com"), link["title"]) for link in found.links] == cards


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ('{"a": 1}', "not-html"),
        ("%PDF-1.7", "not-html"),
        ("<html><body><h1>Checking your browser</h1><p>One moment, please.</p></body></html>", "no-evidence"),
        (
            page("It froze.")
            .replace("cnn", "ours")
            .replace("CNN", "Ours")
            .replace("--lite", "")
            .replace("Cable News Network", "Ours"),
            "no-evidence",
        ),
    ],
)
def test_what_is_no_story_of_the_site_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        extract(text, url=URL)
    assert caught.value.reason == reason


def test_records_are_frozen_and_the_public_door_is_small() -> None:
    with pytest.raises(AttributeError):
        read("It froze.").headline = "x"  # type: ignore[misc]
    assert cnn_lite.__all__ == ["Article", "Index", "Refused", "extract"]
    assert list(inspect.signature(extract).parameters) == ["html", "url", "content_type"]


def test_half_a_character_at_the_end_is_left_out_whatever_declares_the_charset() -> None:
    cut = page("The storm crossed the plains.", "It ended at the coast, as all of them do…", end="")
    data = cut[: cut.index("…") + 1].encode()[:-1]

    for declared in (None, "text/html", "text/html; charset=utf-8"):
        found = extract(data, url=URL, content_type=declared)
        assert isinstance(found, Article)
        assert found.body == ["The storm crossed the plains."]
        assert "truncated" in found.flags


def test_a_footer_before_the_headline_does_not_end_a_page_that_was_cut() -> None:
    whole = page("The storm crossed the plains.", "It ended at the coast, as all of them do.")
    footer = whole[whole.index("<footer>") : whole.index("</body>")]
    moved = whole.replace(footer, "").replace("<body>", f"<body>{footer}")
    found = extract(moved[: moved.index("as all of")], url=URL)

    assert isinstance(found, Article)
    assert found.body == ["The storm crossed the plains."]
    assert "truncated" in found.flags
