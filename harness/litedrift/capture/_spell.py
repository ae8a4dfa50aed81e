"""Text as a page spells it: each character knows the stretch of the source that stands for it, through any escaping."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Stands for what is no single character: half a surrogate pair, an entity of two characters.
_OPAQUE: Final = "\ufffc"
_ENTITY: Final = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|([\s\S]))")
_PERCENT: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


@dataclass(frozen=True, slots=True)
class Spelt:
    """Decoded text; `spans` gives the stretch of the source of each of its characters."""

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, source: str) -> Self:
        """Return a source as its own spelling."""
        return cls(source, tuple((place, place + 1) for place in range(len(source))))

    @classmethod
    def joined(cls, parts: Iterable[Spelt]) -> Self:
        """Return stretches of text, which may lie apart in the source, as one."""
        found = list(parts)
        return cls("".join(each.text for each in found), tuple(span for each in found for span in each.spans))

    def cut(self, start: int, end: int) -> Spelt:
        """Return a part."""
        return Spelt(self.text[start:end], self.spans[start:end])

    def entities(self) -> Spelt:
        """Return the text with HTML's character references decoded."""

        def decoded(found: re.Match[str]) -> list[tuple[str, int]] | None:
            text = html.unescape(found[0])
            if len(text) == 1 and text != found[0]:
                return [(text, len(found[0]))]
            return [(_OPAQUE, len(found[0]))] if found[0].endswith(";") and text != found[0] else None

        return self._decoded(_ENTITY, decoded)

    def escapes(self) -> Spelt:
        """Return the text of a JavaScript or JSON string with its escapes decoded."""

        def decoded(found: re.Match[str]) -> list[tuple[str, int]]:
            code = found[1] or found[2] or found[3]
            if code:
                number = int(code, 16)
                return [(chr(number) if number < 0xD800 or 0xDFFF < number < 0x110000 else _OPAQUE, len(found[0]))]
            return [(_CONTROLS.get(found[4], found[4]), len(found[0]))]

        return self._decoded(_ESCAPE, decoded)

    def percents(self) -> Spelt:
        """Return the text of an address with its percent encoding decoded."""

        def decoded(found: re.Match[str]) -> list[tuple[str, int]]:
            raw = bytes.fromhex(found[0].replace("%", ""))
            try:
                return [(each, 3 * len(each.encode())) for each in raw.decode()]
            except UnicodeDecodeError:
                return [(_OPAQUE, len(found[0]))]

        return self._decoded(_PERCENT, decoded)

    def _decoded(
        self, pattern: re.Pattern[str], decode: Callable[[re.Match[str]], list[tuple[str, int]] | None]
    ) -> Spelt:
        """Replace what the pattern finds by letters, each given with the length of its spelling; None leaves it."""
        text: list[str] = []
        spans: list[tuple[int, int]] = []
        place = 0
        for found in pattern.finditer(self.text):
            letters = decode(found)
            if letters is None:
                continue
            text.append(self.text[place : found.start()])
            spans += self.spans[place : found.start()]
            place = found.start()
            for letter, length in letters:
                text.append(letter)
                spans.append((self.spans[place][0], self.spans[place + length - 1][1]))
                place += length
        text.append(self.text[place:])
        spans += self.spans[place:]
        return Spelt("".join(text), tuple(spans))
