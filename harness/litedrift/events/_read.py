"""Read the stream back: the failures of one event, and the events of a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litedrift.corpus import first_fault
from litedrift.errors import UsageError
from litedrift.events._stream import EVENTS_VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure of one page: of a field, or of the page as a whole (`field` is None).

    `outcome` is the verdict's word, or how the subject failed; `observed` the digest of what came out.
    `standing` says how it stands against the baseline: ``new``, ``excused``, ``changed`` or ``expired``;
    without a baseline every failure is new.
    """

    id: str
    field: str | None
    outcome: str
    observed: str
    expected: Any = None
    actual: Any = None
    message: str = ""
    standing: str = "new"

    @property
    def excused(self) -> bool:
        """Whether the baseline knows this failure as it is."""
        return self.standing == "excused"

    def __str__(self) -> str:
        return f"{self.field or 'page'}: {self.outcome}"


def failures(event: dict[str, Any]) -> list[Failure]:
    """Return the failures of one event, the page's own first; none for an event that is no judged page."""
    if event["type"] != "judged" or not event.get("failed"):
        return []
    found = []
    if event["page"] not in ("judged", "unsupported"):
        found.append(
            Failure(
                event["id"],
                None,
                event["outcome"] if event["page"] == "failed" else event["page"],
                event["observed"],
                message=event["message"],
                standing=event.get("standing", "new"),
            )
        )
    found += [
        Failure(
            event["id"],
            each["field"],
            each["verdict"],
            each["observed"],
            each["expected"],
            each["actual"],
            standing=each.get("standing", "new"),
        )
        for each in event["fields"]
        if "observed" in each
    ]
    return found


def read_events(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the events of a file.

    Raises:
        UsageError: the file is no event stream, is of another version, or was cut short.

    """
    last = None
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                last = _event(path, number, line)
                yield last
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8, so no event stream") from None
    if last is None or last["type"] != "finished":
        raise UsageError(f"{path}: no `finished` event at the end: the run was cut short, or this is no event stream")


def _event(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError as error:
        raise UsageError(f"{path}:{number}: not JSON: {error}") from None
    fault = first_fault("events", event)
    if fault:
        raise UsageError(f"{path}:{number}: {fault} (schema events.schema.json)")
    if number == 1 and event["type"] != "started":
        raise UsageError(f"{path}: the first event is {event['type']!r}, not 'started'")
    if event["type"] == "started" and event["events"] != EVENTS_VERSION:
        raise UsageError(f"{path}: events of version {event['events']}, this litedrift reads {EVENTS_VERSION}")
    return dict(event)
