"""A case parsed once, and where in it its landmarks stand.

Landmarks are found on the clean page (by the site table and by the gold) and remembered as positions, so that an
operator still finds the byline after another renamed its class.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.corpus import Case, Gold, Maybe, Site, charset_of, decode_page
from litedrift.drift._kit import BLOCKS, PARSER, Element, elements, joined, rendered, selector

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: What holds the whole page is no paragraph.
_FRAME: Final = ("html", "body")


@dataclass(frozen=True)
class Blueprint:
    """One case, parsed once, with the positions of its landmarks in document order.

    `facts` are what drafts have asked of the page before any edit: each is worked out once a case, not once a mutant.
    `spare` are copies of the tree whose drafts found nothing to change.
    """

    case: Case
    site: Site
    tree: Any
    positions: dict[str, tuple[int, ...]]
    charset: str
    facts: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    spare: list[Any] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def markup(self) -> str:
        """The page re-serialised without any edit, as text: what an operator on markup starts from."""
        return serialised(self.tree)

    @cached_property
    def clean(self) -> bytes:
        """The same as bytes: what a mutant must differ from."""
        return encoded(self.markup, self.charset)

    @cached_property
    def numbers(self) -> dict[Element, int]:
        """Element of the tree → its position in document order."""
        return {node: number for number, node in enumerate(elements(self.tree.getroot()))}


def blueprint(case: Case, site: Site) -> Blueprint:
    """Parse a case and find its landmarks."""
    charset = charset_of(case.html, case.content_type)
    root = parse_page(decode_page(case.html, case.content_type))
    found = {name: selector(css)(root) for name, css in site.landmarks_of(case.epoch, case.kind).items()}
    return Blueprint(case, site, root.getroottree(), positions_of(root, found, case.gold, case.url, site), charset)


def parse_page(text: str) -> Element:
    """Parse a page and return its root; what spells no markup gives an empty page."""
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<p></p>", PARSER)
    if root is None:  # only comments, or bytes that spell no markup
        root = etree.fromstring(b"<html><body></body></html>", PARSER)
    return root


def positions_of(
    root: Element, landmarks: Mapping[str, Sequence[Element]], gold: Gold, url: str, site: Site
) -> dict[str, tuple[int, ...]]:
    """Return landmarks as positions in document order; paragraphs and end link are found by the gold."""
    nodes = list(elements(root))
    index = {node: number for number, node in enumerate(nodes)}
    found = {name: tuple(index[node] for node in hits) for name, hits in landmarks.items()}
    if gold.kind == "article":
        found["paragraph"] = tuple(_paragraphs(nodes, gold, frozenset(found.get("paragraph", ()))))
        found["end_link"] = _end_link(nodes, gold, url, site.labels.get("full_article_url", ()))
    return found


def _paragraphs(nodes: Sequence[Element], gold: Gold, known: frozenset[int] = frozenset()) -> list[int]:
    """Match gold paragraphs, in order, to the smallest elements that render as them; -1 where none does.

    `known` are positions of elements that hold lines of the story though their tag does not say so.
    """
    texts = [item.value if isinstance(item, Maybe) else item for item in gold.fields.get("body") or ()]
    named = sorted(known)
    if len(named) == len(texts) and all(rendered(nodes[n]) == text for n, text in zip(named, texts, strict=True)):
        return named
    blocks = [n for n, node in enumerate(nodes) if n in known or (node.tag in BLOCKS and node.tag not in _FRAME)]
    reads: dict[int, str] = {}

    def reading(place: int) -> str | None:
        if place >= len(blocks):
            return None
        if place not in reads:
            reads[place] = rendered(nodes[blocks[place]])
        return reads[place]

    positions: list[int] = []
    start = 0
    for text in texts:
        hit = next((k for k in range(start, len(blocks)) if reading(k) == text), None)
        if hit is None:
            positions.append(-1)
            continue
        while reading(hit + 1) == text and _inside(nodes[blocks[hit + 1]], nodes[blocks[hit]]):
            hit += 1
        positions.append(blocks[hit])
        start = hit + 1
    return positions


def _inside(node: Element, ancestor: Element) -> bool:
    return any(each is ancestor for each in node.iterancestors())


def _end_link(nodes: Sequence[Element], gold: Gold, url: str, labels: Sequence[str]) -> tuple[int, ...]:
    target = gold.fields.get("full_article_url")
    hits = [
        n
        for n, node in enumerate(nodes)
        if node.tag == "a"
        and joined(url, node.get("href") or "") == target
        and (rendered(node) in labels or not labels)
    ]
    return tuple(hits[-1:])


def serialised(tree: Any) -> str:
    """Return a tree as markup."""
    return str(etree.tostring(tree, method="html", encoding="unicode"))


def encoded(markup: str, charset: str) -> bytes:
    """Return markup as bytes; what the charset cannot spell becomes a reference."""
    data = markup.encode(charset, "xmlcharrefreplace")
    return "\ufeff".encode(charset) + data if charset.startswith("utf-16") else data
