"""White space between elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import BLOCKS, Element, elements, rendered, slots
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import linked_cards, meta_lines, set_body, story
from litedrift.drift.catalogue.whitespace._tokens import BLANK, pieces, tight, tokenize

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

#: Blocks without content: nothing stands deeper after them.
_EMPTY: Final = frozenset({"hr"})


def _changed(draft: Draft, markup: str, account: str) -> str | None:
    """Take the new markup over; None when it is the old."""
    if markup == draft.markup:
        return None
    draft.markup = markup
    return account


@operator(
    "pretty-print",
    layer=Layer.SERIALISE,
    levels=({"indent": "2"}, {"indent": "4"}, {"indent": "tab"}, {"indent": "none"}),
    models="the markup is indented by a formatter, every block and its text on lines of their own",
    evidence="indentation or its removal comes with 31% of breaking changes and 7% of benign ones",
    idempotent=True,
)
def pretty_print(draft: Draft, _dice: Dice, *, indent: str) -> str | None:
    """Break the line at the edges of blocks and indent by depth; never between inline elements, never in ``pre``."""
    unit = {"2": "  ", "4": "    ", "tab": "\t", "none": ""}[indent]
    lines: list[str] = []
    depth = 0
    edge = True
    for token in tight(draft.markup):
        opens = bool(token.block) and token.kind == "tag" and token.block not in _EMPTY
        if opens and token.is_end:
            depth = max(0, depth - 1)
        if edge or token.block:
            lines.append("")
        lines[-1] += (unit * depth if not lines[-1] else "") + token.text
        depth += opens and not token.is_end
        edge = bool(token.block)
    return _changed(draft, "\n".join(lines) + "\n", f"{len(lines)} lines, indented by {indent}")


@operator(
    "minify",
    layer=Layer.SERIALISE,
    levels=({"how": "collapse"}, {"how": "edges"}, {"how": "comments"}),
    models="a careful minifier: one space stays wherever a browser prints one",
    evidence="indentation or its removal comes with 31% of breaking changes and 7% of benign ones",
    idempotent=True,
)
def minify(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Fold white space in text to one space, drop it at the edges of blocks as well, or drop comments too."""
    markup = draft.markup
    if how == "comments":
        markup = "".join(token.text for token in tokenize(markup) if token.kind != "comment")
        if markup == draft.markup:
            return None  # without comments this is the level "edges"
    tokens = list(tokenize(markup)) if how == "collapse" else tight(markup)
    short = "".join(re.sub(f"[{BLANK}]+", " ", each.text) if each.kind == "text" else each.text for each in tokens)
    return _changed(draft, short, f"{len(draft.markup) - len(short)} characters dropped: {how}")


def _fuse(root: Element, scope: str) -> int:
    """Drop white space between two tags, or (scope "edges") wherever text meets one; return in how many places."""
    touched = 0
    for node, slot in slots(root):
        text = getattr(node, slot)
        short = text.strip(BLANK)
        owner = node if slot == "text" else node.getparent()
        if short == text or (short and scope == "tags") or owner.tag == "pre" or next(owner.iterancestors("pre"), None):
            continue
        setattr(node, slot, short or None)
        touched += 1
    return touched


@operator(
    "minify-hard",
    contract=transforms("headline", "body", "links"),
    levels=({"scope": "tags"}, {"scope": "edges"}),
    models="a careless minifier that drops all white space between tags, and words fuse",
    evidence="indentation or its removal comes with 31% of breaking changes; how often words fuse: no frequency known",
    idempotent=True,
)
def minify_hard(draft: Draft, _dice: Dice, *, scope: str) -> str | None:
    """Drop the white space between two tags, or wherever text meets a tag, inline elements included.

    On gold: the spaces beside inline elements go, so that the words on both sides become one.
    """
    found, listed, headline = story(draft), linked_cards(draft), draft.one("headline")
    title = rendered(headline) if headline is not None else None
    items = list(draft.gold.fields.get("body") or ())
    names = {node: name for name, node in meta_lines(draft) if name != "editors_note"}
    if any(draft.gold.fields.get(field) for field in {"byline", "updated", "source"} - {*names.values()}):
        raise Infeasible("a meta line has no element of its own; what it fuses to is not known")
    lines = {node: rendered(node) for node in names}
    if len(found) < len(items):
        raise Infeasible("some paragraph has no element of its own; what it fuses to is not known")
    touched = _fuse(draft.body, scope)
    if any(rendered(node) != text for node, text in lines.items()):
        raise Infeasible("words of a meta line would fuse, and nothing tells a name from its neighbour")
    if draft.gold.fields.get("editors_note") and not _note_intact(draft):
        raise Infeasible("words of the editor's note would fuse")
    for n, node in found:
        items[n] = items[n] if not isinstance(items[n], str) else rendered(node)
    if items:
        set_body(draft, items)
    if listed:
        links = list(draft.gold.fields["links"])
        for n, card in listed:
            links[n] = {**links[n], "title": rendered(card)}
        draft.gold = draft.gold.set(links=links)
    if headline is not None and title == draft.gold.fields.get("headline"):
        draft.gold = draft.gold.set(headline=rendered(headline))
    return f"white space dropped in {touched} places" if touched else None


def _note_intact(draft: Draft) -> bool:
    note = draft.gold.fields["editors_note"]
    return any(rendered(node).endswith(note) for node in draft.landmark("editors_note"))


@operator(
    "line-endings",
    layer=Layer.SERIALISE,
    levels=({"style": "crlf"}, {"style": "cr"}, {"style": "tabs"}, {"style": "form-feed"}),
    models="servers and editors of another operating system; indentation by tabs; page breaks of old generators",
    evidence="no frequency known: either line ending is common",
    idempotent=True,
)
def line_endings(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """End lines by CR LF or CR, indent by tabs, or break lines in text by form feeds."""
    if style in ("crlf", "cr"):
        new = re.sub(r"\r\n?|\n", "\r\n" if style == "crlf" else "\r", draft.markup)
    else:
        pattern, text = (r"(?<=\n) +", "\t") if style == "tabs" else (r"\r\n?|\n", "\f")
        new = "".join(
            re.sub(pattern, text, each.text) if each.kind == "text" else each.text for each in tokenize(draft.markup)
        )
    return _changed(draft, new, f"lines of the page: {style}")


def _wrap(text: str, width: int, line_break: str) -> str:
    """Put `line_break` between words wherever a line would grow longer than `width`."""
    parts = re.split(r"([ \n]+)", text)
    size = len(parts[0])
    for n in range(2, len(parts), 2):
        inside = parts[n] and "".join(parts[:n]).strip()
        if inside and size + 1 + len(parts[n]) > width:
            parts[n - 1], size = line_break, len(parts[n])
        else:
            size += 1 + len(parts[n])
    return "".join(parts)


@operator(
    "wrapped-lines",
    levels=(
        {"indent": 0, "width": 72, "where": "story"},
        {"indent": 8, "width": 40, "where": "all"},
        {"indent": 2, "width": 1, "where": "meta"},
    ),
    models="generators and mail gateways that break long lines of markup between words",
    evidence="the site itself breaks the line between label and time; otherwise no frequency known",
    idempotent=True,
)
def wrapped_lines(draft: Draft, _dice: Dice, *, indent: str, width: str, where: str) -> str | None:
    """Break text between words into lines of at most so many characters; at width 1 every word has its own."""
    touched = 0
    for node, slot in pieces(draft, where):
        text = getattr(node, slot)
        wrapped = _wrap(text, int(width), "\n" + " " * int(indent))
        touched += wrapped != text
        setattr(node, slot, wrapped)
    return f"{touched} texts broken into lines" if touched else None


@operator(
    "blank-lines-between",
    levels=({"lines": 1}, {"lines": 6}, {"lines": 200}),
    models="template directives that leave empty lines behind every block",
    evidence="no frequency known: the rule with server-side templates",
)
def blank_lines(draft: Draft, _dice: Dice, *, lines: str) -> str | None:
    """Put empty lines after every block that no text follows."""
    touched = 0
    for node in elements(draft.body):
        preformatted = node.tag == "pre" or next(node.iterancestors("pre"), None) is not None
        if node.tag in BLOCKS and node.tag != "body" and not preformatted and not (node.tail or "").strip(BLANK):
            node.tail = "\n" * (int(lines) + 1) + (node.tail or "").lstrip("\n")
            touched += 1
    return f"{lines} empty lines after each of {touched} blocks" if touched else None


@operator(
    "outer-space",
    layer=Layer.SERIALISE,
    levels=({"where": "before"}, {"where": "after"}, {"where": "both"}),
    models="includes and gateways that print empty lines before the doctype or after the end of the page",
    evidence="since 2023 two spaces stand before the site's own doctype; otherwise no frequency known",
)
def outer_space(draft: Draft, _dice: Dice, *, where: str) -> str | None:
    """Put empty lines before the doctype, several hundred after the end tag of the page, or both."""
    before = "\r\n\r\n \t\n" if where != "after" else ""
    after = "\n  " * 300 if where != "before" else ""
    draft.markup = before + draft.markup + after
    return f"{len(before)} blank characters before the page, {len(after)} after it"
