"""Survival: after how many composed changes an extractor first goes wrong, and whether it is honest when it does.

Robustness and honesty are never averaged. A growing chain dies at the first k at which any judged field is wrong;
chains that live are censored at the longest k that their page allowed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litedrift.drift import LONGEST, Effect, default_plan, find_operator, growing_chains
from litedrift.judge._tally import Tally
from litedrift.judge._verdicts import Verdict
from litedrift.statistics import bootstrap_band, wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from litedrift.corpus import Case
    from litedrift.judge._run import Judged, Run


@dataclass
class Survival:
    """What ``litedrift survive`` measures of one subject.

    `deaths` maps a page to the k at which each of its chains died (0: it lived); `lengths` to the k that
    each chain reached. `operators` counts (survived, applied) for each operator alone.
    """

    deaths: dict[str, list[int]] = field(default_factory=dict)
    lengths: dict[str, list[int]] = field(default_factory=dict)
    operators: dict[str, tuple[int, int]] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)
    killers: Counter[str] = field(default_factory=Counter)
    destroyed_fields: int = 0

    def share(self, k: int) -> float:
        """Return S(k): the share of chains that k operators did not kill, among those that reached k or died before."""
        return _share(
            [_code(d, n) for page, ds in self.deaths.items() for d, n in zip(ds, self.lengths[page], strict=True)], k
        )

    def band(self, k: int) -> tuple[float, float]:
        """Return the 95% bootstrap band of S(k), pages resampled."""
        clusters = {
            page: [_code(d, n) for d, n in zip(ds, self.lengths[page], strict=True)] for page, ds in self.deaths.items()
        }
        return bootstrap_band(clusters, lambda sample: _share(sample, k))

    @property
    def half_life(self) -> int | None:
        """The smallest k with S(k) of at most a half, or None when it is not reached."""
        return next((k for k in range(1, LONGEST + 1) if self.share(k) <= 0.5), None)

    def weighted(self, weights: dict[str, float]) -> float:
        """Return the survival of single operators, weighted by how often each change really happens."""
        pairs = [(weights.get(name, 0.01), won / ran) for name, (won, ran) in self.operators.items() if ran]
        total = sum(weight for weight, _ in pairs)
        return sum(weight * share for weight, share in pairs) / total if total else 0.0

    def to_dict(self, weights: dict[str, float]) -> dict[str, Any]:
        """Return the summary of ``survive --json``."""
        chains = sum(map(len, self.deaths.values()))
        ks = range(1, LONGEST + 1)
        return {
            "chains": chains,
            "pages": len(self.deaths),
            "survival": {str(k): self.share(k) for k in ks},
            "bands": {str(k): list(self.band(k)) for k in ks},
            "half_life": self.half_life,
            "operators": {
                name: {"survived": won, "applied": ran, "wilson": list(wilson(won, ran))}
                for name, (won, ran) in sorted(self.operators.items())
            },
            "weighted": self.weighted(weights),
            "uniform": self.weighted(dict.fromkeys(self.operators, 1.0)),
            "honesty": {
                "destroyed_fields": self.destroyed_fields,
                "invented": self.tally.total.invented,
                "wrong_carrier": self.tally.wrong_carrier,
                "silent_wrong": self.tally.silent_wrong,
            },
            "killers": dict(self.killers.most_common(20)),
            "counts": self.tally.total.to_dict(),
        }


def _code(death: int, length: int) -> int:
    """Pack one chain's fate into a number: dead at k is k, alive at n is -n."""
    return death or -length


def _share(fates: Sequence[int], k: int) -> float:
    """Kaplan and Meier's product up to k, with chains that were too short leaving the risk set."""
    alive = 1.0
    for step in range(1, k + 1):
        at_risk = sum(1 for fate in fates if (fate if fate > 0 else -fate) >= step)
        if at_risk:
            alive *= 1 - sum(1 for fate in fates if fate == step) / at_risk
    return alive


def survive(
    run: Run,
    pages: Iterable[Case],
    *,
    chains: int,
    seed: int,
    seeds: int = 3,
    advance: Callable[[], None] = lambda: None,
) -> Survival:
    """Measure one subject: growing chains, each operator alone at several seeds, honesty over both."""
    cases = list(pages)
    result = Survival()
    result.tally.declared = len(cases)
    self_oracle = run.oracle.value == "self"
    for growth in growing_chains(run.mutator, cases, count=chains, seed=seed, preserving_only=self_oracle):
        death = 0
        for k, mutant in enumerate(growth.mutants, start=1):
            judged = run.judge_mutant(mutant)
            if judged.judgement is not None:
                result.tally.add(judged)
            if judged.failed:
                death = k
                result.killers[_newest(growth.mutants, k)] += 1
                break
        result.deaths.setdefault(growth.case_id, []).append(death)
        result.lengths.setdefault(growth.case_id, []).append(len(growth.mutants))
        advance()
    for number in range(seeds):
        for case_id, steps in default_plan(cases, seed=seed + number).items:
            if len(steps) == 1:
                _single(result, run.judge_one(run.mutator.corpus.case(case_id), steps))
        advance()
    return result


def _newest(mutants: Sequence[Any], k: int) -> str:
    """Return the operator that the k-th mutant has and the one before has not."""
    before = {step.operator for step in mutants[k - 2].steps} if k > 1 else set()
    return next(str(step.operator) for step in mutants[k - 1].steps if step.operator not in before)


def _single(result: Survival, judged: Judged) -> None:
    name = judged.mutant.steps[0].operator
    if judged.judgement is None:
        return
    result.tally.add(judged)
    won, ran = result.operators.get(name, (0, 0))
    result.operators[name] = (won + (not judged.failed), ran + 1)
    if find_operator(name).contract.effect is Effect.DESTROYS:
        gone = {
            key
            for key, value in judged.mutant.gold.fields.items()
            if not value and judged.mutant.case.gold.fields.get(key)
        }
        result.destroyed_fields += sum(
            each.field in gone and each.verdict is not Verdict.UNSUPPORTED for each in judged.judgement.fields
        )
