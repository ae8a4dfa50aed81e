"""What the frame of a page says besides its record: asked once a page, printed by every template."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.drift._blocks import Block, block
from litedrift.drift._kit import BLOCKS, Element, elements, joined, rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._draft import Draft

#: Words for a site whose table has none.
_LABELS: Final = {
    "updated": "Updated:",
    "source": "Source:",
    "editors_note": "Editor’s Note:",
    "full_article_url": "Read the full article",
}


@dataclass(frozen=True, slots=True)
class Furniture:
    """The words of a page's frame.

    `note_label` is the word that begins its note, `lead` the lines without one that stand in the note's place,
    `published` the time of first publication by JSON-LD.
    """

    title: str
    brand: dict[str, str]
    copyright: str
    footer_links: list[dict[str, str]]
    canonical: bool
    note_label: str
    lead: tuple[Block, ...]
    published: str | None


def furniture_of(draft: Draft) -> Furniture:
    known = draft.site.labels.get("editors_note", ())
    notes = [(node, split_label(rendered(node), known)[0]) for node in draft.landmark("editors_note") if rendered(node)]
    return Furniture(
        title=_title(draft),
        brand=_brand(draft),
        copyright=_copyright(draft),
        footer_links=_footer_links(draft),
        canonical=draft.root.find(".//link[@rel='canonical']") is not None,
        note_label=next((each for _, each in notes if each), label_of(draft, "editors_note")),
        lead=tuple(block(rendered(node), node) for node, label in notes if not label),
        published=_published(draft),
    )


def _title(draft: Draft) -> str:
    """Return the text of the page's ``title`` element."""
    node = draft.root.find(".//title")
    return "" if node is None else " ".join((node.text or "").split())


def _brand(draft: Draft) -> dict[str, str]:
    """Return the text and address of the header's first link."""
    header = draft.one("header")
    for link in () if header is None else header.iter("a"):
        if rendered(link):
            return _linked(rendered(link), link.get("href") or "/", draft.url)
    return _linked(draft.site.name, "/", draft.url)


def _linked(text: str, href: str, page: str) -> dict[str, str]:
    return {"text": text, "href": href, "url": joined(page, href)}


def _copyright(draft: Draft) -> str:
    """Return the footer's copyright line, or nothing."""
    footer = draft.one("footer")
    for node in () if footer is None else elements(footer):
        text = rendered(node)
        if ("©" in text or "All Rights Reserved" in text) and not _has_block(node):
            return text
    return ""


def _has_block(node: Element) -> bool:
    return any(child.tag in BLOCKS for child in node)


def _footer_links(draft: Draft) -> list[dict[str, str]]:
    footer = draft.one("footer")
    links = [] if footer is None else footer.iter("a")
    return [{"text": rendered(link), "href": link.get("href") or ""} for link in links if rendered(link)]


def _published(draft: Draft) -> str | None:
    """Return the time of first publication that the page's JSON-LD gives."""
    for script in draft.root.iterfind(".//script[@type='application/ld+json']"):
        match = re.search(r'"datePublished"\s*:\s*"([0-9TZ:.+-]+)"', script.text or "")
        if match:
            return match[1]
    return None


def label_of(draft: Draft, field: str) -> str:
    return next(iter(draft.site.labels.get(field, ())), _LABELS[field])


def split_label(text: str, labels: Sequence[str]) -> tuple[str, str]:
    """Split a line into the label that it begins with, if any, and the rest."""
    start = _plain(text)
    for label in sorted(labels, key=len, reverse=True):
        if start.startswith(_plain(label)):
            return text[: len(label)], text[len(label) :].strip()
    return "", text


def _plain(text: str) -> str:
    """Return a text with straight apostrophes and in lower case, no character more or less."""
    return text.replace("’", "'").lower()
