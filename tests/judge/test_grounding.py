"""Invented or merely wrong: a value that stands on the page in another form was read, not made up."""

from __future__ import annotations

import pytest

from litedrift.judge import Page, matches

PAGE = """<p>By Tom &amp;amp; Ann Reed, CNN</p><p>Updated 1:20:41 p.m. ET, January 4, 2024 11:05 PM</p>
<p>Editor's Note: Ada Brook is a rower from Quillan. <p>The ferry came back.</p>
<p>EDITOR'S NOTE: Lin Osei wrote this on the boat.</p><p>Printed 7:41 in the lobby</p>"""


def page(text: str = PAGE) -> Page:
    return Page(text.encode(), "https://lite.cnn.com/x", None)


@pytest.mark.parametrize(
    "value", ["By Tom & Ann Reed, CNN", "By Tom &amp; Ann Reed, CNN", "By Tom &amp;amp; Ann Reed, CNN"]
)
def test_an_ampersand_stands_on_the_page_however_often_it_was_encoded(value) -> None:
    assert page().carries("byline", value)


def test_an_ampersand_that_the_extractor_encoded_once_more_was_read_too() -> None:
    assert page("<p>By Tom &amp; Ann</p>").carries("byline", "By Tom &amp;amp; Ann")
    assert not page("<p>By Tom and Ann</p>").carries("byline", "By Tom &amp; Ann")


NOTES = "Ada Brook is a rower from Quillan. Lin Osei wrote this on the boat."


def test_notes_that_are_joined_stand_on_the_page_piece_by_piece() -> None:
    assert page().carries("editors_note", NOTES)
    assert not page().carries("headline", NOTES)  # of no other field does gold join anything


@pytest.mark.parametrize("value", ["Ada Brook is a rower from Oslo.", "Ada Lin boat ferry", "A note of our own."])
def test_words_that_only_stand_about_the_page_are_no_note(value) -> None:
    assert not page().carries("editors_note", value)


@pytest.mark.parametrize(
    "value",
    [
        "2024-01-04T13:20:00-05:00",
        "2024-01-04T13:20:41-05:00",
        "2024-01-04T18:20:00+00:00",
        "2024-01-04T23:05:00-05:00",
    ],
)
def test_a_clock_is_found_with_seconds_with_points_and_behind_a_year(value) -> None:
    assert page().carries("updated", value)


@pytest.mark.parametrize(
    "value", ["2024-01-04T13:21:00-05:00", "2024-01-05T13:20:00-05:00", "2024-01-04T07:42:00-05:00"]
)
def test_a_clock_or_a_day_that_is_not_printed_was_made_up(value) -> None:
    assert not page().carries("updated", value)


@pytest.mark.parametrize("printed", ["1:20 AM", "1:20am", "1:20 a.m.", "01:20"])
def test_every_way_to_print_a_clock_is_the_same_clock(printed) -> None:
    found = page(f"<p>May 19, 2026, {printed} CEST</p>")

    assert found.carries("updated", "2026-05-19T01:20:00+02:00")
    assert not found.carries("updated", "2026-05-19T01:50:13+02:15")


@pytest.mark.parametrize(
    ("field", "expected", "actual", "same"),
    [
        ("authors", [], None, True),  # a missing field is null or []
        ("authors", None, [], True),
        ("headline", None, [], False),
        ("authors", ["Ada Brook"], None, False),
        ("authors", [], ["Ada Brook"], False),
        ("updated", "2026-05-19T01:20:00", "2026-05-19T01:20:00", True),  # the subject's own, for the oracle `self`
        ("updated", "1:20 PM, May 19", "1:20  PM, May 19", True),
        ("updated", "2026-05-19T01:20:00", "2026-05-19T01:21:00", False),
        ("updated", "2026-05-19T01:20:00+00:00", "2026-05-19T01:20:00", False),  # gold has an offset
    ],
)
def test_what_is_absent_and_what_has_no_offset_is_compared_as_design_says(field, expected, actual, same) -> None:
    assert matches(field, expected, actual) is same
