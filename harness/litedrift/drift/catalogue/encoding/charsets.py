"""Which charset the bytes are in, and which one the page declares."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import decode_page, fold
from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import flow
from litedrift.drift._kit import rendered
from litedrift.drift._markup import Kind, Token, get, spell, tokens
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import META

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: Codec → the label by which the web names it.
_LABELS: Final = {
    "utf-8": "utf-8",
    "cp1252": "windows-1252",
    "iso8859-15": "iso-8859-15",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
_ONE_DECLARATION: Final = "both say how the page's bytes are to be read"


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
    escapes = {ord(each): f"\\u{ord(each):04x}" for each in set(markup) if not _in(each, codec)}
    if not escapes:
        return markup
    found = tokens(markup)
    scripts = [n for n, each in enumerate(found) if (each.kind, each.name) == (Kind.RAW, "script")]
    return spell(found, {n: found[n].text.translate(escapes) for n in scripts})


def _in(letter: str, codec: str) -> bool:
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return ord(letter) > 0xFFFF
    return True


@operator(
    "charset",
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
        "unicode-form": "letters and marks that stand apart are misread as other signs than letters that are one",
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
    letters = {each for each in set("".join(texts)) if not each.isascii()}
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
