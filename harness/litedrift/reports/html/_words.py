"""Expected against actual as a word diff: lists line by line, lines that differ word by word."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import fold
from litedrift.reports.html._text import clip

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r"\s+|\S+")
#: Characters of one line, lines of a value that are compared, and lines of a difference that are shown.
_LINE: Final = 1200
_LINES: Final = 400
_SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: ``same`` on both sides, only expected (``gone``), or only read (``came``)."""

    word: str
    text: str


Line = tuple[Piece, ...]


def lines_of(value: Any) -> list[str]:
    """Return a value of an event as lines of text: an item each; none for null."""
    match value:
        case None:
            return []
        case str():
            return [value]
        case list():
            return [line for each in value for line in lines_of(each)]
        case {"optional": inner}:
            return lines_of(inner)
        case {"one_of": [first, *_]}:
            return lines_of(first)
        case {"title": title, "url": url, **rest}:
            extra = f" ({json.dumps(rest, ensure_ascii=False)})" if rest else ""
            return [f"{title} → {url}{extra}"]
        case _:
            return [json.dumps(value, ensure_ascii=False)]


def difference_of(expected: Any, actual: Any) -> list[Line]:
    """Return the lines in which two values of an event differ; lines that are equal are counted, not repeated."""
    old, new = (
        [clip(line, _LINE) for line in lines_of(value)][:_LINES] for value in (nearest(expected, actual), actual)
    )
    lines = list(_compared(old, new))
    if len(lines) > _SHOWN:
        left = len(lines) - _SHOWN
        lines[_SHOWN:] = [(Piece("note", f"… {left:,} more lines"),)]
    return lines


def nearest(expected: Any, actual: Any) -> Any:
    """Return the one of several right answers that is most like what was read."""
    match expected:
        case {"one_of": [_, *_] as values} if isinstance(actual, str):
            return max(
                values, key=lambda each: difflib.SequenceMatcher(None, str(each)[:_LINE], actual[:_LINE]).ratio()
            )
        case _:
            return expected


def _compared(old: list[str], new: list[str]) -> Iterator[Line]:
    matcher = difflib.SequenceMatcher(None, list(map(fold, old)), list(map(fold, new)), autojunk=False)
    for word, i1, i2, j1, j2 in matcher.get_opcodes():
        if word == "equal":
            yield (Piece("note", f"{i2 - i1:,} equal {'line' if i2 - i1 == 1 else 'lines'}"),)
            continue
        paired = min(i2 - i1, j2 - j1)
        yield from (_words(old[i1 + n], new[j1 + n]) for n in range(paired))
        yield from ((Piece("gone", line),) for line in old[i1 + paired : i2])
        yield from ((Piece("came", line),) for line in new[j1 + paired : j2])


def _words(old: str, new: str) -> Line:
    """Return one line against another; two that share no word stand whole."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    pieces: list[Piece] = []
    for word, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if word == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        pieces += [Piece("gone", "".join(before[i1:i2]))] if i1 < i2 else []
        pieces += [Piece("came", "".join(after[j1:j2]))] if j1 < j2 else []
    if not any(piece.word == "same" and piece.text.strip() for piece in pieces):
        pieces = [Piece("gone", old), Piece("came", new)]
    return tuple(pieces)
