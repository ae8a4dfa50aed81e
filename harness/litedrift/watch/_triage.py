"""You or the site: an old and a new page, read by an old and a new extractor."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from litedrift.errors import UsageError
from litedrift.watch._alarm import NO_PAGE
from litedrift.watch._fingerprint import Fingerprint, fingerprint
from litedrift.watch._marks import Marks
from litedrift.watch._output import Output, check_output
from litedrift.watch._profile import FIELD_OF, profile_of
from litedrift.watch._thresholds import thresholds
from litedrift.watch._verdict import Change, compare

if TYPE_CHECKING:
    from litedrift.corpus import Site
    from litedrift.subjects import Subject
    from litedrift.watch._fetch import Page


@dataclass(frozen=True, slots=True)
class Triage:
    """The four cells, by (page, code), what moved between the pages, and the answer in one word and in a sentence.

    `answer` is nothing, site, you, both, or undecided.
    """

    cells: dict[tuple[str, str], Output]
    changes: tuple[Change, ...]
    answer: str
    words: str

    def to_dict(self) -> dict[str, Any]:
        """Return the triage as JSON can carry it."""
        return {
            "answer": self.answer,
            "words": self.words,
            "cells": [
                {"page": page, "code": code, "right": cell.right, "faults": list(cell.faults)}
                for (page, code), cell in self.cells.items()
            ],
            "changes": [{**dataclasses.asdict(each), "moved": str(each.moved)} for each in self.changes],
        }


#: The old page read by the old code, the new page by the old code, the old by the new, the new by the new → the answer.
_ANSWERS = {
    (True, True, True, True): ("nothing", "nothing is broken: both codes read both pages"),
    (True, False, True, False): ("site", "the site: its page changed, and no code of yours reads the new one"),
    (True, False, True, True): ("site", "the site: its page changed; your new code reads it, your old code does not"),
    (True, False, False, True): ("site", "the site: its page changed; your new code reads the new page only"),
    (True, True, False, False): ("you", "you: your old code reads both pages, your new code reads neither"),
    (True, True, True, False): ("you", "you: your old code reads the new page, your new code does not"),
    (True, True, False, True): ("you", "you: your new code no longer reads the old page"),
    (True, False, False, False): ("both", "both: your new code reads neither page, your old code only the old one"),
}
_UNDECIDED = ("undecided", "undecided: your old code does not even read the old page")


def triage(old_page: Page, new_page: Page, old: Subject, new: Subject, site: Site) -> Triage:
    """Have both codes read both pages and say what broke them; `old` and `new` may be one code.

    Raises:
        UsageError: the old page is no story and no list of stories, so that there is nothing that could have broken.

    """
    marks = Marks(site)
    pages = {"old": old_page, "new": new_page}
    prints = {name: fingerprint(page.html, content_type=page.content_type, marks=marks) for name, page in pages.items()}
    if not prints["old"].kind:
        neither = "" if prints["new"].kind else f", and neither on {new_page.url}"
        raise UsageError(
            f"{old_page.url}: no story and no list of stories stands on it{neither}: name an old page that your "
            "extractor read, and the new one, both as they were served"
        )
    codes = {"old": old} if new is old else {"old": old, "new": new}
    cells = {
        (name, code): _read(page, prints[name], subject, site)
        for name, page in pages.items()
        for code, subject in codes.items()
    }
    cells = {place: _against(cell, place, cells, prints) for place, cell in cells.items()}
    limits = dataclasses.replace(thresholds(), required=0.0)
    kind = prints["old"].kind
    same_kind = kind == prints["new"].kind != ""
    changes = compare(profile_of(kind, [prints["old"]]), prints["new"], limits) if same_kind else ()
    if not prints["new"].kind:
        changes = (NO_PAGE,)
    reads = {place: cell.right for place, cell in cells.items()}
    key = (
        reads["old", "old"],
        reads["new", "old"],
        reads.get(("old", "new"), reads["old", "old"]),
        reads.get(("new", "new"), reads["new", "old"]),
    )
    answer, words = _ANSWERS.get(key, _UNDECIDED)
    if len(codes) == 1 and answer == "site":
        words = "the site: its page changed, and your code does not read the new one"
    elif len(codes) == 1 and answer == "nothing":
        words = "nothing is broken: your code reads both pages"
    return Triage(cells, changes, answer, words)


def _read(page: Page, mark: Fingerprint, subject: Subject, site: Site) -> Output:
    outcome = subject.extract(page.html, url=page.url, content_type=page.content_type)
    found = check_output(
        outcome, mark, page.html, url=page.url, content_type=page.content_type, profile=None, site=site
    )
    if found is None:
        return Output((), ("your extractor does not claim to read such pages",))
    if found.right and not mark.kind:
        return Output((), ("your extractor refuses it: no story and no list of stories stands there",))
    return found


def _against(
    cell: Output, place: tuple[str, str], cells: dict[tuple[str, str], Output], prints: dict[str, Fingerprint]
) -> Output:
    """Add what one cell lacks and another has: a field that was read elsewhere, and whose landmark stands here too."""
    here = prints[place[0]]
    other = {
        field
        for (name, code), each in cells.items()
        if (name, code) != place
        for mark, field in FIELD_OF.items()
        if field in each.given and mark in here.landmarks and mark in prints[name].landmarks
    }
    gone = sorted(other - set(cell.given)) if cell.given else []
    faults = [f"your {field.replace('_', ' ')} is gone" for field in gone]
    return Output(cell.given, tuple(dict.fromkeys([*cell.faults, *faults])))
