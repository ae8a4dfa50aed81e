"""Make a page that can be shared out of a captured one: scrub it, its address and its gold alike, and prove it."""

from __future__ import annotations

import dataclasses
import json
import secrets
from typing import TYPE_CHECKING, Any, Final

from litedrift.capture._prove import surviving, what_is_said
from litedrift.capture._scrub import Scrubber
from litedrift.capture._served import Served
from litedrift.capture._site_words import site_words
from litedrift.capture._wording import Wording
from litedrift.corpus import charset_of
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from litedrift.capture._propose import Proposal
    from litedrift.corpus import Site

#: Draws of other words before a page is given up.
_DRAWS: Final = 5
_BY: Final = "the gold of the scrubbed page, its words replaced alike"
#: Values of gold that are no text.
_AS_IS: Final = frozenset({"kind", "updated", "page_date", "refuse", "why"})
_ADDRESSES: Final = frozenset({"url", "full_article_url"})


def derive(page: Served, proposal: Proposal, site: Site, *, seed: int | None = None) -> tuple[Served, Proposal]:
    """Return a page and its gold in other words.

    Which words are drawn is nobody's to know, unless `seed` says: who knew could look for the text that gives them.

    Raises:
        CorpusError: the page's bytes spell no text, or a run of five of its words survives every draw.

    """
    known = site_words(site)
    source = _decoded(page)
    said = what_is_said(source, known, url=page.url, more=_gold_texts(proposal.gold))
    left: list[str] = []
    for draw in range(_DRAWS):
        wording = Wording(known, seed=secrets.randbits(64) if seed is None else seed + draw)
        text = Scrubber(wording, said.pairs).page(source)
        gold = _gold(proposal.gold, wording)
        url = wording.address(page.url)
        left = surviving(said.texts, [text, url, json.dumps(gold, ensure_ascii=False)], known)
        if not left:
            html = text.encode(charset_of(page.html, page.content_type), "surrogateescape")
            return (
                Served(url, html, page.content_type, page.saved, page.how),
                dataclasses.replace(proposal, gold=gold, by=_BY),
            )
    raise CorpusError(f"{page.url}: {len(left)} runs of its words survive scrubbing, such as {left[0]!r}: not written")


def _decoded(page: Served) -> str:
    """Return a page as text that goes back to the very same bytes."""
    name = charset_of(page.html, page.content_type)
    try:
        text = page.html.decode(name, "surrogateescape")
        exact = text.encode(name, "surrogateescape") == page.html
    except UnicodeError:
        exact = False
    if not exact:
        raise CorpusError(f"{page.url}: its bytes are not {name} throughout, so it cannot be scrubbed")
    return text


def _gold_texts(gold: Any) -> list[str]:
    match gold:
        case str():
            return [gold]
        case list():
            return [text for each in gold for text in _gold_texts(each)]
        case dict():
            return [text for key, each in gold.items() if key not in _AS_IS | _ADDRESSES for text in _gold_texts(each)]
        case _:
            return []


def _gold(value: Any, wording: Wording, key: str = "") -> Any:
    """Return a value of gold.json in other words."""
    match value:
        case str() if key in _AS_IS:
            return value
        case str():
            return wording.address(value) if key in _ADDRESSES else wording.text(value)
        case list():
            return [_gold(each, wording, key) for each in value]
        case dict():
            return {
                name: _gold(each, wording, key if name in ("one_of", "optional") else name)
                for name, each in value.items()
            }
        case _:
            return value
