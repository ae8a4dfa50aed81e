"""Survival: after how many composed changes an extractor first goes wrong, and whether it is honest when it does.

Robustness and honesty are never averaged. A growing chain dies at the first k at which any judged field is wrong;
chains that live are censored at the longest k that their page allowed. A chain that the subject does not claim to read,
or that has no record to be compared with, is left out and counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litedrift.drift import LONGEST, Effect, default_plan, find_operator
from litedrift.judge._growth import grown_chains, left_out
from litedrift.judge._parallel import HERE, judge_in_parallel
from litedrift.judge._tally import Tally
from litedrift.judge._verdicts import Verdict
from litedrift.statistics import bootstrap_bands, wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from litedrift.corpus import Case
    from litedrift.drift import Weights
    from litedrift.judge._growth import Grown
    from litedrift.judge._parallel import Bench, Scale
    from litedrift.judge._run import Judged, Run

#: How many first k the mean of the curve is taken over.
_AREA = 12


@dataclass(frozen=True, slots=True)
class Fate:
    """One growing chain: its page, the k at which it died (0: it lived), and the k that it could reach."""

    case_id: str
    death: int
    length: int

    @property
    def code(self) -> int:
        """The fate as one number: dead at k is k, alive at n is -n."""
        return self.death or -self.length


@dataclass
class Survival:
    """What ``litedrift survive`` measures of one subject.

    `operators` counts (survived, applied) for each operator alone. `refused` counts refusals among the pages where only
    a refusal is right, `refused_wrongly` among all others. `digest` names the mutants of all chains.
    """

    fates: list[Fate] = field(default_factory=list)
    left_out: int = 0
    operators: dict[str, tuple[int, int]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    killers: Counter[str] = field(default_factory=Counter)
    destroyed_fields: int = 0
    destroyed_invented: int = 0
    demoted_pages: int = 0
    refused: tuple[int, int] = (0, 0)
    refused_wrongly: tuple[int, int] = (0, 0)
    digest: str = ""

    @property
    def pages(self) -> int:
        """How many pages the chains stand on."""
        return len({fate.case_id for fate in self.fates})

    def share(self, k: int) -> float:
        """Return S(k): the share of chains that k operators did not kill, among those that reached k or died before."""
        return curve([fate.code for fate in self.fates])[k - 1]

    def bands(self) -> list[tuple[float, float]]:
        """Return the 95% bootstrap bands of S(1) to S(20), and of the half-life (21: not reached), pages resampled."""
        return bootstrap_bands(by_page(self.fates), lambda codes: (*curve(codes), _half(curve(codes))))

    @property
    def half_life(self) -> int | None:
        """The smallest k with S(k) of at most a half, or None when it is not reached."""
        half = _half(curve([fate.code for fate in self.fates]))
        return half if half <= LONGEST else None

    def weighted(self, weights: dict[str, float]) -> float:
        """Return the survival of single operators, weighted by how often each change really happens."""
        pairs = [(weights[name], won / ran) for name, (won, ran) in self.operators.items() if ran]
        total = sum(weight for weight, _ in pairs)
        return sum(weight * share for weight, share in pairs) / total if total else 0.0

    def to_dict(self, weights: Weights) -> dict[str, Any]:
        """Return the summary of ``survive --json``."""
        shares = curve([fate.code for fate in self.fates])
        bands = self.bands() or [(0.0, 1.0)] * (LONGEST + 1)
        return {
            "chains": len(self.fates),
            "left_out": self.left_out,
            "pages": self.pages,
            "digest": self.digest,
            "survival": {str(k): share for k, share in enumerate(shares, start=1)},
            "bands": {str(k): list(band) for k, band in enumerate(bands[:LONGEST], start=1)},
            "half_life": self.half_life,
            "half_life_band": [None if k > LONGEST else int(k) for k in bands[LONGEST]],
            "mean_to_12": sum(shares[:_AREA]) / _AREA,
            "operators": {
                name: {"survived": won, "applied": ran, "wilson": list(wilson(won, ran))}
                for name, (won, ran) in sorted(self.operators.items())
            },
            "weighted": self.weighted(dict(weights.breaking)),
            "weighted_background": self.weighted(dict(weights.background)),
            "uniform": self.weighted(dict.fromkeys(self.operators, 1.0)),
            "unknown_frequency": sorted(weights.unknown & self.operators.keys()),
            "honesty": self.honesty(),
            "killers": dict(self.killers.most_common(20)),
            "counts": self.tally.total.to_dict(),
            "fates": [[fate.case_id, fate.death, fate.length] for fate in self.fates],
        }

    def honesty(self) -> dict[str, int]:
        """Return the counts that are never averaged with accuracy, each with its denominator."""
        return {
            "fields": sum(self.tally.verdicts.values()) - self.tally.verdicts[Verdict.UNSUPPORTED],
            "invented": self.tally.total.invented,
            "silent_wrong": self.tally.silent_wrong,
            "destroyed_fields": self.destroyed_fields,
            "invented_of_destroyed": self.destroyed_invented,
            "demoted_pages": self.demoted_pages,
            "wrong_carrier": self.tally.wrong_carrier,
            "refusals_asked": self.refused[1],
            "refused": self.refused[0],
            "pages_to_read": self.refused_wrongly[1],
            "refused_wrongly": self.refused_wrongly[0],
        }


def by_page(fates: Iterable[Fate]) -> dict[str, list[int]]:
    """Return the codes of fates by page: what is resampled together."""
    clusters: dict[str, list[int]] = {}
    for fate in fates:
        clusters.setdefault(fate.case_id, []).append(fate.code)
    return clusters


def curve(codes: Sequence[int]) -> list[float]:
    """Return S(1) to S(20): Kaplan and Meier's product, with chains that were too short leaving the risk set."""
    ends = Counter(map(abs, codes))
    deaths = Counter(code for code in codes if code > 0)
    at_risk, alive, shares = len(codes) - ends[0], 1.0, []
    for k in range(1, LONGEST + 1):
        if at_risk:
            alive *= 1 - deaths[k] / at_risk
        shares.append(alive)
        at_risk -= ends[k]
    return shares


def _half(shares: Sequence[float]) -> int:
    return next((k for k, share in enumerate(shares, start=1) if share <= 0.5), LONGEST + 1)


def survive(
    run: Run,
    pages: Iterable[Case],
    *,
    chains: int,
    seed: int,
    seeds: int = 3,
    advance: Callable[[], None] = lambda: None,
    described: Bench | None = None,
    scale: Scale = HERE,
    into: Survival | None = None,
) -> Survival:
    """Measure one subject: growing chains, each operator alone at several seeds, honesty over both.

    `into` is filled on the way: whoever is interrupted has there what was measured so far. `described` says how workers
    open the corpus and the subject, `scale` how many there are: without both all is done here. The result is the same.
    """
    cases = list(pages)
    result = into or Survival()
    result.tally.declared = len(cases)
    digest = hashlib.sha256()
    ids = tuple(case.id for case in cases)
    with closing(grown_chains(run, ids, chains, seed, described, scale)) as every:
        for grown in every:
            for line in grown.lines:
                digest.update(line.encode())
            _add(result, grown)
            advance()
    for number in range(seeds):
        items = [item for item in default_plan(cases, seed=seed + number).items if len(item[1]) == 1]
        with closing(judge_in_parallel([run], items, described, scale)) as results:
            for (judged,) in results:
                _single(result, judged)
        advance()
    result.digest = digest.hexdigest()
    return result


def _add(result: Survival, grown: Grown) -> None:
    """Count one chain."""
    for k, judged in enumerate(grown.judged, start=1):
        if left_out(judged):
            result.left_out += 1
            return
        _count(result, judged)
        if judged.failed:
            result.killers[grown.newest[k - 1]] += 1
            result.fates.append(Fate(grown.case_id, k, grown.reach))
            return
    result.fates.append(Fate(grown.case_id, 0, grown.reach))


def _count(result: Survival, judged: Judged) -> None:
    """Count one page for honesty; a refusal is right or wrong by what the page is expected to be."""
    result.tally.add(judged)
    refused = judged.outcome is not None and judged.outcome.kind.value == "refused"
    if judged.mutant.gold.kind == "refusal":
        result.refused = (result.refused[0] + refused, result.refused[1] + 1)
    else:
        result.refused_wrongly = (result.refused_wrongly[0] + refused, result.refused_wrongly[1] + 1)


def _single(result: Survival, judged: Judged) -> None:
    name = judged.mutant.steps[0].operator
    if judged.judgement is None or left_out(judged):
        return
    _count(result, judged)
    won, ran = result.operators.get(name, (0, 0))
    result.operators[name] = (won + (not judged.failed), ran + 1)
    effect = find_operator(name).contract.effect
    result.demoted_pages += effect in (Effect.DEMOTES, Effect.CONFLICTS)
    before, after = judged.mutant.case.gold.fields, judged.mutant.gold.fields
    if effect is Effect.DESTROYS and judged.mutant.gold.kind != "refusal":
        gone = {key for key, value in before.items() if value and not after.get(key)}
        verdicts = [each for each in judged.judgement.fields if each.field in gone]
        result.destroyed_fields += sum(each.verdict is not Verdict.UNSUPPORTED for each in verdicts)
        result.destroyed_invented += sum(each.bad for each in verdicts)
