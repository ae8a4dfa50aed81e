"""The one stream that every report reads."""

from __future__ import annotations

from litedrift.events._events import EVENTS_VERSION, judged_event, plain, replacing, write_line

__all__ = ["EVENTS_VERSION", "judged_event", "plain", "replacing", "write_line"]
