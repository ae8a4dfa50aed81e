"""The tokens of a markup string, so that edits of its spelling touch tags and text and nothing else.

Cut by the rules of the HTML Standard, section 13.2.5, as far as pages use them: scripts, styles, comments and character
data are one token each, and tokens inside foreign or preformatted content know it. Joined again, they are the string.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import fold, squash
from litedrift.drift._kit import BLOCKS, RAW_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Elements without content.
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_RAW: Final = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
_FOREIGN: Final = frozenset({"svg", "math"})
_MASKED: Final = _FOREIGN | {"pre", "template", "noscript", "select"}
_SPACE: Final = "\t\n\f\r "
_NAME: Final = re.compile(r"</?([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE: Final = re.compile(
    r"""[\t\n\f\r /]*(?P<name>=?[^\t\n\f\r />=]+|=)
    (?:[\t\n\f\r\x20]*=[\t\n\f\r\x20]*(?:
        "(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r >"'][^\t\n\f\r >]*)|(?=>)))?""",
    re.VERBOSE,
)
_OPEN_QUOTE: Final = re.compile(r"[\t\n\f\r ]*=[\t\n\f\r ]*[\"']")
_SCRIPT: Final = re.compile(r"<!(?=--)|-->|(</?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&(?:#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?|.", re.DOTALL)


class Kind(StrEnum):
    """What a token is."""

    TEXT = "text"
    START = "start"
    END = "end"
    COMMENT = "comment"  # bogus ones too: instructions, character data outside foreign content
    DOCTYPE = "doctype"
    RAW = "raw"  # the content of a script, style, title, …
    CDATA = "cdata"
    CUT = "cut"  # a tag that the end of the page cut off


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of markup, as spelled.

    `name` is the lower-case name of a tag, or of the element whose raw content this is. `region` names the outermost
    element around it whose content is no plain flow (``pre``, ``svg``, ``template``, …), or is empty. `start` is the
    offset in the string.
    """

    kind: Kind
    text: str
    start: int
    name: str = ""
    region: str = ""

    @property
    def stop(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)

    @property
    def blank(self) -> bool:
        """Whether this is white space between other tokens."""
        return self.kind is Kind.TEXT and not self.text.strip(_SPACE)


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as spelled: its value still has its references; None stands for no value."""

    name: str
    value: str | None


@lru_cache(maxsize=4)  # all operators on markup begin with the same page, one after the other
def tokens(markup: str) -> tuple[Token, ...]:
    """Cut a markup string into tokens; joining their texts gives the string again."""
    found: list[Token] = []
    place, region, depth = 0, "", 0
    while place < len(markup):
        token = _next(markup, place, region)
        if region and token.name == region and token.kind in (Kind.START, Kind.END):
            opens = token.kind is Kind.START and not token.text.endswith("/>")
            depth += 1 if opens else -1 if token.kind is Kind.END else 0
        found.append(token)
        place = token.stop
        if region and depth == 0:
            region = ""
        elif not region and token.kind is Kind.START and token.name in _MASKED and not token.text.endswith("/>"):
            region, depth = token.name, 1
        if token.kind is Kind.START and token.name in _RAW and region not in _FOREIGN:
            stop = _raw_end(markup, place, token.name)
            if stop > place:
                found.append(Token(Kind.RAW, markup[place:stop], place, token.name, region))
                place = stop
    return tuple(found)


def _next(markup: str, place: int, region: str) -> Token:
    if markup[place] != "<":
        stop = markup.find("<", place)
        return Token(Kind.TEXT, markup[place : stop if stop >= 0 else len(markup)], place, "", region)
    name = _NAME.match(markup, place)
    if name:
        end = _tag_end(markup, name.end())
        kind = Kind.CUT if end is None else Kind.END if markup[place + 1] == "/" else Kind.START
        return Token(kind, markup[place:end], place, name[1].lower(), region)
    if markup.startswith("<!--", place):
        return Token(Kind.COMMENT, markup[place : _comment_end(markup, place + 4)], place, "", region)
    if region in _FOREIGN and markup.startswith("<![CDATA[", place):
        return Token(Kind.CDATA, markup[place : _after(markup, "]]>", place)], place, "", region)
    if markup.startswith(("<!", "<?"), place) or (markup.startswith("</", place) and len(markup) > place + 2):
        kind = Kind.DOCTYPE if markup[place + 2 : place + 9].lower() == "doctype" else Kind.COMMENT
        return Token(kind, markup[place : _after(markup, ">", place)], place, "", region)
    stop = markup.find("<", place + 1)
    return Token(Kind.TEXT, markup[place : stop if stop >= 0 else len(markup)], place, "", region)


def _after(markup: str, mark: str, place: int) -> int:
    stop = markup.find(mark, place)
    return stop + len(mark) if stop >= 0 else len(markup)


def _comment_end(markup: str, place: int) -> int:
    for empty in (">", "->"):
        if markup.startswith(empty, place):
            return place + len(empty)
    found = re.compile("--!?>").search(markup, place)
    return found.end() if found else len(markup)


def _tag_end(markup: str, place: int) -> int | None:
    """Return the offset behind the ``>`` of a tag whose name ends at `place`; quotes hide one. None when it is cut."""
    while found := _ATTRIBUTE.match(markup, place):
        place = found.end()
        if found["double"] is None and found["single"] is None and _OPEN_QUOTE.match(markup, place):
            return None  # a quote that nothing closes
    stop = markup.find(">", place)
    return stop + 1 if stop >= 0 else None


def _raw_end(markup: str, place: int, name: str) -> int:
    """Return where the raw content of an element ends; a script hides its end in ``<!--<script>``."""
    if name != "script":
        found = re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE).search(markup, place)
        return found.start() if found else len(markup)
    escaped = nested = False
    for found in _SCRIPT.finditer(markup, place):
        if found[0] == "<!":
            escaped = True
        elif found[0] == "-->":
            escaped = nested = False
        elif found[1] == "<":
            nested = nested or escaped
        elif nested:
            nested = False
        else:
            return found.start()
    return len(markup)


def attributes(token: Token) -> list[Attribute]:
    """Return a start tag's attributes in order, as spelled."""
    name = _NAME.match(token.text)
    place = name.end() if name else len(token.text)
    found: list[Attribute] = []
    while match := _ATTRIBUTE.match(token.text, place):
        place = match.end()
        values = [match[each] for each in ("double", "single", "bare") if match[each] is not None]
        empty = "" if match[0].rstrip(_SPACE).endswith("=") and match["name"] != "=" else None
        found.append(Attribute(match["name"], values[0] if values else empty))
    return found


def get(token: Token, name: str) -> str | None:
    """Return the decoded value of a start tag's attribute, or None when it has no such attribute."""
    return next((html.unescape(each.value or "") for each in attributes(token) if each.name.lower() == name), None)


def spell(found: Sequence[Token], changed: dict[int, str]) -> str:
    """Join tokens, with some of them spelled otherwise."""
    return "".join(changed.get(n, token.text) for n, token in enumerate(found))


def text_of(markup: str) -> str:
    """Return the folded text of a piece of markup that begins in plain flow content; ``<br>`` is a space."""
    parts = []
    for token in tokens(markup):
        if token.kind is Kind.TEXT and token.region in ("", "pre"):
            parts.append(html.unescape(token.text))
        elif token.name == "br":
            parts.append(" ")
    return fold("".join(parts))


def located(markup: str, texts: Sequence[str]) -> list[tuple[int, int] | None]:
    """Return for each text, in order, the offsets at which it is spelled; None where it is not, or not only once."""
    whole, places = _spelled(markup)
    found: list[tuple[int, int] | None] = []
    at = 0
    for text in texts:
        wanted = squash(text)
        hit = whole.find(wanted, at) if wanted else -1
        if hit < 0 or whole.count(wanted) > 1:
            found.append(None)
            continue
        at = hit + len(wanted)
        found.append((places[hit][0], places[at - 1][1]))
    return found


@lru_cache(maxsize=4)
def _spelled(markup: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return what the text of a page spells, without white space, and where each letter of it is spelled."""
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for letter, start, stop in _letters(markup):
        letters.append(letter)
        places += [(start, stop)] * len(letter)
    return "".join(letters), tuple(places)


def _letters(markup: str) -> Iterator[tuple[str, int, int]]:
    """Yield what the text of a page spells, without white space, with the offsets at which it is spelled."""
    held: tuple[str, int, int] | None = None
    for token in tokens(markup):
        if token.kind is not Kind.TEXT or token.region not in ("", "pre"):
            continue
        for piece in _REFERENCE.finditer(token.text):
            letter = html.unescape(piece[0]) if len(piece[0]) > 1 else piece[0]
            start, stop = token.start + piece.start(), token.start + piece.end()
            if held and all(map(unicodedata.combining, letter)):
                held = (held[0] + letter, held[1], stop)
                continue
            if held:
                yield (squash(held[0]), *held[1:])
            held = (letter, start, stop)
    if held:
        yield (squash(held[0]), *held[1:])


@lru_cache(maxsize=4)
def lines_of(markup: str) -> tuple[str, ...]:
    """Return the folded lines that a program on libxml2 reads from a page, those of hidden elements included."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(markup.encode("utf-8", "replace") or b"<p>", parser)
    if root is None:
        return ()
    parts: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        unread = event == "start" and (node.tag == "head" or node.tag in RAW_TEXT or node.tag in _FOREIGN)
        if unread:
            walk.skip_subtree()
        if event in ("start", "end") and node.tag in BLOCKS:
            parts.append("\0")
        if event == "start" and not unread:
            parts.append(node.text or "")
        elif event != "start":
            parts.append(node.tail or "")
    return tuple(line for line in map(fold, "".join(parts).split("\0")) if line)
