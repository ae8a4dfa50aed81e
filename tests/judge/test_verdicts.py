"""The words of judgement: wrong, missing, invented and leaked are told apart."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from litedrift.corpus import Case, Gold, Maybe, OneOf
from litedrift.drift import Mutant, Status
from litedrift.judge import PageVerdict, Verdict, judge
from litedrift.subjects import Outcome, OutcomeKind

PAGE = """<html><body><h2>Ferry returns to Quillan</h2><p id=byline>By Ada Brook &amp; Lin Osei, CNN</p>
<p>Updated: 11:36 PM EST, Sun January 21, 2024</p><p>The ferry came <a href=/x>back</a>on Sunday.</p><p>Nobody was hurt.</p>
</body></html>"""
GOLD = {
    "headline": "Ferry returns to Quillan",
    "byline": "By Ada Brook & Lin Osei, CNN",
    "authors": ["Ada Brook", "Lin Osei"],
    "updated": "2024-01-21T23:36:00-05:00",
    "source": None,
    "body": ["The ferry came backon Sunday.", "Nobody was hurt."],
}


def mutant(gold: Gold | None = None) -> Mutant:
    expected = gold or Gold(kind="article", fields=MappingProxyType(GOLD))
    html = PAGE.encode()
    case = Case(
        "ferry",
        "article",
        "none",
        (),
        "why",
        "https://lite.cnn.com/x",
        None,
        html,
        expected,
        MappingProxyType({}),
        Path(),
    )
    return Mutant("ferry", case, (), Status.RAN, html, case.url, None, expected)


def verdict_of(field: str, value: object, gold: Gold | None = None, flags: tuple[str, ...] = ()) -> Verdict:
    record = {"kind": "article", **GOLD, field: value, "flags": list(flags)}
    judgement = judge(mutant(gold), Outcome(OutcomeKind.RECORD, record))
    assert {each.field for each in judgement.fields if each.bad} <= {field}
    return next(each.verdict for each in judgement.fields if each.field == field)


def test_the_gold_itself_is_correct() -> None:
    assert verdict_of("headline", GOLD["headline"]) is Verdict.CORRECT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", " Ferry\u00a0returns to\n  Quillan "),
        ("headline", "Ferry re\u00adturns to Quillan\u200b"),
        ("updated", "2024-01-22T04:36:00+00:00"),
        ("updated", "2024-01-22T04:36:00Z"),
        ("body", ("The ferry came backon Sunday.", "Nobody  was hurt.")),
    ],
)
def test_the_normaliser_forgives_white_space_and_spelling_of_the_same_instant(field: str, value: object) -> None:
    assert verdict_of(field, value) is Verdict.CORRECT


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("headline", None, Verdict.MISSING),
        ("headline", "Ferry returns", Verdict.WRONG),
        ("headline", "", Verdict.WRONG),
        ("headline", "No title found", Verdict.INVENTED),
        ("byline", "By Ada Brook &amp; Lin Osei, CNN", Verdict.WRONG),
        ("authors", ["Ada Brook"], Verdict.WRONG),
        ("authors", ["Ada Brook", "Osei Lin"], Verdict.INVENTED),
        ("updated", "2024-01-21T23:36:00", Verdict.WRONG),
        ("updated", "2024-01-21T23:36:00-04:00", Verdict.WRONG),
        ("updated", "2025-06-01T10:00:00+00:00", Verdict.INVENTED),
        ("source", "CNN", Verdict.INVENTED),
        ("source", "", Verdict.WRONG),
        ("body", ["Nobody was hurt."], Verdict.WRONG),
        ("body", [], Verdict.MISSING),
        ("body", ["The ferry came back on Sunday.", "Nobody was hurt.", "Tickets are cheap."], Verdict.INVENTED),
        ("body", "The ferry came backon Sunday.", Verdict.WRONG),
    ],
)
def test_a_bad_value_gets_the_word_it_deserves(field: str, value: object, expected: Verdict) -> None:
    assert verdict_of(field, value) is expected


def test_a_string_that_may_appear_nowhere_is_a_leak() -> None:
    gold = Gold(kind="article", fields=MappingProxyType(GOLD)).forbid("Tickets are cheap")

    assert verdict_of("body", [*GOLD["body"], "Tickets are  cheap."], gold) is Verdict.LEAKED


def test_a_forbidden_string_that_the_expectation_itself_holds_is_no_leak() -> None:
    gold = Gold(kind="article", fields=MappingProxyType(GOLD)).forbid(GOLD["body"][0][:12])

    assert verdict_of("body", GOLD["body"], gold) is Verdict.CORRECT
    assert verdict_of("body", [*GOLD["body"], "Go to CNN."], gold) is Verdict.LEAKED


def test_null_is_honest_where_the_primary_carrier_is_gone() -> None:
    gold = Gold(kind="article", fields=MappingProxyType(GOLD)).demote("headline")

    assert verdict_of("headline", None, gold) is Verdict.CORRECT
    assert verdict_of("headline", GOLD["headline"], gold) is Verdict.CORRECT


def test_an_unflagged_wrong_value_is_silent_and_a_flagged_one_is_loud() -> None:
    def loud(flags: list[str]) -> bool:
        record = {"kind": "article", **GOLD, "headline": "Ferry", "flags": flags}
        return judge(mutant(), Outcome(OutcomeKind.RECORD, record)).fields[0].loud

    assert not loud([])
    assert loud(["headline:shape"])
    assert not loud(["byline:shape"])


def test_a_value_from_a_forbidden_carrier_is_marked() -> None:
    gold = Gold(kind="article", fields=MappingProxyType(GOLD)).distrust("headline", "Nobody was hurt.")
    record = {"kind": "article", **GOLD, "headline": "Nobody was hurt."}
    judgement = judge(mutant(gold), Outcome(OutcomeKind.RECORD, record))

    assert judgement.fields[0].wrong_carrier


def test_alternatives_and_optional_items_are_accepted_both_ways() -> None:
    gold = Gold(
        kind="article",
        fields=MappingProxyType(
            GOLD
            | {
                "headline": OneOf(("Ferry returns to Quillan", "Ferry returns"), "printed twice"),
                "body": ["The ferry came backon Sunday.", Maybe("Nobody was hurt.")],
            }
        ),
    )

    assert verdict_of("headline", "Ferry returns", gold) is Verdict.CORRECT
    assert verdict_of("body", GOLD["body"], gold) is Verdict.CORRECT
    assert verdict_of("body", GOLD["body"][:1], gold) is Verdict.CORRECT
    assert verdict_of("body", GOLD["body"][1:], gold) is Verdict.WRONG


@pytest.mark.parametrize(
    ("outcome", "page"),
    [
        (Outcome(OutcomeKind.REFUSED, message="no-content"), PageVerdict.REFUSED_WRONGLY),
        (Outcome(OutcomeKind.RECORD, {"kind": "index", "links": []}), PageVerdict.WRONG_KIND),
        (Outcome(OutcomeKind.ERROR, message="boom"), PageVerdict.FAILED),
        (Outcome(OutcomeKind.CRASH), PageVerdict.FAILED),
        (Outcome(OutcomeKind.TIMEOUT), PageVerdict.FAILED),
        (Outcome(OutcomeKind.UNSUPPORTED), PageVerdict.UNSUPPORTED),
    ],
)
def test_outcomes_of_an_article_page_are_never_merged(outcome: Outcome, page: PageVerdict) -> None:
    judgement = judge(mutant(), outcome)

    assert judgement.page is page
    assert judgement.failed == (page is not PageVerdict.UNSUPPORTED)


def test_a_record_of_a_page_that_is_no_article_is_accepted_wrongly() -> None:
    rejected = mutant().gold.reject("no-evidence")
    record = Outcome(OutcomeKind.RECORD, {"kind": "article", **GOLD})

    assert judge(mutant(rejected), record).page is PageVerdict.ACCEPTED_WRONGLY
    assert not judge(mutant(rejected), Outcome(OutcomeKind.REFUSED)).failed


def test_fields_and_kinds_that_are_not_claimed_are_unsupported() -> None:
    record = Outcome(OutcomeKind.RECORD, {"kind": "article", "headline": GOLD["headline"]})
    judgement = judge(mutant(), record, fields=frozenset({"headline"}))

    assert not judgement.failed
    assert {each.verdict for each in judgement.fields if each.field != "headline"} == {Verdict.UNSUPPORTED}
    assert judge(mutant(), record, kinds=frozenset({"index"})).page is PageVerdict.UNSUPPORTED


def test_a_page_of_which_no_field_is_claimed_is_unsupported_as_a_whole() -> None:
    judgement = judge(mutant(), Outcome(OutcomeKind.REFUSED), fields=frozenset({"links", "page_date"}))

    assert judgement.page is PageVerdict.UNSUPPORTED
    assert judgement.message == "no field of article pages is claimed"
