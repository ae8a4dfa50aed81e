"""The few statistics that reports print: Wilson intervals for shares, and bootstrap bands over pages.

Mutants of one page are not independent, so bands are drawn by resampling pages, never mutants.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["bootstrap_band", "wilson"]

#: The two-sided 95% quantile of the normal distribution.
_Z: Final = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share (Wilson 1927); (0, 1) when nothing was tried."""
    if trials == 0:
        return (0.0, 1.0)
    share = successes / trials
    spread = _Z * math.sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    centre, scale = share + _Z**2 / (2 * trials), 1 + _Z**2 / trials
    return (max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale))


def bootstrap_band(
    clusters: Mapping[str, Sequence[int]],
    measure: Callable[[Sequence[int]], float],
    *,
    rounds: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95% percentile band of `measure` over the pooled values, resampling whole clusters."""
    keys = sorted(clusters)
    if not keys:
        return (0.0, 1.0)
    draw = random.Random(seed).random
    results = []
    for _ in range(rounds):
        sample: list[int] = []
        for _ in keys:
            sample.extend(clusters[keys[int(draw() * len(keys))]])
        results.append(measure(sample))
    results.sort()
    return (results[int(rounds * 0.025)], results[min(rounds - 1, int(rounds * 0.975))])
