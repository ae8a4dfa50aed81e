"""From a tree to rendered blocks: what a reader of the page sees, one line or paragraph after the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile
from typing import Any, NamedTuple

from lxml import etree

from cnn_lite._source import fold

#: Class tokens and ids of every template since 2017, and the role of the text that they mark.
LANDMARKS = {
    "headline": "headline",
    "byline": "byline",
    "byline--lite": "byline",
    "published datetime": "updated",
    "timestamp--lite": "updated",
    "source": "source",
    "source--lite": "source",
    "editorsNote": "note",
    "paragraph--lite": "body",
    "subheader": "body",
}
HIDDEN_TAGS = frozenset(
    (
        "script style template noscript head title iframe object svg math textarea select button canvas audio video"
    ).split()
)
BOXES = frozenset(
    (
        "html body div p article section main header hgroup address blockquote center dd dl dt details "
        "summary fieldset h1 h2 h3 h4 h5 h6 hr li ol ul pre table caption colgroup tbody thead tfoot tr td th "
        "aside nav footer form figure figcaption dialog menu legend optgroup option search"
    ).split()
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SIDE_TAGS = frozenset("aside nav footer form figure figcaption dialog menu marquee".split())
_SIDE_ROLES = frozenset(
    "complementary navigation contentinfo dialog alertdialog search form menu status alert marquee".split()
)
_SIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|related|recommend\w*|newsletter|subscri\w+|signup|paywall"
    r"|shar(?:e|ing)|social|comments?|captions?|consent|cookies?|gdpr|banner|popup|modal|overlay|nav(?:bar|igation|links?|menu|list)?|menu"
    r"|breadcrumbs?|sidebar|widget|trending|most-?read|more-?(?:from|on|stories|news)|read-?(?:more|next)"
    r"|tool(?:bar|s)|player|gallery|poll|chat|visually-hidden|sr-only|screen-reader\w*)\d{0,2}(?:$|[\s_-])"
)
_BOXED = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
_HASH = re.compile(r"__(?=\w*[\dA-Z])\w{5}$")  # as CSS modules write it
#: A name of words without spaces; letters that are drawn at random are not such a name.
_CAMEL = re.compile(r"(?<![^\W\d_])[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})+(?![^\W\d_])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: What is printed with a story or at the foot of the page, and in no box beside them.
_STORY_MARKS = re.compile(
    r"\d:\d\d.{0,40}\b\d{4}\b|\b\d{4}\b.{0,4}\d:\d\d|see full|\(cnn\)|cable news network", re.IGNORECASE | re.DOTALL
)


class Nature(NamedTuple):
    """What an element says of itself: the role of a landmark, and whether it is hidden, a side box, a box at all."""

    role: str | None
    hidden: bool
    side: bool
    box: bool


def nature(element: Any) -> Nature:
    """Return an element's nature; it depends on the tag and the attributes alone."""
    tag, attributes = element.tag, element.items()
    if tag == "a" or len(attributes) > 1:  # addresses and instrumentation say nothing, and never repeat
        attributes = [each for each in attributes if each[0] in _TELLING]
    return _nature(tag, *attributes)


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()


#: So that a convention may change (``bylineLite``, ``byline__lite``) and the landmark is still known.
_SPELLED = {_letters(name): role for name, role in LANDMARKS.items()}
_TELLING = frozenset(["class", "id", "style", "role", "hidden", "aria-hidden"])


@lru_cache(1024)
def _nature(tag: str, *attributes: tuple[str, str | None]) -> Nature:
    """Judge an element; a name is told by its letters, a hash behind it (``byline--lite__x7Qa1``) is looked through."""
    said = {name: (value or "")[:500] for name, value in attributes}  # what is longer is judged by its beginning
    names, identity, style = said.get("class", ""), said.get("id", ""), said.get("style", "")
    tokens = [_HASH.sub("", token) for token in names.split()]
    spelled = map(_letters, (identity, *tokens))
    landmark = next((_SPELLED[each] for each in spelled if each in _SPELLED), None)
    words = _CAMEL.sub(lambda name: _HUMP.sub("-", name[0]), " ".join((*tokens, identity))).lower()
    side = tag in _SIDE_TAGS or said.get("role") in _SIDE_ROLES
    side = side or (landmark is None and _SIDE_WORDS.search(words) is not None)
    unseen = "hidden" in said or said.get("aria-hidden") == "true" or _UNSEEN.search(style) is not None
    box = tag in BOXES or "-" in tag or _BOXED.search(style) is not None
    return Nature(landmark, unseen or tag in HIDDEN_TAGS, side and tag != "body", box)


@dataclass(eq=False, slots=True)
class Block:
    """One rendered line or paragraph.

    `element` is the innermost box around it, `home` the box around that; `role` is what a landmark says it is; `href`
    is set when all of its text is one link; `linked` counts the characters that are link text; `label` is what the
    block looks like, once it was judged.
    """

    text: str
    element: Any
    home: Any
    role: str | None
    href: str | None = None
    linked: int = 0
    label: str = ""


def _is_asked(control: Any) -> bool:
    """Say whether a control is shown and belongs to the form around it, not to a side box within the form."""
    inner = takewhile(lambda box: box.tag != "form", control.iterancestors())
    return control.get("type") != "hidden" and not any(nature(box).side for box in inner)


#: An address, the text of the link, the box that it stands in.
Link = tuple[str, str, Any]
_STRING = etree.XPath("string()")
_BREAK = "\x1e"  # white space to Python, and on no page
_BREAKS = re.compile(f"{_BREAK}\\s*{_BREAK}[\\s{_BREAK}]*")


class Rendering:
    """The blocks of a page in document order.

    Hidden text, scripts and comments are no text. A side box is passed over unless it holds most of the page with
    the marks of a story: then it is misnamed. `links` has every link with its text, and its box.
    """

    def __init__(self, root: Any) -> None:
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self._boxes: list[tuple[Any, str | None]] = [(None, None), (root, None)]
        self._run: list[str] = []
        self._linked, self._href = 0, ""
        self._root = root
        run, boxes = self._run, self._boxes
        link: str | None = None
        words: list[str] = []  # of the link
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                role, hidden, side, box = nature(node)
                if box and run:
                    self._flush()
                if hidden or (side and not self._holds_the_story(node)):
                    walk.skip_subtree()
                    continue
                tag = node.tag
                if box:
                    boxes.append((node, role))
                elif tag == "br":
                    run.append(_BREAK)
                if tag == "a":
                    link, words = node.get("href") or "", []
                text = node.text
            else:
                if event == "end":
                    if node is boxes[-1][0]:
                        if run:
                            self._flush()
                        boxes.pop()
                    if link is not None and node.tag == "a":
                        self.links.append((link, fold("".join(words)), boxes[-1][0]))
                        link = None
                text = node.tail
            if text and (run or not text.isspace()):
                run.append(text)
                if link is not None:
                    words.append(text)
                    self._linked += len("".join(text.split()))
                    self._href = link

    @cached_property
    def _size(self) -> int:
        body = self._root.find("body")
        return len(_STRING(body)) if body is not None else 0

    def _holds_the_story(self, element: Any) -> bool:
        if element.tag == "form" and not any(map(_is_asked, element.iter("input", "button"))):
            return True  # with nothing of its own to fill in or press it is a wrapper of some framework
        text = _STRING(element)
        if 2 * len(text) <= self._size:
            return False
        titles = sum(len(_STRING(each)) > 25 for each in element.iter("a"))  # of a list of stories, not of a menu
        return titles > 9 or _STORY_MARKS.search(text) is not None

    def _flush(self) -> None:
        """End the line that was being read."""
        text = "".join(self._run)
        self._run.clear()
        if not text.isspace():
            (home, outer), (element, role) = self._boxes[-2:]
            whole = self._linked and self._linked == len("".join(text.split()))
            for part in _BREAKS.split(text) if _BREAK in text else (text,):
                if folded := fold(part):
                    href = self._href if whole else None
                    self.blocks.append(Block(folded, element, home, role or outer, href, self._linked))
        self._linked = 0
