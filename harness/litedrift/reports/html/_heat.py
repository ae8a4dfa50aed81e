"""Heat maps: how often a field fails under a kind of change, as a table that is coloured, not as a picture."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.reports.html._text import clip, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.reports.html._facts import Facts

#: Shares up to which a cell takes each shade; the first is for exactly none.
SHADES: Final = (0.0, 0.01, 0.05, 0.2, 0.5, 1.0)
#: A stream may name anything: a table that nobody can read helps nobody.
_ROWS: Final = 40
_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: failures of how many judged, and its shade from 0 to 5; `judged` is 0 where nothing was asked."""

    failed: int
    judged: int

    @property
    def shade(self) -> int:
        """The place of the share among the shades."""
        return bisect_left(SHADES, self.failed / self.judged) if self.judged else 0

    @property
    def share(self) -> str:
        """The share in words."""
        return percent(self.failed / self.judged) if self.judged else ""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A table of cells with the names of its rows and columns."""

    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def heat_map(facts: Facts) -> HeatMap:
    """Return field × operator category of one run."""
    columns = facts.columns[:_ROWS]
    rows = [
        (clip(name, _NAME), tuple(Cell(*facts.cells.get((name, column), (0, 0))) for column in columns))
        for name in facts.fields[:_ROWS]
    ]
    return HeatMap("field", tuple(clip(each, _NAME) for each in columns), tuple(rows))


def heat_by_subject(runs: Sequence[Facts], names: Sequence[str], *, by_field: bool) -> HeatMap:
    """Return field × subject, or category × subject, of several runs; a category counts its pages."""
    axis = [each for facts in runs for each in (facts.fields if by_field else facts.columns)]
    rows = []
    for name in list(dict.fromkeys(axis))[:_ROWS]:
        cells = tuple(_summed(facts, name, by_field=by_field) for facts in runs)
        rows.append((clip(name, _NAME), cells))
    return HeatMap("field" if by_field else "change", tuple(names), tuple(rows))


def _summed(facts: Facts, name: str, *, by_field: bool) -> Cell:
    """Return the sum of a row, or the pages of a column: any field, or the page, that failed on them."""
    if by_field:
        counts = [pair for (field, _), pair in facts.cells.items() if field == name]
        return Cell(sum(failed for failed, _ in counts), sum(ran for _, ran in counts))
    failed, ran = facts.groups.get(name, (0, 0))
    return Cell(failed, ran)
