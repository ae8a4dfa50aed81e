"""Our own extractor under drift, drawn by Hypothesis: a failure shrinks to the fewest edits, and its id is in the message."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutant, Mutator
from litedrift.judge import Judgement, PageVerdict, Verdict, judge
from litedrift.strategies import mutants
from litedrift.subjects import CallableSubject

SUBJECT = CallableSubject(cnn_lite.extract)
MUTATOR = Mutator(load_corpus())
UNHURRIED = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def judged(mutant: Mutant) -> Judgement:
    return judge(mutant, SUBJECT.extract(mutant.html, url=mutant.url, content_type=mutant.content_type))


def explain(mutant: Mutant, judgement: Judgement) -> str:
    bad = [(each.field, str(each.verdict)) for each in judgement.fields if each.bad]
    return f"litedrift replay {mutant.id}\n{judgement.page} {judgement.message} {bad}"


@UNHURRIED
@given(mutants(effects={"preserves"}, max_steps=1, mutator=MUTATOR))
def test_one_preserving_edit_changes_nothing(mutant: Mutant) -> None:
    judgement = judged(mutant)

    assert not judgement.failed, explain(mutant, judgement)


@UNHURRIED
@given(mutants(effects={"destroys"}, max_steps=2, mutator=MUTATOR))
def test_a_destroyed_field_is_never_invented(mutant: Mutant) -> None:
    judgement = judged(mutant)

    assert not [each for each in judgement.fields if each.verdict is Verdict.INVENTED], explain(mutant, judgement)


@UNHURRIED
@given(mutants(effects={"rejects"}, max_steps=1, kinds=("article",), mutator=MUTATOR))
def test_a_page_that_is_no_article_is_refused(mutant: Mutant) -> None:
    judgement = judged(mutant)

    assert judgement.page is PageVerdict.JUDGED, explain(mutant, judgement)


def test_a_failing_chain_is_shrunk_to_the_one_edit_that_breaks_it() -> None:
    """The promise of the whole project, held by an extractor that knows one class name only."""

    def blind(html: bytes) -> dict[str, None] | None:
        return None if b'"headline"' in html else {"headline": None}

    subject = CallableSubject(blind)

    @settings(
        UNHURRIED, derandomize=True, database=None, max_examples=200, report_multiple_bugs=False, print_blob=False
    )
    @given(mutants(effects={"preserves"}, max_steps=5, kinds=("article",), mutator=MUTATOR))
    def survives(mutant: Mutant) -> None:
        outcome = subject.extract(mutant.html, url=mutant.url, content_type=mutant.content_type)
        renamed = any(step.operator == "class-hash" for step in mutant.steps)
        assert not (renamed and outcome.record), f"replay {mutant.id}"

    with pytest.raises(AssertionError, match=r"replay .*--class-hash:seed=0:style=") as caught:
        survives()
    assert str(caught.value).split()[1].count("--") == 1
