"""The bytes end early."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html.entities import codepoint2name
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import Maybe, OneOf
from litedrift.drift._contract import REJECTS, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import BLOCKS
from litedrift.drift._markup import Kind, Token, tokens
from litedrift.drift._operator import Layer, operator
from litedrift.drift._shown import located, text_of
from litedrift.drift.catalogue._story import body_texts, byte_offset
from litedrift.drift.catalogue.truncation._rest import address_of, demand_rest

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_WORD: Final = re.compile(r"(?<![&#\w])[A-Za-z]{4,}")
_BAIT: Final = "Mittens forecast for the upper pier"
_EDITED: Final = {"invalid-bytes": "the cut is found in markup that those bytes are no part of"}


def _listed(draft: Draft) -> tuple[str, list[Any], list[str]]:
    """Return the field that holds the page's list, its items, and their texts."""
    if draft.gold.kind == "index":
        links = list(draft.gold.fields.get("links") or ())
        return "links", links, [str(link["title"]) for link in links]
    texts = body_texts(draft)
    if any(text is None for text in texts):
        raise Infeasible("gold has alternatives for this story")
    return "body", list(draft.gold.fields.get("body") or ()), [text for text in texts if text]


def _pieces(markup: str, span: tuple[int, int], pattern: re.Pattern[str], skip: int = 0) -> list[int]:
    """Return the offsets within a span, after its first `skip` characters, at which its text matches."""
    start, stop = span
    found = tokens(markup)
    first = bisect_right(found, start, key=lambda token: token.start) - 1
    places: list[int] = []
    for token in takewhile(lambda token: token.start < stop, found[first:]):
        if token.kind is Kind.TEXT:
            begin = max(start, token.start)
            places += (begin + match.start() for match in pattern.finditer(markup[begin : min(stop, token.stop)]))
    return [place for place in places if place >= start + skip]


def _closer(markup: str, place: int) -> Token | None:
    """Return the end tag of the block that holds the text before `place`, if only inline tags close before it."""
    for token in tokens(markup):
        if token.start < place or token.blank:
            continue
        if token.kind is not Kind.END:
            return None
        if token.name in BLOCKS:
            return token
    return None


#: Level → whether the paragraph (or card) is closed before the page ends.
_CUTS: Final = {
    "paragraph": False,
    "character": False,
    "reference": False,
    "end-tag": False,
    "between": True,
    "start-tag": True,
    "script": True,
}


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the page ends: an offset, bytes kept beyond it, what stands there instead, how much of the item is read."""

    place: int
    more: int = 0
    tail: str = ""
    shown: tuple[str, ...] = ()


_WITHIN: Final = {"paragraph": _WORD, "character": re.compile(r"[^\x00-\x7f]"), "reference": re.compile('["’“”é–—]')}


def _within(draft: Draft, dice: Dice, span: tuple[int, int], where: str) -> _Cut | None:
    """Cut an item before it is closed."""
    markup = draft.markup
    if where == "end-tag":
        after = next((token for token in tokens(markup) if token.start >= span[1] and not token.blank), None)
        if after is None or after.kind is not Kind.END:
            return None
        return _Cut(after.start + 3, shown=(text_of(markup[span[0] : span[1]]),))
    found = _pieces(markup, span, _WITHIN[where], 12)
    places = list(dropwhile(lambda place: not text_of(markup[span[0] : place]), found))
    if not places or (where == "character" and not draft.charset.startswith("utf-8")):
        return None
    place = dice.pick(places)
    if where == "paragraph":
        return _Cut(place + 2, shown=(text_of(markup[span[0] : place + 2]),))
    shown = text_of(markup[span[0] : place])
    if where == "character":
        return _Cut(place, more=1, shown=(shown,))
    half = f"&{codepoint2name[ord(markup[place])][:1]}"
    return _Cut(place, tail=half, shown=(text_of(markup[span[0] : place] + half), shown))


def _behind(draft: Draft, span: tuple[int, int], where: str) -> _Cut:
    """Cut the page behind a closed item."""
    closer = _closer(draft.markup, span[1])
    if closer is None:
        raise Infeasible("where this paragraph ends no tag says")
    if where == "script":
        return _Cut(closer.stop, tail=f'\n<script>window.next = "</p><p>{_BAIT}')
    opener = next((t for t in tokens(draft.markup) if t.start >= closer.stop and t.kind is Kind.START), None)
    if where == "between" or opener is None:
        return _Cut(closer.stop)
    return _Cut(opener.start + max(2, len(opener.text) // 2))


@operator(
    "cut",
    version=2,
    layer=Layer.BYTES,
    contract=transforms("body", "links", "full_article_url"),
    levels=tuple({"where": each} for each in _CUTS),
    models="a download that stopped: in a word, a character, a reference, a tag, a script, or between two paragraphs",
    evidence="no frequency known: broken saves are common in practice, and parsers hide them",
    conflicts=_EDITED,
)
def cut(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """End the page's bytes after its first closed paragraph, or its first five closed cards.

    On gold: the closed items stay; the one that was cut becomes optional, as far as it can be read; the address of the
    full article is that of JSON-LD or canonical link, else null.
    """
    field, items, texts = _listed(draft)
    spans = located(draft.markup, texts)
    last = len(items) - (1 if _CUTS[where] else 0)
    able = [n for n in range(1 if field == "body" else 5, last) if spans[n] and spans[n - 1]]
    if where in _WITHIN:
        able = [n for n in able if _pieces(draft.markup, spans[n] or (0, 0), _WITHIN[where], 12)]
    if not able or (field == "links" and not _CUTS[where]):
        return None
    n = dice.pick(able)
    span = spans[n] or (0, 0)
    end = _behind(draft, span, where) if _CUTS[where] else _within(draft, dice, span, where)
    if end is None:
        return None
    kept = draft.markup[: end.place]
    demand_rest(draft, kept)
    draft.data = draft.data[: byte_offset(draft, end.place) + end.more] + end.tail.encode(draft.charset)
    draft.gold = draft.gold.set(**{field: [*items[:n], _read(items[n], end.shown)]})
    if field == "body":
        draft.gold = draft.gold.set(full_article_url=address_of(draft, kept))
    if where == "script":
        draft.gold = draft.gold.forbid(_BAIT)
    return f"the page ends at item {n + 1} of {len(items)}: {where}"


def _read(item: Any, shown: tuple[str, ...]) -> Any:
    """Return what is expected of the last item: itself when it is closed, else what may be read of it, or nothing."""
    if not shown:
        return item
    return Maybe(shown[0] if len(shown) == 1 else OneOf(shown, "half a reference may be shown as it is spelled"))


@operator(
    "cut-early",
    layer=Layer.BYTES,
    contract=REJECTS,
    levels=({"where": "head"}, {"where": "headline"}, {"where": "first-tag"}, {"where": "first-paragraph"}),
    models="a download that stopped before the first paragraph was whole",
    evidence="no frequency known: broken saves are common in practice, and parsers hide them",
    conflicts=_EDITED,
)
def cut_early(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """End the page's bytes in the head, the headline, the tag before the first paragraph, or that paragraph."""
    field, _, texts = _listed(draft)
    headline = draft.gold.fields.get("headline")
    if field != "body" or not texts or not headline:
        return None
    title, first = located(draft.markup, [str(headline), texts[0]])
    found = tokens(draft.markup)
    if first is None:
        raise Infeasible("the first paragraph stands on the page twice, or not as one")
    place: int | None = None
    if where == "head":
        head = [n for n, token in enumerate(found) if token.name == "head"]
        place = found[dice.pick(range(head[0] + 1, head[1]))].stop - 1 if len(head) == 2 else None
    elif where == "headline":
        place = (title[0] + title[1]) // 2 if title and title[1] <= first[0] else None
    elif where == "first-tag":
        opener = [token for token in found if token.kind is Kind.START and token.start < first[0]][-1]
        place = opener.start + 2
    else:
        place = dice.pick(_pieces(draft.markup, first, _WORD, 12) or [first[0]]) + 2
    if place is None:
        return None
    draft.data = draft.data[: byte_offset(draft, place)]
    draft.gold = draft.gold.reject("truncated")
    return f"the page ends early: {where}"
