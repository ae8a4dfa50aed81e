"""Where elements stand to each other, and the text that a reader sees in one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.corpus import fold
from litedrift.watch._kind import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterator

Node = Any  # lxml's element class is generated in C

#: Elements that hold a part of a line.
_INLINE: Final = frozenset({"a", "b", "em", "font", "i", "small", "span", "strong", "time", "u"})
#: Boxes of a page: none of them is a line.
_BOXES: Final = frozenset({"body", "article", "main", "section"})


def line_of(node: Node) -> Node:
    """Return the block whose line begins with this element."""
    parent = node.getparent()
    while node.tag in _INLINE and parent is not None and parent.tag not in _BOXES:
        alone = parent[0] is node and (parent.text is None or parent.text.isspace())
        goes_on = len(parent) == 1 or (node.tail is not None and not node.tail.isspace())
        if not (alone and goes_on):
            break
        node, parent = parent, parent.getparent()
    return node


def common(first: Node, second: Node) -> Node | None:
    """Return the nearest element that holds both."""
    over = {first, *first.iterancestors()}
    while second is not None and second not in over:
        second = second.getparent()
    return second


def text(node: Node) -> str:
    """Return the text of an element that a reader sees, as texts are compared."""
    if not len(node):
        return fold(node.text or "")
    parts = [node.text or ""]
    for child in node:
        if len(child) or node.tag in UNREAD:
            return fold("".join(_texts(node)))
        if isinstance(child.tag, str) and child.tag not in UNREAD:
            parts.append(child.text or "")
        parts.append(child.tail or "")
    return fold("".join(parts))


def _texts(node: Node) -> Iterator[str]:
    """Yield the text nodes that a reader sees."""
    walk = etree.iterwalk(node, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        if event == "start":
            if each.tag in UNREAD:
                walk.skip_subtree()
            elif each.text:
                yield each.text
        elif each is not node and each.tail:
            yield each.tail
