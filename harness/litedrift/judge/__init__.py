"""Judging: compare what a subject returned with what the page's contract expects."""

from __future__ import annotations

from litedrift.judge._adequacy import KillMatrix, Shelf, kill_matrix
from litedrift.judge._grounding import Page
from litedrift.judge._judge import judge
from litedrift.judge._match import matches
from litedrift.judge._paired import Difference, paired
from litedrift.judge._parallel import Bench, Scale, bench, judge_in_parallel
from litedrift.judge._run import Judged, Oracle, Run
from litedrift.judge._shrink import minimal_chain, minimal_failure
from litedrift.judge._speed import Speed, relative_speed
from litedrift.judge._survival import Survival, survive
from litedrift.judge._tally import Counts, Tally
from litedrift.judge._timeline import Break, Failing, Look, Stretch, Timeline, look_back
from litedrift.judge._validate import Doubt, Validation, validate
from litedrift.judge._verdicts import FieldVerdict, Judgement, PageVerdict, Verdict

__all__ = [
    "Bench",
    "Break",
    "Counts",
    "Difference",
    "Doubt",
    "Failing",
    "FieldVerdict",
    "Judged",
    "Judgement",
    "KillMatrix",
    "Look",
    "Oracle",
    "Page",
    "PageVerdict",
    "Run",
    "Scale",
    "Shelf",
    "Speed",
    "Stretch",
    "Survival",
    "Tally",
    "Timeline",
    "Validation",
    "Verdict",
    "bench",
    "judge",
    "judge_in_parallel",
    "kill_matrix",
    "look_back",
    "matches",
    "minimal_chain",
    "minimal_failure",
    "paired",
    "relative_speed",
    "survive",
    "validate",
]
