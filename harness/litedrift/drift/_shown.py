"""What a piece of markup shows: its text, where a text is spelled in it, and the lines that libxml2 reads."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import fold, squash
from litedrift.drift._kit import BLOCKS, PARSER, RAW_TEXT
from litedrift.drift._markup import FOREIGN, Kind, Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REFERENCE: Final = re.compile(r"&(?:#[xX][0-9A-Fa-f]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);?")
#: Stands for the edge of a block; no page has it, for it stands for no character.
_EDGE: Final = "\ufdd0"
#: XML spells what it cannot spell like this; form feeds and other controls count as white space.
_UNSPELLABLE: Final = "\ufffd"
_UNSEEN: Final = ("head", *RAW_TEXT, *FOREIGN, etree.Comment, etree.ProcessingInstruction)
#: A tag as XML spells it: no value of an attribute holds an angle bracket.
_TAG: Final = re.compile(r"</?([^\s/>]+)[^>]*>")


def text_of(markup: str) -> str:
    """Return the folded text of a piece of markup that begins in plain flow content; ``<br>`` is a space."""
    parts = []
    for token in tokens(markup):
        if token.kind is Kind.TEXT and token.region in ("", "pre"):
            parts.append(html.unescape(token.text))
        elif token.name == "br":
            parts.append(" ")
    return fold("".join(parts))


def located(markup: str, texts: Sequence[str]) -> list[tuple[int, int] | None]:
    """Return for each text, in order, the offsets at which it is spelled; None where it is not, or not only once."""
    page = _spelled(markup)
    found: list[tuple[int, int] | None] = []
    at = 0
    for text in texts:
        wanted = squash(text)
        hit = page.letters.find(wanted, at) if wanted else -1
        if hit < 0 or page.letters.count(wanted) > 1:
            found.append(None)
            continue
        at = hit + len(wanted)
        found.append(page.span(hit, at))
    return found


class _Spelled:
    """The letters of a page's texts without white space; where each is spelled is only worked out for those asked."""

    def __init__(self, runs: Sequence[tuple[Token, ...]], pieces: Sequence[str]) -> None:
        self.letters = "".join(pieces)
        self._runs = runs
        self._starts = [0, *accumulate(map(len, pieces))]
        self._places: dict[int, list[tuple[int, int]]] = {}

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return the offsets in the markup of the letters with these numbers."""
        run = bisect_right(self._starts, first) - 1
        if self._starts[run : run + 2] == [first, stop]:  # nearly always a text is all that stands between two tags
            token = self._runs[run][0]
            text = token.text.strip()
            if "&" not in text and squash(text[0]) and squash(text[-1]):
                start = token.start + token.text.index(text)
                return start, start + len(text)
        return self._place(first)[0], self._place(stop - 1)[1]

    def _place(self, letter: int) -> tuple[int, int]:
        run = bisect_right(self._starts, letter) - 1
        if run not in self._places:
            self._places[run] = [(start, stop) for each, start, stop in _letters(self._runs[run]) for _ in each]
        return self._places[run][letter - self._starts[run]]


@lru_cache(maxsize=4)
def _spelled(markup: str) -> _Spelled:
    texts = [token for token in tokens(markup) if token.kind is Kind.TEXT and token.region in ("", "pre")]
    if unicodedata.is_normalized("NFC", html.unescape(markup)):
        return _Spelled([(token,) for token in texts], [squash(html.unescape(token.text)) for token in texts])
    run = tuple(texts)  # a mark may join a letter that stands before a tag
    return _Spelled([run], ["".join(letter for letter, _, _ in _letters(run))])


def _letters(run: tuple[Token, ...]) -> Iterator[tuple[str, int, int]]:
    """Yield what texts spell, without white space, with the offsets at which it is spelled."""
    held = ("", 0, 0)
    for token in run:
        for letter, start, stop in _characters(token.text, token.start):
            if held[0] and all(map(unicodedata.combining, letter)):
                held = (held[0] + letter, held[1], stop)
            else:
                yield (squash(held[0]), *held[1:])
                held = (letter, start, stop)
    yield (squash(held[0]), *held[1:])


def _characters(text: str, offset: int) -> Iterator[tuple[str, int, int]]:
    """Yield the characters of a text, each with the offsets at which it is spelled; a reference may spell several."""
    place = 0
    for reference in _REFERENCE.finditer(text):
        yield from ((text[n], offset + n, offset + n + 1) for n in range(place, reference.start()))
        place = reference.end()
        yield html.unescape(reference[0]), offset + reference.start(), offset + place
    yield from ((text[n], offset + n, offset + n + 1) for n in range(place, len(text)))


@lru_cache(maxsize=4)
def lines_of(markup: str) -> tuple[str, ...]:
    """Return the folded lines that a program on libxml2 reads from a page, those of hidden elements included."""
    root = etree.fromstring(markup.encode("utf-8", "replace") or b"<p>", PARSER)
    if root is None:
        return ()
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    pieces = _TAG.split(etree.tostring(root, encoding="unicode"))  # texts and between them the names of tags
    pieces[1::2] = [_EDGE if name in BLOCKS else "" for name in pieces[1::2]]
    text = html.unescape("".join(pieces))
    if _UNSPELLABLE not in markup:
        text = text.replace(_UNSPELLABLE, " ")
    return tuple(line for line in map(fold, text.split(_EDGE)) if line)
