"""Compare one outcome with one expectation, field by field."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from litedrift.corpus import FIELDS, fold
from litedrift.judge._grounding import Page
from litedrift.judge._match import matches, same
from litedrift.judge._verdicts import FieldVerdict, Judgement, PageVerdict, Verdict
from litedrift.subjects import OutcomeKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.corpus import Gold
    from litedrift.drift import Mutant
    from litedrift.subjects import Outcome


def judge(
    mutant: Mutant,
    outcome: Outcome,
    *,
    gold: Gold | None = None,
    fields: frozenset[str] | None = None,
    kinds: frozenset[str] | None = None,
) -> Judgement:
    """Return the judgement on one outcome.

    `gold` replaces the mutant's own expectation (the `self` oracle). `fields` and `kinds` are what the
    subject claims to read; the rest is unsupported.
    """
    expected = gold or mutant.gold
    if kinds is not None and expected.kind in ("article", "index") and expected.kind not in kinds:
        return Judgement(PageVerdict.UNSUPPORTED, message=f"{expected.kind} pages are not claimed")
    if fields is not None and expected.refuse is None and fields.isdisjoint(FIELDS[expected.kind]):
        return Judgement(PageVerdict.UNSUPPORTED, message=f"no field of {expected.kind} pages is claimed")
    match outcome.kind:
        case OutcomeKind.UNSUPPORTED:
            return Judgement(PageVerdict.UNSUPPORTED, message=outcome.message)
        case OutcomeKind.REFUSED:
            if expected.refuse is not None:
                return Judgement(PageVerdict.JUDGED)
            return Judgement(PageVerdict.REFUSED_WRONGLY, message=outcome.message)
        case OutcomeKind.RECORD:
            record = outcome.record or {}
        case _:
            return Judgement(PageVerdict.FAILED, message=f"{outcome.kind}: {outcome.message}")
    if expected.refuse is not None:
        return Judgement(
            PageVerdict.ACCEPTED_WRONGLY, message=f"a record where only a refusal is right ({expected.refuse})"
        )
    if record.get("kind") != expected.kind:
        return Judgement(PageVerdict.WRONG_KIND, message=f"read as {record.get('kind')!r}, is {expected.kind!r}")
    page = Page(mutant.html, mutant.url, mutant.content_type)
    verdicts = tuple(_fields(expected, record, page, fields))
    return Judgement(PageVerdict.JUDGED, verdicts)


def _fields(gold: Gold, record: dict[str, Any], page: Page, claimed: frozenset[str] | None) -> Iterator[FieldVerdict]:
    flags = tuple(str(flag) for flag in record.get("flags") or ())
    absent = tuple(map(fold, gold.absent))
    for name in FIELDS[gold.kind]:
        if name not in gold.fields:
            continue
        if claimed is not None and name not in claimed:
            yield FieldVerdict(name, Verdict.UNSUPPORTED)
            continue
        yield _field(name, gold, record.get(name), page, flags, absent)


def _field(
    name: str, gold: Gold, actual: Any, page: Page, flags: tuple[str, ...], absent: tuple[str, ...]
) -> FieldVerdict:
    expected = gold.fields[name]
    empty = actual is None or actual == []
    if matches(name, expected, actual) or (empty and name in gold.nullable):
        verdict = Verdict.CORRECT
    elif empty:
        verdict = Verdict.MISSING
    elif isinstance(actual, str) and not fold(actual):
        verdict = Verdict.WRONG  # an empty string is neither null nor a value
    elif not expected or not page.carries(name, actual):
        verdict = Verdict.INVENTED
    else:
        verdict = Verdict.WRONG
    if verdict is Verdict.CORRECT:
        return _correct(name)  # even where a forbidden string stands in it: then the page says it as its own
    if absent and not empty and _leaks(absent, actual):
        verdict = Verdict.LEAKED
    distrusted = gold.wrong_carriers.get(name, ())
    return FieldVerdict(
        name,
        verdict,
        expected,
        actual,
        loud=empty or any(flag.split(":")[0] == name for flag in flags),
        wrong_carrier=any(same(name, each, actual) for each in distrusted),
    )


@cache  # nearly all verdicts are these
def _correct(name: str) -> FieldVerdict:
    return FieldVerdict(name, Verdict.CORRECT)


def _leaks(absent: tuple[str, ...], actual: Any) -> bool:
    """Whether one of these folded strings stands in a value."""
    everything = fold(_text_of(actual))
    return any(each in everything for each in absent)


def _text_of(value: Any) -> str:
    """Return all texts of a value, each on a line of its own."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, (list, tuple)):
        return ""
    return "\n".join(map(_text_of, value))
