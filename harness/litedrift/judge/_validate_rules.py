"""Rules of plausibility: what a record may not say of its page, though every word of it stands there.

Each rule is silent when in doubt. A rule that cries on the gold of one corpus case is wrong, not the case.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import fold, instant, squash
from litedrift.judge._verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from litedrift.corpus import Site
    from litedrift.judge._validate_page import Reading

#: A page may be saved, printed and dated in different zones.
_SLACK: Final = timedelta(days=1)
_DATED = re.compile(r"/((?:19|20)\d\d)/(\d\d)/(\d\d)(?:/|$)")
_CLOCK = re.compile(r"\d{1,2}:\d{2}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
#: No line of meta text is longer than this, but for an editor's note.
_META_LENGTH: Final = 90
#: Text of which at least this part is furniture is furniture.
_FURNITURE: Final = 0.5
#: A body that holds fewer of the page's paragraphs than this part lost some; so many at least must be missing.
_PARAGRAPHS, _MISSING = 0.5, 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """The fields of a record that are sound so far, and what is known of their page."""

    record: dict[str, Any]
    reading: Reading
    site: Site
    url: str
    saved: date | None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (field, text) for every text that is prose: no time, no address."""
        for name, value in self.record.items():
            if name in ("headline", "byline", "source", "editors_note") and value is not None:
                yield name, value
            elif name in ("authors", "body"):
                yield from ((name, item) for item in value)
            elif name == "links":
                yield from ((name, item["title"]) for item in value)


Finding = tuple[str, Verdict, str, Any]


def implausible(kind: str, evidence: Evidence) -> Iterator[Finding]:
    """Yield (field, verdict, why, value) for each rule that is broken, at most one a field."""
    seen: set[str] = set()
    for rule in RULES[kind]:
        for finding in rule(evidence):
            if finding[0] not in seen:
                seen.add(finding[0])
                yield finding


def _leaked(evidence: Evidence) -> Iterator[Finding]:
    """Hold that the site's own strings belong to no story."""
    furniture = [fold(each) for each in evidence.site.furniture]
    ends = {fold(each).casefold() for each in evidence.site.labels.get("full_article_url", ())}
    for name, text in evidence.texts():
        plain = fold(text)
        share = sum(len(each) for each in furniture if each in plain) / len(plain)
        whole = plain in furniture
        if whole or (name != "links" and share >= _FURNITURE):
            yield name, Verdict.LEAKED, "the site's own furniture", text
    body = evidence.record.get("body")
    if body and fold(body[-1]).casefold() in ends:
        yield "body", Verdict.LEAKED, "the end link, not a paragraph", body[-1]


def _repeated(evidence: Evidence) -> Iterator[Finding]:
    """Hold that a paragraph comes out as often as it is shown, or less."""
    counts = Counter(squash(text) for name, text in evidence.texts() if name == "body")
    for name, text in evidence.texts():
        wanted = squash(text)
        if name == "body" and counts[wanted] > 1 and counts[wanted] > evidence.reading.shows(wanted) > 0:
            yield name, Verdict.WRONG, f"comes out {counts[wanted]} times, more often than it is shown", text


def _meta(evidence: Evidence) -> Iterator[Finding]:
    """Hold that no byline, time, source or note stands at the head of the body."""
    for item in evidence.record.get("body", ()):
        name = _meta_of(item, evidence)
        if name is None:
            return
        yield "body", Verdict.WRONG, f"begins with the page's {name.replace('_', ' ')}", item


def _meta_of(item: str, evidence: Evidence) -> str | None:
    text, labels, record = fold(item), evidence.site.labels, evidence.record
    for name in ("headline", "byline", "source", "editors_note"):
        shown = record.get(name)
        # A story may repeat its headline; then it is shown twice, and may come out twice.
        if isinstance(shown, str) and fold(shown) == text and evidence.reading.shows(squash(item)) < 2:
            return name
    if len(text) <= _META_LENGTH:
        if _starts(text, labels.get("updated", ())) and _CLOCK.search(text) and _YEAR.search(text):
            return "updated"
        if _starts(text, [each for each in labels.get("source", ()) if each.endswith(":")]):
            return "source"
    return "editors_note" if _starts(text, labels.get("editors_note", ())) else None


def _starts(text: str, labels: Any) -> bool:
    return any(_plain(text).startswith(_plain(label)) for label in labels)


def _plain(text: str) -> str:
    return text.replace("\u2019", "'").casefold()


def _paragraphs(evidence: Evidence) -> Iterator[Finding]:
    """Hold that a paragraph of the page is one of the body, and that most of those beside it are there."""
    items = evidence.record.get("body", ())
    body = [squash(item) for item in items]
    groups = evidence.reading.paragraphs
    shown = {text for group in groups for text in group}
    for item, text in zip(items, body, strict=True):
        inside = sum(each in text for each in shown)
        if inside > 1:
            yield "body", Verdict.WRONG, f"{inside} paragraphs of the page in one", item
            return
    held = [sum(any(each in text or text in each for text in body) for each in group) for group in groups]
    most = max(held, default=0)
    # Other groups may be other stories: only where the body's own group lost some is something known to be lost.
    size = max((len(group) for group, count in zip(groups, held, strict=True) if count == most), default=0)
    if most and size - most >= _MISSING and most < size * _PARAGRAPHS:
        yield "body", Verdict.WRONG, f"holds {most} of {size} paragraphs that stand side by side", items[0]


def _times(evidence: Evidence) -> Iterator[Finding]:
    """Hold that no page is updated after it was saved, nor before the day in its address."""
    updated = evidence.record.get("updated")
    moment = instant(updated) if updated else None
    if moment is None:
        return
    if evidence.saved and moment.date() > evidence.saved + _SLACK:
        yield "updated", Verdict.WRONG, f"later than the page was saved ({evidence.saved})", updated
    address = _day_of(evidence.url)
    if address and moment.date() < address - _SLACK:
        yield "updated", Verdict.WRONG, f"earlier than the day in the page's address ({address})", updated


def _day(evidence: Evidence) -> Iterator[Finding]:
    """Hold that no front page is of a day after it was saved."""
    printed = evidence.record.get("page_date")
    if printed and evidence.saved and date.fromisoformat(printed) > evidence.saved + _SLACK:
        yield "page_date", Verdict.WRONG, f"later than the page was saved ({evidence.saved})", printed


def _day_of(url: str) -> date | None:
    match = _DATED.search(url)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _credited(evidence: Evidence) -> Iterator[Finding]:
    """Hold that a byline names the authors."""
    byline = squash(evidence.record.get("byline") or "").casefold()
    for name in evidence.record.get("authors", ()):
        if byline and squash(name).casefold() not in byline:
            yield "authors", Verdict.WRONG, "not named in the byline", name


def _linked(evidence: Evidence) -> Iterator[Finding]:
    """Hold that a title leads where the page has it lead, and comes out as often as it is linked."""
    links = evidence.reading.links
    counts = Counter((squash(link["title"]), link["url"]) for link in evidence.record.get("links", ()))
    for link in evidence.record.get("links", ()):
        title, url = squash(link["title"]), link["url"]
        if title not in links:
            continue
        if url not in links[title]:
            yield "links", Verdict.WRONG, "the page has this title lead to another address", link
        elif counts[title, url] > links[title].count(url):
            yield "links", Verdict.WRONG, "comes out more often than it is linked", link


RULES: Final[dict[str, tuple[Callable[[Evidence], Iterator[Finding]], ...]]] = {
    "article": (_leaked, _repeated, _meta, _paragraphs, _times, _credited),
    "index": (_leaked, _linked, _day),
}
