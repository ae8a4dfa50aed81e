"""Find the landmarks of an index: the list of stories, its cards, and the boxes around them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from litedrift.watch._find import SHAPE, TABLE, Found, take_by_name, take_frame, take_shapes
from litedrift.watch._shapes import address_shape
from litedrift.watch._tree import text

if TYPE_CHECKING:
    from litedrift.watch._marks import Marks
    from litedrift.watch._scan import Scan

Node = Any  # lxml's element class is generated in C

#: Fewer links are no list of stories.
_CARDS: Final = 10
#: Fewer are one in the site's own frame.
_FEW: Final = 6
#: A link with fewer letters is no title.
_TITLE: Final = 15


def find_index(scan: Scan, marks: Marks) -> Found:
    """Read the page as an index."""
    epoch, hits, names = marks.find(scan, "index")
    found = Found(epoch)
    boxes = {node.getparent() for node in hits.get("card", ())}
    for name, nodes in hits.items():
        # Another list in the same place, without a card, is none of stories.
        lists = [node for node in nodes if node in boxes] if name == "list" else []
        found.take(name, lists or nodes, TABLE)
    take_by_name(scan, found, names)
    take_frame(scan, found)
    if "card" not in found.nodes or "list" not in found.nodes:
        cards = _cards(scan, found)
        if cards:
            parents = Counter(card.getparent() for card in cards)
            found.take("list", [box for box, _ in parents.most_common() if box is not None], SHAPE)
            found.take("card", cards, SHAPE)
    _around_list(scan, found)
    if "card" in found.nodes:
        links = [node.get("href") for node in scan.anchors if node.get("href") and not _in_frame(scan, node, found)]
        forms = Counter(map(address_shape, links))
        found.shapes["card"] = forms.most_common(1)[0][0] if forms else ""
    take_shapes(scan, marks, found)
    framed = "header" in found.nodes or "footer" in found.nodes
    count = found.counts.get("card", 0)
    if count >= _CARDS or (framed and count >= _FEW) or ("list" in found.nodes and found.by.get("card") == TABLE):
        found.kind = "index"
    return found


def _around_list(scan: Scan, found: Found) -> None:
    """Find the link in a card, the box of the list, and the outermost box that holds neither header nor footer."""
    card, stories = found.nodes.get("card"), found.nodes.get("list")
    link = card if card is None or card.tag == "a" else next(card.iter("a"), None)
    if link is not None and link is not card:
        found.take("card_link", [link], found.by["card"])
    if stories is None:
        return
    frame = [found.nodes[name] for name in ("header", "footer") if name in found.nodes]
    boxes = [box for box in stories.iterancestors() if box.tag not in ("html", "body")]
    own = [box for box in boxes if not any(node is box or scan.inside(node, box) for node in frame)]
    if own and frame:
        found.take("container", own[-1:], SHAPE)
    if boxes and boxes[0] is not found.nodes.get("container"):
        found.take("list_box", boxes[:1], found.by["list"])


def kind_of(article: Found, index: Found) -> str:
    """Return what the page is: an index, an article, or neither (empty)."""
    if index.kind and index.by.get("card") == TABLE and article.by.get("body") != TABLE:
        return "index"
    return article.kind or index.kind


def _cards(scan: Scan, found: Found) -> list[Node]:
    """Return for each link with a title the largest element that has no other such link."""
    titles = [
        node
        for node in scan.anchors
        if node.get("href") and len(text(node)) >= _TITLE and not _in_frame(scan, node, found) and not scan.beside(node)
    ]
    if len(titles) < _FEW:
        return []
    over: Counter[Node] = Counter()
    ways = []
    for node in titles:
        way = [node, *node.iterancestors()]
        over.update(way)
        ways.append(way)
    return [next(way[n - 1] for n in range(1, len(way) + 1) if n == len(way) or over[way[n]] > 1) for way in ways]


def _in_frame(scan: Scan, node: Node, found: Found) -> bool:
    return any(
        name in found.nodes and (node is found.nodes[name] or scan.inside(node, found.nodes[name]))
        for name in ("header", "footer")
    )
