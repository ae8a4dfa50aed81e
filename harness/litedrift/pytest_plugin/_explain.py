"""A failure in a few lines: what was expected, what came, and the line that shows it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litedrift.reports import difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.baseline import Comparison
    from litedrift.events import Failure


def explain(
    event: dict[str, Any], found: list[Failure], stale: list[dict[str, str]], known: Comparison | None, replay: str
) -> str:
    """Return the account of one page; `replay` is the command with ``{id}`` where the page's id goes."""
    return "\n".join(_lines(event, found, stale, known, replay))


def _lines(
    event: dict[str, Any], found: list[Failure], stale: list[dict[str, str]], known: Comparison | None, replay: str
) -> Iterator[str]:
    loud = {each["field"]: each.get("loud", True) for each in event["fields"]}
    for failure in found:
        note = "" if loud.get(failure.field, True) else ", silently"
        if failure.field is None:
            yield f"{failure}: {failure.message}{_standing(failure, known)}"
            continue
        yield f"{failure}{note}{_standing(failure, known)}"
        expected, actual = difference(failure.expected, failure.actual)
        yield f"  - expected  {expected}"
        yield f"  + actual    {actual}"
    for entry in stale:
        what = f"{entry.get('field', 'page')}: {entry['outcome']}"
        yield f"[XPASS(strict)] {what} is expected and gone: `litedrift baseline update` removes the entry"
    for touched in event.get("touched", ()):
        yield f"  edit      {touched}"
    yield f"  {replay.replace('{id}', event['id'])}"


def _standing(failure: Failure, known: Comparison | None) -> str:
    entry = known.entry(failure) if known else None
    if entry is None:
        return ""
    if failure.standing == "expired":
        return f" (excused until {entry.expires})"
    return f" (the baseline expects {entry.outcome}, with another value)"
