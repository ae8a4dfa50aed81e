"""The extractor under test, behind each of its doors."""

from __future__ import annotations

from litedrift.subjects._callable import CallableSubject, load_callable, load_table
from litedrift.subjects._fit import Fitting, fit
from litedrift.subjects._outcome import Outcome, OutcomeKind, Subject

__all__ = [
    "CallableSubject",
    "Fitting",
    "Outcome",
    "OutcomeKind",
    "Subject",
    "fit",
    "load_callable",
    "load_table",
]
