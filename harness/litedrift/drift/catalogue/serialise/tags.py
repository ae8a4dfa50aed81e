"""Tags are left out, closed, or spelled otherwise; the doctype changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import flow
from litedrift.drift._kit import rendered
from litedrift.drift._markup import VOID, Attribute, Kind, Token, attributes, tokens
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.serialise._edit import amid, at_gap, edit, in_texts, quoted, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: Start tags that end an open paragraph for libxml2 and for the standard alike.
_CLOSES_P: Final = frozenset(
    ["p", "div", "ul", "ol", "dl", "blockquote", "h2", "h3", "h4", "table", "form", "pre", "hr"]
)
_END_TAGS: Final = {
    "paragraphs": frozenset({"p"}),
    "items": frozenset({"li"}),
    "document": frozenset({"body", "html"}),
    "all": frozenset({"p", "li", "body", "html"}),
}


@operator(
    "omit-end-tags",
    levels=tuple({"tags": each} for each in _END_TAGS),
    models="a minifier leaves out end tags that the standard calls optional",
    evidence="numbers of <p> and </p> differ on 11% of news pages",
    idempotent=True,
)
def omit_end_tags(draft: Draft, _dice: Dice, *, tags: str) -> str | None:
    """Leave out </p>, </li>, the page's last end tags, or all of them, where what follows ends the element too."""
    found = tokens(draft.markup)
    dropped = {n: "" for n in flow(found, Kind.END, *_END_TAGS[tags]) if _ends_anyway(found, n)}
    names = {found[n].name for n in dropped}
    footer = draft.one("footer")
    if "html" in names and (footer is None or not rendered(footer)):
        raise Infeasible("without a footer only </html> tells a whole page from one that was cut")
    return f"{len(dropped)} end tags left out: {', '.join(sorted(names))}" if edit(draft, dropped, found) else None


def _ends_anyway(found: Sequence[Token], place: int) -> bool:
    """Whether the element would end here without its end tag."""
    name = found[place].name
    if name in ("body", "html"):
        return True
    after = next((token for token in found[place + 1 :] if not token.blank and token.kind is not Kind.COMMENT), None)
    if after is None or after.region:
        return False
    if after.kind is Kind.END:
        return after.name in (("ul", "ol") if name == "li" else ("div", "article", "section", "blockquote", "body"))
    return after.kind is Kind.START and after.name in (("li",) if name == "li" else _CLOSES_P)


_START_TAGS: Final = {
    "html": frozenset({"html"}),
    "head": frozenset({"html", "head"}),
    "body": frozenset({"body"}),
    "all": frozenset({"html", "head", "body"}),
}


@operator(
    "omit-start-tags",
    levels=tuple({"tags": each} for each in _START_TAGS),
    models="a minifier or a hand-written template leaves out html, head and body, which a browser supplies",
    evidence="no frequency known: unquoted attributes, which the same minifiers write, stand on 22% of pages",
    idempotent=True,
)
def omit_start_tags(draft: Draft, _dice: Dice, *, tags: str) -> str | None:
    """Leave out the start tags of html, head or body with their attributes; for `all` the end tag of head too."""
    found = tokens(draft.markup)
    dropped = dict.fromkeys(flow(found, Kind.START, *_START_TAGS[tags]), "")
    if any(found[n].name == "body" and _belongs_to_head(found, n + 1) for n in dropped):
        raise Infeasible("what stands first in this body would belong to the head without its start tag")
    if tags == "all":
        dropped |= dict.fromkeys(flow(found, Kind.END, "head"), "")
    names = ", ".join(found[n].text.split(maxsplit=1)[0].strip("<>") for n in dropped)
    return f"tags left out: {names}" if edit(draft, dropped, found) else None


def _belongs_to_head(found: Sequence[Token], place: int) -> bool:
    first = next((token for token in found[place:] if not token.blank and token.kind is not Kind.COMMENT), None)
    return first is not None and first.name in ("meta", "noscript", "link", "script", "style", "template", "title")


def _mixed(name: str, dice: Dice) -> str:
    return "".join(letter.upper() if dice.chance(0.5) else letter for letter in name)


@operator(
    "tag-case",
    levels=({"style": "upper"}, {"style": "mixed"}, {"style": "attributes"}),
    models="old content systems and hand-written templates: <P CLASS=…>, <Div>",
    evidence="no frequency known: rare today, the rule before XHTML",
    idempotent=True,
)
def tag_case(draft: Draft, dice: Dice, *, style: str) -> str | None:
    """Write tag names in capitals or in mixed case, or attribute names in capitals; values stay."""
    found = tokens(draft.markup)
    changed = {}
    for n in flow(found, Kind.START):
        token = found[n]
        name = {"upper": token.name.upper(), "mixed": _mixed(token.name, dice)}.get(style, token.name)
        pairs = list(attributes(token))
        if style == "attributes":
            pairs = [Attribute(each.name.upper(), each.value) for each in pairs]
        changed[n] = written(token, [quoted(each) for each in pairs], name)
    for n in flow(found, Kind.END) if style != "attributes" else ():
        name = found[n].name.upper() if style == "upper" else _mixed(found[n].name, dice)
        changed[n] = f"</{name}>"
    return f"names of {len(changed)} tags: {style}" if edit(draft, changed, found) else None


_DOCTYPES: Final = {
    "absent": "",
    "html4": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
    "xhtml": '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n'
    '    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    "legacy": "<!doctype html SYSTEM 'about:legacy-compat'>",
}


@operator(
    "doctype",
    levels=tuple({"form": each} for each in _DOCTYPES),
    models="another document type, an XHTML prologue, or none at all",
    evidence="97.4% of pages have a document type",
    idempotent=True,
)
def doctype(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Replace the document type, drop it, or write an XML declaration before it."""
    found = tokens(draft.markup)
    old = [n for n, token in enumerate(found) if token.kind is Kind.DOCTYPE]
    first = next((n for n in flow(found, Kind.START)), None)
    if first is None or any(n > first for n in old):
        return None
    declared = [n for n in range(first) if found[n].text.startswith("<?xml")]
    changed = dict.fromkeys([*old, *declared, *(n + 1 for n in declared if found[n + 1].blank)], "")
    if form != "absent":
        at = old[0] if old else first
        changed[at] = _DOCTYPES[form] + ("" if old else "\n" + found[first].text)
    return f"document type: {form}" if edit(draft, changed, found) else None


@operator(
    "self-closing",
    levels=({"tag": "void"}, {"tag": "div"}, {"tag": "span"}, {"tag": "anchor"}),
    models="XHTML habits: <br />, and <div/>, <span/> or <a/> that HTML takes for start tags",
    evidence="no frequency known: the site's own pages write <meta … />; a browser opens what <div/> seems to close",
)
def self_closing(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Write a slash at the end of void elements, or put in an element that only seems to be closed."""
    if tag == "void":
        found = tokens(draft.markup)
        places = [n for n in flow(found, Kind.START, *VOID) if not found[n].text.endswith("/>")]
        done = edit(draft, {n: found[n].text[:-1] + " />" for n in places}, found)
        return f"{len(places)} void elements end in a slash" if done else None
    if tag == "div":
        return "<div/> between two lines" if at_gap(draft, dice, '<div class="spacer"/>\n') else None
    piece = '<span class="anchor"/>' if tag == "span" else '<a name="mark"/>'
    touched = in_texts(draft, dice, lambda text: amid(text, piece, dice), 2)
    return f"{piece} in {touched} texts" if touched else None
