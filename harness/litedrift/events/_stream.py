"""Write the stream: its first and last event, one line an event."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from lxml import etree

from litedrift._version import __version__
from litedrift.corpus import NORMALISER_VERSION

if TYPE_CHECKING:
    from litedrift.drift import Plan
    from litedrift.judge import Run, Tally

#: Changes when a reader of an older stream would misread a newer one.
EVENTS_VERSION = 1


def started_event(plan: Plan, run: Run) -> dict[str, Any]:
    """Return the header: every version that a verdict depends on, and the plan."""
    pages = run.mutator.corpus
    return {
        "type": "started",
        "events": EVENTS_VERSION,
        "litedrift": __version__,
        "corpus": {"name": pages.name, "version": pages.version, "cases": len(pages)},
        "normaliser": NORMALISER_VERSION,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "subject": run.subject.name,
        "oracle": str(run.oracle),
        "plan": {"name": plan.name, "seed": plan.seed, "items": len(plan)},
    }


def finished_event(tally: Tally, *, baseline: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the footer: every count with its denominators, and how the run stands against its baseline."""
    event = {"type": "finished", **tally.summary()}
    return event if baseline is None else event | {"baseline": baseline}


def write_line(stream: IO[str], event: dict[str, Any]) -> None:
    """Write one event."""
    stream.write(json.dumps(event, ensure_ascii=False, separators=(",", ":")) + "\n")
