"""Scrub a page: its words become other words of the same shape, its markup stays byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from litedrift.capture._spell import Spelt
from litedrift.capture._structure import ADDRESSES, INLINE, NAMES, PROSE, RAW, STRUCTURE, TECHNICAL, is_address

if TYPE_CHECKING:
    from litedrift.capture._wording import Wording

_TOKEN: Final = re.compile(
    r"""<!--(?P<comment>[\s\S]*?)(?:-->|\Z)
    | <[!?](?P<declaration>[^>]*)>
    | </(?P<end>[A-Za-z][^\s/>]*)[^>]*>
    | <(?P<tag>[A-Za-z][^\s/>]*)(?P<attributes>(?:[^>"'=]|=\s*(?:"[^"]*"|'[^']*'|(?!\s*["'])) | ["'])*+)>""",
    re.VERBOSE,
)
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=][^\s<>/=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_SCRIPT: Final = re.compile(
    r"""(?P<q>["'])(?P<string>(?:(?!(?P=q))[^\\\n]|\\[\s\S])*+)(?P=q)(?P<key>\s*:)?
    | `(?P<template>(?:[^`\\]|\\[\s\S])*+)`
    | (?<![:\\])//(?P<line>[^\n]*)
    | /\*(?P<block>[\s\S]*?)\*/""",
    re.VERBOSE,
)
_SPACED: Final = re.compile(r"\S\s+\S")
_HOLE: Final = re.compile(r"\$\{[^}]*\}")
_PARTS: Final = re.compile(r"[^\W\d_]+|\d+")


@dataclass
class _Edits:
    """Characters of the source to be replaced: (start, end, new)."""

    found: list[tuple[int, int, str]] = field(default_factory=list)

    def lay(self, part: Spelt, new: str) -> None:
        """Replace those characters of a part that are to be others."""
        if len(new) != len(part.text):
            raise AssertionError("a replacement has another length")
        self.found += [
            (*span, letter) for old, letter, span in zip(part.text, new, part.spans, strict=True) if old != letter
        ]

    def applied(self, source: str) -> str:
        """Return the source with every edit made."""
        out, place = [], 0
        for start, end, letter in sorted(self.found):
            out += [source[place:start], letter]
            place = end
        return "".join([*out, source[place:]])


class Scrubber:
    """Scrubs the pages of one site with one wording. `pairs` are the word pairs of the page's prose."""

    def __init__(self, wording: Wording, pairs: frozenset[tuple[str, str]] = frozenset()) -> None:
        self._wording = wording
        self._pairs = pairs
        self._edits = _Edits()

    def page(self, source: str) -> str:
        """Return a page with other words in its text, attributes, comments, data and scripts."""
        self._edits = _Edits()
        self._markup(Spelt.of(source))
        return self._edits.applied(source)

    def _markup(self, part: Spelt) -> None:
        line: list[Spelt] = []

        def flush() -> None:
            for printed, pieces in groupby(line, lambda each: self._wording.printed(each.text)):
                whole = Spelt.joined(pieces)
                self._edits.lay(whole, whole.text if printed else self._wording.text(whole.text))
            line.clear()

        place = 0
        while found := _TOKEN.search(part.text, place):
            line.append(part.cut(place, found.start()).entities())
            place = found.end()
            tag = (found["tag"] or found["end"] or "").lower()
            if tag and tag not in INLINE:
                flush()
            if found["comment"] is not None:
                self._markup(part.cut(*found.span("comment")))
            if found["tag"]:
                kind = self._attributes(tag, part.cut(*found.span("attributes")))
                if tag in RAW:
                    end = re.compile(rf"</{tag}(?=[\s/>])|\Z", re.IGNORECASE).search(part.text, place)
                    stop = end.start() if end else len(part.text)
                    self._raw(tag, kind, part.cut(place, stop))
                    place = stop
        line.append(part.cut(place, len(part.text)).entities())
        flush()

    def _raw(self, tag: str, kind: str, part: Spelt) -> None:
        if tag == "script":
            if "html" in kind or "template" in kind:
                self._markup(part)
            else:
                self._script(part)
        elif tag != "style":
            whole = part.entities()
            self._edits.lay(whole, self._wording.text(whole.text))

    def _attributes(self, tag: str, part: Spelt) -> str:
        """Scrub the attributes of one tag and return its type attribute, in small letters."""
        values: dict[str, Spelt] = {}
        for found in _ATTRIBUTE.finditer(part.text):
            group = next((number for number in (2, 3, 4) if found[number] is not None), None)
            if group:
                values.setdefault(found[1].lower(), part.cut(*found.span(group)).entities())
        kind = values["type"].text.lower() if "type" in values else ""
        named = {values[name].text.lower() for name in ("name", "property", "http-equiv") if name in values}
        for name, value in values.items():
            if name in STRUCTURE or (tag in ("input", "button") and name == "type"):
                continue
            if tag == "meta" and name == "content" and named & TECHNICAL:
                continue
            if name.startswith("on"):
                self._script(value)
            else:
                self._value(name, value)
        return kind

    def _value(self, name: str, value: Spelt) -> None:
        """Scrub a value by what it is and what it is called."""
        text = value.text
        last = re.split(r"[-_:]", name)[-1].lower()
        if name == "srcset":
            for found in re.finditer(r"[^\s,]\S*", text):
                self._address(value.cut(*found.span()))
        elif name in ADDRESSES or is_address(text):
            self._address(value)
        elif text.lstrip()[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]"):
            self._script(value)
        elif "</" in text or re.search(r"<[a-z]+[^<]*>", text):
            self._markup(value)
        elif name in PROSE or last in PROSE or (name not in NAMES and _SPACED.search(text)) or self._tells(text):
            self._edits.lay(value, self._wording.text(text))

    def _address(self, value: Spelt) -> None:
        plain = value.percents()
        self._edits.lay(plain, self._wording.address(plain.text))

    def _script(self, part: Spelt) -> None:
        """Scrub the strings and comments of a script or of data; the code stays."""
        key = ""
        for found in _SCRIPT.finditer(part.text):
            if found["string"] is not None:
                value = part.cut(*found.span("string")).escapes()
                if found["key"] and not _SPACED.search(value.text):
                    key = value.text
                    if self._tells(key):
                        self._edits.lay(value, self._wording.text(key))
                elif not key.startswith("@"):
                    self._value(key.lower(), value)
            elif found["template"] is not None:
                self._template(part.cut(*found.span("template")).escapes())
            else:
                group = "line" if found["line"] is not None else "block"
                self._markup(part.cut(*found.span(group)))

    def _template(self, part: Spelt) -> None:
        """Scrub a template string around the code that it holds."""
        place = 0
        for start, end in [*(found.span() for found in _HOLE.finditer(part.text)), (len(part.text),) * 2]:
            piece = part.cut(place, start)
            self._edits.lay(piece, self._wording.text(piece.text))
            place = end

    def _tells(self, text: str) -> bool:
        """Return whether two words that stand side by side in the story stand so in this value too."""
        words = [each.lower() for each in _PARTS.findall(text)]
        return any(pair in self._pairs for pair in pairwise(words))
