"""Markup within a line: breaks, emphasis, links, time, comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from litedrift.corpus import instant
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    describe,
    insert_before,
    make,
    unwrap,
    wrap,
    wrap_text,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    cards,
    loose,
    meta_lines,
    plain,
)

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "line-breaks",
    levels=({"count": 1, "space": "replaced"}, {"count": 6, "space": "replaced"}, {"count": 3, "space": "kept"}),
    models="editors who break lines inside a paragraph",
    evidence="br inside a paragraph on 20% of pages",
)
def line_breaks(draft: Draft, dice: Dice, *, count: str, space: str) -> str | None:
    """Put a ``<br>`` where a space stands between two words of a paragraph (a single break reads as a space)."""
    able = [node for _, node in plain(draft) if (node.text or "").strip().count(" ") > 4]
    chosen = dice.some(able, int(count))
    for node in chosen:
        text = node.text
        spaces = [
            k for k in range(1, len(text) - 1) if text[k] == " " and text[k - 1].isalnum() and text[k + 1].isalnum()
        ]
        if not spaces:
            continue
        at = dice.pick(spaces)
        pad = " " if space == "kept" else ""
        mark = make("br")
        mark.tail = pad + text[at + 1 :]
        node.text = text[:at] + pad
        node.insert(0, mark)
    return f"{len(chosen)} paragraphs got a line break" if chosen else None


@operator(
    "inline-split",
    levels=(
        {"tag": "span", "where": "words"},
        {"tag": "b", "where": "words"},
        {"tag": "font", "where": "words"},
        {"tag": "span", "where": "letters"},
    ),
    models="editors and text experiments that cut a line into inline elements",
    evidence="no frequency known: links stand in 73% of story bodies, other inline elements are as common",
)
def inline_split(draft: Draft, dice: Dice, *, tag: str, where: str) -> str | None:
    """Put runs of a paragraph's text into inline elements, between words or in the midst of one."""
    chosen = dice.share([node for _, node in loose(draft) if len(node.text or "") > 20], 60)
    for node in chosen:
        text = node.text
        inside = [k for k in range(2, len(text) - 2) if text[k - 1].isalpha() and text[k].isalpha()]
        between = [k for k in range(2, len(text) - 2) if text[k - 1] == " " and text[k] != " "]
        ends = inside if where == "letters" else between
        if len(ends) > 1:
            start, stop = sorted(dice.some(ends, 2))
            wrap_text(node, start, stop, tag)
    return f"{len(chosen)} paragraphs have a {tag} around some {where}" if chosen else None


@operator(
    "drop-cap",
    levels=({"letters": 1, "tag": "span"}, {"letters": 1, "tag": "b"}, {"letters": 3, "tag": "span"}),
    models="a decorated initial: the first letters stand in an element of their own",
    evidence="no frequency known: common in long reads",
)
def drop_cap(draft: Draft, _dice: Dice, *, letters: str, tag: str) -> str | None:
    """Put the first letters of the story into an inline element."""
    first = next((node for _, node in plain(draft) if len((node.text or "").strip()) > 5), None)
    if first is None:
        return None
    start = len(first.text) - len(first.text.lstrip())
    wrap_text(first, start, start + int(letters), tag, class_="drop-cap")
    return f"{letters} letters of {describe(first)} stand in {tag}"


@operator(
    "inline-links",
    levels=({"share": 20, "words": 1}, {"share": 100, "words": 1}, {"share": 60, "words": 4}),
    models="automatic links on names and topics",
    evidence="links stand in the body of 73% of pages",
)
def inline_links(draft: Draft, dice: Dice, *, share: str, words: str) -> str | None:
    """Turn some words of paragraphs into links; never a whole paragraph."""
    need = int(words) + 6
    chosen = dice.share([node for _, node in plain(draft) if len((node.text or "").split()) >= need], int(share))
    for node in chosen:
        text = node.text
        starts = [k for k in range(1, len(text)) if text[k - 1].isspace() and text[k].isalpha()][: -int(words) - 1]
        if not starts:
            continue
        start = dice.pick(starts)
        stop = start
        for _ in range(int(words)):
            stop = text.find(" ", stop + 1)
        if stop > start:
            wrap_text(node, start, stop, "a", href=f"{draft.site.base_url}topics/{dice.word(7)}")
    return f"{len(chosen)} paragraphs got a link" if chosen else None


@operator(
    "unwrap-inline",
    levels=({"what": "links"}, {"what": "all"}),
    models="a text-only clean-up that drops links and emphasis",
    evidence="generation 1 printed no inline element at all; generation 2 prints links and emphasis",
    idempotent=True,
)
def unwrap_inline(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Replace inline elements of the story by their text."""
    tags = {"a"} if what == "links" else {"a", "em", "strong", "b", "i", "span", "u", "font"}
    found = [node for _, p in loose(draft) for node in p.iter(*tags) if node is not p]
    for node in found:
        if node.get("style"):
            raise Infeasible("an inline element with a style may be a line of its own")
        unwrap(node)
    return f"{len(found)} inline elements replaced by their text" if found else None


@operator(
    "time-element",
    levels=({"around": "line"}, {"around": "value"}, {"around": "value-plain"}),
    models="the time gets a time element with a machine-readable twin",
    evidence="time elements appear or go in 20% of breaking changes; 58% of pages have one",
)
def time_element(draft: Draft, _dice: Dice, *, around: str) -> str | None:
    """Put the printed time, with or without its label, into a ``time`` element that says the same instant."""
    node = draft.one("updated")
    moment = instant(draft.gold.fields.get("updated") or "") if node is not None else None
    if node is None or moment is None or len(node) or not (node.text or "").strip():
        return None
    text = node.text
    start = len(text) - len(text.lstrip())
    labels = [label for label in draft.site.labels.get("updated", ()) if text[start:].startswith(label)]
    if around != "line" and labels:
        start += len(max(labels, key=len))
        start += len(text[start:]) - len(text[start:].lstrip())
    mark = wrap_text(node, start, len(text.rstrip()), "time")
    if around != "value-plain":
        mark.set("datetime", moment.isoformat())
    return f"time element around the {around} of {describe(node)}"


@operator(
    "byline-markup",
    levels=({"how": "link"}, {"how": "span"}, {"how": "link-in-span"}, {"how": "icon"}),
    models="author names become links to profiles, or get elements of their own",
    evidence="the author was re-declared in 65% of parser changes",
)
def byline_markup(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each author's name in the byline into a link or span, or an empty icon before them."""
    node = draft.one("byline")
    names = draft.gold.fields.get("authors") or []
    if node is None or len(node) or not node.text:
        return None
    if how == "icon":
        icon = make("i", class_="icon icon-pen", aria_hidden="true")
        icon.tail, node.text = node.text, None
        node.insert(0, icon)
        return f"an icon stands in {describe(node)}"
    marked = 0
    for name in reversed([each for each in names if isinstance(each, str)]):
        at = (node.text or "").rfind(name)
        if at < 0:
            continue
        slug = "-".join("".join(c for c in word if c.isalnum()).lower() for word in name.split())
        mark = wrap_text(node, at, at + len(name), "span" if how == "span" else "a", class_="byline__name")
        if how != "span":
            mark.set("href", f"/profiles/{slug}")
        if how == "link-in-span":
            wrap(mark, "span", class_="byline__names")
        marked += 1
    return f"{marked} names marked in {describe(node)}" if marked else None


@operator(
    "text-comments",
    levels=({"where": "between-words"}, {"where": "inside-words"}, {"where": "around-blocks"}, {"where": "meta"}),
    models="the comment markers that hydration frameworks leave in text",
    evidence="frameworks appear or go in 13% of breaking changes; comments stand on 87% of pages",
)
def text_comments(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """Put comments between or inside words of text, or around blocks."""
    if where == "around-blocks":
        nodes = [node for _, node in loose(draft)] or cards(draft)
        for node in nodes:
            insert_before(node, etree.Comment("$" if dice.chance(0.5) else " text-component "))
        return f"{len(nodes)} blocks have a comment before them" if nodes else None
    lines = [node for _, node in meta_lines(draft)] if where == "meta" else [node for _, node in loose(draft)]
    touched = 0
    for node in lines:
        text = node.text or ""
        ends = [
            k
            for k in range(1, len(text))
            if (
                text[k - 1] == " " and text[k] != " "
                if where != "inside-words"
                else text[k - 1].isalpha() and text[k].isalpha()
            )
        ]
        if not ends:
            continue
        at = dice.pick(ends)
        mark = etree.Comment(" ")
        mark.tail, node.text = text[at:], text[:at]
        node.insert(0, mark)
        touched += 1
    return f"{touched} texts cut by a comment" if touched else None
