"""What of a page belongs to the site and not to a story: its furniture, its labels, the grammar of its bylines."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.corpus import fold
from litedrift.corpus._second_words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from litedrift.corpus import Site

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_FILLED: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_CODE: Final = re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL)
#: Dates that machines and headers print; they say when, and nothing else.
_DATES: Final = (
    r"\b\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b",
    r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])",
    r"/\d{4}/\d{1,2}/\d{1,2}(?=/)",
)


@dataclass(frozen=True)
class SiteWords:
    """What is kept: words wherever they stand (labels, byline grammar, the site's name), and whole stretches.

    `whole` is what the site's templates print: a text between two tags that is one of these stays. `stems` begin words
    of the byline grammar, `furniture` is the site's strings, `spans` these and printed times.
    """

    words: frozenset[str]
    stems: tuple[str, ...]
    furniture: frozenset[str]
    whole: frozenset[str]
    spans: re.Pattern[str]

    def kept(self, text: str) -> list[tuple[int, int]]:
        """Return the stretches of a text that are kept whole, in order."""
        return [found.span() for found in self.spans.finditer(text)]

    def keeps(self, word: str) -> bool:
        """Return whether a word, in small letters, is the site's own."""
        return word in self.words or word.startswith(self.stems)

    def prints(self, text: str) -> bool:
        """Return whether a text between two tags is printed by the site's templates, on every page alike."""
        return fold(text) in self.whole

    def names(self, part: str) -> bool:
        """Return whether a part of an address only names a piece of furniture, such as ``ad-choices``."""
        return " ".join(_LETTERS.findall(part)).casefold() in self.furniture


def site_words(site: Site) -> SiteWords:
    """Return the words of one site, from its site table and ``reading.toml``.

    Raises:
        CorpusError: ``reading.toml`` is missing or broken.

    """
    words = load_words(site)
    grammar = [
        each.pattern for value in words.byline.values() for each in (value if isinstance(value, tuple) else (value,))
    ]
    texts = [site.name, "and", *words.zones, *(label for each in site.labels.values() for label in each)]
    texts += map(_literals, [*grammar, *(each.pattern for each in words.promotions)])
    known = {word.lower() for text in texts for word in _LETTERS.findall(text) if len(word) > 1}
    stems = {
        word.lower()
        for each in grammar
        if "[a-z]*" in each
        for word in _LETTERS.findall(_literals(each))
        if len(word) > 3
    }
    printed = frozenset(_printed(site.templates))
    long = [text for text in printed if len(_LETTERS.findall(text)) >= 3]
    spans = [
        *map(_spaced, sorted([*site.furniture, *long], key=len, reverse=True)),
        *(each.pattern for each in words.stamps),
        *_DATES,
    ]
    return SiteWords(
        frozenset(known),
        tuple(sorted(stems)),
        frozenset(" ".join(_LETTERS.findall(each)).casefold() for each in site.furniture),
        printed,
        _any(spans),
    )


def _printed(templates: Path) -> Iterator[str]:
    """Yield the texts that the templates hold themselves: between tags, and as content of metadata."""
    for path in sorted(templates.glob("*.j2")) if templates.is_dir() else ():
        source = _FILLED.sub("<>", path.read_text("utf-8"))
        contents = re.findall(r'content="([^"<]+)"', source)
        for text in [*re.split(r"<[^>]*>", _CODE.sub("<>", source)), *contents]:
            if _LETTERS.search(text):
                yield fold(html.unescape(text))


def _literals(pattern: str) -> str:
    """Return the words that a regular expression spells out; of a choice between two letters both words."""
    text = re.sub(r"\\[A-Za-z]", " ", pattern)
    spelt = [re.sub(r"\[(\w)(\w)\]", rf"\{one}", text) for one in (1, 2)]
    return re.sub(r"(\w)\?", r"\1 ", re.sub(r"\[[^\]]*\]", " ", " ".join(spelt)))


def _spaced(text: str) -> str:
    return r"\s+".join(map(re.escape, fold(text).split(" ")))


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    """Join patterns into one; their groups lose their names, which may stand once only."""
    bare = (re.sub(r"\(\?P<\w+>", "(?:", each) for each in patterns)
    return re.compile("|".join(f"(?:{each})" for each in bare))
