"""What a page whose bytes end early still says of itself."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from litedrift.corpus import squash
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import joined, rendered
from litedrift.drift._markup import Kind, Token, get, tokens
from litedrift.drift._shown import text_of
from litedrift.drift.catalogue._story import META

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.drift._draft import Draft


def demand_rest(draft: Draft, kept: str) -> None:
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
        any(draft.gold.fields.get(name) and name not in draft.gold.nullable for name in ("updated", "source")),
        bool(names & set(re.findall(r"[.#]([\w-]+)", selectors))),
    )
    if sum(evidence) < 2:
        raise Infeasible("too little is left to show that this is a page of the site")


def _names(token: Token) -> list[str]:
    """Return the class tokens and the id of a start tag."""
    if token.kind is not Kind.START:
        return []
    return [*(get(token, "class") or "").split(), get(token, "id") or ""]


def address_of(draft: Draft, kept: str) -> str | None:
    """Return the address of the full article that a cut page still states."""
    address = draft.gold.fields.get("full_article_url")
    if not isinstance(address, str):
        return None
    found = tokens(kept)
    linked = [get(token, "href") for token in found if token.kind is Kind.START and token.name == "a"]
    if any(joined(draft.url, href) == address for href in linked if href):
        return address
    stated = list(_stated(found))
    if any(joined(draft.url, each) != address for each in stated):
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
