"""Every operator at every level keeps its contract, as a spec parser sees the page; the catalogue is the table."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

import pytest

from drift import support
from litedrift.corpus import Case, OneOf, fold, instant, squash
from litedrift.drift import Effect, Mutant, Mutator, Operator, Status, operators
from litedrift.drift._proof import Spelled

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Categories whose changes move lines about, and those that change what stands between the values of the record.
MOVES = frozenset({"order"})
REWORDS = frozenset({"text", "templates", "encoding", "whitespace"})


Mutants = dict[str, list[Mutant]]


@pytest.fixture(scope="module", params=operators(), ids=lambda spec: spec.name)
def spec(request: pytest.FixtureRequest) -> Operator:
    """Return each operator in turn; all tests of one stand together, so that what it makes is made once."""
    return request.param


@pytest.fixture(scope="module")
def mutants(spec: Operator) -> Mutants:
    return made_by(spec)


def made_by(spec: Operator) -> Mutants:
    """Return by level what the operator makes of the pages of the sample that have what it changes."""
    made = {
        support.name_of(spec, dict(level)): [support.mutate(case, spec.name, dict(level)) for case in support.sample()]
        for level in spec.levels
    }
    return {name: [each for each in pages if each.status is Status.RAN] for name, pages in made.items()}


def test_the_contract_holds_for_a_spec_parser_at_every_level(spec: Operator, mutants: Mutants) -> None:
    prove = PROOFS[spec.contract.effect]
    faults = [
        f"{mutant.id}: {fault}\n{mutant.touched}"
        for pages in mutants.values()
        for mutant in pages
        if (fault := prove(spec, mutant)) is not None
    ]

    assert not faults, "\n".join(faults)


def test_the_same_seed_gives_the_same_bytes_and_they_differ_from_the_clean_page(
    spec: Operator, mutants: Mutants
) -> None:
    other = Mutator(support.mutator().corpus)
    for level in spec.levels:
        pages = mutants[support.name_of(spec, dict(level))]
        if not pages:
            continue  # no page of the sample has what this level changes; of the corpus some has, as is shown below
        case = pages[0].case
        first = support.mutate(case, spec.name, dict(level), seed=3)
        again = other.apply(case, first.steps)

        assert (first.html, first.gold, first.touched) == (again.html, again.gold, again.touched), first.id
        assert first.status is not Status.RAN or first.html != support.mutator().baseline(case), first.id
        assert all("\n" not in line and line for line in first.touched), first.id


@pytest.mark.parametrize("spec", [each for each in operators() if len(each.levels) > 1], ids=lambda spec: spec.name)
def test_each_level_changes_the_page_in_its_own_way(spec: Operator) -> None:
    sample = support.sample()
    rest = (case for case in support.mutator().corpus if case not in sample)
    alike, ran = [[dict(level) for level in spec.levels]], []  # levels that no page has told apart so far
    for case in (*sample, *rest):
        told = [_by_page(spec, case, levels) for levels in alike]
        ran += [level for pages in told for page, levels in pages.items() if page for level in levels]
        alike = [levels for pages in told for levels in pages.values() if len(levels) > 1]
        if not alike:
            return
    twins = [levels for levels in alike if levels[0] in ran]
    assert not twins, f"{spec.name}: these levels do the same on every page: {twins}"


def _by_page(spec: Operator, case: Case, levels: list[dict[str, str]]) -> dict[bytes, list[dict[str, str]]]:
    """Return the levels by the page that each makes of this case; no page is one too."""
    found: dict[bytes, list[dict[str, str]]] = {}
    for level in levels:
        found.setdefault(support.mutate(case, spec.name, level).html, []).append(level)
    return found


@pytest.mark.parametrize("spec", [each for each in operators() if each.idempotent], ids=lambda spec: spec.name)
def test_an_idempotent_operator_changes_nothing_the_second_time(spec: Operator) -> None:
    changed = [
        mutant.id
        for pages in made_by(spec).values()
        for mutant in pages
        if support.mutator().apply(mutant.case, [*mutant.steps, *mutant.steps]).html != mutant.html
    ]

    assert changed == []


def test_every_operator_applies_to_some_page_of_the_corpus() -> None:
    idle = {
        spec.name
        for spec in operators()
        if not any(
            support.mutate(case, spec.name, dict(level)).status is Status.RAN
            for level in spec.levels
            for case in support.mutator().corpus
        )
    }

    assert idle == set()


def test_every_operator_says_which_real_change_it_models_and_how_common_that_is() -> None:
    for spec in operators():
        assert len(spec.models) > 15, spec.name
        assert any(c.isdigit() for c in spec.evidence) or "no frequency known" in spec.evidence, spec.name
        assert spec.doc.endswith("."), spec.name
        assert all(reason for reason in spec.conflicts.values()), spec.name


def test_a_conflict_names_an_operator_that_exists() -> None:
    known = {spec.name for spec in operators()}

    assert {other for spec in operators() for other in spec.conflicts} <= known


def kept(spec: Operator, mutant: Mutant) -> str | None:
    """The record is the same and stands on the page; so does all else that a reader saw."""
    if mutant.gold.fields != mutant.case.gold.fields:
        return "the expectation changed, though the contract is to preserve it"
    return present(mutant) or (None if spec.category in REWORDS else still_visible(spec, mutant))


def still_visible(spec: Operator, mutant: Mutant) -> str | None:
    before = support.visible_lines(mutant.case.html, mutant.case.content_type)
    after = support.visible_lines(mutant.html, mutant.content_type)
    if spec.category in MOVES:
        lost = Counter(before) - Counter(after)
        return f"lines were lost: {list(lost)[:2]}" if lost else None
    # noise may also repeat what the page says, and then forbids nothing
    if spec.category == "noise" or len(mutant.gold.absent) > len(mutant.case.gold.absent):
        lost_line = support.missing_in_order(before, after)
        return f"a line was lost among the noise: {lost_line!r}" if lost_line else None
    old, new = squash("".join(before)), squash("".join(after))
    if old == new:
        return None
    at = next((k for k, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"the visible text changed: {old[max(0, at - 30) : at + 40]!r} became {new[max(0, at - 30) : at + 40]!r}"


def present(mutant: Mutant) -> str | None:
    """Every value of the expected record stands on the page; paragraphs in order, each a line of its own."""
    gold = mutant.gold
    if gold.kind == "refusal":
        return None
    lines = support.visible_lines(mutant.html, mutant.content_type)
    if gold.kind == "index":
        wanted = [(each["url"], fold(each["title"])) for each in gold.fields.get("links") or []]
        there = iter(support.visible_links(mutant.html, mutant.url, mutant.content_type))
        lost = [link for link in wanted if link not in there]
        return f"not on the page, in order: {lost[0]}" if lost else None
    gone = support.missing_in_order(support.body_of(gold), lines)
    if gone is not None:
        return f"no line of its own, in order: {gone[:80]!r}"
    text = squash("".join(lines))
    for name in ("headline", "byline", "source", "editors_note"):
        value = gold.fields.get(name)
        if not value or name in gold.nullable or isinstance(value, OneOf) or squash(value) in text:
            continue
        if squash(value) in squash("".join(support.visible_lines(mutant.case.html, mutant.case.content_type))):
            return f"{name} is not visible: {value!r}"  # one that the clean page keeps in its metadata stays there
    moment = gold.fields.get("updated")
    if not moment or "updated" in gold.nullable or prints(lines, moment):
        return None
    printed = prints(support.visible_lines(mutant.case.html, mutant.case.content_type), moment)
    return f"no line prints the instant {moment}" if printed else None


def prints(lines: Iterable[str], moment: str) -> bool:
    """Whether a reader is told this instant, in whatever way a page prints one."""
    return Spelled(escape("\n".join(lines))).carries("updated", moment)


def absent_text(_spec: Operator, mutant: Mutant) -> str | None:
    """A refusal is right only if no story is left."""
    if mutant.gold.refuse is None:
        return f"the page should be refused, the expectation is a {mutant.gold.kind}"
    text = squash("\n".join(support.visible_lines(mutant.html, mutant.content_type)))
    left = [item for item in support.body_of(mutant.case.gold) if len(item) > 40 and squash(item) in text]
    return f"the story is still there: {left[0][:60]!r}" if left else None


def transformed(_spec: Operator, mutant: Mutant) -> str | None:
    changed = {name for name, value in mutant.gold.fields.items() if value != mutant.case.gold.fields.get(name)} - set(
        _spec.contract.fields
    )
    if changed:
        return f"fields changed that the contract does not name: {sorted(changed)}"
    return present(mutant)


def destroyed(spec: Operator, mutant: Mutant) -> str | None:
    if mutant.gold.kind == "refusal":
        return None
    source = support.everything(mutant.html, mutant.content_type)
    for name in spec.contract.fields:
        before, after = mutant.case.gold.fields.get(name), mutant.gold.fields.get(name)
        if after:
            return f"{name} is still expected: {after!r}"
        for value in [before] if isinstance(before, str) else before or []:
            if isinstance(value, str) and len(squash(value)) >= 12 and squash(value) in source:
                return f"{name} is still on the page: {value[:60]!r}"
    return present(mutant) if "body" not in spec.contract.fields else None


def honest(_spec: Operator, mutant: Mutant) -> str | None:
    for name in mutant.gold.nullable:
        if name not in mutant.gold.fields:
            return f"{name} is demoted but not judged"
    body = support.body_of(mutant.gold)
    if "body" in mutant.gold.nullable or mutant.gold.kind != "article":
        return None
    return support.missing_in_order(body, support.visible_lines(mutant.html, mutant.content_type))


def contested(spec: Operator, mutant: Mutant) -> str | None:
    """The record stays; what loses stands on the page and is named."""
    fault = present(mutant)
    if fault is not None:
        return fault
    source = support.everything(mutant.html, mutant.content_type)
    for name in spec.contract.fields:
        losers = mutant.gold.wrong_carriers.get(name, ())
        if name in mutant.gold.fields and not losers and instant(str(mutant.gold.fields[name])) is None:
            return f"no losing value is named for {name}"
        for value in losers:
            if instant(value) is None and squash(value) not in source:
                return f"the losing {name} is not on the page: {value!r}"
    return None


PROOFS = {
    Effect.PRESERVES: kept,
    Effect.TRANSFORMS: transformed,
    Effect.DEMOTES: honest,
    Effect.DESTROYS: destroyed,
    Effect.CONFLICTS: contested,
    Effect.REJECTS: absent_text,
}


def test_the_reader_of_these_tests_sees_what_a_browser_would_show() -> None:
    page = (
        b"<p>one<br>line</p><p>two<br><br>lines<!-- no --></p><div hidden>no</div><p style='display: none'>no</p>"
        b"<noscript>no</noscript><svg><title>no</title></svg><span style='display:block'>own</span>glu<b>ed</b>"
    )

    assert support.visible_lines(page) == ("one line", "two", "lines", "own", "glued")


def test_the_reader_of_these_tests_knows_a_printed_instant_from_its_neighbours() -> None:
    lines = ["Updated: 2:48 PM EDT, Fri April 21, 2023"]

    assert prints(lines, "2023-04-21T14:48:00-04:00")
    assert prints(["Fri, 21 Apr 2023 18:48:09 GMT"], "2023-04-21T14:48:09-04:00")
    assert not prints(lines, "2023-04-21T14:49:00-04:00")
    assert not prints(["Updated: Fri April 21, 2023"], "2023-04-21T14:48:00-04:00")


@pytest.mark.parametrize("case", support.sample(), ids=lambda case: case.id)
def test_every_clean_page_of_the_sample_shows_its_own_gold(case: Case) -> None:
    assert present(support.mutator().clean(case)) is None
