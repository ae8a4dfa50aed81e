"""What our extractor promises, in the number in which it is promised; a failure names its replay ids.

Each test is one row of the table in docs: single preserving operators, fields that are gone, refusals, survival.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

import cnn_lite
from drift import promises, support
from litedrift.drift import Effect, Mutant, Operator, operators
from litedrift.judge import Judgement, PageVerdict, Run, Verdict, judge, survive
from litedrift.subjects import CallableSubject

SUBJECT = CallableSubject(cnn_lite.extract)
#: Mutants with different bytes that each operator, and each field that can be lost, is judged on at least.
ENOUGH = 300
PRESERVING = [spec for spec in operators() if spec.contract.effect is Effect.PRESERVES]
DESTROYING = [spec for spec in operators() if spec.contract.effect is Effect.DESTROYS]
REJECTING = [spec for spec in operators() if spec.contract.effect is Effect.REJECTS]
LOST = ["headline", "byline", "authors", "updated", "source", "editors_note", "body", "full_article_url", "page_date"]

pytestmark = pytest.mark.long


def judged(mutant: Mutant) -> Judgement:
    return judge(mutant, SUBJECT.extract(mutant.html, url=mutant.url, content_type=mutant.content_type))


def failed(mutants: list[Mutant]) -> list[str]:
    return [mutant.id for mutant in mutants if judged(mutant).failed]


@cache
def lost() -> dict[str, list[Mutant]]:
    """Return for each field the mutants that have lost it; one that lost several stands under each."""
    found: dict[str, list[Mutant]] = {field: [] for field in LOST}
    for spec in DESTROYING:
        for mutant in promises.mutants_of(spec, 2 * ENOUGH):
            for field in LOST if mutant.gold.kind != "refusal" else ():
                if mutant.case.gold.fields.get(field) and not mutant.gold.fields.get(field):
                    found[field].append(mutant)
    return found


@pytest.mark.parametrize("spec", PRESERVING, ids=lambda spec: spec.name)
def test_one_preserving_operator_breaks_no_page(spec: Operator) -> None:
    mutants = promises.mutants_of(spec, ENOUGH)

    assert len(mutants) >= ENOUGH
    assert failed(mutants) == []


def test_the_preserving_operators_make_twenty_five_thousand_pages() -> None:
    assert len(PRESERVING) * ENOUGH >= 25_000


@pytest.mark.parametrize("field", LOST)
def test_a_field_that_is_gone_is_never_invented(field: str) -> None:
    mutants = lost()[field]
    verdicts = [each for mutant in mutants for each in judged(mutant).fields if each.field == field]

    assert len(mutants) >= ENOUGH
    assert [(each.verdict, each.actual) for each in verdicts if each.verdict is not Verdict.CORRECT] == []


def test_three_thousand_fields_are_lost() -> None:
    assert sum(map(len, lost().values())) >= 3_000


def test_pages_that_are_no_article_are_refused_and_hardly_any_other_is() -> None:
    asked = [mutant for spec in REJECTING for mutant in promises.mutants_of(spec, ENOUGH)]
    accepted = [mutant.id for mutant in asked if judged(mutant).page is PageVerdict.ACCEPTED_WRONGLY]
    read = [mutant for spec in operators() for mutant in promises.some_of(spec) if mutant.gold.kind != "refusal"]
    refused = [mutant.id for mutant in read if judged(mutant).page is PageVerdict.REFUSED_WRONGLY]

    assert len(asked) >= 10 * ENOUGH
    assert len(accepted) <= 0.005 * len(asked), accepted[:10]
    assert len(refused) <= 0.001 * len(read), refused[:10]


def test_chains_of_five_and_of_twelve_are_survived_and_no_wrong_value_is_silent() -> None:
    corpus = support.mutator().corpus
    result = survive(Run(support.mutator(), SUBJECT), corpus, chains=400, seed=0, seeds=1)

    assert result.share(5) >= 0.99, result.killers
    assert result.share(12) >= 0.95, result.killers
    assert result.honesty()["silent_wrong"] == 0, Counter(result.killers)
