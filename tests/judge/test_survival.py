"""The survival curve, its bands, the weights, honesty, and the comparison of two subjects on the same chains."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

import cnn_lite
from cnn_lite_bad import EXTRACTORS
from litedrift.corpus import load_corpus
from litedrift.drift import LONGEST, Mutator, drift_weights, operators
from litedrift.errors import UsageError
from litedrift.judge import Oracle, Run, Survival, paired, survive
from litedrift.judge._survival import Fate, curve
from litedrift.statistics import bootstrap_bands, mcnemar, wilson
from litedrift.subjects import CallableSubject


@cache
def mutator() -> Mutator:
    return Mutator(load_corpus())


def some_pages(count: int = 2):
    articles = [case for case in mutator().corpus if case.mutable and case.kind == "article"]
    return sorted(articles, key=lambda case: len(case.html))[:count]


@cache
def measured(name: str, *, oracle: Oracle = Oracle.GOLD) -> dict[str, Any]:
    function = cnn_lite.extract if name == "good" else EXTRACTORS[name]
    run = Run(mutator(), CallableSubject(function, name=name), oracle=oracle)
    return survive(run, some_pages(), chains=6, seed=1, seeds=1).to_dict(drift_weights())


def test_the_curve_is_kaplan_and_meiers() -> None:
    """Of four chains one dies at 1, one is too short for 2, one dies at 3: 3/4, 3/4, then half of that."""
    assert curve([1, -1, 3, -20])[:3] == [0.75, 0.75, 0.375]
    assert curve([1, -1, 3, -20])[19] == 0.375


def test_a_curve_never_rises_and_chains_that_live_do_not_lower_it() -> None:
    shares = curve([2, 2, 5, -3, -20, -20, 9])

    assert shares == sorted(shares, reverse=True)
    assert curve([-4, -20, -1]) == [1.0] * LONGEST


def test_the_half_life_is_the_first_k_at_which_half_are_dead() -> None:
    assert Survival(fates=[Fate("a", 4, 20), Fate("b", 0, 20)]).half_life == 4
    assert Survival(fates=[Fate("a", 4, 20), Fate("b", 0, 20), Fate("c", 0, 20)]).half_life is None


def test_bands_are_drawn_by_page_so_one_page_has_none() -> None:
    one = Survival(fates=[Fate("a", 1, 20), Fate("a", 0, 20)]).bands()
    two = Survival(fates=[Fate("a", 1, 20), Fate("b", 0, 20)]).bands()

    assert one[0] == (0.5, 0.5)
    assert two[0] == (0.0, 1.0)
    assert (len(two), two[LONGEST]) == (LONGEST + 1, (1, LONGEST + 1))


@pytest.mark.parametrize(
    ("interval", "expected"),
    [(wilson(0, 300), (0.0, 0.01264)), (wilson(300, 300), (0.98736, 1.0)), (wilson(5, 10), (0.23659, 0.76341))],
)
def test_wilsons_interval(interval: tuple[float, float], expected: tuple[float, float]) -> None:
    assert interval == pytest.approx(expected, abs=1e-5)


def test_an_interval_holds_its_share_for_all_counts_up_to_a_hundred() -> None:
    counts = [(won, ran) for ran in range(1, 101) for won in range(ran + 1)]

    assert [each for each in counts if not wilson(*each)[0] <= each[0] / each[1] <= wilson(*each)[1]] == []


@pytest.mark.parametrize(("pairs", "p"), [((0, 0), 1.0), ((0, 5), 0.0625), ((3, 3), 1.0), ((1, 9), 0.021484375)])
def test_mcnemars_exact_test(pairs: tuple[int, int], p: float) -> None:
    assert mcnemar(*pairs) == p


def test_a_bootstrap_is_the_same_every_time() -> None:
    clusters = {"a": [1, 2, 3], "b": [4], "c": [9, 9]}

    def mean(sample: list[int]) -> tuple[float]:
        return (sum(sample) / len(sample),)

    assert bootstrap_bands(clusters, mean) == bootstrap_bands(clusters, mean)


def test_every_operator_has_a_weight_or_is_named_as_unknown() -> None:
    weights = drift_weights()
    names = {spec.name for spec in operators()}

    assert set(weights.breaking) == set(weights.background) == names
    assert weights.unknown < names
    assert all(0 < weight < 1 for weight in weights.breaking.values())


def test_no_operator_of_unknown_frequency_weighs_more_than_one_that_was_measured() -> None:
    weights = drift_weights()
    known = {name: value for name, value in weights.breaking.items() if name not in weights.unknown}

    assert max(weights.breaking[name] for name in weights.unknown) <= min(known.values())


def test_weighted_survival_follows_the_weights() -> None:
    result = Survival(operators={"data-churn": (10, 10), "charset": (0, 10)})
    weights = drift_weights()

    assert result.weighted({"data-churn": 1.0, "charset": 1.0}) == 0.5
    assert result.weighted(dict(weights.breaking)) > 0.9


def test_the_result_names_what_it_stands_on() -> None:
    result = measured("good")

    assert set(result["survival"]) == {str(k) for k in range(1, 21)}
    assert result["chains"] == len(result["fates"]) == 6
    assert len(result["digest"]) == 64
    assert {"invented", "wrong_carrier", "silent_wrong"} <= set(result["honesty"])
    assert result["honesty"]["destroyed_fields"] > 0
    assert result["honesty"]["refusals_asked"] > 0
    assert result["unknown_frequency"]


def test_an_extractor_that_answers_for_what_is_gone_is_dishonest_and_one_that_loses_all_is_not() -> None:
    inventor = measured("no-title-found")["honesty"]
    robber = measured("silent-on-empty")["honesty"]

    assert inventor["invented_of_destroyed"] > robber["invented_of_destroyed"]


def test_a_chain_that_the_subject_does_not_claim_or_has_no_record_for_is_left_out_not_survived() -> None:
    def raises(html: bytes) -> None:
        raise KeyError("byline")

    unclaimed = Run(mutator(), CallableSubject(raises, kinds=frozenset({"index"})))
    without_record = Run(mutator(), CallableSubject(raises), oracle=Oracle.SELF)

    for run in (unclaimed, without_record):
        result = survive(run, some_pages(2), chains=2, seed=0, seeds=0)
        assert (len(result.fates), result.left_out) == (0, 2)


def test_two_subjects_are_compared_on_the_same_chains() -> None:
    good, bad = measured("good"), measured("class-only")
    differences = paired(good, bad)

    assert good["digest"] == bad["digest"]
    assert [each.k for each in differences] == list(range(1, 21))
    assert differences[9].first > differences[9].second
    assert differences[9].first_only > differences[9].second_only == 0
    assert all(each.band[0] <= each.band[1] for each in differences)


def test_a_subject_does_not_differ_from_itself() -> None:
    for each in paired(measured("good"), measured("good")):
        assert (each.first_only, each.second_only, each.p, each.band) == (0, 0, 1.0, (0.0, 0.0))


def test_runs_on_different_chains_are_not_compared() -> None:
    with pytest.raises(UsageError, match="different chains"):
        paired(measured("good"), measured("good") | {"digest": "0" * 64})
    with pytest.raises(UsageError, match="not a result"):
        paired({"digest": ""}, measured("good"))


def test_a_result_can_be_written_as_json_and_read_again() -> None:
    assert paired(json.loads(json.dumps(measured("good"))), measured("good"))[0].p == 1.0
