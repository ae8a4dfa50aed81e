"""How long a subject takes, as a ratio to parsing the same bytes alone: absolute times say little."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.statistics import bootstrap_band

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from litedrift.corpus import Case
    from litedrift.subjects import Subject

#: Each page is timed so often, and the fastest counts.
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds by page, as (subject, parse alone); the subject's include its door."""

    seconds: dict[str, tuple[float, float]]

    @property
    def ratio(self) -> float:
        """How many times as long as parsing alone, over all pages."""
        return _ratio(list(self.seconds.values()))

    @property
    def milliseconds(self) -> float:
        """The mean of a page on this machine."""
        return 1e3 * sum(spent for spent, _ in self.seconds.values()) / len(self.seconds)

    def to_dict(self) -> dict[str, Any]:
        """Return the ratio with its 95% band over pages."""
        band = bootstrap_band({name: [each] for name, each in self.seconds.items()}, _ratio)
        return {
            "times_parse": self.ratio,
            "band": list(band),
            "milliseconds": self.milliseconds,
            "pages": len(self.seconds),
        }


def relative_speed(subject: Subject, pages: Iterable[Case]) -> Speed | None:
    """Time a subject on the ordinary clean articles; None where it claims none."""
    cases = [case for case in pages if case.kind == "article" and case.mutable]
    if not cases or (subject.kinds is not None and "article" not in subject.kinds):
        return None

    def ask(case: Case) -> None:
        subject.extract(case.html, url=case.url, content_type=case.content_type)

    return Speed({case.id: (_fastest(ask, case), _fastest(_parse, case)) for case in cases})


def _parse(case: Case) -> None:
    etree.fromstring(case.html, etree.HTMLParser(encoding="utf-8"))


def _fastest(function: Callable[[Case], None], case: Case) -> float:
    spent = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        function(case)
        spent.append(time.perf_counter() - start)
    return min(spent)


def _ratio(pairs: Iterable[tuple[float, float]]) -> float:
    both = list(pairs)
    return sum(spent for spent, _ in both) / sum(parsing for _, parsing in both)
