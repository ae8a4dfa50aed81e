"""One pass over a parsed page: what has a name, what begins like a line of the site, what is prose, what is a link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

if TYPE_CHECKING:
    from litedrift.watch._marks import Marks

Node = Any  # lxml's element class is generated in C

#: Text in these is not printed.
_RAW: Final = frozenset({"script", "style", "noscript", "template", "title", "textarea", "iframe", "option"})
UNREAD: Final = _RAW | {"svg", "math"}
#: What stands in these is not the story.
BESIDE: Final = frozenset({"aside", "nav", "figure", "template", "noscript", "form", "dialog", "svg"})
#: Elements that hold a part of a line.
INLINE: Final = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "time", "u"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
#: A text node of so many characters is prose.
_PROSE: Final = 60
_DEEP: Final = 12
#: A shorter text that the page's title begins with may be anything.
_TITLE: Final = 15


class Scan:
    """The index of one page.

    `order` has each element's place in the document; `classes`, `ids` and `tags` the elements by name. `labelled` has
    the elements whose text begins like a line of the site, by the line's name; `prose` those with a long text.
    """

    __slots__ = (
        "anchors",
        "classes",
        "headings",
        "ids",
        "keys",
        "labelled",
        "names",
        "order",
        "prose",
        "root",
        "tags",
        "title",
        "titled",
    )

    def __init__(self, root: Node, marks: Marks) -> None:
        self.root = root
        self.order: dict[Node, int] = {}
        self.classes: dict[str, list[Node]] = {}
        self.ids: dict[str, list[Node]] = {}
        self.tags: dict[str, list[Node]] = {}
        self.keys: set[str] = set()
        self.names: set[tuple[str, str]] = set()
        self.labelled: dict[str, list[Node]] = {}
        self.prose: list[Node] = []
        self.anchors: list[Node] = []
        self.headings: list[Node] = []
        self.title = ""
        self.titled: Node | None = None
        self._pass(marks)
        self.keys.update(self.classes, map("#{}".format, self.ids))

    def _pass(self, marks: Marks) -> None:
        order, classes, tags, names = self.order, self.classes, self.tags, self.names
        begins, starts = marks.begins.match, marks.starts
        for number, node in enumerate(self.root.iter(etree.Element)):
            order[node] = number
            tag = node.tag
            tags.setdefault(tag, []).append(node)
            for key, value in node.items():
                if key == "class":
                    names.add((tag, value))
                    for token in value.split():
                        classes.setdefault(token, []).append(node)
                elif key == "id":
                    self.ids.setdefault(value, []).append(node)
            text = node.text
            if tag in _RAW:
                if tag == "title" and not self.title:
                    self.title = " ".join((text or "").split())
                continue
            if tag == "a":
                self.anchors.append(node)
            elif tag in _HEADINGS:
                self.headings.append(node)
            if not text:
                continue
            text = text.strip()
            if text[:2].casefold() in starts or text[:1].isdigit():
                found = begins(text)
                if found:
                    self.labelled.setdefault(found.lastgroup or "", []).append(node)
            if len(text) > _PROSE and tag != "a" and tag not in _HEADINGS:
                self.prose.append(node)
            elif len(text) > _TITLE and self.titled is None and self.title.startswith(text):
                self.titled = node

    def before(self, name: str, limit: Node | None = None) -> list[Node]:
        """Return the lines of this name that are shown in the story's own place, each by the block that holds it."""
        end = self.order.get(limit, len(self.order)) if limit is not None else len(self.order)
        found = [node for node in self.labelled.get(name, ()) if self.order[node] <= end and not beside(node)]
        return list(dict.fromkeys(map(line_of, found)))


def line_of(node: Node) -> Node:
    """Return the block whose line begins with this element."""
    parent = node.getparent()
    while node.tag in INLINE and parent is not None and parent.tag not in ("body", "article", "main", "section"):
        alone = parent[0] is node and (parent.text is None or parent.text.isspace())
        goes_on = len(parent) == 1 or (node.tail is not None and not node.tail.isspace())
        if not (alone and goes_on):
            break
        node, parent = parent, parent.getparent()
    return node


def beside(node: Node) -> bool:
    """Whether an element stands beside the story, or is not shown."""
    for _ in range(_DEEP):
        if node is None:
            return False
        if node.tag in BESIDE or node.get("hidden") is not None:
            return True
        style = node.get("style")
        if style and ("none" in style or "hidden" in style):
            return True
        node = node.getparent()
    return False


def common(first: Node, second: Node) -> Node | None:
    """Return the nearest element that holds both."""
    over = {first, *first.iterancestors()}
    while second is not None and second not in over:
        second = second.getparent()
    return second
