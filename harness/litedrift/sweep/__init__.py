"""Whole web archives: extraction, validation and templates of every page, past one machine where there is a cluster."""

from __future__ import annotations

from litedrift.sweep._archive import Archived, Damage, read_archive
from litedrift.sweep._file import Job
from litedrift.sweep._sweep import Sweep, inputs, sweep
from litedrift.sweep._write import Form

__all__ = ["Archived", "Damage", "Form", "Job", "Sweep", "inputs", "read_archive", "sweep"]
