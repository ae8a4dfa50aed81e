"""Headline, end link, header, footer and head change places."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    describe,
    detach,
    elements,
    insert_after,
    insert_before,
    make,
    prepend,
    rendered,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import HEADINGS, last_part, meta_lines, still_named
from litedrift.drift.catalogue.order._move import movable

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "move-headline",
    levels=({"to": "story"}, {"to": "before-layout"}, {"to": "own-header"}),
    models="the headline moves into the story's container, out of the layout, or into a header component",
    evidence="depth of the headline changes in 64% of breaking changes",
    conflicts={"wrap-headline": "the wrapper would stay behind, empty"},
)
def move_headline(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the headline; it still stands before the story."""
    node, box, layout = movable(draft, "headline"), draft.one("body"), draft.one("container")
    if node is None or box is None or layout is None:
        return None
    if node.tag not in HEADINGS and not still_named(draft, "headline", node):
        raise Infeasible("without tag and name only its place tells the headline")
    if any(each is node for each in layout.iterancestors()) or box.tag == "body":
        return None
    if to == "story":
        if node.getparent() is box:
            return None
        for _, line in reversed([pair for pair in meta_lines(draft) if _before(pair[1], box)]):
            prepend(box, detach(line))  # they follow the headline into the story
        prepend(box, detach(node))
    elif layout.getparent() is None or layout.tag == "body":
        return None
    else:
        detach(node)
        if to == "own-header":
            holder = make("header", class_="article-top")
            holder.append(node)
            insert_before(layout, holder)
        else:
            insert_before(layout, node)
    return f"{describe(node)} moved: {to}"


def _before(node: Element, other: Element) -> bool:
    """Whether a sibling stands before another."""
    return node.getparent() is other.getparent() and node.getparent().index(node) < other.getparent().index(other)


@operator(
    "move-end-link",
    levels=({"to": "after-story"}, {"to": "before-story"}, {"to": "doubled"}, {"to": "own-footer"}),
    models="the link to the full article leaves the story, or stands above and below it",
    evidence="no frequency known: it closes the story on 9,298 of 9,298 pages of 2026; earlier templates had none",
)
def move_end_link(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the end link's line out of the story's container, or repeat it above the story."""
    link, box = draft.one("end_link"), draft.one("body")
    if link is None or box is None or box.tag == "body":
        return None
    line = link.getparent()
    if line is box or line.tag not in ("p", "div") or rendered(line) != rendered(link):
        return None
    if to == "doubled":
        twin = copy.deepcopy(line)
        twin.tail = None
        insert_before(box, twin)
        return f"{describe(line)} stands above the story too"
    if to == "before-story":
        insert_before(box, detach(line))
        return f"{describe(line)} stands above the story"
    insert_after(last_part(draft, box), detach(line))
    if to == "own-footer":
        holder = make("div", class_="article-end")
        insert_after(line, holder)
        append(holder, detach(line))
    return f"{describe(line)} stands after the story: {to}"


@operator(
    "move-furniture",
    levels=({"what": "header-last"}, {"what": "footer-first"}, {"what": "both"}),
    models="navigation after the content and legal lines before it, ordered by style sheets",
    evidence="no frequency known: content-first source order is an accessibility pattern",
)
def move_furniture(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Move the page header after everything else, the page footer before it, or both."""
    header, footer, moved = draft.one("header"), draft.one("footer"), []
    body = draft.body
    if not _has_landmark_tags(header, footer):
        raise Infeasible("this template's header and footer are bare div: out of place nothing tells what they are")
    if what != "footer-first" and header is not None:
        append(body, detach(header))
        moved.append("header")
    if what != "header-last" and footer is not None:
        prepend(body, detach(footer))
        moved.append("footer")
    return f"{' and '.join(moved)} moved" if moved else None


def _has_landmark_tags(*nodes: Element | None) -> bool:
    return all(node is None or node.tag in ("header", "footer") for node in nodes)


@operator(
    "move-head",
    levels=({"how": "reversed"}, {"how": "title-last"}, {"how": "data-to-body"}),
    models="the head is generated in another order; structured data moves to the end of the body",
    evidence="the set of meta names changes in 85% of breaking changes and in 28% of benign ones",
)
def move_head(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Reverse the head's elements, put the title last, or move JSON-LD to the end of the body."""
    head = draft.head
    children = list(elements(head))[1:]
    if how == "data-to-body":
        moved = [node for node in children if node.tag == "script" and "ld+json" in (node.get("type") or "")]
        for node in moved:
            append(draft.body, detach(node))
        return f"{len(moved)} JSON-LD blocks stand in the body" if moved else None
    direct = [node for node in children if node.getparent() is head and node.tag != "base" and not _declares(node)]
    moved = direct if how == "reversed" else [node for node in direct if node.tag == "title"]
    if not moved or (how == "title-last" and moved[-1] is head[-1]):
        return None
    for node in moved if how == "title-last" else reversed(moved):
        append(head, detach(node))
    return f"{len(moved)} elements of the head moved: {how}"


def _declares(node: Element) -> bool:
    """Whether an element declares the charset: that has to stay early."""
    return node.tag == "meta" and (node.get("charset") or (node.get("http-equiv") or "").lower() == "content-type")
