"""Walls in the story's place: a check of browsers, consent, an account."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from litedrift.drift._contract import REJECTS
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.refusal._frame import bare, framed, message, suffix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_PUZZLES: Final = (
    "Pick every picture that shows a bridge before you go on.",
    "Hold the button until the bar is full.",
    "Type the letters that you see, without spaces.",
)


@operator(
    "bot-check",
    contract=REJECTS,
    levels=({"kind": "puzzle"}, {"kind": "script"}, {"kind": "denied"}, {"kind": "rate"}),
    models="a check for robots, a challenge in script, a refusal of access or of haste",
    evidence="no frequency known: the commonest answer of large sites to scrapers",
)
def bot_check(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Serve a puzzle, a page that waits for a script, an access-denied page, or a page about too many requests."""
    host, number = urlsplit(draft.url).netloc, dice.word(12, "0123456789abcdef")
    seconds = 5 + dice.below(55)
    no_script = (
        f'<noscript><p>Turn scripts on and load the page again.</p></noscript><script>var c="{number}";</script>'
    )
    title, body = {
        "puzzle": (
            "One more step",
            f"<h1>Are you a person?</h1><p>{dice.pick(_PUZZLES)}</p><p>{host} wants to be sure.</p><p>{number}</p>",
        ),
        "script": (
            "Just a moment",
            f"<h1>{host}</h1><p>We look at your connection for {seconds} seconds.</p>{no_script}",
        ),
        "denied": (
            "Access denied",
            f'<h1>Access denied</h1><p>You may not see "{escape(draft.url)}" from here.</p><p>Reference {number}</p>',
        ),
        "rate": (
            "Too many requests",
            f"<h1>Slow down</h1><p>You asked for {seconds * 9} pages in one minute; {seconds} are allowed.</p>{number}",
        ),
    }[kind]
    return bare(draft, title, body, '<meta name="robots" content="noindex">')


_CONSENT: Final = (
    "We and our {n} partners keep small files on your device and read what is in them.",
    "They measure which boats you look at, for how long, and whether you came back.",
    "You may say no. Some pages will then be slower, and some will be about other boats.",
    "Your choice holds for {n} days on this device and can be changed at any time.",
    "Partners who say that their interest is legitimate will not ask you; you may object to each of them.",
)


@operator(
    "consent-wall",
    contract=REJECTS,
    levels=({"extent": "short"}, {"extent": "long"}, {"extent": "page"}),
    models="a wall that asks for consent stands in the story's place, longer than the story at times",
    evidence="consent vendors on 52% of pages; a wall in the article's place broke one parser in 2026",
)
def consent_wall(draft: Draft, dice: Dice, *, extent: str) -> str | None:
    """Ask for consent in the site's frame, in few or many paragraphs, or on a page of its own."""
    n = 80 + dice.below(900)
    sentences = [each.format(n=n) for each in _CONSENT]
    buttons = "<button>Accept all</button><button>Settings</button>"
    heading = dice.pick(("Your privacy", "Before you read on", "We value your choice"))
    many = "".join(f"<h3>Purpose {k}</h3><p>{dice.pick(sentences)}</p>" for k in range(1, 13))
    text = f"<h2>{heading}</h2><p>{' '.join(dice.some(sentences, 3))}</p>{many if extent == 'long' else ''}{buttons}"
    if extent == "page":
        return bare(draft, heading, f'<div id="consent">{text}{many}</div>')
    return framed(draft, dice, heading + suffix(draft), f'<form method="post">{text}</form>')


_WALLS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "login": (
        ("Sign in to read on", "Create a free account", "Log in"),
        (
            "With an account you can read {n} stories a month, save them, and write below them.",
            "Signing in takes less than a minute and costs nothing.",
        ),
    ),
    "subscribe": (
        ("Subscribe to continue", "You have read all your free stories", "For subscribers"),
        (
            "The first {n} weeks cost one crown. You may cancel by letter.",
            "Subscribers pay for the reporters whom you wanted to read.",
        ),
    ),
    "region": (
        ("Not available in your region", "This page cannot be shown where you are", "Wrong side of the river"),
        (
            "We may not show this page in your country. Readers elsewhere see it as usual.",
            "If you believe that you are elsewhere, write to desk {n}.",
        ),
    ),
    "age": (
        ("How old are you?", "For adults only", "Please confirm your age"),
        (
            "Under the law of your country we must ask before we show this page.",
            "We keep the answer for {n} days and tell nobody.",
        ),
    ),
}


@operator(
    "login-wall",
    contract=REJECTS,
    levels=tuple({"kind": kind} for kind in _WALLS),
    models="a wall stands in the story's place: an account, a subscription, a region or an age is asked for",
    evidence="paywall markers on 63% of pages; they appear or go in 13% of breaking changes",
)
def login_wall(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Put a wall in the site's frame, with a form or without, and nothing of the story."""
    headings, sentences = _WALLS[kind]
    form = '<form method="post"><input type="email" name="e"><button>Continue</button></form>'
    more = form if kind == "login" or dice.chance(0.5) else '<p><a href="/help">Why do we ask?</a></p>'
    n = 3 + dice.below(40)
    text = message(dice, headings, [each.format(n=n) for each in sentences], more)
    return framed(draft, dice, dice.pick(headings) + suffix(draft), text)
