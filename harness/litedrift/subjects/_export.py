"""The other half of the results-file door: the pages of a plan, for an extractor that runs elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from litedrift.drift import Status
from litedrift.subjects._protocol import Extract
from litedrift.subjects._results import page_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.corpus import Gold
    from litedrift.drift import Mutant, Mutator, Plan


@dataclass(frozen=True, slots=True)
class Exported:
    """One page of an export: what the extractor is shown, and which mutant that is."""

    request: Extract
    mutant: Mutant

    @classmethod
    def of(cls, mutant: Mutant) -> Self:
        """Return the page that a mutant is."""
        page = (mutant.html, mutant.url, mutant.content_type)
        return cls(Extract(page_id(*page), *page), mutant)

    def to_dict(self) -> dict[str, Any]:
        """Return the page's line in the manifest."""
        return {
            "id": self.request.id,
            "url": self.request.url,
            "content_type": self.request.content_type,
            "sha256": self.mutant.sha256,
            "case": self.mutant.case.id,
            "mutant": self.mutant.id,
        }

    @property
    def gold(self) -> Gold:
        """What is expected of the page."""
        return self.mutant.gold


def exported(mutator: Mutator, plan: Plan) -> Iterator[Exported]:
    """Yield the pages of a plan, each once: two chains that make the same page make one line."""
    seen = set()
    for case_id, steps in plan.items:
        mutant = mutator.apply(mutator.corpus.case(case_id), steps)
        if mutant.status is not Status.RAN:
            continue
        page = Exported.of(mutant)
        if page.request.id not in seen:
            seen.add(page.request.id)
            yield page
