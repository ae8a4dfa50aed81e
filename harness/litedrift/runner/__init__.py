"""Work in several processes, or on a cluster: tasks go out, answers come back in the order of the tasks."""

from __future__ import annotations

from litedrift.runner._opened import Opener, opened
from litedrift.runner._workers import Workers, cores, open_workers

__all__ = ["Opener", "Workers", "cores", "open_workers", "opened"]
