"""Typographic marks, capitals, and words around the headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import rendered
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    brand,
    rewrite,
    set_body,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _curly(text: str) -> str:
    text = re.sub(r"(^|[\s([{—–“-])\"", r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{—–“-])'", r"\1‘", text).replace("'", "’")


def _swap(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


_QUOTES: Final = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))
_DASHES: Final = (("—", "--"), ("–", "-"), ("…", "..."))
_TYPOGRAPHY: Final[dict[str, Callable[[str], str]]] = {
    "straight-quotes": _swap(*_QUOTES),
    "curly-quotes": _curly,
    "ascii": _swap(*_QUOTES, *_DASHES),
    "dashes": _swap((" -- ", " — "), (" - ", " – "), ("...", "…")),
}


@operator(
    "typographic-swap",
    contract=transforms("headline", "body"),
    levels=tuple({"to": name} for name in _TYPOGRAPHY),
    models="typography filters of a content system: quotes, dashes and dots become curly, long, or plain",
    evidence="curly quotes on 62% of pages",
)
def typographic_swap(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Swap quotes, dashes and ellipses in headline and story.

    On gold: the same replacement of characters in headline and body; a paragraph whose markup cuts between a quote
    and its neighbour is left alone.
    """
    change = _TYPOGRAPHY[to]
    items = list(draft.gold.fields.get("body") or ())
    changed = 0
    for n, node in story(draft):
        if isinstance(items[n], str) and (text := rewrite(node, change)) is not None:
            items[n] = text
            changed += 1
    if changed:
        set_body(draft, items)
    return f"{changed} paragraphs: {to}" if _say_headline(draft, change) + changed else None


def _say_headline(draft: Draft, change: Callable[[str], str]) -> bool:
    """Rewrite the headline and expect it so; False when there is nothing to change."""
    node = draft.one("headline")
    if node is None or rendered(node) != draft.gold.fields.get("headline"):
        return False
    text = rewrite(node, change)
    if text is not None:
        draft.gold = draft.gold.set(headline=text)
    return text is not None


@operator(
    "headline-caps",
    contract=transforms("headline"),
    levels=({"case": "upper"}, {"case": "words"}, {"case": "lower"}),
    models="a headline in capitals, or with a capital for every word",
    evidence="no frequency known: a matter of house style",
)
def headline_caps(draft: Draft, _dice: Dice, *, case: str) -> str | None:
    """Spell the headline in capitals, with a capital for every word, or in small letters.

    On gold: the same spelling; the structured data keeps the old one and loses against the visible headline.
    """
    change = {
        "upper": str.upper,
        "words": lambda text: re.sub(r"(?<!\S)[a-z]", lambda letter: letter[0].upper(), text),
        "lower": str.lower,
    }[case]
    return f"the headline is in {case} case" if _say_headline(draft, change) else None


@operator(
    "title-suffix",
    levels=({"form": "none"}, {"form": "dash"}, {"form": "section"}, {"form": "front"}, {"form": "site-only"}),
    models="the title element gets or loses the site's name, behind another separator or in front",
    evidence="the title element does not contain the headline on 23% of pages",
    idempotent=True,
)
def title_suffix(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Write the title element anew from headline and site name; the visible headline stays."""
    title, node, headline = draft.root.find(".//title"), draft.one("headline"), draft.gold.fields.get("headline")
    if title is None or not isinstance(headline, str):
        return None
    if node is None or rendered(node) != headline:
        raise Infeasible("no visible headline: the title may be its carrier")
    name = brand(draft)
    title.text = {
        "none": headline,
        "dash": f"{headline} - {draft.site.name}",
        "section": f"{headline} | World & Weather | {name}",
        "front": f"{name}: {headline}",
        "site-only": draft.site.name,
    }[form]
    return f"the title reads {title.text!r}"
