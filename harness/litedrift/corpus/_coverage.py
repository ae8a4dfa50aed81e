"""Coverage: which of the site's known features have a case, in which epoch, and where the holes are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.corpus._features import View

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litedrift.corpus._case import Case
    from litedrift.corpus._features import Factor, Features, Level, Pairs


@dataclass(frozen=True, slots=True)
class Row:
    """One level of one factor: which cases show it, by epoch."""

    factor: Factor
    level: Level
    cases: MappingProxyType[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many cases show the level, over all epochs."""
        return sum(map(len, self.cases.values()))

    @property
    def holes(self) -> tuple[str, ...]:
        """The epochs in which the level is known and no case shows it; ``any`` for a level of no epoch."""
        if self.level.anywhere:
            return () if self.total else ("any",)
        return tuple(epoch for epoch in self.level.known if not self.cases.get(epoch))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Feature by epoch with counts; the pairs of the current epoch; and the holes of both.

    `pairs` maps a pair of grouped levels to the cases that show both; impossible pairs are left out.
    """

    epochs: tuple[str, ...]
    rows: tuple[Row, ...]
    pairs: MappingProxyType[tuple[str, str], tuple[str, ...]]
    shown_though_impossible: tuple[tuple[str, str], ...] = ()

    @property
    def missing_pairs(self) -> tuple[tuple[str, str], ...]:
        """The feasible pairs without a case."""
        return tuple(pair for pair, cases in self.pairs.items() if not cases)

    @property
    def holes(self) -> tuple[str, ...]:
        """Every undeclared hole in one line each; empty when the corpus is complete."""
        single = [f"{row.factor.name}:{row.level.name} in {epoch}" for row in self.rows for epoch in row.holes]
        double = [f"{first} with {second}" for first, second in self.missing_pairs]
        wrong = [f"{first} with {second}, declared impossible" for first, second in self.shown_though_impossible]
        return (*single, *double, *wrong)

    def to_dict(self) -> dict[str, Any]:
        """Return the table as JSON-ready data."""
        return {
            "epochs": list(self.epochs),
            "features": [
                {
                    "factor": row.factor.name,
                    "level": row.level.name,
                    "kind": row.factor.kind,
                    "known": dict(row.level.known) if not row.level.anywhere else "anywhere",
                    "elsewhere": row.level.elsewhere,
                    "cases": {epoch: list(cases) for epoch, cases in row.cases.items()},
                }
                for row in self.rows
            ],
            "pairs": [{"levels": list(pair), "cases": list(cases)} for pair, cases in self.pairs.items()],
            "holes": list(self.holes),
        }


def cover(cases: Iterable[Case], features: Features, epochs: Iterable[str]) -> Coverage:
    """Detect every level in every case and count; `epochs` gives the columns in their order."""
    views = [View(case) for case in cases]
    shown: dict[str, list[View]] = {}
    rows = []
    for factor in features.factors:
        of_kind = [view for view in views if view.case.kind == factor.kind]
        for level in factor.levels:
            found = [view for view in of_kind if view.holds(level.when)]
            shown[f"{factor.name}:{level.name}"] = found
            by_epoch: dict[str, list[str]] = {}
            for view in found:
                by_epoch.setdefault(view.case.epoch, []).append(view.case.id)
            rows.append(Row(factor, level, MappingProxyType({k: tuple(v) for k, v in by_epoch.items()})))
    if features.pairs is None:
        return Coverage(tuple(epochs), tuple(rows), MappingProxyType({}))
    pairs, wrong = _cover_pairs(views, features.pairs, shown)
    return Coverage(tuple(epochs), tuple(rows), pairs, wrong)


def _cover_pairs(
    views: list[View], pairs: Pairs, shown: dict[str, list[View]]
) -> tuple[MappingProxyType[tuple[str, str], tuple[str, ...]], tuple[tuple[str, str], ...]]:
    has = {name: {view.case.id for view in found} for name, found in shown.items()}
    members: dict[str, list[str]] = {f"{group.name}:{level}": [] for group in pairs.groups for level in group.levels}
    for view in views:
        if (view.case.epoch, view.case.kind) == (pairs.epoch, pairs.kind):
            for group in pairs.groups:
                level = _level_of(view.case.id, group.levels, has)
                if level is not None:
                    members[f"{group.name}:{level}"].append(view.case.id)
    table: dict[tuple[str, str], tuple[str, ...]] = {}
    wrong: list[tuple[str, str]] = []
    for one, other in combinations(pairs.groups, 2):
        for first, second in product(one.levels, other.levels):
            pair = (f"{one.name}:{first}", f"{other.name}:{second}")
            both = tuple(each for each in members[pair[0]] if each in members[pair[1]])
            if frozenset(pair) not in pairs.impossible:
                table[pair] = both
            elif both:
                wrong.append(pair)
    return MappingProxyType(table), tuple(wrong)


def _level_of(case_id: str, levels: MappingProxyType[str, tuple[str, ...]], has: dict[str, set[str]]) -> str | None:
    """Return the first level of a group that fits a case; a level that stands for nothing takes the rest."""
    for name, stands_for in levels.items():
        if not stands_for or any(case_id in has[each] for each in stands_for):
            return name
    return None
