"""From a failing chain to the fewest operators at their first levels, and from these to the fewest edits that fail.

Fewer operators must fail in the same way: in an overlapping set of fields with the same verdicts, or with the same page
verdict. Fewer edits must fail in the same fields: one renamed paragraph makes a body wrong where twelve made it
missing. Every bound is a number of judged pages, never a time, so that the result is the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from litedrift.drift import find_operator, only_edits, step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from litedrift.corpus import Case
    from litedrift.drift import Step
    from litedrift.judge._run import Judged, Run

T = TypeVar("T")

#: Enough for every subset of six operators, with room for Hypothesis' own repetitions.
_EXAMPLES = 300
#: Pages that the search for the fewest edits may judge; the search ends 1-minimal unless this is used up.
_PAGES = 300
#: Up to so many edits each is tried alone first, which finds the smallest set of all where one edit suffices.
_SINGLES = 60


def minimal_failure(run: Run, case: Case, steps: tuple[Step, ...]) -> Judged:
    """Return the judged page of the fewest operators, lowest levels and fewest edits that fail as the chain does.

    Edits are those of the markup: a change of the encoding or a cut stays whole, since half of one is another change.
    """
    whole = run.judge_one(case, steps)
    if not whole.failed or not steps:
        return whole
    search = _Search(run, case, symptoms(whole))
    fewest = minimal_chain(run, case, steps).mutant.steps
    simplest = tuple(search.simplest_levels(list(fewest)))
    return run.judge_one(case, search.fewest_edits(simplest))


def minimal_chain(run: Run, case: Case, steps: tuple[Step, ...]) -> Judged:
    """Return the judged page of the smallest part of a failing chain that still fails in the same way.

    Hypothesis searches and shrinks; nothing is stored, and the search is the same on every run.
    """
    import hypothesis  # noqa: PLC0415  # takes longer to load than a command should take to print its help
    from hypothesis import strategies as st  # noqa: PLC0415  # the same
    from hypothesis.errors import NoSuchExample  # noqa: PLC0415  # the same

    whole = run.judge_one(case, steps)
    search = _Search(run, case, symptoms(whole))

    def still(mask: list[bool]) -> bool:
        return search.fails(tuple(each for each, kept in zip(steps, mask, strict=True) if kept))

    masks = st.lists(st.booleans(), min_size=len(steps), max_size=len(steps))
    settings = hypothesis.settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    try:
        mask = hypothesis.find(masks, still, settings=settings)
    except NoSuchExample:
        return whole
    kept = [each for each, keep in zip(steps, mask, strict=True) if keep]
    return run.judge_one(case, tuple(_one_by_one(kept, lambda part: search.fails(tuple(part)))))


def symptoms(judged: Judged) -> set[tuple[str, str]]:
    """Return in which ways a page fails: (field, verdict), or the verdict on the whole page."""
    if judged.judgement is None:
        return set()
    bad = {(each.field, str(each.verdict)) for each in judged.judgement.fields if each.bad}
    return bad or {("page", str(judged.judgement.page))}


class _Search:
    """Asks whether a smaller chain still fails in the wanted way; the same question is judged once."""

    def __init__(self, run: Run, case: Case, wanted: set[tuple[str, str]]) -> None:
        self._run, self._case, self._wanted = run, case, wanted
        self._answers: dict[tuple[Step, ...], set[tuple[str, str]]] = {}

    def _symptoms(self, steps: tuple[Step, ...]) -> set[tuple[str, str]]:
        if steps not in self._answers:
            found = self._run.judge_one(self._case, steps)
            self._answers[steps] = symptoms(found) if found.failed else set()
        return self._answers[steps]

    def fails(self, steps: tuple[Step, ...]) -> bool:
        """Whether this chain runs on the case and fails in the wanted way."""
        return bool(self._symptoms(steps) & self._wanted)

    def _fails_there(self, steps: tuple[Step, ...]) -> bool:
        """Whether it fails in a wanted field, whatever the verdict."""
        return not {name for name, _ in self._symptoms(steps)}.isdisjoint(name for name, _ in self._wanted)

    def simplest_levels(self, steps: list[Step]) -> list[Step]:
        """Return the steps with seed 0 and the first level at which the chain still fails, one operator at a time."""
        for place, each in enumerate(steps):
            for simpler in _simpler(each):
                changed = [*steps[:place], simpler, *steps[place + 1 :]]
                if self.fails(tuple(changed)):
                    steps = changed
                    break
        return steps

    def fewest_edits(self, steps: tuple[Step, ...]) -> tuple[Step, ...]:
        """Return the chain with a last step that keeps the fewest edits, or as it is when it has one edit only."""
        count = self._run.mutator.count_edits(self._case, steps)
        budget = len(self._answers) + _PAGES

        def fails(kept: Sequence[int]) -> bool:
            return bool(kept) and len(self._answers) < budget and self._fails_there((*steps, only_edits(kept)))

        every = list(range(count))
        if count < 2 or not fails(every):
            return steps
        alone = next((n for n in every[:_SINGLES] if fails([n])), None)
        if alone is not None:
            return (*steps, only_edits([alone]))
        kept = _one_by_one(_halved(every, fails), fails)
        return steps if len(kept) == count else (*steps, only_edits(kept))


def _simpler(each: Step) -> Iterator[Step]:
    """Yield the levels of an operator up to this one, first with seed 0, then with the step's own."""
    for level in find_operator(each.operator).levels:
        for seed in dict.fromkeys((0, each.seed)):
            simpler = step(each.operator, level, seed=seed)
            if simpler == each:
                return
            yield simpler


def _halved(items: list[int], fails: Callable[[list[int]], bool]) -> list[int]:
    """Zeller and Hildebrandt's ddmin: leave out ever smaller parts as long as the rest still fails."""
    parts = 2
    while len(items) >= 2:
        size = -(-len(items) // parts)
        pieces = [items[at : at + size] for at in range(0, len(items), size)]
        rests = ([n for n in items if n not in piece] for piece in pieces)
        smaller = next((piece for piece in pieces if fails(piece)), None) or next(filter(fails, rests), None)
        if smaller is not None:
            parts = max(parts - 1, 2) if len(smaller) > size else 2
            items = smaller
        elif parts >= len(items):
            break
        else:
            parts = min(len(items), parts * 2)
    return items


def _one_by_one(items: list[T], fails: Callable[[list[T]], bool]) -> list[T]:
    """Make a failing set 1-minimal: no single item of it can be left out."""
    for place in range(len(items)):
        rest = [*items[:place], *items[place + 1 :]]
        if fails(rest):
            return _one_by_one(rest, fails)
    return items
