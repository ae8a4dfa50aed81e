"""What is not story comes into the page: related links, advertising, forms, captions, comments, decoys, hidden copies.

Every piece looks like the real thing, in an element that tells a careful reader what it is; its text may appear in no
field. 23% of the news sites that need such rules strip related links, 20% adverts, 18% newsletter boxes.
"""

from __future__ import annotations

import copy
import json
from html import escape
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.drift._contract import PRESERVES
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    classes,
    describe,
    elements,
    fragment,
    insert_after,
    insert_before,
    make,
    prepend,
    rendered,
)
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._prose import COMMENTS, HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import STRICT, cards, loose, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _inside(draft: Draft, dice: Dice, new: Element) -> str | None:
    """Put `new` between two paragraphs of the story, or before the list of an index page; return where."""
    if draft.gold.kind == "index":
        return _beside(draft, new, "before")
    found = [node for _, node in loose(draft)[1:] if node.getparent().tag not in ("p", "blockquote")]
    if not found:
        return None
    anchor = dice.pick(found)
    insert_before(anchor, new)
    return f"before {describe(anchor)}"


def _beside(draft: Draft, new: Element, where: str = "after") -> str | None:
    """Put `new` before or after the story's layout, or the list of an index page."""
    names = ("container", "body") if draft.gold.kind == "article" else ("list",)
    box = next((box for name in names if (box := draft.one(name)) is not None), None)
    if box is None or box.tag == "body" or box.getparent().tag in STRICT:
        return None
    (insert_before if where == "before" else insert_after)(box, new)
    return f"{where} {describe(box)}"


def _place(draft: Draft, dice: Dice, new: Element, place: str) -> str | None:
    match place:
        case "inside":
            return _inside(draft, dice, new)
        case "before" | "after":
            return _beside(draft, new, place)
        case "top":
            prepend(draft.body, new)
        case _:
            append(draft.body, new)
    return f"at the {place} of the page"


def _noise(draft: Draft, dice: Dice, markup: str, place: str, *texts: str) -> str | None:
    """Parse `markup`, put it in, and forbid `texts`; return the account."""
    new = fragment(markup)
    where = _place(draft, dice, new, place)
    if where is None:
        return None
    draft.gold = draft.gold.forbid(*texts)
    return f"{describe(new)} put in {where}"


def _items(numbers: Iterable[int], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a></{tag}>' for n in numbers)


def _not_on_index(draft: Draft) -> bool:
    """Whether the page is itself a list of stories, so that another list would be no noise."""
    return draft.gold.kind == "index"


@operator(
    "related-links",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"form": "aside", "place": "inside"},
        {"form": "list", "place": "inside"},
        {"form": "line", "place": "inside"},
        {"form": "paragraphs", "place": "inside"},
        {"form": "nav", "place": "after"},
        {"form": "cards", "place": "after"},
    ),
    models="read-more boxes within and after the story",
    evidence="23% of the news sites that need strip rules have one for related links",
)
def related_links(draft: Draft, dice: Dice, *, form: str, place: str) -> str | None:
    """Put in links to other stories: an aside, a list, one line, paragraphs of links, a nav, or cards."""
    if _not_on_index(draft):
        return None
    numbers = dice.some(range(len(HEADLINES)), 3)
    n = numbers[0]
    link = f'<a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a>'
    markup = {
        "aside": f'<aside class="related"><h3>More on this</h3><ul>{_items(numbers)}</ul></aside>',
        "list": f'<div class="related-links"><p>Related articles</p><ul>{_items(numbers)}</ul></div>',
        "line": f'<div class="related-article"><p><strong>RELATED: {link}</strong></p></div>',
        "paragraphs": f'<div class="read-more" role="complementary">{_items(numbers, "p")}</div>',
        "nav": f'<nav class="read-next" aria-label="Read next"><ol>{_items(numbers)}</ol></nav>',
        "cards": '<section class="recommended" aria-label="Recommended"><h2>You may also like</h2>'
        + "".join(f'<div class="recommended__card"><h3>{each}</h3></div>' for each in _links(numbers))
        + "</section>",
    }[form]
    used = numbers[:1] if form == "line" else numbers
    return _noise(draft, dice, markup, place, *(HEADLINES[k] for k in used))


def _links(numbers: Iterable[int]) -> list[str]:
    return [f'<a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a>' for n in numbers]


@operator(
    "most-read",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"place": "before"}, {"place": "after"}, {"place": "bottom"}),
    models="a ranking of the most read stories in a side column",
    evidence="23% of the news sites that need strip rules strip related, read-more or most-read lists",
)
def most_read(draft: Draft, dice: Dice, *, place: str) -> str | None:
    """Put in an aside with a numbered list of other stories."""
    if _not_on_index(draft):
        return None
    numbers = dice.some(range(len(HEADLINES)), 5)
    markup = f'<aside class="sidebar most-read"><h2>Most read</h2><ol>{_items(numbers)}</ol></aside>'
    return _noise(draft, dice, markup, place, *(HEADLINES[n] for n in numbers))


_AD: Final = "Save a third on rowing boats at Halloway and Finch, this week only."


@operator(
    "advert",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"form": "slot", "place": "inside"},
        {"form": "aside", "place": "inside"},
        {"form": "ins", "place": "inside"},
        {"form": "sponsored", "place": "after"},
        {"form": "banner", "place": "top"},
    ),
    models="advertising slots between paragraphs, around the story and above the page",
    evidence="20% of the news sites that need strip rules have one for adverts",
)
def advert(draft: Draft, dice: Dice, *, form: str, place: str) -> str | None:
    """Put in an advertisement with a sentence of text."""
    markup = {
        "slot": f'<div class="ad-slot" data-ad="mid"><span>Advertisement</span><p>{_AD}</p></div>',
        "aside": f'<aside class="advertisement" aria-label="Advertisement"><p>{_AD}</p></aside>',
        "ins": f'<ins class="adsbygoogle" style="display:block"><a href="https://ads.example/x">{_AD}</a></ins>',
        "sponsored": f'<div class="sponsored-content" role="complementary"><h4>Paid content</h4><p>{_AD}</p></div>',
        "banner": f'<div id="ad-banner-top" class="ad ad--leaderboard"><a href="https://ads.example/y">{_AD}</a></div>',
    }[form]
    return _noise(draft, dice, markup, place, _AD)


_LETTER: Final = "Get the Harbour Light letter: five stories about boats, every other Thursday."


@operator(
    "newsletter-box",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"form": "aside", "place": "inside"},
        {"form": "form", "place": "inside"},
        {"form": "section", "place": "after"},
    ),
    models="a box to subscribe to a newsletter",
    evidence="18% of the news sites that need strip rules have one for newsletter, subscribe or paywall boxes",
)
def newsletter_box(draft: Draft, dice: Dice, *, form: str, place: str) -> str | None:
    """Put in a sign-up box with an input field."""
    inner = f'<p>{_LETTER}</p><input type="email" placeholder="Your address"><button>Subscribe</button>'
    markup = {
        "aside": f'<aside class="newsletter-promo"><h3>Stay in touch</h3>{inner}</aside>',
        "form": f'<form class="newsletter-signup" action="/subscribe" method="post">{inner}</form>',
        "section": f'<section class="newsletter subscribe" role="complementary"><div>{inner}</div></section>',
    }[form]
    return _noise(draft, dice, markup, place, _LETTER)


_CONSENT: Final = "We and our 214 partners store biscuits on your device to measure how long you look at harbours."


@operator(
    "consent-banner",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"place": "top", "length": "short"},
        {"place": "bottom", "length": "short"},
        {"place": "bottom", "length": "long"},
        {"place": "top", "length": "long"},
    ),
    models="a consent banner over the page",
    evidence="consent vendors on 52% of pages; they appear or go in 12% of breaking changes",
)
def consent_banner(draft: Draft, dice: Dice, *, place: str, length: str) -> str | None:
    """Put in a dialog with buttons, and with as much text as a short story when `long`."""
    more = "".join(f"<p>{_CONSENT} Purpose {n} of 12.</p>" for n in range(1, 13)) if length == "long" else ""
    markup = (
        '<div id="consent-banner" class="cookie-consent" role="dialog" aria-modal="true" aria-label="Privacy">'
        f"<h2>Your privacy</h2><p>{_CONSENT}</p>{more}<button>Accept all</button><button>Reject all</button></div>"
    )
    return _noise(draft, dice, markup, place, _CONSENT)


@operator(
    "share-bar",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"form": "list", "place": "before"},
        {"form": "buttons", "place": "inside"},
        {"form": "toolbar", "place": "after"},
    ),
    models="buttons to share, print, save and listen",
    evidence="28% of the news sites that need strip rules have one for share bars, 45% for tools and widgets",
)
def share_bar(draft: Draft, dice: Dice, *, form: str, place: str) -> str | None:
    """Put in a row of sharing tools."""
    markup = {
        "list": '<ul class="share-tools"><li><a href="https://social.example/share">Share this on Perch</a></li>'
        '<li><a href="mailto:?subject=story">Mail this to a friend</a></li></ul>',
        "buttons": '<div class="social-share"><button>Share this on Perch</button><button>Copy address</button></div>',
        "toolbar": '<div class="article-tools" role="toolbar"><a href="#print">Print this page of news</a> '
        '<a href="#listen">Share this on Perch</a></div>',
    }[form]
    return _noise(draft, dice, markup, place, "Share this on Perch")


_CAPTION: Final = "A heron inspects the drained canal at Upper Sallow, seen from the lock keeper's roof."


@operator(
    "captions",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "figure"}, {"form": "gallery"}, {"form": "video"}, {"form": "table"}),
    models="pictures with captions and credits, galleries and players",
    evidence="21% of the news sites that need strip rules have one for captions, 18% for players and galleries",
)
def captions(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put in a figure, a gallery, a player or a figure around a table, each with a caption."""
    caption = f"<figcaption>{_CAPTION} <cite>Wilhelmina Foss/Sallow Pictures</cite></figcaption>"
    figure = f'<figure class="image"><img src="/media/heron.jpg" alt="A heron">{caption}</figure>'
    markup = {
        "figure": figure,
        "gallery": f'<div class="gallery" role="group" aria-label="Gallery">{figure}{figure}</div>',
        "video": f'<figure class="player"><video src="/media/a.mp4">{_CAPTION}</video>{caption}</figure>',
        "table": f"<figure><table><tbody><tr><td>Herons</td><td>1,204</td></tr></tbody></table>{caption}</figure>",
    }[form]
    return _noise(draft, dice, markup, "inside", _CAPTION)


@operator(
    "comments",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"length": "short", "place": "after"},
        {"length": "long", "place": "after"},
        {"length": "long", "place": "bottom"},
    ),
    models="readers' comments below the story, longer than the story itself",
    evidence="13% of the news sites that need strip rules have one for comments",
)
def comments(draft: Draft, dice: Dice, *, length: str, place: str) -> str | None:
    """Put in a section of comments, each an article with author, time and text."""
    count = 2 if length == "short" else 30
    texts = [COMMENTS[n % len(COMMENTS)] for n in range(count)]
    each = "".join(
        f'<article class="comment"><h4>reader{n}</h4><time>{n + 2} hours ago</time><p>{text}</p></article>'
        for n, text in enumerate(texts)
    )
    markup = f'<section id="comments" class="comments" aria-label="Comments"><h3>Comments</h3>{each}</section>'
    return _noise(draft, dice, markup, place, *dict.fromkeys(texts))


@operator(
    "navigation",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "menu"}, {"form": "breadcrumb"}, {"form": "skip-link"}, {"form": "footer"}),
    models="menus, breadcrumbs and footers grow",
    evidence="the number of elements grows by half in 35% of breaking changes",
)
def navigation(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put in a large menu, a breadcrumb, a skip link, or a footer full of links."""
    sections = ("World affairs desk", "Weather maps desk", "Rowing results desk", "Puzzles and bells desk")
    links = "".join(f'<li><a href="/{name.split()[0].lower()}">{name}</a></li>' for name in sections)
    if form == "footer":
        legal = '<p><a href="/imprint">Imprint and corrections desk</a></p>'
        return _noise(
            draft,
            dice,
            f'<footer class="site-footer"><nav><ul>{links}</ul></nav>{legal}</footer>',
            "bottom",
            "Imprint and corrections desk",
            *sections,
        )
    markup = {
        "menu": f'<nav class="mega-menu" aria-label="Main"><ul>{links * 3}</ul></nav>',
        "breadcrumb": f'<nav aria-label="Breadcrumb" class="breadcrumb"><ol>{links}</ol></nav>',
        "skip-link": '<a class="skip-link" href="#main">Skip to the rowing results</a>',
    }[form]
    texts = ("Skip to the rowing results",) if form == "skip-link" else sections
    return _noise(draft, dice, markup, "before" if form == "breadcrumb" else "top", *texts)


_HIDING: Final = {
    "hidden": {"hidden": "hidden"},
    "display": {"style": "display:none"},
    "visibility": {"style": "visibility: hidden; height: 0"},
    "off-screen": {"style": "position:absolute;left:-9999px;top:auto"},
    "upper-case": {"style": "DISPLAY : NONE !important"},
}


@operator(
    "hidden-copy",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"by": "hidden", "text": "same"},
        {"by": "display", "text": "same"},
        {"by": "display", "text": "altered"},
        {"by": "visibility", "text": "same"},
        {"by": "off-screen", "text": "altered"},
        {"by": "upper-case", "text": "same"},
    ),
    models="a hidden second copy of the story for print, tests of variants or search engines",
    evidence="the body's text stands twice in the source of 43% of pages",
)
def hidden_copy(draft: Draft, _dice: Dice, *, by: str, text: str) -> str | None:
    """Put a hidden copy of the story's container (or list) beside it, with the same or with altered text."""
    box = draft.one("body" if draft.gold.kind == "article" else "list")
    if box is None or box.tag == "body" or not rendered(box) or box.getparent().tag in STRICT:
        return None
    twin = copy.deepcopy(box)
    twin.tail = None
    for name in ("style", "id"):
        twin.attrib.pop(name, None)
    for key, value in _HIDING[by].items():
        twin.set(key, value)
    if text == "altered":
        for n, node in enumerate(
            node for node in elements(twin) if node.tag in ("p", "li") and (node.text or "").strip()
        ):
            node.text = f"{SENTENCES[n % len(SENTENCES)]} {node.text.strip()}"
        draft.gold = draft.gold.forbid(*SENTENCES)
    insert_before(box, twin)
    return f"a copy of {describe(box)} stands before it, hidden by {by}"


_STATE: Final = "The state of this page was rendered on a machine that has never seen a harbour."


@operator(
    "json-state",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "json"}, {"form": "assignment"}, {"form": "markup"}, {"form": "template-string"}),
    models="the state that a framework hydrates from, with the whole story inside a script",
    evidence="frameworks on 13% of pages; the body's text stands twice in the source of 43%",
)
def json_state(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Put in a script with a stale copy of the record, or with markup that looks like the story."""
    texts = [rendered(node) for _, node in loose(draft)] or [rendered(card) for card in cards(draft)]
    if not texts:
        return None
    stale = [_STATE, *texts]
    body = json.dumps({"props": {"story": {"headline": _STATE, "body": stale}}}).replace("</", "<\\/")
    lines = "".join(f'<p class=\\"paragraph\\">{escape(each)}<\\/p>' for each in stale)
    script = {
        "json": ("application/json", body),
        "assignment": (None, f"window.__STATE__ = {body};"),
        "markup": (None, f'window.fallback = "<article>{lines}<\\/article>";'),
        "template-string": ("text/x-template", f'<div class="story"><p>{escape(_STATE)}</p></div>'),
    }[form]
    new = make("script", script[1], **({"type": script[0]} if script[0] else {}))
    if form == "json":
        new.set("id", "__NEXT_DATA__")
    append(draft.body, new)
    draft.gold = draft.gold.forbid(_STATE)
    return f"a script holds the story as {form}"


@operator(
    "second-article",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"extent": "whole"}, {"extent": "teaser"}, {"extent": "two"}),
    models="endless scrolling: the next story is printed below this one",
    evidence="the number of article elements changes in 53% of breaking changes",
    conflicts={"hidden-copy": "a page with three stories cannot be read by anybody"},
)
def second_article(draft: Draft, dice: Dice, *, extent: str) -> str | None:
    """Put one or two other stories, or the beginning of one, after the story's layout."""
    if _not_on_index(draft) or not plain(draft) or draft.one("headline") is None:
        return None
    if not draft.gold.fields.get("headline"):
        raise Infeasible("the page's own story has no headline: the next one's would be the first")
    numbers = dice.some(range(5), 2 if extent == "two" else 1)
    account = None
    for n in reversed(numbers):
        count = 1 if extent == "teaser" else 3
        body = "".join(f"<p>{SENTENCES[(n + k) % len(SENTENCES)]}</p>" for k in range(count))
        markup = (
            f'<article class="next-story" data-url="/2024/05/17/world/{SLUGS[n]}"><h2>{HEADLINES[n]}</h2>'
            f'<p class="next-story__byline">By Cornelia Whitlock-Abe</p><p>Updated: 9:14 AM EDT, Fri May 17, 2024</p>'
            f"<div>{body}</div></article>"
        )
        texts = (HEADLINES[n], "Cornelia Whitlock-Abe", *(SENTENCES[(n + k) % len(SENTENCES)] for k in range(count)))
        account = _noise(draft, dice, markup, "after", *texts)
    return account


_RAW: Final = "var ferry = 'no reader should ever meet this sentence about ferries';"


@operator(
    "raw-text-inside",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"tag": "script"}, {"tag": "style"}, {"tag": "noscript"}, {"tag": "template"}, {"tag": "svg"}),
    models="widgets leave scripts, styles and fallbacks within paragraphs",
    evidence="8% of the news sites that need strip rules strip scripts or frames; noscript on 70% of pages",
)
def raw_text_inside(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Put an element whose text nobody sees into some paragraphs, cards or the headline."""
    chosen = dice.share([node for _, node in plain(draft)] or cards(draft), 40)
    headline = draft.one("headline")
    if headline is not None and dice.chance(0.5):
        chosen.append(headline)
    for node in chosen:
        if tag == "svg":
            new = make("svg", width="8", height="8")
            append(new, make("title", _RAW))
        else:
            new = make(tag, _RAW)
        append(node, new)
    if not chosen:
        return None
    draft.gold = draft.gold.forbid(_RAW)
    return f"{len(chosen)} elements hold a {tag}"


@operator(
    "embed-fallback",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"tag": "iframe"}, {"tag": "video"}, {"tag": "object"}, {"tag": "canvas"}),
    models="embedded players and frames with a fallback text for old browsers",
    evidence="iframes on 52% of pages; they appear or go in 19% of breaking changes",
)
def embed_fallback(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Put in an embedded element whose fallback text no browser prints."""
    text = "Your browser cannot show the tide table of Pell Island."
    markup = f'<div class="embed"><{tag} src="https://media.example/e" data="/e">{text}</{tag}></div>'
    return _noise(draft, dice, markup, "inside", text)


def _name_of(draft: Draft, role: str) -> dict[str, str]:
    """Return the attributes by which the page names a landmark: its class, or its id."""
    node = plain(draft)[0][1] if role == "paragraph" and plain(draft) else draft.one(role)
    if node is None:
        return {}
    if classes(node):
        return {"class": " ".join(classes(node))}
    return {"id": node.get("id")} if node.get("id") else {}


#: What an aside that carries a landmark's name says.
_DECOYS: Final = {
    "paragraph": "The tide tables printed here last week were those of another planet, and the desk is sorry.",
    "headline": "Tide tables of another planet printed in error",
    "byline": "By Philippa Quince-Obuya",
    "updated": "Updated: 4:01 AM EDT, Sat March 9, 2024",
    "source": "Source: The Quillhaven Almanac",
}


@operator(
    "misleading-class",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"role": "paragraph", "tag": "aside"},
        {"role": "headline", "tag": "aside"},
        {"role": "byline", "tag": "aside"},
        {"role": "updated", "tag": "aside"},
        {"role": "source", "tag": "aside"},
        {"role": "paragraph", "tag": "nav"},
    ),
    models="a promotion re-uses the class of a landmark: the plausible wrong value",
    evidence="no frequency known: the end link of the site's own template carries the class of paragraphs",
)
def misleading_class(draft: Draft, dice: Dice, *, role: str, tag: str) -> str | None:
    """Put in an aside or nav whose content carries the class or id of a landmark."""
    if _not_on_index(draft):
        return None
    name = _name_of(draft, role)
    if not name:
        return None
    box = make(tag, class_="promo")
    line = make("p", _DECOYS[role])
    line.attrib.update(name)
    if tag == "nav":
        line.text = None
        append(line, make("a", _DECOYS[role], href="/almanac"))
    append(box, line)
    where = _beside(draft, box, "before") if role != "paragraph" and dice.chance(0.5) else _inside(draft, dice, box)
    if where is None:
        return None
    draft.gold = draft.gold.forbid(_DECOYS[role])
    return f"an {tag} {where} carries the name of the {role}"


@operator(
    "decoy-landmark",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"what": "h1"}, {"what": "time"}, {"what": "byline"}, {"what": "logo"}),
    models="a second heading, time or author on the page that belongs to something else",
    evidence="several h1 on 11% of pages; several dates in time elements on 27%",
)
def decoy_landmark(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put in a heading of a promotion, a time of a live blog, an author of a column, or a logo in an h1."""
    if what == "logo":
        markup, place = '<header class="masthead"><h1><a href="/">Lite edition masthead</a></h1></header>', "top"
        return _noise(draft, dice, markup, place, "Lite edition masthead")
    if _not_on_index(draft):
        return None
    stamp = "10:02 PM EST, Tue January 9, 2024"
    markup, text = {
        "h1": (f'<aside class="promo"><h1>{HEADLINES[2]}</h1></aside>', HEADLINES[2]),
        "time": (
            f'<aside class="live-blog"><time datetime="2024-01-10T03:02:00Z">Updated: {stamp}</time></aside>',
            stamp,
        ),
        "byline": (
            '<aside class="column-promo"><p>By Leopold Ashgrove-Nwosu, CNN</p></aside>',
            "Leopold Ashgrove-Nwosu",
        ),
    }[what]
    return _noise(draft, dice, markup, "before", text)


@operator(
    "author-bio",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "aside"}, {"form": "card"}),
    models="a box about the author below the story",
    evidence="27% of the news sites that need strip rules strip repeated bylines and dates",
)
def author_bio(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put in a box that says who the author is."""
    if _not_on_index(draft):
        return None
    text = "writes about rivers and keeps two herons against the advice of her neighbours"
    markup = {
        "aside": f'<aside class="author-bio"><h4>About the author</h4><p>She {text}.</p></aside>',
        "card": f'<div class="author-card" role="complementary"><img src="/a.png" alt=""><p>She {text}.</p></div>',
    }[form]
    return _noise(draft, dice, markup, "after", text)


@operator(
    "topic-tags",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"place": "before"}, {"place": "after"}),
    models="a row of topics above or below the story",
    evidence="41% of the news sites that need strip rules have one for tags, breadcrumbs or menus",
)
def topic_tags(draft: Draft, dice: Dice, *, place: str) -> str | None:
    """Put in a list of links to topics."""
    topics = ("Inland navigation", "Municipal herons", "Bell foundries")
    items = "".join(f'<li><a href="/topics/{name.split()[1].lower()}">{name}</a></li>' for name in topics)
    return _noise(draft, dice, f'<ul class="tags topic-list" role="navigation">{items}</ul>', place, *topics)


@operator(
    "paywall-prompt",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"form": "dialog", "place": "bottom"},
        {"form": "overlay", "place": "bottom"},
        {"form": "bar", "place": "top"},
    ),
    models="a prompt to subscribe over a story that is printed in full",
    evidence="paywall markers on 63% of pages; they appear or go in 13% of breaking changes",
)
def paywall_prompt(draft: Draft, dice: Dice, *, form: str, place: str) -> str | None:
    """Put in a prompt to subscribe; the story stays whole."""
    text = "You have read three of your three free stories about harbours this month."
    markup = {
        "dialog": f'<dialog open class="paywall"><h2>Read on</h2><p>{text}</p><button>Offers</button></dialog>',
        "overlay": f'<div class="paywall-overlay modal" role="dialog"><p>{text}</p><button>See offers</button></div>',
        "bar": f'<div class="subscription-bar" role="banner"><p>{text}</p><a href="/subscribe">Subscribe</a></div>',
    }[form]
    return _noise(draft, dice, markup, place, text)


@operator(
    "breaking-ticker",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "alert"}, {"form": "marquee"}, {"form": "app-banner"}),
    models="a line of breaking news or an advertisement for the app above everything",
    evidence="no frequency known: on most full news sites at times",
)
def breaking_ticker(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put a ticker or banner at the top of the page."""
    text = "Fog horn of Ostrava Narrows heard in three counties"
    markup = {
        "alert": f'<div class="breaking-banner" role="alert"><b>Breaking</b> <a href="/live">{text}</a></div>',
        "marquee": f'<div class="ticker" role="marquee"><span>{text}</span></div>',
        "app-banner": f'<div class="app-banner" role="banner"><p>{text}. Get the app.</p><button>Open</button></div>',
    }[form]
    return _noise(draft, dice, markup, "top", text)


@operator(
    "empty-cards",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"kind": "empty-address"}, {"kind": "empty-title"}, {"kind": "no-link"}, {"kind": "advert"}),
    models="broken cards and advertising between the stories of an index",
    evidence="no frequency known: 24 links with empty text were seen in scraped stories",
)
def empty_cards(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Put cards without address, without title or without link, or an advert, among the cards of an index."""
    found = cards(draft)
    if not found or found[0].getparent().tag not in ("ul", "ol"):
        return None
    text = "Card of a story that was never filed"
    inner = {
        "empty-address": make("a", text, href=""),
        "empty-title": make("a", None, href="/2024/05/17/world/unfiled-story"),
        "no-link": make("span", text),
        "advert": make("span", text, class_="ad-label"),
    }[kind]
    card = make(found[0].tag)
    card.attrib.update({key: value for key, value in found[0].attrib.items() if key != "id"})
    if kind == "advert":
        card.set("class", "ad-slot")
        card.set("role", "complementary")
    append(card, inner)
    anchor = dice.pick(found)
    insert_after(anchor, card)
    draft.gold = draft.gold.forbid("unfiled-story" if kind == "empty-title" else text)
    return f"a card with {kind} stands after {describe(anchor)}"


@operator(
    "index-widget",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"form": "weather"}, {"form": "markets"}, {"form": "search"}),
    models="a weather, markets or search box above the list of stories",
    evidence="45% of the news sites that need strip rules have one for tools, forms and widgets",
)
def index_widget(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put a widget before the list of an index."""
    if draft.gold.kind != "index":
        return None
    markup, text = {
        "weather": (
            '<aside class="weather-widget"><p>Quillhaven 12 degrees, drizzle</p></aside>',
            "Quillhaven 12 degrees",
        ),
        "markets": (
            '<aside class="markets"><table><tbody><tr><th>Sallow 100</th><td>4,021.7</td></tr></tbody></table></aside>',
            "Sallow 100",
        ),
        "search": (
            '<form role="search" class="search"><label>Search the almanac <input name="q"></label></form>',
            "Search the almanac",
        ),
    }[form]
    return _noise(draft, dice, markup, "before", text)


@operator(
    "tracking-tail",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
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
    return _noise(draft, dice, markup, "bottom", text)


@operator(
    "pull-quote-aside",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=({"tag": "aside"}, {"tag": "figure"}),
    models="a pull quote that repeats a sentence of the story in a side element",
    evidence="no frequency known: common in long reads",
)
def pull_quote_aside(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Repeat part of a paragraph in an aside or figure: asides are no story, so nothing stands twice."""
    found = [node for _, node in plain(draft) if len(rendered(node)) > 60]
    if not found:
        return None
    text = " ".join(rendered(dice.pick(found)).split()[1:8])
    box = make(tag, class_="pull-quote")
    append(box, make("blockquote", text))
    where = _inside(draft, dice, box)
    return f"a pull quote in {tag} stands {where}" if where else None


@operator(
    "late-header",
    category="noise",
    layer=Layer.NOISE,
    contract=PRESERVES,
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
