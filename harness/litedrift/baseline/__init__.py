"""Failures that are known and accepted: each excuses one value of one field, and nothing else."""

from __future__ import annotations

from litedrift.baseline._compare import Comparison, Standing
from litedrift.baseline._format import BASELINE_NAME, Baseline, Entry, read_baseline, render, write_baseline
from litedrift.baseline._known import check_ids, with_entries
from litedrift.baseline._update import updated

__all__ = [
    "BASELINE_NAME",
    "Baseline",
    "Comparison",
    "Entry",
    "Standing",
    "check_ids",
    "read_baseline",
    "render",
    "updated",
    "with_entries",
    "write_baseline",
]
