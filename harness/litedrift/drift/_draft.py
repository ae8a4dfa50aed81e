"""A page under mutation, and the landmarks that its case lets one find in it.

Each case is parsed once; a draft is a copy of that tree. Landmarks are found on the clean page (by the site table and
by the gold) and remembered as positions, so that an operator still finds the byline after another renamed its class.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urljoin

from lxml import etree

from litedrift.corpus import Case, Gold, Maybe, Site, charset_of, decode_page
from litedrift.drift._kit import BLOCKS, Element, elements, rendered, selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")


#: What holds the whole page is no paragraph.
_FRAME: Final = ("html", "body")


class Infeasible(Exception):  # a verdict, not an error: the combination cannot be decided
    """The operator does not make sense on this page; counted, and left out of the denominators."""


@dataclass(frozen=True)
class Blueprint:
    """One case, parsed once, with the positions of its landmarks in document order.

    `facts` are what drafts have asked of the page before any edit: each is worked out once a case, not once a mutant.
    """

    case: Case
    site: Site
    tree: Any
    positions: dict[str, tuple[int, ...]]
    charset: str
    facts: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def markup(self) -> str:
        """The page re-serialised without any edit, as text: what an operator on markup starts from."""
        return serialised(self.tree)

    @cached_property
    def clean(self) -> bytes:
        """The same as bytes: what a mutant must differ from."""
        return encoded(self.markup, self.charset)

    @cached_property
    def reading(self) -> Draft:
        """The page as a draft that is only read: it stands on the one tree that all others are copied from."""
        return Draft(self, copied=False)

    @cached_property
    def numbers(self) -> dict[Element, int]:
        """Element of the tree → its position in document order."""
        return {node: number for number, node in enumerate(elements(self.tree.getroot()))}


def blueprint(case: Case, site: Site) -> Blueprint:
    """Parse a case and find its landmarks."""
    charset = charset_of(case.html, case.content_type)
    root = parse_page(decode_page(case.html, case.content_type))
    found = {name: selector(css)(root) for name, css in site.landmarks_of(case.epoch, case.kind).items()}
    return Blueprint(case, site, root.getroottree(), _positions(root, found, case.gold, case.url, site), charset)


def parse_page(text: str) -> Element:
    """Parse a page and return its root; what spells no markup gives an empty page."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring(text.encode("utf-8", "replace") or b"<p></p>", parser)
    if root is None:  # only comments, or bytes that spell no markup
        root = etree.fromstring(b"<html><body></body></html>", parser)
    return root


def _positions(
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
        and urljoin(url, node.get("href") or "") == target
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


class Draft:
    """One page under mutation: first a tree, then markup (text), then bytes.

    The tree is copied when it is first asked for: an operator on markup or bytes needs none.

    `gold` is the expectation so far; operators that transform it say so in their contract. Reading
    `markup` freezes the tree, reading `data` freezes the markup: layers run in that order.
    """

    def __init__(self, plan: Blueprint, *, copied: bool = True) -> None:
        self.case = plan.case
        self.site = plan.site
        self.gold = plan.case.gold
        self.url = plan.case.url
        self.content_type = plan.case.content_type
        self.charset = plan.charset
        self.epoch = plan.case.epoch
        self._replaced = False
        self._plan = plan
        self._positions = plan.positions
        self._tree: Any = None if copied else plan.tree
        self._nodes: list[Element] = [] if copied else list(plan.numbers)
        self._markup: str | None = None
        self._data: bytes | None = None

    @property
    def root(self) -> Element:
        """The tree's root element, as long as the page is a tree."""
        if self._markup is not None:
            raise AssertionError("the page is no longer a tree: a tree operator ran after a markup operator")
        return self._copied().getroot()

    @root.setter
    def root(self, new: Element) -> None:
        self._tree, self._nodes, self._positions = new.getroottree(), [], {}

    def _copied(self) -> Any:
        """Return this draft's own tree; its elements are numbered before any is moved."""
        if self._tree is None:
            self._tree = copy.deepcopy(self._plan.tree)
            self._nodes = list(elements(self._tree.getroot()))
        return self._tree

    def fact(self, work: Callable[[Draft], T]) -> T:
        """Return ``work(self)``; as long as this is the page of its case, what was worked out once for that.

        `work` is a function of a module that changes nothing; its result holds no element.
        """
        if not self._untouched:
            return work(self)
        facts = self._plan.facts
        if work not in facts:
            facts[work] = work(self._plan.reading)
        found: T = facts[work]
        return found

    def found(self, work: Callable[[Draft], Iterable[tuple[T, Element]]]) -> list[tuple[T, Element]]:
        """Return ``work(self)``, pairs of anything and an element, as `fact` does."""
        if not self._untouched:
            return list(work(self))
        facts, numbers = self._plan.facts, self._plan.numbers
        if work not in facts:
            facts[work] = tuple((key, numbers[node]) for key, node in work(self._plan.reading))
        self._copied()
        return [(key, self._nodes[number]) for key, number in facts[work]]

    @property
    def _untouched(self) -> bool:
        """Whether nobody can have changed anything yet."""
        return self._tree is None and self._markup is None and self.gold is self.case.gold

    @property
    def body(self) -> Element:
        """The ``body`` element."""
        found = next(self.root.iterchildren("body"), None)
        if found is None:
            raise Infeasible("the page has no body element")
        return found

    @property
    def head(self) -> Element:
        """The ``head`` element."""
        found = next(self.root.iterchildren("head"), None)
        if found is None:
            raise Infeasible("the page has no head element")
        return found

    def replace_tree(self, root: Element, landmarks: Mapping[str, Sequence[Element]], *, epoch: str) -> None:
        """Put another page in the place of this one: `landmarks` says where in it each landmark stands.

        Paragraphs and the end link are found again by the expectation, which must already be the new page's.
        `epoch` names the template that the page has from now on.

        Raises:
            Infeasible: another page was put here before.

        """
        if self._replaced:
            raise Infeasible("a page has one template at a time")
        self._replaced = True
        self._tree = root.getroottree()
        self.epoch = epoch
        self._nodes = list(elements(root))
        self._positions = _positions(root, landmarks, self.gold, self.url, self.site)

    def landmark(self, name: str) -> list[Element]:
        """Return the elements that were this landmark on the clean page and still are in the tree."""
        untouched = self._tree is None
        self._copied()
        found = [self._nodes[n] for n in self._positions.get(name, ()) if n >= 0]
        return found if untouched else self._attached(found)

    def one(self, name: str) -> Element | None:
        """Return the first element of a landmark, or None."""
        found = self.landmark(name)
        return found[0] if found else None

    @property
    def paragraphs(self) -> list[Element]:
        """The elements that render the gold body, in order, as far as each has one of its own."""
        return self.landmark("paragraph")

    @property
    def paragraph_of_gold(self) -> list[Element | None]:
        """For each gold body item the element that renders it, or None when it shares one."""
        there = set(self.landmark("paragraph"))
        nodes = (self._nodes[n] if n >= 0 else None for n in self._positions.get("paragraph", ()))
        return [node if node in there else None for node in nodes]

    def _attached(self, nodes: Iterable[Element]) -> list[Element]:
        """Return those of these elements that are still in the tree; neighbours have one parent."""
        root = self._tree.getroot()
        known: dict[Any, bool] = {None: False, root: True}
        found = []
        for node in nodes:
            above, way = node, []
            while above not in known:
                way.append(above)
                above = above.getparent()
            known.update(dict.fromkeys(way, known[above]))
            if known[node]:
                found.append(node)
        return found

    @property
    def markup(self) -> str:
        """The page as text."""
        if self._markup is None:
            self._markup = self._plan.markup if self._tree is None else serialised(self._tree)
        return self._markup

    @markup.setter
    def markup(self, text: str) -> None:
        self._markup = text
        self._data = None

    @property
    def data(self) -> bytes:
        """The page as bytes, in its declared charset; what that cannot spell becomes a reference."""
        if self._data is None:
            self._data = encoded(self.markup, self.charset)
        return self._data

    @data.setter
    def data(self, data: bytes) -> None:
        self.markup  # noqa: B018  # freezes the tree
        self._data = data
