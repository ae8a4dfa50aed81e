"""Lines and items change places; what follows an element stays where it was."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from litedrift.drift._kit import (
    Element,
    detach,
    insert_before,
    make,
    rendered,
)
from litedrift.drift.catalogue._story import (
    STRICT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._draft import Draft


def movable(draft: Draft, name: str) -> Element | None:
    """Return the line of this landmark if it shows something and can be moved."""
    node = draft.one(name)
    if node is None or not rendered(node) or node.getparent().tag in STRICT:
        return None
    return node


def swap_in(nodes: Sequence[Element], turned: Sequence[Element]) -> None:
    """Let elements take each other's places; white space between the places stays."""
    marks = [make("span") for _ in nodes]
    for mark, node in zip(marks, nodes, strict=True):
        insert_before(node, mark)
        detach(node)
    for mark, node in zip(marks, turned, strict=True):
        insert_before(mark, node)
        detach(mark)


def permuted(
    found: Sequence[tuple[int, Element]], turned: Sequence[tuple[int, Element]], items: list[Any]
) -> list[Any]:
    """Return the expected items after their elements took each other's places."""
    after = list(items)
    for (place, _), (origin, _) in zip(found, turned, strict=True):
        after[place] = items[origin]
    return after


def double(node: Element) -> Element:
    twin = copy.deepcopy(node)
    twin.tail = None
    twin.attrib.pop("id", None)
    return twin
