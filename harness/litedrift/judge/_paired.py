"""Two subjects on the same growing chains: where they differ, and whether by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litedrift.drift import LONGEST
from litedrift.errors import UsageError
from litedrift.judge._survival import Fate, curve
from litedrift.statistics import bootstrap_bands, mcnemar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Difference:
    """S(k) of the first less S(k) of the second, its 95% band over pages, and McNemar's test of the pairs at k.

    `first_only` counts the chains that the first survived to k and the second did not.
    """

    k: int
    first: float
    second: float
    band: tuple[float, float]
    first_only: int
    second_only: int
    p: float


def paired(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[Difference]:
    """Compare two results of ``survive --json`` chain by chain, at every k from 1 to 20.

    Raises:
        UsageError: a result has no chains, or the two were not measured on the same ones.

    """
    fates = [_fates(each) for each in (first, second)]
    if first["digest"] != second["digest"] or [(a.case_id, a.length) for a in fates[0]] != [
        (b.case_id, b.length) for b in fates[1]
    ]:
        raise UsageError("the two runs stand on different chains: run both with the same corpus, plan and oracle")
    pairs = list(zip(*fates, strict=True))
    clusters: dict[str, list[tuple[int, int]]] = {}
    for one, other in pairs:
        clusters.setdefault(one.case_id, []).append((one.code, other.code))
    bands = bootstrap_bands(clusters, _gap)
    shares = [curve([fate.code for fate in each]) for each in fates]
    return [_at(k, pairs, (shares[0][k - 1], shares[1][k - 1]), bands[k - 1]) for k in range(1, LONGEST + 1)]


def _fates(result: Mapping[str, Any]) -> list[Fate]:
    if not result.get("fates") or not result.get("digest"):
        raise UsageError("not a result of `litedrift survive --json`, or one without chains")
    return [Fate(str(case_id), int(death), int(length)) for case_id, death, length in result["fates"]]


def _gap(codes: Sequence[tuple[int, int]]) -> list[float]:
    first, second = curve([a for a, _ in codes]), curve([b for _, b in codes])
    return [a - b for a, b in zip(first, second, strict=True)]


def _at(
    k: int, pairs: Sequence[tuple[Fate, Fate]], shares: tuple[float, float], band: tuple[float, float]
) -> Difference:
    """Compare at one k, over the chains that were long enough."""
    long_enough = [(a, b) for a, b in pairs if a.length >= k]
    lives = [(not 0 < a.death <= k, not 0 < b.death <= k) for a, b in long_enough]
    first_only = sum(a and not b for a, b in lives)
    second_only = sum(b and not a for a, b in lives)
    return Difference(k, *shares, band, first_only, second_only, mcnemar(first_only, second_only))
