"""Which box the story stands in, and which boxes beside it or within it are no part of it."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from cnn_lite._page import HEADINGS

if TYPE_CHECKING:
    from cnn_lite._page import Block


def at_home(zone: list[Block]) -> list[Block]:
    """Keep the blocks that belong to the story's own container; loose text around it goes, and side boxes as a whole.

    A box of its own is one that is mostly links, another article with its own heading, or, in a story of paragraphs,
    one without any that is named like nothing else there.
    """
    if len({id(block.home) for block in zone}) < 2 and all(block.element.tag != "div" for block in zone):
        return zone
    home = common_box([(len(block.text), block.element.getparent()) for block in zone if block.href is None])
    around = {home, *home.iterancestors()} if home is not None else set()
    branches: dict[Any, list[Block]] = {}
    for block in zone:
        branches.setdefault(_branch(block.element, around), []).append(block)
    total = sum(len(block.text) for block in zone)
    in_paragraphs = 2 * sum(len(block.text) for block in zone if block.element.tag == "p") > total
    names = Counter(name for branch in branches for name in _names(branch))
    first, beginning = next(iter(branches.items()))
    series = {first.get("class"), *(post.get("class") for post in first.iter("article"))}

    def belongs(branch: Any, inside: list[Block]) -> bool:
        if branch in around and branch is not home:
            return False  # loose text around the story's container
        if any(block.role for block in inside) or [block.label for block in inside] == ["heading"]:
            return True
        size = sum(len(block.text) for block in inside)
        if len(inside) > 1 and 2 * sum(block.linked for block in inside) > size:
            return False
        if branch.tag == "article" and inside[0].element.tag in HEADINGS:
            posts = len({block.element for block in beginning}) < 2 and branch.getparent() is home
            return posts or branch.get("class") in series
        if branch.tag in ("div", "section") and in_paragraphs and 3 * size < total:
            tags = {block.element.tag for block in inside if block.element.tag == "p" or block.label == "text"}
            return not tags <= {"div"} or all(names[name] > 1 for name in _names(branch))
        return True

    return [block for branch, inside in branches.items() if belongs(branch, inside) for block in inside]


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


def _names(box: Any) -> set[str]:
    return {*(box.get("class") or box.get("id") or "").split()}


def _branch(element: Any, around: set[Any]) -> Any:
    """Return the largest box around an element that is not among those `around` the story."""
    for box in islice(element.iterancestors(), 64):
        if box in around:
            break
        element = box
    return element
