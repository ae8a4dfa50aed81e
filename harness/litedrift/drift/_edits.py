"""A mutant as a set of small edits of its clean page, so that a failure can be cut down to the nodes that cause it.

Both pages are cut into tags and texts and compared. What differs falls into hunks; hunks that hold the two ends of one
element belong together, so that every edit is balanced and any subset of the edits gives a page. Not every subset keeps
the contract (the insertion of a move without its removal prints a line twice): `fault` says which do not.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.corpus import Maybe, OneOf, fold
from litedrift.drift._kit import BLOCKS, PARSER, RAW_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from litedrift.corpus import Gold

#: Comments, whole scripts and style sheets, tags (an attribute may hold ">"), texts, and a stray "<".
_TOKEN: Final = re.compile(
    r"<!--.*?-->|<(script|style)\b[^>]*>.*?</\1\s*>|<[a-zA-Z/!?](?:[^>\"']|\"[^\"]*\"|'[^']*')*>|[^<]+|<",
    re.DOTALL | re.IGNORECASE,
)
_TAG: Final = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
#: Elements that hold nothing, and those that the tokeniser keeps whole.
_ALONE: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
    | {"script", "style"}
)
#: A rule that hides noise must stand wherever the noise may: edits of style sheets are always kept.
_STYLE: Final = re.compile(r"<style\b|<link\b[^>]*stylesheet", re.IGNORECASE)
_HIDING: Final = re.compile(r"display:none|visibility:hidden|(?:left|top|text-indent):-\d{3}|clip", re.IGNORECASE)
_SHOWN_AS_BLOCK: Final = re.compile(r"display:(?:block|flex|grid|table)", re.IGNORECASE)
_DOUBLE_BREAK: Final = re.compile(r"\x01\s*(?:\x01\s*)+")
#: Fields that are printed as lines of text, so that counting lines tells whether a part of the edits keeps them.
_PRINTED: Final = frozenset({"headline", "byline", "authors", "source", "editors_note", "body", "links"})


@dataclass(frozen=True, slots=True)
class _Hunk:
    """``old[i1:i2]`` became ``new[j1:j2]``."""

    i1: int
    i2: int
    j1: int
    j2: int


@dataclass(frozen=True, slots=True)
class Edits:
    """Two pages as tokens, their differences, and for each of these the number of its edit (-1: always kept)."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    hunks: tuple[_Hunk, ...]
    edit_of: tuple[int, ...]

    def __len__(self) -> int:
        return max(self.edit_of, default=-1) + 1

    def part(self, kept: Collection[int]) -> str:
        """Return the page with these edits only."""
        parts: list[str] = []
        place = 0
        for hunk, number in zip(self.hunks, self.edit_of, strict=True):
            parts += self.old[place : hunk.i1]
            parts += self.new[hunk.j1 : hunk.j2] if number < 0 or number in kept else self.old[hunk.i1 : hunk.i2]
            place = hunk.i2
        return "".join([*parts, *self.old[place:]])


def edits_between(before: str, after: str) -> Edits:
    """Compare two pages and number the edits in the order in which they stand on the page."""
    old = tuple(match[0] for match in _TOKEN.finditer(before))
    new = tuple(match[0] for match in _TOKEN.finditer(after))
    hunks = tuple(_hunks(old, new))
    roots = _linked(old, new, hunks)
    pinned = {
        root
        for hunk, root in zip(hunks, roots, strict=True)
        if any(_STYLE.match(token) for token in (*old[hunk.i1 : hunk.i2], *new[hunk.j1 : hunk.j2]))
    }
    numbers = {root: n for n, root in enumerate(dict.fromkeys(root for root in roots if root not in pinned))}
    return Edits(old, new, hunks, tuple(numbers.get(root, -1) for root in roots))


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[_Hunk]:
    for word, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if word != "equal":
            yield from _split(old, new, _Hunk(i1, i2, j1, j2))


def _split(old: Sequence[str], new: Sequence[str], hunk: _Hunk) -> Iterator[_Hunk]:
    """Cut a replacement at tokens of the same shape, so that ten neighbours with new classes are ten hunks."""
    before = [_shape(token) for token in old[hunk.i1 : hunk.i2]]
    after = [_shape(token) for token in new[hunk.j1 : hunk.j2]]
    for word, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word == "equal" or list(map(_kind, before[i1:i2])) == list(map(_kind, after[j1:j2])):
            for n in range(i2 - i1):
                yield _Hunk(hunk.i1 + i1 + n, hunk.i1 + i1 + n + 1, hunk.j1 + j1 + n, hunk.j1 + j1 + n + 1)
        else:
            i, j = hunk.i1 + i2, hunk.j1 + j1
            yield from (_Hunk(a, b, j, j) for a, b in _pieces(old, hunk.i1 + i1, i))
            yield from (_Hunk(i, i, a, b) for a, b in _pieces(new, j, hunk.j1 + j2))


def _pieces(tokens: Sequence[str], start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Cut a run of tokens into whole elements, single texts, and single tags whose partner is elsewhere."""
    ends = {start + first: start + last for first, last in _partners(tokens[start:stop])}
    while start < stop:
        after = ends.get(start, start) + 1
        yield start, after
        start = after


def _kind(shape: str) -> str:
    """Return whether a shape opens, closes, or prints."""
    return shape[:2] if shape.startswith("</") else shape[:1] if shape.startswith("<") else shape


def _shape(token: str) -> str:
    found = _TAG.match(token)
    return found[0].lower() if found else token[:4] if token.startswith("<!") else "text" if token.strip() else "space"


def _linked(old: Sequence[str], new: Sequence[str], hunks: Sequence[_Hunk]) -> list[int]:
    """Return for each hunk the root of its group: hunks that hold two ends of one element, on either page, are one.

    A tag that both pages share, but which closes another element on each, joins the hunks on both of its sides.
    """
    place_old, place_new = _places(len(old), len(new), hunks)
    parents = list(range(len(hunks) + len(old)))

    def find(node: int) -> int:
        while parents[node] != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for tokens, places in ((old, place_old), (new, place_new)):
        for start, stop in _partners(tokens):
            a, b = find(places[start]), find(places[stop])
            parents[max(a, b)] = min(a, b)
    return [find(n) for n in range(len(hunks))]


def _places(olds: int, news: int, hunks: Sequence[_Hunk]) -> tuple[list[int], list[int]]:
    """Return for each token of either page its node: its hunk, or, for a shared token, one node of its own."""
    place_old, place_new = [0] * olds, [0] * news
    i = j = 0
    for n, hunk in enumerate((*hunks, _Hunk(olds, olds, news, news))):
        while i < hunk.i1:
            place_old[i] = place_new[j] = len(hunks) + i
            i, j = i + 1, j + 1
        place_old[hunk.i1 : hunk.i2] = [n] * (hunk.i2 - hunk.i1)
        place_new[hunk.j1 : hunk.j2] = [n] * (hunk.j2 - hunk.j1)
        i, j = hunk.i2, hunk.j2
    return place_old, place_new


def _partners(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the two tags of each element; an end that is left out has no partner."""
    unclosed: list[tuple[str, int]] = []
    for n, token in enumerate(tokens):
        found = _TAG.match(token)
        if found is None or found[2].lower() in _ALONE:
            continue
        name = found[2].lower()
        if not found[1]:
            unclosed.append((name, n))
        elif any(name == each for each, _ in unclosed):
            while unclosed[-1][0] != name:
                unclosed.pop()
            yield unclosed.pop()[1], n


def fault(before: str, after: str, part: str, old: Gold, new: Gold) -> str | None:
    """Return why a page with a part of the edits does not keep the contract of the whole, or None.

    Each line of text must stand on it as often as on the clean page or the mutant, or between; lines of a field that
    the contract changes as often as on the mutant; and the lines of the expected record in their order.
    """
    if old.kind != new.kind:
        return "the chain makes another kind of page; its edits do not stand alone"
    changed = {name for name, value in new.fields.items() if value != old.fields.get(name)}
    if changed - _PRINTED and any(new.fields[name] for name in changed - _PRINTED):
        return f"the chain changes {', '.join(sorted(changed - _PRINTED))}, which is no line of text"
    lines = _lines(part)
    clean, full, here = Counter(_lines(before)), Counter(_lines(after)), Counter(lines)
    exact = {text for name in changed for gold in (old, new) for text in _texts(gold.fields.get(name))}
    for line in {*clean, *full, *here}:
        low, high = sorted((clean[line], full[line]))
        if not low <= here[line] <= high:
            return f"{line[:60]!r} stands {here[line]} times on the page, not {low} to {high}"
        if line in exact and here[line] != full[line]:
            return f"{line[:60]!r} stands {here[line]} times on the page, and the contract asks for {full[line]}"
    for name in ("body", "links"):
        wanted = [text for text in _texts(new.fields.get(name)) if full[text]]
        place = 0
        for text in wanted:
            if text not in lines[place:]:
                return f"{text[:60]!r} does not stand in its place"
            place = lines.index(text, place) + 1
    return None


def stable(part: str) -> bool:
    """Whether a parser reads the page as it is written: what it serialises again is the same markup."""
    root = _parse(part)
    return root is not None and etree.tostring(root.getroottree(), method="html", encoding="unicode") == part


def _parse(page: str) -> Any:
    return etree.fromstring(page.encode("utf-8", "replace"), PARSER)


@lru_cache(maxsize=8)
def _lines(page: str) -> tuple[str, ...]:
    """Return the folded lines of text that a page shows, in order; hidden elements show none.

    Blocks and double line breaks separate lines, a single break is a space.
    """
    root = _parse(page)
    parts: list[str] = []
    hidden = None
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        element = isinstance(node.tag, str)
        if hidden is None and element:
            if event == "start" and (node.tag in RAW_TEXT or node.tag == "head" or _is_hidden(node)):
                hidden = node
            elif _is_block(node):
                parts.append("\0")
            elif node.tag == "br" and event == "start":
                parts.append("\x01")
            if hidden is None and event == "start":
                parts.append(node.text or "")
        if event != "start":
            hidden = None if hidden is node else hidden
            if hidden is None:
                parts.append(node.tail or "")
    text = _DOUBLE_BREAK.sub("\0", "".join(parts)).replace("\x01", " ")
    return tuple(line for line in map(fold, text.split("\0")) if line)


def _is_block(node: Any) -> bool:
    return node.tag in BLOCKS or bool(_SHOWN_AS_BLOCK.search(_style(node)))


def _is_hidden(node: Any) -> bool:
    return "hidden" in node.attrib or bool(_HIDING.search(_style(node)))


def _style(node: Any) -> str:
    return "".join((node.get("style") or "").split())


def _texts(value: Any) -> Iterator[str]:
    """Yield the lines in which a gold value stands on the page."""
    match value:
        case str():
            yield fold(value)
        case OneOf(values) | list(values):
            for each in values:
                yield from _texts(each)
        case Maybe(inner):
            yield from _texts(inner)
        case {"title": title}:
            yield fold(title)
