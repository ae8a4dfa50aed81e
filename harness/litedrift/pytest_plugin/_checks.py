"""What an item checks: one field, one page, or one operator, against gold and the baseline."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import FIELDS
from litedrift.drift import Mutator, default_plan
from litedrift.events import failures, judged_event
from litedrift.judge import Run
from litedrift.pytest_plugin._explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from litedrift.baseline import Comparison
    from litedrift.corpus import Case, Corpus
    from litedrift.drift import Step
    from litedrift.events import Failure
    from litedrift.subjects import Subject

#: The item of a page as a whole: was there a record where one is due, a refusal where that is right.
PAGE: Final = "page"
_SHOWN: Final = 5


class Finding(AssertionError):
    """A failure that the baseline does not excuse, told in full; `properties` go to JUnit files."""

    properties: list[tuple[str, object]]

    def __init__(self, text: str, found: list[Failure] | None = None) -> None:
        super().__init__(text)
        self.properties = []
        for each in (found or [])[:_SHOWN]:
            if each.field is not None:
                self.properties += [("expected", json.dumps(each.expected)), ("actual", json.dumps(each.actual))]


class Known(Exception):
    """A failure that the baseline excuses."""


class Skipped(Exception):
    """Nothing was judged, and why."""


class Checks:
    """The checks of one subject by item name; each page is judged once, however many items ask about it."""

    def __init__(self, corpus: Corpus, subject: Subject, known: Comparison | None, *, replay: str) -> None:
        self._corpus = corpus
        self._subject = subject
        self._known = known
        self._replay = replay
        self._run = Run(Mutator(corpus), subject)
        self._events: dict[str, dict[str, Any]] = {}

    def groups(self, items: str) -> Iterator[tuple[str, dict[str, Callable[[], None]]]]:
        """Yield (group, item name → check) for one kind of items."""
        match items:
            case "fields":
                for case in self._corpus:
                    names = (PAGE, *(name for name in FIELDS[case.kind] if name in case.gold.fields))
                    yield f"{case.kind}/{case.id}", {name: partial(self.field, case, name) for name in names}
            case "cases":
                for kind in ("article", "index", "refusal"):
                    yield kind, {case.id: partial(self.page, case) for case in self._corpus if case.kind == kind}
            case _:
                yield "operators", {name: partial(self.pages, plan) for name, plan in self._plans().items()}

    def field(self, case: Case, name: str) -> None:
        """Check one field of a clean page; `PAGE` is the page as a whole."""
        event = self._event(case)
        unclaimed = name != PAGE and self._subject.fields is not None and name not in self._subject.fields
        found = [] if unclaimed else [each for each in failures(event) if each.field in (None, name)]
        stale = [each for each in event.get("stale", ()) if each.get("field", PAGE) == name]
        verdicts = {each["field"]: each["verdict"] for each in event["fields"]}
        if not found and not stale and (unclaimed or verdicts.get(name) == "unsupported"):
            raise Skipped(f"unsupported: {name} is not claimed")
        self._settle([(event, found, stale)])

    def page(self, case: Case) -> None:
        """Check a clean page with all its fields."""
        event = self._event(case)
        self._settle([(event, failures(event), event.get("stale", []))])

    def pages(self, plan: list[tuple[str, tuple[Step, ...]]]) -> None:
        """Check many pages: those of one operator, or all chains."""
        events = [self._made(self._corpus.case(case_id), steps) for case_id, steps in plan]
        judged = [event for event in events if event["status"] == "ran"]
        if not judged:
            raise Skipped(f"applies to none of {len(events)} pages")
        self._settle([(event, failures(event), event.get("stale", [])) for event in judged])

    def close(self) -> None:
        """Let go of the subject."""
        self._subject.close()

    def _settle(self, results: list[tuple[dict[str, Any], list[Failure], list[dict[str, str]]]]) -> None:
        """Raise what the results come to: a finding, a known failure, or nothing."""
        bad = [
            (event, [each for each in found if not each.excused], stale)
            for event, found, stale in results
            if stale or any(not each.excused for each in found)
        ]
        if bad:
            text = [explain(event, found, stale, self._known, self._replay) for event, found, stale in bad[:_SHOWN]]
            more = f"\n\n… and {len(bad) - _SHOWN} more of {len(results)} pages" if len(bad) > _SHOWN else ""
            raise Finding("\n\n".join(text) + more, [each for _, found, _ in bad for each in found])
        excused = [each for _, found, _ in results for each in found]
        if excused:
            entry = self._known.entry(excused[0]) if self._known else None
            raise Known(entry.reason or "known" if entry else "known")
        if all(event["page"] == "unsupported" for event, _, _ in results):
            raise Skipped(f"unsupported: {results[0][0]['kind']} pages are not claimed")

    def _event(self, case: Case) -> dict[str, Any]:
        if case.id not in self._events:
            self._events[case.id] = self._made(case, ())
        return self._events[case.id]

    def _made(self, case: Case, steps: tuple[Step, ...]) -> dict[str, Any]:
        event = judged_event(self._run.judge_one(case, steps))
        return event if self._known is None else self._known.mark(event)

    def _plans(self) -> dict[str, list[tuple[str, tuple[Step, ...]]]]:
        """Return the default plan cut by what was done to the page."""
        plans: dict[str, list[tuple[str, tuple[Step, ...]]]] = {}
        for case_id, steps in default_plan(self._corpus).items:
            name = "clean" if not steps else "chains" if len(steps) > 1 else steps[0].operator
            plans.setdefault(name, []).append((case_id, steps))
        return plans
