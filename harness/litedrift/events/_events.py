"""A run as a stream of events, one JSON object a line, with a header and a footer. Every report is a reader of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litedrift.corpus import Maybe, OneOf
from litedrift.events._observed import observed, observed_page
from litedrift.judge import PageVerdict

if TYPE_CHECKING:
    from litedrift.judge import FieldVerdict, Judged

_REDACTED = "(private text)"


def judged_event(judged: Judged, *, include_private: bool = False) -> dict[str, Any]:
    """Return one page of a run as an event; a private page's texts are redacted unless asked for."""
    mutant = judged.mutant
    event: dict[str, Any] = {
        "type": "judged",
        "id": mutant.id,
        "case": mutant.case.id,
        "kind": mutant.case.kind,
        "operators": [step.operator for step in mutant.steps],
        "status": str(mutant.status),
    }
    if judged.judgement is None or judged.outcome is None:
        return event | {"reason": mutant.reason}
    hide = mutant.case.private and not include_private
    judgement = judged.judgement
    event |= {
        "sha256": mutant.sha256,
        "outcome": str(judged.outcome.kind),
        "page": str(judgement.page),
        "failed": judged.failed,
        "fields": [_field(each, hide=hide) for each in judgement.fields],
    }
    if judged.failed:
        event |= {
            "message": judgement.message,
            "touched": list(mutant.touched),
            "detail": judged.outcome.detail[-2000:],
        }
        if judgement.page is not PageVerdict.JUDGED:
            event["observed"] = observed_page(judged)
    return event


def _field(verdict: FieldVerdict, *, hide: bool) -> dict[str, Any]:
    event: dict[str, Any] = {"field": verdict.field, "verdict": str(verdict.verdict)}
    if verdict.bad:
        event |= {
            "expected": _REDACTED if hide else plain(verdict.expected),
            "actual": _REDACTED if hide else plain(verdict.actual),
            "observed": observed(verdict.field, verdict.actual),
            "loud": verdict.loud,
            "wrong_carrier": verdict.wrong_carrier,
        }
    return event


def plain(value: Any) -> Any:
    """Return a gold value as JSON can carry it."""
    match value:
        case OneOf(values, why):
            return {"one_of": [plain(each) for each in values], "why": why}
        case Maybe(inner):
            return {"optional": plain(inner)}
        case list() | tuple():
            return [plain(each) for each in value]
        case dict() | str() | int() | float() | None:
            return value
        case _:
            return str(value)
