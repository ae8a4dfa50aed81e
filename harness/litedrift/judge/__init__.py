"""Judging: compare what a subject returned with what the page's contract expects."""

from __future__ import annotations

from litedrift.judge._adequacy import KillMatrix, kill_matrix
from litedrift.judge._grounding import Page
from litedrift.judge._judge import judge
from litedrift.judge._match import matches
from litedrift.judge._run import Judged, Oracle, Run
from litedrift.judge._shrink import minimal_chain
from litedrift.judge._survival import Survival, survive
from litedrift.judge._tally import Counts, Tally
from litedrift.judge._timeline import Break, Failing, Stretch, Timeline, timeline
from litedrift.judge._verdicts import FieldVerdict, Judgement, PageVerdict, Verdict

__all__ = [
    "Break",
    "Counts",
    "Failing",
    "FieldVerdict",
    "Judged",
    "Judgement",
    "KillMatrix",
    "Oracle",
    "Page",
    "PageVerdict",
    "Run",
    "Stretch",
    "Survival",
    "Tally",
    "Timeline",
    "Verdict",
    "judge",
    "kill_matrix",
    "matches",
    "minimal_chain",
    "survive",
    "timeline",
]
