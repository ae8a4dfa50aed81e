"""The comparison: every share has its denominator, robustness is what the self oracle says, and nothing is averaged."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import cnn_lite
from cnn_lite_bad import EXTRACTORS
from command import run, run_process
from corpus.support import SMALL, copied
from litedrift.corpus import FIELDS, load_corpus
from litedrift.drift import Mutator, Plan, default_plan
from litedrift.errors import UsageError
from litedrift.events import finished_event, judged_event, started_event, write_line
from litedrift.judge import Oracle, Run, Tally, relative_speed
from litedrift.reports import Standing, compared, token_f1
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from pathlib import Path

FLAWED = sorted(EXTRACTORS)[::33]


@cache
def mutator() -> Mutator:
    return Mutator(load_corpus())


@cache
def plan(*, clean_only: bool = False) -> Plan:
    """Return four pages clean, under every third operator, and under a few chains."""
    corpus = mutator().corpus
    refusal = next(case.id for case in corpus if case.kind == "refusal")
    cases = [corpus.case(name) for name in (*SMALL, refusal)]
    if clean_only:
        return default_plan(cases, seed=3, clean_only=True)
    whole = default_plan(cases, seed=3)
    clean, single, chains = ([item for item in whole.items if min(len(item[1]), 2) == n] for n in range(3))
    return Plan(whole.name, whole.seed, (*clean, *single[::3], *chains[::10]))


def stand(function: Any, name: str, *, clean_only: bool = False, **claims: frozenset[str]):
    run = Run(mutator(), CallableSubject(function, name=name, **claims))
    items, standing, tally = plan(clean_only=clean_only), Standing(name), Tally()
    standing.read(started_event(items, run))
    for judged in run.judge_all(items.items):
        standing.read(judged_event(judged))
        tally.add(judged)
    standing.read(finished_event(tally))
    return standing, tally


def ours(html: bytes):
    return cnn_lite.extract(html)


def crashing(html: bytes):
    if b"Voters in Calder" in html:
        raise KeyError("byline")
    return cnn_lite.extract(html)


def test_a_perfect_extractor_has_every_share_full_and_no_dishonesty() -> None:
    measures = stand(ours, "ours", clean_only=True)[0].shares()

    assert {each["share"] for name, each in measures.items() if name.startswith("right/")} == {1.0}
    assert (measures["read"]["hits"], measures["read"]["of"]) == (18, 18)  # two articles of 8, an index of 2
    assert measures["invented"]["hits"] == measures["silent_wrong"]["hits"] == 0
    assert measures["accepted_wrongly"] == {"hits": 0, "of": 1, "share": 0.0, "band": [0.0, 0.0]}


@pytest.mark.parametrize("name", FLAWED)
def test_robustness_from_a_run_with_gold_is_what_the_self_oracle_says(name: str) -> None:
    fields = frozenset(each for names in FIELDS.values() for each in names)
    claims = {"fields": fields - {"updated"}}  # a time without an offset is no instant, not even its own
    standing, _ = stand(EXTRACTORS[name], name, **claims)
    run = Run(mutator(), CallableSubject(EXTRACTORS[name], name=name, **claims), oracle=Oracle.SELF)
    judged = [each for each in run.judge_all(plan().items) if each.judgement is not None and each.mutant.steps]

    pages = standing.shares()["robust_pages"]
    assert (pages["hits"], pages["of"]) == (sum(not each.failed for each in judged), len(judged))


@pytest.mark.parametrize("name", FLAWED)
def test_honesty_counts_what_the_tally_counts(name: str) -> None:
    standing, tally = stand(EXTRACTORS[name], name)
    measures = standing.shares()

    fields = sum(tally.verdicts.values()) - tally.verdicts["unsupported"]
    assert (measures["invented"]["hits"], measures["invented"]["of"]) == (tally.total.invented, fields)
    assert measures["silent_wrong"]["hits"] == tally.silent_wrong
    assert measures["wrong_carrier"]["hits"] == tally.wrong_carrier
    assert sum(standing.outcomes.values()) == tally.total.ran + tally.total.errored


def test_a_field_that_is_not_claimed_is_in_the_first_denominator_alone() -> None:
    measures = stand(ours, "titles", fields=frozenset({"headline"}), kinds=frozenset({"article"}))[0].shares()

    assert (measures["read"]["hits"], measures["read"]["of"]) == (2, 18)
    assert measures["right/headline"]["of"] == 2
    assert "right/body" not in measures


def test_a_page_that_crashed_was_read_in_none_of_its_fields() -> None:
    measures = stand(crashing, "crashing", clean_only=True)[0].shares()

    assert (measures["right/headline"]["hits"], measures["right/headline"]["of"]) == (1, 2)
    assert (measures["body_f1"]["hits"], measures["body_f1"]["of"]) == (1, 2)
    assert measures["read"]["hits"] == 10


def test_what_crashed_on_the_clean_page_is_left_out_of_robustness_and_counted() -> None:
    standing, _ = stand(crashing, "crashing")
    whole = stand(ours, "ours")[0].shares()["robust_pages"]["of"]

    assert standing.left_out > 0
    assert standing.shares()["robust_pages"]["of"] + standing.left_out == whole


def test_the_leaderboard_puts_the_one_that_reads_most_first() -> None:
    some = stand(ours, "a-few", fields=frozenset({"headline"}))[0]

    assert [each.name for each in compared([some, stand(ours, "z-all")[0]])] == ["z-all", "a-few"]


def test_runs_on_other_pages_are_not_comparable() -> None:
    whole, clean = stand(ours, "a")[0], stand(ours, "b", clean_only=True)[0]
    with pytest.raises(UsageError, match=r"b ran with plan .*'clean'.*: not comparable"):
        compared([whole, clean])
    with pytest.raises(UsageError, match="two extractors are called 'a'"):
        compared([whole, stand(ours, "a")[0]])


def test_a_run_with_the_self_oracle_has_no_accuracy_to_compare() -> None:
    standing = stand(ours, "a", clean_only=True)[0]
    standing.header = standing.header | {"oracle": "self"}
    with pytest.raises(UsageError, match="--oracle self"):
        compared([standing])


def test_the_f1_of_words_forgives_order_and_optional_paragraphs() -> None:
    assert token_f1(["One two.", "Three four."], ["three FOUR", "one, two"]) == 1.0
    assert token_f1(["One two."], ["One two three four"]) == pytest.approx(2 / 3)
    assert token_f1(["One.", {"optional": "Two."}], ["One."]) == 1.0
    assert token_f1(["One.", {"optional": "Two."}], ["One.", "Two."]) == 1.0
    assert token_f1([{"one_of": ["One.", "Two."], "why": "?"}], ["One."]) == 1.0
    assert token_f1(["One."], None) == 0.0


def test_time_is_measured_on_ordinary_articles_that_are_claimed() -> None:
    cases = list(map(mutator().corpus.case, SMALL))
    speed = relative_speed(CallableSubject(ours), cases)

    assert set(speed.seconds) == {case.id for case in cases if case.kind == "article"}
    assert 0 < speed.to_dict()["band"][0] <= speed.ratio <= speed.to_dict()["band"][1]
    assert relative_speed(CallableSubject(ours, kinds=frozenset({"index"})), cases) is None


@pytest.fixture
def project(tmp_path: Path) -> Path:
    copied(tmp_path / "small")
    (tmp_path / "scraper.py").write_text(
        "import cnn_lite\n"
        "def good(html): return cnn_lite.extract(html)\n"
        'def poor(html): return {"headline": "No title found"}\n',
        "utf-8",
    )
    return tmp_path


PLAN = ("--corpus", "small", "--operator", "wrap-paragraphs")


def test_subjects_and_their_recorded_runs_give_the_same_figures_every_time(project: Path) -> None:
    both = ("--call", "scraper:good", "--call", "scraper:poor", "--no-speed")
    for name, how in (("first.json", run_process), ("second.json", run)):
        done = how("compare", *both, *PLAN, "--json", name, cwd=project)
        assert done.returncode == 0, done.stderr
    for function in ("good", "poor"):
        checked = ("check", "--call", f"scraper:{function}", *PLAN, "-q", "--events", f"{function}.ndjson")
        assert run(*checked, cwd=project).returncode in (0, 1)
    recorded = run("compare", "good.ndjson", "poor.ndjson", *PLAN, "--json", "third.json", cwd=project)

    assert recorded.returncode == 0, recorded.stderr
    texts = [(project / name).read_text("utf-8") for name in ("first.json", "second.json", "third.json")]
    assert texts[0] == texts[1] == texts[2]
    assert [each["name"] for each in json.loads(texts[0])["subjects"]] == ["scraper:good", "scraper:poor"]
    assert recorded.stdout == done.stdout


def test_the_leaderboard_prints_denominators_bands_and_versions(project: Path) -> None:
    done = run("compare", "--call", "scraper:poor", "--name", "mine", *PLAN, cwd=project)

    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["mine", "18"] in [[line[0], line[2]] for line in lines if len(line) == 7]
    assert "× parse" in done.stdout
    assert "500 resamples" in done.stdout
    assert "libxml2" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name what to compare"),
        (("--call", "scraper:good", "--name", "a", "--name", "b"), "2 names for 1 extractors"),
        (("--call", "scraper:good", "--call", "scraper:good"), "tell them apart with --name"),
        (("nothing.ndjson",), "nothing.ndjson"),
        (("--peer", "trafilature"), "did you mean trafilatura"),
    ],
)
def test_bad_use_is_one_clear_line(project: Path, arguments: tuple[str, ...], said: str) -> None:
    done = run("compare", *arguments, "--corpus", "small", "--clean-only", cwd=project)

    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_settings_own_extractor_joins_its_peers(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.litedrift]\ncall = "scraper:poor"\n', "utf-8")
    done = run("compare", "--corpus", "small", "--clean-only", "--no-speed", "--json", "out.json", cwd=project)

    assert done.returncode == 0, done.stderr
    assert [each["name"] for each in json.loads((project / "out.json").read_text("utf-8"))["subjects"]] == [
        "scraper:poor"
    ]


def test_a_cut_stream_is_not_compared(project: Path, tmp_path: Path) -> None:
    with (tmp_path / "cut.ndjson").open("w", encoding="utf-8") as stream:
        write_line(stream, started_event(plan(), Run(mutator(), CallableSubject(ours))))
    done = run("compare", "cut.ndjson", cwd=project)

    assert done.returncode == 2
    assert "cut short" in done.stderr
