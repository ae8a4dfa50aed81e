"""Edits of the spelled page: in its texts, at its gaps, at single tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import gaps, plain_texts
from litedrift.drift._markup import Attribute, Kind, Token, spell, tokens
from litedrift.drift._shown import lines_of, located
from litedrift.drift.catalogue._story import body_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


WORD: Final = re.compile(r"(?<![&#\w])[A-Za-z]{4,}")


def respell(draft: Draft, changed: str) -> bool:
    """Let the page be spelled like this, if libxml2 still reads every line in its order; False when nothing changed."""
    if changed == draft.markup:
        return False
    there = iter(lines_of(changed))
    if not all(line in there for line in lines_of(draft.markup)):
        raise Infeasible("libxml2 reads other lines in this spelling than the HTML Standard does")
    draft.markup = changed
    return True


def edit(draft: Draft, changed: Mapping[int, str], found: Sequence[Token]) -> bool:
    return respell(draft, spell(found, dict(changed)))


def at_gap(draft: Draft, dice: Dice, piece: str, *, items: bool = True, story: bool = False) -> bool:
    """Put a piece of markup between two paragraphs, subheadings or list items; False where there are none.

    `story`: only behind an item of the record, for what would leave a box beside the story open or close it early.
    """
    found = tokens(draft.markup)
    places = [n for n in gaps(draft.markup) if items or found[n].name != "li"]
    places = _in_story(draft, places) if story else places
    if not places:
        return False
    place = dice.pick(places)
    return edit(draft, {place: piece + found[place].text}, found)


def in_texts(draft: Draft, dice: Dice, change: Callable[[str], str], count: int = 3, *, story: bool = False) -> int:
    """Change the texts of up to `count` paragraphs (`story`: of the record alone); return how many changed."""
    found = tokens(draft.markup)
    places = plain_texts(draft.markup)
    chosen = dice.some(_in_story(draft, places) if story else places, count)
    return len(chosen) if edit(draft, {n: change(found[n].text) for n in chosen}, found) else 0


def _in_story(draft: Draft, places: Sequence[int]) -> list[int]:
    """Return the places at which the text that stands there, or last before, is an item of the expected record."""
    found = tokens(draft.markup)
    items = draft.gold.fields.get("links") or ()
    texts = [str(link["title"]) for link in items] or [text for text in body_texts(draft) if text]
    spans = [span for span in located(draft.markup, texts) if span is not None]

    def held(place: int) -> bool:
        text = next((n for n in range(place, -1, -1) if found[n].kind is Kind.TEXT and not found[n].blank), None)
        return text is not None and any(start <= found[text].start < stop for start, stop in spans)

    return [place for place in places if held(place)]


def amid(text: str, piece: str, dice: Dice) -> str:
    """Put a piece of markup before a word that is not the first."""
    places = [match.start() for match in WORD.finditer(text)][1:]
    place = dice.pick(places) if places else len(text)
    return text[:place] + piece + text[place:]


def written(token: Token, pairs: Sequence[str], name: str = "") -> str:
    """Spell a start tag with these attributes, each already spelled."""
    close = "/>" if token.text.endswith("/>") else ">"
    return " ".join([f"<{name or token.text[1 : 1 + len(token.name)]}", *pairs]) + close


def quoted(each: Attribute) -> str:
    if each.value is None:
        return each.name
    mark = "'" if '"' in each.value else '"'
    return f"{each.name}={mark}{each.value}{mark}"
