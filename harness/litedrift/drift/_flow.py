"""Where in a page's tokens something may be edited: plain flow, gaps between lines, nothing beside the story."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from litedrift.drift._markup import VOID, Kind, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_SIDE: Final = frozenset({"aside", "nav", "figure", "form"})
_HIDDEN: Final = re.compile(
    r"\shidden\b|aria-hidden|display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}|\bclip",
    re.IGNORECASE,
)


def flow(found: Sequence[Token], kind: Kind, *names: str) -> list[int]:
    """Return the places of the tokens of this kind (and one of these names) in plain flow content."""
    return [
        n
        for n, token in enumerate(found)
        if token.kind is kind and not token.region and (not names or token.name in names)
    ]


@lru_cache(maxsize=4)
def gaps(markup: str) -> tuple[int, ...]:
    """Return the places of paragraphs, list items and subheadings that directly follow another one of the story."""
    lines = ("p", "li", "h3", "h4")
    found, aside = tokens(markup), beside(markup)
    return tuple(
        n
        for n in flow(found, Kind.START, *lines)
        if n not in aside and (before := _before(found, n)) and before.kind is Kind.END and before.name in lines
    )


@lru_cache(maxsize=4)
def plain_texts(markup: str) -> tuple[int, ...]:
    """Return the places of texts of several words that are all that a paragraph of the story holds."""
    found, aside = tokens(markup), beside(markup)
    return tuple(
        n
        for n in flow(found, Kind.TEXT)
        if n not in aside
        and 0 < n < len(found) - 1
        and (found[n - 1].kind, found[n - 1].name) == (Kind.START, "p")
        and (found[n + 1].kind, found[n + 1].name) == (Kind.END, "p")
        and len(found[n].text.split()) >= 6
    )


@lru_cache(maxsize=4)
def beside(markup: str) -> frozenset[int]:
    """Return the places of the tokens within side boxes and hidden elements: nothing is edited there."""
    opened: list[tuple[str, bool]] = []
    names: Counter[str] = Counter()  # of the open elements; most pages have end tags that close none
    apart = 0
    places = set()
    for n, token in enumerate(tokens(markup)):
        if token.kind is Kind.START and token.name not in VOID:
            hides = token.name in _SIDE or _HIDDEN.search(token.text) is not None
            opened.append((token.name, hides))
            names[token.name] += 1
            apart += hides
        elif token.kind is Kind.END and names[token.name]:
            closed = ""
            while closed != token.name:
                closed, hides = opened.pop()
                names[closed] -= 1
                apart -= hides
        if apart:
            places.add(n)
    return frozenset(places)


def _before(found: Sequence[Token], place: int) -> Token | None:
    return next((found[n] for n in range(place - 1, -1, -1) if not found[n].blank), None)
