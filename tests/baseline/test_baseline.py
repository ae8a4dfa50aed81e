"""A baseline excuses one value of one field on one page, and says so when that is no longer what happens."""

from __future__ import annotations

import tempfile
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litedrift.baseline import (
    Baseline,
    Comparison,
    Entry,
    Standing,
    check_ids,
    read_baseline,
    render,
    updated,
    with_entries,
    write_baseline,
)
from litedrift.corpus import NORMALISER_VERSION, load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.errors import BaselineError
from litedrift.events import failures, judged_event, observed
from litedrift.judge import Run
from litedrift.subjects import CallableSubject

TODAY = date(2026, 12, 1)
CORPUS = load_corpus()
CASE = min((case for case in CORPUS if case.kind == "article"), key=lambda case: len(case.html))
RIGHT = {name: value for name, value in CASE.gold.fields.items() if isinstance(value, (str, list, type(None)))}


def event(**fields: Any) -> dict[str, Any]:
    """The event of the case for a subject that answers with the gold but for `fields`."""
    record = {"kind": "article", **RIGHT, **fields}
    return judged_event(Run(Mutator(CORPUS), CallableSubject(lambda html: record)).judge_one(CASE, ()))


def crashed() -> dict[str, Any]:
    def extract(html: bytes) -> None:
        raise KeyError("byline")

    return judged_event(Run(Mutator(CORPUS), CallableSubject(extract)).judge_one(CASE, ()))


def entry(
    field: str | None = "headline", value: Any = "No title found", outcome: str = "invented", **more: Any
) -> Entry:
    return Entry(CASE.id, field, outcome, observed(field or "page", value), **more)


def compare(known: Entry, today: dict[str, Any]) -> Comparison:
    comparison = Comparison(Baseline("2026.12.0", (known,)), "baseline.toml", TODAY)
    comparison.mark(today)
    return comparison


@pytest.mark.parametrize(
    ("known", "today", "expected"),
    [
        (entry(), event(headline="No title found"), {Standing.EXCUSED: 1}),
        (entry(), event(headline=" No\u00a0title  found "), {Standing.EXCUSED: 1}),
        (entry(), event(headline="No title"), {Standing.CHANGED: 1}),
        (entry(value=None, outcome="missing"), event(headline="No title"), {Standing.CHANGED: 1}),
        (entry(), event(), {Standing.STALE: 1}),
        (entry(), event(headline="No title found", byline="By Nobody"), {Standing.EXCUSED: 1, Standing.NEW: 1}),
        (entry(expires=TODAY), event(headline="No title found"), {Standing.EXCUSED: 1}),
        (entry(expires=date(2026, 11, 30)), event(headline="No title found"), {Standing.EXPIRED: 1}),
        (entry(expires=date(2026, 11, 30)), event(), {Standing.STALE: 1}),
        (entry(None, "KeyError: 'byline'", "error"), crashed(), {Standing.EXCUSED: 1}),
        (entry(None, "KeyError: 'title'", "error"), crashed(), {Standing.CHANGED: 1}),
        (entry(None, None, "timeout"), crashed(), {Standing.CHANGED: 1}),
        (entry(None, None, "crash"), event(), {Standing.STALE: 1}),
        (entry(), crashed(), {Standing.NEW: 1}),
    ],
)
def test_the_same_is_excused_and_all_else_is_a_finding(
    known: Entry, today: dict[str, Any], expected: dict[Standing, int]
) -> None:
    comparison = compare(known, today)

    assert {word: count for word, count in comparison.counts.items() if count} == expected
    assert comparison.findings == sum(count for word, count in expected.items() if word is not Standing.EXCUSED)


def test_a_page_that_failed_as_a_whole_says_nothing_of_its_fields() -> None:
    assert compare(entry(), crashed()).not_run == [entry()]


def test_events_carry_the_standing_of_each_failure() -> None:
    comparison = Comparison(Baseline("2026.12.0", (entry(), entry("byline", "By X"))), "b", TODAY)
    marked = comparison.mark(event(headline="No title found"))

    assert [(each.field, each.standing) for each in failures(marked)] == [("headline", "excused")]
    assert marked["stale"] == [{"field": "byline", "outcome": "invented"}]
    assert failures(event(headline="No title found"))[0].standing == "new"


def test_addresses_of_objects_are_no_part_of_an_error() -> None:
    def extract(html: bytes) -> None:
        raise ValueError(f"{object()!r}")

    run = Run(Mutator(CORPUS), CallableSubject(extract))
    digests = {judged_event(run.judge_one(CASE, ()))["observed"] for _ in range(2)}

    assert digests == {observed("page", "ValueError: <object object at 0x…>")}


def test_two_spellings_of_one_instant_are_one_value() -> None:
    assert observed("updated", "2024-01-21T23:36:00-05:00") == observed("updated", "2024-01-22T04:36:00Z")
    assert observed("headline", "2024-01-21T23:36:00-05:00") != observed("headline", "2024-01-22T04:36:00Z")


def test_another_normaliser_cannot_be_compared() -> None:
    old = Baseline("2026.12.0", (), normaliser=NORMALISER_VERSION + 1)

    with pytest.raises(BaselineError, match="update --accept"):
        Comparison(old, "b", TODAY)


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(
    st.lists(
        st.builds(
            Entry,
            st.text("abc-", min_size=1, max_size=4),
            st.sampled_from(["headline", "byline", None]),
            st.sampled_from(["wrong", "crash"]),
            st.just(observed("page", None)),
            reason=TEXT,
            issue=TEXT,
            expires=st.none() | st.dates(),
        ),
        unique_by=lambda each: each.key,
        max_size=5,
    ),
    st.randoms(),
)
def test_what_is_written_is_read_back_in_one_order(entries: list[Entry], random: Any) -> None:
    shuffled = random.sample(entries, len(entries))
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "litedrift-baseline.toml"
        write_baseline(path, Baseline("2026.12.0", tuple(shuffled)))
        read = read_baseline(path)

        assert sorted(read.entries, key=lambda each: each.key) == sorted(entries, key=lambda each: each.key)
        assert path.read_text("utf-8") == render(Baseline("2026.12.0", tuple(entries)))
        assert list(Path(directory).iterdir()) == [path]


def test_pages_of_which_the_same_is_said_share_one_table_and_one_reason() -> None:
    other = f"{CASE.id}--class-hash:seed=2:style=modules"
    same = [replace(entry(), id=each, reason="old templates") for each in (other, CASE.id)]
    text = render(Baseline("2026.12.0", (*same, entry(field="byline"))))

    tables = tomllib.loads(text)["expected"]
    assert [each["id"] for each in tables] == [CASE.id, [CASE.id, other]]
    assert tables[1]["reason"] == "old templates"


def test_a_list_of_pages_has_each_page_once_and_one_at_least(tmp_path: Path) -> None:
    path = tmp_path / "baseline.toml"
    for ids in ("[]", '["a", "a"]', '["a", 3]', '[""]'):
        path.write_text(GOOD.replace(f'id = "{entry().id}"', f"id = {ids}"), "utf-8")
        with pytest.raises(BaselineError, match="expected/0/id"):
            read_baseline(path)


GOOD = render(Baseline("2026.12.0", (entry(),)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[meta\n", "not TOML"),
        ("", "meta"),
        (GOOD.replace("sha256:", "sha1:"), "expected/0/observed"),
        (GOOD.replace('"invented"', '"mismatch"'), "expected/0/outcome"),
        (GOOD + 'note = "x"\n', "note"),
        (GOOD + "expires = 2026-12-01T10:00:00\n", "expires"),
        (GOOD + 'expires = "2026-13-01"\n', "no day of the calendar"),
        (GOOD + GOOD.split("normaliser = 1\n")[1], "two entries"),
    ],
)
def test_a_file_that_is_no_baseline_is_refused_with_the_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "baseline.toml"
    path.write_text(text, "utf-8")

    with pytest.raises(BaselineError) as caught:
        read_baseline(path)

    assert message in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (replace(entry(), id=CASE.id[:-1] + "x"), f"did you mean {CASE.id}?"),
        (replace(entry(), id="zzz"), "unknown case 'zzz'"),
        (entry("headlin"), "did you mean headline?"),
        (entry("links"), "no field 'links'"),
        (replace(entry(), id=f"{CASE.id}--class-has:seed=1:style=emotion"), "did you mean class-hash?"),
        (replace(entry(), id=f"{CASE.id}--class-hash:style=emotion:seed=1"), "did you mean"),
    ],
)
def test_an_entry_that_names_nothing_is_an_error_with_the_nearest_name(known: Entry, message: str) -> None:
    with pytest.raises(BaselineError) as caught:
        check_ids(Baseline("2026.12.0", (known,)), CORPUS, where="baseline.toml")

    assert message in str(caught.value)


def test_entries_of_an_overlay_that_is_not_here_wait_for_it() -> None:
    known = Baseline("2026.12.0", (replace(entry(), id="private-page"),))

    check_ids(known, CORPUS, where="b")
    assert Comparison(known, "b", TODAY).not_run == list(known.entries)


def test_update_removes_what_is_fixed_and_adds_nothing_unless_told_to() -> None:
    old = entry(reason="known since May", issue="12", expires=date(2027, 1, 1))
    fixed = entry("byline", "By X")
    comparison = Comparison(Baseline("2026.11.0", (old, fixed)), "b", TODAY)
    comparison.mark(event(headline="No title", source="CNM"))

    plain = updated(comparison, suite="2026.12.0", accept=False)
    accepted = {each.field: each for each in updated(comparison, suite="2026.12.0", accept=True).entries}

    assert plain.entries == (old,)
    assert plain.suite == "2026.12.0"
    assert set(accepted) == {"headline", "source"}
    assert accepted["headline"] == replace(old, observed=observed("headline", "No title"))


def test_baselined_mutants_are_judged_under_any_seed() -> None:
    name = f"{CASE.id}--class-hash:seed=987654:style=emotion"
    plan = with_entries(default_plan([CASE], seed=3), Baseline("x", (replace(entry(), id=name), entry())), CORPUS)
    ids = [mutant.id for mutant in (Mutator(CORPUS).apply(CORPUS.case(case), steps) for case, steps in plan.items)]

    assert ids[-1] == name
    assert ids.count(CASE.id) == 1
