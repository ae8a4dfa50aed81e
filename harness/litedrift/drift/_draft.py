"""A page under mutation: a copy of its case's tree, then markup, then bytes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, TypeVar

from litedrift.drift._blueprint import Blueprint, encoded, positions_of, serialised
from litedrift.drift._kit import Element, elements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")


class Infeasible(Exception):  # a verdict, not an error: the combination cannot be decided
    """The operator does not make sense on this page; counted, and left out of the denominators."""


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
            spare = self._plan.spare
            self._tree = spare.pop() if spare else copy.deepcopy(self._plan.tree)
            self._nodes = list(elements(self._tree.getroot()))
        return self._tree

    def hand_back(self) -> None:
        """Leave this draft's copy of the tree, if it has one, to the next draft: nothing on it was changed."""
        if self._tree is not None:
            self._plan.spare.append(self._tree)

    def fact(self, work: Callable[..., T], *arguments: str) -> T:
        """Return ``work(self, *arguments)``; as long as this is the page of its case, what was worked out once for it.

        `work` is a function of a module that changes nothing; its result holds no element.
        """
        if not self._untouched:
            return work(self, *arguments)
        facts, name = self._plan.facts, (work, arguments)
        if name not in facts:
            facts[name] = work(self._reading(), *arguments)
        found: T = facts[name]
        return found

    def found(self, work: Callable[[Draft], Iterable[tuple[T, Element]]]) -> list[tuple[T, Element]]:
        """Return ``work(self)``, pairs of anything and an element, as `fact` does."""
        if not self._untouched:
            return list(work(self))
        facts, numbers = self._plan.facts, self._plan.numbers
        if work not in facts:
            facts[work] = tuple((key, numbers[node]) for key, node in work(self._reading()))
        if not facts[work]:
            return []
        self._copied()
        return [(key, self._nodes[number]) for key, number in facts[work]]

    def _reading(self) -> Draft:
        """Return the page of the case as a draft that is only read: on the one tree that all others are copied from."""
        facts = self._plan.facts
        if Draft not in facts:
            facts[Draft] = Draft(self._plan, copied=False)
        found: Draft = facts[Draft]
        return found

    @property
    def _untouched(self) -> bool:
        """Whether nobody can have changed anything yet; a draft that is only read stays so."""
        whole = self._tree is None or self._tree is self._plan.tree
        return whole and self._markup is None and self.gold is self.case.gold

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
        self._positions = positions_of(root, landmarks, self.gold, self.url, self.site)

    def landmark(self, name: str) -> list[Element]:
        """Return the elements that were this landmark on the clean page and still are in the tree."""
        positions = [n for n in self._positions.get(name, ()) if n >= 0]
        if not positions:
            return []
        untouched = self._tree is None
        self._copied()
        found = [self._nodes[n] for n in positions]
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
