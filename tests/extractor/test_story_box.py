"""Which boxes belong to a story, on pages whose layout is not the site's: one claim each."""

from __future__ import annotations

import pytest

from cnn_lite import Article, Index, extract

ADDRESS = "https://lite.cnn.com/2024/01/21/weather/plains-ice-storm"
FULL = "https://www.cnn.com/2024/01/21/weather/plains-ice-storm"
LONG = "The ice came in the night, said the keeper of the bridge, and by noon it had closed every road out of Sallow."
TOP = "<h2>Ice storm</h2><p>By Theo Maddern, CNN</p><p>Updated: 11:36 PM EST, Sun January 21, 2024</p>"
END = f'<p><a href="{FULL}">See Full Web Article</a></p>'
FOOTER = "<footer><p>&copy; 2024 Cable News Network. All Rights Reserved.</p></footer></body></html>"


def read(story: str, *, before: str = "", after: str = "", footer: str = FOOTER) -> Article:
    html = f"<html><body>{before}<main>{TOP}<div class='story'>{story}</div>{END}</main>{after}{footer}"
    found = extract(html, url=ADDRESS)
    assert isinstance(found, Article)
    return found


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    "box",
    [
        '<div class="wrap-x9"><blockquote>Nobody crossed.</blockquote></div>',
        '<section class="part-two"><ol><li>Nobody crossed.</li></ol></section>',
        '<div class="wrap-x9"><p>Nobody crossed.</p></div>',
    ],
)
def test_a_box_with_a_name_of_its_own_is_kept_when_it_holds_a_paragraph(box: str) -> None:
    assert read(paragraphs(LONG, LONG) + box).body == [LONG, LONG, "Nobody crossed."]


def test_a_box_of_bare_text_with_a_name_of_its_own_is_left_out() -> None:
    assert read(paragraphs(LONG, LONG) + '<div class="fact-x9">Nobody crossed.</div>').body == [LONG, LONG]


def test_paragraphs_that_are_divs_with_names_that_others_have_too_are_kept() -> None:
    story = "".join(
        f'<{tag} class="{names}">{LONG}</{tag[:3]}>'
        for tag, names in (("p", "m-4 flex"), ("div", "flex m-2"), ("p", "m-2 m-4"), ('div id="x9"', "m-4 m-2"))
    )

    assert read(story).body == [LONG] * 4


def test_articles_within_the_story_are_its_posts_and_beside_it_another_story() -> None:
    posts = "".join(
        f'<article class="post"><h3>Part {n}</h3><p>{text}</p></article>' for n, text in enumerate([LONG, "Next."])
    )
    beside = f'<article class="next-x9"><h3>Herons at court</h3><p>{LONG}</p></article>'

    assert read(paragraphs(LONG) + posts).body == [LONG, "Part 0", LONG, "Part 1", "Next."]
    assert read(paragraphs(LONG, LONG, LONG), after=beside).body == [LONG] * 3


def test_loose_text_around_the_container_is_no_paragraph() -> None:
    found = read(paragraphs(LONG, LONG), after="Herons are heard at court", footer="<p>The End</p></body></html>")

    assert found.body == [LONG, LONG]


def test_a_subheading_that_ends_the_story_does_not_begin_the_next_one() -> None:
    other = "<article><h2>Herons at court</h2><p>By Ada Finch</p><p>The herons were heard on Monday.</p></article>"
    html = f"<html><body>{TOP}<p>{LONG}</p><h2>The last line</h2>{other}{FOOTER}"
    found = extract(html, url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.headline, found.body) == ("Ice storm", [LONG, "The last line"])


def test_a_form_around_the_page_is_no_sign_up_form_whatever_a_box_in_it_asks_for() -> None:
    asks = '<aside><input type="email"><button>Subscribe</button></aside>'
    html = f"<html><body><form action='/'>{TOP}<p>{LONG}</p>{asks}{END}</form>{FOOTER}"
    found = extract(html, url=ADDRESS)

    assert isinstance(found, Article)
    assert found.body == [LONG]


@pytest.mark.parametrize("name", ["nav", "navItem", "sc-nav"])
def test_what_is_named_as_furniture_is_none_of_the_story(name: str) -> None:
    assert read(f'<p>{LONG}</p><p class="{name}">Nobody crossed.</p>').body == [LONG]


@pytest.mark.parametrize("name", ["sc-navqvi", "adTbxG", "sc-adTbxG-0"])
def test_letters_that_only_begin_as_the_name_of_furniture_are_no_such_name(name: str) -> None:
    assert read(f'<p>{LONG}</p><p class="{name}">Nobody crossed.</p>').body == [LONG, "Nobody crossed."]


@pytest.mark.parametrize("closed", ["<dl><dd>{}</dd><d", "<table><tr><td>{}</td></tr><t", "<x-story>{}</x-story><"])
def test_of_a_page_that_was_cut_the_last_paragraph_stays_when_its_box_was_closed(closed: str) -> None:
    head = f'<head><link rel="canonical" href="{FULL}"></head>'
    found = extract(f"<html>{head}<body>{TOP}<p>{LONG}</p>{closed.format('Nobody crossed.')}", url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.body, "truncated" in found.flags) == ([LONG, "Nobody crossed."], True)


def test_blanks_and_markup_behind_the_last_tag_do_not_make_a_page_look_cut() -> None:
    html = f"<html><body>{TOP}<p>{LONG}</p>{END}</body></html>" + " \n" * 600 + "<div hidden>debug</div>"
    found = extract(html, url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.body, found.flags) == ([LONG], ["byline:shape", "updated:shape"])


def test_cards_without_a_class_are_told_from_the_logo_and_the_legal_lines() -> None:
    cards = "".join(
        f'<div><a href="/2024/01/21/us/story-number-{n}">Story number {n} of the day</a></div>' for n in "1234"
    )
    legal = '<div><div><a href="https://www.cnn.com/terms">Terms of Use</a></div></div>'
    found = extract(
        f'<html><body><div><a href="/">CNN</a></div>{cards}{legal}</body></html>', url="https://lite.cnn.com/"
    )

    assert isinstance(found, Index)
    assert [link["title"] for link in found.links] == [f"Story number {n} of the day" for n in "1234"]


def test_a_subheading_alone_in_a_box_with_a_name_of_its_own_is_kept() -> None:
    story = paragraphs(LONG) + '<div class="head-x9"><h3>The bridge</h3></div>' + paragraphs(LONG)

    assert read(story).body == [LONG, "The bridge", LONG]


def test_the_story_that_the_metadata_names_is_read_though_only_the_next_one_has_a_byline() -> None:
    head = "<head><title>Ice storm | CNN</title></head>"
    own = f"<h2>Ice storm</h2><p>{LONG}</p>{END}"
    other = "<article><h2>Herons at court</h2><p>By Ada Finch</p><p>The herons were heard on Monday.</p></article>"
    found = extract(f"<html>{head}<body><main>{own}</main>{other}{FOOTER}", url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.headline, found.byline, found.body) == ("Ice storm", None, [LONG])


def test_the_line_above_the_story_is_its_headline_when_the_source_stands_higher_still() -> None:
    html = f"<html><body><p>Source: CNN</p><div>Ice closes the roads</div>{paragraphs(LONG, LONG)}{END}{FOOTER}"
    found = extract(html, url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.headline, found.body) == ("Ice closes the roads", [LONG, LONG])
    assert "headline:shape" in found.flags


def test_a_line_of_credit_right_before_the_source_is_the_byline_whatever_stands_above_it() -> None:
    meta = f"<h2>Ice storm</h2><p>Updated: 11:36 PM EST, Sun January 21, 2024</p>{END}<div>Associated Press</div>"
    found = extract(f"<html><body>{meta}<p>Source: AP</p>{paragraphs(LONG, LONG)}{FOOTER}", url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.byline, found.body) == ("Associated Press", [LONG, LONG])


def test_the_next_story_is_left_out_though_the_first_ones_headline_is_no_heading() -> None:
    own = f"<p>Ice closes the roads</p><p>Updated: 11:36 PM EST, Sun January 21, 2024</p><p>{LONG}</p>"
    other = "<article><h2>Herons at court</h2><p>By Ada Finch</p><p>The herons were heard on Monday.</p></article>"
    found = extract(f"<html><body><main>{own}</main>{other}{END}{FOOTER}", url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.headline, found.byline, found.body) == ("Ice closes the roads", None, [LONG])


@pytest.mark.parametrize(("tag", "byline"), [("h5", "CNN staff"), ("div", "CNN staff"), ("h2", None)])
def test_a_line_of_credit_may_be_a_small_heading_but_no_title(tag: str, byline: str | None) -> None:
    meta = f"<h1>Ice storm</h1><p>Updated: 11:36 PM EST, Sun January 21, 2024</p><{tag}>CNN staff</{tag}>"
    found = extract(f"<html><body>{meta}{paragraphs(LONG, LONG)}{END}{FOOTER}", url=ADDRESS)

    assert isinstance(found, Article)
    assert found.byline == byline


def test_a_line_that_ends_as_a_sentence_is_the_headline_between_the_source_and_the_other_meta_lines() -> None:
    top = "<p>Source: CNN</p><div>Ice closes ‘every road’</div><p>Updated: 11:36 PM EST, Sun January 21, 2024</p>"
    found = extract(f"<html><body>{top}<p>By Ada Finch</p>{paragraphs(LONG, LONG)}{END}{FOOTER}", url=ADDRESS)

    assert isinstance(found, Article)
    assert (found.headline, found.byline) == ("Ice closes ‘every road’", "By Ada Finch")
    assert (found.updated, found.body) == ("2024-01-21T23:36:00-05:00", [LONG, LONG])


def test_a_marked_paragraph_is_kept_though_its_box_holds_more_of_an_advert() -> None:
    advert = '<p><a href="https://ads.example/x">Save a third on rowing boats at Halloway and Finch.</a></p>'
    box = f'<div class="cell">{advert}<p class="paragraph--lite">No.</p></div>'

    assert read(paragraphs(LONG) + box + paragraphs(LONG)).body == [LONG, "No.", LONG]
