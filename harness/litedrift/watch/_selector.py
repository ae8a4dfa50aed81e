"""Match the selectors of a site table against the index of one pass: a tenth of what a search of the tree takes.

What tables hold is small: a tag, classes, ids, child and descendant steps, first and last child. Any other selector
is left to lxml.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
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


@dataclass(frozen=True)
class Step:
    """One step of a selector; `combinator` leads to the step before it."""

    tag: str | None = None
    classes: tuple[str, ...] = ()
    id: str | None = None
    pseudo: tuple[str, ...] = ()
    combinator: str = ""

    @cached_property
    def key(self) -> str:
        """What can be told by names alone: tag, id and classes, as the index of a scan has them; empty for a tag."""
        names = [*([f"#{self.id}"] if self.id is not None else ()), *(f".{each}" for each in self.classes)]
        return f"{self.tag or ''}{''.join(names)}" if names else ""

    @property
    def name(self) -> Step | None:
        """The step with its first name and no more, whatever tag and place; None without a name."""
        if self.id is not None:
            return Step(id=self.id)
        return Step(classes=self.classes[:1]) if self.classes else None

    def fits(self, tag: str, names: frozenset[str], ident: str) -> bool:
        """Whether an element with this tag, these classes and this id can match."""
        return self.tag in (None, tag) and self.id in (None, ident) and names.issuperset(self.classes)

    def holds(self, node: Node, scan: Scan) -> bool:
        """Whether an element matches this step by itself."""
        kind = scan.kind(node)
        return self.fits(kind.tag, kind.names, kind.id) and self.stands(node)

    def stands(self, node: Node) -> bool:
        """Whether an element is the child that is wanted."""
        return all((node.getprevious() if each == "first-child" else node.getnext()) is None for each in self.pseudo)


class Selector:
    """One selector; `find` gives its elements in document order.

    From the first step that has a name the search goes down: the index knows the few elements with that name.
    """

    def __init__(self, text: str) -> None:
        self._slow: CSSSelector | None = None
        steps: list[Step] = []
        try:
            (parsed,) = cssselect.parse(text)
            _take(parsed.parsed_tree, steps)
        except _OtherwiseSelected:
            steps = []
        first = next((n for n, step in enumerate(steps) if step.key), None)
        if first is None:
            self._slow, first = CSSSelector(text), 0
        self._key = steps[first].key if steps else ""
        self._before, self._after = steps[: first + 1], steps[first + 1 :]
        self._simple = not self._slow and len(steps) == 1 and not steps[0].pseudo
        #: The steps with a name, each as it is told by names alone; without one of them no element matches.
        self.named = tuple(replace(step, pseudo=(), combinator="") for step in steps if step.key)
        #: The name of the element itself.
        self.name = steps[-1].name if steps else None

    def find(self, scan: Scan) -> Sequence[Node]:
        """Return the elements of a scanned page that match; the marks of the scan know the selector's steps."""
        if self._simple:
            return scan.index.get(self._key, ())
        if self._slow is not None:
            return [node for node in self._slow(scan.root) if node in scan.order]
        found: Sequence[Node] = scan.index.get(self._key, ())
        if len(self._before) > 1 or self._before[-1].pseudo:
            found = [node for node in found if self._under(node, scan)]
        for step in self._after:
            found = _below(found, step, scan)
        return found

    def _under(self, node: Node, scan: Scan) -> bool:
        """Whether an element of the first step with a name stands where this step and those before want it."""
        return self._before[-1].stands(node) and _stands_in(node, self._before, scan)


def _stands_in(node: Node, steps: Sequence[Step], scan: Scan) -> bool:
    """Whether the elements around one match all steps but the last, which is its own."""
    if len(steps) == 1:
        return True
    around = node.iterancestors() if steps[-1].combinator == " " else [node.getparent()]
    return any(
        each is not None and steps[-2].holds(each, scan) and _stands_in(each, steps[:-1], scan) for each in around
    )


def _below(boxes: Sequence[Node], step: Step, scan: Scan) -> list[Node]:
    """Return what matches a step among the children of these elements, or among all that they hold."""
    found: list[Node] = []
    for box in boxes:
        nodes = (box.iterchildren if step.combinator == ">" else box.iterdescendants)(step.tag or "*")
        if step.key:
            found += [node for node in nodes if node in scan.order and step.holds(node, scan)]
        else:  # a tag alone, and that is asked for already
            found += [node for node in nodes if node in scan.order and (not step.pseudo or step.stands(node))]
    # Boxes may stand in each other.
    return found if len(boxes) < 2 else sorted(set(found), key=scan.order.__getitem__)


class _OtherwiseSelected(Exception):
    """The selector is more than this module knows."""


def _take(tree: Any, steps: list[Step]) -> None:
    """Add the steps of a parsed selector, the outermost first."""
    if isinstance(tree, CombinedSelector):
        if tree.combinator not in (">", " "):
            raise _OtherwiseSelected
        _take(tree.selector, steps)
        steps.append(_step(tree.subselector, tree.combinator))
    else:
        steps.append(_step(tree, ""))


def _step(tree: Any, combinator: str) -> Step:
    step = Step(combinator=combinator)
    while not isinstance(tree, Tag):
        match tree:
            case Class():
                step = replace(step, classes=(tree.class_name, *step.classes))
            case Hash() if step.id is None:
                step = replace(step, id=tree.id)
            case Attrib(attrib="id", operator="=", namespace=None) if step.id is None and tree.value is not None:
                step = replace(step, id=tree.value.value)
            case Pseudo() if tree.ident in _PSEUDO:
                step = replace(step, pseudo=(*step.pseudo, tree.ident))
            case _:
                raise _OtherwiseSelected
        tree = tree.selector
    return replace(step, tag=tree.element)
