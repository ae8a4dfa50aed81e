"""Tokens of markup: nothing is lost, nothing inside scripts, comments or foreign content is taken for the page."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from drift import support
from litedrift.corpus import squash
from litedrift.drift._draft import Draft
from litedrift.drift._flow import flow, gaps
from litedrift.drift._markup import Attribute, Kind, attributes, get, spell, tokens
from litedrift.drift._shown import lines_of, located, text_of
from litedrift.drift.catalogue._story import body_texts

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from litedrift.corpus import Case

#: Pieces of markup whose text every parser shows, foreign content apart.
PIECES = """
    < > / ! -- ? = " ' a p é &amp; &lt; ]]> class= x= -> <?x <!doctype </> <!-- --> --!>
    <p> </p> <b> </b> <i/> <br/> <pre> </pre>
    <script> </script> <title> </title> <textarea> </textarea> <style> </STYLE>
"""
FLOW = [*PIECES.split(), " ", "\n", "<p class=x"]
SOUP = st.lists(st.sampled_from(FLOW), max_size=24).map("".join)
MARKUP = st.lists(st.sampled_from([*FLOW, "<![CDATA[", "<svg>", "</svg>"]), max_size=24).map("".join)


def shapes(markup: str) -> list[tuple[str, str]]:
    return [(str(token.kind), token.text) for token in tokens(markup)]


@given(MARKUP)
@example("<")
@example("</")
@example("<!")
@example('<p a="')
@example("<script><!--<script>")
def test_joined_again_the_tokens_are_the_string(markup: str) -> None:
    found = tokens(markup)

    assert "".join(token.text for token in found) == markup
    assert all(markup[token.start : token.stop] == token.text and token.text for token in found)
    assert spell(found, {}) == markup


@given(SOUP)
@example("<p a='>'>b</p>")
@example("a<?")
@example("a<script><!--<script></script>b</script>c")
def test_text_is_text_for_a_spec_parser_too(markup: str) -> None:
    ours = "".join(html.unescape(token.text) for token in tokens(markup) if token.kind is Kind.TEXT)
    theirs = "".join(_texts_of(LexborHTMLParser(markup).root))

    assert squash(ours) == squash(theirs)


def _texts_of(node: LexborNode | None) -> list[str]:
    if node is None or node.tag in ("script", "style", "title", "textarea"):
        return []
    if node.tag == "-text":
        return [node.text_content or ""]
    return [text for child in node.iter(include_text=True) for text in _texts_of(child)]


@pytest.mark.parametrize("case", support.sample(), ids=lambda case: case.id)
def test_the_start_tags_of_a_page_are_its_elements(case: Case) -> None:
    markup = Draft(support.mutator()._blueprint(case.id)).markup
    elements = [node.tag for node in LexborHTMLParser(markup).css("*")]

    names = [token.name for token in tokens(markup) if token.kind is Kind.START]

    supplied = {"html", "head", "body", "tbody"}
    assert [name for name in names if name not in supplied] == [tag for tag in elements if tag not in supplied]


@pytest.mark.parametrize("case", support.sample(), ids=lambda case: case.id)
def test_a_paragraph_is_found_where_it_is_spelled(case: Case) -> None:
    draft = Draft(support.mutator()._blueprint(case.id))
    texts = [text for text in body_texts(draft) if text] if case.kind == "article" else []

    for text, span in zip(texts, located(draft.markup, texts), strict=True):
        assert span is None or text_of(draft.markup[span[0] : span[1]]) == text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a b='x>y'>t</a>", [("start", "<a b='x>y'>"), ("text", "t"), ("end", "</a>")]),
        ("a < b", [("text", "a "), ("text", "< b")]),
        ("<!-->x", [("comment", "<!-->"), ("text", "x")]),
        ("<!-- a --!>x", [("comment", "<!-- a --!>"), ("text", "x")]),
        ("<!-- <p> -- > --> x", [("comment", "<!-- <p> -- > -->"), ("text", " x")]),
        ("<?php echo 1 ?>x", [("comment", "<?php echo 1 ?>"), ("text", "x")]),
        ("<![CDATA[ a > b", [("comment", "<![CDATA[ a >"), ("text", " b")]),
        ("<!DocType html>", [("doctype", "<!DocType html>")]),
        ("<title>a<b></title>", [("start", "<title>"), ("raw", "a<b>"), ("end", "</title>")]),
        ('<p class="x', [("cut", '<p class="x')]),
        ("</p", [("cut", "</p")]),
    ],
)
def test_markup_is_cut_as_the_standard_says(markup: str, expected: list[tuple[str, str]]) -> None:
    assert shapes(markup) == expected


def test_a_script_hides_its_end_in_a_nested_script() -> None:
    nested = "<!--<script></script>x-->"

    assert shapes(f"<script>{nested}</script>y")[1:] == [("raw", nested), ("end", "</script>"), ("text", "y")]
    assert shapes("<script>a<!--</script>y")[1:] == [("raw", "a<!--"), ("end", "</script>"), ("text", "y")]


def test_character_data_is_text_only_in_foreign_content() -> None:
    inside = tokens("<svg><title>t</title><![CDATA[<p>]]></svg><![CDATA[<p>]]>")

    assert [token.text for token in inside if token.kind is Kind.CDATA] == ["<![CDATA[<p>]]>"]
    assert [token.text for token in inside if token.kind is Kind.COMMENT] == ["<![CDATA[<p>"]


def test_tokens_know_the_outermost_element_that_masks_them() -> None:
    found = tokens(
        "<p>a</p><svg><svg><p>b</p></svg><p>c</p></svg><p>d</p><pre><p>e</p></pre><template><p>f</template>g"
    )

    assert [found[n].start for n in flow(found, Kind.START, "p")] == [0, 46]
    assert [token.region for token in found if token.kind is Kind.TEXT] == ["", "svg", "svg", "", "pre", "template", ""]


def test_attributes_are_read_as_spelled() -> None:
    start = tokens("<A Href='/x?a=1&amp;b' hidden data-x=1/2 c= \"v\" d=>")[0]

    assert list(attributes(start)) == [
        Attribute("Href", "/x?a=1&amp;b"),
        Attribute("hidden", None),
        Attribute("data-x", "1/2"),
        Attribute("c", "v"),
        Attribute("d", ""),
    ]
    assert (get(start, "href"), get(start, "hidden"), get(start, "id")) == ("/x?a=1&b", "", None)


def test_of_two_attributes_of_one_name_the_first_counts() -> None:
    assert get(tokens("<p class=a class=b>")[0], "class") == "a"


def test_gaps_lie_between_lines_that_follow_each_other() -> None:
    markup = "<div><p>a</p> <p>b</p>\n<h3>c</h3>text<p>d</p></div><ul><li>e</li><li>f</li></ul>"
    found = tokens(markup)

    assert [found[n].name + found[n + 1].text for n in gaps(markup)] == ["pb", "h3c", "lif"]


def test_a_text_is_found_across_tags_references_and_marks_written_apart() -> None:
    markup = "<p>x</p><p>The <b>caf</b><!-- -->e\u0301&nbsp;&quot;Vi&#241;a&quot;</p><p>The end</p>"
    first, second = located(markup, ['The café "Viña"', "The end"])

    assert first is not None
    assert second is not None
    assert text_of(markup[slice(*first)]) == 'The café "Viña"'
    assert markup[slice(*second)] == "The end"


def test_a_text_that_stands_twice_or_not_at_all_is_not_located() -> None:
    assert located("<p>one</p><p>two</p><p>one</p><script>three</script>", ["one", "two", "three"]) == [
        None,
        (13, 16),
        None,
    ]


def test_lines_are_what_libxml2_reads_in_blocks() -> None:
    page = "<head><title>no</title></head><p>one <b>line</b><p>two<!-- no --><div>three<script>no</script></div>four"

    assert lines_of(page) == ("one line", "two", "three", "four")
    assert lines_of("") == ()


def test_lines_of_a_page_with_control_characters_are_those_without() -> None:
    assert lines_of("<p>one\ftwo</p>\f<p>three&#11;four\x01</p>") == ("one two", "three four")
