"""From tags and texts to rendered blocks: what a reader of the page sees, one line or paragraph after the other."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from cnn_lite._markup import KNOWN, Markup, Tag, as_it_stands, may_hold, new_tag, put_in_order, tag_of
from cnn_lite._nature import nature
from cnn_lite._source import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: What is printed with a story or at the foot of the page, and in no box beside them.
_STORY_MARKS = re.compile(
    r"\d:\d\d.{0,40}\b\d{4}\b|\b\d{4}\b.{0,4}\d:\d\d|see full|\(cnn\)|cable news network", re.IGNORECASE | re.DOTALL
)
_HTML = Tag("html", {}, nature("html", {}), opens=True, closes=False)
_DEPTH = 9  # side boxes within each other that may each turn out to be misnamed
_BREAK = "\x1e"  # white space to Python, and on no page
_BREAKS = re.compile(f"{_BREAK}\\s*{_BREAK}[\\s{_BREAK}]*")


class Box:
    """An element that is a box of its own on the page, and the box around it."""

    __slots__ = ("outer", "tag")

    def __init__(self, tag: Tag, outer: Box | None) -> None:
        self.tag = tag
        self.outer = outer

    @property
    def name(self) -> str:
        """The name of its tag."""
        return self.tag.name

    @property
    def classes(self) -> str | None:
        """The class attribute."""
        return self.tag.attributes.get("class")

    def around(self) -> Iterator[Box]:
        """Yield the boxes around it, from the inside out."""
        box = self.outer
        while box is not None:
            yield box
            box = box.outer


@dataclass(eq=False, slots=True)
class Block:
    """One rendered line or paragraph.

    `box` is the innermost box around it; `role` is what a landmark says it is; `href` is set when all of its text is
    one link; `linked` counts the characters that are link text; `label` is what the block looks like, once it was
    judged.
    """

    text: str
    box: Box
    role: str | None
    href: str | None = None
    linked: int = 0
    label: str = ""


class Link(NamedTuple):
    """A link: its address, its text as it stands in the page, the box around it."""

    href: str
    text: str
    box: Box


class NotInOrder(Exception):
    """Markup does not nest."""


def render(page: bytes) -> Rendering:
    """Return a page in UTF-8 as it is rendered, or refuse what is no markup."""
    page = page.replace(b"\0", b"\xef\xbf\xbd")
    markup = as_it_stands(page)
    if markup is not None:
        with suppress(NotInOrder):
            return Rendering(markup)
    return Rendering(put_in_order(page))


class Rendering:
    """The blocks of a page in document order.

    Hidden text and scripts are no text. A side box is passed over unless it holds most of the page with the marks of a
    story: then it is misnamed. `links` has every link with its text, and its box.
    """

    blocks: list[Block]
    links: list[Link]

    def __init__(self, markup: Markup) -> None:
        self.markup = markup
        self._size = sum(map(len, markup.texts))
        misnamed: set[int] = set()
        for _ in range(_DEPTH):
            asides = self._walk(misnamed)
            found = {n for n, end in asides if self._holds_the_story(n, end)}
            if not found:
                break
            misnamed |= found

    def _walk(self, misnamed: set[int]) -> list[tuple[int, int]]:  # noqa: PLR0915  # a call for each tag takes as long
        """Read all lines; return where each side box that was passed over begins and ends."""
        self.blocks, self.links = [], []
        asides = []
        checked, spell = self.markup.checked, self.markup.spell
        opened = [_HTML]
        box = Box(_HTML, None)
        passing, since = 0, 0  # how many elements are open around what is passed over, and where it began
        run: list[str] = []  # the texts of the line that is being read
        linked: list[str] = []  # those that are link text
        title: list[str] = []  # those of the link that is being read
        href: str | None = None
        inside = False  # of a link
        for n, (word, text) in enumerate(zip(self.markup.words, self.markup.texts, strict=True)):
            tag = KNOWN.get(word) or new_tag(word)
            if tag is None:
                raise NotInOrder
            own = tag.nature
            if tag.closes:
                start = opened.pop()
                if start.name != tag.name:
                    if word != b"</p" or passing or not start.nature.box:
                        raise NotInOrder
                    opened.append(start)  # this is the end of a paragraph that the next one has ended
                elif passing:
                    if len(opened) >= passing:
                        continue
                    passing = 0
                    if not start.nature.hidden:
                        asides.append((since, n))
                elif start.nature.box:
                    if run:
                        self._end_line(run, linked, href, box)
                    box = box.outer or box
                if inside and tag.name == "a":
                    self.links.append(Link(href or "", "".join(title), box))
                    inside = False
            else:
                if not (checked or may_hold(opened[-1].name, tag.name)):
                    if passing or not tag.name == opened.pop().name == "p":
                        raise NotInOrder
                    if run:
                        self._end_line(run, linked, href, box)
                    box = box.outer or box
                if tag.opens:
                    opened.append(tag)
                if passing:
                    continue
                if own.box and run:
                    self._end_line(run, linked, href, box)
                if tag.opens and (own.hidden or (own.side and n not in misnamed)):
                    passing, since = len(opened), n
                    continue
                if tag.name == "br":
                    run.append(_BREAK)
                elif tag.name == "a" and tag.opens:
                    inside, title, href = True, [], tag.attributes.get("href", "")
                if own.box and tag.opens:
                    box = Box(tag, box)
            if text and (run or not text.isspace()):
                shown = spell(text) if b"&" in text else text.decode("utf-8", "replace")
                run.append(shown)
                if inside:
                    title.append(shown)
                    linked.append(shown)
        if not (checked or len(opened) == len(("html", "body"))):
            raise NotInOrder
        if run:
            self._end_line(run, linked, href, box)
        return asides

    def _end_line(self, run: list[str], linked: list[str], href: str | None, box: Box) -> None:
        """Add the line that was read, or several if it is broken."""
        text = "".join(run)
        size = len("".join("".join(linked).split())) if linked else 0
        whole = size > 0 and size == len("".join(text.split()))
        run.clear()
        linked.clear()
        role = box.tag.nature.role or (box.outer.tag.nature.role if box.outer else None)
        for part in _BREAKS.split(text) if _BREAK in text else (text,):
            if folded := fold(part):
                self.blocks.append(Block(folded, box, role, href if whole else None, size))

    def _holds_the_story(self, n: int, end: int) -> bool:
        """Say whether a box that looks like a side box is none."""
        words, texts = self.markup.words[n:end], self.markup.texts[n:end]
        if words[0].startswith(b"<form") and not _asks(words):
            return True  # with nothing of its own to fill in or press it is a wrapper of some framework
        if 9 * sum(map(len, texts)) <= self._size:
            return False  # even if most of the page is references, and nothing here is
        shown = self.markup.text(n, end)
        if 2 * len(shown) <= len(self.markup.text()):
            return False
        size = titles = 0  # of a list of stories, not of a menu
        for word, text in zip(words, texts, strict=True):
            if word == b"</a":
                titles += size > 25
            size = len(text) + (0 if word[:3] in (b"<a", b"<a ") else size)
        return titles > 9 or _STORY_MARKS.search(shown) is not None


def _asks(form: Sequence[bytes]) -> bool:
    """Say whether a form has a control that is shown, and belongs to no side box within the form."""
    aside: list[bool] = []
    for tag in filter(None, map(tag_of, form[1:])):
        if (
            tag.name in ("input", "button")
            and not (tag.closes or any(aside))
            and tag.attributes.get("type") != "hidden"
        ):
            return True
        if tag.closes:
            aside.pop()
        elif tag.opens:
            aside.append(tag.nature.side and tag.name != "form")
    return False
