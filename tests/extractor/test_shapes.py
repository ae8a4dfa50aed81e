"""Meta lines by their shape alone: times, bylines, labels."""

from __future__ import annotations

import pytest

from cnn_lite._shapes import BYLINE, NOTE, PROMO, SOURCE, authors_of, read_stamp


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("Updated: 11:36 PM EST, Sun January 21, 2024", "2024-01-21T23:36:00-05:00"),
        ("Updated: 3:26 PM EDT, Fri April 21, 2023", "2023-04-21T15:26:00-04:00"),
        ("Updated 6:48 PM ET, Wed January 1, 2020", "2020-01-01T18:48:00-05:00"),
        ("Updated 8:05 AM ET, Thu July 19, 2018", "2018-07-19T08:05:00-04:00"),
        ("Updated 1:30 AM ET, Sun November 3, 2019", "2019-11-03T01:30:00-04:00"),
        ("Updated: Sun, 17 Oct 2021 15:32:07 GMT", "2021-10-17T15:32:07+00:00"),
        ("Last updated at 12:00 AM EST on January 2, 2025", "2025-01-02T00:00:00-05:00"),
        ("UPDATED 12:05 PM EDT | June 3, 2025", "2025-06-03T12:05:00-04:00"),
        ("2:48 PM EDT, Fri April 21, 2023", "2023-04-21T14:48:00-04:00"),
        ("Updated: 2023-04-21T14:48:00-04:00", "2023-04-21T14:48:00-04:00"),
        ("Updated: 2023-04-21T18:48:00.000Z", "2023-04-21T18:48:00+00:00"),
        ("Updated: 14:48 EDT, Fri 21 April 2023", "2023-04-21T14:48:00-04:00"),
    ],
)
def test_a_line_that_is_a_time_of_update_and_nothing_else_is_read(line: str, iso: str) -> None:
    stamp = read_stamp(line)

    assert stamp is not None
    assert stamp.iso == iso


@pytest.mark.parametrize(
    "line",
    [
        "Published: 3:26 PM EDT, Fri April 21, 2023",
        "Posted 3:26 PM EDT, Fri April 21, 2023",
        "Updated maps of the flats show no other crossing.",
        "The train left at 3:26 PM EDT, Fri April 21, 2023",
        "Updated: 25:71 PM EDT, Fri April 21, 2023",
        "Updated: 3:26 PM EDT, Fri February 31, 2023",
        "Updated: 3 hours ago",
        "Updated:",
        "1/21/2024",
        "",
    ],
)
def test_what_is_no_time_of_update_is_none(line: str) -> None:
    assert read_stamp(line) is None


def test_a_time_without_a_zone_is_no_instant() -> None:
    stamp = read_stamp("Updated: 3:26 PM, Fri April 21, 2023")

    assert stamp is not None
    assert (stamp.iso, stamp.odd) == (None, "no-zone")


def test_a_zone_that_contradicts_the_season_keeps_its_offset_and_is_odd() -> None:
    stamp = read_stamp("Updated: 1:05 PM EST, Tue July 11, 2023")

    assert stamp is not None
    assert (stamp.iso, stamp.odd) == ("2023-07-11T13:05:00-05:00", "zone-contradicts-season")


@pytest.mark.parametrize(
    ("byline", "authors"),
    [
        ("By Ilse Marrow, CNN", ["Ilse Marrow"]),
        ("By Ilse Marrow", ["Ilse Marrow"]),
        ("By Ilse Marrow and Tom Okoro, CNN Business", ["Ilse Marrow", "Tom Okoro"]),
        ("By Ilse Marrow, Tom Okoro and Ana Brook-Lee, CNN", ["Ilse Marrow", "Tom Okoro", "Ana Brook-Lee"]),
        ("By Ilse Marrow, Tom Okoro, and Ana Brook, CNN", ["Ilse Marrow", "Tom Okoro", "Ana Brook"]),
        ("By CNN", []),
        ("CNN staff", []),
        ("By AP", []),
        ("Associated Press", []),
        ("Story by the Associated Press", []),
        ("Story by Reuters", []),
        ("Reuters, CNN", []),
        ("Analysis by Ilse Marrow, CNN Editor-at-large", ["Ilse Marrow"]),
        ("Analysis By Ilse Marrow", ["Ilse Marrow"]),
        ("Analysis by Ilse Marrow, CNN senior global military affairs reporter", ["Ilse Marrow"]),
        ("By Ilse Marrow, CNN Chief Upper Court Analyst", ["Ilse Marrow"]),
        ("Opinion by Ilse M. Marrow and Tom Okoro for CNN Business Perspectives", ["Ilse M. Marrow", "Tom Okoro"]),
        ("Opinion by Ilse Hyphen-Marrow", ["Ilse Hyphen-Marrow"]),
        ("From CNN’s Ilse Marrow", ["Ilse Marrow"]),
        ("From CNN en Español's Ilse Marrow and Tom Okoro", ["Ilse Marrow", "Tom Okoro"]),
        ("Ilse Marrow, CNN en Español", ["Ilse Marrow"]),
        ("Ilse Marrow for The Carrow Inquirer", ["Ilse Marrow"]),
        ("By Ana Quill, as told to Ilse Marrow, CNN | Photographs by Bo Námé for CNN", ["Ilse Marrow"]),
        ("By Ilse Marrow, CNN│Photographs by Bo Námé", ["Ilse Marrow"]),
        ("Story by Ilse Marrow, CNN. Photos by Bo Námé", ["Ilse Marrow"]),
        ("By Dr. Ilse Marrow and Tom Okoro Jr., CNN", ["Dr. Ilse Marrow", "Tom Okoro Jr."]),
        ("By Tom Okoro, Jr., CNN", ["Tom Okoro, Jr."]),
        ("By Ilse van der Marrow, CNN", ["Ilse van der Marrow"]),
        ("By Ilse O’Marrow, CNN", ["Ilse O’Marrow"]),
    ],
)
def test_authors_are_the_persons_credited_for_words(byline: str, authors: list[str]) -> None:
    assert [*authors_of(byline)] == authors


def test_labels_are_known_in_any_case_and_with_any_apostrophe() -> None:
    for label in ("Editor's Note:", "EDITOR’S NOTE:", "Editors' note:", "editor`s note -"):
        assert NOTE.match(f"{label} text"), label
    assert SOURCE.match("SOURCE: AP")
    assert BYLINE.match("Analysis By A Name")


def test_promotions_are_whole_lines_for_newsletters_and_translations() -> None:
    assert PROMO.match("Sign up for CNN’s Wonder Theory science newsletter.")
    assert PROMO.match("Lee este artículo en español")
    assert not PROMO.match("Sign up for the draft, his father said, and he did.")
