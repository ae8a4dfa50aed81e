"""A page's markup cut into tokens, and the places where the texts hang that make a record."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from litedrift.drift._kit import BLOCKS, Element, slots
from litedrift.drift.catalogue._story import cards, meta_lines, story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.drift._draft import Draft

#: What HTML calls white space; a no-break space is none.
BLANK: Final = " \t\n\r\f"
_ATTRIBUTES: Final = r"""(?:[^>"']|"[^"]*"|'[^']*')*"""
_TOKEN: Final = re.compile(
    rf"""(?P<comment><!--.*?-->)
    | (?P<raw><(?P<name>script|style|title|pre|textarea|noscript|template|iframe)\b{_ATTRIBUTES}>.*?</(?P=name)\s*>)
    | (?P<tag><[/!?]?[a-z]{_ATTRIBUTES}>)
    | (?P<text>[^<]+|<)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_TAG_NAME: Final = re.compile(r"</?([a-z][a-z0-9-]*)", re.IGNORECASE)


class Token(NamedTuple):
    """A piece of markup: its kind (comment, raw, tag or text), its text, and the name if it bounds a block."""

    kind: str
    text: str
    block: str

    @property
    def is_end(self) -> bool:
        return self.text.startswith("</")


@lru_cache(maxsize=4)  # all operators on white space begin with the same page
def tokenize(markup: str) -> tuple[Token, ...]:
    """Cut markup into tokens; scripts, styles, preformatted text and the like stay whole."""
    return tuple(_tokenize(markup))


def _tokenize(markup: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(markup):
        kind = str(found.lastgroup)
        name = _TAG_NAME.match(found[0]) if kind in ("tag", "raw") else None
        tag = name[1].lower() if name else ""
        yield Token(kind, found[0], tag if tag in BLOCKS or tag in ("head", "title") else "")


def tight(markup: str) -> list[Token]:
    """Return the tokens without white space at the edges of blocks, where a browser prints none."""
    tokens = tokenize(markup)
    tight: list[Token] = []
    for n, token in enumerate(tokens):
        if token.kind == "text":
            after_edge = n == 0 or tokens[n - 1].block
            text = token.text.lstrip(BLANK) if after_edge else token.text
            text = text.rstrip(BLANK) if n + 1 == len(tokens) or tokens[n + 1].block else text
            tight += [Token("text", text, "")] if text else []
        else:
            tight.append(token)
    return tight


def values(draft: Draft, where: str) -> list[Element]:
    """Return the elements whose text makes a record: story or cards, headline and meta lines, or all of them."""
    headline = draft.one("headline")
    meta = [*([] if headline is None else [headline]), *(node for _, node in meta_lines(draft))]
    main = [*(node for _, node in story(draft)), *cards(draft)]
    return {"meta": meta, "story": main, "all": [*meta, *main]}[where]


def pieces(draft: Draft, where: str) -> list[tuple[Element, str]]:
    return [piece for node in values(draft, where) for piece in slots(node)]
