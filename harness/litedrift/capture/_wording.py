"""Other words of the same shape: one replacement for each word of a page, wherever on the page it stands."""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from collections import defaultdict
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Final

from litedrift.capture._structure import is_asset
from litedrift.corpus import fold

if TYPE_CHECKING:
    from litedrift.capture._site_words import SiteWords

_JOINERS: Final = "\u00ad\u200b\u2060\ufeff\u0300-\u036f"
_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{_JOINERS}])*|\d+")
_SUFFIX: Final = re.compile(r"(?<=[^\W\d_]['’])(?:s|t|re|ll|ve|d|m)\b", re.IGNORECASE)
#: Identifiers that are digests keep the letters of digests.
_DIGEST: Final = re.compile(r"(?<![0-9A-Za-z])(?:h_)?(?=[0-9a-f]*\d)[0-9a-f]{16,}(?![0-9A-Za-z])")
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s\"'<>]+", re.IGNORECASE)
_SPLIT: Final = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://[^/?#]*)?", re.IGNORECASE)
_INDEX: Final = re.compile(r"(?:index\.\w+|)$")
_NAME: Final = re.compile(r"[a-z]+", re.ASCII)
_DAY: Final = re.compile(r"/\d{4}/\d{1,2}/\d{1,2}(?=/|$)")


class Wording:
    """Replaces words, numbers and addresses; every result has the length of what it replaces.

    `site` says what is kept: labels, furniture, the grammar of bylines, printed times. `seed` settles the words.
    Letters that are not ASCII stay as they are, so that what is odd about a page's characters stays odd.
    """

    def __init__(self, site: SiteWords, *, seed: int) -> None:
        self._site = site
        self._dice = random.Random(seed)
        self._chosen: dict[str, str] = {}

    @property
    def replaced(self) -> int:
        """Return how many different words and numbers were replaced."""
        return sum(old != new for old, new in self._chosen.items())

    def text(self, text: str) -> str:
        """Return prose in other words; what belongs to the site, times and dates stay."""
        if self._site.prints(text):
            return text
        out = list(text)
        for start, end in self._free(text, self._site.kept(text)):
            place = start
            for found in _ADDRESS.finditer(text, start, end):
                self._words(text, place, found.start(), out)
                out[found.start() : found.end()] = self.address(found[0])
                place = found.end()
            self._words(text, place, end, out)
        return "".join(out)

    def printed(self, text: str) -> bool:
        """Return whether a text between two tags is the site's own."""
        return self._site.prints(text)

    def address(self, text: str) -> str:
        """Return an address with its slugs in other words; scheme, host, sections, dates and assets stay."""
        head = _SPLIT.match(text)
        start = head.end() if head else 0
        path, mark, tail = re.match(r"([^?#]*)([?#]?)(.*)", text[start:], re.DOTALL).groups()  # type: ignore[union-attr]  # it matches every text
        opaque = start and not text[:start].lower().endswith(("//", ":")) and not path  # a host alone
        if head and re.match(r"(?:mailto|tel|sms):", text, re.IGNORECASE):
            return text[:start] + self.every(path) + mark + self.every(tail)
        new = path if opaque or is_asset(path) else self._path(path)
        return text[:start] + new + mark + "".join(self._query(part) for part in re.split(r"([&;])", tail))

    def every(self, text: str) -> str:
        """Return a text in other words, whatever it is: nothing of it is taken for furniture or a time."""
        out = list(text)
        self._words(text, 0, len(text), out)
        return "".join(out)

    def _path(self, path: str) -> str:
        parts = path.split("/")
        day = _DAY.search(path)
        dated = set(range(path[: day.start() + 1].count("/"), path[: day.end()].count("/") + 1)) if day else set()
        last = max((n for n, each in enumerate(parts) if not _INDEX.fullmatch(each)), default=-1)
        deep = sum(bool(each) for each in parts) >= 3
        for number, part in enumerate(parts):
            section = _NAME.fullmatch(part) and not (deep and number == last)
            if part and number not in dated and not section and not _INDEX.fullmatch(part):
                parts[number] = part if self._site.names(part) else self.every(part)
        return "/".join(parts)

    def _query(self, part: str) -> str:
        key, mark, value = part.partition("=")
        return f"{key}{mark}{self.every(value)}" if mark else self.every(part) if len(part) > 1 else part

    def _free(self, text: str, kept: list[tuple[int, int]]) -> list[tuple[int, int]]:
        edges = [0, *(edge for span in kept for edge in span), len(text)]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def _words(self, text: str, start: int, end: int, out: list[str]) -> None:
        place = start
        for found in _DIGEST.finditer(text, start, end):
            self._plain_words(text, place, found.start(), out)
            out[found.start() : found.end()] = self._digest(found[0])
            place = found.end()
        self._plain_words(text, place, end, out)

    def _plain_words(self, text: str, start: int, end: int, out: list[str]) -> None:
        for found in _WORD.finditer(text, start, end):
            word = found[0]
            if _SUFFIX.match(text, found.start()) and _SUFFIX.match(text, found.start()).end() == found.end():  # type: ignore[union-attr]  # just matched
                continue
            key = fold(word).lower()
            if not self._site.keeps(key):
                out[found.start() : found.end()] = self._laid(word, self._replacement(key))

    def _laid(self, word: str, new: str) -> str:
        """Lay a replacement over a word: its capitals stay, and every letter that is not ASCII."""
        out = []
        place = -1
        for number, letter in enumerate(word):
            joins = unicodedata.combining(letter) or letter in "\u00ad\u200b\u2060\ufeff"
            place += not joins
            accented = number + 1 < len(word) and unicodedata.combining(word[number + 1])
            if joins or accented or not letter.isascii() or place >= len(new):
                out.append(letter)
            else:
                out.append(new[place].upper() if letter.isupper() else new[place])
        return "".join(out)

    def _replacement(self, key: str) -> str:
        if key not in self._chosen:
            self._chosen[key] = self._number(key) if key.isdigit() else self._word(key)
        return self._chosen[key]

    def _number(self, digits: str) -> str:
        if not digits.isascii():
            return digits
        while True:
            new = "".join(
                "0" if each == "0" and not number else self._dice.choice("123456789")
                for number, each in enumerate(digits)
            )
            if new != digits or set(digits) == {"0"}:
                return new

    def _word(self, key: str) -> str:
        longest = max(self._by_length)
        parts = []
        left = len(key)
        while left > 0:
            size = left if left <= longest else longest - 4
            parts.append(self._dice.choice([each for each in self._by_length[size] if each != key]))
            left -= size
        return "".join(parts)

    def _digest(self, old: str) -> str:
        if old not in self._chosen:
            head = old[:2] if old.startswith("h_") else ""
            rest = old[len(head) :]
            self._chosen[old] = head + "".join(
                self._dice.choice("0123456789" if each.isdigit() else "abcdef") for each in rest
            )
        return self._chosen[old]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        text = resources.files("litedrift.capture").joinpath("_vocabulary.toml").read_text("utf-8")
        found: dict[int, list[str]] = defaultdict(list)
        for word in dict.fromkeys(tomllib.loads(text)["words"].split()):
            if not self._site.keeps(word):
                found[len(word)].append(word)
        return dict(found)
