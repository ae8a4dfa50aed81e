"""Readers of a run: what people look at, and what machines do."""

from __future__ import annotations

from litedrift.reports._badge import Badge
from litedrift.reports._baseline import print_baseline
from litedrift.reports._compare import Standing, compared, token_f1
from litedrift.reports._diff import markup_diff
from litedrift.reports._github import GitHub
from litedrift.reports._junit import JUnit
from litedrift.reports._leaderboard import print_leaderboard
from litedrift.reports._terminal import difference, print_failure, print_report, verdict_line

__all__ = [
    "Badge",
    "GitHub",
    "JUnit",
    "Standing",
    "compared",
    "difference",
    "markup_diff",
    "print_baseline",
    "print_failure",
    "print_leaderboard",
    "print_report",
    "token_f1",
    "verdict_line",
]
