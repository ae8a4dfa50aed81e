"""How well the watcher tells a moved template from a page like any other: pages held out, operators as drifts.

Profiles are made of one half of the cases, pages are judged from the other half, in several divisions. The pages of one
case are not independent: the report says from how many cases they come.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.cssselect import CSSSelector

from litedrift.drift import Status, find_operator, step
from litedrift.watch._alarm import NO_PAGE, Key, Sighting, companions, due
from litedrift.watch._figures import (
    KINDS,
    NAMED,
    ROTATION,
    SPLITS,
    Count,
    Evaluation,
    Expected,
    Row,
    operators_expected,
)
from litedrift.watch._fingerprint import Fingerprint, fingerprint, parse
from litedrift.watch._likeness import MEASURES, Likeness, Outline, outline
from litedrift.watch._marks import Marks
from litedrift.watch._page import State, judge_page
from litedrift.watch._profile import Profile, profile_of
from litedrift.watch._stage import Staged, halves, rotated, staged
from litedrift.watch._thresholds import thresholds

#: A drift on fewer held-out pages is not counted: the window has no room for it.
_STREAM = 10

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from litedrift.drift import Mutator
    from litedrift.watch._page import Verdict


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as the evaluation needs it."""

    case: str
    print: Fingerprint
    outline: Outline | None


@dataclass(frozen=True, slots=True)
class _Division:
    """One half as a profile and for the baselines, the other half as places of pages."""

    profile: Profile
    held: tuple[int, ...]
    measures: dict[str, Likeness]


@dataclass(frozen=True, slots=True)
class _Bench:
    """Pages of one kind on which operators are tried, in several divisions."""

    kind: str
    pages: Sequence[Staged]
    divisions: dict[int, _Division]


def _bench(kind: str, pages: Sequence[Staged], marks: Marks) -> _Bench:
    divisions = {}
    places = {id(each): place for place, each in enumerate(pages)}
    for split in range(SPLITS):
        known, held = halves(pages, split)
        profile = _profile(kind, known, marks)
        if profile is not None and held:
            outlines = [outline(each.html, each.content_type) for each in known]
            measures = {name: Likeness(name, outlines) for name in MEASURES} if _compared(kind, split) else {}
            divisions[split] = _Division(profile, tuple(places[id(each)] for each in held), measures)
    return _Bench(kind, pages, divisions)


def _compared(kind: str, split: int) -> bool:
    """Whether the baselines are measured here: on articles, in one division, for they take their time."""
    return kind == "article" and split == 0


def evaluate(mutator: Mutator, *, advance: Callable[[str], None] = lambda _: None) -> Evaluation:
    """Evaluate the watcher on the corpus; `advance` is told what was done."""
    marks = Marks(mutator.corpus.site)
    result = Evaluation({"page": Count(), "drift": Count()}, [], {name: defaultdict(Count) for name in MEASURES})
    tables = mutator.corpus.site.landmarks_of
    newest = list(mutator.corpus.site.landmarks)[-1]
    for kind in KINDS:
        for epoch in mutator.corpus.site.landmarks:
            _clean(result, _whole(staged(mutator, kind, epoch), tables(epoch, kind)), marks, kind)
            advance(f"{kind} {epoch}")
    bases = {
        kind: _bench(kind, _whole(staged(mutator, kind, newest, readdress=False), tables(newest, kind)), marks)
        for kind in KINDS
    }
    hashed = {kind: _bench(kind, _hashed(mutator, kind), marks) for kind in KINDS}
    for name, expected in operators_expected().items():
        row = _row(name, expected)
        for kind in expected.kinds:
            _judge(result, row, expected, mutator, hashed[kind] if name == ROTATION else bases[kind], marks)
        if row.pages.trials:
            result.rows.append(row)
        advance(name)
    return result


def _whole(pages: Sequence[Staged], table: Mapping[str, str]) -> list[Staged]:
    """Leave out pages without a headline or a body: they are to be reported, whatever their template."""
    found = []
    for each in pages:
        if each.case.kind == "article":
            root = parse(each.html, each.content_type)
            told = [CSSSelector(selector)(root) for name, selector in table.items() if name in ("headline", "body")]
            if not all(told) or not all(each.case.gold.fields.get(name) for name in ("headline", "body")):
                continue
        found.append(each)
    return found


def _hashed(mutator: Mutator, kind: str) -> list[Staged]:
    """Return the pages of the newest template that has hashes in its class names."""
    for epoch in reversed(list(mutator.corpus.site.landmarks)):
        pages = _whole(staged(mutator, kind, epoch), mutator.corpus.site.landmarks_of(epoch, kind))
        if pages and rotated(pages[0].html) != pages[0].html:
            return pages
    return []


def _row(name: str, expected: Expected) -> Row:
    if name == ROTATION:
        return Row(name, "", expected.group)
    levels = find_operator(name).levels
    return Row(name, str(step(name, levels[len(levels) // 2])), expected.group)


def _mutants(
    row: Row, expected: Expected, mutator: Mutator, base: Sequence[Staged], marks: Marks, *, outlined: bool
) -> dict[int, _Seen]:
    """Return each base page under the operator, by its place; those on which it does not apply are left out."""
    made = {}
    for place, page in enumerate(base):
        html, content_type = rotated(page.html), page.content_type
        if row.operator != ROTATION:
            levels = find_operator(row.operator).levels
            chosen = step(row.operator, levels[len(levels) // 2], seed=1)
            mutant = mutator.apply(page.case, [*(page.steps if expected.group != "replaced" else ()), chosen])
            # The chain may have printed the page anew and the operator not have touched it.
            if mutant.status is not Status.RAN or row.operator not in mutant.applied:
                continue
            html, content_type = mutant.html, mutant.content_type
        elif html == page.html:
            continue
        made[place] = _seen(page.cluster, html, content_type, marks, outlined=outlined)
    return made


def _seen(case: str, html: bytes, content_type: str | None, marks: Marks, *, outlined: bool) -> _Seen:
    mark = fingerprint(html, content_type=content_type, marks=marks)
    return _Seen(case, mark, outline(html, content_type) if outlined else None)


def _clean(result: Evaluation, pages: Sequence[Staged], marks: Marks, kind: str) -> None:
    """Judge the held-out half of one template's pages as they are."""
    for split in range(SPLITS):
        known, held = halves(pages, split)
        profile = _profile(kind, known, marks)
        if profile is None or not held:
            continue
        seen = [_seen(each.cluster, each.html, each.content_type, marks, outlined=False) for each in held]
        for each in seen:
            verdict = judge_page(each.print, profile, thresholds())
            result.clean["page"].add(each.case, hit=verdict.state is not State.SAME)
        alarm = _alarm(seen, profile, split)
        result.clean["drift"].add(seen[0].case, hit=alarm is not None)


def _judge(result: Evaluation, row: Row, expected: Expected, mutator: Mutator, bench: _Bench, marks: Marks) -> None:
    """Judge one operator on one kind of page, in each division."""
    mutants = _mutants(row, expected, mutator, bench.pages, marks, outlined=_compared(bench.kind, 0))
    for split, division in bench.divisions.items():
        pages = [mutants[place] for place in division.held if place in mutants]
        for each in pages:
            _count(row, expected, each, judge_page(each.print, division.profile, thresholds()))
            for name, measure in division.measures.items():
                if each.outline is not None:
                    result.baselines[name][row.group].add(each.case, hit=measure.alarms(each.outline))
        if len(pages) >= _STREAM:
            alarm = _alarm(pages, division.profile, split)
            row.drifts.add(f"{bench.kind}/{split}", hit=alarm is not None)
            if alarm is not None:
                row.delays.append(alarm[0])
            if alarm is not None and expected.group in NAMED:
                place = f"{bench.kind}/{split}"
                row.alarm_named.add(place, hit=any(expected.names(key.landmark) for key in alarm[1]))
                row.alarm_verdict.add(place, hit=any(expected.tells(key.landmark, key.moved) for key in alarm[1]))


def _profile(kind: str, pages: Sequence[Staged], marks: Marks) -> Profile | None:
    """Return the profile of these pages; None when they are fewer than a baseline needs."""
    prints = [fingerprint(each.html, content_type=each.content_type, marks=marks) for each in pages]
    profile = profile_of(kind, prints)
    return profile if profile.pages >= thresholds().accepted else None


def _count(row: Row, expected: Expected, page: _Seen, verdict: Verdict) -> None:
    hit = verdict.state is not State.SAME
    row.pages.add(page.case, hit=hit)
    if hit and expected.group in NAMED and verdict.changes:
        row.named.add(page.case, hit=any(expected.names(each.landmark) for each in verdict.changes))
        row.verdict.add(page.case, hit=any(expected.tells(each.landmark, each.moved) for each in verdict.changes))


def _alarm(pages: Sequence[_Seen], profile: Profile, split: int) -> tuple[int, set[Key]] | None:
    """Return after how many pages of a drift the alarm is raised and its causes; None without one."""
    order = list(pages)
    random.Random(split).shuffle(order)
    limits = thresholds()
    window: list[Sighting] = []
    for number, each in enumerate(order[: limits.window], start=1):
        verdict = judge_page(each.print, profile, limits)
        if verdict.state is State.TRUNCATED:
            # A page that is cut says so itself; so many of them are news of their own.
            if number >= limits.affected:
                return number, {Key("page", State.TRUNCATED, "")}
            continue
        changes = verdict.changes if verdict.state is not State.NOT_ARTICLE else (NO_PAGE,)
        window.append(Sighting(number, changes, verdict.lacks, frozenset(each.print.landmarks)))
        causes = due(window, profile, limits)
        if causes:
            return number, {each.key for each in [*causes, *companions(window, causes)]}
    return None
