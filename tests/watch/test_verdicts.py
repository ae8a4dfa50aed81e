"""Verdicts: each landmark in words, each page in one word."""

from __future__ import annotations

import pytest

from litedrift.watch import Moved, Profile, State, compare, judge_page, thresholds
from litedrift.watch._output import Output
from litedrift.watch._verdict import lacks, loss
from watch.support import BYLINE, PROSE, article, mark, profile

RIGHT, GONE = Output(("body", "byline", "headline")), Output(("body",), ("your byline is gone",))
BOXED = (("<article ", "<div><article "), ("/article>", "/article></div>"))
BYLINE_IN_BOX = '<div class="meta"><div class="byline">By Perpetua Finch, CNN</div></div>'


def changes(*pairs):
    return {(each.landmark, str(each.moved)): each.words for each in compare(profile(), mark(1, *pairs), thresholds())}


def test_a_page_as_all_others_has_no_change():
    assert changes() == {}


def test_old_and_new_path_are_told_in_words():
    found = changes((BYLINE, BYLINE_IN_BOX))

    words = "byline: p.byline--lite → div.byline, one level deeper, found by text shape"
    assert found == {("byline", kind): words for kind in ("retagged", "renamed", "reparented")}


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (('class="byline--lite"', 'class="by"'), ("byline", "renamed")),
        (("<h2", "<h3", "/h2>", "/h3>"), ("headline", "retagged")),
        (("<h2", "<div><h2", "/h2>", "/h2></div>"), ("headline", "reparented")),
        (("Updated: \n        2", "Last change: \n        2"), ("updated", "reshaped")),
        (("PM EDT, Tue", "p.m. EDT on Tue"), ("updated", "reshaped")),
        (("</article>", '</article><article class="article--lite"><p>More.</p></article>'), ("body", "multiplied")),
        (("/world/gulls-1", "/world/gulls-1/index.html"), ("end_link", "reshaped")),
        (('<footer class="footer--lite">', '<footer class="foot">'), ("footer", "renamed")),
        (("<article ", '<div class="inner"><article ', "/article>", "/article></div>"), ("body", "reparented")),
        (
            ('<p class="paragraph--lite">\n', '<div class="paragraph--lite">\n', "care.\n</p>", "care.</div>"),
            ("paragraph", "retagged"),
        ),
        (("</article>", '<p class="footnote--lite">' + PROSE + "</p></article>"), ("block", "new")),
        (("</article>", "<p>" + PROSE + "</p></article>"), ("block", "new")),
        (("<article ", '<p class="editor-note--lite">Editor’s Note: Gulls.</p><article '), ("editors_note", "new")),
        (("layout-article-elevate__lite", "layout-with-rail__lite"), ("container", "renamed")),
    ],
)
def test_each_change_is_named_by_its_landmark_and_kind(pair, expected):
    assert set(changes(*zip(pair[::2], pair[1::2], strict=True))) == {expected}


def test_a_line_that_moved_is_blamed_not_the_box():
    stamp = '<p class="timestamp--lite">'
    page = article(1).decode()
    line = page[page.index(stamp) : page.index("</p>", page.index(stamp)) + 4]

    found = changes((line, ""), ("</header>", f"</header>{line}"))

    assert {name for name, _ in found} == {"updated"}
    assert {"reordered", "reparented"} == {kind for _, kind in found}


def test_the_loss_of_a_box_is_not_charged_to_what_stood_in_it():
    found = changes(('<div class="layout-article-elevate__lite">', ""), ("</article>\n    </div>", "</article>"))

    assert found == {("container", "missing"): "container: div.layout-article-elevate__lite is gone"}


@pytest.mark.parametrize(
    "pair",
    [
        ('class="paragraph--lite"', 'class="paragraph--lite mt-4 exp-7"'),
        ("</article>", '<aside class="related__lite"><p>' + PROSE + "</p></aside></article>"),
        ("</article>", '<ins class="adsbygoogle"><a href="https://ads.example/">Gulls for sale</a></ins></article>'),
        ("</article>", "<p></p><p>  </p></article>"),
        ('<body class="world">', '<body class="sport" data-x="1">'),
        (PROSE.format(n=12), "By noon the gulls had gone. Source: the harbour master, who counted them all again."),
    ],
)
def test_what_is_no_landmark_is_no_change(pair):
    assert changes(pair) == {}


def test_a_rotated_hash_is_the_same_and_a_new_hash_is_a_new_name():
    hashed = ('class="headline"', 'class="headline__1a2b3"')
    known = Profile("article")
    for n in range(30):
        known.add(mark(n, hashed))

    rotated = mark(1, ('class="headline"', 'class="headline__9f8e7"'))

    assert compare(known, rotated, thresholds()) == ()
    assert {str(each.moved) for each in compare(profile(), rotated, thresholds())} == {"renamed"}


def test_what_only_some_pages_have_may_be_missing_once():
    known = Profile("article")
    for n in range(30):
        known.add(mark(n) if n % 5 else mark(n, (BYLINE, "")))
    page = mark(1, (BYLINE, ""))

    assert compare(known, page, thresholds()) == ()
    assert lacks(known, page) == ("byline",)
    share, change = loss(known, "byline")
    assert 0.6 < share < 0.8
    assert (change.landmark, change.moved) == ("byline", Moved.MISSING)


@pytest.mark.parametrize(
    ("pairs", "output", "state", "words"),
    [
        ((), None, State.SAME, "same"),
        ((), RIGHT, State.SAME, "same, your extractor is still right"),
        ((), GONE, State.BROKEN, "the template is the same: your byline is gone"),
        (BOXED, RIGHT, State.MOVED, "the template moved, your extractor is still right"),
        (((BYLINE, BYLINE_IN_BOX),), RIGHT, State.AT_RISK, "the template moved, your extractor is still right"),
        (((BYLINE, BYLINE_IN_BOX),), GONE, State.BROKEN, "the template moved: your byline is gone"),
        (((BYLINE, ""),), None, State.BROKEN, "the template moved: byline gone"),
        (((BYLINE, ""),), RIGHT, State.AT_RISK, "the template moved, your extractor is still right"),
    ],
)
def test_a_page_has_one_word_and_one_sentence(pairs, output, state, words):
    verdict = judge_page(mark(1, *pairs), profile(), thresholds(), output=output)

    assert (verdict.state, verdict.words) == (state, words)


def test_without_a_baseline_only_the_extractor_is_judged():
    moved = mark(1, (BYLINE, BYLINE_IN_BOX))

    assert judge_page(moved, None, thresholds()).state is State.SAME
    assert judge_page(moved, None, thresholds(), output=GONE).state is State.BROKEN


def test_an_earlier_template_of_the_baseline_is_no_change():
    older = Profile("article", "baseline 1")
    older.add(mark(2, (BYLINE, BYLINE_IN_BOX)))

    verdict = judge_page(mark(1, (BYLINE, BYLINE_IN_BOX)), profile(), thresholds(), older=[older])

    assert (verdict.state, verdict.changes) == (State.SAME, ())
    assert verdict.words == "the template is that of baseline 1 again"
