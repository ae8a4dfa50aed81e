"""Which box the story stands in, and which boxes beside it or within it are no part of it."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from cnn_lite._page import HEADINGS

if TYPE_CHECKING:
    from cnn_lite._page import Block


def at_home(zone: list[Block]) -> list[Block]:
    """Keep the blocks that belong to the story's own container; side boxes go as a whole.

    A box of its own is one that is mostly links, another article with its own heading, or, in a story of paragraphs,
    one without any that is named like nothing else there.
    """
    if len({id(block.home) for block in zone}) < 2 and all(block.element.tag != "div" for block in zone):
        return zone
    home = common_box([(len(block.text), block.element.getparent()) for block in zone if block.href is None])
    branches: dict[Any, list[Block]] = {}
    around = {home, *home.iterancestors()} if home is not None else set()
    for block in zone:
        branches.setdefault(_branch(block.element, around), []).append(block)
    total = sum(len(block.text) for block in zone)
    in_paragraphs = 2 * sum(len(block.text) for block in zone if block.element.tag == "p") > total
    names = Counter(branch.get("class") for branch in branches)
    kept = []
    first, beginning = next(iter(branches.items()))
    for branch, inside in branches.items():
        size = sum(len(block.text) for block in inside)
        links = len(inside) > 1 and 2 * sum(block.linked for block in inside) > size
        other = branch.tag == "article" and branch.get("class") != first.get("class")
        apart = len(beginning) > 1 or branch.getparent() is not home  # else the story comes as a series of posts
        another = other and apart and inside[0].element.tag in HEADINGS
        named = branch.tag in ("div", "section") and (branch.get("class") or branch.get("id")) and not inside[0].role
        alien = in_paragraphs and named and names[branch.get("class")] < 2 and next(branch.iter("p"), None) is None
        if not (links or another or (alien and 3 * size < total)):
            kept += inside
    return kept


def common_box(weighed: list[tuple[int, Any]]) -> Any:
    """Return the deepest box that holds at least four fifths of the weight of these (weight, box)."""
    weights: Counter[Any] = Counter()
    outer: Counter[Any] = Counter()  # most have one parent, whose ancestors are then climbed once
    for weight, inner in weighed:
        if inner is not None:
            weights[inner] += weight
            outer[inner.getparent()] += weight
    for parent, weight in outer.items():
        for box in () if parent is None else (parent, *islice(parent.iterancestors(), 64)):
            weights[box] += weight
    total = sum(weight for weight, _ in weighed)
    heavy = (box for box, weight in weights.items() if 5 * weight >= 4 * total)
    return max(heavy, key=lambda box: sum(1 for _ in box.iterancestors()), default=None)


def _branch(element: Any, around: set[Any]) -> Any:
    """Return the largest box around an element that is not among those `around` the story."""
    for box in islice(element.iterancestors(), 64):
        if box in around:
            break
        element = box
    return element
