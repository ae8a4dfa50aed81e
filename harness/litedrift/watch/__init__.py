"""Catching template changes: the fingerprint of a page, the profile of many, verdicts, history and alarms."""

from __future__ import annotations

from litedrift.watch._bell import Alarm, accept, alarms
from litedrift.watch._fetch import Page, pages
from litedrift.watch._fingerprint import Fingerprint, Landmark, fingerprint
from litedrift.watch._history import Capture, History
from litedrift.watch._page import State, Verdict, judge_page
from litedrift.watch._profile import Profile, profile_of
from litedrift.watch._thresholds import Thresholds, thresholds
from litedrift.watch._verdict import Change, Moved, compare
from litedrift.watch._watcher import Look, Watcher

__all__ = [
    "Alarm",
    "Capture",
    "Change",
    "Fingerprint",
    "History",
    "Landmark",
    "Look",
    "Moved",
    "Page",
    "Profile",
    "State",
    "Thresholds",
    "Verdict",
    "Watcher",
    "accept",
    "alarms",
    "compare",
    "fingerprint",
    "judge_page",
    "pages",
    "profile_of",
    "thresholds",
]
