"""The tokens of a markup string, so that edits of its spelling touch tags and text and nothing else.

Cut by the rules of the HTML Standard, section 13.2.5, as far as pages use them: scripts, styles, comments and character
data are one token each, and tokens inside foreign or preformatted content know it. Joined again, they are the string.
"""

from __future__ import annotations

import html
import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Elements without content.
VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_RAW: Final = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
#: Elements whose content follows rules of its own.
FOREIGN: Final = frozenset({"svg", "math"})
_MASKED: Final = FOREIGN | {"pre", "template", "noscript", "select"}
#: After the tags of these other rules hold; after all others the next token is read as the last one.
_TURNS: Final = _RAW | _MASKED
_SPACE: Final = "\t\n\f\r "
_NAME: Final = re.compile(r"</?([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE: Final = re.compile(
    r"""[\t\n\f\r /]*(?P<name>=?[^\t\n\f\r />=]+|=)
    (?:[\t\n\f\r\x20]*=[\t\n\f\r\x20]*(?:
        "(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\t\n\f\r >"'][^\t\n\f\r >]*)|(?=>)))?""",
    re.VERBOSE,
)
#: A tag as nearly all are written: only what is spelled otherwise is read attribute by attribute.
_PLAIN: Final = re.compile(
    r"""<(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r\x20/>]*)
    (?:[\t\n\f\r\x20]+[A-Za-z][\w:.-]*(?:="[^"]*")?)*[\t\n\f\r\x20]*/?>""",
    re.VERBOSE,
)
_OPEN_QUOTE: Final = re.compile(r"[\t\n\f\r ]*=[\t\n\f\r ]*[\"']")
_SCRIPT: Final = re.compile(r"<!(?=--)|-->|(</?)script(?=[\t\n\f\r />])", re.IGNORECASE)


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


class Token(NamedTuple):
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


class Attribute(NamedTuple):
    """An attribute as spelled: its value still has its references; None stands for no value."""

    name: str
    value: str | None


@lru_cache(maxsize=4)  # all operators on markup begin with the same page, one after the other
def tokens(markup: str) -> tuple[Token, ...]:
    """Cut a markup string into tokens; joining their texts gives the string again."""
    found: list[Token] = []
    place, region, depth = 0, "", 0
    while place < len(markup):
        if markup[place] != "<":
            stop = markup.find("<", place)
            text = markup[place:stop] if stop >= 0 else markup[place:]
            found.append(Token(Kind.TEXT, text, place, "", region))
            place += len(text)
            continue
        plain = _PLAIN.match(markup, place)
        if plain is None:
            token = _next(markup, place, region)
        else:
            token = Token(Kind.END if plain["end"] else Kind.START, plain[0], place, plain["name"].lower(), region)
        found.append(token)
        place += len(token.text)
        if not region and token.name not in _TURNS:
            continue
        opens = token.kind is Kind.START and not token.text.endswith("/>")
        if region and token.name == region:
            depth += opens or -(token.kind is Kind.END)
            region = region if depth else ""
        elif not region and opens and token.name in _MASKED:
            region, depth = token.name, 1
        if token.kind is Kind.START and token.name in _RAW and region not in FOREIGN:
            stop = _raw_end(markup, place, token.name)
            if stop > place:
                found.append(Token(Kind.RAW, markup[place:stop], place, token.name, region))
                place = stop
    return tuple(found)


def _next(markup: str, place: int, region: str) -> Token:
    """Cut one token that begins with "<" and is no plain tag."""
    name = _NAME.match(markup, place)
    if name:
        end = _tag_end(markup, name.end())
        kind = Kind.CUT if end is None else Kind.END if markup[place + 1] == "/" else Kind.START
        return Token(kind, markup[place:end], place, name[1].lower(), region)
    if markup.startswith("<!--", place):
        return Token(Kind.COMMENT, markup[place : _comment_end(markup, place + 4)], place, "", region)
    if region in FOREIGN and markup.startswith("<![CDATA[", place):
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


def attributes(token: Token) -> tuple[Attribute, ...]:
    """Return a start tag's attributes in order, as spelled."""
    return _attributes(token.text)


@lru_cache(maxsize=1024)
def _attributes(tag: str) -> tuple[Attribute, ...]:
    name = _NAME.match(tag)
    place = name.end() if name else len(tag)
    found: list[Attribute] = []
    while match := _ATTRIBUTE.match(tag, place):
        place = match.end()
        values = [match[each] for each in ("double", "single", "bare") if match[each] is not None]
        empty = "" if match[0].rstrip(_SPACE).endswith("=") and match["name"] != "=" else None
        found.append(Attribute(match["name"], values[0] if values else empty))
    return tuple(found)


def get(token: Token, name: str) -> str | None:
    """Return the decoded value of a start tag's attribute, or None when it has no such attribute."""
    if name not in token.text.lower():
        return None
    return next((html.unescape(each.value or "") for each in attributes(token) if each.name.lower() == name), None)


def spell(found: Sequence[Token], changed: dict[int, str]) -> str:
    """Join tokens, with some of them spelled otherwise."""
    texts = [token.text for token in found]
    for n, text in changed.items():
        texts[n] = text
    return "".join(texts)
