"""The fingerprint of a page: small, explainable, and blind to what changes every day."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml.cssselect import CSSSelector

from litedrift.corpus import bundled_corpus, first_fault, load_corpus
from litedrift.watch import Fingerprint, fingerprint
from litedrift.watch._fingerprint import SIZE, as_json, parse
from litedrift.watch._marks import Marks
from litedrift.watch._scan import Scan
from litedrift.watch._selector import Selector
from litedrift.watch._shapes import address_shape, line_shape, rotate, stem
from litedrift.watch._shipped import make_shipped, read_shipped
from watch.support import PROSE, article, mark

CASES = tuple(load_corpus())


def test_a_fingerprint_of_any_page_is_under_a_kilobyte_and_keeps_its_schema():
    for case in CASES:
        data = fingerprint(case.html, content_type=case.content_type).to_dict()

        assert first_fault("fingerprint", data) is None, case.id
        assert len(as_json(data).encode()) < SIZE, case.id


@pytest.mark.parametrize(
    "html",
    [
        b"",
        b"\0\0\0",
        b"<",
        b"%PDF-1.4",
        b"<div>" * 5000 + b"Updated: 1 May 2026",
        b"<p class='" + b"word--lite " * 5000 + b"'>By A Name</p>",
        article(1, ("byline--lite", "b" * 5000), ("timestamp--lite", "é" * 900)),
    ],
    ids=["empty", "zeros", "angle", "pdf", "deep", "classes", "long"],
)
def test_no_page_is_too_odd_for_a_fingerprint(html):
    data = fingerprint(html).to_dict()

    assert first_fault("fingerprint", data) is None
    assert len(as_json(data).encode()) < 2 * SIZE


def test_the_kind_of_every_page_is_told():
    for case in CASES:
        found = fingerprint(case.html, content_type=case.content_type)
        expected = "" if case.kind == "refusal" else case.kind
        assert found.kind == expected or found.cut, case.id


def test_a_fingerprint_survives_json():
    for case in CASES:
        page = fingerprint(case.html, content_type=case.content_type)

        assert Fingerprint.from_dict(page.to_dict()) == page, case.id


def test_landmarks_say_how_they_were_found_and_where_they_stand():
    found = mark(1).landmarks

    assert found["byline"][:6] == ("table", "p", ("byline--lite",), "", "container", "")
    assert found["end_link"].shape == "www.cnn.com/…"
    assert found["updated"].shape == "Updated: 9:9 A A, Aa Aa 9, 9"
    assert list(found) == [
        "header", "container", "headline", "byline", "updated", "body", "source", "paragraph", "end_link", "footer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        ('<p class="paragraph--lite">', '<p class="paragraph--lite" data-uri="cms/x@published" data-track="7">'),
        ("<article ", '<aside class="ad-slot"><p>Buy a gull.</p></aside><article '),
        ("\n", "\n\n      \t"),
        ('class="byline--lite"', 'class="byline--lite exp-42 is-visible"'),
        ("</article>", '<div class="ad ad--mid"><p>' + PROSE + "</p></div></article>"),
        ('<html lang="en">', '<html lang="en" data-layout-uri="v2" class="js">'),
    ],
    ids=["data", "aside", "space", "experiment", "advert", "root"],
)
def test_what_changes_every_day_changes_no_landmark(change):
    plain, changed = mark(1), mark(1, change)

    assert {name: each._replace(classes=(), times=1) for name, each in changed.landmarks.items()} == {
        name: each._replace(classes=(), times=1) for name, each in plain.landmarks.items()
    }


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("byline--lite", "byline--lite"),
        ("byline--lite__3fa9c", "byline--lite__*"),
        ("css-1x2y3z", "css-*"),
        ("sc-bdvaja", "sc-*"),
        ("afe4286c", "*"),
        ("col12", "col12"),
        ("layout-article-elevate__lite", "layout-article-elevate__lite"),
        ("container_lead-plus-headlines--lite", "container_lead-plus-headlines--lite"),
    ],
)
def test_a_hash_in_a_class_name_is_a_star(token, expected):
    assert stem(token) == expected


@pytest.mark.parametrize("token", ["byline--lite__3fa9c", "css-1x2y3z", "afe4286c", "byline--lite"])
def test_a_rotated_hash_has_the_same_stem(token):
    assert stem(rotate(token)) == stem(token)
    assert (rotate(token) == token) == (stem(token) == token)


def test_shapes_keep_labels_and_endings():
    assert (
        line_shape("Updated: Sun, 17 Oct 2021 15:32:07 GMT", ["Updated:", "Updated"]) == "Updated: Aa, 9 Aa 9 9:9:9 A"
    )
    assert (
        line_shape("Updated 6:48 PM ET, Wed January 1, 2020", ["Updated:", "Updated"]) == "Updated 9:9 A A, Aa Aa 9, 9"
    )
    assert address_shape("/2026/05/01/world/gulls") == "/…"
    assert address_shape("https://www.cnn.com/2023/05/01/world/gulls/index.html") == "www.cnn.com/…/index.html"
    assert address_shape("/en/article/h_0123456789abcdef0123456789abcdef") == "/…/h_*"
    assert address_shape("//www.cnn.com/2026/05/01/world/gulls?x=1") == "//www.cnn.com/…"
    assert address_shape("mailto:gulls@example.org") == "mailto:"
    assert address_shape("https://[") == "no address"


def test_the_quick_way_finds_what_lxml_finds_outside_the_head():
    site = load_corpus().site
    selectors = {text for kinds in site.landmarks.values() for table in kinds.values() for text in table.values()}
    selectors |= {"body p", "div p.paragraph--lite", "p + p", "p:nth-child(2)", "*", ".headline", "li:first-child > a"}
    selectors |= {"body > div p.paragraph--lite", ".card--lite:first-child", ".card--lite > *", "html#x > head > title"}
    table = {text: text for text in selectors}
    marks = Marks(replace(site, landmarks={**site.landmarks, "more": {"article": table}}))
    for case in CASES[::7]:
        root = parse(case.html, case.content_type)
        scan = Scan(root, marks)
        head = set(root.xpath("//head | //head//*"))
        for text in sorted(selectors):
            expected = [node for node in CSSSelector(text)(root) if node not in head]
            assert list(Selector(text).find(scan)) == expected, (case.id, text)


@pytest.mark.parametrize(
    "text", ["Updated 9:41 PM", "UPDATED: 9:41 PM", "Source:CNN", "editor’s note: it", "© 2026 Cable News Network"]
)
def test_a_line_of_the_site_is_known_in_any_spelling(text):
    scan = Scan(parse(f"<p>{text}</p>".encode()), Marks(load_corpus().site))

    assert len(scan.labelled) == 1


@pytest.mark.parametrize(
    "text", ["By the sea it was cold", "Updates came late", "Goes on", "Editors met", "© 2026 A Paper"]
)
def test_a_line_that_only_begins_like_one_is_none(text):
    assert not Scan(parse(f"<p>{text}</p>".encode()), Marks(load_corpus().site)).labelled


def test_a_class_that_is_written_twice_is_one_landmark():
    assert mark(1, ('class="byline--lite"', 'class="byline--lite byline--lite"')).landmarks["byline"].times == 1


def test_the_shipped_profiles_are_those_of_the_corpus():
    shipped = [each.to_dict() for each in read_shipped(bundled_corpus())]

    assert shipped == [each.to_dict() for each in make_shipped(load_corpus())]
