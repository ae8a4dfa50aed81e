"""Elements come around others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litedrift.drift._kit import (
    Element,
    append,
    describe,
    detach,
    make,
    wrap,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    STRICT,
    cards,
    loose,
    meta_lines,
    story_box,
)
from litedrift.drift.catalogue.tree.paragraphs import neighbours

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "wrap-container",
    levels=(
        {"depth": 1, "tag": "div"},
        {"depth": 2, "tag": "section"},
        {"depth": 5, "tag": "div"},
        {"depth": 12, "tag": "div"},
    ),
    models="layout wrappers around the story or the list: grid, column, hydration root",
    evidence="depth of the body grows in 29% of breaking changes and in 9% of benign ones",
)
def wrap_container(draft: Draft, dice: Dice, *, depth: str, tag: str) -> str | None:
    """Put elements around the story's container (or the list of an index)."""
    box = story_box(draft)
    if box is None or box.tag == "body":
        return None
    for _ in range(int(depth)):
        wrap(box, tag, class_=f"{dice.pick(('grid', 'layout', 'col', 'zone'))}-{dice.word(3)}")
    return f"{describe(box)} stands {depth} {tag} deeper"


@operator(
    "wrap-paragraphs",
    levels=(
        {"share": 100, "tag": "div"},
        {"share": 40, "tag": "div"},
        {"share": 100, "tag": "section"},
        {"share": 100, "tag": "article"},
    ),
    models="each paragraph becomes a component with a wrapper of its own",
    evidence="depth of the body grows in 29% of breaking changes",
)
def wrap_paragraphs(draft: Draft, dice: Dice, *, share: str, tag: str) -> str | None:
    """Put an element around each chosen paragraph, subheading or quote."""
    chosen = dice.share([node for _, node in loose(draft) if node.getparent().tag != "p"], int(share))
    for node in chosen:
        wrap(node, tag, class_="text-component")
    return f"{len(chosen)} paragraphs wrapped in {tag}" if chosen else None


@operator(
    "wrap-cards",
    levels=({"tag": "div", "depth": 1}, {"tag": "div", "depth": 3}, {"tag": "article", "depth": 1}),
    models="the cards of a list get inner wrappers",
    evidence="depth of the body grows in 29% of breaking changes; for lists alone no frequency known",
)
def wrap_cards(draft: Draft, _dice: Dice, *, tag: str, depth: str) -> str | None:
    """Put elements around the link inside every card of an index."""
    links = [link for card in cards(draft) if (link := card.find("a")) is not None]
    for link in links:
        for _ in range(int(depth)):
            wrap(link, tag, class_="card__inner")
    return f"{len(links)} links stand {depth} {tag} deeper in their card" if links else None


@operator(
    "wrap-headline",
    levels=(
        {"tag": "div", "depth": 1},
        {"tag": "header", "depth": 1},
        {"tag": "hgroup", "depth": 1},
        {"tag": "div", "depth": 4},
    ),
    models="a headline component around the heading",
    evidence="depth of the headline changes in 64% of breaking changes and in 9% of benign ones",
)
def wrap_headline(draft: Draft, _dice: Dice, *, tag: str, depth: str) -> str | None:
    """Put elements around the headline."""
    headline = draft.one("headline")
    if headline is None or headline.getparent().tag in STRICT:
        return None
    for _ in range(int(depth)):
        wrap(headline, tag, class_="headline__wrapper")
    return f"{describe(headline)} stands {depth} {tag} deeper"


@operator(
    "wrap-meta",
    levels=({"how": "each"}, {"how": "deep"}, {"how": "together"}),
    models="byline and time move into a meta component",
    evidence="the author was re-declared in 65% of parser changes",
    conflicts={"move-meta": "the lines must still be neighbours"},
)
def wrap_meta(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Put each meta line into a wrapper, or the neighbours byline and time into one together."""
    lines = [node for _, node in meta_lines(draft)]
    if not lines:
        return None
    if how != "together":
        for node in lines:
            for _ in range(3 if how == "deep" else 1):
                wrap(node, "div", class_="meta-item")
        return f"{len(lines)} meta lines wrapped"
    first = lines[0]
    group = wrap(first, "div", class_="article-meta")
    for node in lines[1:]:
        if node is group.getnext() and not (group.tail or "").strip():
            tail = node.tail
            append(group, detach(node))
            group.tail = tail
    return f"{len(group)} meta lines in one {describe(group)}" if len(group) > 1 else f"{describe(first)} wrapped"


@operator(
    "nest-container",
    levels=({"depth": 1, "tag": "same"}, {"depth": 2, "tag": "article"}, {"depth": 3, "tag": "same"}),
    models="syndication and live blogs: a container within a container of the same name",
    evidence="the number of article elements changes in 53% of breaking changes",
)
def nest_container(draft: Draft, _dice: Dice, *, depth: str, tag: str) -> str | None:
    """Put the story's container into others that carry the same classes."""
    box = story_box(draft)
    if box is None or box.tag in ("body", "ul", "ol"):
        return None
    for _ in range(int(depth)):
        wrap(box, box.tag if tag == "same" else tag, **({"class_": box.get("class")} if box.get("class") else {}))
    return f"{describe(box)} within {depth} of its like"


@operator(
    "form-wrapper",
    levels=({"around": "page"}, {"around": "container"}),
    models="server frameworks that put the whole page into one form",
    evidence="no frequency known: the rule of ASP.NET Web Forms",
)
def form_wrapper(draft: Draft, _dice: Dice, *, around: str) -> str | None:
    """Put the whole page, or the container of the story, into a form with hidden state."""
    form = make("form", id="aspnetForm", method="post", action="")
    state = make("input", type="hidden", name="__VIEWSTATE", value="dDwtMTIzNDU2Nzg5Ow==")
    if around == "container":
        box = draft.one("container")
        if box is None:
            return None
        form = wrap(box, "form", method="post", action="")
        form.insert(0, state)
        return f"{describe(box)} stands in a form"
    body = draft.body
    form.text, body.text = body.text, None
    form.extend(list(body))
    form.insert(0, state)
    state.tail, form.text = form.text, None
    body.append(form)
    return "the page stands in a form"


@operator(
    "section-story",
    levels=({"size": 2}, {"size": 3}, {"size": 5}),
    models="paragraphs are grouped into sections or chapters",
    evidence="body container classes change in 80% of breaking changes",
)
def section_story(draft: Draft, _dice: Dice, *, size: str) -> str | None:
    """Put each run of neighbouring paragraphs into a section of its own."""
    found = [node for _, node in loose(draft) if node.getparent().tag != "p"]
    groups: list[list[Element]] = []
    for node in found:
        if groups and len(groups[-1]) < int(size) and neighbours([groups[-1][-1], node]):
            groups[-1].append(node)
        else:
            groups.append([node])
    for group in groups:
        box = wrap(group[0], "section", class_="story-part")
        for node in group[1:]:
            append(box, detach(node))
    return f"{len(groups)} sections around the paragraphs" if groups else None
