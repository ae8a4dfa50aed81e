"""Readers of a run: what people look at."""

from __future__ import annotations

from litedrift.reports._diff import markup_diff
from litedrift.reports._terminal import difference, print_failure, print_report, verdict_line

__all__ = ["difference", "markup_diff", "print_failure", "print_report", "verdict_line"]
