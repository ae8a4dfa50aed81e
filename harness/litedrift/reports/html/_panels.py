"""The failures that a report shows in full: the pages side by side, the markup edit, the words, the line to replay."""

from __future__ import annotations

import shlex
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litedrift.drift import Status
from litedrift.errors import LitedriftError
from litedrift.events import failures
from litedrift.reports._diff import markup_diff
from litedrift.reports.html._facts import PAGE, account, column_of
from litedrift.reports.html._frames import Frame, draw, marks_of, places
from litedrift.reports.html._text import clip
from litedrift.reports.html._words import difference_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from litedrift.drift import Mutant, Mutator
    from litedrift.events import Failure
    from litedrift.reports.html._facts import Facts
    from litedrift.reports.html._words import Line

HIDDEN: Final = "(private text; --include-private shows it)"
_PRIVATE: Final = "private-"
#: Lines of markup and characters of a message, a name and an id that are shown of one failure.
_DIFF: Final = 40
_MESSAGE: Final = 600
_NAME: Final = 200
_ID: Final = 500
#: Fields and lines about touched nodes of one failure.
_FIELDS: Final = 12


@dataclass(frozen=True, slots=True)
class Words:
    """One failed field: its verdict, a note, and where expected and actual differ."""

    field: str
    verdict: str
    note: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One failed page. `note` says why something is not shown; `smallest` is the id of the page after shrinking."""

    subject: str
    id: str
    title: str
    column: str
    summary: str
    standing: str
    message: str
    touched: tuple[str, ...]
    words: tuple[Words, ...]
    frames: tuple[Frame, ...]
    diff: tuple[str, ...]
    more_diff: int
    replay: str
    note: str = ""
    smallest: bool = False


class Panels:
    """Makes panels: pages are made again from the corpus by their ids, and shown only if they are those of the run.

    `minimal` maps the id of a failed page to that of the smallest page that still fails.
    """

    def __init__(
        self,
        mutator: Mutator,
        *,
        include_private: bool,
        minimal: Mapping[str, str],
        reproduce: str,
    ) -> None:
        self._mutator = mutator
        self._include_private = include_private
        self._minimal = minimal
        self._reproduce = reproduce

    def panel(self, facts: Facts, event: dict[str, Any]) -> Panel:
        """Return the panel of one failed page."""
        hide = self._hides(event)
        found = failures(event)
        mutant, note = (None, "The page is private: it is drawn with --include-private.") if hide else self._page(event)
        frames, diff = self._drawn(mutant, found) if mutant is not None else ((), [])
        fields = [each for each in found if each.field is not None]
        smallest = self._minimal.get(event["id"], event["id"])
        touched = event["touched"] if mutant is None else mutant.touched  # of the smallest, where there is one
        operators = ", ".join(map(str, event["operators"])) or "clean page"
        return Panel(
            subject=clip(facts.subject, _NAME),
            id=clip(event["id"], _ID),
            title=clip(f"{event['case']} · {operators}", _NAME),
            column=clip(column_of(event), _NAME),
            summary=clip(", ".join(map(account, found)), _NAME),
            standing=", ".join(sorted({each.standing for each in found} - {"new"})),
            message="" if hide else clip(event["message"], _MESSAGE),
            touched=tuple(clip(line, _MESSAGE) for line in touched[:_FIELDS]),
            words=tuple(self._words(event, each, hide=hide) for each in fields[:_FIELDS]),
            frames=frames,
            diff=tuple(diff[:_DIFF]),
            more_diff=max(0, len(diff) - _DIFF),
            replay=f"{self._reproduce} {shlex.quote(clip(smallest, _ID))}",
            note=note,
            smallest=smallest != event["id"],
        )

    def _hides(self, event: dict[str, Any]) -> bool:
        case = self._mutator.corpus.cases.get(event["case"])
        private = case.private if case is not None else event["case"].startswith(_PRIVATE)
        return private and not self._include_private

    @staticmethod
    def _words(event: dict[str, Any], failure: Failure, *, hide: bool) -> Words:
        field = next(each for each in event["fields"] if each["field"] == failure.field)
        notes = ["loud" if field["loud"] else "silent", *(["from a wrong carrier"] if field["wrong_carrier"] else [])]
        lines = [] if hide else difference_of(failure.expected, failure.actual)
        return Words(clip(failure.field or PAGE, _NAME), failure.outcome, ", ".join(notes), tuple(lines))

    def _page(self, event: dict[str, Any]) -> tuple[Mutant | None, str]:
        """Make the page again; what cannot be made, or is another one, is not shown."""
        smallest = self._minimal.get(event["id"], event["id"])
        try:
            mutant = self._mutator.replay(smallest)
        except LitedriftError as error:
            return None, f"The page cannot be made again: {clip(str(error), _MESSAGE)}"
        if mutant.status is not Status.RAN:
            return None, f"The page cannot be made again: {mutant.status}: {clip(mutant.reason, _MESSAGE)}"
        if smallest == event["id"] and mutant.sha256 != event["sha256"]:
            return None, "The page made again is not that of the run: another version of corpus, operator or libxml2."
        return mutant, ""

    def _drawn(self, mutant: Mutant, found: Sequence[Failure]) -> tuple[tuple[Frame, ...], list[str]]:
        """Return both pages, or the one if nothing was changed, and the markup edit between them."""
        case = mutant.case
        landmarks = self._mutator.corpus.site.landmarks_of(case.epoch, case.kind)
        pairs = [
            marks_of(each.field, each.expected, each.actual, landmarks.get(each.field, ""))
            for each in found[: _FIELDS + 1]
            if each.field is not None
        ]
        expected = [mark for mark, _ in pairs]
        read = [mark for _, mark in pairs if mark.texts]
        if not mutant.steps:
            return (draw("The page as it was saved", case.html, case.content_type, case.url, [*expected, *read]),), []
        clean = draw("The page as it was saved", case.html, case.content_type, case.url, expected)
        moved = [
            type(mark)(
                mark.field,
                mark.role,
                mark.texts + (places(case.html, case.content_type, mark.selector) if mark.selector else ()),
            )
            for mark in expected
        ]
        changed = draw("The page that failed", mutant.html, mutant.content_type, mutant.url, [*moved, *read])
        return (clean, changed), markup_diff(self._mutator.baseline(case), mutant.html, mutant.content_type)


def in_order(events: Iterable[dict[str, Any]], first: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return failed pages so that each kind of failure is seen before any is seen twice; known failures come last.

    `first` are ids that come before the rest.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    keyed = []
    for event in events:
        found = failures(event)
        key = (column_of(event), *sorted({account(each) for each in found}))
        keyed.append(((event["id"] not in first, all(each.excused for each in found), seen[key]), event))
        seen[key] += 1
    return [event for _, event in sorted(keyed, key=lambda pair: pair[0])]


def listed(facts: Facts, events: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Yield subject, id and account of failures that are not shown in full."""
    for event in events:
        yield clip(facts.subject, _NAME), clip(event["id"], _ID), clip(", ".join(map(account, failures(event))), _NAME)
