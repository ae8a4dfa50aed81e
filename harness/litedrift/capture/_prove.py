"""Proof that a scrubbed case keeps no run of five words of the page that it was made of.

Written apart from the scrubbing: another parser finds the original's words, and the result is searched as a whole, as
it stands and under every decoding, inside and outside of markup.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from lxml import etree

from litedrift.capture._structure import ADDRESSES, NAMES, STRUCTURE, TECHNICAL, is_address, is_asset
from litedrift.corpus import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from litedrift.capture._site_words import SiteWords

RUN: Final = 5
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STRING: Final = re.compile(r'"((?:[^"\\\n]|\\.)*+)"|\'((?:[^\'\\\n]|\\.)*+)\'|`((?:[^`\\]|\\[\s\S])*+)`')
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|([\s\S]))")
_HOST: Final = re.compile(r"(?:\b[a-z][a-z0-9+.-]*:)?//[^/?#]*", re.IGNORECASE)

Run = tuple[str, ...]


def surviving(originals: Iterable[str], results: Iterable[str], site: SiteWords) -> list[str]:
    """Return every run of five words of the original texts that stands in a result, once, as text; best none.

    Letters are compared case-folded. What belongs to the site (its furniture, printed times, and runs made of nothing
    but its labels and byline words) is no text of the page's.
    """
    wanted = {run for text in originals for run in _runs(site.spans.sub(" \n\0\n ", text)) if _says(run, site)}
    found = {run for text in results for each in _decodings(text) for run in _runs(each) if run in wanted}
    return sorted(" ".join(run) for run in found)


@dataclass(frozen=True)
class Said:
    """What a page says: `prose` is its texts and its addresses; `tokens` are values without any white space.

    A token is a piece of text, such as a slug, where two neighbours in it are neighbours in the prose too; otherwise it
    is an identifier of the template.
    """

    prose: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return every two words that stand side by side in the prose, in small letters."""
        return frozenset(pair for text in self.prose for pair in _pairs(text))

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the prose, and those tokens that are pieces of it."""
        known = self.pairs
        return (*self.prose, *(each for each in self.tokens if any(pair in known for pair in _pairs(each))))


def what_is_said(page: str, site: SiteWords, *, url: str, more: Iterable[str] = ()) -> Said:
    """Return what a page says: its text through all markup, attributes, comments, strings of scripts, addresses."""
    found = [*_texts(page, site), _address(url), *more]
    tokens = frozenset(each for each in found if not re.search(r"\S\s+\S", each) and each != _address(url))
    return Said(tuple(each for each in found if each not in tokens), tuple(sorted(tokens)))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    words = [each.lower() for each in re.findall(r"[^\W\d_]+|\d+", text)]
    return pairwise(words)


def _texts(page: str, site: SiteWords) -> Iterator[str]:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(page.encode("utf-8", "replace") or b"<p>", parser)
    if root is None:
        return
    spoken: list[str] = []
    for node in root.iter():
        if node.tag is etree.Comment:
            yield html.unescape(re.sub(r"<[^>]*>", " ", node.text or ""))
        elif node.tag == "script":
            yield from _strings(node.text or "")
        elif node.tag != "style" and isinstance(node.tag, str):
            spoken.append(node.text or "")
            yield from (each for each in _attributes(node) if not site.prints(each))
        spoken.append(node.tail or "")
    # What the templates print between two tags is nobody's story; runs are not followed across it.
    spoken = ["\n\0\n" if site.prints(each) else each for each in spoken]
    yield " ".join(spoken)
    yield "".join(spoken)


def _attributes(node: etree._Element) -> Iterator[str]:
    named = {(node.get(name) or "").lower() for name in ("name", "property", "http-equiv")}
    for name, value in node.attrib.items():
        technical = node.tag == "meta" and name == "content" and named & TECHNICAL
        if name.lower() in STRUCTURE or technical:
            continue
        yield (
            _token(value) if name.lower() in NAMES else _address(value) if name.lower() in ADDRESSES else _value(value)
        )
        if name.lower().startswith(("on", "data-")):
            yield from _strings(value)


def _token(value: str) -> str:
    return "_".join(value.split())


def _strings(script: str) -> Iterator[str]:
    """Yield the strings of a script or of data; whole texts only, for its code is nobody's prose."""
    for found in _STRING.finditer(script):
        text = _unescaped(found[1] or found[2] or found[3] or "")
        yield _value(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def _value(text: str) -> str:
    return _address(text) if is_address(text) else text


def _address(text: str) -> str:
    """Return what an address says: without scheme and host; nothing if it is that of a style or a script."""
    path = _HOST.sub("\0", unquote(unquote(text)))
    return "" if is_asset(path) else path


def _decodings(text: str) -> Iterator[str]:
    """Yield a result as it stands, and as it reads with references, escapes and addresses decoded, or tags dropped."""
    plain = html.unescape(text)
    yield text
    yield plain
    yield unquote(plain)
    yield _unescaped(plain)
    yield html.unescape(_unescaped(plain))
    for gap in ("", " "):
        yield html.unescape(re.sub(r"<[^>]*>", gap, text))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else " " if found[2] in "nrt" else found[2], text
    )


def _runs(text: str) -> Iterator[Run]:
    """Yield every run of five words; a line with a NUL breaks runs."""
    for piece in fold(text.replace("’", "'")).casefold().split("\0"):
        words = _WORD.findall(piece)
        yield from zip(*(words[start:] for start in range(RUN)), strict=False)


def _says(run: Run, site: SiteWords) -> bool:
    """Return whether a run says anything of the page: it holds letters, and not the site's own words alone."""
    own = all(site.keeps(part) or part.isdecimal() or part == "s" for word in run for part in word.split("'"))
    return not own and any(letter.isalpha() for word in run for letter in word)
