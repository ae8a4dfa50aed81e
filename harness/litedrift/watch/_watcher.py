"""Look at one page after the other: fingerprint, verdict, history, alarm."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from litedrift.watch._alarm import NO_PAGE
from litedrift.watch._bell import Alarm, ring
from litedrift.watch._fingerprint import Fingerprint, fingerprint
from litedrift.watch._marks import Marks
from litedrift.watch._output import Output, check_output
from litedrift.watch._page import UNREADABLE, State, Verdict, judge_page
from litedrift.watch._thresholds import Thresholds, thresholds
from litedrift.watch._verdict import Change, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litedrift.corpus import Site
    from litedrift.subjects import Subject
    from litedrift.watch._fetch import Page
    from litedrift.watch._history import History
    from litedrift.watch._profile import Profile


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking at one page.

    `words` is the verdict in one sentence, `learning` the baseline's size as ``n/20`` while it is too small, `looks`
    the shipped profile that comes nearest. `repeated`: these very bytes were seen before, nothing was added. `alarms`
    are those that this page raised or cleared, `landmarks` the names of what it has. `error`: the page could not be
    had.
    """

    url: str
    kind: str = ""
    state: State | None = None
    words: str = ""
    changes: tuple[Change, ...] = ()
    faults: tuple[str, ...] = ()
    learning: str = ""
    looks: str = ""
    repeated: bool = False
    alarms: tuple[Alarm, ...] = ()
    landmarks: frozenset[str] = frozenset()
    error: str = ""

    @property
    def unjudged(self) -> bool:
        """Whether the page could not be fetched or judged."""
        return self.state is None or self.state in UNREADABLE


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Watcher:
    """Looks at pages of one site and remembers what it saw.

    `subject` is the extractor to run on each page, or None; `shipped` are profiles that name templates; `now` gives
    the time as ISO 8601.
    """

    def __init__(
        self,
        history: History,
        site: Site,
        *,
        subject: Subject | None = None,
        shipped: Sequence[Profile] = (),
        limits: Thresholds | None = None,
        now: Callable[[], str] = _now,
    ) -> None:
        self.history = history
        self.limits = limits or thresholds()
        self._site = site
        self._marks = Marks(site)
        self._subject = subject
        self._shipped = shipped
        self._now = now
        self._profiles: dict[tuple[str, int], Profile] = {}

    def look(self, page: Page) -> Look:
        """Judge one page, and write it down before anything is said of it."""
        seen = self._now()
        if page.error:
            self.history.failed(page.url, seen, page.error)
            return Look(page.url, error=page.error)
        digest = hashlib.sha256(page.html).hexdigest()
        before = self.history.known(page.url, digest)
        if before is not None:
            return Look(
                page.url,
                before.kind,
                before.state,
                before.words,
                before.changes,
                repeated=True,
                learning=self._learning(before.kind),
            )
        print_ = fingerprint(page.html, content_type=page.content_type, marks=self._marks)
        kind = print_.kind or self.history.kind_of(page.url) or _likely(page.url)
        generation = self.history.generation(kind)
        profile = self._profile(kind, generation)
        output = self._output(page, print_, profile, seen)
        ready = profile.pages >= self.limits.accepted
        older = [self._profile(kind, n) for n in range(generation - 1, -1, -1)]
        older = [each for each in older if each.pages >= self.limits.accepted]
        verdict = judge_page(print_, profile if ready else None, self.limits, output=output, older=older)
        accepted = not ready and verdict.state is State.SAME
        changes = verdict.changes if verdict.state is not State.NOT_ARTICLE else (NO_PAGE,)
        with self.history.transaction():
            number = self.history.add(
                url=page.url,
                digest=digest,
                seen=seen,
                kind=kind,
                generation=generation,
                accepted=accepted,
                verdict=verdict,
                page=print_,
                changes=changes,
            )
            alarms: list[Alarm] = []
            if ready and verdict.state is not State.TRUNCATED:
                alarms = ring(self.history, kind, generation, number, seen, profile, self.limits)
        if accepted:
            profile.add(print_, output.given if output else None)
        return self._said(page.url, kind, verdict, print_, alarms)

    def forget_profiles(self) -> None:
        """Read the baselines anew: what is accepted was changed by another hand."""
        self._profiles.clear()

    def _said(self, url: str, kind: str, verdict: Verdict, page: Fingerprint, alarms: list[Alarm]) -> Look:
        learning = self._learning(kind)
        return Look(
            url,
            kind,
            verdict.state,
            verdict.words,
            verdict.changes,
            verdict.output.faults if verdict.output else (),
            learning,
            nearest(self._shipped, page, self.limits) if learning or verdict.changes else "",
            alarms=tuple(alarms),
            landmarks=frozenset(page.landmarks),
        )

    def _learning(self, kind: str) -> str:
        count = self._profile(kind, self.history.generation(kind)).pages
        return f"{count}/{self.limits.accepted}" if count < self.limits.accepted else ""

    def _profile(self, kind: str, generation: int) -> Profile:
        key = (kind, generation)
        if key not in self._profiles:
            self._profiles[key] = self.history.profile(kind, generation)
        return self._profiles[key]

    def _output(self, page: Page, print_: Fingerprint, profile: Profile, seen: str) -> Output | None:
        if self._subject is None:
            return None
        return check_output(
            self._subject.extract(page.html, url=page.url, content_type=page.content_type),
            print_,
            page.html,
            url=page.url,
            content_type=page.content_type,
            profile=profile if profile.pages >= self.limits.accepted else None,
            site=self._site,
            saved=seen,
        )


def nearest(shipped: Sequence[Profile], page: Fingerprint, limits: Thresholds) -> str:
    """Return the name of the shipped profile from which a page differs least; empty where none is of its kind."""
    of_kind = [each for each in shipped if each.kind == page.kind]
    # Of templates that differ equally the newest, which stands last, is named.
    return min(reversed(of_kind), key=lambda each: len(compare(each, page, limits))).name if of_kind else ""


def _likely(url: str) -> str:
    """Return the kind that a page at this address should be, when the page itself does not say."""
    return "article" if urlsplit(url).path.strip("/") else "index"
