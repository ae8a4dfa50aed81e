"""Growing chains, judged until each dies: here, in several processes, or on a cluster."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litedrift.drift import growing_chains
from litedrift.judge._run import Oracle
from litedrift.judge._transport import pack, unpack
from litedrift.judge._verdicts import PageVerdict
from litedrift.runner import open_workers, opened

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from litedrift.judge._parallel import Bench, Scale
    from litedrift.judge._run import Judged, Run


@dataclass(frozen=True, slots=True)
class Grown:
    """One chain, judged until it died: its mutants' ids and digests, and the judged pages with their newest operators.

    `reach` is the k that it could reach.
    """

    case_id: str
    reach: int
    lines: tuple[str, ...]
    judged: tuple[Judged, ...]
    newest: tuple[str, ...]


def grow(run: Run, case_ids: Iterable[str], number: int, seed: int) -> Grown:
    """Grow the chain of this number and judge it until it dies, or until it cannot be judged."""
    cases = [run.mutator.corpus.case(each) for each in case_ids]
    preserving = run.oracle is Oracle.SELF
    chains = growing_chains(run.mutator, cases, count=1, first=number, seed=seed, preserving_only=preserving)
    growth = next(iter(chains))
    judged: list[Judged] = []
    for mutant in growth.mutants:
        judged.append(run.judge_mutant(mutant))
        if judged[-1].failed or left_out(judged[-1]):
            break
    return Grown(
        growth.case_id,
        len(growth.mutants),
        tuple(f"{mutant.id} {mutant.sha256}\n" for mutant in growth.mutants),
        tuple(judged),
        tuple(_newest(growth.mutants, k) for k in range(1, len(judged) + 1)),
    )


def grown_chains(
    run: Run, case_ids: tuple[str, ...], chains: int, seed: int, described: Bench | None, scale: Scale
) -> Generator[Grown, None, None]:
    """Yield every chain in order; the first tells whether workers are worth their start."""
    begun = time.perf_counter()
    yield grow(run, case_ids, 0, seed)
    left = chains - 1
    jobs = 1 if described is None else scale.worth((time.perf_counter() - begun) * left)
    if described is None or (jobs == 1 and scale.dask is None):
        yield from (grow(run, case_ids, number, seed) for number in range(1, chains))
        return
    tasks = ((described, case_ids, number, seed) for number in range(1, chains))
    with open_workers(jobs, dask=scale.dask) as workers:
        for data in workers.map(_grow_there, tasks):
            yield unpack(data, run.mutator.corpus)


def _grow_there(task: tuple[Bench, tuple[str, ...], int, int]) -> bytes:
    described, case_ids, number, seed = task
    (run,) = opened(described).runs
    return pack(grow(run, case_ids, number, seed))


def _newest(mutants: Sequence[Any], k: int) -> str:
    """Return the operator that the k-th mutant has and the one before has not."""
    before = {step.operator for step in mutants[k - 2].steps} if k > 1 else set()
    return next(str(step.operator) for step in mutants[k - 1].steps if step.operator not in before)


def left_out(judged: Judged) -> bool:
    """Whether a page could not be judged, or is of a kind that the subject does not claim."""
    return judged.judgement is None or judged.judgement.page is PageVerdict.UNSUPPORTED
