"""What a reader of a page sees, by a spec parser that the harness itself does not use; and the pages to try it on."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from selectolax.lexbor import LexborHTMLParser

from litedrift.corpus import Case, Gold, Maybe, OneOf, decode_page, fold, load_corpus, squash
from litedrift.drift import Mutant, Mutator, Operator, operators, step

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

#: Elements whose content a browser with scripts does not print.
_UNSEEN = frozenset(
    {"head", "script", "style", "template", "noscript", "title", "iframe", "textarea"}
    | {"svg", "math", "audio", "video", "canvas", "object", "datalist"}
)
#: Elements that begin a new line (HTML Standard, section 15.3), as far as pages use them.
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"}
    | {"fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup"}
    | {"hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_HIDING = re.compile(
    r"display:none|visibility:hidden|(?:left|top|text-indent):-\d{3,}|clip:rect\(0|clip-path:inset\((?:50|100)%",
    re.IGNORECASE,
)
#: Spans that a page displays as blocks, by style.
_BLOCK_STYLE = re.compile(r"display:(?:block|flex|grid|table)", re.IGNORECASE)


@cache
def mutator() -> Mutator:
    """Return the mutator over the bundled corpus; every case is parsed once for all tests."""
    return Mutator(load_corpus())


@cache
def sample(per_feature: int = 1) -> tuple[Case, ...]:
    """Return the shortest cases that together show every template, landmark and paragraph tag of the corpus."""
    chosen: dict[str, Case] = {}
    shown: Counter[tuple[str, ...]] = Counter()
    for case in sorted(mutator().corpus, key=lambda each: (len(each.html), each.id)):
        features = _features(case) if case.mutable else set()
        if any(shown[each] < per_feature for each in features):
            chosen[case.id] = case
            shown.update(features)
    return tuple(chosen.values())


def _features(case: Case) -> set[tuple[str, ...]]:
    plan = mutator()._blueprint(case.id)
    nodes = [node for node in plan.tree.iter() if isinstance(node.tag, str)]
    found = {("template", case.epoch, case.kind)}
    found |= {("landmark", name, case.kind) for name, places in plan.positions.items() if places}
    found |= {("paragraph", nodes[n].tag) for n in plan.positions.get("paragraph", ()) if n >= 0}
    found |= {("field", name, case.kind) for name, value in case.gold.fields.items() if value}
    if len(case.gold.fields.get("body") or ()) >= 8:
        found.add(("long", case.epoch[:2]))
    return found


def variants(*categories: str) -> Iterator[tuple[Operator, dict[str, str]]]:
    """Yield every operator of these categories (all when none is named) with each of its levels."""
    for spec in operators():
        if not categories or spec.category in categories:
            for level in spec.levels:
                yield spec, dict(level)


def name_of(spec: Operator, level: dict[str, str]) -> str:
    """Return the test id of one operator at one level."""
    return str(step(spec.name, level))


def mutate(case: Case, name: str, level: dict[str, str] | None = None, *, seed: int = 0) -> Mutant:
    """Apply one operator to one case."""
    return mutator().apply(case, [step(name, level, seed=seed)])


@lru_cache(maxsize=64)  # a mutant is looked at twice or more, and its clean page for each of its mutants
def visible_lines(data: bytes, content_type: str | None = None) -> tuple[str, ...]:
    """Return the folded lines that a reader sees: blocks and double breaks separate, a single break is a space."""
    tree = LexborHTMLParser(decode_page(data, content_type))
    parts: list[str] = []
    if tree.body is not None:
        _print(tree.body, parts)
    text = re.sub(r"\x01\s*(?:\x01\s*)+", "\x00", "".join(parts)).replace("\x01", " ")
    return tuple(line for line in map(fold, text.split("\x00")) if line)


def _print(root: LexborNode, parts: list[str]) -> None:
    """Append the text of a tree; walks without recursion, since wrappers may stand deep."""
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag == "-text":
            parts.append((node.text_content or "").replace("\x00", "").replace("\x01", ""))
        elif node.tag == "br":
            parts.append("\x01")
        elif node.tag is not None and not node.tag.startswith(("-", "_")) and node.tag not in _UNSEEN:
            attributes = node.attributes
            style = re.sub(r"\s+", "", attributes.get("style") or "")
            if "hidden" in attributes or (style and _HIDING.search(style)):
                continue
            if node.tag == "dialog" and "open" not in attributes:
                continue
            if node.tag in _BLOCKS or (style and _BLOCK_STYLE.search(style)):
                parts.append("\x00")
                stack.append("\x00")
            stack.extend(reversed(list(node.iter(include_text=True))))


def visible_links(data: bytes, url: str, content_type: str | None = None) -> list[tuple[str, str]]:
    """Return (absolute address, text) of every link that a reader sees, in order."""
    tree = LexborHTMLParser(decode_page(data, content_type))
    base_node = tree.css_first("base[href]")
    base = urljoin(url, base_node.attributes["href"] or "") if base_node else url
    found = []
    for node in tree.css("body a[href]"):
        parts: list[str] = []
        _print(node, parts)
        found.append(
            (urljoin(base, (node.attributes["href"] or "").strip()), fold("".join(parts).replace("\x00", " ")))
        )
    return found


def everything(data: bytes, content_type: str | None = None) -> str:
    """Return all that a page's source spells: entities and percent escapes undone, white space removed."""
    raw = html.unescape(html.unescape(decode_page(data, content_type)))
    return squash(raw + "\n" + unquote(raw) + "\n" + re.sub(r"<[^>]*>", "", raw))


def body_of(gold: Gold) -> list[str]:
    """Return the body paragraphs of which there can be no doubt."""
    items = gold.fields.get("body") or []
    return [fold(item) for item in items if not isinstance(item, (Maybe, OneOf))]


def missing_in_order(wanted: Sequence[str], lines: Sequence[str]) -> str | None:
    """Return the first text that is not a line of its own after its predecessors, or None."""
    place = 0
    for text in wanted:
        if text not in lines[place:]:
            return text
        place = lines.index(text, place) + 1
    return None
