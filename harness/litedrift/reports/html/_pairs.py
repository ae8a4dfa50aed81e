"""Several runs side by side: who read which page right where another did not."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litedrift.reports.html._text import percent
from litedrift.statistics import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.reports.html._facts import Facts


@dataclass(frozen=True, slots=True)
class Pair:
    """Two subjects on the pages that both were judged on, and how many of them one alone read right."""

    first: str
    second: str
    pages: int
    first_only: int
    second_only: int

    @property
    def lead(self) -> str:
        """How often the first is the one that is right, where only one is: the share with its 95% interval."""
        differ = self.first_only + self.second_only
        if not differ:
            return "no difference"
        low, high = wilson(self.first_only, differ)
        return f"{percent(self.first_only / differ)} ({percent(low)} to {percent(high)})"


def pairs(runs: Sequence[Facts], names: Sequence[str]) -> tuple[Pair, ...]:
    """Return each two runs compared on the pages that are the same, byte for byte."""
    found = []
    for (one, first), (two, second) in itertools.combinations(zip(names, runs, strict=True), 2):
        shared = [key for key, (digest, _) in first.pages.items() if second.pages.get(key, ("", False))[0] == digest]
        outcomes = [(first.pages[key][1], second.pages[key][1]) for key in shared]
        found.append(Pair(one, two, len(shared), outcomes.count((False, True)), outcomes.count((True, False))))
    return tuple(found)


def disputed(runs: Sequence[Facts]) -> frozenset[str]:
    """Return the ids of pages that some runs read right and some did not."""
    everywhere = set.intersection(*(set(facts.pages) for facts in runs))
    outcomes = {key: {facts.pages[key] for facts in runs} for key in everywhere}
    return frozenset(
        key for key, each in outcomes.items() if len(each) > 1 and len({digest for digest, _ in each}) == 1
    )


def why_not_the_same(runs: Sequence[Facts]) -> str:
    """Return why these runs are no fair comparison, or nothing."""
    for what in ("corpus", "plan", "normaliser", "oracle"):
        if any(facts.header[what] != runs[0].header[what] for facts in runs):
            return f"The runs differ in their {what}: only pages that are the same byte for byte are compared in pairs."
    return ""
