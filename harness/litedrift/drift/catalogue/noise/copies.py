"""The story, or another one, stands on the page once more: hidden, in scripts, below, in a quote."""

from __future__ import annotations

import copy
import json
from html import escape
from typing import TYPE_CHECKING, Final

from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    append,
    describe,
    elements,
    insert_before,
    make,
    rendered,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._prose import HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import STRICT, cards, loose, plain
from litedrift.drift.catalogue.noise._place import inside, noise, not_on_index

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_HIDING: Final = {
    "hidden": {"hidden": "hidden"},
    "display": {"style": "display:none"},
    "visibility": {"style": "visibility: hidden; height: 0"},
    "off-screen": {"style": "position:absolute;left:-9999px;top:auto"},
    "upper-case": {"style": "DISPLAY : NONE !important"},
}


@operator(
    "hidden-copy",
    levels=(
        {"by": "hidden", "text": "same"},
        {"by": "display", "text": "same"},
        {"by": "display", "text": "altered"},
        {"by": "visibility", "text": "same"},
        {"by": "off-screen", "text": "altered"},
        {"by": "upper-case", "text": "same"},
    ),
    models="a hidden second copy of the story for print, tests of variants or search engines",
    evidence="the body's text stands twice in the source of 43% of pages",
)
def hidden_copy(draft: Draft, _dice: Dice, *, by: str, text: str) -> str | None:
    """Put a hidden copy of the story's container (or list) beside it, with the same or with altered text."""
    box = draft.one("body" if draft.gold.kind == "article" else "list")
    if box is None or box.tag == "body" or not rendered(box) or box.getparent().tag in STRICT:
        return None
    twin = copy.deepcopy(box)
    twin.tail = None
    for name in ("style", "id"):
        twin.attrib.pop(name, None)
    for key, value in _HIDING[by].items():
        twin.set(key, value)
    if text == "altered":
        for n, node in enumerate(
            node for node in elements(twin) if node.tag in ("p", "li") and (node.text or "").strip()
        ):
            node.text = f"{SENTENCES[n % len(SENTENCES)]} {node.text.strip()}"
        draft.gold = draft.gold.forbid(*SENTENCES)
    insert_before(box, twin)
    return f"a copy of {describe(box)} stands before it, hidden by {by}"


_STATE: Final = "The state of this page was rendered on a machine that has never seen a harbour."


@operator(
    "json-state",
    levels=({"form": "json"}, {"form": "assignment"}, {"form": "markup"}, {"form": "template-string"}),
    models="the state that a framework hydrates from, with the whole story inside a script",
    evidence="frameworks on 13% of pages; the body's text stands twice in the source of 43%",
)
def json_state(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Put in a script with a stale copy of the record, or with markup that looks like the story."""
    texts = [rendered(node) for _, node in loose(draft)] or [rendered(card) for card in cards(draft)]
    if not texts:
        return None
    stale = [_STATE, *texts]
    body = json.dumps({"props": {"story": {"headline": _STATE, "body": stale}}}).replace("</", "<\\/")
    lines = "".join(f'<p class=\\"paragraph\\">{escape(each)}<\\/p>' for each in stale)
    script = {
        "json": ("application/json", body),
        "assignment": (None, f"window.__STATE__ = {body};"),
        "markup": (None, f'window.fallback = "<article>{lines}<\\/article>";'),
        "template-string": ("text/x-template", f'<div class="story"><p>{escape(_STATE)}</p></div>'),
    }[form]
    new = make("script", script[1], **({"type": script[0]} if script[0] else {}))
    if form == "json":
        new.set("id", "__NEXT_DATA__")
    append(draft.body, new)
    draft.gold = draft.gold.forbid(_STATE)
    return f"a script holds the story as {form}"


@operator(
    "second-article",
    levels=({"extent": "whole"}, {"extent": "teaser"}, {"extent": "two"}),
    models="endless scrolling: the next story is printed below this one",
    evidence="the number of article elements changes in 53% of breaking changes",
    conflicts={"hidden-copy": "a page with three stories cannot be read by anybody"},
)
def second_article(draft: Draft, dice: Dice, *, extent: str) -> str | None:
    """Put one or two other stories, or the beginning of one, after the story's layout."""
    if not_on_index(draft) or not plain(draft) or draft.one("headline") is None:
        return None
    if not draft.gold.fields.get("headline"):
        raise Infeasible("the page's own story has no headline: the next one's would be the first")
    numbers = dice.some(range(5), 2 if extent == "two" else 1)
    account = None
    for n in reversed(numbers):
        count = 1 if extent == "teaser" else 3
        body = "".join(f"<p>{SENTENCES[(n + k) % len(SENTENCES)]}</p>" for k in range(count))
        markup = (
            f'<article class="next-story" data-url="/2024/05/17/world/{SLUGS[n]}"><h2>{HEADLINES[n]}</h2>'
            f'<p class="next-story__byline">By Cornelia Whitlock-Abe</p><p>Updated: 9:14 AM EDT, Fri May 17, 2024</p>'
            f"<div>{body}</div></article>"
        )
        texts = (HEADLINES[n], "Cornelia Whitlock-Abe", *(SENTENCES[(n + k) % len(SENTENCES)] for k in range(count)))
        account = noise(draft, dice, markup, "after", *texts)
    return account


_RAW: Final = "var ferry = 'no reader should ever meet this sentence about ferries';"


@operator(
    "raw-text-inside",
    levels=({"tag": "script"}, {"tag": "style"}, {"tag": "noscript"}, {"tag": "template"}, {"tag": "svg"}),
    models="widgets leave scripts, styles and fallbacks within paragraphs",
    evidence="8% of the news sites that need strip rules strip scripts or frames; noscript on 70% of pages",
)
def raw_text_inside(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Put an element whose text nobody sees into some paragraphs, cards or the headline."""
    chosen = dice.share([node for _, node in plain(draft)] or cards(draft), 40)
    headline = draft.one("headline")
    if headline is not None and dice.chance(0.5):
        chosen.append(headline)
    for node in chosen:
        if tag == "svg":
            new = make("svg", width="8", height="8")
            append(new, make("title", _RAW))
        else:
            new = make(tag, _RAW)
        append(node, new)
    if not chosen:
        return None
    draft.gold = draft.gold.forbid(_RAW)
    return f"{len(chosen)} elements hold a {tag}"


@operator(
    "pull-quote-aside",
    levels=({"tag": "aside"}, {"tag": "figure"}),
    models="a pull quote that repeats a sentence of the story in a side element",
    evidence="no frequency known: common in long reads",
)
def pull_quote_aside(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Repeat part of a paragraph in an aside or figure: asides are no story, so nothing stands twice."""
    found = [node for _, node in plain(draft) if len(rendered(node)) > 60]
    if not found:
        return None
    text = " ".join(rendered(dice.pick(found)).split()[1:8])
    box = make(tag, class_="pull-quote")
    append(box, make("blockquote", text))
    where = inside(draft, dice, box)
    return f"a pull quote in {tag} stands {where}" if where else None
