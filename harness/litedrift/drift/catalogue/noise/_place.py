"""Where noise is put, and how its text is forbidden to the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from litedrift.drift._kit import (
    Element,
    append,
    describe,
    fragment,
    insert_after,
    insert_before,
    prepend,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import STRICT, last_part, loose

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def inside(draft: Draft, dice: Dice, new: Element) -> str | None:
    """Put `new` between two paragraphs of the story, or before the list of an index page; return where."""
    if draft.gold.kind == "index":
        return beside(draft, new, "before")
    found = [node for _, node in loose(draft)[1:] if node.getparent().tag not in ("p", "blockquote")]
    if not found:
        return None
    anchor = dice.pick(found)
    insert_before(anchor, new)
    return f"before {describe(anchor)}"


def beside(draft: Draft, new: Element, where: str = "after") -> str | None:
    """Put `new` before or after the story's layout, or the list of an index page."""
    names = ("container", "body") if draft.gold.kind == "article" else ("list",)
    box = next((box for name in names if (box := draft.one(name)) is not None), None)
    if box is None or box.tag == "body" or box.getparent().tag in STRICT:
        return None
    if where == "after":
        box = last_part(draft, box)
    (insert_before if where == "before" else insert_after)(box, new)
    return f"{where} {describe(box)}"


def _place(draft: Draft, dice: Dice, new: Element, place: str) -> str | None:
    match place:
        case "inside":
            return inside(draft, dice, new)
        case "before" | "after":
            return beside(draft, new, place)
        case "top":
            prepend(draft.body, new)
        case _:
            append(draft.body, new)
    return f"at the {place} of the page"


def noise(draft: Draft, dice: Dice, markup: str, place: str, *texts: str) -> str | None:
    """Parse `markup`, put it in, and forbid `texts`; return the account."""
    new = fragment(markup)
    where = _place(draft, dice, new, place)
    if where is None:
        return None
    draft.gold = draft.gold.forbid(*texts)
    return f"{describe(new)} put in {where}"


def not_on_index(draft: Draft) -> bool:
    """Whether the page is itself a list of stories, so that another list would be no noise."""
    return draft.gold.kind == "index"


#: The kinds of page on which a list of other stories is noise, and the one on which a widget of the front page is.
NO_INDEX: Final = ("article", "refusal")
INDEX: Final = ("index",)


class Box(NamedTuple):
    """One level of an operator that puts markup in; what it leaves empty is as its operator says."""

    level: Mapping[str, str]
    markup: str
    place: str = ""
    texts: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


def boxes(
    name: str,
    doc: str,
    *table: Box,
    texts: tuple[str, ...] = (),
    place: str = "",
    kinds: tuple[str, ...] = (*NO_INDEX, *INDEX),
    models: str,
    evidence: str,
) -> None:
    """Enter an operator that puts in the markup of its level, and nothing else.

    `texts` are forbidden to the record; `place` is where the markup goes unless the level has a place; on pages that
    are of none of the `kinds` it would be no noise.
    """

    def run(draft: Draft, dice: Dice, **level: str) -> str | None:
        box = next(each for each in table if each.level == level)
        if draft.gold.kind not in (box.kinds or kinds):
            return None
        return noise(draft, dice, box.markup, level.get("place") or box.place or place, *(box.texts or texts))

    run.__doc__ = doc
    operator(name, levels=tuple(each.level for each in table), models=models, evidence=evidence)(run)
