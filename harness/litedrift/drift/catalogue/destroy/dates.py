"""Times and days are lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import instant
from litedrift.drift._contract import destroys
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    classes,
    describe,
    detach,
    elements,
    fragment,
    make,
    set_classes,
)
from litedrift.drift._operator import operator
from litedrift.drift._proof import values_of
from litedrift.drift.catalogue._carriers import (
    add_block,
    need_told_apart,
    set_meta,
    zulu,
)
from litedrift.drift.catalogue._prose import COMMENTS, HEADLINES
from litedrift.drift.catalogue.destroy._wipe import NAMES, blank, has, leave, settle, wipe

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _stamp(dice: Dice) -> tuple[str, str, str]:
    """Return another story's time: as the site prints it, as JSON-LD has it, and as a record would."""
    summer = timezone(timedelta(hours=-4))
    moment = datetime(2019 + dice.below(6), 5 + dice.below(5), 1 + dice.below(28), 6 + dice.below(12), tzinfo=summer)
    moment += timedelta(minutes=dice.below(60))
    half = "AM" if moment.hour < 12 else "PM"
    printed = f"{moment.hour % 12 or 12}:{moment:%M} {half} EDT, {_DAYS[moment.weekday()]} "
    return f"{printed}{_MONTHS[moment.month - 5]} {moment.day}, {moment.year}", zulu(moment), moment.isoformat()


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("May", "June", "July", "August", "September")
_TIMES: Final = {
    "teaser": '<aside class="related"><h3>{head}</h3><p>Updated: {stamp}</p></aside>',
    "live": '<aside class="live-blog"><time datetime="{iso}">Updated: {stamp}</time><p>{text}</p></aside>',
    "comment": '<section class="comments"><article><time>{stamp}</time><p>{text}</p></article></section>',
    "caption": '<figure><img src="/m/{n}.jpg" alt=""><figcaption>{text} Photographed at {stamp}</figcaption></figure>',
}


def _time(draft: Draft, dice: Dice, form: str) -> None:
    """Leave a time that belongs to another story, a live page, a comment or a picture."""
    n, text = dice.below(len(HEADLINES)), dice.pick(COMMENTS)
    stamp, iso, record = _stamp(dice)
    leave(draft, dice, _TIMES[form].format(n=n, head=HEADLINES[n], text=text, stamp=stamp, iso=iso), stamp, text)
    draft.gold = draft.gold.distrust("updated", record, iso)


@operator(
    "destroy-date",
    contract=destroys("updated"),
    levels=({"left": "nothing"}, {"left": "published"}, {"left": "meta"}, *({"left": form} for form in _TIMES)),
    models="the time of update is lost everywhere; dates of publication and of other things are left",
    evidence="the date was re-declared in 41% of parser changes; time elements go in 20% of breaking changes",
)
def destroy_date(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the time of update out; leave nothing, `datePublished`, a meta element, or another thing's time."""
    if not has(draft, "updated"):
        return None
    found = blank(draft, dice, "updated")
    moment = next((m for each in values_of(draft.gold.fields["updated"]) if (m := instant(each))), None)
    wipe(draft, dice, "updated")
    need_told_apart(draft, "updated")
    settle(draft, "updated")
    early = zulu((moment or datetime(2024, 1, 9, tzinfo=UTC)) - timedelta(hours=30 + dice.below(400), minutes=7))
    if left == "published":
        add_block(draft, {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": early})
        draft.gold = draft.gold.distrust("updated", early)
    elif left == "meta":
        set_meta(draft, dice.pick(("article:published_time", "article:modified_time", "og:updated_time")), early)
        draft.gold = draft.gold.distrust("updated", early)
    elif left != "nothing":
        _time(draft, dice, left)
    return f"the time of update is gone ({len(found)} lines), left is {left}"


@operator(
    "swap-decoy",
    contract=destroys("byline", "authors", "updated"),
    levels=({"holder": "teaser"}, {"holder": "caption"}, {"holder": "column"}, {"holder": "comment"}),
    models="a redesign drops byline and time and re-uses their names for another thing's credit and time",
    evidence="no frequency known: first time elements give a wrong date on 7% of pages, several dates stand on 27%",
)
def swap_decoy(draft: Draft, dice: Dice, *, holder: str) -> str | None:
    """Take byline and time out; a box that is no part of the story has their names and values of their shape."""
    if not has(draft, "byline") or not has(draft, "updated") or not draft.landmark("byline"):
        return None
    names = {role: draft.landmark(role) for role in ("byline", "updated")}
    tokens = {role: classes(nodes[0]) if nodes else [] for role, nodes in names.items()}
    for nodes in names.values():
        for node in nodes:
            if any(each in draft.paragraphs for each in elements(node)):
                raise Infeasible("a meta line holds other lines")
            detach(node)
    wipe(draft, dice, "byline", "updated")
    for name in names:
        need_told_apart(draft, name)
    settle(draft, "byline", "authors", "updated")
    name, text, (stamp, iso, record) = dice.pick(NAMES), dice.pick(COMMENTS), _stamp(dice)
    box = fragment(_HOLDERS[holder])
    for role, words in (("byline", f"By {name}, CNN"), ("updated", f"Updated: {stamp}")):
        line = make("p" if box.tag != "figure" else "span", words)
        set_classes(line, tokens[role])
        append(box if box.tag != "figure" else box[-1], line)
    markup = etree.tostring(box, encoding="unicode", method="html")
    leave(draft, dice, markup, name, stamp, text)
    draft.gold = draft.gold.distrust("updated", record, iso).distrust("byline", f"By {name}, CNN")
    return f"{describe(box)} holds another's byline and time"


_HOLDERS: Final = {
    "teaser": '<aside class="related"></aside>',
    "caption": '<figure><img src="/media/heron.jpg" alt=""><figcaption></figcaption></figure>',
    "column": '<aside class="column" role="complementary"></aside>',
    "comment": '<section class="comments" aria-label="Comments"></section>',
}
_SLASHED: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


@operator(
    "destroy-page-date",
    contract=destroys("page_date"),
    levels=({"left": "nothing"}, {"left": "weekday"}, {"left": "widget"}, {"left": "footer"}, {"left": "data"}),
    models="the header of an index no longer prints the day; addresses, footers and data still have dates",
    evidence="no frequency known: all templates of the site so far printed it",
)
def destroy_page_date(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the date out of the header; leave nothing, a weekday, or a date in a widget, the footer or the data."""
    if draft.gold.kind != "index" or not has(draft, "page_date"):
        return None
    put = (
        dice.pick(("Sunday", "Monday", "Today", "This morning", "Thursday"))
        if left == "weekday"
        else dice.pick(("", " "))
    )
    count = sum(_replace_date(node, put) for node in elements(draft.body))
    if not count:
        return None
    wipe(draft, dice, "page_date")
    settle(draft, "page_date")
    day = datetime(2019 + dice.below(6), 1 + dice.below(12), 1 + dice.below(28), tzinfo=UTC)
    slashed = f"{day.month}/{day.day}/{day.year}"
    footer = draft.one("footer")
    if left == "widget":
        markup = f'<aside class="almanac"><p>High water on {slashed} at Pell Island</p></aside>'
        leave(draft, dice, markup, "High water on")
    elif left == "footer" and footer is not None:
        append(footer, make("p", f"Terms last changed on {slashed}"))
    elif left == "data":
        add_block(draft, {"@context": "https://schema.org", "@type": "WebPage", "dateModified": zulu(day)})
    draft.gold = draft.gold.distrust("page_date", day.strftime("%Y-%m-%d"))
    return f"{count} dates are gone, left is {left}"


def _replace_date(node: Element, put: str) -> int:
    """Replace dates with slashes in the text of an element and after it; return how many."""
    if node.tag in ("script", "style"):
        return 0
    text, here = _SLASHED.subn(put, node.text or "")
    tail, there = _SLASHED.subn(put, node.tail or "")
    if here:
        node.text = text
    if there:
        node.tail = tail
    return here + there
