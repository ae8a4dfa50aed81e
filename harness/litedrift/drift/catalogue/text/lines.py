"""The site's own lines: end link, furniture, promotions, boilerplate."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from litedrift.corpus import fold
from litedrift.drift._contract import demotes, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, detach, insert_after, insert_before, make, prepend, rendered, slots
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import (
    SENTENCE,
    brand,
    labelled,
    like_paragraph,
    loose,
    meta_lines,
    plain,
    set_body,
    story,
)
from litedrift.drift.catalogue.text.labels import has_twin

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _say(node: Element, text: str) -> None:
    """Let an element that shows text show this one instead; its children stay, empty."""
    for n, (each, slot) in enumerate(slots(node)):
        setattr(each, slot, "" if n else text)


@operator(
    "end-link-words",
    levels=({"words": "read-full"}, {"words": "on-site"}, {"words": "arrow"}, {"words": "capitals"}),
    models="the link to the full article is worded otherwise; address and place stay",
    evidence="no frequency known: the words are the same on 9,298 of 9,298 pages of 2026",
)
def end_link_words(draft: Draft, _dice: Dice, *, words: str) -> str | None:
    """Reword the end link: it is told by its address and its place, not by its words alone."""
    link = draft.one("end_link")
    if link is None or not rendered(link):
        return None
    old = rendered(link)
    new = {
        "read-full": "Read the full article",
        "on-site": f"Continue on {brand(draft)}.com",
        "arrow": f"{old} »",
        "capitals": old.upper(),
    }[words]
    _say(link, new)
    return f"the end link reads {new!r}"


@operator(
    "end-link-drop",
    contract=demotes("full_article_url"),
    levels=({"what": "line"}, {"what": "words"}, {"what": "hidden"}),
    models="the link to the full article goes; the structured data still has the address",
    evidence="no frequency known: until 2022 the site had no such link",
)
def end_link_drop(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Drop the line of the end link or its words, or hide it, where JSON-LD or a canonical link has the address."""
    link, address = draft.one("end_link"), draft.gold.fields.get("full_article_url")
    if link is None or not isinstance(address, str):
        return None
    canonical = (node.get("href") for node in draft.root.iter("link") if node.get("rel") == "canonical")
    if not has_twin(draft, "url", address, _equal) and address not in {urljoin(draft.url, each) for each in canonical}:
        raise Infeasible("no structured data has the address")
    line = link.getparent() if rendered(link.getparent()) == rendered(link) else link
    if what == "hidden":
        line.set("style", "display:none")
    elif what == "words":
        _say(link, "")
    else:
        detach(line)
    draft.gold = draft.gold.demote("full_article_url")
    return f"the end link has no {what}" if what != "hidden" else "the end link is hidden"


def _equal(one: str, other: str) -> bool:
    return one == other


def _after(draft: Draft, found: tuple[int, Element], text: str) -> None:
    """Put a new ordinary paragraph after one of the story, and expect it there."""
    n, anchor = found
    insert_after(anchor, like_paragraph(draft, text))
    items = list(draft.gold.fields["body"])
    set_body(draft, [*items[: n + 1], fold(text), *items[n + 1 :]])


def _anchors(draft: Draft) -> list[tuple[int, Element]]:
    """Return the ordinary paragraphs after the first, as far as another may follow them directly."""
    return [(n, node) for n, node in plain(draft)[1:] if node.getparent().tag not in ("p", "blockquote", "a")]


@operator(
    "boilerplate",
    contract=transforms("body"),
    levels=({"line": "contributor"}, {"line": "agency"}, {"line": "updated"}, {"line": "correction"}),
    models="lines that close a story: who contributed, that it was updated, what was corrected",
    evidence="no frequency known: contributor lines close many stories",
)
def boilerplate(draft: Draft, _dice: Dice, *, line: str) -> str | None:
    """Put a closing line after the last ordinary paragraph.

    On gold: such lines are story, so the line is one more item of the body.
    """
    found = _anchors(draft)
    if not found:
        return None
    text = {
        "contributor": f"{brand(draft)}’s Henrietta Oyelaran-Moss contributed to this report.",
        "agency": "The Quillhaven Wire contributed to this report.",
        "updated": "This story has been updated with additional information.",
        "correction": "Correction: An earlier version of this story gave the ferry one funnel too many.",
    }[line]
    _after(draft, found[-1], text)
    return f"a closing line was added: {line}"


@operator(
    "furniture-words",
    contract=transforms("body"),
    levels=(
        {"words": "furniture"},
        {"words": "inside"},
        {"words": "source"},
        {"words": "byline"},
        {"words": "updated"},
        {"words": "end-link"},
    ),
    models="stories about newspapers, law and shipping that use the words of the site's own furniture",
    evidence="no frequency known: scrapers that drop paragraphs by their words are common",
)
def furniture_words(draft: Draft, dice: Dice, *, words: str) -> str | None:
    """Put a paragraph (or a sentence at the end of one) after the first that speaks like a label or a legal line.

    On gold: one more item of the body, or one more sentence in an item; later than the first paragraph all is story.
    """
    found = _anchors(draft)
    if not found:
        return None
    phrase = dice.pick(draft.site.furniture)
    link = dice.pick(draft.site.labels.get("full_article_url") or (phrase,))
    text = {
        "furniture": f"{phrase}, said the plate on the harbor gate, and nobody could say what it meant.",
        "inside": f" Below it somebody had painted “{phrase}” in letters a foot high.",
        "source": "Source: unknown, the harbor master wrote into his ledger, and closed it for the winter.",
        "byline": "By the time the second boat came in, the whole village stood on the pier.",
        "updated": "Updated charts hung in every window, and each of them showed another island.",
        "end-link": f"{link}, read the note pinned to the ferry house, and below it was an arrow to the sea.",
    }[words]
    n, node = dice.pick(found)
    if words != "inside":
        _after(draft, (n, node), text)
        return f"a paragraph after number {n + 1} begins with {' '.join(text.split()[:2])!r}"
    items = list(draft.gold.fields["body"])
    if not isinstance(items[n], str):
        return None
    if len(node):
        node[-1].tail = (node[-1].tail or "").rstrip() + text
    else:
        node.text = (node.text or "").rstrip() + text
    set_body(draft, [*items[:n], rendered(node), *items[n + 1 :]])
    return f"paragraph {n + 1} ends with {phrase!r}"


@operator(
    "near-empty",
    contract=transforms("body"),
    levels=({"left": "paragraph"}, {"left": "sentence"}, {"left": "placeholder"}),
    models="a brief: one paragraph, one sentence, or the line that more is to follow",
    evidence="no frequency known: real items of one sentence exist, and detectors raise false alarms on them",
)
def near_empty(draft: Draft, _dice: Dice, *, left: str) -> str | None:
    """Leave the first paragraph of the story, one sentence, or one line of a few words.

    On gold: the body is that one item.
    """
    found = story(draft)
    if len(found) < 2:
        return None
    if len(found) < len(draft.gold.fields["body"]) or found[0][1].tag != "p":
        raise Infeasible("some paragraph has no element of its own")
    many = (node for _, node in found if node.tag == "p" and len(SENTENCE.split(rendered(node))) > 1)
    kept = next(many, None) if left == "sentence" else found[0][1]
    if kept is None:
        return None
    text = rendered(kept)
    short = {"paragraph": text, "sentence": SENTENCE.split(text)[0], "placeholder": "More details are to follow."}[left]
    if labelled(draft, short):
        raise Infeasible("what is left looks like a meta line")
    if left != "paragraph" and not meta_lines(draft) and draft.one("end_link") is None:
        raise Infeasible("a headline and a line in the site's frame: nothing tells a brief from an error page")
    for node in (node for _, node in found if node is not kept):
        box = node.getparent()
        detach(node)
        if box.tag in ("ul", "ol", "dl") and not len(box):
            detach(box)
    if short != text:
        del kept[:]
        kept.text = short
    set_body(draft, [short])
    return f"of {len(found)} paragraphs a {left} is left"


@operator(
    "promo-line",
    layer=Layer.NOISE,
    levels=(
        {"place": "first", "what": "newsletter"},
        {"place": "middle", "what": "newsletter"},
        {"place": "end", "what": "newsletter-link"},
        {"place": "first", "what": "translation"},
        {"place": "end", "what": "translation-link"},
    ),
    models="a whole paragraph of the story advertises a newsletter, or a translation of the story",
    evidence="since April 2026 such paragraphs stand in stories; how often: no frequency known",
)
def promo_line(draft: Draft, _dice: Dice, *, place: str, what: str) -> str | None:
    """Put a paragraph that only advertises among those of the story, marked like them."""
    found = [node for _, node in loose(draft) if node.getparent().tag not in ("p", "blockquote", "a")]
    if len(found) < 2:
        return None
    text = "Lee el artículo en español"
    if what.startswith("newsletter"):
        text = f"Sign up for {brand(draft)}’s Salt and Lanterns newsletter."
    line = like_paragraph(draft, text)
    if what.endswith("-link"):
        line.text = None
        prepend(line, make("a", text, href="/newsletters/salt" if what.startswith("newsletter") else "/es/faro"))
    if place == "end":
        insert_after(found[-1], line)
    else:
        insert_before(found[0 if place == "first" else len(found) // 2], line)
    draft.gold = draft.gold.forbid(text)
    return f"a {what} line stands {place} in the story"
