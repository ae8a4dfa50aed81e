"""The thresholds in force: a committed file, fixed before any evaluation."""

from __future__ import annotations

import functools
import math
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of ``thresholds.toml``; what each is for stands there."""

    version: int
    accepted: int
    required: float
    affected: int
    window: int
    chance: float
    returns: int
    margin: float
    family: int

    def patience(self, share: float) -> int:
        """Return how many captures in a row without something that a `share` of captures has say that it is gone."""
        if share <= 0:
            return self.window + 1
        if share >= 1:
            return self.affected
        return max(self.affected, math.ceil(math.log(self.chance) / math.log(1 - share)))

    def to_dict(self) -> dict[str, Any]:
        """Return the thresholds as a report prints them."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"thresholds {self.version}: alarm at {self.affected} distinct affected captures of a kind within "
            f"{self.window}, baseline of {self.accepted}, required from {self.required:.0%}, "
            f"chance {self.chance:g}, flapping after {self.returns} returns, margin {self.margin:g}"
        )


@functools.cache
def thresholds() -> Thresholds:
    """Return the thresholds in force."""
    path = Path(__file__).with_name("thresholds.toml")
    return Thresholds(**tomllib.loads(path.read_text("utf-8")))
