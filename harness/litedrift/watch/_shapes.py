"""What stays of a name, a line or an address when what changes every day is taken away.

A generated part of a class becomes ``*``: a hash that rotates with each release is the same name, while a name that
gains a hash is another one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from litedrift.corpus import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Before these a generator of styles puts its own name, and a hash behind it.
_GENERATORS: Final = frozenset({"css", "sc", "jsx", "svelte", "emotion"})
_PARTS: Final = re.compile(r"([-_]+)")
#: Letters and digits mixed, and not just a word with a small number behind it; or seven hexadecimal digits and more.
_HASH: Final = re.compile(
    r"(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Za-z])(?![A-Za-z]+\d{1,2}$)[A-Za-z0-9]{5,}|[0-9a-f]{7,}"
)
_SUFFIX: Final = re.compile(r"[0-9a-f]{5,8}")
_WORDS: Final = re.compile(r"[A-Z][a-z]+|[A-Z]+|[a-z]+|\d+")
_NEXT: Final = str.maketrans("0123456789abcdef", "3456789012bcdefa")
_LETTERS: Final = str.maketrans(ascii_uppercase + ascii_lowercase + digits, "A" * 26 + "a" * 26 + "9" * 10)
_RUNS: Final = (("a", "aa"), ("A", "AA"), ("9", "99"))
#: No line that says when a page was updated is longer.
_LINE: Final = 60


@lru_cache(maxsize=4096)
def stem(token: str) -> str:
    """Return a class name with what a generator made of it as ``*``."""
    parts = _PARTS.split(token)
    if len(parts) > 1 and parts[0] in _GENERATORS:
        return f"{parts[0]}-*"
    for n in range(0, len(parts), 2):
        after_two = n and parts[n - 1].startswith("__")
        if _HASH.fullmatch(parts[n]) or (after_two and _SUFFIX.fullmatch(parts[n])):
            parts[n] = "*"
    return "".join(parts).replace(".", "·")


def rotate(token: str) -> str:
    """Return a class name as the next release may write it: what a generator made of it is another."""
    parts = _PARTS.split(token)
    for n, kept in enumerate(_PARTS.split(stem(token))):
        if kept == "*" and n < len(parts):
            parts[n:] = (
                ["".join(parts[n:]).translate(_NEXT)]
                if parts[0] in _GENERATORS
                else [parts[n].translate(_NEXT), *parts[n + 1 :]]
            )
    return "".join(parts)


@lru_cache(maxsize=4096)
def stems(names: str) -> tuple[str, ...]:
    """Return the stems of a class attribute, each once, in order."""
    return tuple(dict.fromkeys(map(stem, names.split())))


def line_shape(text: str, labels: Sequence[str]) -> str:
    """Return a line with its label as printed, and the rest as kinds of letters and digits: ``Updated: 9:9 A A``."""
    line = fold(text)[:_LINE]
    label = label_of(line, labels)
    rest = line[len(label) :]
    if not rest.isascii():
        return label + _WORDS.sub(_kind, rest)
    # Each word is a run of one letter's case, or of two: a run is one letter.
    rest = rest.translate(_LETTERS)
    for each, two in _RUNS:
        while two in rest:
            rest = rest.replace(two, each)
    return label + rest


def label_of(line: str, labels: Sequence[str]) -> str:
    """Return the longest label that a line begins with, as printed there; empty when it has none."""
    plain = line.casefold().replace("\u2019", "'")
    longest = 0
    for each in labels:
        if len(each) > longest and plain.startswith(_plain(each)):
            longest = len(each)
    return line[:longest]


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    return text.casefold().replace("\u2019", "'")


def _kind(match: re.Match[str]) -> str:
    word = match[0]
    return "9" if word[0].isdigit() else "a" if word.islower() else "A" if word.isupper() else "Aa"


def address_shape(address: str) -> str:
    """Return how an address is written: its host or the lack of one, and what it ends with."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return "no address"
    if parts.scheme not in ("", "http", "https"):
        return f"{parts.scheme}:"
    host = f"{'' if parts.scheme else '//'}{parts.netloc}" if parts.netloc else "" if parts.path[:1] == "/" else "."
    last = parts.path.rstrip("/").rpartition("/")[2]
    if "." in last:
        return f"{host}/…/{last[-24:]}"
    first, _, rest = last.partition("_")
    return f"{host}/…/{first[:8]}_*" if _SUFFIX.match(rest) else f"{host}/…"
