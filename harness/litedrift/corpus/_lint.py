"""Is the gold worth trusting? Checks that need no extractor: each gold text stands on its page, in order."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from litedrift.corpus._decode import decode_page
from litedrift.corpus._gold import LIST_FIELDS, Gold, Maybe, OneOf
from litedrift.corpus._normalise import fold, instant, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from litedrift.corpus._case import Case

_RAW_TEXT = ("script", "style", "template", "noscript")
#: Marks that annotation tools and browser extensions leave in a page that was not saved as served.
_ARTEFACTS = re.compile(rb"data-anno-|grammarly-|chrome-extension:|savefrom|data-new-gr-c-s", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of one case, in one line."""

    case_id: str
    message: str

    def __str__(self) -> str:
        return f"{self.case_id}: {self.message}"


def lint(cases: Iterable[Case], *, epochs: Iterable[str] = ()) -> list[Finding]:
    """Return every fault found in the gold of `cases`; an empty list when all can be trusted."""
    findings: list[Finding] = []
    reasons: dict[str, str] = {}
    pages: dict[bytes, str] = {}
    known_epochs = set(epochs)
    for case in cases:
        faults = list(_faults(case))
        if known_epochs and case.epoch not in known_epochs | {"none"}:
            faults.append(f"epoch {case.epoch!r} is not in the site table")
        if case.html and case.html in pages:
            faults.append(f"the same page as {pages[case.html]}, byte for byte")
        pages.setdefault(case.html, case.id)
        if not case.private:
            if case.why in reasons:
                faults.append(f"the same reason as {reasons[case.why]}: each case earns its place")
            reasons.setdefault(case.why, case.id)
        findings += [Finding(case.id, fault) for fault in faults]
    return findings


def _faults(case: Case) -> Iterator[str]:
    gold = case.gold
    if gold.kind != case.kind:
        yield f"case.toml says {case.kind}, gold.json says {gold.kind}"
    if _ARTEFACTS.search(case.html):
        yield "the page carries marks of a browser extension: it is not as it was served"
    yield from _shape_faults(gold)
    if gold.kind != "refusal":
        yield from _place_faults(case)


def _shape_faults(gold: Gold) -> Iterator[str]:
    for name, value in gold.fields.items():
        for text in _texts(value):
            if text != fold(text):
                yield f"{name}: {text[:50]!r} is not in folded form"
    updated = gold.fields.get("updated")
    if isinstance(updated, str) and instant(updated) is None:
        yield f"updated: {updated!r} is not ISO 8601 with an offset"
    for text in gold.absent:
        if any(fold(text) in each for value in gold.fields.values() for each in _texts(value)):
            yield f"absent: {text[:50]!r} stands in the gold itself"


def _place_faults(case: Case) -> Iterator[str]:
    """Every gold text stands on the page; the items of a list in their order."""
    everything = squash(html.unescape(decode_page(case.html, case.content_type)))
    visible = squash(_visible_text(case))
    for name in ("headline", "byline", "source", "editors_note"):
        for text in _texts(case.gold.fields.get(name)):
            # Several notes are one value, joined by a space: then their sentences stand apart, in order.
            pieces = _SENTENCE.split(text) if name == "editors_note" else [text]
            if squash(text) not in everything and not _in_order(pieces, visible):
                yield f"{name}: {text[:60]!r} stands nowhere on the page"
    for name in sorted(LIST_FIELDS & set(case.gold.fields)):
        position = 0
        for item in case.gold.fields[name]:
            texts = list(_texts(item))
            found = [visible.find(squash(text), position) for text in texts]
            if not any(place >= 0 for place in found):
                yield f"{name}: {texts[0][:60]!r} is not on the page, or not in this order"
                break
            # Names of authors may overlap ("A, B and A Jr"), paragraphs may not.
            best = min(place for place in found if place >= 0)
            position = best + (0 if name == "authors" else len(squash(texts[0])))


def _in_order(pieces: list[str], page: str) -> bool:
    position = 0
    for piece in map(squash, pieces):
        found = page.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return True


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts of a gold value; of a link only its title, since addresses are resolved."""
    match value:
        case str():
            yield value
        case OneOf(values):
            for each in values:
                yield from _texts(each)
        case Maybe(inner):
            yield from _texts(inner)
        case list():
            for each in value:
                yield from _texts(each)
        case {"title": title}:
            yield title
        case _:
            return


def _visible_text(case: Case) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring((decode_page(case.html, case.content_type) or "<p>").encode(), parser)
    if root is None:
        return ""
    etree.strip_elements(root, *_RAW_TEXT, with_tail=False)
    return str(etree.tostring(root, method="text", encoding="unicode"))
