"""The site's real history as a test: when would a subject have broken, in which fields, loudly or silently."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import LIST_FIELDS, Maybe, fold, gold_texts
from litedrift.judge._verdicts import PageVerdict, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from litedrift.corpus import Change, Epoch
    from litedrift.judge._run import Run
    from litedrift.judge._verdicts import FieldVerdict, Judgement

KINDS: Final = ("article", "index")
#: The weight of a failing that more than half of an epoch's pages show.
BREAKING: Final = 2
#: Page verdicts that a pipeline notices: there is no record to store.
_LOUD_PAGES: Final = frozenset({PageVerdict.REFUSED_WRONGLY, PageVerdict.FAILED})


@dataclass(frozen=True, slots=True, order=True)
class Failing:
    """One way in which a page fails: which field (``page`` for the whole), how, and whether it is loud.

    `how` is a verdict; for lists it is ``repeated``, ``too-much``, ``lost`` or ``out-of-order`` where items came out.
    """

    kind: str
    field: str
    how: str
    loud: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one clean page of an epoch: whether the subject claims to read it, and how it failed."""

    epoch: str
    kind: str
    claimed: bool = False
    failed: bool = False
    failings: frozenset[Failing] = frozenset()


@dataclass(frozen=True, slots=True)
class Stretch:
    """The clean pages of one kind in one epoch: how many, how many of them right, and what failed on how many."""

    epoch: Epoch
    begins: Change
    pages: int
    right: int
    failings: Counter[Failing] = field(default_factory=Counter)

    @property
    def status(self) -> str:
        """``reads`` every page; ``broken`` when one failing is on more than half of them; else ``hurt``."""
        if self.right == self.pages:
            return "reads"
        return "broken" if any(self.weight(each) == BREAKING for each in self.failings) else "hurt"

    def weight(self, failing: Failing) -> int:
        """Return how heavily a failing weighs: 0 nowhere, 1 on some pages, `BREAKING` on more than half."""
        hit = self.failings[failing]
        return BREAKING if hit * 2 > self.pages else min(hit, 1)


@dataclass(frozen=True, slots=True)
class Break:
    """One failing, as heavily, over neighbouring epochs: `since` and `until` are the changes between which it holds.

    None for `since`: it holds from the first epoch on; None for `until`: it still holds.
    """

    failing: Failing
    stretches: tuple[Stretch, ...]
    since: Change | None
    until: Change | None

    @property
    def hit(self) -> int:
        """On how many pages it fails."""
        return sum(each.failings[self.failing] for each in self.stretches)

    @property
    def pages(self) -> int:
        """Of how many."""
        return sum(each.pages for each in self.stretches)

    @property
    def breaking(self) -> bool:
        """Whether these epochs fail so on more than half of their pages each."""
        return self.stretches[0].weight(self.failing) == BREAKING

    @property
    def when(self) -> str:
        """The span in words."""
        since = f"since the change {self.since.interval}" if self.since else ""
        until = f"until the change {self.until.interval}" if self.until else ""
        return ", ".join(filter(None, (since, until))) or "in every epoch"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What became of one subject over the epochs, oldest first."""

    stretches: tuple[Stretch, ...]
    breaks: tuple[Break, ...]

    @classmethod
    def of(cls, epochs: Sequence[Epoch], looks: Iterable[Look]) -> Timeline:
        """Return what the pages come to that were looked at; an epoch without a page that is claimed has no stretch."""
        pages: dict[tuple[str, str], list[Look]] = {}
        for look in looks:
            if look.claimed:
                pages.setdefault((look.epoch, look.kind), []).append(look)
        stretches: list[Stretch] = []
        breaks: list[Break] = []
        for kind in KINDS:
            of_kind = [_stretch(epoch, kind, pages[epoch.id, kind]) for epoch in epochs if (epoch.id, kind) in pages]
            stretches += of_kind
            breaks += _breaks(of_kind)
        order = sorted(breaks, key=lambda each: (not each.breaking, each.failing.kind, -each.hit, each.failing))
        return cls(tuple(stretches), tuple(order))

    @property
    def breaks_today(self) -> bool:
        """Whether the newest epoch of a kind is broken."""
        newest = {each.begins.kind: each for each in self.stretches}
        return any(each.status == "broken" for each in newest.values())

    def to_dict(self) -> dict[str, Any]:
        """Return the timeline as JSON-ready data."""
        return {
            "epochs": [
                {
                    "epoch": each.epoch.id,
                    **_dates(each.begins),
                    "changes": [_dates(more) for more in each.epoch.changes if more.kind == each.begins.kind],
                    "pages": each.pages,
                    "right": each.right,
                    "status": each.status,
                }
                for each in self.stretches
            ],
            "breaks": [
                {
                    "kind": each.failing.kind,
                    "field": each.failing.field,
                    "how": each.failing.how,
                    "loud": each.failing.loud,
                    "breaking": each.breaking,
                    "hit": each.hit,
                    "pages": each.pages,
                    "epochs": [stretch.epoch.id for stretch in each.stretches],
                    "since": _dates(each.since) if each.since else None,
                    "until": _dates(each.until) if each.until else None,
                }
                for each in self.breaks
            ],
        }


def look_back(run: Run, epochs: Iterable[Epoch]) -> Iterator[Look]:
    """Run a subject over the clean pages of every epoch, and say of each what became of it."""
    for epoch in epochs:
        for case in run.mutator.corpus:
            if case.epoch != epoch.id or case.kind not in epoch.begins:
                continue
            judgement = run.judge_one(case, ()).judgement
            if judgement is None or judgement.page is PageVerdict.UNSUPPORTED:
                yield Look(epoch.id, case.kind)
            else:
                failings = frozenset(_failings(case.kind, judgement))
                yield Look(epoch.id, case.kind, claimed=True, failed=judgement.failed, failings=failings)


def _stretch(epoch: Epoch, kind: str, looks: Sequence[Look]) -> Stretch:
    failings = Counter(failing for look in looks for failing in look.failings)
    return Stretch(epoch, epoch.begins[kind], len(looks), sum(not look.failed for look in looks), failings)


def _failings(kind: str, judgement: Judgement) -> Iterator[Failing]:
    if judgement.page is not PageVerdict.JUDGED:
        yield Failing(kind, "page", judgement.page, judgement.page in _LOUD_PAGES)
    for verdict in judgement.fields:
        if verdict.bad:
            for how in _how(verdict):
                yield Failing(kind, verdict.field, how, verdict.loud)


def _how(verdict: FieldVerdict) -> Iterator[str]:
    """Say what is wrong with a list whose items came out; for everything else the verdict says it."""
    if verdict.field not in LIST_FIELDS or verdict.verdict is Verdict.MISSING or not isinstance(verdict.expected, list):
        yield verdict.verdict
        return
    wanted = Counter(_items([each for each in verdict.expected if not isinstance(each, Maybe)]))
    came = Counter(_items(verdict.actual if isinstance(verdict.actual, list) else [verdict.actual]))
    surplus = came - wanted
    if any(item in wanted for item in surplus):
        yield "repeated"
    if any(item not in wanted for item in surplus):
        yield "too-much"
    if wanted - came:
        yield "lost"
    if came == wanted:
        yield "out-of-order"


def _items(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, dict):
            yield f"{value.get('url')} {fold(str(value.get('title')))}"
        else:
            yield from map(fold, gold_texts(value, "title"))


def _breaks(stretches: list[Stretch]) -> Iterator[Break]:
    """Yield every run of neighbouring epochs with the same failing as heavily, and the changes at its ends."""
    for failing in sorted({failing for each in stretches for failing in each.failings}):
        place = 0
        for weight, group in groupby(stretches, key=lambda each: each.weight(failing)):
            run = tuple(group)
            end = place + len(run)
            if weight:
                yield Break(
                    failing,
                    run,
                    since=run[0].begins if place else None,
                    until=stretches[end].begins if end < len(stretches) else None,
                )
            place = end


def _dates(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "part": change.part or None,
        "not_before": str(change.not_before) if change.not_before else None,
        "not_after": str(change.not_after) if change.not_after else None,
        "evidence": change.evidence,
        "changed": change.changed,
    }
