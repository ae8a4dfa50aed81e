"""The templates of the site's real history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._contract import transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._operator import operator
from litedrift.drift._render import edition, render
from litedrift.drift.catalogue.templates._print import alone, need_a_story

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: The epochs of the bundled site table; a corpus whose site has no such templates gives no mutants.
_EPOCHS: Final = tuple(
    {"epoch": name} for name in ("g1a-2017", "g1b-2021", "g2-2023", "g2-2023-index-html", "g2-2025", "g2-2026-04")
)


def _reprint(draft: Draft, epoch: str, *, lossy: bool) -> str | None:
    if draft.gold.kind == "refusal":
        return None
    made = edition(draft, epoch, pattern=draft.site.stamp_formats.get(epoch, ""))
    if lossy and not made.lost:
        return None
    if made.lost and not lossy:
        raise Infeasible(f"the template of {epoch} has no place for all of: {', '.join(made.lost)}")
    need_a_story(draft, made)
    old = draft.epoch
    render(draft, made, epoch=epoch)
    return f"the page of {old} is printed by the template of {epoch}" + (f", without {', '.join(made.lost)}" * lossy)


@operator(
    "re-render",
    levels=_EPOCHS,
    models="the site returns to a template that it has had, or an old page is served by a later template",
    evidence="two real replacements in 2020-21 and 2022-23, three smaller ones since; 0.157 template changes a year"
    " on news sites at large",
    conflicts=alone("re-render"),
)
def re_render(draft: Draft, _dice: Dice, *, epoch: str) -> str | None:
    """Print the page by the template of an epoch that has a place for its whole record."""
    return _reprint(draft, epoch, lossy=False)


@operator(
    "re-render-lossy",
    contract=transforms("byline", "authors", "updated", "source", "editors_note", "full_article_url"),
    levels=tuple(level for level in _EPOCHS if level["epoch"] != "g2-2023-index-html"),  # articles like g2-2023's
    models="the record is printed by a template that has no place for all of it, or a coarser clock",
    evidence="generation 1a printed no byline, source, note or end link; 3 of 6 epochs have no end link or no note",
    conflicts=alone("re-render-lossy"),
)
def re_render_lossy(draft: Draft, _dice: Dice, *, epoch: str) -> str | None:
    """Print the page by the template of an epoch that cannot print its whole record.

    The expected record becomes f(record): each field that the template does not mention is null (``[]`` for authors,
    who go with the byline); the time is cut down to the minute where the template prints no seconds; the rest stays.
    """
    return _reprint(draft, epoch, lossy=True)
