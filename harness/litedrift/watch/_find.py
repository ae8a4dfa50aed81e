"""Find the landmarks of a page: by the site table first, then by the shape of text, then by their place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.corpus import fold
from litedrift.watch._shapes import address_shape, label_of, line_shape
from litedrift.watch._tree import common, line_of, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from litedrift.watch._marks import Marks
    from litedrift.watch._scan import Scan

Node = Any  # lxml's element class is generated in C

TABLE, NAME, SHAPE, PLACE = "table", "name", "shape", "place"
AS_TITLE, NOT_AS_TITLE, NO_DAY = "as the title", "not as the title", "no day"
#: What only an article has; the first line of evidence that a page is one.
_STORY: Final = frozenset({"byline", "updated", "source", "end_link"})
#: What other sites have not.
_OWN: Final = frozenset({"source", "end_link", "header", "footer"})
#: Fewer links are no list of stories.
_CARDS: Final = 10
_NEAR: Final = 3
_TEXT: Final = 200


@dataclass(slots=True)
class Found:
    """The landmarks of one page as one kind: elements by name, and how each was found."""

    epoch: str
    nodes: dict[str, Node] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, str] = field(default_factory=dict)
    margins: dict[str, float] = field(default_factory=dict)
    blocks: tuple[str, ...] = ()
    kind: str = ""
    cards_likely: bool = False

    def take(self, name: str, nodes: Sequence[Node], by: str) -> Node | None:
        """Take the first of these elements for the landmark, unless it was found before."""
        if name not in self.nodes and nodes:
            self.nodes[name], self.by[name] = nodes[0], by
            if len(nodes) > 1:
                self.counts[name] = len(nodes)
        return self.nodes.get(name)


def find_article(scan: Scan, marks: Marks) -> Found:
    """Read the page as an article."""
    epoch, hits, names = marks.find(scan, "article")
    found = Found(epoch)
    for name, nodes in hits.items():
        found.take(name, nodes, TABLE)
    take_by_name(scan, found, names)
    body = found.nodes.get("body")
    if body is None:
        body = _body_by_shape(scan, found)
    prose = _story(scan, body)
    _meta(scan, found, prose[0] if prose else len(scan.order))
    headline = found.nodes.get("headline")
    if headline is None:
        # A heading within the story is one of its parts, unless the page's title says the same.
        headings = [
            node
            for node in scan.headings
            if not (body is not None and scan.inside(node, body)) and not scan.beside(node)
        ]
        titled = [] if scan.titled is None else [line_of(scan.titled)]
        headline = found.take("headline", titled or headings[:1], SHAPE)
    _byline_by_place(scan, found, headline)
    _end_link(scan, found)
    take_frame(scan, found)
    if headline is not None and body is not None and "container" not in found.nodes:
        box = common(headline, body)
        frame = [found.nodes[name] for name in ("header", "footer") if name in found.nodes]
        if box is not None and box.tag not in ("html", "body") and box is not body:
            # What holds the page's header too is a box of the page, not of the story.
            found.take("container", [] if any(scan.inside(node, box) for node in frame) else [box], SHAPE)
    if body is not None:
        _paragraphs(scan, found, body, prose)
    take_shapes(scan, marks, found)
    story, own = len(_STORY & found.nodes.keys()), len(_OWN & found.nodes.keys())
    if headline is not None or body is not None:
        told = story and own and story + own >= 2
        # A page without time and names is one by its boxes and by its prose.
        boxed = found.by.get("body") == TABLE and own and found.counts.get("paragraph", 0) >= _NEAR
        found.kind = "article" if told or boxed else ""
    found.cards_likely = len(scan.anchors) >= _CARDS and story < _NEAR
    return found


def take_by_name(scan: Scan, found: Found, names: Iterable[tuple[str, str]]) -> None:
    """Find what kept its class or id and lost its tag or its place."""
    for name, key in names:
        if name not in found.nodes:
            found.take(name, [node for node in scan.index[key] if not scan.beside(node)], NAME)


def _body_by_shape(scan: Scan, found: Found) -> Node | None:
    """Take the element that holds most prose, itself or in boxes of one paragraph each."""
    weights: Counter[Node] = Counter()
    for place in scan.prose:
        node = scan.nodes[place]
        parent = node.getparent()
        if parent is None or scan.beside(node):
            continue
        weights[parent] += 4
        if parent.getparent() is not None and parent.tag != "body":
            weights[parent.getparent()] += 3
    ranked = weights.most_common(2)
    if not ranked:
        return None
    best = ranked[0][0]
    second = next((weight for node, weight in ranked[1:] if not scan.inside(best, node)), 0)
    found.margins["body"] = round(1 - second / ranked[0][1], 2)
    return found.take("body", [best], SHAPE)


def _story(scan: Scan, body: Node | None) -> list[int]:
    """Return the places of the prose in the story."""
    if body is None:
        return []
    start, end = scan.order[body], scan.end(body)
    return [place for place in scan.prose if start < place < end]


def _meta(scan: Scan, found: Found, first: int) -> None:
    """Find the lines with a label that the table did not find."""
    for name in ("updated", "source", "editors_note", "byline"):
        if name not in found.nodes and name in scan.labelled:
            lines = [node for node in scan.before(name, first) if name == "editors_note" or len(text(node)) <= _TEXT]
            if name == "updated":
                lines = [node for node in lines if any(each.isdigit() for each in text(node))]
            found.take(name, lines, SHAPE)
            found.counts.pop(name, None)
            if len(lines) > 1:
                found.margins[name] = round(1 / len(lines), 2)


def _byline_by_place(scan: Scan, found: Found, headline: Node | None) -> None:
    """Take a line without a label for the byline when it alone stands between headline and time."""
    updated = found.nodes.get("updated")
    if "byline" in found.nodes or headline is None or updated is None:
        return
    start, end = scan.order[headline], scan.order[updated]
    node = headline.getnext()
    if start < end and node is not None and node is not updated and isinstance(node.tag, str):
        after = node.getnext()
        line = text(node)
        if (after is updated or (after is not None and scan.inside(updated, after))) and 0 < len(line) <= _TEXT:
            found.take("byline", [node], PLACE)


def _end_link(scan: Scan, found: Found) -> None:
    links = [node for node in scan.labelled.get("full_article_url", ()) if not scan.beside(node)]
    if links:
        node = links[-1]
        while node is not None and node.tag not in {"a", "body"}:
            node = node.getparent()
        if node is not None and node.tag == "a":
            found.shapes["end_link"] = address_shape(node.get("href") or "")
        found.take("end_link", [line_of(links[-1])], TABLE)
        if len(links) > 1:
            found.counts["end_link"] = len(links)


def take_frame(scan: Scan, found: Found) -> None:
    """Find header and footer by the date and by the site's own strings."""
    if "header" not in found.nodes:
        days = [node for node in scan.labelled.get("day", ()) if node.getparent() is not None and not scan.beside(node)]
        if days:
            found.take("header", [days[0].getparent()], SHAPE)
    header = found.nodes.get("header")
    if header is not None:
        dated = any(scan.inside(node, header) for node in scan.labelled.get("day", ()))
        found.shapes["header"] = "9/9/9" if dated else NO_DAY
    if "footer" not in found.nodes:
        story = found.nodes.get("body", found.nodes.get("list"))
        start = -1 if story is None else scan.order[story]
        strings = [
            node
            for node in scan.labelled.get("furniture", ())
            if scan.order[node] > start and not (story is not None and scan.inside(node, story))
        ]
        if len(strings) > 1:
            wide, narrow = common(strings[0], strings[-1]), common(strings[-2], strings[-1])
            boxes = [box for box in (wide, narrow) if box is not None and box.tag not in ("html", "body")]
            found.take("footer", boxes[:1] or [line_of(strings[-1])], SHAPE)
            found.counts.pop("footer", None)


def _paragraphs(scan: Scan, found: Found, body: Node, prose: Sequence[int]) -> None:
    """Take the most common step of the story's prose for the paragraph, and name the kinds of blocks in its box."""
    meta = set(found.nodes.values())
    kinds, order = scan.kinds, scan.order
    counts: dict[tuple[str, str, bool], int] = {}
    nodes: dict[tuple[str, str, bool], Node] = {}
    blocks: set[str] = set()
    for place in prose:
        node = scan.nodes[place]
        if node in meta:
            continue
        direct = node.getparent() is body
        if direct or not scan.beside(node):
            kind = kinds[place]
            key = kind.tag, kind.classes, direct
            if key in counts:
                counts[key] += 1
            else:
                counts[key], nodes[key] = 1, node
    if counts:
        found.take("paragraph", [nodes[max(counts, key=counts.__getitem__)]], SHAPE)
        found.counts["paragraph"] = sum(counts.values())
    for child in body.iterchildren(etree.Element):
        kind = kinds[order[child]]
        if kind.block in blocks or kind.beside or child in meta:
            continue
        if len(child) or not (child.text or " ").isspace():
            blocks.add(kind.block)
    found.blocks = tuple(sorted(blocks)[:_CARDS])


def take_shapes(scan: Scan, marks: Marks, found: Found) -> None:
    headline = found.nodes.get("headline")
    if headline is not None:
        line = text(headline)
        alike = fold(scan.title).startswith(line)
        found.shapes["headline"] = "" if not line else AS_TITLE if alike else NOT_AS_TITLE
    byline = found.nodes.get("byline")
    if byline is not None and text(byline):
        found.shapes["byline"] = "a line"
    updated, source = found.nodes.get("updated"), found.nodes.get("source")
    if updated is not None:
        found.shapes["updated"] = line_shape(text(updated), marks.labels.get("updated", ()))
    if source is not None:
        found.shapes["source"] = label_of(text(source)[:40], marks.labels.get("source", ()))
