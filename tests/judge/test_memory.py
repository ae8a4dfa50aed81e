"""A run holds nothing of what it has judged: ten times as many mutants take no more memory."""

from __future__ import annotations

import subprocess
import sys

import pytest

#: Judges so many mutants of twelve pages and prints the most memory that this took, in the system's unit.
RUN = r"""
import itertools, resource, sys
import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.judge import Run, Scale, Tally, judge_in_parallel
from litedrift.subjects import CallableSubject

corpus, wanted = load_corpus(), int(sys.argv[1])
pages = [case for case in corpus if case.mutable][::9][:12]
plans = (default_plan(pages, seed=seed) for seed in itertools.count())
items = itertools.islice((item for plan in plans for item in plan.items), wanted)
run, tally = Run(Mutator(corpus), CallableSubject(cnn_lite.extract)), Tally()
for (judged,) in judge_in_parallel([run], items, None, Scale(1)):
    tally.add(judged)
assert tally.total.selected == wanted
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(mutants: int) -> int:
    done = subprocess.run([sys.executable, "-c", RUN, str(mutants)], check=True, capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the system does not say how much memory was used at most")
def test_peak_memory_is_flat_in_the_number_of_mutants() -> None:
    assert peak(20_000) < 1.15 * peak(2_000)
