"""Any bytes, with any address and header, give a record or a refusal: never another exception."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_lite import Article, Index, Refused, extract
from litedrift.corpus import first_fault, load_corpus

PAGES = [case.html for case in load_corpus()]
TAGS = [
    "p",
    "div",
    "article",
    "h1",
    "h2",
    "a",
    "span",
    "ul",
    "li",
    "table",
    "td",
    "script",
    "style",
    "template",
    "br",
    "x-y",
    "svg",
    "b",
]
WORDS = [
    "By A Name, CNN",
    "Updated: 11:36 PM EST, Sun January 21, 2024",
    "Updated: 99:99 PM EST, Sun January 99, 2024",
    "Source: CNN",
    "Editor’s Note: x",
    "See Full Web Article",
    "© 2024 Cable News Network.",
    "It rained, he said.",
    "<!-- a remark -->",
    "\x00\ufffd\u202e",
]
NAMES = [
    "headline",
    "byline--lite",
    "timestamp--lite",
    "source--lite",
    "paragraph--lite",
    "article--lite",
    "ad",
    "x" * 3000,
]
ADDRESSES = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(["http://[", "//", "https://lite.cnn.com/2024/01/01/us/a-b-c", "file:///", "\x00"]),
)
HEADERS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["text/html; charset=nonsense", "text/html; charset=utf-16", "charset=rot13", "charset=zlib", "charset=idna"]
    ),
)
MANY = settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow])


def total(html: bytes | str, url: str | None = None, content_type: str | None = None) -> None:
    reasons = {"empty", "not-html", "no-evidence", "no-content", "truncated"}
    try:
        found = extract(html, url=url, content_type=content_type)
    except Refused as refusal:
        found = None if refusal.reason in reasons else refusal
    if found is None:
        return
    assert isinstance(found, Article | Index)
    record = json.loads(json.dumps(found.to_dict()))
    assert first_fault("record", record) is None, first_fault("record", record)


@st.composite
def soup(draw: st.DrawFn) -> str:
    """Markup as nobody would write it: tags opened, closed, crossed, with landmarks anywhere."""
    pieces = draw(
        st.lists(
            st.one_of(
                st.sampled_from(WORDS),
                st.builds("<{} class='{}'>".format, st.sampled_from(TAGS), st.sampled_from(NAMES)),
                st.builds("</{}>".format, st.sampled_from(TAGS)),
                st.builds(
                    "<a href={!r}>".format,
                    st.sampled_from(["/", "http://[", "//cnn.com/2024/01/01/us/a-b-c", "\x01", "javascript:x"]),
                ),
                st.sampled_from(
                    ["<!--", "-->", "<![CDATA[", "<?pi", "<base href='http://['>", "&#0;", "&#x110000;", "&amp", "<"]
                ),
                st.text(max_size=12),
            ),
            max_size=60,
        )
    )
    return "".join(pieces)


@MANY
@given(st.binary(max_size=400), ADDRESSES, HEADERS)
def test_random_bytes(html: bytes, url: str | None, content_type: str | None) -> None:
    total(html, url, content_type)


@MANY
@given(soup(), ADDRESSES, HEADERS)
def test_tag_soup(html: str, url: str | None, content_type: str | None) -> None:
    total(html, url, content_type)
    total(html.encode("utf-8", "surrogatepass"), url, content_type)


@MANY
@given(st.sampled_from(PAGES), st.floats(0, 1), ADDRESSES, HEADERS)
def test_pages_cut_anywhere(html: bytes, share: float, url: str | None, content_type: str | None) -> None:
    total(html[: int(len(html) * share)], url, content_type)


@MANY
@given(
    st.sampled_from(PAGES), st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=8), HEADERS
)
def test_pages_with_bytes_overwritten(html: bytes, edits: list[tuple[float, bytes]], content_type: str | None) -> None:
    page = bytearray(html)
    for share, replacement in edits:
        start = int(len(page) * share)
        page[start : start + len(replacement)] = replacement
    total(bytes(page), None, content_type)


@pytest.mark.parametrize("tag", ["div", "p", "span", "a", "b", "ul", "table", "font", "x-y"])
def test_deep_nesting(tag: str) -> None:
    total(f"<{tag}>" * 20_000 + "By A Name, CNN")
    total(
        f'<h2 class="headline">A</h2><p class="byline--lite">By A Name, CNN</p><{tag}>' + f"<{tag}>It rained." * 3_000
    )


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(4_000)) + ">x",  # each is compared with all before it
        "<p class='" + "a " * 200_000 + "'>Updated: now</p>",
        "<" * 200_000,
        "&" * 200_000,
        "<!--" * 50_000,
        "<li><a href='/2026/01/01/us/a-b-c'>x y</a></li>" * 5_000,
        "<p>Updated: Updated: By By Source: </p>" * 5_000,
        "By " * 100_000,
        "<p>" + "12:" * 30,
    ],
)
def test_repetition(html: str) -> None:
    total(html)
