"""Markup that is read as it stands is read as libxml2 reads it; anything else is given to libxml2."""

from __future__ import annotations

from itertools import cycle, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import defs

from cnn_lite._markup import Markup, as_it_stands, put_in_order
from cnn_lite._page import Box, NotInOrder, Rendering
from cnn_lite._source import fold, recode
from drift import support
from litedrift.corpus import Case, load_corpus
from litedrift.drift import Mutant, Status

#: Every element of HTML, and one of one's own.
NAMES = sorted(
    {
        *defs.tags,
        *[
            "article",
            "aside",
            "details",
            "dialog",
            "figure",
            "footer",
            "header",
            "main",
            "mark",
            "nav",
            "section",
            "x-card",
        ],
    }
)
EMPTY = {*defs.empty_tags}
INNER = st.deferred(lambda: st.lists(st.one_of(ELEMENTS, TEXTS), max_size=4).map("".join))
TEXTS = st.sampled_from(
    ["a", " ", "", "x > y", "&amp;", "&nbsp;", "R&D", "&#8217;", "&copy 1", "é", "<!-- <p> -->", "\r\n"]
)
SAID = st.sampled_from(
    ["", ' class="paragraph--lite"', " id=source", " hidden", " a='<'", ' a="b>c"', " A=1 a=2", ' t="&lt;"']
)
ELEMENTS = st.builds(
    lambda name, said, inner: f"<{name}{said}>{'' if name in EMPTY else f'{inner}</{name}>'}",
    st.sampled_from([name for name in NAMES if name not in ("html", "head", "body", "frameset", "frame")]),
    SAID,
    INNER,
)


def in_order(source: bytes) -> Markup | None:
    """What is read as it stands, and whether its elements are nested as they should be."""
    markup = as_it_stands(source)
    try:
        return Rendering(markup).markup if markup else None
    except NotInOrder:
        return None


def rendered(markup: Markup) -> list[object]:
    """What a page shows, and what it says as data."""
    shown = Rendering(markup)
    blocks = [(block.text, block.role, block.href, block.linked, way(block.box)) for block in shown.blocks]
    links = [(link.href, fold(link.text), way(link.box)) for link in shown.links if link.text.strip()]
    data = [
        (attributes.get("href"), fold(attributes.get("content", "")), fold(content.replace("\ufffd", " ")))
        for name in ("base", "link", "meta", "script", "title")
        for attributes, content in markup.data(name)
    ]
    return [*blocks, *links, *data]


def served(page: Case | Mutant) -> bytes:
    return recode(page.html, page.content_type).replace(b"\0", b"\xef\xbf\xbd")


def way(box: Box) -> str:
    return "/".join(each.name for each in (box, *box.around()) if each.name != "html")


def page(inside: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>A</title></head><body>{inside}</body></html>".encode()


def test_pages_of_the_corpus_are_in_order_but_few_and_hold_what_libxml2_sees() -> None:
    sources = [served(case) for case in load_corpus() if b"<html" in case.html]
    read = [(each, found) for each in sources if (found := in_order(each))]

    assert 4 * len(read) > 3 * len(sources), f"{len(read)} of {len(sources)}"
    assert [each[:200] for each, found in read if rendered(found) != rendered(put_in_order(each))] == []


def test_a_page_of_every_change_holds_what_libxml2_sees() -> None:
    cases = cycle(case for case in load_corpus() if case.mutable and case.kind != "refusal")
    tried = [
        support.mutate(case, spec.name, level) for (spec, level), case in zip(support.variants(), cases, strict=False)
    ]
    ran = [(each.id, served(each)) for each in tried if each.status is Status.RAN]
    read = [(name, source, found) for name, source in ran if (found := in_order(source))]

    assert 4 * len(read) > 3 * len(ran), f"{len(read)} of {len(ran)}"
    assert [name for name, source, found in read if rendered(found) != rendered(put_in_order(source))] == []


def test_one_element_in_another_is_in_order_only_where_libxml2_leaves_it_there() -> None:
    pairs = list(product(NAMES, NAMES))
    nested = {
        (outer, inner): page(f"a<{outer}>b<{inner}>c{'' if inner in EMPTY else f'</{inner}>'}d</{outer}>e")
        for outer, inner in pairs
        if outer not in EMPTY
    }
    read = {pair: found for pair, source in nested.items() if (found := in_order(source))}

    assert len(read) > 3000
    assert {*read} > {("div", "p"), ("p", "a"), ("ul", "li"), ("a", "div"), ("section", "article")}
    assert [pair for pair, found in read.items() if rendered(found) != rendered(put_in_order(nested[pair]))] == []


@given(INNER)
def test_nested_elements_of_any_kind_are_read_as_libxml2_reads_them_or_not_at_all(inside: str) -> None:
    source = page(inside)
    found = in_order(source)

    assert found is None or rendered(found) == rendered(put_in_order(source))


@pytest.mark.parametrize(
    "inside",
    [
        "<p>a",
        "<p>a</div>",
        "<p><b>a</p></b>",
        "<p>a<div>b</div></p>",
        "<div hidden><p>a<p>b</p></p></div>",
        "<b><p>a</p></b>",
        "<li>a</li>",
        "<form><form>a</form></form>",
        "5 < 6",
        "<p title='a>b'>c</p>",
        "<p a=b/>c</p>",
        "<P>a</P>",
        "a</body>b",
        "<!-->a-->",
        "<!-- <!-- --> a",
        "<script>'<script></script>'</script>",
        "<?php a ?>",
        "<![CDATA[a]]>",
        "</br>",
        "<template><p>a</p></template>",
    ],
)
def test_what_parsers_may_read_in_several_ways_is_not_in_order(inside: str) -> None:
    assert in_order(page(inside)) is None
    assert Rendering(put_in_order(page(inside))).markup.checked


def test_a_paragraph_ends_where_the_next_one_begins_and_its_own_end_is_then_none() -> None:
    markup = in_order(page("<div><p>a<p>b</p></p>c</div>"))

    assert markup is not None
    assert [block.text for block in Rendering(markup).blocks] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "source",
    [
        b"<p>a</p>",
        b"<html><p>a</p></html>",
        b"<html><body>a</body></html>b",
        b"x<html><body>a</body></html>",
        b"<html><head>a</head><body>b</body></html>",
        b"<html></html><html><body>a</body></html>",
        b"<html><body>a</body><body>b</body></html>",
        b"<!DOCTYPE html>",
    ],
)
def test_a_page_without_its_frame_is_not_in_order(source: bytes) -> None:
    assert in_order(source) is None


def test_names_that_no_element_may_have_are_taken_out_of_what_libxml2_understood() -> None:
    markup = put_in_order(page('<p a"b="c" class="headline">d<e"f>g</e"f></p>'))

    assert [(block.text, block.role) for block in Rendering(markup).blocks] == [("dg", "headline")]
