"""White space and invisible characters within the text."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import insert_at, make, slots
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.whitespace._tokens import pieces, values

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: A space that is neither the first nor the last character.
_INNER_SPACE: Final = re.compile(r"(?<=.) (?=.)", re.DOTALL)
#: Level → the space that stands for U+0020.
_SPACES: Final = {"nbsp": "\xa0", "narrow": "\u202f", "thin": "\u2009", "ideographic": "\u3000", "line": "\u2028"}


@operator(
    "exotic-spaces",
    levels=(
        {"share": 15, "space": "nbsp", "where": "story"},
        {"share": 100, "space": "nbsp", "where": "meta"},
        {"share": 30, "space": "narrow", "where": "all"},
        {"share": 60, "space": "thin", "where": "all"},
        {"share": 100, "space": "ideographic", "where": "all"},
        {"share": 10, "space": "line", "where": "story"},
    ),
    models="editors and typography filters that write no-break, narrow and other spaces",
    evidence="U+00A0 on 71% of pages; for the others no frequency known",
)
def exotic_spaces(draft: Draft, dice: Dice, *, share: str, space: str, where: str) -> str | None:
    """Write another Unicode space for some or all single spaces between words."""
    touched = 0
    for node, slot in pieces(draft, where):
        text = getattr(node, slot)
        letters = list(text)
        chosen = dice.share([found.start() for found in _INNER_SPACE.finditer(text)], int(share))
        for place in chosen:
            letters[place] = _SPACES[space]
        setattr(node, slot, "".join(letters))
        touched += len(chosen)
    return f"{touched} spaces became {space}" if touched else None


#: Level → the character that no reader sees; None is a wbr element.
_MARKS: Final = {
    "zero-width-space": "\u200b",
    "word-joiner": "\u2060",
    "bom": "\ufeff",
    "soft-hyphen": "\xad",
    "wbr": None,
}


@operator(
    "invisibles",
    levels=(
        {"mark": "zero-width-space", "where": "all"},
        {"mark": "word-joiner", "where": "meta"},
        {"mark": "bom", "where": "all"},
        {"mark": "soft-hyphen", "where": "story"},
        {"mark": "wbr", "where": "all"},
    ),
    models="hyphenation, copy protection and editors that leave characters without width in words",
    evidence="zero-width characters on 8% of pages, soft hyphens on 7%",
)
def invisibles(draft: Draft, dice: Dice, *, mark: str, where: str) -> str | None:
    """Put a character that nobody sees, or a ``wbr``, into every sixth word or so."""
    touched = 0
    for node, slot in pieces(draft, where):
        text = getattr(node, slot)
        alpha = list(map(str.isalpha, text))
        inside = [k for k, (left, right) in enumerate(pairwise(alpha), 1) if left and right]
        for place in reversed(dice.share(inside, 4)):
            if (character := _MARKS[mark]) is None:
                insert_at(node, slot, place, make("wbr"))
            else:
                text = text[:place] + character + text[place:]
                setattr(node, slot, text)
            touched += 1
    return f"{touched} words hold a {mark}" if touched else None


#: Level → what stands before and after the text.
_PADS: Final = {
    "lines": ("\n        ", "\n    "),
    "tabs": ("\n\t\t\t", "\n\n\t\t"),
    "spaces": (" " * 40, " " * 40),
    "nbsp": ("\xa0 ", " \xa0\xa0"),
}


@operator(
    "padded-text",
    levels=(
        {"pad": "lines", "where": "all"},
        {"pad": "tabs", "where": "meta"},
        {"pad": "spaces", "where": "story"},
        {"pad": "nbsp", "where": "all"},
    ),
    models="templates that print values on lines of their own, or pad them with no-break spaces",
    evidence="since 2023 the site prints every paragraph on a line of its own; otherwise no frequency known",
)
def padded_text(draft: Draft, _dice: Dice, *, pad: str, where: str) -> str | None:
    """Put white space before the first and after the last character of headline, meta lines, paragraphs or cards."""
    before, after = _PADS[pad]
    lines = [pieces for node in values(draft, where) if (pieces := slots(node))]
    for pieces in lines:
        (first, start), (last, end) = pieces[0], pieces[-1]
        setattr(first, start, before + getattr(first, start))
        setattr(last, end, getattr(last, end) + after)
    return f"{len(lines)} texts padded by {pad}" if lines else None
