"""What stands around the story: comments, menus, tickers, widgets, counters, repeated headers."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.drift._kit import (
    append,
    describe,
    insert_before,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._prose import COMMENTS
from litedrift.drift.catalogue.noise._place import INDEX, Box, boxes, noise

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _talk(count: int) -> str:
    """Return a section of comments, each an article with author, time and text."""
    each = "".join(
        f'<article class="comment"><h4>reader{n}</h4><time>{n + 2} hours ago</time>'
        f"<p>{COMMENTS[n % len(COMMENTS)]}</p></article>"
        for n in range(count)
    )
    return f'<section id="comments" class="comments" aria-label="Comments"><h3>Comments</h3>{each}</section>'


boxes(
    "comments",
    "Put in a section of comments, each an article with author, time and text.",
    Box({"length": "short", "place": "after"}, _talk(2), texts=COMMENTS[:2]),
    Box({"length": "long", "place": "after"}, _talk(30)),
    Box({"length": "long", "place": "bottom"}, _talk(30)),
    texts=COMMENTS,
    models="readers' comments below the story, longer than the story itself",
    evidence="13% of the news sites that need strip rules have one for comments",
)


_SECTIONS: Final = ("World affairs desk", "Weather maps desk", "Rowing results desk", "Puzzles and bells desk")
_MENU: Final = "".join(f'<li><a href="/{name.split()[0].lower()}">{name}</a></li>' for name in _SECTIONS)
_SKIP: Final = "Skip to the rowing results"
_LEGAL: Final = "Imprint and corrections desk"

boxes(
    "navigation",
    "Put in a large menu, a breadcrumb, a skip link, or a footer full of links.",
    Box({"form": "menu"}, f'<nav class="mega-menu" aria-label="Main"><ul>{_MENU * 3}</ul></nav>'),
    Box({"form": "breadcrumb"}, f'<nav aria-label="Breadcrumb" class="breadcrumb"><ol>{_MENU}</ol></nav>', "before"),
    Box({"form": "skip-link"}, f'<a class="skip-link" href="#main">{_SKIP}</a>', texts=(_SKIP,)),
    Box(
        {"form": "footer"},
        f'<footer class="site-footer"><nav><ul>{_MENU}</ul></nav><p><a href="/imprint">{_LEGAL}</a></p></footer>',
        "bottom",
        texts=(_LEGAL, *_SECTIONS),
    ),
    texts=_SECTIONS,
    place="top",
    models="menus, breadcrumbs and footers grow",
    evidence="the number of elements grows by half in 35% of breaking changes",
)


_TOPICS: Final = ("Inland navigation", "Municipal herons", "Bell foundries")
_TAGS: Final = "".join(f'<li><a href="/topics/{name.split()[1].lower()}">{name}</a></li>' for name in _TOPICS)

boxes(
    "topic-tags",
    "Put in a list of links to topics.",
    *(
        Box({"place": place}, f'<ul class="tags topic-list" role="navigation">{_TAGS}</ul>')
        for place in ("before", "after")
    ),
    texts=_TOPICS,
    models="a row of topics above or below the story",
    evidence="41% of the news sites that need strip rules have one for tags, breadcrumbs or menus",
)


_NO_PLAYER: Final = "Your browser cannot show the tide table of Pell Island."

boxes(
    "embed-fallback",
    "Put in an embedded element whose fallback text no browser prints.",
    *(
        Box(
            {"tag": tag},
            f'<div class="embed"><{tag} src="https://media.example/e" data="/e">{_NO_PLAYER}</{tag}></div>',
        )
        for tag in ("iframe", "video", "object", "canvas")
    ),
    texts=(_NO_PLAYER,),
    place="inside",
    models="embedded players and frames with a fallback text for old browsers",
    evidence="iframes on 52% of pages; they appear or go in 19% of breaking changes",
)


_FLASH: Final = "Fog horn of Ostrava Narrows heard in three counties"

boxes(
    "breaking-ticker",
    "Put a ticker or banner at the top of the page.",
    Box(
        {"form": "alert"},
        f'<div class="breaking-banner" role="alert"><b>Breaking</b> <a href="/live">{_FLASH}</a></div>',
    ),
    Box({"form": "marquee"}, f'<div class="ticker" role="marquee"><span>{_FLASH}</span></div>'),
    Box(
        {"form": "app-banner"},
        f'<div class="app-banner" role="banner"><p>{_FLASH}. Get the app.</p><button>Open</button></div>',
    ),
    texts=(_FLASH,),
    place="top",
    models="a line of breaking news or an advertisement for the app above everything",
    evidence="no frequency known: on most full news sites at times",
)


boxes(
    "index-widget",
    "Put a widget before the list of an index.",
    Box({"form": "weather"}, '<aside class="weather-widget"><p>Quillhaven 12 degrees, drizzle</p></aside>'),
    Box(
        {"form": "markets"},
        '<aside class="markets"><table><tbody><tr><th>Sallow 100</th><td>4,021.7</td></tr></tbody></table></aside>',
        texts=("Sallow 100",),
    ),
    Box(
        {"form": "search"},
        '<form role="search" class="search"><label>Search the almanac <input name="q"></label></form>',
        texts=("Search the almanac",),
    ),
    texts=("Quillhaven 12 degrees",),
    place="before",
    kinds=INDEX,
    models="a weather, markets or search box above the list of stories",
    evidence="45% of the news sites that need strip rules have one for tools, forms and widgets",
)


@operator(
    "tracking-tail",
    levels=({"form": "pixel"}, {"form": "noscript"}, {"form": "empty-iframe"}, {"form": "comment"}),
    models="counting pixels, frames and comments that measuring firms leave at the end of the page",
    evidence="noscript on 70% of pages, iframes on 52%, comments on 87%",
)
def tracking_tail(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put a pixel, a noscript, an empty frame or a comment with fake markup at the end of the page."""
    text = "Counted by the heron bureau"
    if form == "comment":
        append(draft.body, etree.Comment(f' <p class="paragraph">{text}</p> '))
        draft.gold = draft.gold.forbid(text)
        return "a comment with fake markup closes the body"
    markup = {
        "pixel": f'<img src="https://count.example/p.gif" alt="{text}" width="1" height="1">',
        "noscript": f'<noscript><p>{text}</p><img src="https://count.example/n.gif" alt=""></noscript>',
        "empty-iframe": f'<iframe src="https://count.example/f" title="{text}"></iframe>',
    }[form]
    return noise(draft, dice, markup, "bottom", text)


@operator(
    "late-header",
    levels=({"count": 1}, {"count": 2}),
    models="the page header is printed a second time, sticky or for print",
    evidence="no frequency known: sticky headers are common on full news sites",
)
def late_header(draft: Draft, _dice: Dice, *, count: str) -> str | None:
    """Repeat the page header before the footer, once or twice."""
    header, footer = draft.one("header"), draft.one("footer")
    if header is None or footer is None or header.tag != "header":
        return None
    for _ in range(int(count)):
        twin = copy.deepcopy(header)
        twin.tail = None
        twin.set("aria-hidden", "true")
        insert_before(footer, twin)
    return f"{describe(header)} stands {count} times more"
