"""The tail-safe tree kit: edits that lose no text.

In lxml the text after an element hangs on that element (its tail). Removing, wrapping or moving an element
carelessly takes the tail along, which is the classic defect of tools that edit HTML. Every operator edits the
tree through these functions only.
"""

from __future__ import annotations

import copy
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from lxml import etree
from lxml.cssselect import CSSSelector

from litedrift.corpus import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

Element = Any  # lxml's element class is generated in C; its stubs describe it as _Element

#: Reads pages as they are; making one takes as long as parsing a small page.
PARSER: Final = etree.HTMLParser(encoding="utf-8", huge_tree=True)
#: Text inside these is no text for a reader.
RAW_TEXT: Final = frozenset({"script", "style", "template", "noscript", "textarea", "title", "iframe"})
#: What a reader does not see as it is written; without these, the text of an element is its string in XPath.
_SPECIAL: Final = ("br", *sorted(RAW_TEXT))
_string: Final = etree.XPath("string()", smart_strings=False)
#: Elements that begin a new line when a browser renders them (HTML Standard, section 15.3).
BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


def make(tag: str, text: str | None = None, **attributes: str) -> Element:
    """Return a new element; underscores in attribute names stand for hyphens, ``class_`` for class."""
    element = etree.Element(tag, {k.rstrip("_").replace("_", "-"): v for k, v in attributes.items()})
    element.text = text
    return element


def fragment(markup: str) -> Element:
    """Parse markup of one element and return it, detached and without a tail."""
    return copy.copy(_parsed(markup))


@lru_cache(maxsize=256)  # the same boxes are put into many pages
def _parsed(markup: str) -> Element:
    element = etree.fromstring(f"<html><body>{markup}</body></html>".encode(), PARSER).find("body")[0]
    element.tail = None
    return element


def _append_text(parent: Element, previous: Element | None, text: str | None) -> None:
    if not text:
        return
    if previous is None:
        parent.text = (parent.text or "") + text
    else:
        previous.tail = (previous.tail or "") + text


def detach(element: Element) -> Element:
    """Take an element out of the tree; its tail stays where it was."""
    parent = element.getparent()
    _append_text(parent, element.getprevious(), element.tail)
    element.tail = None
    parent.remove(element)
    return element


def wrap(element: Element, tag: str, **attributes: str) -> Element:
    """Put a new element around `element`; the tail follows the wrapper. Return the wrapper."""
    wrapper = make(tag, **attributes)
    parent = element.getparent()
    parent.insert(parent.index(element), wrapper)
    wrapper.tail, element.tail = element.tail, None
    wrapper.append(element)
    return wrapper


def unwrap(element: Element) -> None:
    """Replace an element by its content: text, children and tail stay in order."""
    parent = element.getparent()
    previous = element.getprevious()
    place = parent.index(element)
    tail, element.tail = element.tail, None
    _append_text(parent, previous, element.text)
    children = list(element)
    parent.remove(element)
    for offset, child in enumerate(children):
        parent.insert(place + offset, child)
    _append_text(parent, children[-1] if children else previous, tail)


def insert_before(element: Element, new: Element) -> None:
    """Put `new` directly before `element`."""
    new.tail = None
    parent = element.getparent()
    parent.insert(parent.index(element), new)


def insert_after(element: Element, new: Element) -> None:
    """Put `new` directly after `element`, before the text that follows it."""
    parent = element.getparent()
    new.tail, element.tail = element.tail, None
    parent.insert(parent.index(element) + 1, new)


def prepend(parent: Element, new: Element) -> None:
    """Make `new` the first child, before the parent's own text."""
    new.tail, parent.text = parent.text, None
    parent.insert(0, new)


def append(parent: Element, new: Element) -> None:
    """Make `new` the last child."""
    new.tail = None
    parent.append(new)


def wrap_text(element: Element, start: int, stop: int, tag: str, **attributes: str) -> Element:
    """Put ``element.text[start:stop]`` into a new inline child; no character is added or lost."""
    text = element.text or ""
    child = make(tag, text[start:stop], **attributes)
    child.tail = text[stop:] or None
    element.text = text[:start]
    element.insert(0, child)
    return child


def classes(element: Element) -> list[str]:
    """Return the class tokens in order."""
    return (element.get("class") or "").split()


def set_classes(element: Element, tokens: list[str]) -> None:
    """Write the class tokens, dropping the attribute when there are none."""
    if tokens:
        element.set("class", " ".join(tokens))
    elif "class" in element.attrib:
        del element.attrib["class"]


def elements(root: Element) -> Iterator[Element]:
    """Return the elements of a tree in document order, without comments and instructions."""
    found: Iterator[Element] = root.iter(etree.Element)
    return found


@lru_cache(maxsize=1024)  # the mutants of a page have its links
def joined(base: str, address: str) -> str:
    """Resolve an address against a base."""
    return urljoin(base, address)


@cache  # compiling one takes as long as many a page's parsing
def selector(css: str) -> CSSSelector:
    """Return a function from an element to the elements below it that a CSS selector names, in document order."""
    return CSSSelector(css)


def is_block(element: Element) -> bool:
    """Whether a browser gives the element a line of its own."""
    return element.tag in BLOCKS


def rendered(element: Element) -> str:
    """Return an element's own text as a reader sees it, folded; ``<br>`` is a space."""
    if not len(element):  # most elements that are asked for hold nothing but text
        return "" if element.tag in _SPECIAL else fold(element.text or "")
    if next(element.iter(*_SPECIAL), None) is None:
        return fold(_string(element))
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag == "br":
                parts.append(" ")
            elif node.text and node.tag not in RAW_TEXT:
                parts.append(node.text)
        elif node is not element and node.tail:
            parts.append(node.tail)
    return fold("".join(parts))


def slots(element: Element) -> list[tuple[Element, str]]:
    """Return where a reader's text hangs inside an element, in order: (node, ``"text"`` or ``"tail"``) pairs."""
    found: list[tuple[Element, str]] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node.tag in RAW_TEXT:
                walk.skip_subtree()
            elif node.text:
                found.append((node, "text"))
        elif node is not element and node.tail:
            found.append((node, "tail"))
    return found


def insert_at(node: Element, slot: str, place: int, new: Element) -> None:
    """Put `new` into a node's text or tail (see `slots`) before character `place`."""
    text = getattr(node, slot)
    new.tail = text[place:] or None
    setattr(node, slot, text[:place] or None)
    if slot == "text":
        node.insert(0, new)
    else:
        parent = node.getparent()
        parent.insert(parent.index(node) + 1, new)


def describe(element: Element) -> str:
    """Return an element as people write it in a sentence: ``p.byline--lite``, ``div#mount``."""
    name = str(element.tag)
    if element.get("id"):
        name += "#" + element.get("id").replace(" ", "_")
    return name + "".join("." + token for token in classes(element)[:3])
