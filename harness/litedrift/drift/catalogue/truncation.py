"""Only a part of the story is there: the download stopped, or the page keeps the rest behind a wall or another page.

By the gold rules a page cut after its first closed paragraph gives the closed ones, with the cut one optional; a page
cut before that is refused. What a page itself holds back is no part of its record.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.entities import codepoint2name
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from litedrift.corpus import Maybe, OneOf, squash
from litedrift.drift._contract import REJECTS, destroys, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import BLOCKS, Element, append, describe, detach, fragment, insert_after, make, rendered, wrap
from litedrift.drift._markup import Kind, Token, get, located, text_of, tokens
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import META, STRICT, body_texts, byte_offset, meta_lines, plain, set_body, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_WORD: Final = re.compile(r"(?<![&#\w])[A-Za-z]{4,}")
_BAIT: Final = "Mittens forecast for the upper pier"
_EDITED: Final = {"invalid-bytes": "the cut is found in markup that those bytes are no part of"}


def _listed(draft: Draft) -> tuple[str, list[Any], list[str]]:
    """Return the field that holds the page's list, its items, and their texts."""
    if draft.gold.kind == "index":
        links = list(draft.gold.fields.get("links") or ())
        return "links", links, [str(link["title"]) for link in links]
    texts = body_texts(draft)
    if any(text is None for text in texts):
        raise Infeasible("gold has alternatives for this story")
    return "body", list(draft.gold.fields.get("body") or ()), [text for text in texts if text]


def _pieces(markup: str, span: tuple[int, int], pattern: re.Pattern[str], skip: int = 0) -> list[int]:
    """Return the offsets within a span, after its first `skip` characters, at which its text matches."""
    start, stop = span
    texts = [token for token in tokens(markup[start:stop]) if token.kind is Kind.TEXT]
    places = (token.start + match.start() for token in texts for match in pattern.finditer(token.text))
    return [start + place for place in places if place >= skip]


def _closer(markup: str, place: int) -> Token | None:
    """Return the end tag of the block that holds the text before `place`, if only inline tags close before it."""
    for token in tokens(markup):
        if token.start < place or token.blank:
            continue
        if token.kind is not Kind.END:
            return None
        if token.name in BLOCKS:
            return token
    return None


#: Level → whether the paragraph (or card) is closed before the page ends.
_CUTS: Final = {
    "paragraph": False,
    "character": False,
    "reference": False,
    "end-tag": False,
    "between": True,
    "start-tag": True,
    "script": True,
}


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the page ends: an offset, bytes kept beyond it, what stands there instead, how much of the item is read."""

    place: int
    more: int = 0
    tail: str = ""
    shown: tuple[str, ...] = ()


_WITHIN: Final = {"paragraph": _WORD, "character": re.compile(r"[^\x00-\x7f]"), "reference": re.compile('["’“”é–—]')}


def _within(draft: Draft, dice: Dice, span: tuple[int, int], where: str) -> _Cut | None:
    """Cut an item before it is closed."""
    markup = draft.markup
    if where == "end-tag":
        after = next((token for token in tokens(markup) if token.start >= span[1] and not token.blank), None)
        if after is None or after.kind is not Kind.END:
            return None
        return _Cut(after.start + 3, shown=(text_of(markup[span[0] : span[1]]),))
    places = _pieces(markup, span, _WITHIN[where], 12)
    if not places or (where == "character" and not draft.charset.startswith("utf-8")):
        return None
    place = dice.pick(places)
    if where == "paragraph":
        return _Cut(place + 2, shown=(text_of(markup[span[0] : place + 2]),))
    shown = text_of(markup[span[0] : place])
    if where == "character":
        return _Cut(place, more=1, shown=(shown,))
    half = f"&{codepoint2name[ord(markup[place])][:1]}"
    return _Cut(place, tail=half, shown=(text_of(markup[span[0] : place] + half), shown))


def _behind(draft: Draft, span: tuple[int, int], where: str) -> _Cut:
    """Cut the page behind a closed item."""
    closer = _closer(draft.markup, span[1])
    if closer is None:
        raise Infeasible("where this paragraph ends no tag says")
    if where == "script":
        return _Cut(closer.stop, tail=f'\n<script>window.next = "</p><p>{_BAIT}')
    opener = next((t for t in tokens(draft.markup) if t.start >= closer.stop and t.kind is Kind.START), None)
    if where == "between" or opener is None:
        return _Cut(closer.stop)
    return _Cut(opener.start + max(2, len(opener.text) // 2))


@operator(
    "cut",
    category="truncation",
    layer=Layer.BYTES,
    contract=transforms("body", "links", "full_article_url"),
    levels=tuple({"where": each} for each in _CUTS),
    models="a download that stopped: in a word, a character, a reference, a tag, a script, or between two paragraphs",
    evidence="no frequency known: broken saves are common in practice, and parsers hide them",
    conflicts=_EDITED,
)
def cut(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """End the page's bytes after its first closed paragraph, or its first five closed cards.

    On gold: the closed items stay; the one that was cut becomes optional, as far as it can be read; the address of the
    full article is that of JSON-LD or canonical link, else null.
    """
    field, items, texts = _listed(draft)
    spans = located(draft.markup, texts)
    last = len(items) - (1 if _CUTS[where] else 0)
    able = [n for n in range(1 if field == "body" else 5, last) if spans[n] and spans[n - 1]]
    if where in _WITHIN:
        able = [n for n in able if _pieces(draft.markup, spans[n] or (0, 0), _WITHIN[where], 12)]
    if not able or (field == "links" and not _CUTS[where]):
        return None
    n = dice.pick(able)
    span = spans[n] or (0, 0)
    end = _behind(draft, span, where) if _CUTS[where] else _within(draft, dice, span, where)
    if end is None:
        return None
    kept = draft.markup[: end.place]
    _demand_rest(draft, kept)
    draft.data = draft.data[: byte_offset(draft, end.place) + end.more] + end.tail.encode(draft.charset)
    draft.gold = draft.gold.set(**{field: [*items[:n], _read(items[n], end.shown)]})
    if field == "body":
        draft.gold = draft.gold.set(full_article_url=_address(draft, kept))
    if where == "script":
        draft.gold = draft.gold.forbid(_BAIT)
    return f"the page ends at item {n + 1} of {len(items)}: {where}"


def _read(item: Any, shown: tuple[str, ...]) -> Any:
    """Return what is expected of the last item: itself when it is closed, else what may be read of it, or nothing."""
    if not shown:
        return item
    return Maybe(shown[0] if len(shown) == 1 else OneOf(shown, "half a reference may be shown as it is spelled"))


def _demand_rest(draft: Draft, kept: str) -> None:
    """Make sure that what is left is still known as a page of this site, with all that stood before the story.

    Raises:
        Infeasible: a meta line was cut off, or too little shows whose page this is.

    """
    before, after = squash(text_of(draft.markup)), squash(text_of(kept))
    lines = [rendered(node) for name in ("headline", *META) for node in draft.landmark(name)]
    lines += [rendered(node) for node in draft.landmark("header") if draft.gold.kind == "index"]
    lines += [str(draft.gold.fields.get(name) or "") for name in ("headline", "byline", "source", "editors_note")]
    if any(squash(line) in before and squash(line) not in after for line in lines):
        raise Infeasible("a meta line stands behind the cut")
    if draft.gold.kind == "index":
        return
    host = ".".join((urlsplit(draft.site.base_url).hostname or "").split(".")[-2:])
    selectors = " ".join(draft.site.landmarks_of(draft.epoch, draft.gold.kind).values())
    names = {name for token in tokens(kept) for name in _names(token)}
    evidence = (
        bool(re.search(rf"//(?:[\w-]+\.)*{re.escape(host)}\b", kept)),
        bool(draft.gold.fields.get("updated") or draft.gold.fields.get("source")),
        bool(names & set(re.findall(r"[.#]([\w-]+)", selectors))),
    )
    if sum(evidence) < 2:
        raise Infeasible("too little is left to show that this is a page of the site")


def _names(token: Token) -> list[str]:
    """Return the class tokens and the id of a start tag."""
    if token.kind is not Kind.START:
        return []
    return [*(get(token, "class") or "").split(), get(token, "id") or ""]


def _address(draft: Draft, kept: str) -> str | None:
    """Return the address of the full article that a cut page still states."""
    address = draft.gold.fields.get("full_article_url")
    if not isinstance(address, str):
        return None
    found = tokens(kept)
    linked = [get(token, "href") for token in found if token.kind is Kind.START and token.name == "a"]
    if any(urljoin(draft.url, href) == address for href in linked if href):
        return address
    stated = list(_stated(found))
    if any(urljoin(draft.url, each) != address for each in stated):
        raise Infeasible("without the end link the page's metadata names another address")
    return address if stated else None


def _stated(found: Sequence[Token]) -> Iterator[str]:
    """Yield the addresses that a page's JSON-LD and canonical link state."""
    for n, token in enumerate(found):
        if token.kind is Kind.START and token.name == "link" and (get(token, "rel") or "").lower() == "canonical":
            yield get(token, "href") or ""
        elif token.kind is Kind.RAW and token.name == "script" and "ld+json" in (get(found[n - 1], "type") or ""):
            try:
                queue = [json.loads(token.text)]
            except ValueError:
                continue
            for item in queue:
                if isinstance(item, list):
                    queue.extend(item)
                elif isinstance(item, dict):
                    queue.extend(item.get("@graph") or ())
                    if isinstance(item.get("url"), str):
                        yield item["url"]


@operator(
    "cut-early",
    category="truncation",
    layer=Layer.BYTES,
    contract=REJECTS,
    levels=({"where": "head"}, {"where": "headline"}, {"where": "first-tag"}, {"where": "first-paragraph"}),
    models="a download that stopped before the first paragraph was whole",
    evidence="no frequency known: broken saves are common in practice, and parsers hide them",
    conflicts=_EDITED,
)
def cut_early(draft: Draft, dice: Dice, *, where: str) -> str | None:
    """End the page's bytes in the head, the headline, the tag before the first paragraph, or that paragraph."""
    field, _, texts = _listed(draft)
    headline = draft.gold.fields.get("headline")
    if field != "body" or not texts or not headline:
        return None
    title, first = located(draft.markup, [str(headline), texts[0]])
    found = tokens(draft.markup)
    if first is None:
        raise Infeasible("the first paragraph stands on the page twice, or not as one")
    place: int | None = None
    if where == "head":
        head = [n for n, token in enumerate(found) if token.name == "head"]
        place = found[dice.pick(range(head[0] + 1, head[1]))].stop - 1 if len(head) == 2 else None
    elif where == "headline":
        place = (title[0] + title[1]) // 2 if title and title[1] <= first[0] else None
    elif where == "first-tag":
        opener = [token for token in found if token.kind is Kind.START and token.start < first[0]][-1]
        place = opener.start + 2
    else:
        place = dice.pick(_pieces(draft.markup, first, _WORD, 12) or [first[0]]) + 2
    if place is None:
        return None
    draft.data = draft.data[: byte_offset(draft, place)]
    draft.gold = draft.gold.reject("truncated")
    return f"the page ends early: {where}"


def _own_elements(draft: Draft, least: int) -> list[Element] | None:
    """Return one element for each item of the body, at least `least` of them.

    Raises:
        Infeasible: some items have no element of their own, so that they cannot be taken out alone.

    """
    items = draft.gold.fields.get("body") or ()
    found = story(draft)
    if len(items) < least or draft.gold.kind != "article":
        return None
    if len(found) < len(items):
        raise Infeasible("some paragraphs have no element of their own")
    return [node for _, node in found]


def _keep(draft: Draft, nodes: Sequence[Element], count: int, markup: str) -> str:
    """Take out all paragraphs but the first `count`, and put a piece of markup behind those."""
    anchor = nodes[count - 1]
    while anchor.getparent().tag in STRICT or anchor.tag == "li":
        anchor = anchor.getparent()
    for node in nodes[count:]:
        detach(node)
    new = fragment(markup)
    insert_after(anchor, new)
    set_body(draft, list(draft.gold.fields["body"])[:count])
    return f"{describe(new)} stands for the last {len(nodes) - count} paragraphs"


_WALL: Final = "Continue reading with the Harbour Pass, four weeks for one crown."


@operator(
    "paywall",
    category="truncation",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=(
        {"form": "box", "after": 1},
        {"form": "dialog", "after": 2},
        {"form": "button", "after": 2},
        {"form": "form", "after": 3},
    ),
    models="a wall after the first paragraphs: continue reading, subscribe, register",
    evidence="paywall markers on 63% of pages; they flip in 13% of breaking changes",
)
def paywall(draft: Draft, _dice: Dice, *, form: str, after: str) -> str | None:
    """Keep the first paragraphs and put a wall in the place of the others.

    On gold: the body ends with the last paragraph that the page still shows.
    """
    nodes = _own_elements(draft, int(after) + 1)
    if nodes is None:
        return None
    markup = {
        "box": f'<div class="paywall" role="complementary"><p>{_WALL}</p><a href="/subscribe">Subscribe</a></div>',
        "dialog": f'<dialog open class="paywall-modal"><h2>{_WALL}</h2><button>Log in</button></dialog>',
        "button": f'<aside class="continue-reading"><button>{_WALL}</button></aside>',
        "form": f'<form class="regwall" action="/join"><p>{_WALL}</p><input type="email"><button>Join</button></form>',
    }[form]
    draft.gold = draft.gold.forbid(_WALL)
    return _keep(draft, nodes, int(after), markup)


@operator(
    "page-one-of-n",
    category="truncation",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"form": "nav"}, {"form": "list"}, {"form": "rel"}),
    models="long stories dealt out to several pages with links to the next",
    evidence="pagination rules for 10% of all sites with published rules",
)
def page_one_of_n(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Keep the first half of the story and put links to the other pages behind it.

    On gold: the body ends with the last paragraph of this page.
    """
    nodes = _own_elements(draft, 4)
    if nodes is None:
        return None
    path = urlsplit(draft.url).path
    markup = {
        "nav": f'<nav class="pagination">Page 1 of 2 <a rel="next" href="{path}?page=2">Next page</a></nav>',
        "list": f'<ul class="pagination" role="navigation"><li>1</li><li><a href="{path}/2">2</a></li>'
        f'<li><a href="{path}/2">Next page</a></li></ul>',
        "rel": '<div class="pagination" role="navigation"><a rel="next" href="?p=2"><b>Next page</b> 2/2</a></div>',
    }[form]
    if form == "rel":
        append(draft.head, make("link", rel="next", href="?p=2"))
    draft.gold = draft.gold.forbid("Next page")
    return _keep(draft, nodes, (len(nodes) + 1) // 2, markup)


@operator(
    "skeleton",
    category="truncation",
    layer=Layer.TREE,
    contract=destroys("body"),
    levels=({"form": "bars"}, {"form": "status"}, {"form": "noscript"}, {"form": "template"}),
    models="the story is loaded by a script: the saved page has only its placeholder",
    evidence="frameworks flip in 13% of breaking changes and stand on 13% of pages",
)
def skeleton(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Take every paragraph out and put a placeholder in their place; its words are no story."""
    nodes = _own_elements(draft, 1)
    if nodes is None:
        return None
    if not meta_lines(draft) and not draft.landmark("end_link"):
        raise Infeasible("a bare heading in the site's frame: an error page has that too")
    wait = "Loading the story…"
    markup = {
        "bars": '<div class="skeleton" aria-hidden="true"><div class="line"></div><div class="line"></div></div>',
        "status": f'<div class="loading" role="status" aria-busy="true"><p>{wait}</p></div>',
        "noscript": f'<noscript><p class="paragraph">{wait} It needs scripts.</p></noscript>',
        "template": f'<template id="paragraph"><p class="paragraph">{wait}</p></template>',
    }[form]
    anchor = nodes[0]
    while anchor.getparent().tag in STRICT or anchor.tag == "li":
        anchor = anchor.getparent()
    insert_after(anchor, fragment(markup))
    for node in nodes:
        detach(node)
    draft.gold = draft.gold.destroy("body").forbid(wait)
    return f"{len(nodes)} paragraphs gave way to a placeholder: {form}"


_POSTS: Final = (
    "What happened overnight",
    "The view from the quay",
    "Where things stand",
    "A correction from the bridge",
)


@operator(
    "live-blog",
    category="truncation",
    layer=Layer.TREE,
    contract=transforms("body"),
    levels=({"posts": "headed"}, {"posts": "newest-first"}, {"posts": "both"}),
    models="a story becomes a live blog: posts in boxes of their own, with headings, the newest first",
    evidence="the number of article elements changes in 53% of breaking changes; of live blogs no frequency known",
)
def live_blog(draft: Draft, _dice: Dice, *, posts: str) -> str | None:
    """Put each paragraph after the first into a post of its own, with a heading, or in reverse order, or both.

    On gold: each heading is an item before the post's paragraph, and the items follow the order of the posts.
    """
    found = [(n, node) for n, node in plain(draft) if node.getparent() is draft.one("body")][1:]
    items = list(draft.gold.fields.get("body") or ())
    if len(found) < 3:
        return None
    order = found if posts == "headed" else list(reversed(found))
    marks = [make("span") for _ in found]
    for mark, (_, node) in zip(marks, found, strict=True):
        insert_after(node, mark)
        detach(node)
    heads: dict[int, str] = {}
    after = list(items)
    for number, (mark, (place, _), (origin, node)) in enumerate(zip(marks, found, order, strict=True)):
        insert_after(mark, node)
        detach(mark)
        post = wrap(node, "article", class_="live-post", id=f"post-{number}")
        after[place] = items[origin]
        if posts != "newest-first":
            heads[place] = f"{_POSTS[number % len(_POSTS)]}, part {number // len(_POSTS) + 1}"
            post.insert(0, make("h3", heads[place]))
    expected = [each for n, item in enumerate(after) for each in ((heads[n], item) if n in heads else (item,))]
    set_body(draft, expected)
    return f"{len(found)} paragraphs became posts: {posts}"
