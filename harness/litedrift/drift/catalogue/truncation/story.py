"""The story ends early: a wall, a second page, a placeholder, posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from litedrift.drift._contract import destroys, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, append, describe, detach, fragment, insert_after, make, wrap
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import STRICT, plain, set_body, story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


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
