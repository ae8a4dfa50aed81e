"""When single pages become a site alarm: m of n, once per cause, cleared on recovery. Pure functions over a window."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from litedrift.watch._verdict import Change, Moved, loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from litedrift.watch._profile import Profile
    from litedrift.watch._thresholds import Thresholds

#: The new path of a cause that looks different on each page.
VARIOUS: Final = "various"
#: The change of a page that is none of the site, though the server said that all is well.
NO_PAGE: Final = Change(
    "page", Moved.MISSING, "", "not-article", "page: what is served is no page of the site", risky=True
)


class Key(NamedTuple):
    """What makes two changes one cause: landmark, verdict, new path."""

    landmark: str
    moved: str
    new: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One distinct capture in the window: its number in the history, its changes, what it lacks, what it has."""

    id: int
    changes: tuple[Change, ...] = ()
    lacks: tuple[str, ...] = ()
    landmarks: frozenset[str] = frozenset()

    def shows(self, key: Key) -> bool:
        """Whether this capture is affected by a cause."""
        landmark, moved, new = key
        for each in self.changes:
            if (each.landmark, each.moved) == (landmark, moved) and new in (VARIOUS, each.new):
                return True
        return (moved == Moved.MISSING and landmark in self.lacks) or (
            moved == Moved.RESHAPED and not new and any(each.startswith(f"{landmark}=") for each in self.lacks)
        )


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause with the captures that it affects, the oldest first."""

    key: Key
    change: Change
    affected: tuple[int, ...]


def due(window: Sequence[Sighting], profile: Profile | None, limits: Thresholds) -> list[Cause]:
    """Return the causes that affect enough captures of the window (the newest last) for a site alarm."""
    found = [*_changed(window, limits)]
    if profile is not None and window:
        found += _lost(window, profile, limits, {each.key for each in found})
    return found


def _changed(window: Sequence[Sighting], limits: Thresholds) -> Iterable[Cause]:
    exact: dict[Key, dict[int, Change]] = defaultdict(dict)
    loose: dict[Key, dict[int, Change]] = defaultdict(dict)
    for each in window:
        for change in each.changes:
            exact[Key(change.landmark, change.moved, change.new)].setdefault(each.id, change)
            loose[Key(change.landmark, change.moved, VARIOUS)].setdefault(each.id, change)
    told: set[tuple[str, str]] = set()
    for group in (exact, loose):
        for key, hits in group.items():
            if len(hits) >= limits.affected and (key.new != VARIOUS or key[:2] not in told):
                told.add(key[:2])
                yield Cause(key, next(reversed(hits.values())), tuple(hits))


def _lost(window: Sequence[Sighting], profile: Profile, limits: Thresholds, told: set[Key]) -> Iterable[Cause]:
    for lack in window[-1].lacks:
        if lack.partition("=")[0] not in profile.marks:
            continue
        share, change = loss(profile, lack)
        key, patience = Key(change.landmark, change.moved, change.new), limits.patience(share)
        recent = window[-patience:]
        if (
            key not in told
            and len(recent) == patience
            and all(lack in each.lacks or each.shows(key) for each in recent)
        ):
            yield Cause(key, change, tuple(each.id for each in recent))


def companions(window: Sequence[Sighting], causes: Sequence[Cause]) -> list[Cause]:
    """Return what else changed on the captures that these causes affect: on two of them, or on all that have it."""
    told = {each.key for each in causes}
    hit = {number for each in causes for number in each.affected}
    found: dict[Key, dict[int, Change]] = defaultdict(dict)
    for each in window:
        for change in each.changes if each.id in hit else ():
            found[Key(change.landmark, change.moved, change.new)].setdefault(each.id, change)
    having = Counter(name for each in window if each.id in hit for name in each.landmarks)
    return [
        Cause(key, next(reversed(hits.values())), tuple(hits))
        for key, hits in found.items()
        if (len(hits) > 1 or having[key.landmark] == 1)
        and key not in told
        and (key.landmark, key.moved, VARIOUS) not in told
    ]


def recovered(since: Sequence[bool], limits: Thresholds) -> bool:
    """Whether a cause is over: `since` says for each capture from the first affected one whether it was affected.

    The rarer the affected pages were, the longer the silence must be.
    """
    last = max((n for n, hit in enumerate(since) if hit), default=-1)
    if last < 0:
        return True
    share = sum(since) / (last + 1)
    return len(since) - 1 - last >= min(limits.patience(share), limits.window)
