"""Three measures that people use to compare pages, as a baseline: tags in order, names, paths."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.watch._fingerprint import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Each page is compared with so many pages of the profile; the most alike counts.
_PAGES: Final = 6


@dataclass(frozen=True, slots=True)
class Outline:
    """What the measures need of a page."""

    tags: tuple[str, ...]
    names: frozenset[str]
    paths: frozenset[str]


def outline(html: bytes, content_type: str | None) -> Outline:
    """Return a page's tags in document order, its class names, and the paths of its tags."""
    tags: list[str] = []
    names: set[str] = set()
    paths: set[str] = set()
    way: dict[object, str] = {}
    for node in parse(html, content_type).iter(etree.Element):
        parent = node.getparent()
        way[node] = f"{way[parent]}/{node.tag}" if parent is not None else node.tag
        tags.append(node.tag)
        paths.add(way[node])
        names.update((node.get("class") or "").split())
    return Outline(tuple(tags), frozenset(names), frozenset(paths))


def _jaccard(first: frozenset[str], second: frozenset[str]) -> float:
    return len(first & second) / len(first | second) if first or second else 1.0


#: Name → how alike two pages are, from 0 to 1.
MEASURES: Final[dict[str, Callable[[Outline, Outline], float]]] = {
    "difflib on tags": lambda a, b: difflib.SequenceMatcher(None, a.tags, b.tags, autojunk=False).ratio(),
    "class Jaccard": lambda a, b: _jaccard(a.names, b.names),
    "tag-path set": lambda a, b: _jaccard(a.paths, b.paths),
}


class Likeness:
    """One measure with its threshold: no page of the profile is less like its fellows."""

    def __init__(self, name: str, profile: Sequence[Outline]) -> None:
        self._measure = MEASURES[name]
        self._pages = profile[:_PAGES]
        alike = [max(self._measure(each, other) for other in self._pages if other is not each) for each in profile]
        self.threshold = min(alike)

    def alarms(self, page: Outline) -> bool:
        """Whether a page is less like the profile than any page of it."""
        return max(self._measure(page, other) for other in self._pages) < self.threshold
