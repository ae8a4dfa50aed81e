"""What the evaluation counts, with intervals, and what is expected of each operator."""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.statistics import wilson
from litedrift.watch._thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS: Final = ("article", "index")
SPLITS: Final = 4
GROUPS: Final = ("moved", "lost", "replaced", "refused", "rare")
#: What is counted of each operator.
FIGURES: Final = ("pages", "drifts", "named", "verdict", "alarm_named", "alarm_verdict")
#: Groups in which one landmark is known to be the right one.
NAMED: Final = ("moved", "lost")


#: No operator of the catalogue: the hashes in class names are others, as with each release of a site that has some.
ROTATION: Final = "(hash rotation)"


@dataclass(frozen=True, slots=True)
class Expected:
    """What the watcher should say of one operator; a star is any."""

    group: str
    landmarks: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = KINDS

    def names(self, landmark: str) -> bool:
        """Whether this landmark is a right one."""
        return "*" in self.landmarks or landmark in self.landmarks

    def tells(self, landmark: str, moved: str) -> bool:
        """Whether this landmark is a right one and the verdict a right one for it."""
        return self.names(landmark) and ("*" in self.verdicts or moved in self.verdicts)


@dataclass
class Count:
    """Hits among trials, and the cases from which the trials come."""

    hits: int = 0
    trials: int = 0
    cases: set[str] = field(default_factory=set)

    def add(self, case: str, *, hit: bool) -> None:
        """Count one trial."""
        self.trials += 1
        self.hits += hit
        self.cases.add(case)

    def to_dict(self) -> dict[str, Any]:
        """Return the share with its intervals: Wilson's, and the exact one (Clopper and Pearson 1934)."""
        share = self.hits / self.trials if self.trials else None
        return {
            "hits": self.hits,
            "trials": self.trials,
            "cases": len(self.cases),
            "share": share,
            "wilson": list(wilson(self.hits, self.trials)),
            "exact": list(exact(self.hits, self.trials)),
        }


@dataclass
class Row:
    """One operator: pages that are not the same, drifts that raised an alarm, landmarks and verdicts named right.

    Of those that are named, `named` and `verdict` count single pages, `alarm_named` and `alarm_verdict` alarms.
    """

    operator: str
    level: str
    group: str
    pages: Count = field(default_factory=Count)
    drifts: Count = field(default_factory=Count)
    named: Count = field(default_factory=Count)
    verdict: Count = field(default_factory=Count)
    alarm_named: Count = field(default_factory=Count)
    alarm_verdict: Count = field(default_factory=Count)
    delays: list[int] = field(default_factory=list)


@dataclass
class Evaluation:
    """All figures: clean pages that are held out, a row an operator, and the baselines at a threshold of their own."""

    clean: dict[str, Count]
    rows: list[Row]
    baselines: dict[str, dict[str, Count]]

    def group(self, name: str, what: str) -> Count:
        """Return one figure over a group of operators."""
        total = Count()
        for row in self.rows:
            if row.group == name:
                count: Count = getattr(row, what)
                total.hits, total.trials = total.hits + count.hits, total.trials + count.trials
                total.cases |= count.cases
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as JSON can carry it."""
        figures = FIGURES
        return {
            "thresholds": thresholds().to_dict(),
            "splits": SPLITS,
            "clean": {name: count.to_dict() for name, count in self.clean.items()},
            "groups": {
                name: {what: self.group(name, what).to_dict() for what in figures} for name in ("benign", *GROUPS)
            },
            "operators": [
                {
                    "operator": row.operator,
                    "level": row.level,
                    "group": row.group,
                    **{what: getattr(row, what).to_dict() for what in figures},
                    "delays": row.delays,
                }
                for row in self.rows
            ],
            "baselines": {
                name: {group: count.to_dict() for group, count in counts.items()}
                for name, counts in self.baselines.items()
            },
        }


@functools.cache
def operators_expected() -> dict[str, Expected]:
    """Return what is expected of each operator (``operators.toml``)."""
    data = tomllib.loads(Path(__file__).with_name("operators.toml").read_text("utf-8"))
    found = {name: Expected("benign") for name in [*data["benign"]["operators"], ROTATION]}
    for group in GROUPS:
        for row in data[group]:
            for name in row["operators"]:
                found[name] = Expected(
                    group, frozenset(row["landmarks"]), frozenset(row["verdicts"]), tuple(row.get("kinds", KINDS))
                )
    return found


def exact(hits: int, trials: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share (Clopper and Pearson 1934); (0, 1) when nothing was tried."""
    if trials == 0:
        return (0.0, 1.0)
    low = 0.0 if hits == 0 else _root(lambda p: 1 - _at_most(hits - 1, trials, p) - 0.025)
    high = 1.0 if hits == trials else _root(lambda p: 0.025 - _at_most(hits, trials, p))
    return (low, high)


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, trials: int, share: float) -> float:
    """Return the chance of so many hits or fewer."""
    if share in (0.0, 1.0):
        return float(share == 0.0 or hits >= trials)
    if hits * 2 > trials:
        return 1 - _at_most(trials - hits - 1, trials, 1 - share) if hits < trials else 1.0
    odds, whole = math.log(share / (1 - share)), math.lgamma(trials + 1)
    none = trials * math.log1p(-share)
    return sum(
        math.exp(whole - math.lgamma(n + 1) - math.lgamma(trials - n + 1) + none + n * odds) for n in range(hits + 1)
    )
