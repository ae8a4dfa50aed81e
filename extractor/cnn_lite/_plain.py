"""The short way: a story that is as plain as the site serves it, read without rendering the page.

In every template the story is a heading and its following siblings, the last of which holds the paragraphs. At the
first thing out of the ordinary this reader gives up, and the general one decides; where both answer they agree.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from cnn_lite._page import nature
from cnn_lite._records import Article
from cnn_lite._shapes import BARE, NOTE, SOURCE, authors_of, is_paragraph, read_stamp, shape_of
from cnn_lite._source import fold
from cnn_lite._story import META

_CONTAINERS = frozenset(["article", "div", "main", "section"])
_INLINE = frozenset(["a", "b", "em", "i", "span", "strong"])
#: What is in the source of a page that has such a line.
_MARKS = {b"byline": "byline", b"timestamp": "updated", b"datetime": "updated", b"source": "source"}
_AROUND = 600  # characters: the site's header and footer have less
_SENTENCE_END = (".", "!", "?", '"', "”", "’")
_BEFORE = etree.XPath(
    "preceding::text()[normalize-space() and not(ancestor::head or parent::script or parent::style)]",
    smart_strings=False,
)
_BEHIND = etree.XPath(
    "following::text()[normalize-space() and not(parent::script or parent::style)]", smart_strings=False
)
_LOOSE = etree.XPath("text()", smart_strings=False)


class _NotPlain(Exception):
    """Something is out of the ordinary."""


def read_plain(root: Any, source: bytes) -> Article | None:
    """Read a plain story, or return None."""
    headings = root.iter("h1", "h2")
    heading: Any = next(headings, None)
    if heading is None or next(headings, None) is not None or len(heading) or not _is_headline(heading):
        return None
    siblings = list(heading.itersiblings())
    box = siblings.pop() if siblings else heading
    loose = "".join((*_LOOSE(heading.getparent()), *_LOOSE(box)))
    if box.tag not in _CONTAINERS or (loose and not loose.isspace()) or not _is_alone(box, heading):
        return None
    story = _Story()
    try:
        story.read(siblings)
        if story.body:
            return None
        story.read(box)
        return story.article(fold(heading.text or ""), source)
    except _NotPlain:
        return None


def _is_headline(heading: Any) -> bool:
    own = nature(heading)
    return not own.hidden and (own.role == "headline" or (own.role is None and heading.tag == "h2"))


def _is_alone(box: Any, heading: Any) -> bool:
    """Say whether nothing hides the story, and little stands before and behind it: no note, and no paragraph."""
    for outer in (box, *heading.iterancestors()):
        own = nature(outer)
        if own.role or own.hidden or own.side:
            return False
    beside = [*_BEFORE(heading), *_BEHIND(box)]
    if sum(map(len, beside)) > _AROUND or any("ditor" in text or "DITOR" in text for text in beside):
        return False
    return not any(text.rstrip().endswith(_SENTENCE_END) and "Cable News Network" not in text for text in beside)


class _Story:
    """What the lines that were read so far amount to."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self.flags: list[str] = []
        self.notes: list[str] = []
        self.body: list[str] = []
        self.end: str | None = None
        self.seen: set[str | None] = set()

    def read(self, box: Any) -> None:
        """Read the lines of a box."""
        role, kind, hidden = None, None, False
        for line in box:
            tag, attributes = line.tag, line.items()
            if tag is etree.Comment:
                continue
            if kind != (tag, attributes):  # paragraphs are alike
                kind = tag, attributes
                role, hidden, side, _ = nature(line)
                if not hidden and (side or (tag != "p" and (tag, role) != ("div", "updated"))):
                    raise _NotPlain
                self.seen.add(None if hidden else role)
            if hidden:
                continue
            text = line.text or ""
            if len(line):
                text = self._whole(line, text)
            text = fold(text)
            if text:
                self._add(role, text)

    def _whole(self, line: Any, text: str) -> str:
        """Return the text of a line with inline elements; of the link at the end, keep the address."""
        for child in line:
            if child.tag not in _INLINE or len(child) or (child.tag != "a" and child.keys()):
                raise _NotPlain
            text = f"{text}{child.text or ''}{child.tail or ''}"
        first = line[0]
        if first.tag != "a" or fold(text) != fold(first.text or ""):
            return text
        address = first.get("href") or ""
        if (
            self.end is not None
            or not address.startswith("https://www.cnn.com/")
            or not text.strip().startswith("See Full")
        ):
            raise _NotPlain
        self.end = address
        return ""

    def _add(self, role: str | None, text: str) -> None:
        if self.end is not None:
            raise _NotPlain
        if role in (None, "body"):
            shape = shape_of(text)
            if shape == "promo":
                return
            if shape == "note":
                role = shape
            elif shape in META and not self.body:
                role = shape
                self.flags.append(f"{shape}:shape")
            elif shape not in (None, *META) or (role is None and not self.body and not is_paragraph(text)):
                raise _NotPlain
            else:
                self.body.append(text)
                return
        if role == "note":
            self.notes.append(NOTE.sub("", text, count=1))
        elif role == "headline" or (self.found.setdefault(role, text) is not text and role != "source"):
            raise _NotPlain

    def article(self, headline: str, source: bytes) -> Article:
        """Put the record together, unless a line is not what its landmark says."""
        byline, printed = self.found.get("byline", ""), self.found.get("source", "")
        stamp, credit = read_stamp(self.found.get("updated", "")), SOURCE.match(printed)
        dated = stamp is not None and stamp.iso is not None and not stamp.odd
        undated = "updated" not in self.found and printed and b"dateModified" not in source
        if not headline or not self.body or BARE.fullmatch(byline) or not (dated or undated):
            raise _NotPlain
        if (printed and credit is None) or (self.end is None and b"published datetime" not in source):
            raise _NotPlain
        if any(mark in source for mark, role in _MARKS.items() if role not in self.seen):
            raise _NotPlain  # it stands elsewhere on the page
        return Article(
            headline=headline,
            byline=byline or None,
            authors=authors_of(byline) if byline else [],
            updated=stamp.iso if stamp else None,
            source=credit[1] if credit else None,
            editors_note=" ".join(note for note in self.notes if note) or None,
            body=self.body,
            full_article_url=self.end,
            flags=self.flags,
        )
