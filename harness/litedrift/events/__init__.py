"""The one stream that every report reads."""

from __future__ import annotations

from litedrift.events._events import judged_event, plain, validated_event
from litedrift.events._files import replacing
from litedrift.events._observed import observed
from litedrift.events._read import Failure, failures, read_events
from litedrift.events._stream import EVENTS_VERSION, finished_event, started_event, write_line

__all__ = [
    "EVENTS_VERSION",
    "Failure",
    "failures",
    "finished_event",
    "judged_event",
    "observed",
    "plain",
    "read_events",
    "replacing",
    "started_event",
    "validated_event",
    "write_line",
]
