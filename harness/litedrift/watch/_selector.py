"""Match the selectors of a site table against the index of one pass: a tenth of what a search of the tree takes.

What tables hold is small: a tag, classes, ids, child and descendant steps, first and last child. Any other selector
is left to lxml.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import cssselect
from cssselect.parser import Attrib, Class, CombinedSelector, Hash, Pseudo
from cssselect.parser import Element as Tag
from lxml.cssselect import CSSSelector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.watch._scan import Scan

Node = Any  # lxml's element class is generated in C

_PSEUDO: Final = frozenset({"first-child", "last-child"})


@dataclass
class _Compound:
    """One step of a selector; `combinator` leads to the step before it."""

    tag: str | None = None
    classes: list[str] = field(default_factory=list)
    id: str | None = None
    pseudo: list[str] = field(default_factory=list)
    combinator: str = ""

    @property
    def plain(self) -> bool:
        """Whether it is a tag with one class and no more."""
        return self.tag is not None and len(self.classes) == 1 and self.id is None and not self.pseudo

    def holds(self, node: Node) -> bool:
        if self.tag is not None and node.tag != self.tag:
            return False
        if self.id is not None and node.get("id") != self.id:
            return False
        if self.classes and not set(self.classes) <= set((node.get("class") or "").split()):
            return False
        return all((node.getprevious() if each == "first-child" else node.getnext()) is None for each in self.pseudo)


class Selector:
    """One selector; `find` gives its elements in document order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._slow: CSSSelector | None = None
        self._steps: list[_Compound] = []
        try:
            (parsed,) = cssselect.parse(text)
            self._take(parsed.parsed_tree)
        except _OtherwiseSelected:
            self._slow = CSSSelector(text)
        #: Names without which no element can match.
        self.classes = frozenset(name for step in self._steps for name in step.classes)
        self.ids = frozenset(step.id for step in self._steps if step.id is not None)
        #: One of them, as the index of a scan has it.
        self.key = next(iter([*(f"#{each}" for each in self.ids), *self.classes]), None)
        self._plain = len(self._steps) == 1 and self._steps[0].plain
        self.last = self._steps[-1] if self._steps else _Compound()

    def find(self, scan: Scan) -> Sequence[Node]:
        """Return the elements of a scanned page that match."""
        if self._slow is not None:
            return list(self._slow(scan.root))
        if not (self.classes <= scan.classes.keys() and self.ids <= scan.ids.keys()):
            return ()
        last = self.last
        candidates: Sequence[Node]
        if last.id is not None:
            candidates = scan.ids[last.id]
        elif last.classes:
            candidates = scan.classes[last.classes[0]]
        else:
            candidates = scan.tags.get(last.tag, []) if last.tag else list(scan.order)
        if self._plain:  # the index has looked for the class already
            return [node for node in candidates if node.tag == last.tag]
        return [node for node in candidates if self._matches(node)]

    def named(self, scan: Scan) -> Sequence[Node]:
        """Return the elements with the names of the last step alone, whatever their tag and place."""
        last = self.last
        if last.id is not None:
            return scan.ids.get(last.id, ())
        return scan.classes.get(last.classes[0], ()) if last.classes else ()

    def _matches(self, node: Node) -> bool:
        if not self.last.holds(node):
            return False
        for before, after in zip(reversed(self._steps[:-1]), reversed(self._steps), strict=False):
            node = node.getparent()
            if after.combinator == " ":
                while node is not None and not before.holds(node):
                    node = node.getparent()
            if node is None or not before.holds(node):
                return False
        return True

    def _take(self, tree: Any) -> None:
        if isinstance(tree, CombinedSelector):
            if tree.combinator not in (">", " "):
                raise _OtherwiseSelected
            self._take(tree.selector)
            self._steps.append(_compound(tree.subselector, tree.combinator))
        else:
            self._steps.append(_compound(tree, ""))


class _OtherwiseSelected(Exception):
    """The selector is more than this module knows."""


def _compound(tree: Any, combinator: str) -> _Compound:
    step = _Compound(combinator=combinator)
    while not isinstance(tree, Tag):
        match tree:
            case Class():
                step.classes.insert(0, tree.class_name)
            case Hash() if step.id is None:
                step.id = tree.id
            case Attrib(attrib="id", operator="=", namespace=None) if step.id is None and tree.value is not None:
                step.id = tree.value.value
            case Pseudo() if tree.ident in _PSEUDO:
                step.pseudo.append(tree.ident)
            case _:
                raise _OtherwiseSelected
        tree = tree.selector
    step.tag = tree.element
    return step
