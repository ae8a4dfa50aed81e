"""Boxes around and within the story: links, advertising, forms, captions, prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._operator import operator
from litedrift.drift.catalogue._prose import HEADLINES, SLUGS
from litedrift.drift.catalogue.noise._place import NO_INDEX, Box, boxes, noise, not_on_index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _items(numbers: Iterable[int], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a></{tag}>' for n in numbers)


@operator(
    "related-links",
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
    if not_on_index(draft):
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
    return noise(draft, dice, markup, place, *(HEADLINES[k] for k in used))


def _links(numbers: Iterable[int]) -> list[str]:
    return [f'<a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a>' for n in numbers]


@operator(
    "most-read",
    levels=({"place": "before"}, {"place": "after"}, {"place": "bottom"}),
    models="a ranking of the most read stories in a side column",
    evidence="23% of the news sites that need strip rules strip related, read-more or most-read lists",
)
def most_read(draft: Draft, dice: Dice, *, place: str) -> str | None:
    """Put in an aside with a numbered list of other stories."""
    if not_on_index(draft):
        return None
    numbers = dice.some(range(len(HEADLINES)), 5)
    markup = f'<aside class="sidebar most-read"><h2>Most read</h2><ol>{_items(numbers)}</ol></aside>'
    return noise(draft, dice, markup, place, *(HEADLINES[n] for n in numbers))


_AD: Final = "Save a third on rowing boats at Halloway and Finch, this week only."

boxes(
    "advert",
    "Put in an advertisement with a sentence of text.",
    Box(
        {"form": "slot", "place": "inside"},
        f'<div class="ad-slot" data-ad="mid"><span>Advertisement</span><p>{_AD}</p></div>',
    ),
    Box(
        {"form": "aside", "place": "inside"},
        f'<aside class="advertisement" aria-label="Advertisement"><p>{_AD}</p></aside>',
    ),
    Box(
        {"form": "ins", "place": "inside"},
        f'<ins class="adsbygoogle" style="display:block"><a href="https://ads.example/x">{_AD}</a></ins>',
    ),
    Box(
        {"form": "sponsored", "place": "after"},
        f'<div class="sponsored-content" role="complementary"><h4>Paid content</h4><p>{_AD}</p></div>',
    ),
    Box(
        {"form": "banner", "place": "top"},
        f'<div id="ad-banner-top" class="ad ad--leaderboard"><a href="https://ads.example/y">{_AD}</a></div>',
    ),
    texts=(_AD,),
    models="advertising slots between paragraphs, around the story and above the page",
    evidence="20% of the news sites that need strip rules have one for adverts",
)


_LETTER: Final = "Get the Harbour Light letter: five stories about boats, every other Thursday."
_SIGN_UP: Final = f'<p>{_LETTER}</p><input type="email" placeholder="Your address"><button>Subscribe</button>'

boxes(
    "newsletter-box",
    "Put in a sign-up box with an input field.",
    Box(
        {"form": "aside", "place": "inside"},
        f'<aside class="newsletter-promo"><h3>Stay in touch</h3>{_SIGN_UP}</aside>',
    ),
    Box(
        {"form": "form", "place": "inside"},
        f'<form class="newsletter-signup" action="/subscribe" method="post">{_SIGN_UP}</form>',
    ),
    Box(
        {"form": "section", "place": "after"},
        f'<section class="newsletter subscribe" role="complementary"><div>{_SIGN_UP}</div></section>',
    ),
    texts=(_LETTER,),
    models="a box to subscribe to a newsletter",
    evidence="18% of the news sites that need strip rules have one for newsletter, subscribe or paywall boxes",
)


_CONSENT: Final = "We and our 214 partners store biscuits on your device to measure how long you look at harbours."
_PURPOSES: Final = {"short": "", "long": "".join(f"<p>{_CONSENT} Purpose {n} of 12.</p>" for n in range(1, 13))}

boxes(
    "consent-banner",
    "Put in a dialog with buttons, and with as much text as a short story when `long`.",
    *(
        Box(
            {"place": place, "length": length},
            '<div id="consent-banner" class="cookie-consent" role="dialog" aria-modal="true" aria-label="Privacy">'
            f"<h2>Your privacy</h2><p>{_CONSENT}</p>{_PURPOSES[length]}"
            "<button>Accept all</button><button>Reject all</button></div>",
        )
        for place, length in (("top", "short"), ("bottom", "short"), ("bottom", "long"), ("top", "long"))
    ),
    texts=(_CONSENT,),
    models="a consent banner over the page",
    evidence="consent vendors on 52% of pages; they appear or go in 12% of breaking changes",
)


_SHARE: Final = "Share this on Perch"

boxes(
    "share-bar",
    "Put in a row of sharing tools.",
    Box(
        {"form": "list", "place": "before"},
        f'<ul class="share-tools"><li><a href="https://social.example/share">{_SHARE}</a></li>'
        '<li><a href="mailto:?subject=story">Mail this to a friend</a></li></ul>',
    ),
    Box(
        {"form": "buttons", "place": "inside"},
        f'<div class="social-share"><button>{_SHARE}</button><button>Copy address</button></div>',
    ),
    Box(
        {"form": "toolbar", "place": "after"},
        '<div class="article-tools" role="toolbar"><a href="#print">Print this page of news</a> '
        f'<a href="#listen">{_SHARE}</a></div>',
    ),
    texts=(_SHARE,),
    models="buttons to share, print, save and listen",
    evidence="28% of the news sites that need strip rules have one for share bars, 45% for tools and widgets",
)


_CAPTION: Final = "A heron inspects the drained canal at Upper Sallow, seen from the lock keeper's roof."
_CREDIT: Final = f"<figcaption>{_CAPTION} <cite>Wilhelmina Foss/Sallow Pictures</cite></figcaption>"
_FIGURE: Final = f'<figure class="image"><img src="/media/heron.jpg" alt="A heron">{_CREDIT}</figure>'

boxes(
    "captions",
    "Put in a figure, a gallery, a player or a figure around a table, each with a caption.",
    Box({"form": "figure"}, _FIGURE),
    Box({"form": "gallery"}, f'<div class="gallery" role="group" aria-label="Gallery">{_FIGURE}{_FIGURE}</div>'),
    Box({"form": "video"}, f'<figure class="player"><video src="/media/a.mp4">{_CAPTION}</video>{_CREDIT}</figure>'),
    Box(
        {"form": "table"},
        f"<figure><table><tbody><tr><td>Herons</td><td>1,204</td></tr></tbody></table>{_CREDIT}</figure>",
    ),
    texts=(_CAPTION,),
    place="inside",
    models="pictures with captions and credits, galleries and players",
    evidence="21% of the news sites that need strip rules have one for captions, 18% for players and galleries",
)


_BIO: Final = "writes about rivers and keeps two herons against the advice of her neighbours"

boxes(
    "author-bio",
    "Put in a box that says who the author is.",
    Box({"form": "aside"}, f'<aside class="author-bio"><h4>About the author</h4><p>She {_BIO}.</p></aside>'),
    Box(
        {"form": "card"},
        f'<div class="author-card" role="complementary"><img src="/a.png" alt=""><p>She {_BIO}.</p></div>',
    ),
    texts=(_BIO,),
    place="after",
    kinds=NO_INDEX,
    models="a box about the author below the story",
    evidence="27% of the news sites that need strip rules strip repeated bylines and dates",
)


_SPENT: Final = "You have read three of your three free stories about harbours this month."

boxes(
    "paywall-prompt",
    "Put in a prompt to subscribe; the story stays whole.",
    Box(
        {"form": "dialog", "place": "bottom"},
        f'<dialog open class="paywall"><h2>Read on</h2><p>{_SPENT}</p><button>Offers</button></dialog>',
    ),
    Box(
        {"form": "overlay", "place": "bottom"},
        f'<div class="paywall-overlay modal" role="dialog"><p>{_SPENT}</p><button>See offers</button></div>',
    ),
    Box(
        {"form": "bar", "place": "top"},
        f'<div class="subscription-bar" role="banner"><p>{_SPENT}</p><a href="/subscribe">Subscribe</a></div>',
    ),
    texts=(_SPENT,),
    models="a prompt to subscribe over a story that is printed in full",
    evidence="paywall markers on 63% of pages; they appear or go in 13% of breaking changes",
)
