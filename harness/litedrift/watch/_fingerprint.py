"""The fingerprint of one page: where its landmarks stand, how they were found, and what else has a name.

One pass over the parsed tree. It is explainable: every part of it is a word that stands on the page, and as JSON it
takes less than a kilobyte (schema ``fingerprint.schema.json``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

from litedrift.corpus import decode_page
from litedrift.watch._find import find_article
from litedrift.watch._find_index import find_index, kind_of
from litedrift.watch._marks import Marks, bundled_marks
from litedrift.watch._scan import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litedrift.watch._find import Found
    from litedrift.watch._kind import Kind

#: A fingerprint as JSON is shorter than this.
SIZE: Final = 1000
_VERSION: Final = 1
#: Landmarks are found in so many steps from each other at most.
_FAR: Final = 40
_STEP, _SHAPE, _NAMES = 48, 44, 24


class Landmark(NamedTuple):
    """One landmark: how it was found, its own step, and its place.

    `by` is table, shape or place. `within` is the nearest landmark around it (empty: the page), `via` the tags between
    the two. `times` is how many of it there are, `margin` how far it stands before the second best (1: no other).
    """

    by: str
    tag: str
    classes: tuple[str, ...] = ()
    id: str = ""
    within: str = ""
    via: str = ""
    times: int = 1
    shape: str = ""
    margin: float = 1.0

    @property
    def step(self) -> str:
        """The element as people write it: ``p.byline--lite``."""
        return _written(self.tag, self.id, self.classes)

    @property
    def place(self) -> str:
        """Where it stands: the landmark around it and the tags between."""
        return f"{self.within}/{self.via}" if self.via else self.within

    @property
    def depth(self) -> int:
        """How many steps below the landmark around it."""
        return sum(int(part.partition("×")[2] or 1) for part in self.via.split("/") if part) + 1


@lru_cache(maxsize=4096)
def _written(tag: str, ident: str, classes: tuple[str, ...]) -> str:
    return f"{tag}{f'#{ident}' if ident else ''}{''.join(f'.{each}' for each in classes)}"[:_STEP]


@dataclass(frozen=True)
class Fingerprint:
    """One page's landmarks in document order, the kinds of blocks in its story, and its other names.

    `kind` is article, index, or empty for a page that is neither; `epoch` the template of the site table that comes
    nearest. `cut` says that the page ends before its end.
    """

    kind: str
    epoch: str
    landmarks: Mapping[str, Landmark]
    blocks: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cut: bool = False

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The landmarks' names in document order."""
        return tuple(self.landmarks)

    @property
    def form(self) -> str:
        """How the addresses of an index are written; empty without cards."""
        return self.landmarks["card"].shape if "card" in self.landmarks else ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fingerprint as JSON can carry it; the last names are left out where they take too much room."""
        data: dict[str, Any] = {
            "v": _VERSION,
            "kind": self.kind,
            "epoch": self.epoch,
            "marks": {
                name: [each.by, each.step, each.place, each.times, each.shape, each.margin]
                for name, each in self.landmarks.items()
            },
            "blocks": list(self.blocks),
            "names": list(self.names),
            "cut": self.cut,
        }
        while len(as_json(data)) >= SIZE and (data["names"] or data["blocks"]):
            (data["names"] or data["blocks"]).pop()
        if len(as_json(data)) >= SIZE:
            data["marks"] = {
                name: [row[0], row[1][:12], row[2][:20], *row[3:4], "", 1] for name, row in data["marks"].items()
            }
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Fingerprint:
        """Return the fingerprint that `to_dict` gave."""
        marks = {}
        for name, (by, step, place, count, shape, margin) in data["marks"].items():
            head, *classes = step.split(".")
            tag, _, ident = head.partition("#")
            within, _, via = place.partition("/")
            marks[name] = Landmark(by, tag, tuple(classes), ident, within, via, count, shape, margin)
        return cls(
            data["kind"],
            data["epoch"],
            MappingProxyType(marks),
            tuple(data["blocks"]),
            tuple(data["names"]),
            cut=data["cut"],
        )


def as_json(value: Any) -> str:
    """Return JSON without a space too many."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parse(html: bytes, content_type: str | None = None) -> Any:
    """Return the root of a page's tree; an empty page where the bytes spell no markup."""
    text = decode_page(html, content_type).encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = etree.fromstring(text or b"<p></p>", parser)
    except etree.ParserError:  # nothing but white space or zeros
        root = None
    return root if root is not None else etree.fromstring(b"<html><body></body></html>", parser)


def fingerprint(html: bytes, *, content_type: str | None = None, marks: Marks | None = None) -> Fingerprint:
    """Return the fingerprint of a page's bytes as served with this Content-Type header."""
    end = html.rstrip()[-200:].lower()
    return fingerprint_of(parse(html, content_type), marks or bundled_marks(), cut=b"</html" not in end)


def fingerprint_of(root: Any, marks: Marks, *, cut: bool = False) -> Fingerprint:
    """Return the fingerprint of a parsed page; `cut` says that its source has no end."""
    scan = Scan(root, marks)
    article = find_article(scan, marks)
    what, found = article.kind, article
    if what != "article" or article.cards_likely:
        index = find_index(scan, marks)
        what = kind_of(article, index)
        found = index if what == "index" else article
    landmarks = _landmarks(scan, found)
    own = frozenset(name for each in landmarks.values() for name in each.classes)
    names = _names(frozenset(scan.kinds), own)
    return Fingerprint(what, found.epoch, MappingProxyType(landmarks), found.blocks, names, cut=cut)


@lru_cache(maxsize=256)
def _names(kinds: frozenset[Kind], own: frozenset[str]) -> tuple[str, ...]:
    """Return the names of elements that are no landmark's: most pages of a template have the same kinds."""
    names = {word for kind in kinds for name, word in kind.words if name not in own}
    return tuple(sorted(names)[:_NAMES])


def _landmarks(scan: Scan, found: Found) -> dict[str, Landmark]:
    owners = {node: name for name, node in found.nodes.items()}
    places = sorted((scan.order[node], number, name) for number, (name, node) in enumerate(found.nodes.items()))
    ways: dict[Any, tuple[str, str]] = {}
    result = {}
    for place, _, name in places:
        kind = scan.kinds[place]
        tag, ident = kind.own
        box = found.nodes[name].getparent()
        way = ways.get(box)
        if way is None:
            way = ways[box] = _way(box, owners)
        times, shape, margin = found.counts.get(name, 1), found.shapes.get(name, ""), found.margins.get(name, 1.0)
        result[name] = Landmark(found.by[name], tag, kind.stems, ident, *way, times, shape[:_SHAPE], margin)
    return result


def _way(node: Any, owners: Mapping[Any, str]) -> tuple[str, str]:
    """Return the nearest landmark from an element outward and the tags before it; equal ones are counted: ``div×2``."""
    tags: list[str] = []
    within = ""
    for _ in range(_FAR):
        if node is None:
            break
        if node in owners:
            within = owners[node]
            break
        if node.tag not in ("html", "body"):
            tags.append(node.tag)
        node = node.getparent()
    if len(tags) < 2:
        return within, "".join(tags)
    runs = [(tag, len(list(run))) for tag, run in groupby(reversed(tags))]
    return within, "/".join(tag if times == 1 else f"{tag}×{times}" for tag, times in runs)
