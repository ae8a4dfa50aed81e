"""One pass over a parsed page: what has a name, what begins like a line of the site, what is prose, what is a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.watch._kind import HEADING, LINK, RAW
from litedrift.watch._marks import FIRST
from litedrift.watch._tree import line_of

if TYPE_CHECKING:
    from litedrift.watch._kind import Kind
    from litedrift.watch._marks import Marks

Node = Any  # lxml's element class is generated in C

#: A text node of so many characters is prose.
_PROSE: Final = 60
_DEEP: Final = 12
#: What belongs into a head; a parser that was led astray may put a story there.
_HEAD: Final = frozenset({"base", "link", "meta", "noscript", "script", "style", "template", "title", etree.Comment})
#: A shorter text that the page's title begins with may be anything.
_TITLE: Final = 15


def _read(root: Node) -> tuple[str, list[Node]]:
    """Return a page's title and its elements in document order, without a head that holds what belongs there."""
    title = ""
    nodes = [root]
    for part in root.iterchildren(etree.Element):
        inner = list(part) if part.tag == "head" else ()
        if inner and all(each.tag in _HEAD for each in inner):
            titles = (each.text for each in inner if each.tag == "title" and each.text)
            title = title or " ".join(next(titles, "").split())
        else:
            nodes += part.iter(etree.Element)
    return title, nodes


class Scan:
    """The index of one page, but for its head: what stands there has no place on the page.

    `nodes` are its elements in document order, `order` has the place of each, `kinds` what its names say, by place.
    `index` has the elements by the names that the site table knows; `labelled` those whose text begins like a line of
    the site, by the line's name; `prose` the places of those with a long text.
    """

    __slots__ = (
        "_apart",
        "_ends",
        "anchors",
        "headings",
        "index",
        "kinds",
        "labelled",
        "nodes",
        "order",
        "prose",
        "root",
        "title",
        "titled",
    )

    def __init__(self, root: Node, marks: Marks) -> None:
        self.root = root
        self.title, self.nodes = _read(root)
        self.order: dict[Node, int] = dict(zip(self.nodes, range(len(self.nodes)), strict=True))
        self.kinds: list[Kind] = []
        self.index: dict[str, list[Node]] = {}
        self.labelled: dict[str, list[Node]] = {}
        self.prose: list[int] = []
        self.anchors: list[Node] = []
        self.headings: list[Node] = []
        self.titled: Node | None = None
        self._apart: set[Node] = set()
        self._ends: dict[Node, int] = {}
        self._pass(marks)

    def _pass(self, marks: Marks) -> None:
        kinds, kind_of = self.kinds, marks.kinds
        line_like, day = marks.lines.get, marks.day
        title, titled = self.title, None
        for node in self.nodes:
            items = node.items()
            if items:
                classes = ident = ""
                for key, value in items:
                    if key == "class":
                        classes = value
                    elif key == "id":
                        ident = value
                    elif key == "hidden" or (key == "style" and ("none" in value or "hidden" in value)):
                        self._apart.add(node)
                kind = kind_of[node.tag, classes, ident]
            else:
                kind = kind_of[node.tag]
            kinds.append(kind)
            if not kind.plain:
                for key in kind.keys:
                    self.index.setdefault(key, []).append(node)
                if kind.beside:
                    self._apart.add(node)
                role = kind.role
                if role == RAW:
                    if kind.tag == "title" and not title:
                        title = " ".join((node.text or "").split())
                    continue
                if role == LINK:
                    self.anchors.append(node)
                elif role == HEADING:
                    self.headings.append(node)
            text = node.text
            text = text and text.strip()
            if not text:
                continue
            lines = line_like(text[:2].casefold())
            found = None
            if lines is not None:
                if text[:FIRST].casefold().startswith(lines.first):
                    found = lines.begins.match(text)
            elif text[0].isdigit():
                found = day.match(text)
            if found is not None:
                self.labelled.setdefault(found.lastgroup or "", []).append(node)
            if len(text) > _PROSE and not kind.role:
                self.prose.append(len(kinds) - 1)
            elif titled is None and len(text) > _TITLE and title.startswith(text):
                titled = node
        self.title, self.titled = title, titled

    def kind(self, node: Node) -> Kind:
        """Return what an element's names say."""
        return self.kinds[self.order[node]]

    def inside(self, node: Node, box: Node) -> bool:
        """Whether an element stands in another; in a comment stands none."""
        start = self.order.get(box)
        return start is not None and start < self.order[node] < self.end(box)

    def end(self, box: Node) -> int:
        """Return the place behind the last element in a box."""
        found = self._ends.get(box)
        if found is None:
            node, after = box, None
            while after is None and node is not None:
                after = node.getnext()
                while after is not None and after not in self.order:  # a comment, or the head
                    after = after.getnext()
                node = node.getparent()
            found = self._ends[box] = len(self.order) if after is None else self.order[after]
        return found

    def before(self, name: str, end: int) -> list[Node]:
        """Return the lines of this name up to a place that are shown, each by the block that holds it."""
        found = [node for node in self.labelled.get(name, ()) if self.order[node] <= end and not self.beside(node)]
        return list(dict.fromkeys(map(line_of, found)))

    def beside(self, node: Node | None) -> bool:
        """Whether an element stands beside the story, or is not shown."""
        if self._apart:
            for _ in range(_DEEP):
                if node is None:
                    return False
                if node in self._apart:
                    return True
                node = node.getparent()
        return False
