"""From bytes to rendered blocks: what a reader of the page sees, one line or paragraph after the other."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from lxml import etree

from cnn_lite._records import Refused

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]+)", re.I)
_LATIN = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # to the web these mean windows-1252
_INVISIBLE = "\u200b\u2060\ufeff\u00ad"

_SKIPPED = frozenset(
    "script style template noscript head title iframe object svg math textarea select button canvas audio video".split()
)
_BOXES = frozenset(
    "html body div p article section main header hgroup address blockquote center dd dl dt details summary fieldset h1 h2 h3 h4 "
    "h5 h6 hr li ol ul pre table caption colgroup tbody thead tfoot tr td th aside nav footer form figure figcaption dialog "
    "menu legend optgroup option search".split()
)
_SIDE_TAGS = frozenset("aside nav footer form figure figcaption dialog menu".split())
_SIDE_ROLES = frozenset("complementary navigation contentinfo dialog alertdialog search form menu".split())
_SIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|related|recommend\w*|newsletter|subscri\w+|signup|paywall|shar(?:e|ing)"
    r"|social|comments?|captions?|consent|cookies?|gdpr|banner|popup|modal|overlay|nav\w*|menu|breadcrumbs?|sidebar|widget"
    r"|trending|most-?read|more-?(?:from|on|stories|news)|read-?(?:more|next)|tool(?:bar|s)|player|gallery|poll|chat"
    r"|visually-hidden|sr-only|screen-reader\w*)\d*(?:$|[\s_-])"
)
_BOXED = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.I)
_STRING = etree.XPath("string()")
_BREAKS = re.compile("\x1e\\s*\x1e[\\s\x1e]*")


def fold(text: str) -> str:
    """NFC, white space folded to single spaces, four invisible characters removed."""
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if text.isprintable() and "  " not in text:  # then it holds no other white space and nothing invisible
        return text
    for mark in _INVISIBLE:
        text = text.replace(mark, "")
    return " ".join(text.split())


def decode(data: bytes, content_type: str | None) -> str:
    """Spell the bytes out: byte-order mark, header, meta, UTF-8, windows-1252, in this order of trust."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    for found in (_HEADER.search(content_type or ""), _META.search(data, 0, 4096)):
        if found:
            label = found[1] if isinstance(found[1], str) else found[1].decode("ascii", "replace")
            try:
                return data.decode("cp1252" if label.lower() in _LATIN else label, "replace")
            except (LookupError, ValueError):  # no such charset, or a codec that is none (rot13)
                continue
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parse(text: str) -> Any:
    """Return the root element of the page, or refuse what is no markup."""
    if not text.strip():
        raise Refused("empty")
    if "<" not in text:
        raise Refused("not-html")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None:
        raise Refused("not-html")
    return root


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
}


@lru_cache(4096)
def _role(names: str, identity: str) -> str | None:
    """Say what an element's class and id make of it: the role of a landmark, ``"furniture"``, or nothing.

    A hash behind a landmark's name (``byline--lite__x7Qa1``) is looked through.
    """
    if identity in LANDMARKS:
        return LANDMARKS[identity]
    tokens = (each for token in names.split() for each in (token, token.split("__")[0]))
    found = next((LANDMARKS[token] for token in tokens if token in LANDMARKS), None)
    words = re.sub(r"([a-z])([A-Z])", r"\1-\2", f"{names} {identity}").lower()
    return found or ("furniture" if _SIDE_WORDS.search(words) else None)


@dataclass(eq=False, slots=True)
class Block:
    """One rendered line or paragraph.

    `element` is the innermost box around it, `home` the box around that; `role` is what a landmark says it
    is; `href` is set when all of its text is one link; `linked` counts the characters that are link text; `label`
    is what it was judged to be.
    """

    text: str
    element: Any
    home: Any
    role: str | None
    href: str | None = None
    linked: int = 0
    label: str = ""


class _Box:
    """An open box: its children still to come, and the run of text since the last inner box."""

    __slots__ = ("children", "element", "home", "href", "link", "linked", "run")

    def __init__(self, element: Any, home: Any, link: str | None) -> None:
        self.element = element
        self.home = home
        self.link = link
        self.children = iter(element)
        self.run: list[str] = [element.text] if element.text else []
        self.linked = len("".join(self.run[0].split())) if link is not None and self.run else 0
        self.href = link

    def add(self, text: str, link: str | None) -> None:
        self.run.append(text)
        if link is not None:
            self.linked += len("".join(text.split()))
            self.href = link


class Rendering:
    """The blocks of a page in document order, and the furniture that was passed over.

    Hidden text, scripts and comments are no text. Boxes are opened from a stack, never by recursion.
    """

    def __init__(self, root: Any) -> None:
        self.blocks: list[Block] = []
        self.furniture: list[Any] = []
        self._root = root
        stack = [_Box(root, None, None)]
        while stack:
            box = stack[-1]
            inner = self._read(box)
            if inner is not None:
                stack.append(inner)
                continue
            self._flush(box)
            stack.pop()
            if stack and box.element.tail:
                stack[-1].add(box.element.tail, stack[-1].link)

    def _read(self, box: _Box) -> _Box | None:
        """Read a box's children up to the next inner box that has children of its own, and return that."""
        for child in box.children:
            tag = child.tag
            if tag in _BOXES or (isinstance(tag, str) and ("-" in tag or _BOXED.search(child.get("style", "")))):
                self._flush(box)
                if (child.keys() or tag in _SIDE_TAGS) and self._passed_over(child):
                    self.furniture.append(child)
                elif len(child) or tag == "a":
                    return _Box(child, box.element, (child.get("href") or "") if tag == "a" else box.link)
                elif child.text:
                    self._add(child.text, child, box.element, box.link, len(child.text) if box.link else 0)
            elif tag == "br":
                box.run.append("\x1e")
            elif isinstance(tag, str) and tag not in _SKIPPED and not (child.keys() and self._passed_over(child)):
                link = (child.get("href") or "") if tag == "a" else box.link
                if len(child):
                    if next(child.iter(*_BOXES), None) is not None:
                        self._flush(box)
                        return _Box(child, box.element, link)
                    self._inline(box, child, link)
                elif child.text:
                    box.add(child.text, link)
            if child.tail:
                box.add(child.tail, box.link)
        return None

    def _inline(self, box: _Box, element: Any, link: str | None) -> None:
        """Add the text of an inline element that has children, without what a reader does not see."""
        inner = link
        walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            if event == "start":
                if node.tag in _SKIPPED or (node is not element and node.keys() and self._passed_over(node)):
                    walk.skip_subtree()
                    continue
                if node.tag == "a":
                    inner = node.get("href") or ""
                if node.tag == "br":
                    box.run.append("\x1e")
                elif node.text:
                    box.add(node.text, inner)
                continue
            if event == "end" and node.tag == "a":
                inner = link
            if node.tail and node is not element:
                box.add(node.tail, inner)

    def _flush(self, box: _Box) -> None:
        if box.run:
            text = "".join(box.run)
            if not text.isspace():
                whole = box.linked and box.linked == len("".join(text.split()))
                for part in _BREAKS.split(text) if "\x1e" in text else (text,):
                    self._add(part, box.element, box.home, box.href if whole else None, box.linked)
            box.run.clear()
            box.linked = 0
            box.href = box.link

    def _add(self, text: str, element: Any, home: Any, href: str | None = None, linked: int = 0) -> None:
        folded = fold(text)
        if folded:
            role = _role(element.get("class", "")[:500], element.get("id", "")[:500]) if element.keys() else None
            self.blocks.append(Block(folded, element, home, role, href, linked))

    def _passed_over(self, element: Any) -> bool:
        """Whether an element is hidden, or is furniture by its tag, role or name and does not hold most of the page."""
        if is_hidden(element):
            return True
        side = element.tag in _SIDE_TAGS or element.get("role") in _SIDE_ROLES
        if not side and _role(element.get("class", "")[:500], element.get("id", "")[:500]) != "furniture":
            return False
        return element.tag != "body" and 2 * len(_STRING(element)) < self._size

    @cached_property
    def _size(self) -> int:
        return len(_STRING(self._root.find("body"))) if self._root.find("body") is not None else 0


def is_hidden(element: Any) -> bool:
    """Whether an element says of itself that it is not shown."""
    get = element.get
    style = get("style")
    return (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (style is not None and _UNSEEN.search(style) is not None)
    )


_LINES = frozenset("p h2 h3 h4 div".split())
_PLAIN_INLINE = frozenset("a b em i span strong".split())


def plain_story(root: Any) -> list[Block] | None:
    """Return the story's blocks when the page is as plain as the site serves it, else None.

    In every template the story is a heading and its following siblings, the last of which holds the paragraphs. This
    reads just that, several times faster than `Rendering`; at the first thing out of the ordinary it gives up.
    """
    headings = list(root.iter("h1", "h2"))
    siblings = list(headings[0].itersiblings()) if headings else []
    if not siblings:
        return None
    box = siblings[-1]
    before = list(headings[0].itersiblings(preceding=True))
    if any(each.tag != "header" or len(_STRING(each)) > 80 for each in before):
        return None
    if any(each.getparent() is not box for each in headings[1:]) or any(
        is_hidden(each) or each.tag in _SIDE_TAGS or _role(each.get("class", ""), each.get("id", ""))
        for each in (box, *box.iterancestors())
    ):
        return None
    blocks: list[Block] = []
    for home, lines in ((None, (headings[0], *siblings[:-1])), (box, box)):
        for line in lines:
            if line.tag not in _LINES or (line.tail and not line.tail.isspace()):
                return None
            role = None
            if attributes := line.keys():
                if attributes not in (["class"], ["id"]) and line is not headings[0]:
                    return None
                role = _role(line.get("class", ""), line.get("id", ""))
                if role == "furniture":
                    return None
            text, href, linked = line.text or "", None, 0
            for child in line:
                if child.tag not in _PLAIN_INLINE or len(child) or (child.keys() and child.tag != "a"):
                    return None
                text += f"{child.text or ''}{child.tail or ''}"
                if child.tag == "a":
                    href = child.get("href", "")
                    linked += len("".join((child.text or "").split()))
            if folded := fold(text):
                whole = linked and linked == len("".join(text.split()))
                blocks.append(Block(folded, line, home, role, href if whole else None, linked))
    return blocks if box.text is None or box.text.isspace() else None
