"""From the source of a page to words, which are its tags as they are written, and the texts between them.

Markup that is in order is read as it stands: each element is closed where it was opened, and holds nothing at which a
parser would close it sooner. Anything else is put in order by libxml2 first, and then read in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import TYPE_CHECKING
from xml.sax.saxutils import unescape as xml_unescape

from lxml import etree

from cnn_lite._nature import BOXES, HEADINGS, Nature, nature
from cnn_lite._records import Refused
from cnn_lite._source import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SPACE = r"[ \t\n\r\f]"
_VALUE = r"\"([^\"]*)\"|'([^']*)'|([^ \t\n\r\f\"'<>=`]++(?<!/))"
_ATTRIBUTE = re.compile(rf"([^ \t\n\r\f/<>\"'=]++)(?:{_SPACE}*+={_SPACE}*+(?:{_VALUE}))?+")
_SAID = rf"(?:{_SPACE}++{re.sub(r'[(](?![?])', '(?:', _ATTRIBUTE.pattern)})*+{_SPACE}*+"
_TAG = re.compile(rf"<(/?)([a-z][^ \t\n\r\f/<>\"'=A-Z]*+)({_SAID})(/?)")
_NAME = re.compile(r"[a-z][\w-]*", re.ASCII | re.IGNORECASE)
_REFERENCE = re.compile(r"&#?\w+;")
#: Elements whose content is no markup.
_OPAQUE = "script|style|title|textarea|iframe"
_OPAQUE_PARTS = re.compile(rf"<(?:!--|(/?)({_OPAQUE})(?=[\s>])[^<>]*(?<!/)>)".encode())
_DATA = re.compile(rf"<(?:base|link|meta|{_OPAQUE})\b[^<>]*".encode())
#: What stands before the body, once scripts and titles are empty; and what stands behind it.
_BEFORE = re.compile(
    (
        rf"{_SPACE}*+(?:<![dD][oO][cC][tT][yY][pP][eE][^<>]*>{_SPACE}*+)?<html{_SAID}>{_SPACE}*+<head{_SAID}>"
        rf"(?:{_SPACE}*+<(?:(?:base|link|meta){_SAID}/?|(script|style|title){_SAID}></\1)>)*+"
        rf"{_SPACE}*+</head>{_SPACE}*+(?=<body)"
    ).encode()
)
_BEHIND = re.compile(rf"</body>{_SPACE}*</html>{_SPACE}*".encode())
_VOID = frozenset("area base br col hr img input link meta param".split())
#: Elements that hold nothing else, and what stands nowhere else.
_FAMILIES = {
    "html": {"body"},
    "ol": {"li"},
    "ul": {"li"},
    "dl": {"dd", "dt"},
    "table": {"caption", "colgroup", "tbody", "tfoot", "thead", "tr"},
    "colgroup": {"col"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "thead": {"tr"},
    "tr": {"td", "th"},
}
_CHILDREN = frozenset(["html", "head"]).union(*_FAMILIES.values())
#: Elements that hold no box.
_LINES = HEADINGS | {*"address b big caption dt em font i legend p pre s small span strike strong tt u".split()}
#: Elements that parsers read in ways of their own.
_ODD = frozenset("dir embed frame frameset menu noembed noframes optgroup option plaintext select template xmp".split())


@dataclass(slots=True, eq=False)  # not frozen: that doubles the time to make one
class Tag:
    """What stands between angle brackets: the start of an element, its end, or an element without content."""

    name: str
    attributes: dict[str, str]
    nature: Nature
    opens: bool
    closes: bool


@dataclass(frozen=True, eq=False)
class Markup:
    """The words of a page's body, and the text behind each.

    `source` is all of the markup without comments, and without the content of scripts, titles and so on: that is in
    `opaque`, in order. `checked` says that the words are known to be tags, nested as libxml2 nests them; otherwise
    whoever reads them has to see whether they are.
    """

    words: Sequence[bytes]
    texts: Sequence[bytes]
    source: bytes
    opaque: Sequence[bytes]
    checked: bool

    def text(self, start: int = 0, end: int | None = None) -> str:
        """Return all text behind the words from one place up to another."""
        return self.spell(b"".join(self.texts[start:end]))

    def spell(self, text: bytes) -> str:
        """Return a text with what its references stand for."""
        shown = text.decode("utf-8", "replace")
        return xml_unescape(shown, _WRITTEN) if self.checked else unescape(shown)

    @cached_property
    def _data(self) -> list[tuple[Tag, bytes]]:
        opaque = iter(self.opaque)
        tags = filter(None, map(tag_of, _DATA.findall(self.source)))
        return [(tag, next(opaque, b"") if tag.opens else b"") for tag in tags]

    def data(self, name: str) -> Iterator[tuple[dict[str, str], str]]:
        """Yield the attributes and the content of each meta, link, script and so on, wherever it stands."""
        spell = self.spell if self.checked or name == "title" else decode
        return ((tag.attributes, spell(content)) for tag, content in self._data if tag.name == name)


def as_it_stands(page: bytes) -> Markup | None:
    """Return the markup of a page in UTF-8 that may be in order; None when it is not."""
    source, opaque = _without_opaque(page) or (b"", [])
    before, end = _BEFORE.match(source), source.find(b"</body>")
    if before is None or not _BEHIND.fullmatch(source, max(end, 0)):
        return None
    words, texts = _split(source[before.end() : end])
    return Markup(words, texts, source, opaque, checked=False) if words else None


def put_in_order(page: bytes) -> Markup:
    """Return the markup of a page in UTF-8 as libxml2 understands it, or refuse what is none."""
    root = _tree(page)
    if root is None:
        raise Refused("not-html" if decode(page).strip() else "empty")
    for _ in range(2):
        source, opaque = _without_opaque(etree.tostring(root, encoding="utf-8")) or (b"", [])
        body = source[source.find(b"<body") : source.rfind(b"</html>")]
        words, texts = _split(body)
        if len(words) == body.count(b"<") and all(map(tag_of, words)):
            return Markup(words, texts, source, opaque, checked=True)
        _rename(root)
    raise Refused("not-html")


def _split(markup: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return what stands from each "<" to its ">", and what stands behind each; nothing if they do not take turns."""
    _, *pieces = markup.replace(b"<", b"><").split(b">")
    words, texts = pieces[::2], pieces[1::2]
    return (words, texts) if len(words) == len(texts) == markup.count(b"<") else ([], [])


def _without_opaque(page: bytes) -> tuple[bytes, list[bytes]] | None:
    """Take out comments and what is no markup; return the rest and, in order, what stood in script, title and so on.

    None when some parser may see the end of a script or a comment at another place.
    """
    kept, opaque, place = [], [], 0
    inside: bytes | None = None
    for found in _OPAQUE_PARTS.finditer(page):
        start, end = found.span()
        closes, name = found.groups()
        if start < place:
            continue  # within a comment
        if inside:
            if not closes or name != inside:
                return None
            opaque.append(page[place:start])
            place, inside = start, None
        elif name:
            if closes:
                return None
            kept.append(page[place:end])
            place, inside = end, name
        else:
            kept.append(page[place:start])
            place = page.find(b"-->", end) + 3
            comment = page[end:place]
            if not comment or comment.startswith((b">", b"->")) or b"--!>" in comment or b"<!--" in comment:
                return None
    if inside:
        return None
    kept.append(page[place:])
    return b"".join(kept), opaque


#: Tags that were met before; those with the address of a story never come again.
KNOWN: dict[bytes, Tag] = {}
_KNOWN_LIMIT = 4096


def tag_of(word: bytes) -> Tag | None:
    """Read a word; None when it is no tag that is in order."""
    return KNOWN.get(word) or new_tag(word)


def new_tag(word: bytes) -> Tag | None:
    """Read a word that is not known."""
    found = _TAG.fullmatch(decode(word))
    if found is None:
        return None
    end, name, said, empty = found.groups()
    if end and (said or empty or name in _VOID):
        return None
    attributes: dict[str, str] = {}
    for key, double, single, bare in _ATTRIBUTE.findall(said):
        value = double or single or bare
        if "&" in value:
            value = _REFERENCE.sub(lambda found: unescape(found[0]), value)
        attributes.setdefault(key.lower(), value)
    opens = not (end or empty or name in _VOID)
    tag = Tag(name, attributes, nature(name, attributes), opens, bool(end))
    if len(word) < 200 and b"/20" not in word:
        if len(KNOWN) >= _KNOWN_LIMIT:
            KNOWN.clear()
        KNOWN[word] = tag
    return tag


@lru_cache(4096)
def may_hold(outer: str, inner: str) -> bool:
    """Say whether an element may stand in another one so that no parser would close the outer one sooner."""
    if outer in _FAMILIES:
        return inner in _FAMILIES[outer]
    if inner in _CHILDREN or inner in _ODD:
        return False
    if outer in _LINES:
        return inner not in BOXES and inner != "title"
    return (outer, inner) not in {("a", "a"), ("a", "table"), ("a", "fieldset"), ("form", "form")}


# --- markup that is not in order ---

_parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
#: What libxml2 writes beside the three references that each text may have.
_WRITTEN = {"&#13;": "\r", "&#xFFFD;": "\ufffd"}
#: Characters that XML does not have, and that are white space to Python.
_NO_XML = bytes.maketrans(b"\x0b\x0c\x1c\x1d\x1e\x1f", b"      ")


def _tree(page: bytes) -> etree._Element | None:
    try:
        return etree.fromstring(decode(page.translate(_NO_XML)).encode(), _parser) if b"<" in page else None
    except (etree.XMLSyntaxError, ValueError):
        return None


def _rename(root: etree._Element) -> None:
    """Take out attributes that have no proper name; an element without one is called by another."""
    for element in root.iter():
        if not _NAME.fullmatch(element.tag):
            element.tag = "x"
        said = [(name, value) for name, value in element.items() if _NAME.fullmatch(name) and value.isprintable()]
        element.attrib.clear()
        for name, value in said:
            element.set(name, value)
