"""The rows of a run's table: what failed by its name, the rest by its category."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litedrift.drift import CATEGORIES, find_operator
from litedrift.judge import Counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = tuple[str, Counts]


def rows_by_operator(groups: Mapping[str, Counts], *, each: bool) -> list[Row]:
    """Return the rows of a table: clean pages and chains, then the operators that failed, worst first, then the others.

    Operators under which nothing failed are one row a category, unless `each` asks for a row each.
    """
    rows = sorted(groups.items())
    runs = [row for row in rows if row[0].startswith("(")]
    failing = sorted((row for row in rows if row not in runs and row[1].failed), key=lambda row: -row[1].failed)
    well = [row for row in rows if row not in runs and not row[1].failed]
    return [*runs, *failing, *(well if each else _by_category(well, {name for name, _ in failing}))]


def _by_category(well: list[Row], failing: set[str]) -> list[Row]:
    """Return one row for the operators of each category; one that stands alone keeps its name."""
    found: list[Row] = []
    partly = {find_operator(name).category for name in failing}
    for category in CATEGORIES:
        rows = [row for row in well if find_operator(row[0]).category == category]
        if len(rows) > 1:
            total = Counts()
            for _, counts in rows:
                total.add(counts)
            rows = [(f"{category}: {len(rows)} {'others' if category in partly else 'operators'}", total)]
        found += rows
    return found
