"""A copy of a page that can be looked at without danger, with the places outlined where fields were read.

A frame runs no script and asks for nothing: the sandbox and the policy of the report see to that. The copy leaves out
what would ask or run in vain, so that the browser has nothing to complain about, and what a person would not see.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from lxml import etree
from lxml.cssselect import CSSSelector

from litedrift.corpus import decode_page, fold
from litedrift.reports.html._text import clip
from litedrift.reports.html._words import lines_of, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Elements that run, load, or are read by a browser otherwise than by a parser.
_LEFT_OUT: Final = (
    *("script", "link", "meta", "base", "title", "template", "iframe", "frame", "frameset", "object", "embed"),
    *("applet", "audio", "video", "source", "track", "picture", "svg", "math", "canvas", "portal", "fencedframe"),
    *("noembed", "noframes", "xmp", "plaintext", "listing", "textarea", "select", "marquee"),
)
_ATTRIBUTES: Final = frozenset(
    {"class", "id", "style", "lang", "dir", "hidden", "colspan", "rowspan", "start", "reversed", "open", "datetime"}
)
#: What a style sheet may ask for from elsewhere; a backslash could spell any of it.
_ASKS: Final = re.compile(r"@import|url\s*\(|image-set|image\s*\(|expression|\\|<", re.IGNORECASE)
_OUTLINES: Final = (
    "html{background:#fff;color:#111;font-family:system-ui,sans-serif;padding:8px}"
    "[data-drift]{outline:3px solid #0072b2!important;outline-offset:2px!important}"
    "[data-drift~='read']{outline:3px dashed #c04a00!important}"
    "[data-drift]::before{content:attr(data-drift-label);display:block;width:fit-content;padding:0 6px;"
    "font:600 11px/16px system-ui,sans-serif;color:#fff;background:#0072b2;letter-spacing:0;text-indent:0}"
    "[data-drift~='read']::before{background:#c04a00}"
)
#: Outlines on one page, and the shortest text that is worth looking for inside another.
_MARKS: Final = 60
_SHORTEST: Final = 3
#: A page above this many characters is not drawn.
_TOO_LARGE: Final = 90_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be outlined: texts or addresses of one field, ``expected`` or ``read``; or what a selector finds."""

    field: str
    role: str
    texts: tuple[str, ...] = ()
    selector: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page for a frame: its markup, empty when it is too large, and the marks of which nothing was found."""

    title: str
    markup: str
    missed: tuple[str, ...] = ()


def marks_of(field: str, expected: Any, actual: Any, selector: str = "") -> tuple[Mark, Mark]:
    """Return what to outline for one field: where the right value stands, and where the value that came stands.

    Of two lists only the items in which they differ; `selector` helps where the right value is not printed as it is.
    """
    # Nothing of the right value is lost: its place is worth one outline, not one a paragraph.
    old, new = Counter(_lines(nearest(expected, actual))), Counter(_lines(actual))
    return (
        Mark(field, "expected", tuple((old - new) or ([] if selector else list(old)[:1]))[:_MARKS], selector),
        Mark(field, "read", tuple(new - old)[:_MARKS]),
    )


def _lines(value: Any) -> Iterator[str]:
    return (fold(each) for line in lines_of(value) for each in line.split(" → ")[:1] if fold(each))


def draw(title: str, data: bytes, content_type: str | None, url: str, marks: Sequence[Mark]) -> Frame:
    """Return the copy of a page with its outlines."""
    text = decode_page(data, content_type)
    if len(text) > _TOO_LARGE:
        return Frame(title, "", (f"{len(text):,} characters are too many to draw",))
    root = _parse(text)
    texts = {node: _text(node) for node in _elements(root)}
    missed = tuple(f"{mark.field} ({mark.role})" for mark in marks if not _outline(root, texts, mark, url))
    _clean(root)
    page = etree.tostring(root, method="html", encoding="unicode")
    return Frame(title, f"<!DOCTYPE html><style>{_OUTLINES}</style>{page}", missed)


def places(data: bytes, content_type: str | None, selector: str) -> tuple[str, ...]:
    """Return the texts of what a selector finds on a page."""
    found = CSSSelector(selector)(_parse(decode_page(data, content_type)))
    return tuple(filter(None, (_text(node) for node in found[:1])))


def _parse(text: str) -> Any:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<p></p>", parser)
    return etree.fromstring(b"<html><body></body></html>", parser) if root is None else root


def _outline(root: Any, texts: Mapping[Any, str], mark: Mark, url: str) -> bool:
    """Outline what a mark names; whether anything of it was found. `texts` has the text of each element, in order."""
    if not mark.texts and not mark.selector:
        return True
    wanted = set(mark.texts)
    nodes = list(_named(texts, wanted, url)) or list(_holding(texts, wanted))
    if not nodes and mark.selector:
        nodes = [node for node in CSSSelector(mark.selector)(root) if texts.get(node)][:1]
    for node in nodes[:_MARKS]:
        label = f"{mark.field}: {mark.role}"
        node.set("data-drift", f"{node.get('data-drift', '')} {mark.role}".strip())
        node.set("data-drift-label", " · ".join(filter(None, (node.get("data-drift-label"), label))))
    return bool(nodes)


def _named(texts: Mapping[Any, str], wanted: set[str], url: str) -> Iterator[Any]:
    """Yield the innermost elements whose whole text, or whose address, is wanted."""
    for node, text in texts.items():
        if text in wanted:
            if not any(texts.get(child) in wanted for child in node.iterdescendants()):
                yield node
        elif node.tag == "a" and _address(url, node) in wanted:
            yield node


def _holding(texts: Mapping[Any, str], wanted: set[str]) -> Iterator[Any]:
    """Yield, for each wanted text, the innermost element that holds it among other words."""
    for sought in sorted(wanted):
        hits = [node for node, text in texts.items() if len(sought) >= _SHORTEST and sought in text]
        if hits and hits[-1].tag not in ("html", "body"):
            yield hits[-1]


def _elements(root: Any) -> Iterable[Any]:
    return (node for node in root.iter() if isinstance(node.tag, str) and node.tag not in ("script", "style", "title"))


def _text(node: Any) -> str:
    return fold("".join(map(str, node.itertext())))


def _address(url: str, node: Any) -> str:
    try:
        return urljoin(url, str(node.get("href") or ""))
    except ValueError:  # an address that is none
        return ""


def _clean(root: Any) -> None:
    """Leave out what runs, loads or leads away; keep what a person would see."""
    etree.strip_elements(root, *_LEFT_OUT, with_tail=False)
    etree.strip_tags(root, "noscript")
    for node in root.iter():
        for name in list(node.attrib):
            if name not in _ATTRIBUTES and name not in ("data-drift", "data-drift-label"):
                del node.attrib[name]
        if _ASKS.search(node.get("style") or ""):
            del node.attrib["style"]
        if node.tag == "style" and _ASKS.search(node.text or ""):
            node.text = ""
        if node.get("data-drift-label"):
            node.set("data-drift-label", clip(node.get("data-drift-label"), 80))
