"""Stubs and strangers in the story's place."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from litedrift.drift._contract import REJECTS
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._carriers import said
from litedrift.drift.catalogue._prose import HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue.refusal._frame import bare, framed, suffix

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "redirect-stub",
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
    return bare(draft, title, body, head)


@operator(
    "empty-frame",
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
    return framed(draft, dice, dice.pick((suffix(draft), draft.site.name)), text)


@operator(
    "player-stub",
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
    return framed(draft, dice, f"{dice.pick(('Video', 'Watch', 'Listen'))}{suffix(draft)}", text)


@operator(
    "other-site",
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
    return bare(draft, f"{head} | {name}", body, f'<link rel="canonical" href="https://{host}/{SLUGS[n]}">{block}')
