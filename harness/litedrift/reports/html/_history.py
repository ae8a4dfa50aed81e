"""The clean pages by the site's epochs: green until the interval in which the extractor would have broken."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.corpus import load_epochs
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.corpus import Change, Corpus, Epoch
    from litedrift.reports.html._facts import CleanPage, Facts

KINDS: Final = ("article", "index")
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """One epoch of one kind: ``reads`` every page, ``hurt`` on some, ``broken`` in one way on more than half.

    ``none`` says that no clean page of it was judged. `failings` are what fails most, with on how many pages.
    """

    name: str
    interval: str
    changed: str
    pages: int
    right: int
    status: str
    failings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """One kind of page over time, oldest first, and what is to be said of it in one sentence."""

    kind: str
    spans: tuple[Span, ...]
    sentence: str


def histories(facts: Facts, corpus: Corpus) -> tuple[History, ...]:
    """Return the history of each kind that has dated clean pages; none where the corpus has no dates."""
    try:
        epochs = load_epochs(corpus.root, corpus.site.landmarks)
    except CorpusError:
        return ()
    found = []
    for kind in KINDS:
        spans = tuple(
            _span(epoch, change, [each for each in facts.clean if (each.epoch, each.kind) == (epoch.id, kind)])
            for epoch in epochs
            if (change := epoch.begins.get(kind)) is not None
        )
        if any(span.pages for span in spans):
            found.append(History(kind, spans, _sentence(kind, spans)))
    return tuple(found)


def _span(epoch: Epoch, begins: Change, pages: Sequence[CleanPage]) -> Span:
    ways = Counter(way for page in pages for way in sorted(page.failings))
    right = sum(not page.failings for page in pages)
    worst = max(ways.values(), default=0)
    status = "none" if not pages else "broken" if worst * 2 > len(pages) else "hurt" if right < len(pages) else "reads"
    most = sorted(ways.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
    return Span(
        epoch.name,
        begins.interval,
        begins.changed,
        len(pages),
        right,
        status,
        tuple(f"{field} {how} on {number} of {len(pages)}" for (field, how), number in most),
    )


def _sentence(kind: str, spans: Sequence[Span]) -> str:
    seen = [span for span in spans if span.pages]
    name = {"article": "Articles", "index": "Indexes"}[kind]
    broken = next((span for span in seen if span.status == "broken"), None)
    if broken is None:
        hurt = sum(span.status == "hurt" for span in seen)
        note = f", with failures on some pages of {hurt}" if hurt else ""
        return f"{name}: no template of {len(seen)} would have broken it{note}."
    if broken is seen[0]:
        return f"{name}: broken from the first template on: {broken.failings[0]} pages."
    return f"{name}: green until the change {broken.interval}, then broken: {broken.failings[0]} pages."
