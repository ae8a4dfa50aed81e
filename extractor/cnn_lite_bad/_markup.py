"""Markup read as text: regular expressions, line tools and string searches over what only a parser can read."""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import TYPE_CHECKING

from cnn_lite_bad._flaw import Page, Record, flaw, fold

if TYPE_CHECKING:
    from collections.abc import Callable


def _only(record: Record, seen: Callable[[str], bool]) -> None:
    """Keep the paragraphs that this reader would have seen."""
    record["body"] = [text for text in record["body"] if seen(text)]


def _plain(markup: str) -> str:
    return fold(re.sub(r"<[^>]*>", "", markup))


@flaw("line-tool", "reads line by line, as awk and grep do: a paragraph must stand whole on one line")
def line_tool(page: Page, record: Record) -> None:
    lines = {_plain(line) for line in page.text.splitlines()}
    if any(text in lines for text in record["body"]) or len(page.text.splitlines()) < len(record["body"]):
        _only(record, lines.__contains__)
    else:
        record["body"] = []


@flaw("closing-tag-regex", "matches an element from its start tag to its end tag by a regular expression")
def closing_tag_regex(page: Page, record: Record) -> None:
    for text in list(record["body"]):
        start = page.text.find(text[:12])
        after = page.text[start : start + 12 * len(text)] if start >= 0 else ""
        if after and not re.search(r"</(p|div|li|h2|h3|span|section|td|blockquote|dd)>", after):
            record["body"].remove(text)


@flaw("lower-case-tags", "searches tags in lower case only")
def lower_case_tags(page: Page, record: Record) -> None:
    if not re.search(r"<(p|div|h2)\b", page.text):
        record["headline"], record["body"] = None, []


@flaw("double-quotes-only", "searches class and href values between double quotes only")
def double_quotes_only(page: Page, record: Record) -> None:
    if re.search(r"<(p|div|a|h2)\s[^>]*\b(class|id|style|href)=", page.text) and not re.search(
        r'<(p|div|a|h2)\s[^>]*\b(class|id|style|href)="', page.text
    ):
        record["headline"], record["body"], record["full_article_url"] = None, [], None


@flaw("class-first", "expects class to be the first attribute of a paragraph")
def class_first(page: Page, record: Record) -> None:
    if re.search(r"<(p|h2|div)\s+(?!class|id|style)[\w-]+=[^>]*\b(class|id|style)=", page.text):
        record["body"] = []


@flaw("last-attribute-wins", "collects attributes in a dictionary, so that of two the last wins")
def last_attribute_wins(page: Page, record: Record) -> None:
    if re.search(r"<\w+\s[^>]*\b([\w-]+)=\"[^\"]*\"[^>]*\s\1=", page.text):
        record["headline"], record["body"] = None, []


@flaw("doctype-required", "takes a page that does not begin with <!DOCTYPE html> for a file that is no page")
def doctype_required(page: Page, record: Record) -> None:
    if re.search(r"<!doctype", page.text, re.IGNORECASE) is None or not re.match(
        r"\ufeff?\s*<!doctype html>", page.text, re.IGNORECASE
    ):
        record |= {"headline": None, "body": []}


@flaw("body-split", "splits the page at the text '<body' and reads what follows")
def body_split(page: Page, record: Record) -> None:
    if "<body" not in page.text:
        record |= {"headline": None, "byline": None, "authors": [], "body": []}


@flaw("end-of-html", "stops at the first </body> or </html>, wherever that stands")
def end_of_html(page: Page, record: Record) -> None:
    rest = re.split(r"</(?:body|html)\s*>", page.text, maxsplit=1, flags=re.IGNORECASE)
    if len(rest) > 1:
        after = _plain(rest[1])
        record["body"] = [text for text in record["body"] if text not in after]


@flaw("strict-decode", "decodes as strict UTF-8, so that one odd byte loses the page")
def strict_decode(page: Page, record: Record) -> None:
    del record
    page.html.decode("utf-8")


@flaw("nul-cut", "hands the page to a library that ends a string at the first NUL or control character")
def nul_cut(page: Page, record: Record) -> None:
    cut = re.search(r"[\x00-\x08\x0b\x0e-\x1f\ufffd]|&#0;", page.text)
    if cut:
        record["body"] = [text for text in record["body"] if text in _plain(page.text[: cut.start()])]


@flaw("code-point-references", "turns a numeric reference into the code point of that number, 146 into a control")
def code_point_references(page: Page, record: Record) -> None:
    for number in set(re.findall(r"&#(1[2-5]\d);?", page.text)):
        right = bytes([int(number)]).decode("cp1252", "ignore")
        record["body"] = [text.replace(right, chr(int(number))) if right else text for text in record["body"]]


@flaw("named-references-only", "resolves named character references and leaves numeric ones")
def named_references_only(page: Page, record: Record) -> None:
    if re.search(r"&#x?[0-9a-f]+;?", page.text, re.IGNORECASE):
        left = {chr(int(n)) for n in re.findall(r"&#(\d{2,6});?", page.text)}
        left |= {chr(int(n, 16)) for n in re.findall(r"&#[xX]([0-9a-fA-F]{2,5});?", page.text)}
        record["body"] = ["".join(f"&#{ord(c)};" if c in left else c for c in text) for text in record["body"]]


@flaw("marks-stripped", "throws combining marks away to be rid of odd characters")
def marks_stripped(page: Page, record: Record) -> None:
    raw = "".join(page.tree.itertext())
    if any(unicodedata.combining(c) for c in raw):
        bare = (unicodedata.normalize("NFD", text) for text in record["body"])
        record["body"] = ["".join(c for c in text if not unicodedata.combining(c)) for text in bare]


@flaw("literal-spaces", "finds labels and names with the plain space that stood there when it was written")
def literal_spaces(page: Page, record: Record) -> None:
    raw = "".join(page.tree.itertext())
    for name in ("byline", "source", "headline"):
        if record[name] and record[name] not in raw:
            record[name] = None
    if record["byline"] is None:
        record["authors"] = []


@flaw("scripts-and-comments-matched", "matches paragraphs by a regular expression in scripts and comments too")
def scripts_and_comments_matched(page: Page, record: Record) -> None:
    for hidden in re.findall(r"<script.*?</script>|<!--.*?-->", page.text, re.DOTALL | re.IGNORECASE):
        record["body"] = record["body"] + [_plain(text) for text in re.findall(r"<p\b[^>]*>(.*?)</", hidden, re.DOTALL)]


@flaw("drawings-read", "reads the titles and texts of inline drawings and formulas")
def drawings_read(page: Page, record: Record) -> None:
    record["body"] = record["body"] + page.texts("//svg//*[text()] | //math")


@flaw("list-items-read", "takes every item of a list for a part of the story")
def list_items_read(page: Page, record: Record) -> None:
    known = {*record["body"], record["byline"]}
    record["body"] = record["body"] + [text for text in page.texts("//li") if text not in known]


@flaw("container-read", "reads all text of the element that holds the first paragraph")
def container_read(page: Page, record: Record) -> None:
    for node in page.tree.iter("p", "div", "span"):
        if record["body"] and fold("".join(node.itertext())) == record["body"][0] and node.getparent() is not None:
            box = node.getparent()
            known = fold(" ".join([*record["body"], *(str(record[n]) for n in ("headline", "byline", "editors_note"))]))
            texts = (fold("".join(each.itertext())) for each in box.iterchildren("p", "div", "aside", "figure", "ul"))
            extra = [t for t in texts if t and t not in known and not re.match(r"(?i)source|see full|updated|by ", t)]
            record["body"] = record["body"] + extra
            return


@flaw("boxes-anywhere-read", "takes any aside, figure or form of the page for a part of the story")
def boxes_anywhere_read(page: Page, record: Record) -> None:
    known = " ".join(record["body"])
    boxes = page.texts("//aside | //figure | //form | //dialog | //nav | //table[not(.//p)] | //iframe | //details")
    record["body"] = record["body"] + [text for text in boxes if text not in known]


@flaw("children-only", "reads direct children of article or of the story's box, and what is wrapped is lost")
def children_only(page: Page, record: Record) -> None:
    direct = set(
        page.texts("//article/p | //article/div/p | //div/div/p | //div/div/div/p | //article/h3 | //article/h2")
    )
    if any(text in direct for text in record["body"]):
        _only(record, direct.__contains__)


@flaw("first-byte", "takes what does not begin with '<' for no HTML")
def first_byte(page: Page, record: Record) -> None:
    if page.html[:1] != b"<":
        record |= {"headline": None, "body": []}


@flaw("unstripped-labels", "compares the beginning of a text with 'Updated' or 'By ' without stripping it")
def unstripped_labels(page: Page, record: Record) -> None:
    texts = ["".join(each.itertext()) for each in page.tree.iter("p", "div", "span", "li")]
    if record["byline"] and not any(text.startswith(record["byline"][:6]) for text in texts):
        record["byline"], record["authors"] = None, []
    if record["body"] and not any(text.startswith(record["body"][0][:10]) for text in texts):
        record["body"] = record["body"][1:]


@flaw("newline-pattern", "matches across lines with a pattern that knows \\n only")
def newline_pattern(page: Page, record: Record) -> None:
    if b"\r" in page.html:
        record["body"] = []


@flaw("blank-line-ends", "reads a paragraph's block up to the first blank line after it")
def blank_line_ends(page: Page, record: Record) -> None:
    start = page.text.find(record["body"][0][:20]) if record["body"] else -1
    if start >= 0:
        block = _plain(re.split(r"\n[ \t]*\n", page.text[start:], maxsplit=1)[0])
        record["body"] = [text for text in record["body"] if text[:20] in block]


@flaw("meta-charset-believed", "decodes by the charset that the page names, whatever the server said")
def meta_charset_believed(page: Page, record: Record) -> None:
    named = re.search(rb"charset=[\"']?([\w-]+)", page.html[:2048])
    try:
        text = _plain(unescape(page.html.decode(named[1].decode() if named else "utf-8", "replace")))
    except LookupError:
        return
    record["body"] = [each if each in text else each.encode("utf-8").decode("latin-1") for each in record["body"]]
