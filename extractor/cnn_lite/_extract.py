"""From blocks to a record: landmarks first, then text shape, order and relation, then metadata."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cached_property
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from cnn_lite._page import Block, Rendering, decode, fold, parse, plain_story
from cnn_lite._records import Article, Index, Refused
from cnn_lite._shapes import BYLINE, COPYRIGHT, DATELINE, HEADER_DATE, NOTE, PROMO, SOURCE, authors_of, read_stamp

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_HOST = re.compile(r"//(?:[\w-]+\.)?cnn\.(?:com|io)\b", re.I)
_OURS = re.compile(r"--lite|published datetime|editorsNote")  # landmarks that no other site has
_TITLE_SUFFIX = re.compile(r"\s*[|–—-]\s*CNN(?:\s+[\w ]+)?$")
_GENERIC_TITLE = re.compile(r"(?:CNN\s*-\s*)?Breaking News, Latest News and Videos\b", re.I)
_STORY_PATH = re.compile(r"/\d{4}/\d\d/\d\d/|/h_[0-9a-f]{8,}|/[^/]*[^/-]-[^/]*-[^/]*(?:/index\.html)?$")
_BOUNDARY = re.compile(r"</?(?:p|div|li|h[1-6]|blockquote|article|section|main|ul|ol)\b[^>]*>", re.I)
#: Nothing that begins otherwise can be a meta line, a note, a promotion or the site's header.
_META_HEADS = frozenset(
    "ana opi sto rev com ess per wri rep tex wor fro sou edi sig lee las pag upd mon tue wed thu fri sat sun "
    "jan feb mar apr may jun jul aug sep oct nov dec cnn lis cop".split()
) | {"by ", "by", "by:"}
_HEADER_WORDS = re.compile(r"\bCNN\b|\bListen\b|[\s|/\d]")
_SENTENCE_END = tuple(".!?…:;\"”’)'")
_BASE = "https://lite.cnn.com/"


def extract(html: bytes | str, *, url: str | None = None, content_type: str | None = None) -> Article | Index:
    """Read one page of CNN's text-only site.

    Args:
        html: the page as it was served; bytes are decoded by BOM, header, meta, UTF-8, windows-1252.
        url: the page's absolute address, for resolving links.
        content_type: the Content-Type header that came with it.

    Raises:
        Refused: the page is no article and no index; nothing else is ever raised for what a page holds.
    """
    page = _Page(html if isinstance(html, str) else decode(html, content_type), url)
    return page.index() or page.article()


class _Page:
    """One parsed page; what is rarely needed is computed when first asked for."""

    def __init__(self, text: str, url: str | None) -> None:
        self.text = text
        self.root = parse(text)
        self.furniture: list[Any] = []
        plain = plain_story(self.root)
        if plain is None:
            rendering = Rendering(self.root)
            plain, self.furniture = rendering.blocks, rendering.furniture
        self.blocks: list[Block] = plain
        self.url = url or _BASE
        self.flags: list[str] = []

    @cached_property
    def base(self) -> str:
        """What addresses are resolved against: the base element, the page's own address, the site."""
        base = next(self.root.iter("base"), None)
        return (_join(self.url, base.get("href")) if base is not None else None) or self.url

    # --- articles ---

    def article(self) -> Article:
        """Read the page as one story."""
        blocks = self._own_story()
        labels = [_label(block) for block in blocks]
        first = _first_paragraph(labels)
        meta = _Meta(blocks, labels, first, self.flags)
        headline = self._headline(blocks, labels, meta)
        end = self._end_link(blocks, first)
        self._demand_evidence(meta, blocks, labels, end)
        body = self._closed(self._body(blocks, labels, meta, headline, end))
        title = blocks[headline].text if headline is not None else self._from_metadata("headline")
        if title is None and not body:
            raise Refused("no-content")
        self.flags += [f"{name}:missing" for name, value in (("headline", title), ("body", body)) if not value]
        if meta.updated is None and "updated" not in meta.places:
            meta.updated = _instant(self._from_metadata("dateModified"))
        return Article(
            headline=title,
            byline=meta.byline,
            authors=authors_of(meta.byline) if meta.byline else [],
            updated=meta.updated,
            source=meta.source,
            editors_note=" ".join(_notes(blocks, labels)) or None,
            body=body,
            full_article_url=self._from_metadata("url") if end is None else _join(self.base, blocks[end].href),
            flags=self.flags,
        )

    def _own_story(self) -> list[Block]:
        """Of several stories on one page keep the one that the metadata names, else the first."""
        blocks = self.blocks
        starts = [n for n, block in enumerate(blocks) if block.role == "headline" and block.element.tag in _HEADINGS]
        if len(starts) < 2:
            return blocks
        own = next((n for n in starts if blocks[n].text == self.metadata.get("headline")), starts[0])
        later = next((n for n in starts if n > own), len(blocks))
        return blocks[0 if own == starts[0] else own : later]

    def _headline(self, blocks: list[Block], labels: list[str], meta: _Meta) -> int | None:
        """Find the headline: its landmark, the heading before the story, the line that the metadata names."""
        marked = [n for n, label in enumerate(labels) if label == "headline"]
        if marked:
            return next((n for n in marked if blocks[n].element.tag in _HEADINGS), marked[0])
        zone = [n for n in range(meta.first) if n not in meta.taken and labels[n] not in ("header", "link", "note", "promo")]
        headings = [n for n in zone if labels[n] == "heading"]
        if len(headings) == 1 and blocks[headings[0]].element.tag == "h2":
            return headings[0]
        named = [n for n, block in enumerate(blocks) if block.text == self.metadata.get("headline")]
        before = [n for n in zone if n < min(meta.taken, default=0)]
        found = next(iter([*named, *headings, *before[-1:]]), None)
        if found is not None:
            self.flags.append("headline:shape")
        return found

    def _end_link(self, blocks: list[Block], first: int) -> int | None:
        """Find the link to the story's full page: by its words, else by the page's own path."""
        links = [n for n, block in enumerate(blocks) if n > 0 and block.href and self._is_ours(block.href)]
        named = [n for n in links if blocks[n].text.lower().startswith("see full")]
        if named:
            return named[-1]
        own = urlsplit(_join(_BASE, self.url) or "").path.removesuffix("/index.html") if links else ""
        same = [n for n in links if own.count("/") > 1 and own in blocks[n].href and n > first]
        return same[-1] if same else None

    def _is_ours(self, href: str) -> bool:
        return _HOST.search(href) is not None or _HOST.search(_join(self.base, href) or "") is not None

    def _demand_evidence(self, meta: _Meta, blocks: list[Block], labels: list[str], end: int | None) -> None:
        """Refuse a page that nothing shows to be one of this site's stories."""
        story = labels.count("text") > 5 or any(DATELINE.match(block.text) for block in blocks[:4])
        specific = bool(meta.places) or end is not None or story
        known = (
            bool({"updated", "source"} & meta.places.keys()),
            end is not None,
            any(block.role and _OURS.search(f"{block.element.get('class')} {block.element.get('id')}") for block in blocks),
            bool(_HOST.search(self.text)),
        )
        if not specific or sum(known) + (sum(known) < 2 and self._footer) < 2:
            raise Refused("truncated" if self._truncated and any(known) else "no-evidence")

    def _body(self, blocks: list[Block], labels: list[str], meta: _Meta, headline: int | None, end: int | None) -> list[str]:
        start = headline + 1 if headline is not None else min(max(meta.taken, default=-1) + 1, meta.first)
        stop = next((n for n in range(start, len(blocks)) if labels[n] == "copyright"), len(blocks))
        if end is not None and start < end < stop:
            before, after = (sum(len(each.text) for each in part) for part in (blocks[start:end], blocks[end:stop]))
            stop = end if before > after else stop
        zone = [n for n in range(start, stop) if n not in meta.taken]
        story = {id(block) for block in _at_home([blocks[n] for n in zone])}
        kept = ("text", "line", "heading", "byline", "updated", "source", "headline")
        return [blocks[n].text for n in zone if labels[n] in kept and id(blocks[n]) in story]

    def _closed(self, body: list[str]) -> list[str]:
        """Of a page that was cut, keep the paragraphs that are whole; refuse when there is none."""
        if not self._truncated:
            return body
        self.flags.append("truncated")
        last = None
        for last in _BOUNDARY.finditer(self.text):  # noqa: B007  # the last match is wanted
            pass
        rest = self.text[last.end() :] if last else self.text
        whole = body[:-1] if fold(re.sub(r"<[^>]*(?:>|$)", "", rest)) else body
        if not whole:
            raise Refused("truncated")
        return whole

    @cached_property
    def _footer(self) -> bool:
        texts = [block.text for block in self.blocks[-15:]]
        sides = (fold("".join(each.itertext())) for each in self.furniture[-5:])
        return COPYRIGHT.search(self.text) is not None or any(COPYRIGHT.search(text) for text in (*texts, *sides))

    @cached_property
    def _truncated(self) -> bool:
        return "</html" not in self.text[-400:].lower() and not self._footer

    # --- what the page says about itself, read only when something visible is missing ---

    @cached_property
    def metadata(self) -> dict[str, str]:
        """Headline, time of update and address from JSON-LD, then meta, then title."""
        found: dict[str, str] = {}
        for item in self._json_ld() if "ld+json" in self.text else ():
            for key in ("headline", "dateModified", "url"):
                if isinstance(item.get(key), str) and ("headline" in item or "Article" in str(item.get("@type"))):
                    found.setdefault(key, fold(item[key]))
        for meta in self.root.iter("meta") if "og:title" in self.text else ():
            if meta.get("property") == "og:title" and meta.get("content"):
                found.setdefault("headline", _TITLE_SUFFIX.sub("", fold(meta.get("content"))))
        title = next((fold("".join(each.itertext())) for each in self.root.iter("title")), "")
        if _TITLE_SUFFIX.search(title) and not _GENERIC_TITLE.match(title):
            found.setdefault("headline", _TITLE_SUFFIX.sub("", title))
        for link in self.root.iter("link") if "canonical" in self.text else ():
            if link.get("rel") == "canonical" and _join(self.base, link.get("href")):
                found.setdefault("url", _join(self.base, link.get("href")) or "")
        return {key: value for key, value in found.items() if value}

    def _json_ld(self) -> list[dict[str, Any]]:
        """Return every object of every JSON-LD block, whatever its shape; broken blocks are passed over."""
        objects: list[dict[str, Any]] = []
        for script in self.root.iter("script"):
            if "ld+json" in (script.get("type") or ""):
                try:
                    queue = [json.loads(script.text or "")]
                except (ValueError, RecursionError):
                    continue
                for item in queue:
                    if isinstance(item, dict):
                        objects.append(item)
                        queue.extend(each for each in item.values() if isinstance(each, (dict, list)))
                    elif isinstance(item, list):
                        queue.extend(item)
        return objects

    def _from_metadata(self, key: str) -> str | None:
        value = self.metadata.get(key)
        if value is not None:
            field = {"dateModified": "updated", "url": "full_article_url"}.get(key, key)
            self.flags.append(f"{field}:metadata")
        return value

    # --- indexes ---

    def index(self) -> Index | None:
        """Read the page as a list of stories, or return None when it is not one."""
        linked = [block for block in self.blocks if block.href]
        if 2 * len(linked) < len(self.blocks) or len(linked) < 3:
            return None
        cards = [block for block in linked if self._is_story(block.href)]
        if len(cards) < 3:
            return None
        box = _common_box(cards)
        links = [
            {"url": address, "title": block.text}
            for block in linked
            if (address := _join(self.base, block.href)) and any(each is box for each in block.element.iterancestors())
        ]
        return Index(self._page_date(), links, ["truncated"] if self._truncated else [])

    def _is_story(self, href: str | None) -> bool:
        address = _join(self.base, href)
        return bool(address and _STORY_PATH.search(urlsplit(address).path))

    def _page_date(self) -> str | None:
        """Return the date of the site's own top line, wherever that line stands."""
        lines = (HEADER_DATE.search(block.text) for block in self.blocks if _label(block) == "header")
        found = next((line for line in lines if line), None)
        return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else None


class _Meta:
    """The meta lines of a story: once a field, by landmark, else by shape in the meta zone, else by relation."""

    def __init__(self, blocks: list[Block], labels: list[str], first: int, flags: list[str]) -> None:
        self.first = first
        self.taken: set[int] = set()
        self.places: dict[str, int] = {}
        self.byline: str | None = None
        self.updated: str | None = None
        self.source: str | None = None
        self._flags = flags
        for n, block in enumerate(blocks):  # landmarks, wherever they stand
            if block.role in ("byline", "updated", "source") and len(block.text) < 400:
                self._take(block.role, n, block.text)
        for n in range(first):  # shapes, in the meta zone
            if n not in self.taken and labels[n] in ("byline", "updated", "source"):
                self._take(labels[n], n, blocks[n].text, f"{labels[n]}:shape")
        if "byline" not in self.places and self.taken and (n := min(self.taken) - 1) > 0:  # the line before the others
            if labels[n] == "line" and blocks[n].role is None and len(blocks[n].text) < 90 and labels[n - 1] != "header":
                self._take("byline", n, blocks[n].text, "byline:relation")

    def _take(self, field: str, n: int, text: str, *flags: str) -> None:
        known = field in self.places
        if known and field != "source":
            return  # once a field; only a second source line is no body either
        self.taken.add(n)
        if known:
            return
        self.places[field] = n
        self._flags += flags
        if field == "byline" and not re.fullmatch(r"(?:\w+ )?by[:,]?", text, re.I):
            self.byline = text
        elif field == "source":
            found = SOURCE.match(text)
            self.source = found[1] if found else None if re.fullmatch(r"source\s*:?", text, re.I) else text
        elif field == "updated":
            stamp = read_stamp(text)
            if stamp is None or stamp.iso is None:
                self._flags.append("updated:unreadable")
            else:
                self.updated = stamp.iso
                self._flags += [f"updated:{stamp.odd}"] if stamp.odd else []


def _label(block: Block) -> str:
    """Say what a block looks like, by its landmark and its text."""
    text, role = block.text, block.role
    if block.href is not None:
        return "link"
    if role in ("headline", "byline", "updated", "source"):
        return role
    if (head := text[:3].lower()) in _META_HEADS or not head[0].isalpha():
        size = len(text)
        if COPYRIGHT.match(text):
            return "copyright"
        if NOTE.match(text):
            return "note"
        if PROMO.match(text):
            return "promo"
        if size < 60 and not _HEADER_WORDS.sub("", text):
            return "header"
        if size < 80 and SOURCE.match(text):
            return "source"
        if size < 100 and read_stamp(text):
            return "updated"
        if size < 300 and BYLINE.match(text) and not (role == "body" and text.endswith(".")):
            return "byline"
    if role == "note":
        return "note"
    if block.element.tag in _HEADINGS:
        return "heading"
    return "text" if role == "body" or text.endswith(_SENTENCE_END) or len(text) > 200 else "line"


def _first_paragraph(labels: list[str]) -> int:
    """Return where the meta zone ends; a line that meta lines follow at once is a headline, whatever its shape."""
    meta = ("byline", "updated", "source")
    for n, label in enumerate(labels):
        if label == "text" and not (labels[n + 1 : n + 2] and labels[n + 1] in meta and not set(labels[:n]) & {*meta}):
            return n
    return len(labels)


def _notes(blocks: list[Block], labels: list[str]) -> list[str]:
    """Return the texts of editor's notes, without their label, wherever they stand."""
    found = (NOTE.sub("", blocks[n].text, count=1) for n, label in enumerate(labels) if label == "note")
    return [text for text in found if text]


def _at_home(zone: list[Block]) -> list[Block]:
    """Keep the blocks that belong to the story's own container; side boxes go as a whole."""
    homes = {id(block.home) for block in zone}
    if len(homes) < 2 and all(block.element.tag != "div" for block in zone):
        return zone
    home = _common_box([block for block in zone if block.href is None])
    branches: dict[Any, list[Block]] = {}
    for block in zone:
        branches.setdefault(_branch(block.element, home), []).append(block)
    total = sum(len(block.text) for block in zone)
    names = Counter(branch.get("class") for branch in branches)
    return [
        block
        for branch, inside in branches.items()
        if not _is_stranger(branch, inside, total, names[branch.get("class")])
        for block in inside
    ]


def _is_stranger(branch: Any, inside: list[Block], total: int, namesakes: int) -> bool:
    """Whether a part of the story's container is a box of its own: mostly links, or named like nothing else there."""
    size = sum(len(block.text) for block in inside)
    if len(inside) > 1 and 2 * sum(block.linked for block in inside) > size:
        return True
    named = branch.tag in ("div", "section") and (branch.get("class") or branch.get("id"))
    return bool(named and namesakes < 2 and next(branch.iter("p"), None) is None and 3 * size < total)


def _common_box(blocks: list[Block]) -> Any:
    """Return the deepest box that holds at least four fifths of the blocks' text."""
    weights: Counter[Any] = Counter()
    depths: dict[Any, int] = {}
    for block in blocks:
        for depth, box in enumerate(islice(block.element.iterancestors(), 64)):
            weights[box] += len(block.text)
            depths[box] = min(depth, depths.get(box, depth))
    total = sum(len(block.text) for block in blocks)
    return min((box for box, weight in weights.items() if 5 * weight >= 4 * total), key=depths.__getitem__, default=None)


def _branch(element: Any, home: Any) -> Any:
    """Return the child of `home` under which an element stands; the element itself when it is outside."""
    branch = element
    for box in islice(element.iterancestors(), 64):
        if box is home:
            return branch
        branch = box
    return element


def _instant(stamp: str | None) -> str | None:
    found = read_stamp(stamp) if stamp else None
    return found.iso if found else None


def _join(base: str, href: str | None) -> str | None:
    """Resolve an address; None when it is empty or no address at all."""
    href = href.strip() if href else None
    try:
        absolute = href and href.startswith(("https://", "http://")) and "[" not in href
        return href if absolute else urljoin(base, href) if href else None
    except ValueError:
        return None
