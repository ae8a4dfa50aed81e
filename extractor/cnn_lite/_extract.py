"""From blocks to a record: landmarks first, then text shape, order and relation, then metadata."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from cnn_lite._boxes import at_home, common_box
from cnn_lite._nature import BOXES, HEADINGS
from cnn_lite._page import Block, Box, Link, render
from cnn_lite._records import Article, Index, Refused
from cnn_lite._shapes import COPYRIGHT, DATELINE, HEADER_DATE, authors_of, read_stamp
from cnn_lite._source import decode, fold, recode
from cnn_lite._story import META, Story, label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnn_lite._markup import Markup

_BASE = "https://lite.cnn.com/"
_HOST = re.compile(rb"//(?:[\w-]+\.)?cnn\.(?:com|io)\b", re.IGNORECASE)
#: Landmarks of a story that no other site has, where markup names them.
_OURS = re.compile(
    rb"(?:class|id)\s*=\s*[\"']?[^\"'<>&]*?"
    rb"(?:(?:byline|timestamp|source|paragraph|article)--lite|published datetime|editorsNote)"
)
_TITLE_SUFFIX = re.compile(r"\s*[|–—-]\s*CNN(?:\s+[\w ]+)?$")
_GENERIC_TITLE = re.compile(r"(?:CNN\s*-\s*)?Breaking News, Latest News and Videos\b", re.IGNORECASE)
_STORY_PATH = re.compile(r"/\d{4}/\d\d/\d\d/|/h_[0-9a-f]{8,}|/[^/]*[^/-]-[^/]*-[^/]*(?:/index\.html)?$")
_PATH = re.compile(r"\s*(?:[a-z][a-z\d+.-]*:)?(?://[^/?#]*)?/?([^?#]*)", re.IGNORECASE)
_WHOLE = re.compile(r"https?://[^\[]*$")
_ROOTED = re.compile(r"(?:/[\w-]+)+(?:/|\.html)?", re.ASCII)  # what resolving does not change
_ORIGIN = re.compile(r"https?://[^/?#]+")
_BOUNDARY = re.compile(rf"</?(?:{'|'.join(BOXES)}|\w+-[\w-]+)\b[^>]*>", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(script|style)\b.*?(?:</\1\b|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_TOP = re.compile(rb"<h[12]\b")
_TAG = re.compile(r"<[^>]+(?:>|\Z)")


def extract(html: bytes | str, *, url: str | None = None, content_type: str | None = None) -> Article | Index:
    """Read one page of CNN's text-only site.

    Args:
        html: the page as it was served; bytes are decoded by BOM, header, meta, UTF-8, windows-1252.
        url: the page's absolute address, for resolving links.
        content_type: the Content-Type header that came with it.

    Raises:
        Refused: the page is no article and no index; nothing else is ever raised for what a page holds.

    """
    source = recode(html, content_type)
    rendering = render(source)
    page = _Page(rendering.markup, source, url)
    for block in rendering.blocks:
        block.label = label(block)
    index = page.index(rendering.blocks, rendering.links)
    return index or page.article(Story(page.own_story(rendering.blocks)))


class _Page:
    """One parsed page; what is rarely needed is computed when first asked for."""

    def __init__(self, markup: Markup, source: bytes, url: str | None) -> None:
        self.markup = markup
        self.source = source
        self.url = url or _BASE

    @cached_property
    def text(self) -> str:
        """The source, for what is looked for anywhere in it."""
        return decode(self.source)

    def absolute(self, href: str | None) -> str | None:
        """Resolve an address against the base element, the page's own address, the site; None when it is none."""
        return href if href and _WHOLE.match(href) else _join(self._base, href)

    @cached_property
    def _base(self) -> str:
        base, _ = next(self.markup.data("base"), ({}, ""))
        return _join(self.url, base.get("href")) or self.url

    # --- articles ---

    def article(self, story: Story) -> Article:
        """Read the page as one story."""
        headline = self._headline(story)
        end = self._end_link(story)
        self._demand_evidence(story, end)
        title = self._fallback("headline", story.flags) if headline is None else story.blocks[headline].text
        body = self._closed(self._body(story, headline, end), story.flags)
        if title is None and not body:
            raise Refused("no-content")
        story.flags += [f"{name}:missing" for name, value in (("headline", title), ("body", body)) if not value]
        updated = story.updated
        if "updated" not in story.places:
            stamp = read_stamp(self._fallback("updated", story.flags) or "")
            updated = stamp.iso if stamp else None
        link = self._fallback("full_article_url", story.flags) if end is None else self.absolute(story.blocks[end].href)
        return Article(
            headline=title,
            byline=story.byline,
            authors=[*authors_of(story.byline or "")],
            updated=updated,
            source=story.source,
            editors_note=story.note,
            body=body,
            full_article_url=link,
            flags=story.flags,
        )

    def own_story(self, blocks: list[Block]) -> list[Block]:
        """Of several stories on one page keep the one that the metadata names, else the first.

        A story begins where a heading is marked as its headline, or where a byline or time follows a heading at once.
        """
        labels = [block.label for block in blocks]
        titles = [n for n, block in enumerate(blocks) if block.box.name in ("h1", "h2") or labels[n] == "headline"]
        starts = []
        for n in titles:
            told = labels[n + 1 : n + 2] != ["heading"] and {*META[:2]} & {*labels[n + 1 : n + 3]}
            if told or (labels[n] == "headline" and blocks[n].box.name in HEADINGS):
                starts.append(n)
        above = {*labels[: min(starts, default=0)]} & {"text", *META[:2]}
        if above > {"text"}:  # the first story's headline is no heading
            titles, starts = [0, *titles], [0, *starts]
        if not starts or titles[0] == starts[-1]:
            return blocks
        own = next((n for n in titles if blocks[n].text == self.metadata.get("headline")), starts[0])
        later = next((n for n in starts if n > own), len(blocks))
        return blocks[0 if own <= starts[0] else own : later]

    def _headline(self, story: Story) -> int | None:
        """Find the headline: its landmark, the heading before the story, the line that the metadata names."""
        blocks, labels = story.blocks, story.labels
        marked = [n for n, label in enumerate(labels) if label == "headline"]
        if marked:
            return next((n for n in marked if blocks[n].box.name in HEADINGS), marked[0])
        zone = [n for n in range(story.first) if n not in story.taken and labels[n] in ("heading", "line", "text")]
        headings = [n for n in zone if labels[n] == "heading"]
        if len(headings) == 1 and blocks[headings[0]].box.name == "h2":
            return headings[0]
        named = [n for n, block in enumerate(blocks) if block.text == self.metadata.get("headline")]
        marks = [n for field, n in story.places.items() if field != "source"] or story.taken
        before = [n for n in zone if n < min(marks, default=0)]
        found = next(iter([*named, *headings, *before[-1:], *zone[-1:]]), None)
        if found is not None:
            story.flags.append("headline:shape")
        return found

    def _end_link(self, story: Story) -> int | None:
        """Find the link to the story's full page: by its words, else by the page's own path."""
        links = [(n, block.text, block.href) for n, block in enumerate(story.blocks) if n > 0 and block.href]
        named = [n for n, text, href in links if text[:8].lower() == "see full" and self._is_ours(href)]
        if named:
            return named[-1]
        own = _path(self.url).removesuffix("/index.html")
        same = [
            n for n, _, href in links if n > story.first and own.count("/") > 1 and own in href and self._is_ours(href)
        ]
        return same[-1] if same else None

    def _is_ours(self, href: str) -> bool:
        return _HOST.search((self.absolute(href) or "").encode("utf-8", "replace")) is not None

    def _demand_evidence(self, story: Story, end: int | None) -> None:
        """Refuse a page that nothing shows to be one of this site's stories."""
        printed = "updated" in story.places or "source" in story.places
        if printed and (end is not None or self._names_host):
            return
        host = not printed and self._names_host
        long = story.labels.count("text") > 3 or any(DATELINE.match(block.text) for block in story.blocks[:4])
        known = (printed, end is not None, _OURS.search(self.markup.source) is not None, host)
        enough = sum(known) + (sum(known) < 2 and self._has_footer(0)) >= 2
        if not enough or not (story.places or story.note or any(known[:3]) or long):
            raise Refused("truncated" if self.truncated and any(known) else "no-evidence")

    @property
    def _names_host(self) -> bool:
        return any(map(_HOST.search, (self.markup.source, *self.markup.opaque)))

    def _body(self, story: Story, headline: int | None, end: int | None) -> list[str]:
        blocks, labels = story.blocks, story.labels
        start = min(max(story.taken, default=-1) + 1, story.first) if headline is None else headline + 1
        stop = next((n for n in range(start, len(blocks)) if labels[n] == "copyright"), len(blocks))
        if end is not None and start < end < stop:  # an end link stands at the end, unless it was moved to the top
            before, after = (sum(len(each.text) for each in part) for part in (blocks[start:end], blocks[end:stop]))
            stop = end if before > after else stop
        kept = ("text", "line", "heading", "headline", *META)
        zone = [n for n in range(start, stop) if n not in story.taken and labels[n] != "promo"]
        home = set(map(id, at_home([blocks[n] for n in zone])))
        return [blocks[n].text for n in zone if labels[n] in kept and id(blocks[n]) in home]

    def _closed(self, body: list[str], flags: list[str]) -> list[str]:
        """Of a page that was cut, keep the paragraphs that are whole; refuse when there is none."""
        if not self.truncated:
            return body
        flags.append("truncated")
        shown = _UNSHOWN.sub("", self.text)
        end = max((found.end() for found in _BOUNDARY.finditer(shown)), default=0)
        broken = fold(_TAG.sub("", shown[end:])) and body and body[-1].endswith(self._last_text())
        whole = body[:-1] if broken else body
        if not whole:
            raise Refused("truncated")
        return whole

    @cached_property
    def truncated(self) -> bool:
        """Whether the page ends too early: without its last tag, and without the footer behind a heading."""
        tail = self.source[-400:]
        if b"</html" in tail or b"</html" in b" ".join(self.source[-4000:].lower().split())[-400:]:
            return False
        return not self._has_footer(next((n for n, word in enumerate(self.markup.words) if _TOP.match(word)), 0))

    def _has_footer(self, start: int) -> bool:
        """Say whether the line of copyright stands within or behind an element."""
        return COPYRIGHT.search(fold(self.markup.text(start))) is not None

    def _last_text(self) -> str:
        return next(filter(None, map(fold, map(self.markup.spell, reversed(self.markup.texts)))), "")

    # --- what the page says about itself, read only when something visible is missing ---

    @cached_property
    def metadata(self) -> dict[str, str]:
        """Headline, time of update and address from JSON-LD, then meta, then title."""
        found: dict[str, str] = {}
        for item in self._json_ld() if b"ld+json" in self.source else ():
            if "headline" in item or "Article" in str(item.get("@type")):
                for field, key in (("headline", "headline"), ("updated", "dateModified"), ("full_article_url", "url")):
                    if isinstance(item.get(key), str):
                        found.setdefault(field, fold(item[key]))
        for meta, _ in self.markup.data("meta") if b"og:title" in self.source else ():
            if meta.get("property") == "og:title" and meta.get("content"):
                found.setdefault("headline", _TITLE_SUFFIX.sub("", fold(meta["content"])))
        title = next((fold(content) for _, content in self.markup.data("title")), "")
        if _TITLE_SUFFIX.search(title) and not _GENERIC_TITLE.match(title):
            found.setdefault("headline", _TITLE_SUFFIX.sub("", title))
        for link, _ in self.markup.data("link") if b"canonical" in self.source else ():
            if link.get("rel") == "canonical":
                found.setdefault("full_article_url", self.absolute(link.get("href")) or "")
        return {field: value for field, value in found.items() if value}

    def _json_ld(self) -> Iterator[dict[str, Any]]:
        """Yield every object of every JSON-LD block, whatever its shape; broken blocks are passed over."""
        for script, content in self.markup.data("script"):
            if "ld+json" in script.get("type", ""):
                try:
                    queue = [json.loads(content)]
                except (ValueError, RecursionError):
                    continue
                for item in queue:  # grows while it is read
                    if isinstance(item, dict):
                        yield item
                        queue.extend(each for each in item.values() if isinstance(each, (dict, list)))
                    elif isinstance(item, list):
                        queue.extend(item)

    def _fallback(self, field: str, flags: list[str]) -> str | None:
        """Return what the metadata says of a field, and say so in a flag."""
        flags += [f"{field}:metadata"] if field in self.metadata else []
        return self.metadata.get(field)

    # --- indexes ---

    def index(self, blocks: list[Block], links: list[Link]) -> Index | None:
        """Read the page as a list of stories, or return None when it is not one."""
        words = sum([len(each.text) - each.linked for each in blocks if each.label not in ("header", "copyright")])
        if sum([len(link.text) for link in links]) < words:
            return None
        links = [link._replace(text=fold(link.text)) for link in links]
        cards = [n for n, link in enumerate(links) if link.text and _STORY_PATH.search(_path(link.href))]
        if len(cards) < 3 or sum(len(links[n].text) for n in cards) < words:
            return None
        home = common_box([(len(links[n][1]), links[n][2]) for n in cards])
        alike = {_kind(links[n][2]) for n in cards}
        listed = [
            {"url": address, "title": title}
            for n, (href, title, box) in enumerate(links)
            if (cards[0] <= n <= cards[-1] or (_kind(box) in alike and home in [*box.around()]))
            and title
            and _path(href) != "/"
            and (address := self.absolute(href))
        ]
        top = (block.text for block in blocks if block.label == "header")
        day = next(filter(None, map(HEADER_DATE.search, top)), None)
        date = f"{day[3]}-{int(day[1]):02}-{int(day[2]):02}" if day else None
        return Index(date, listed, ["truncated"] if self.truncated else [])


def _kind(box: Box) -> tuple[str, str | Box | None]:
    """Return what a box has in common with its like: the tag, and its name or, without one, the box around it."""
    return box.name, box.classes or box.outer


def _path(address: str) -> str:
    """Return the path of an address, whole or relative to the site, with a slash before it."""
    found = _PATH.match(address)
    return f"/{found[1]}" if found else "/"


def _join(base: str, href: str | None) -> str | None:
    """Resolve an address; None when it is empty or no address at all."""
    href = href.strip() if href else None
    if not href or _WHOLE.match(href):
        return href or None
    if _ROOTED.fullmatch(href) and (origin := _ORIGIN.match(base)):
        return origin[0] + href
    try:
        return urljoin(base, href)
    except ValueError:
        return None
