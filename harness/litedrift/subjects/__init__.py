"""The extractor under test, behind each of its doors."""

from __future__ import annotations

from litedrift.subjects._callable import CallableSubject, load_callable, load_table
from litedrift.subjects._command import CommandSubject
from litedrift.subjects._export import Exported, exported
from litedrift.subjects._fit import Fitting, fit, named, notices
from litedrift.subjects._isolated import WorkerSubject
from litedrift.subjects._limits import MEGABYTE, Limits
from litedrift.subjects._memory import WATCHABLE
from litedrift.subjects._once import OnceSubject
from litedrift.subjects._outcome import Outcome, OutcomeKind, Subject
from litedrift.subjects._peers import PEERS, Adapter, open_peer
from litedrift.subjects._protocol import Bye, Greeting
from litedrift.subjects._recipe import Door, Recipe
from litedrift.subjects._results import ResultsSubject, page_id
from litedrift.subjects._warc import SUFFIXES as WARC_SUFFIXES
from litedrift.subjects._warc import WarcExport

__all__ = [
    "MEGABYTE",
    "PEERS",
    "WARC_SUFFIXES",
    "WATCHABLE",
    "Adapter",
    "Bye",
    "CallableSubject",
    "CommandSubject",
    "Door",
    "Exported",
    "Fitting",
    "Greeting",
    "Limits",
    "OnceSubject",
    "Outcome",
    "OutcomeKind",
    "Recipe",
    "ResultsSubject",
    "Subject",
    "WarcExport",
    "WorkerSubject",
    "exported",
    "fit",
    "load_callable",
    "load_table",
    "named",
    "notices",
    "open_peer",
    "page_id",
]
