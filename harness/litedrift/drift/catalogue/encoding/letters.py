"""Characters as references, in other Unicode forms, escaped twice, or spelled by bytes that are none."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import codepoint2name, html5
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import charset_of
from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import flow, gaps
from litedrift.drift._kit import Element, elements
from litedrift.drift._markup import Kind, spell, tokens
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import body_texts, byte_offset, set_body, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: A reference, or a character that a serialiser may spell as one.
_SPELLED: Final = re.compile(r"&(?:#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);|[^\x00-\x7f]|[\"'/]")
_SPECIAL: Final = frozenset("&<>")


def _texts(draft: Draft, change: Callable[[str], str]) -> bool:
    """Spell the texts of the page's flow otherwise; False when nothing changes."""
    found = tokens(draft.markup)
    after = spell(found, {n: change(found[n].text) for n in flow(found, Kind.TEXT)})
    if after == draft.markup:
        return False
    draft.markup = after
    return True


def _reference(letter: str, style: str, after: str) -> str:
    """Spell a character as a reference; `after` is what follows it."""
    code = ord(letter)
    if style == "bare":  # a reference needs no semicolon where nothing that could belong to it follows
        if after[:1].isalnum() or after[:1] in (";", "="):
            return f"&#{code};"
        name = codepoint2name.get(code, "")
        return f"&{name}" if name in html5 else f"&#{code}"
    if style in ("named", "slashes"):
        name = codepoint2name.get(code, "")
        return f"&{name};" if name else f"&#{code};"
    return {"decimal": f"&#{code};", "hex": f"&#x{code:x};", "upper-hex": f"&#X{code:X};"}[style]


@operator(
    "entity-style",
    levels=tuple({"style": each} for each in ("named", "decimal", "hex", "upper-hex", "bare", "slashes")),
    models="another serialiser or escaper: named, decimal or hexadecimal references, with or without semicolon",
    evidence="no frequency known: an effect of any change of renderer; curly quotes stand on 62% of pages",
    idempotent=True,
)
def entity_style(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Spell quotes and all that is not ASCII in the page's texts as references; for `slashes` slashes too."""
    letters = "/\"'" if style == "slashes" else "\"'"

    def respelled(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            letter = html.unescape(match[0])
            if len(letter) > 1 or not (letter in letters or letter in _SPECIAL or ord(letter) > 127):
                return match[0]
            if letter == "/":
                return "&#x2F;"
            return _reference(letter, style, text[match.end() :])

        return _SPELLED.sub(one, text)

    return f"characters spelled as references: {style}" if _texts(draft, respelled) else None


_TWICE: Final = {
    "quotes": str.maketrans({'"': "&quot;", "'": "&#39;"}),
    "typographic": str.maketrans({each: f"&{codepoint2name[ord(each)]};" for each in "‘’“”–—…é"}),
    "ampersand": str.maketrans({"&": "&amp;"}),
}


@operator(
    "double-escape",
    layer=Layer.TEXT,
    contract=transforms("body"),
    levels=tuple({"what": each} for each in _TWICE),
    models="a feed or template escapes text that was escaped already: readers see &quot; and &#39;",
    evidence="no frequency known: a classic defect of content systems",
)
def double_escape(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Escape the paragraphs of the story once more: quotes, typographic marks, or ampersands.

    On gold: each such character of the body becomes its reference, letter for letter, for that is what is printed.
    """
    items: list[Any] = list(draft.gold.fields.get("body") or ())
    texts = body_texts(draft)
    touched = 0
    for n, node in story(draft):
        text = texts[n]
        if text is None or not isinstance(items[n], str) or text.translate(_TWICE[what]) == text:
            continue
        _translate(node, _TWICE[what])
        items[n] = text.translate(_TWICE[what])
        touched += 1
    if not touched:
        return None
    set_body(draft, items)
    return f"{what} escaped twice in {touched} paragraphs"


def _translate(node: Element, table: dict[int, str]) -> None:
    """Translate the text inside an element, composed as gold has it."""
    for each in elements(node):
        each.text = unicodedata.normalize("NFC", each.text).translate(table) if each.text else each.text
    for each in node.iterdescendants():
        each.tail = unicodedata.normalize("NFC", each.tail).translate(table) if each.tail else each.tail


_BAD: Final = {
    "nul-comment": b"<!-- cache \x00 hit -->",
    "lone-comment": b"<!-- caf\xe9 \xff\xfe -->",
    "lone-attribute": b'<span data-note="\xc3("></span>',
    "c1-attribute": b'<span data-note="\xc2\x85\xc2\x9f"></span>',
    "nul-script": b'<script>var k = "\x00\x80";</script>',
}


@operator(
    "invalid-bytes",
    layer=Layer.BYTES,
    levels=tuple({"what": each} for each in _BAD),
    models="bytes that no character has, NUL and control characters in comments, attributes and scripts",
    evidence="no frequency known: caches and old tools leave them",
)
def invalid_bytes(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put bytes that spell nothing between two lines, where no text of the record stands."""
    found = tokens(draft.markup)
    places = gaps(draft.markup)
    if not places:
        return None
    if draft.charset not in ("utf-8", "utf-8-sig"):
        raise Infeasible("in this charset these bytes are characters or shift all that follows")
    place = byte_offset(draft, found[dice.pick(places)].start)
    before = charset_of(draft.data, draft.content_type)
    changed = draft.data[:place] + _BAD[what] + draft.data[place:]
    if charset_of(changed, draft.content_type) != before:
        raise Infeasible("nothing declares the charset, and with bytes that are no UTF-8 it is guessed")
    draft.data = changed
    return f"bytes that spell nothing: {what}"


@operator(
    "unicode-form",
    levels=({"share": 100}, {"share": 50}),
    models="a content system on another platform writes letters and their marks apart (NFD)",
    evidence="no frequency known: file names of macOS and some editors do",
    idempotent=True,
)
def unicode_form(draft: Draft, dice: Dice, *, share: str) -> str | None:
    """Write letters and their marks apart, in all texts or in half of them."""
    found = tokens(draft.markup)
    chosen = dice.share([n for n in flow(found, Kind.TEXT) if not found[n].text.isascii()], int(share))
    after = spell(found, {n: unicodedata.normalize("NFD", found[n].text) for n in chosen})
    if after == draft.markup:
        return None
    draft.markup = after
    return f"NFD in {len(chosen)} texts"


#: What the bytes 0x80 to 0x9F are in windows-1252, and so what references to these numbers mean.
_WINDOWS: Final = {
    bytes([byte]).decode("cp1252"): f"&#{byte};" for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
_NOWHERE: Final = '<span title="&#0; &#xD800; &#x110000; &#128; &#xFFFE;"></span>'


@operator(
    "numeric-edge",
    levels=({"form": "windows"}, {"form": "padded"}, {"form": "spaces"}, {"form": "impossible"}),
    models="numeric references at the edges of the rules: windows-1252 numbers, leading zeros, spaces, no character",
    evidence="no frequency known: &#146; and its like are a habit of old content systems",
)
def numeric_edge(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Refer to marks by their windows-1252 number or with leading zeros, to spaces, or to no character at all."""
    if form == "impossible":
        found = tokens(draft.markup)
        places = gaps(draft.markup)
        if not places:
            return None
        place = dice.pick(places)
        draft.markup = spell(found, {place: _NOWHERE + found[place].text})
        return "an attribute refers to characters that do not exist"
    change = {
        "windows": lambda text: "".join(_WINDOWS.get(each, each) for each in text),
        "padded": lambda text: "".join(f"&#{ord(each):07};" if ord(each) > 127 else each for each in text),
        "spaces": _spaces,
    }[form]
    return f"numeric references: {form}" if _texts(draft, change) else None


def _spaces(text: str) -> str:
    """Spell the first spaces inside a text as references to space, tab, line feed and carriage return."""
    parts = re.split(r"(?<=\w) (?=\w)", text, maxsplit=4)
    joints = ["&#32;", "&#x9;", "&#10;", "&#13;"]
    return "".join(part + joint for part, joint in zip(parts, [*joints[: len(parts) - 1], ""], strict=True))
