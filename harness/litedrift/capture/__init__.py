"""Pages exactly as they were served, saved into a private overlay with proposed gold, for a person to accept."""

from __future__ import annotations

from litedrift.capture._archives import CDX, DATA, CommonCrawl, read_warc
from litedrift.capture._clock import Clock
from litedrift.capture._derive import derive
from litedrift.capture._fetch import Fetcher, Manners
from litedrift.capture._overlay import Overlay
from litedrift.capture._propose import Proposal, Proposer
from litedrift.capture._review import Disagreement, accept, disagreements, edit, plainly_same
from litedrift.capture._save import Saved, save
from litedrift.capture._served import Failed, Served, Unchanged, on_the_web

__all__ = [
    "CDX",
    "DATA",
    "Clock",
    "CommonCrawl",
    "Disagreement",
    "Failed",
    "Fetcher",
    "Manners",
    "Overlay",
    "Proposal",
    "Proposer",
    "Saved",
    "Served",
    "Unchanged",
    "accept",
    "derive",
    "disagreements",
    "edit",
    "on_the_web",
    "plainly_same",
    "read_warc",
    "save",
]
