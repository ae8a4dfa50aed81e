"""The same characters as other bytes or references; and the wrong ones, where a page's declarations lie.

Which declaration counts is the order of the gold rules: byte-order mark, header, meta, UTF-8, windows-1252.
"""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import codepoint2name, html5
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import charset_of, decode_page, fold
from litedrift.drift._contract import PRESERVES, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import flow, gaps
from litedrift.drift._kit import Element, elements, rendered
from litedrift.drift._markup import Kind, Token, get, spell, tokens
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import META, body_texts, byte_offset, set_body, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

#: A reference, or a character that a serialiser may spell as one.
_SPELLED: Final = re.compile(r"&(?:#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);|[^\x00-\x7f]|[\"'/]")
_SPECIAL: Final = frozenset("&<>")
#: Codec → the label by which the web names it.
_LABELS: Final = {
    "utf-8": "utf-8",
    "cp1252": "windows-1252",
    "iso8859-15": "iso-8859-15",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
_ONE_DECLARATION: Final = "both say how the page's bytes are to be read"


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
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
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
    category="encoding",
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


def _declares(token: Token) -> bool:
    if token.kind is not Kind.START or token.name != "meta":
        return False
    return get(token, "charset") is not None or (get(token, "http-equiv") or "").lower() == "content-type"


def _declare(draft: Draft, meta: str, header: str | None, codec: str | None = None) -> bool:
    """Let the page be declared like this, whatever declared it before; False when it was already.

    Raises:
        Infeasible: a reader who follows the order of precedence would see other characters.

    """
    found = tokens(draft.markup)
    head = flow(found, Kind.START, "head")
    if not head:
        raise Infeasible("there is no head to declare a charset in")
    changed = dict.fromkeys((n for n, token in enumerate(found) if _declares(token)), "")
    after = spell(found, {**changed, head[0]: found[head[0]].text + meta})
    served = "text/html" if header is None else f"text/html; charset={header}"
    if (after, served, codec or draft.charset) == (draft.markup, draft.content_type, draft.charset):
        return False
    draft.charset = codec or draft.charset
    draft.content_type = served
    draft.markup = _spellable(after, draft.charset)
    if html.unescape(decode_page(draft.data, served)) != html.unescape(draft.markup):
        raise Infeasible("read by these declarations the page has other characters")
    return True


def _spellable(markup: str, codec: str) -> str:
    """Spell what a charset lacks in scripts as their own escapes: references are none there."""
    found = tokens(markup)

    def escaped(text: str) -> str:
        return "".join(each if _in(each, codec) else f"\\u{ord(each):04x}" for each in text)

    return spell(
        found, {n: escaped(each.text) for n, each in enumerate(found) if (each.kind, each.name) == (Kind.RAW, "script")}
    )


def _in(letter: str, codec: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return ord(letter) > 0xFFFF
    return True


@operator(
    "charset",
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=(
        {"charset": "windows-1252", "by": "header"},
        {"charset": "windows-1252", "by": "meta"},
        {"charset": "iso-8859-15", "by": "meta"},
        {"charset": "utf-16", "by": "bom"},
        {"charset": "utf-8", "by": "bom"},
    ),
    models="the page is served in another charset, and says so",
    evidence="9% of pages do not declare utf-8 in their first 4 KB",
    idempotent=True,
)
def charset(draft: Draft, _dice: Dice, *, charset: str, by: str) -> str | None:
    """Write the page in another charset, declared in the header, in meta, or by its byte-order mark."""
    codec = {"windows-1252": "cp1252", "iso-8859-15": "iso8859-15", "utf-16": "utf-16-le"}.get(charset, "utf-8-sig")
    meta = f'<meta charset="{charset}">' if by == "meta" else ""
    done = _declare(draft, meta, charset if by == "header" else None, codec)
    return f"written in {charset}, declared by {by}" if done else None


_PADDING: Final = "<!-- " + "harbour " * 160 + "-->"


@operator(
    "charset-declaration",
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=tuple({"form": each} for each in ("late", "absent", "http-equiv", "odd-label")),
    models="the charset is declared late, elsewhere, in another form, or not at all",
    evidence="9% of pages do not declare utf-8 in their first 4 KB",
    conflicts={"charset": _ONE_DECLARATION},
)
def charset_declaration(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Declare the true charset in the page only, late, by http-equiv or by an alias; or do not declare it at all."""
    label = _LABELS.get(draft.charset)
    if label is None or label == "utf-16":
        raise Infeasible("the byte-order mark already says what this page is written in")
    alias = {"utf-8": "UTF8", "windows-1252": "cp1252", "iso-8859-15": "L9"}[label]
    meta = {
        "late": f'{_PADDING}<meta charset="{label}">',
        "http-equiv": f"<meta http-equiv='content-type' content='text/html;charset={label}'>",
        "odd-label": f"<meta charset={alias}>",
    }.get(form, "")
    return f"charset declared: {form}" if _declare(draft, meta, None) else None


@operator(
    "charset-conflict",
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"wrong": "meta"}, {"wrong": "header"}, {"wrong": "label"}),
    models="a proxy or template declares another charset than the server; the stronger declaration is right",
    evidence="no frequency known: a proxy's windows-1250 spoiled pages of a news archive",
    conflicts={"charset": _ONE_DECLARATION, "charset-declaration": _ONE_DECLARATION},
)
def charset_conflict(draft: Draft, _dice: Dice, *, wrong: str) -> str | None:
    """Let a weaker declaration be wrong: meta against the header, the header against a mark, a label that is none."""
    label = _LABELS.get(draft.charset)
    if label is None or label == "utf-16":
        raise Infeasible("the byte-order mark already says what this page is written in")
    other = "iso-8859-15" if label == "utf-8" else "utf-8"
    if wrong == "header" and label != "utf-8":
        raise Infeasible("this charset has no byte-order mark that could outweigh the header")
    done = {
        "meta": lambda: _declare(draft, f'<meta charset="{other}">', label),
        "header": lambda: _declare(draft, f'<meta charset="{label}">', other, "utf-8-sig"),
        "label": lambda: _declare(draft, f'<meta charset="{label}">', "x-unknown-8"),
    }[wrong]()
    return f"a wrong charset is declared: {wrong}" if done else None


_REFERENCES: Final = re.compile(r"&#?\w+;?")
_LETTERS: Final = re.compile(r"[^\x00-\x7f]+")


@operator(
    "mojibake",
    category="encoding",
    layer=Layer.SERIALISE,
    contract=transforms("headline", "body", "links"),
    levels=({"read": "iso-8859-15"}, {"read": "windows-1252"}, {"read": "utf-8"}),
    models="the header declares a charset that the page is not written in",
    evidence="no frequency known: a proxy's windows-1250 spoiled pages of a news archive",
    conflicts={
        "charset": _ONE_DECLARATION,
        "charset-declaration": _ONE_DECLARATION,
        "charset-conflict": _ONE_DECLARATION,
        "entity-style": "references are read right in every charset",
        "numeric-edge": "references are read right in every charset",
    },
)
def mojibake(draft: Draft, _dice: Dice, *, read: str) -> str | None:
    """Declare a wrong charset in the header, which outweighs the page's own meta; for `utf-8` write windows-1252.

    On gold: every text is what its bytes spell in the declared charset, for that is what the page shows.
    """
    written = "cp1252" if read == "utf-8" else "utf-8"
    codec = {"windows-1252": "cp1252"}.get(read, read)
    for name in META:
        lines = [rendered(node) for node in draft.landmark(name)] + [str(draft.gold.fields.get(name) or "")]
        if not all(map(str.isascii, lines)):
            raise Infeasible(f"spoiled marks in the {name} line may hide what it is")
    fields = {
        name: _spoiled(value, written, codec)
        for name in ("headline", "body", "links")
        if (value := draft.gold.fields.get(name))
    }
    if draft.charset.startswith("utf-16") or fields == {name: draft.gold.fields[name] for name in fields}:
        return None
    _demand_plain_letters(draft)
    found = tokens(draft.markup)
    head = flow(found, Kind.START, "head")
    changed = dict.fromkeys((n for n, token in enumerate(found) if _declares(token)), "")
    changed |= {n: f'{found[n].text}<meta charset="{_LABELS[written]}">' for n in head[:1]}
    draft.markup = spell(found, changed)
    draft.gold = draft.gold.set(**fields)
    draft.charset = written
    draft.content_type = f"text/html; charset={read}"
    return f"written in {_LABELS[written]}, declared as {read}"


def _demand_plain_letters(draft: Draft) -> None:
    """Make sure that gold knows every character whose bytes would be misread."""
    texts = [each.text for each in tokens(draft.markup) if each.kind is Kind.TEXT]
    letters = {each for text in texts for each in text if ord(each) > 127}
    if any(fold(each) != each for each in letters) or not unicodedata.is_normalized("NFC", draft.markup):
        raise Infeasible("the page has spaces or marks that gold has folded; misread they would be letters")
    if any(not html.unescape(each).isascii() for text in texts for each in _REFERENCES.findall(text)):
        raise Infeasible("references are read right in every charset")


def _spoiled(value: Any, written: str, read: str) -> Any:
    """Return a value with its texts as their bytes are misread."""
    match value:
        case str():
            return _LETTERS.sub(lambda run: _misread(run[0], written, read), value)
        case list():
            return [_spoiled(each, written, read) for each in value]
        case {"url": url, "title": title}:
            return {"url": url, "title": _spoiled(title, written, read)}
        case _:
            raise Infeasible("gold has alternatives here")


def _misread(text: str, written: str, read: str) -> str:
    try:
        data = text.encode(written)
    except UnicodeEncodeError:
        raise Infeasible(f"{_LABELS[written]} cannot spell this story") from None
    if read == "cp1252" and any(byte in data for byte in b"\x81\x8d\x8f\x90\x9d"):
        raise Infeasible("readers differ on the five bytes that windows-1252 leaves open")
    return data.decode(read, "replace")


_BAD: Final = {
    "nul-comment": b"<!-- cache \x00 hit -->",
    "lone-comment": b"<!-- caf\xe9 \xff\xfe -->",
    "lone-attribute": b'<span data-note="\xc3("></span>',
    "c1-attribute": b'<span data-note="\xc2\x85\xc2\x9f"></span>',
    "nul-script": b'<script>var k = "\x00\x80";</script>',
}


@operator(
    "invalid-bytes",
    category="encoding",
    layer=Layer.BYTES,
    contract=PRESERVES,
    levels=tuple({"what": each} for each in _BAD),
    models="bytes that no character has, NUL and control characters in comments, attributes and scripts",
    evidence="no frequency known: caches and old tools leave them",
)
def invalid_bytes(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put bytes that spell nothing between two lines, where no text of the record stands."""
    found = tokens(draft.markup)
    places = gaps(found)
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
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
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
    category="encoding",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"form": "windows"}, {"form": "padded"}, {"form": "spaces"}, {"form": "impossible"}),
    models="numeric references at the edges of the rules: windows-1252 numbers, leading zeros, spaces, no character",
    evidence="no frequency known: &#146; and its like are a habit of old content systems",
)
def numeric_edge(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Refer to marks by their windows-1252 number or with leading zeros, to spaces, or to no character at all."""
    if form == "impossible":
        found = tokens(draft.markup)
        places = gaps(found)
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
