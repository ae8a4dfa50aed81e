"""The table of a run: what failed by name, the rest summed up by category, and no page lost between them."""

from __future__ import annotations

from litedrift.drift import CATEGORIES, operators
from litedrift.judge import Counts
from litedrift.reports._rows import rows_by_operator

ALL = {each.name: Counts(selected=7, ran=4, no_op=2, infeasible=1) for each in operators()}
RUNS = {"(clean)": Counts(selected=3, ran=3), "(chains)": Counts(selected=5, ran=5, failed=1)}


def named(rows: list[tuple[str, Counts]]) -> list[str]:
    return [name for name, _ in rows]


def test_a_green_run_has_a_row_for_each_category_with_the_count_of_its_operators() -> None:
    rows = rows_by_operator(ALL | RUNS, each=False)

    sizes = {name: sum(each.category == name for each in operators()) for name in CATEGORIES}
    assert named(rows) == ["(chains)", "(clean)", *(f"{name}: {size} operators" for name, size in sizes.items())]
    assert [row.selected for _, row in rows[2:]] == [7 * size for size in sizes.values()]


def test_operators_that_failed_have_rows_of_their_own_the_worst_first() -> None:
    failed = {"class-hash": Counts(selected=7, ran=7, failed=2), "class-strip": Counts(selected=7, ran=7, failed=5)}
    rows = rows_by_operator(ALL | RUNS | failed, each=False)

    assert named(rows)[:5] == ["(chains)", "(clean)", "class-strip", "class-hash", "attributes: 18 others"]
    for name in Counts.__slots__:
        whole = sum(getattr(each, name) for each in (ALL | RUNS | failed).values())
        assert sum(getattr(each, name) for _, each in rows) == whole


def test_an_operator_that_stands_alone_in_its_category_keeps_its_name() -> None:
    groups = {name: ALL[name] for name in ("class-noise", "retag-headline")}

    assert named(rows_by_operator(groups, each=False)) == ["class-noise", "retag-headline"]


def test_a_row_for_every_operator_can_be_asked_for() -> None:
    assert named(rows_by_operator(ALL | RUNS, each=True)) == ["(chains)", "(clean)", *sorted(ALL)]
