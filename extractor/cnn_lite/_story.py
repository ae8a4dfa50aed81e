"""What each block looks like, and the meta lines of a story: by landmark, by shape, by relation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnn_lite._nature import HEADINGS
from cnn_lite._shapes import BARE, CREDIT, NOTE, PROMO, SOURCE, is_paragraph, read_stamp, shape_of

if TYPE_CHECKING:
    from cnn_lite._page import Block

META = ("byline", "updated", "source")
_TITLES = {"headline", "heading", "line", "text"}  # what a headline above may look like
_BYLINE_NAME = re.compile(r"by-?line", re.IGNORECASE)


def label(block: Block) -> str:
    """Say what a block looks like, by its landmark and its text."""
    text, role = block.text, block.role
    if block.href is not None:
        return "promo" if PROMO.match(text) else "link"
    if role not in (None, "body", "note"):
        return role
    if shape := shape_of(text):
        return shape
    if role == "note":
        return "note"
    if block.box.name in HEADINGS:
        return "heading"
    return "text" if role == "body" or is_paragraph(text) else "line"


class Story:
    """A story's blocks with a label each, and its meta lines: once a field, by landmark, by shape, by relation."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.labels = [block.label for block in blocks]
        self.first = self._first_paragraph()
        self.flags: list[str] = []
        self.places: dict[str, int] = {}
        self.taken: set[int] = set()
        self.byline: str | None = None
        self.updated: str | None = None
        self.source: str | None = None
        for n, block in enumerate(blocks):  # landmarks, wherever they stand
            if block.role in META and len(block.text) < 400:
                self._take(block.role, n)
        for n in range(self.first):  # shapes, in the meta zone
            if self.labels[n] in META and n not in self.taken:
                self._take(self.labels[n], n, f"{self.labels[n]}:shape")
        unlabelled = None if "byline" in self.places else self._unlabelled_byline()
        if unlabelled is not None:
            self._take("byline", unlabelled, "byline:relation")

    def _unlabelled_byline(self) -> int | None:
        """Find a line that some attribute names a byline, that stands right before the other meta lines, or credits."""
        blocks, labels = self.blocks, self.labels
        zone = (n for n in range(1, self.first) if labels[n] in ("line", "heading") and blocks[n].role is None)
        lines = [n for n in zone if len(blocks[n].text) < 90]
        told = {n: " ".join([blocks[n].box.name, *blocks[n].box.tag.attributes.values()]) for n in lines}
        named = [n for n in lines if _BYLINE_NAME.search(told[n])]
        below = [n for n in lines if labels[n - 1] not in ("header", "link")]
        before = [n for n in below if n == min(self.taken, default=0) - 1 and {*labels[:n]} & _TITLES]
        credit = [n for n in lines if blocks[n].box.name not in ("h1", "h2", "h3") and CREDIT.search(blocks[n].text)]
        credit = [n for n in credit if n in below or n + 1 in self.taken]
        return next(iter([*named, *before, *credit]), None)

    def _first_paragraph(self) -> int:
        """Return where the meta zone ends; a line that meta lines follow at once is a headline, whatever its shape."""
        labels = self.labels
        for n, label in enumerate(labels):
            if label == "text":
                above = {*META} & {*labels[:n]}
                if above & {*META[:2]} or not {*labels[n + 1 : n + 2]} & ({*META} - above):
                    return n
        return len(labels)

    def _take(self, field: str, n: int, *flags: str) -> None:
        if field in self.places:  # once a field; only a second source line is no body either
            self.taken |= {n} if field == "source" else set()
            return
        self.taken.add(n)
        self.places[field] = n
        self.flags += flags
        text = self.blocks[n].text
        if field == "byline":
            self.byline = None if BARE.fullmatch(text) else text
        elif field == "source":
            found = SOURCE.match(text)
            self.source = found[1] if found else None if BARE.fullmatch(text) else text
        else:
            stamp = read_stamp(text)
            self.updated = stamp.iso if stamp else None
            if self.updated is None:
                self.flags.append("updated:unreadable")
            elif stamp and stamp.odd:
                self.flags.append(f"updated:{stamp.odd}")

    @property
    def note(self) -> str | None:
        """The texts of editor's notes, without their label, wherever they stand."""
        found = (NOTE.sub("", block.text, count=1) for block in self.blocks if block.label == "note")
        return " ".join(text for text in found if text) or None
