"""A run as a stream of events, one JSON object a line, with a header and a footer. Every report is a reader of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litedrift.corpus import FIELDS, Maybe, OneOf
from litedrift.drift import find_operator
from litedrift.events._observed import observed, observed_page
from litedrift.judge import PageVerdict, Verdict

if TYPE_CHECKING:
    from litedrift.judge import Doubt, FieldVerdict, Judged, Validation

_REDACTED = "(private text)"


def judged_event(judged: Judged, *, include_private: bool = False) -> dict[str, Any]:
    """Return one page of a run as an event; a private page's texts are redacted unless asked for."""
    mutant = judged.mutant
    event: dict[str, Any] = {
        "type": "judged",
        "id": mutant.id,
        "case": mutant.case.id,
        "kind": mutant.case.kind,
        "epoch": mutant.case.epoch,
        "operators": [step.operator for step in mutant.steps],
        "categories": [find_operator(step.operator).category for step in mutant.steps],
        "status": str(mutant.status),
    }
    hide = mutant.case.private and not include_private

    def shown(text: str) -> str:
        return _REDACTED if hide and text else text

    if judged.judgement is None or judged.outcome is None:
        return event | {"reason": shown(mutant.reason)}
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
            "message": shown(judgement.message),
            "touched": [shown(line) for line in mutant.touched],
            "detail": shown(judged.outcome.detail[-2000:]),
        }
        if judgement.page is not PageVerdict.JUDGED:
            event["observed"] = observed_page(judged)
    return event


def validated_event(name: str, record: Any, found: Validation) -> dict[str, Any]:
    """Return one validation as an event of the same form: without gold nothing is expected, and nothing missing."""
    kind = str(record.get("kind")) if isinstance(record, dict) else ""
    whole = found.page is not PageVerdict.JUDGED
    doubts = {each.field: each for each in reversed(found.doubts)}
    names = [
        *(field for field in FIELDS.get(kind, ()) if field in record),
        *sorted(set(doubts) - set(FIELDS.get(kind, ()))),
    ]
    event: dict[str, Any] = {
        "type": "judged",
        "id": name,
        "case": name,
        "kind": kind if kind in FIELDS else "article",
        "operators": [],
        "status": "ran",
        "outcome": "protocol-error" if found.page is PageVerdict.FAILED else "record",
        "page": str(found.page),
        "failed": found.failed,
        "message": found.message,
        "fields": [_doubted(field, doubts.get(field)) for field in names],
    }
    return event | ({"observed": observed("page", record)} if whole else {})


def _doubted(field: str, doubt: Doubt | None) -> dict[str, Any]:
    if doubt is None:
        return {"field": field, "verdict": str(Verdict.CORRECT)}
    return {
        "field": field,
        "verdict": str(doubt.verdict),
        "expected": None,
        "actual": doubt.value,
        "observed": observed(field, doubt.value),
        "loud": doubt.loud,
        "wrong_carrier": False,
    }


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
