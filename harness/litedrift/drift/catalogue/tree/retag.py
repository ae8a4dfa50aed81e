"""Elements get another tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import fold
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    append,
    classes,
    describe,
    make,
    rendered,
    unwrap,
    wrap,
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

#: A line of its own for an element that has none by nature.
BLOCK: Final = "display:block"
STRIP_CONFLICT: Final = {"class-strip": "neither a name nor a tag would be left to tell this element"}


@operator(
    "retag-container",
    levels=({"tag": "main"}, {"tag": "section"}, {"tag": "div"}, {"tag": "article"}),
    models="semantic clean-up or loss: div, section, article and main change places",
    evidence="the container's tag changes in 24% of breaking changes; main appears or goes in 21%",
    idempotent=True,
)
def retag_container(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give the story's container another tag (on an index page the box around the list)."""
    box = draft.one("body") if draft.gold.kind == "article" else draft.one("container")
    if box is None or box.tag in (tag, "body"):
        return None
    before = describe(box)
    box.tag = tag
    return f"{before} is now {tag}"


@operator(
    "retag-headline",
    levels=({"tag": "h1"}, {"tag": "h3"}, {"tag": "div"}, {"tag": "p"}),
    models="the heading level is corrected for search engines, or heading tags are given up",
    evidence="the h1's class or depth changes in 64% of breaking changes; the number of h1 in 12%",
    conflicts={
        **STRIP_CONFLICT,
        "class-hash": "neither a name nor a tag would be left to tell the headline",
        "class-rename": "neither a name nor a tag would be left to tell the headline",
    },
    idempotent=True,
)
def retag_headline(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give the headline another tag; its classes stay."""
    headline = draft.one("headline")
    if headline is None or headline.tag == tag:
        return None
    if tag in ("div", "p") and not (classes(headline) or meta_lines(draft)):
        raise Infeasible("without a name, and without meta lines below it, only its tag makes it a headline")
    before = describe(headline)
    headline.tag = tag
    return f"{before} is now {describe(headline)}"


@operator(
    "retag-meta",
    levels=({"tag": "div"}, {"tag": "span"}, {"tag": "address"}, {"tag": "h5"}),
    models="meta lines stop being paragraphs",
    evidence="59% of replaced site rules changed the tag",
    idempotent=True,
)
def retag_meta(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give every meta line another tag; a span gets a line of its own by style."""
    lines = [node for _, node in meta_lines(draft) if node.tag in ("p", "div", "span") and node.tag != tag]
    for node in lines:
        node.tag = tag
        if tag == "span":
            node.set("style", BLOCK)
    return f"{len(lines)} meta lines are now {tag}" if lines else None


@operator(
    "retag-paragraphs",
    levels=(
        {"share": 100, "tag": "div"},
        {"share": 50, "tag": "div"},
        {"share": 100, "tag": "span"},
        {"share": 100, "tag": "section"},
    ),
    models="component libraries that print paragraphs as div or span",
    evidence="paragraphs change between p and div or span in 13% of breaking changes; on 7% of pages they are not p",
)
def retag_paragraphs(draft: Draft, dice: Dice, *, share: str, tag: str) -> str | None:
    """Give the chosen paragraphs another tag; a span gets a line of its own by style."""
    chosen = dice.share([node for _, node in plain(draft) if node.getparent().tag != "p"], int(share))
    for node in chosen:
        node.tag = tag
        if tag == "span":
            node.set("style", BLOCK)
    return f"{len(chosen)} p are now {tag}" if chosen else None


@operator(
    "retag-subheadings",
    levels=({"tag": "h4"}, {"tag": "div"}, {"tag": "strong"}),
    models="the level of subheadings changes, or they become bold lines",
    evidence="no frequency known: generation 1 prints subheadings as plain paragraphs, generation 2 does not",
)
def retag_subheadings(draft: Draft, _dice: Dice, *, tag: str) -> str | None:
    """Give subheadings another level, or print them as a paragraph that holds one strong element."""
    chosen = [node for _, node in loose(draft) if node.tag in ("h2", "h3", "h4", "h5", "h6") and node.tag != tag]
    for node in chosen:
        if tag == "strong":
            inner = make("strong", node.text)
            inner.extend(list(node))
            node.text, node.tag = None, "p"
            append(node, inner)
        else:
            node.tag = tag
    return f"{len(chosen)} subheadings are now {tag}" if chosen else None


@operator(
    "retag-end-link",
    levels=({"how": "div"}, {"how": "bare"}, {"how": "strong"}, {"how": "button"}),
    models="the link to the full article becomes a button or a line outside any paragraph",
    evidence="no frequency known: each generation of the site placed its link to the full site elsewhere",
)
def retag_end_link(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Change the element around the end link, or dress the link itself; text and address stay."""
    link = draft.one("end_link")
    if link is None:
        return None
    line = link.getparent()
    if line.tag != "p" or fold(rendered(line)) != fold(rendered(link)):
        return None
    if how == "div":
        line.tag = "div"
    elif how == "bare":
        line.text, link.tail = None, None
        link.set("style", BLOCK)
        unwrap(line)
    elif how == "strong":
        inner = make("strong", link.text)
        inner.extend(list(link))
        link.text = None
        append(link, inner)
    else:
        link.set("role", "button")
        wrap(link, "span", class_="button__label")
    return f"end link changed: {how}"


@operator(
    "retag-list",
    levels=({"style": "div"}, {"style": "ol"}, {"style": "article"}, {"style": "table"}),
    models="the list of stories is built of other elements",
    evidence="59% of replaced site rules changed the tag",
)
def retag_list(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Build the list of an index of div, ol, article or table rows; its links stay."""
    found = cards(draft)
    if not found or any(card.getparent().tag not in ("ul", "ol") for card in found):
        return None
    for box in {id(card.getparent()): card.getparent() for card in found}.values():
        box.tag = {"div": "div", "ol": "ol", "article": "section", "table": "table"}[style]
        if style == "ol":
            continue
        for item in box.iterchildren(etree.Element):
            item.tag = {"div": "div", "article": "article", "table": "td"}[style]
            if style == "table":
                wrap(item, "tr")
        if style == "table":
            box.text = None
            rows = list(box)
            body = make("tbody")
            for row in rows:
                row.tail = None
                body.append(row)
            append(box, body)
    return f"{len(found)} cards built of {style}"


@operator(
    "dress-card-titles",
    levels=({"how": "span"}, {"how": "heading"}, {"how": "heading-outside"}, {"how": "strong"}),
    models="card titles get an element of their own inside or around the link",
    evidence="no frequency known: the usual markup of card components",
)
def dress_card_titles(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each card's title into a span, heading or strong element within the link, or a heading around the link."""
    links = [link for card in cards(draft) for link in card.iter("a") if not len(link) and (link.text or "").strip()]
    for link in links:
        if how == "heading-outside":
            wrap(link, "h3", class_="card__title")
            continue
        inner = make({"span": "span", "heading": "h3", "strong": "strong"}[how], link.text, class_="card__title")
        link.text = None
        append(link, inner)
    return f"{len(links)} card titles dressed: {how}" if links else None
