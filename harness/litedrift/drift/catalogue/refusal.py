"""Another page comes in the story's place: errors, walls, stubs, foreign stories, things that are no page at all.

Only a refusal is right. Each keeps as much of the real page's frame as the real failure does: the site's own error
pages keep header, footer and canonical address, a content network's keep nothing. No headline of the story and none
of its data are left: with those a record with an empty body would be right.
"""

from __future__ import annotations

import binascii
import json
import struct
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from lxml import etree

from litedrift.corpus import squash
from litedrift.drift._contract import REJECTS
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, append, detach, elements, fragment, make, rendered
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._carriers import blocks, links, said, set_title
from litedrift.drift.catalogue._prose import HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import META

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_LINES: Final = ("headline", *META, "paragraph", "end_link", "card", "list", "body")


def _hollow(draft: Draft, title: str) -> Element | None:
    """Empty the page's layout and take all that speaks of the story out of the head; return the layout.

    Raises:
        Infeasible: the story also stands where it cannot be taken out.

    """
    if draft.gold.kind == "refusal":
        return None
    box = next((box for name in ("container", "body", "list") if (box := draft.one(name)) is not None), None)
    if box is None or box.tag in ("body", "html", "ul"):
        return None
    frame = {node for name in ("header", "footer") for node in draft.landmark(name)}
    if any(node in frame for node in elements(box)):
        raise Infeasible("header or footer stand within the layout")
    wanted = [squash(text) for text in _story_texts(draft)]
    for child in list(box):
        box.remove(child)
    box.text = None
    for node in (node for name in _LINES for node in draft.landmark(name) if node is not box):
        detach(node)
    _forget(draft, title)
    text = squash(rendered(draft.body))
    if any(each in text for each in wanted):
        raise Infeasible("the story stands outside its layout as well")
    return box


def _story_texts(draft: Draft) -> list[str]:
    """Return headline, paragraphs and card titles that are long enough to be nothing else."""
    items = [said(draft, "headline"), *(draft.gold.fields.get("body") or ())]
    items += [link["title"] for link in draft.gold.fields.get("links") or ()]
    return [item for item in items if isinstance(item, str) and len(item) > 25]  # longer than labels


def _forget(draft: Draft, title: str) -> None:
    for block in blocks(draft):
        detach(block)
    for node in [each for each in elements(draft.head) if each.tag == "meta"]:
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if name and name not in ("viewport", "robots", "theme-color"):
            detach(node)
    set_title(draft, title)


def _framed(draft: Draft, dice: Dice, title: str, markup: str) -> str | None:
    """Put `markup` in the place of the story; header, footer and address stay."""
    box = _hollow(draft, title)
    if box is None:
        return None
    new = fragment(f'<div class="{dice.pick(("message", "notice", "page-state", "panel"))}">{markup}</div>')
    append(box, new)
    if not links(draft, "canonical") and dice.chance(0.3):
        append(draft.head, make("link", rel="canonical", href=draft.url))
    draft.gold = draft.gold.reject("no-content")
    return f"the site's frame holds {rendered(new)[:40]!r}"


def _bare(draft: Draft, title: str, body: str, head: str = "") -> str | None:
    """Put a whole other page in the place of this one."""
    if draft.gold.kind == "refusal":
        return None
    markup = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    draft.root = etree.fromstring(markup, etree.HTMLParser())
    draft.gold = draft.gold.reject("no-evidence")
    return f"another page came: {title!r}"


def _message(dice: Dice, headings: Sequence[str], sentences: Sequence[str], more: str = "") -> str:
    """Return a heading and one or two paragraphs."""
    tag = dice.pick(("h1", "h2", "h2", "p"))
    said_so = "".join(f"<p>{text}</p>" for text in dice.some(sentences, 1 + dice.below(2)))
    return f"<{tag}>{dice.pick(headings)}</{tag}>{said_so}{more}"


def _suffix(draft: Draft) -> str:
    return f" | {draft.site.name}"


_LOST: Final = ("Page not found", "We cannot find that page", "404", "This page is not here", "Oops, nothing here")
_LOST_MORE: Final = (
    "The address may be mistyped, or the page may have moved since you saved the link.",
    "Try the front page, where the latest stories are listed.",
    "We looked for it in every drawer that we have.",
    "If a link on our own pages led you here, we would like to hear of it.",
)


@operator(
    "soft-404",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"form": "message"}, {"form": "search"}, {"form": "suggestions"}, {"form": "link"}),
    models="a missing page, served as found, in the site's own template",
    evidence="no frequency known: every site of any size has them",
)
def soft_404(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put a not-found message in the site's frame: alone, with a search form, with suggestions, with a way home."""
    picks = dice.some(range(len(HEADLINES)), 3)
    stories = "".join(f'<li><a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a></li>' for n in picks)
    more = {
        "message": "",
        "search": '<form role="search" action="/search"><input name="q"><button>Search</button></form>',
        "suggestions": f'<nav aria-label="Suggestions"><p>You may be looking for</p><ul>{stories}</ul></nav>',
        "link": '<p><a href="/">Back to the front page</a></p>',
    }[form]
    return _framed(draft, dice, dice.pick(_LOST[:3]) + _suffix(draft), _message(dice, _LOST, _LOST_MORE, more))


_GONE: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "withdrawn": (
        ("This story has been withdrawn", "Story removed", "No longer available"),
        (
            "The story that was published here on March {day}, {year} did not meet our standards and was withdrawn.",
            "An account of what went wrong is kept by our corrections desk.",
        ),
    ),
    "expired": (
        ("This content has expired", "No longer available", "410"),
        (
            "Our licence for this text ran out in {year}, and we may not show it any more.",
            "Agency stories stay on this site for {day} days.",
        ),
    ),
    "legal": (
        ("Not available for legal reasons", "451", "Removed on request"),
        (
            "A court order of April {day}, {year} forbids us to show this page.",
            "We have asked for the order to be reviewed and will say so here when it is.",
        ),
    ),
}


@operator(
    "gone",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=tuple({"why": why} for why in _GONE),
    models="a story that was taken down: a notice with a date stands in its place",
    evidence="no frequency known: agency texts expire on many sites",
)
def gone(draft: Draft, dice: Dice, *, why: str) -> str | None:
    """Put a notice in the site's frame that a story was withdrawn, has expired, or is forbidden."""
    headings, sentences = _GONE[why]
    day, year = 2 + dice.below(26), 2018 + dice.below(7)
    text = _message(dice, headings, [each.format(day=day, year=year) for each in sentences])
    return _framed(draft, dice, dice.pick(headings) + _suffix(draft), text)


_BUSY: Final = (
    "The server took too long to answer. Wait a minute and load the page again.",
    "Our machines are busy at the moment. Nothing is wrong on your side.",
    "The connection to the server that holds this page was lost on the way.",
)


@operator(
    "server-error",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"by": "network"}, {"by": "server"}, {"by": "maintenance"}, {"by": "site"}),
    models="a 5xx page of a content network, a bare server or the site itself, served as a page",
    evidence="no frequency known: watchers of pages report 'servers busy' as a change of content",
)
def server_error(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Serve an error page: a content network's, a bare server's, a notice of maintenance, or one in the frame."""
    code, text = dice.pick((500, 502, 503, 504)), dice.pick(_BUSY)
    trace = f"{dice.word(8, '0123456789abcdef')}-{dice.word(4).upper()}"
    host = urlsplit(draft.url).netloc
    match by:
        case "network":
            body = f"<h1>Error {code}</h1><h2>What happened?</h2><p>{text}</p><p>Host: {host}</p><p>Trace: {trace}</p>"
            return _bare(draft, f"{host} | {code}: Error", body)
        case "server":
            return _bare(draft, f"{code} Error", f"<center><h1>{code} Error</h1></center><hr><center>{trace}</center>")
        case "maintenance":
            minutes = 5 * (1 + dice.below(11))
            body = f"<main><h1>We will be right back</h1><p>{text}</p><p>About {minutes} minutes, we think.</p></main>"
            return _bare(draft, "Maintenance", body)
    headings = ("Something went wrong", "We are having trouble", f"Error {code}")
    return _framed(draft, dice, f"Error{_suffix(draft)}", _message(dice, headings, _BUSY, f"<p>{trace}</p>"))


_PUZZLES: Final = (
    "Pick every picture that shows a bridge before you go on.",
    "Hold the button until the bar is full.",
    "Type the letters that you see, without spaces.",
)


@operator(
    "bot-check",
    category="refusal",
    layer=Layer.TREE,
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
    return _bare(draft, title, body, '<meta name="robots" content="noindex">')


_CONSENT: Final = (
    "We and our {n} partners keep small files on your device and read what is in them.",
    "They measure which boats you look at, for how long, and whether you came back.",
    "You may say no. Some pages will then be slower, and some will be about other boats.",
    "Your choice holds for {n} days on this device and can be changed at any time.",
    "Partners who say that their interest is legitimate will not ask you; you may object to each of them.",
)


@operator(
    "consent-wall",
    category="refusal",
    layer=Layer.TREE,
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
        return _bare(draft, heading, f'<div id="consent">{text}{many}</div>')
    return _framed(draft, dice, heading + _suffix(draft), f'<form method="post">{text}</form>')


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
    category="refusal",
    layer=Layer.TREE,
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
    text = _message(dice, headings, [each.format(n=n) for each in sentences], more)
    return _framed(draft, dice, dice.pick(headings) + _suffix(draft), text)


@operator(
    "redirect-stub",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"by": "meta"}, {"by": "script"}, {"by": "link"}, {"by": "canonical"}),
    models="a stub that leads to another address, by a meta element, a script, or a link to click",
    evidence="no frequency known: known for this site's unsupported-browser page",
)
def redirect_stub(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Serve a page that only leads on to the full article or to another address."""
    n = dice.below(len(SLUGS))
    fallback = f"https://news.example/{2019 + dice.below(6)}/{SLUGS[n]}"
    target = escape(said(draft, "full_article_url") or fallback, quote=True)
    wait = dice.below(6)
    link = f'<p>{dice.pick(("Moved.", "See other.", "Leading you on."))} <a href="{target}">Go there</a></p>'
    title, head, body = {
        "meta": ("Redirecting", f'<meta http-equiv="refresh" content="{wait}; url={target}">', ""),
        "script": ("", f'<script>setTimeout(function(){{location.replace("{target}")}},{wait}00)</script>', ""),
        "link": (f"30{1 + dice.below(2)}", "", f"<h1>Moved</h1>{link}"),
        "canonical": (
            "Redirecting",
            f'<link rel="canonical" href="{target}"><meta http-equiv="refresh" content="{wait};url={target}">',
            link if dice.chance(0.5) else "",
        ),
    }[by]
    return _bare(draft, title, body, head)


@operator(
    "empty-frame",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"left": "nothing"}, {"left": "skeleton"}, {"left": "spinner"}, {"left": "noscript"}),
    models="the frame arrives and the story or the list does not: a script should have loaded it",
    evidence="frameworks on 13% of pages; they come or go in 4% of breaking changes",
)
def empty_frame(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Empty the layout; leave nothing, grey bars, a spinner, or words for readers without scripts."""
    bars = "".join(f'<div class="bar" style="width:{40 + dice.below(60)}%"></div>' for _ in range(3 + dice.below(6)))
    words = dice.pick(("Loading", "Loading story", "One moment", "Please wait"))
    text = {
        "nothing": "",
        "skeleton": f'<div aria-busy="true">{bars}</div>',
        "spinner": f'<div role="status" class="spinner"><span>{words}…</span></div>',
        "noscript": f"<noscript><p>{words}: this page needs scripts, and yours are off.</p></noscript>",
    }[left]
    return _framed(draft, dice, dice.pick((_suffix(draft), draft.site.name)), text)


@operator(
    "player-stub",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"kind": "video"}, {"kind": "live"}, {"kind": "audio"}),
    models="a player without a story at a story's address: video, a live stream, a programme",
    evidence="players and galleries are stripped by 18% of the news sites that need strip rules",
)
def player_stub(draft: Draft, dice: Dice, *, kind: str) -> str | None:
    """Put a player with its buttons and its data in the site's frame, without headline and text."""
    number, minutes = dice.word(6, "0123456789"), 1 + dice.below(58)
    player = "audio" if kind == "audio" else "video"
    media = f'<{player} controls src="https://media.example/{number}">This browser has no player.</{player}>'
    state = {"id": number, "title": HEADLINES[dice.below(len(HEADLINES))], "duration": f"{minutes}:0{dice.below(10)}"}
    live = (
        f'<div role="status"><span>{dice.pick(("Live", "Stream ended", "On air"))}</span></div>'
        if kind == "live"
        else ""
    )
    controls = f"<button>Play</button><button>{minutes}:00</button>"
    script = f"<script>play({json.dumps(state)})</script>"
    text = f'<div class="player" data-id="{number}">{media}{live}{controls}</div>{script}'
    return _framed(draft, dice, f"{dice.pick(('Video', 'Watch', 'Listen'))}{_suffix(draft)}", text)


@operator(
    "other-site",
    category="refusal",
    layer=Layer.TREE,
    contract=REJECTS,
    levels=({"paper": "plain"}, {"paper": "data"}, {"paper": "linking"}, {"paper": "twin"}),
    models="a mixed-up cache or a sold domain: another paper's story comes from a story's address",
    evidence="no frequency known: seen with shared content networks and with saved pages in the wrong folder",
)
def other_site(draft: Draft, dice: Dice, *, paper: str) -> str | None:
    """Serve another paper's story: plain, with JSON-LD, with one link to this site, or in a frame much like it."""
    n, name = (
        dice.below(len(SENTENCES)),
        dice.pick(("The Quillhaven Almanac", "Merrow County Herald", "Pell Island Post")),
    )
    host, day = f"www.{name.lower().replace(' ', '')}.example", 1 + dice.below(28)
    head = HEADLINES[n % len(HEADLINES)]
    story = [SENTENCES[(n + k) % len(SENTENCES)] for k in range(3 + dice.below(3))]
    text = "".join(f"<p>{each}</p>" for each in story)
    data = {
        "@type": "NewsArticle",
        "headline": head,
        "dateModified": f"2024-05-{day:02}T09:00:00Z",
        "url": f"https://{host}/{SLUGS[n]}",
    }
    extra = {"linking": f'<p>First reported <a href="{escape(draft.site.base_url)}">elsewhere</a>.</p>'}.get(paper, "")
    stamp = f"Updated: {1 + dice.below(11)}:14 AM EDT, May {day}, 2024" if paper == "twin" else f"May {day}, 2024"
    body = (
        f'<header><a href="https://{host}/">{name}</a> <span>5/{day}/2024</span></header><main><h2>{head}</h2>'
        f"<p>By Tobias Fennimore-Kaur</p><p>{stamp}</p><article>{text}{extra}</article></main>"
        f"<footer><p>2024 {name} Publishing Company</p></footer>"
    )
    block = f'<script type="application/ld+json">{json.dumps(data)}</script>' if paper in ("data", "twin") else ""
    return _bare(draft, f"{head} | {name}", body, f'<link rel="canonical" href="https://{host}/{SLUGS[n]}">{block}')


def _gzip(data: bytes) -> bytes:
    """Return valid gzip of literals in the fixed code: the same bytes whatever zlib a Python was built with."""
    bits = "110"  # the last block, fixed codes; bits of codes stand highest first, all else lowest first
    for byte in data:
        bits += f"{0x30 + byte:08b}" if byte < 0x90 else f"{0x190 + byte - 0x90:09b}"  # RFC 1951, 3.2.6
    bits += "0" * 7
    bits += "0" * (-len(bits) % 8)
    body = bytes(int(bits[k : k + 8][::-1], 2) for k in range(0, len(bits), 8))
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<II", binascii.crc32(data), len(data))


def _pdf(number: str) -> bytes:
    objects = f"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[]/Count 0/ID({number})>>\nendobj\n"
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + objects.encode() + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


@operator(
    "not-html",
    category="refusal",
    layer=Layer.BYTES,
    contract=REJECTS,
    levels=(
        {"what": "empty"},
        {"what": "blank"},
        {"what": "json"},
        {"what": "pdf"},
        {"what": "gzip"},
        {"what": "png"},
        {"what": "text"},
    ),
    models="no page came: nothing, white space, an error of an interface, a document, bytes that were not unpacked",
    evidence="no frequency known: each is a known symptom of a client that ignores headers",
)
def not_html(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put bytes in the page's place that are no HTML; the Content-Type header says HTML all the same, or tells."""
    if draft.gold.kind == "refusal":
        return None
    number = dice.word(10, "0123456789abcdef")
    error = {"status": dice.pick((404, 429, 500, 503)), "error": dice.pick(("not found", "try later")), "trace": number}
    draft.data, kind = {
        "empty": (b"", None),
        "blank": (dice.pick((b"\n", b" \r\n", b"\xef\xbb\xbf\n", b"\t")) * (1 + dice.below(9)), None),
        "json": (json.dumps({"data": None, "errors": [error]}).encode(), "application/json"),
        "pdf": (_pdf(number), "application/pdf"),
        "gzip": (_gzip(f"<html><title>{number}</title><p>{dice.pick(_BUSY)}</p></html>".encode()), None),
        "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes.fromhex(number), "image/png"),
        "text": (f"{dice.pick(_BUSY)}\ntrace {number}\n".encode(), "text/plain"),
    }[what]
    if kind is not None and dice.chance(0.5):
        draft.content_type = kind
    draft.gold = draft.gold.reject("empty" if what in ("empty", "blank") else "not-html")
    return f"{len(draft.data)} bytes of {what} came"
