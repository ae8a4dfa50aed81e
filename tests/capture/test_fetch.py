"""Fetching from a real server on this machine: what is kept as served, what is tried again, and what is left alone."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from capture.support import ARTICLE, Reply, StillClock, fetching, page, serving
from litedrift.capture import Failed, Overlay, Proposer, Saved, Served, Unchanged, save
from litedrift.corpus import load_corpus, read_case

if TYPE_CHECKING:
    from pathlib import Path

PATH = "/en/article/h_0b5c2f9a61d84e7fa3920c7d5e8b4413"
SITE = load_corpus().site


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    return Overlay(tmp_path / "overlay")


def test_a_page_is_kept_byte_for_byte_with_the_headers_of_the_allow_list_only(overlay: Overlay) -> None:
    reply = page(ARTICLE.html, ETag='"7"', Set_Cookie="visitor=81", X_Served_By="cache-7")
    with serving({PATH: [reply]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert isinstance(got, Served)
    assert got.html == ARTICLE.html
    assert got.content_type == "text/html; charset=utf-8"
    assert dict(got.headers) == {
        "content-type": "text/html; charset=utf-8",
        "date": got.headers["date"],
        "etag": '"7"',
    }


def test_a_coded_page_is_decoded_and_a_wrong_charset_is_kept_as_the_server_says_it(overlay: Overlay) -> None:
    coded = Reply(
        body=gzip.compress(ARTICLE.html),
        headers={"Content-Type": "text/html; charset=shift_jis", "Content-Encoding": "gzip"},
    )
    with serving({PATH: [coded]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert isinstance(got, Served)
    assert got.html == ARTICLE.html
    assert got.content_type == "text/html; charset=shift_jis"
    assert got.headers["content-encoding"] == "gzip"


def test_redirects_are_followed_and_recorded(overlay: Overlay) -> None:
    replies = {"/old": [Reply(301, headers={"Location": "/older"})], "/older": [Reply(302, headers={"Location": PATH})]}
    with serving({**replies, PATH: [page(ARTICLE.html)]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/old"), overlay)

    assert isinstance(got, Served)
    assert got.url == server.url(PATH)
    assert got.requested == server.url("/old")
    assert got.redirects == (server.url("/older"), server.url(PATH))


def test_a_ring_of_redirects_ends(overlay: Overlay) -> None:
    with serving({"/ring": [Reply(302, headers={"Location": "/ring"})]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/ring"), overlay)

    assert isinstance(got, Failed)
    assert "more than 5 redirects" in got.reason


def test_a_redirect_to_another_kind_of_address_is_not_followed(overlay: Overlay) -> None:
    with serving({"/away": [Reply(302, headers={"Location": "file:///etc/passwd"})]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/away"), overlay)

    assert got == Failed(server.url("/away"), "file:///etc/passwd is no address that can be fetched")


def test_the_overlay_remembers_what_to_ask_with_and_a_304_writes_nothing(overlay: Overlay) -> None:
    stamp = "Tue, 24 Nov 2026 08:00:00 GMT"
    replies = [page(ARTICLE.html, ETag='"7"', Last_Modified=stamp), Reply(304)]
    with serving({PATH: replies}) as server, fetching() as fetcher:
        first = fetcher.page(server.url(PATH), overlay)
        assert isinstance(first, Served)
        done = save(first, overlay, Proposer(SITE))
        assert isinstance(done, Saved)
        again = fetcher.page(server.url(PATH), Overlay(overlay.root))

        assert again == Unchanged(server.url(PATH), done.case_id)
        assert server.asked[-1][1]["if-none-match"] == '"7"'
        assert server.asked[-1][1]["if-modified-since"] == stamp


def test_the_same_bytes_again_are_no_second_case(overlay: Overlay) -> None:
    with serving({PATH: [page(ARTICLE.html)]}) as server, fetching() as fetcher:
        done = [
            save(got, overlay, Proposer(SITE))
            for _ in range(2)
            if isinstance(got := fetcher.page(server.url(PATH), overlay), Served)
        ]

    assert isinstance(done[0], Saved)
    assert done[1] == Unchanged(server.url(PATH), done[0].case_id)


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        ("7", [7.0]),
        ("Tue, 24 Nov 2026 12:00:30 GMT", [30.0]),
        ("soon", [1.0]),
        ("0", [1.0]),
    ],
)
def test_too_many_requests_is_tried_again_when_the_server_says(
    overlay: Overlay, after: str, waits: list[float]
) -> None:
    clock = StillClock()
    replies = [Reply(429, headers={"Retry-After": after}), page(ARTICLE.html)]
    with serving({PATH: replies}) as server, fetching(clock) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert isinstance(got, Served)
    assert clock.slept == waits


def test_a_server_that_asks_for_hours_is_left_alone(overlay: Overlay) -> None:
    clock = StillClock()
    with serving({PATH: [Reply(429, headers={"Retry-After": "7200"})]}) as server, fetching(clock) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert got == Failed(server.url(PATH), "the server answered 429 and asks to wait 7200 seconds")
    assert clock.slept == []


def test_server_errors_are_tried_with_growing_pauses_and_then_given_up(overlay: Overlay) -> None:
    clock = StillClock()
    with serving({PATH: [Reply(503)]}) as server, fetching(clock) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

        assert server.paths() == ["/robots.txt", *[PATH] * 4]
    assert got == Failed(server.url(PATH), "the server answered 503 (4 tries)")
    assert clock.slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_an_answer_that_will_last_is_not_asked_for_twice(overlay: Overlay, status: int) -> None:
    with serving({PATH: [Reply(status)]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

        assert server.paths() == ["/robots.txt", PATH]
    assert got == Failed(server.url(PATH), f"the server answered {status}")


@pytest.mark.parametrize(
    "broken",
    [
        page(ARTICLE.html, Content_Encoding="gzip"),
        Reply(body=ARTICLE.html[:300], headers={"Content-Type": "text/html"}, short=1000),
    ],
    ids=["no-gzip-after-all", "shorter-than-promised"],
)
def test_a_broken_response_is_no_page_and_a_whole_one_after_it_is(overlay: Overlay, broken: Reply) -> None:
    with serving({PATH: [broken, page(ARTICLE.html)], "/never": [broken]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)
        never = fetcher.page(server.url("/never"), overlay)

    assert isinstance(got, Served)
    assert got.html == ARTICLE.html
    assert isinstance(never, Failed)
    assert "(4 tries)" in never.reason


def test_a_silent_server_is_given_up(overlay: Overlay) -> None:
    replies = {"/robots.txt": [Reply(404)], PATH: [Reply(hang=True)]}
    with serving(replies) as server, fetching(tries=2, patience=0.3) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert isinstance(got, Failed)
    assert "ReadTimeout" in got.reason


def test_a_page_that_trickles_for_longer_than_the_patience_is_given_up(overlay: Overlay) -> None:
    replies = {"/robots.txt": [Reply(404)], PATH: [page(b"x" * 300_000)]}
    with serving(replies) as server, fetching(StillClock(tick=40.0), tries=1) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert isinstance(got, Failed)
    assert "not read whole in 60 seconds" in got.reason


def test_a_page_above_the_size_cap_is_not_read_whole(overlay: Overlay) -> None:
    bomb = Reply(
        body=gzip.compress(b"<p>" * 1_000_000),
        headers={"Content-Type": "text/html", "Content-Encoding": "gzip"},
    )
    with serving({PATH: [bomb]}) as server, fetching(largest=100_000) as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

    assert got == Failed(server.url(PATH), "is larger than 100000 bytes")


def test_what_is_no_page_is_not_captured(overlay: Overlay) -> None:
    replies = {"/data": [Reply(body=b"{}", headers={"Content-Type": "application/json"})]}
    with serving(replies) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/data"), overlay)

    assert got == Failed(server.url("/data"), "is application/json, no page")


def test_what_robots_txt_disallows_is_not_asked_for(overlay: Overlay) -> None:
    rules = Reply(body=b"User-agent: *\nDisallow: /en/\n", headers={"Content-Type": "text/plain"})
    with serving({"/robots.txt": [rules], PATH: [page(ARTICLE.html)]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

        assert got == Failed(server.url(PATH), f"{server.base}/robots.txt disallows {PATH}")
        assert server.paths() == ["/robots.txt"]


def test_a_redirect_is_no_way_round_robots_txt(overlay: Overlay) -> None:
    rules = Reply(body=b"User-agent: litedrift\nDisallow: /en/\n")
    replies = {"/robots.txt": [rules], "/x": [Reply(302, headers={"Location": PATH})], PATH: [page(ARTICLE.html)]}
    with serving(replies) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/x"), overlay)

        assert isinstance(got, Failed)
        assert PATH not in server.paths()


def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(overlay: Overlay) -> None:
    with serving({"/robots.txt": [Reply(500)], PATH: [page(ARTICLE.html)]}) as server, fetching() as fetcher:
        got = fetcher.page(server.url(PATH), overlay)

        assert isinstance(got, Failed)
        assert PATH not in server.paths()


def test_requests_to_one_host_keep_their_distance_and_robots_txt_may_widen_it(overlay: Overlay) -> None:
    clock = StillClock()
    rules = Reply(body=b"User-agent: *\nCrawl-delay: 9\n")
    with serving({"/robots.txt": [rules], PATH: [page(ARTICLE.html)]}) as server, fetching(clock, delay=2.0) as fetcher:
        for _ in range(3):
            fetcher.page(server.url(PATH), overlay)

    assert clock.slept == [2.0, 9.0, 9.0]


def test_provenance_says_how_a_page_came(overlay: Overlay) -> None:
    replies = {"/old": [Reply(301, headers={"Location": PATH})], PATH: [page(ARTICLE.html, ETag='"7"')]}
    with serving(replies) as server, fetching() as fetcher:
        got = fetcher.page(server.url("/old"), overlay)
        assert isinstance(got, Served)
        done = save(got, overlay, Proposer(SITE))

    assert isinstance(done, Saved)
    told = read_case(done.path).provenance
    assert told["origin"] == "captured"
    assert told["how"] == "url"
    assert told["saved"] == "2026-11-24"
    assert told["fetched"] == "2026-11-24T12:00:00+00:00"
    assert told["requested"] == server.url("/old")
    assert told["redirects"] == [server.url(PATH)]
    assert told["headers"]["etag"] == '"7"'
    assert "reviewed" not in told
