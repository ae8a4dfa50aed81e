"""The few statistics that reports print: Wilson intervals, bootstrap bands over pages, McNemar's test of pairs.

Mutants of one page are not independent, so bands are drawn by resampling pages, never mutants.
"""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["bootstrap_band", "bootstrap_bands", "mcnemar", "wilson"]

T = TypeVar("T")

#: The two-sided 95% quantile of the normal distribution.
_Z: Final = 1.959963984540054


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share (Wilson 1927), which holds the share; (0, 1) when nothing was tried."""
    if trials == 0:
        return (0.0, 1.0)
    share = successes / trials
    spread = _Z * math.sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    centre, scale = share + _Z**2 / (2 * trials), 1 + _Z**2 / trials
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return (max(0.0, min(low, share)), min(1.0, max(high, share)))  # of none or all, rounding would leave it outside


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the exact two-sided p value that two paired shares differ by chance (McNemar 1947).

    The arguments count the pairs in which one side alone succeeded.
    """
    trials = only_first + only_second
    if trials == 0:
        return 1.0
    tail = sum(math.comb(trials, n) for n in range(min(only_first, only_second) + 1))
    return float(min(1.0, tail / 2 ** (trials - 1)))


def bootstrap_band(
    clusters: Mapping[str, Sequence[T]],
    measure: Callable[[Sequence[T]], float],
    *,
    rounds: int = 500,
    seed: int = 0,
) -> tuple[float, float]:
    """Return the 95% percentile band of `measure` over the pooled values, resampling whole clusters."""
    bands = bootstrap_bands(clusters, lambda sample: (measure(sample),), rounds=rounds, seed=seed)
    return bands[0] if bands else (0.0, 1.0)


def bootstrap_bands(
    clusters: Mapping[str, Sequence[T]],
    measure: Callable[[Sequence[T]], Sequence[float]],
    *,
    rounds: int = 500,
    seed: int = 0,
) -> list[tuple[float, float]]:
    """Return the 95% percentile bands of several measures at once; none when there are no clusters."""
    keys = sorted(clusters)
    if not keys:
        return []
    draw = random.Random(seed).random
    results = []
    for _ in range(rounds):
        sample: list[T] = []
        for _ in keys:
            sample.extend(clusters[keys[int(draw() * len(keys))]])
        results.append(measure(sample))
    columns = [sorted(column) for column in zip(*results, strict=True)]
    return [(column[int(rounds * 0.025)], column[min(rounds - 1, int(rounds * 0.975))]) for column in columns]
