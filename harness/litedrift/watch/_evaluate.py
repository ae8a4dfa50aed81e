"""How well the watcher tells a moved template from a page like any other: pages held out, operators as drifts.

Profiles are made of one half of the cases, pages are judged from the other half, in several divisions. The pages of one
case are not independent: the report says from how many cases they come.
"""

from __future__ import annotations

import functools
import math
import random
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.drift import Status, find_operator, step
from litedrift.statistics import wilson
from litedrift.watch._alarm import NO_PAGE, Sighting, companions, due
from litedrift.watch._fingerprint import Fingerprint, fingerprint
from litedrift.watch._likeness import MEASURES, Likeness, Outline, outline
from litedrift.watch._marks import Marks
from litedrift.watch._page import State, judge_page
from litedrift.watch._profile import Profile, profile_of
from litedrift.watch._stage import Staged, halves, rotated, staged
from litedrift.watch._thresholds import thresholds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litedrift.drift import Mutator
    from litedrift.watch._page import Verdict

KINDS: Final = ("article", "index")
SPLITS: Final = 4
_GROUPS: Final = ("moved", "lost", "replaced", "refused")
#: Groups in which one landmark is known to be the right one.
_NAMED: Final = ("moved", "lost")


@dataclass(frozen=True, slots=True)
class Expected:
    """What the watcher should say of one operator; a star is any."""

    group: str
    landmarks: frozenset[str] = frozenset()
    verdicts: frozenset[str] = frozenset()

    def names(self, landmark: str) -> bool:
        """Whether this landmark is a right one."""
        return "*" in self.landmarks or landmark in self.landmarks

    def tells(self, landmark: str, moved: str) -> bool:
        """Whether this landmark is a right one and the verdict a right one for it."""
        return self.names(landmark) and ("*" in self.verdicts or moved in self.verdicts)


@dataclass
class Count:
    """Hits among trials, and the cases from which the trials come."""

    hits: int = 0
    trials: int = 0
    cases: set[str] = field(default_factory=set)

    def add(self, case: str, *, hit: bool) -> None:
        """Count one trial."""
        self.trials += 1
        self.hits += hit
        self.cases.add(case)

    def to_dict(self) -> dict[str, Any]:
        """Return the share with its intervals: Wilson's, and the exact one (Clopper and Pearson 1934)."""
        share = self.hits / self.trials if self.trials else None
        return {
            "hits": self.hits,
            "trials": self.trials,
            "cases": len(self.cases),
            "share": share,
            "wilson": list(wilson(self.hits, self.trials)),
            "exact": list(exact(self.hits, self.trials)),
        }


@dataclass
class Row:
    """One operator: pages that are not the same, drifts that raised an alarm, landmarks and verdicts named right."""

    operator: str
    level: str
    group: str
    pages: Count = field(default_factory=Count)
    drifts: Count = field(default_factory=Count)
    named: Count = field(default_factory=Count)
    verdict: Count = field(default_factory=Count)
    delays: list[int] = field(default_factory=list)


@dataclass
class Evaluation:
    """All figures: clean pages that are held out, a row an operator, and the baselines at a threshold of their own."""

    clean: dict[str, Count]
    rows: list[Row]
    baselines: dict[str, dict[str, Count]]

    def group(self, name: str, what: str) -> Count:
        """Return one figure over a group of operators."""
        total = Count()
        for row in self.rows:
            if row.group == name:
                count: Count = getattr(row, what)
                total.hits, total.trials = total.hits + count.hits, total.trials + count.trials
                total.cases |= count.cases
        return total

    def to_dict(self) -> dict[str, Any]:
        """Return the evaluation as JSON can carry it."""
        figures = ("pages", "drifts", "named", "verdict")
        return {
            "thresholds": thresholds().to_dict(),
            "splits": SPLITS,
            "clean": {name: count.to_dict() for name, count in self.clean.items()},
            "groups": {
                name: {what: self.group(name, what).to_dict() for what in figures} for name in ("benign", *_GROUPS)
            },
            "operators": [
                {
                    "operator": row.operator,
                    "level": row.level,
                    "group": row.group,
                    **{what: getattr(row, what).to_dict() for what in figures},
                    "delays": row.delays,
                }
                for row in self.rows
            ],
            "baselines": {
                name: {group: count.to_dict() for group, count in counts.items()}
                for name, counts in self.baselines.items()
            },
        }


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
    newest = list(mutator.corpus.site.landmarks)[-1]
    for kind in KINDS:
        for epoch in mutator.corpus.site.landmarks:
            _clean(result, staged(mutator, kind, epoch), marks, kind)
            advance(f"{kind} {epoch}")
    bases = {kind: _bench(kind, staged(mutator, kind, newest, readdress=False), marks) for kind in KINDS}
    hashed = {kind: _bench(kind, _hashed(mutator, kind), marks) for kind in KINDS}
    for name, expected in operators_expected().items():
        row = _row(name, expected)
        for kind in KINDS:
            _judge(result, row, expected, mutator, hashed[kind] if name == ROTATION else bases[kind], marks)
        if row.pages.trials:
            result.rows.append(row)
        advance(name)
    return result


@functools.cache
def operators_expected() -> dict[str, Expected]:
    """Return what is expected of each operator (``operators.toml``)."""
    data = tomllib.loads(Path(__file__).with_name("operators.toml").read_text("utf-8"))
    found = {name: Expected("benign") for name in [*data["benign"]["operators"], ROTATION]}
    for group in _GROUPS:
        for row in data[group]:
            for name in row["operators"]:
                found[name] = Expected(group, frozenset(row["landmarks"]), frozenset(row["verdicts"]))
    return found


#: No operator of the catalogue: the hashes in class names are others, as with each release of a site that has some.
ROTATION: Final = "(hash rotation)"


def _hashed(mutator: Mutator, kind: str) -> list[Staged]:
    """Return the pages of the newest template that has hashes in its class names."""
    for epoch in reversed(list(mutator.corpus.site.landmarks)):
        pages = staged(mutator, kind, epoch)
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
            if mutant.status is not Status.RAN:
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
        if len(pages) >= thresholds().affected:
            alarm = _alarm(pages, division.profile, split)
            row.drifts.add(f"{bench.kind}/{split}", hit=alarm is not None)
            if alarm is not None:
                row.delays.append(alarm[0])


def _profile(kind: str, pages: Sequence[Staged], marks: Marks) -> Profile | None:
    """Return the profile of these pages; None when they are fewer than a baseline needs."""
    prints = [fingerprint(each.html, content_type=each.content_type, marks=marks) for each in pages]
    profile = profile_of(kind, prints)
    return profile if profile.pages >= thresholds().accepted else None


def _count(row: Row, expected: Expected, page: _Seen, verdict: Verdict) -> None:
    hit = verdict.state is not State.SAME
    row.pages.add(page.case, hit=hit)
    if hit and expected.group in _NAMED and verdict.changes:
        row.named.add(page.case, hit=any(expected.names(each.landmark) for each in verdict.changes))
        row.verdict.add(page.case, hit=any(expected.tells(each.landmark, each.moved) for each in verdict.changes))


def _alarm(pages: Sequence[_Seen], profile: Profile, split: int) -> tuple[int, set[str]] | None:
    """Return after how many pages of a drift the alarm is raised and which landmarks it names; None without one."""
    order = list(pages)
    random.Random(split).shuffle(order)
    limits = thresholds()
    window: list[Sighting] = []
    for number, each in enumerate(order[: limits.window], start=1):
        verdict = judge_page(each.print, profile, limits)
        if verdict.state is State.TRUNCATED:
            # A page that is cut says so itself; so many of them are news of their own.
            if number >= limits.affected:
                return number, {"page"}
            continue
        changes = verdict.changes if verdict.state is not State.NOT_ARTICLE else (NO_PAGE,)
        window.append(Sighting(number, changes, verdict.lacks, frozenset(each.print.landmarks)))
        causes = due(window, profile, limits)
        if causes:
            return number, {each.key.landmark for each in [*causes, *companions(window, causes)]}
    return None


def exact(hits: int, trials: int) -> tuple[float, float]:
    """Return the exact 95% interval of a share (Clopper and Pearson 1934); (0, 1) when nothing was tried."""
    if trials == 0:
        return (0.0, 1.0)
    low = 0.0 if hits == 0 else _root(lambda p: 1 - _at_most(hits - 1, trials, p) - 0.025)
    high = 1.0 if hits == trials else _root(lambda p: 0.025 - _at_most(hits, trials, p))
    return (low, high)


def _root(rising: Callable[[float], float]) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, trials: int, share: float) -> float:
    """Return the chance of so many hits or fewer."""
    if share in (0.0, 1.0):
        return float(share == 0.0 or hits >= trials)
    if hits * 2 > trials:
        return 1 - _at_most(trials - hits - 1, trials, 1 - share) if hits < trials else 1.0
    odds, whole = math.log(share / (1 - share)), math.lgamma(trials + 1)
    none = trials * math.log1p(-share)
    return sum(
        math.exp(whole - math.lgamma(n + 1) - math.lgamma(trials - n + 1) + none + n * odds) for n in range(hits + 1)
    )
