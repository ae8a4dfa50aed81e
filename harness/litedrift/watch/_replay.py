"""The site's real history, one page at a time, before a watcher: is each change reported, and nothing between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import load_epochs
from litedrift.watch._bell import accept
from litedrift.watch._fetch import Page
from litedrift.watch._history import History
from litedrift.watch._stage import in_proportion, load_script, staged
from litedrift.watch._watcher import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift import Mutator
    from litedrift.watch._bell import Alarm

KINDS: Final = ("article", "index")


@dataclass
class Stage:
    """One epoch of one kind as it was played.

    `expected` says that a change must be reported; `after` how many affected pages had come when it was, and `seen`
    how many pages in all; `named` the landmarks of its alarms, `right` whether those of the script are among them.
    `stray` are alarms where no change was.
    """

    epoch: str
    kind: str
    pages: int = 0
    cases: int = 0
    expected: bool = False
    after: int | None = None
    seen: int | None = None
    named: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    right: bool = False
    stray: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether the change was reported in time and by its name, or nothing was where nothing changed."""
        told = self.after is not None and self.right
        return not self.stray and (told if self.expected else self.after is None)

    def to_dict(self) -> dict[str, Any]:
        """Return the stage as JSON can carry it."""
        return {**vars(self), "good": self.good}


def replay(mutator: Mutator, *, seed: int = 0, advance: Callable[[], None] = lambda: None) -> list[Stage]:
    """Play the history of both kinds; each alarm is accepted at once, as somebody would who mended the extractor."""
    script = load_script(mutator.corpus)
    epochs = [each.id for each in load_epochs(mutator.corpus.root, mutator.corpus.site.landmarks)]
    found = []
    for kind in KINDS:
        history = History(":memory:")
        watcher = Watcher(history, mutator.corpus.site)
        for number, epoch in enumerate(epochs):
            features = script.features.get((epoch, kind), ())
            pages = in_proportion(staged(mutator, kind, epoch), features, seed)
            stage = Stage(epoch, kind, len(pages), len({page.cluster for page, _ in pages}))
            named, either = script.changes.get((epoch, kind), (frozenset(), frozenset()))
            stage.expected = number > 0 and bool(named or either)
            affected = 0
            for place, (page, special) in enumerate(pages, start=1):
                look = watcher.look(Page(f"{page.case.url}?{epoch}-{place}", page.html, page.content_type))
                affected += special if features else bool((named | either) & look.landmarks)
                raised = [each for each in look.alarms if each.state == "open"]
                if raised:
                    _take(stage, raised, affected, place, named | either)
                    accept(history, kind, "replay")
                    watcher.forget_profiles()
            stage.right = named <= set(stage.named) and (not either or bool(either & set(stage.named)))
            found.append(stage)
            advance()
        history.close()
    return found


def _take(stage: Stage, raised: list[Alarm], affected: int, place: int, wanted: frozenset[str]) -> None:
    for alarm in raised:
        landmarks = [key.landmark for key, _ in alarm.causes]
        if stage.expected and wanted & set(landmarks):
            if stage.after is None:
                stage.after, stage.seen = affected, place
            stage.named = list(dict.fromkeys([*stage.named, *landmarks]))
            stage.words += alarm.words
        else:
            stage.stray += alarm.words
