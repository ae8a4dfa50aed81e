"""What a failure shows of two values: the place where they differ, as they are compared."""

from __future__ import annotations

from litedrift.reports import difference

LONG = "A sentence that goes on. " * 20


def test_two_long_texts_are_cut_to_where_they_differ() -> None:
    expected, actual = difference(f"{LONG}and ends here", f"{LONG}and went there")

    assert "and ends here" in expected
    assert "and went there" in actual
    assert len(expected) == len(actual) - 1 < 60


def test_short_texts_are_shown_whole() -> None:
    assert difference("one", "other") == ('"one"', '"other"')


def test_of_two_lists_the_first_item_that_differs_is_shown_whatever_the_white_space_before() -> None:
    shown = difference(["a\n b", "right"], ["a b", "wrong"])

    assert shown == ('[1] of 2: "right"', '[1] of 2: "wrong"')


def test_an_item_too_many_stands_against_nothing() -> None:
    assert difference(["a"], ["a", "b"]) == ("[1] of 1: (nothing)", '[1] of 2: "b"')


def test_no_list_and_a_list_are_shown_as_they_are() -> None:
    assert difference([], None) == ("[]", "null")
