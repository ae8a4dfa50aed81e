"""Which box the story stands in, and which boxes beside it or within it are no part of it."""

from __future__ import annotations

from collections import Counter
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from cnn_lite._nature import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnn_lite._page import Block, Box


def at_home(zone: list[Block]) -> list[Block]:
    """Keep the blocks that belong to the story's own container; loose text around it goes, and side boxes as a whole.

    A box of its own is one that is mostly links, another article with its own heading, or, in a story of paragraphs,
    one without any that is named like nothing else there.
    """
    if len({block.box.outer for block in zone}) < 2 and all(block.box.name != "div" for block in zone):
        return zone
    home = common_box([(len(block.text), block.box.outer) for block in zone if block.href is None])
    around = {home, *home.around()} if home is not None else set()
    branches: dict[Box, list[Block]] = {}
    for block in zone:
        branches.setdefault(_branch(block.box, around), []).append(block)
    total = sum(len(block.text) for block in zone)
    in_paragraphs = 2 * sum(len(block.text) for block in zone if block.box.name == "p") > total
    names = Counter(name for branch in branches for name in _names(branch))
    plain = [branch for branch, inside in branches.items() if inside[0].box is branch and inside[0].label == "text"]
    divs = [branch for branch in plain if branch.name == "div"]
    in_paragraphs = in_paragraphs and not (len(divs) > 1 and 4 * len(divs) > len(plain))  # these too are paragraphs
    first, beginning = next(iter(branches.items()))
    series = {first.classes, *(box.classes for block in beginning for box in _posts(block.box, first))}

    def belongs(branch: Box, inside: list[Block]) -> bool:
        if branch in around and branch is not home:
            return False  # loose text around the story's container
        if any(block.role for block in inside) or [block.label for block in inside] == ["heading"]:
            return True
        size = sum(len(block.text) for block in inside)
        if len(inside) > 1 and 2 * sum(block.linked for block in inside) > size:
            return False
        if branch.name == "article" and inside[0].box.name in HEADINGS:
            posts = len({block.box for block in beginning}) < 2 and branch.outer is home
            return posts or branch.classes in series
        if branch.name in ("div", "section") and in_paragraphs and 3 * size < total:
            tags = {block.box.name for block in inside if block.box.name == "p" or block.label == "text"}
            return not tags <= {"div"} or all(names[name] > 1 for name in _names(branch))
        return True

    return [block for branch, inside in branches.items() if belongs(branch, inside) for block in inside]


def common_box(weighed: list[tuple[int, Box | None]]) -> Box | None:
    """Return the deepest box that holds at least four fifths of the weight of these (weight, box)."""
    weights: Counter[Box] = Counter()
    outer: Counter[Box | None] = Counter()  # most have one parent, whose ancestors are then climbed once
    for weight, inner in weighed:
        if inner is not None:
            weights[inner] += weight
            outer[inner.outer] += weight
    for parent, weight in outer.items():
        for box in () if parent is None else (parent, *islice(parent.around(), 64)):
            weights[box] += weight
    total = sum(weight for weight, _ in weighed)
    heavy = (box for box, weight in weights.items() if 5 * weight >= 4 * total)
    return max(heavy, key=lambda box: sum(1 for _ in box.around()), default=None)


def _names(box: Box) -> set[str]:
    return {*(box.classes or "").split()}  # an id is by its nature like nothing else


def _posts(box: Box, first: Box) -> Iterator[Box]:
    """Yield the articles around a box, up to the first of all."""
    for each in (box, *takewhile(lambda outer: outer is not first.outer, box.around())):
        if each.name == "article":
            yield each


def _branch(box: Box, around: set[Box]) -> Box:
    """Return the largest box around a box that is not among those `around` the story."""
    for outer in islice(box.around(), 64):
        if outer in around:
            break
        box = outer
    return box
