"""Words change: labels, dates, names, punctuation, the site's own lines; each change says what becomes of the record.

Class and tag changes break selectors, these break patterns. The date was re-declared in 41% of parser changes, the
author in 65%.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from litedrift.corpus import fold, instant
from litedrift.drift._contract import PRESERVES, demotes, destroys, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, detach, insert_after, insert_before, make, prepend, rendered, slots, wrap_text
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import (
    SENTENCE,
    brand,
    labelled,
    like_paragraph,
    loose,
    meta_lines,
    plain,
    rewrite,
    set_body,
    still_named,
    story,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_APOSTROPHE: Final = re.compile("['’‘ʼ`]")


def _labels(draft: Draft, name: str) -> re.Pattern[str]:
    """Return a pattern for a field's labels, this module's own spellings included, and the blanks around them."""
    known = {*draft.site.labels.get(name, ()), *(new for field, new in _LABELS.values() if field == name)}
    spelled = (_APOSTROPHE.sub("['’‘ʼ`]", re.escape(each)) for each in sorted(known, key=len, reverse=True))
    return re.compile(rf"(\s*)({'|'.join(spelled)})(\s*)", re.IGNORECASE)


def _relabel(draft: Draft, name: str, change: Callable[[str], str]) -> list[Element]:
    """Change the printed label of each line of this landmark; return the lines that changed."""
    pattern, changed = _labels(draft, name), []
    for node in draft.landmark(name):
        first = next(((each, slot) for each, slot in slots(node) if getattr(each, slot).strip()), None)
        found = pattern.match(getattr(*first)) if first else None
        if first and found and (new := change(found[2])) != found[2]:
            setattr(*first, found[1] + new + found[3] + getattr(*first)[found.end() :])
            changed.append(node)
    return changed


#: Level → (field, the label that is printed from now on).
_LABELS: Final = {
    "last-updated": ("updated", "Last updated:"),
    "updated-on": ("updated", "Updated on"),
    "updated-capitals": ("updated", "UPDATED:"),
    "source-capitals": ("source", "SOURCE:"),
    "source-spaced": ("source", "Source :"),
}


@operator(
    "label-reword",
    category="text",
    layer=Layer.TEXT,
    contract=PRESERVES,
    levels=tuple({"label": label} for label in _LABELS),
    models="a copy editor spells the words before time and source otherwise",
    evidence="the site printed Updated with and without a colon; how often labels change: no frequency known",
    idempotent=True,
)
def label_reword(draft: Draft, _dice: Dice, *, label: str) -> str | None:
    """Print another label before the time or the source; it still says what follows."""
    name, new = _LABELS[label]
    changed = _relabel(draft, name, lambda _old: new)
    return f"{len(changed)} {name} lines begin with {new!r}" if changed else None


@operator(
    "label-drop",
    category="text",
    layer=Layer.TEXT,
    contract=demotes("updated", "source"),
    levels=({"field": "updated"}, {"field": "source"}),
    models="a redesign prints the time or the source without a word before it",
    evidence="no frequency known: most full news sites print a bare time below the byline",
)
def label_drop(draft: Draft, _dice: Dice, *, field: str) -> str | None:
    """Drop the label of the time or the source; only the name of its element says what the line is."""
    if not all(still_named(draft, field, node) for node in draft.landmark(field)):
        raise Infeasible(f"without a name nothing tells a bare {field} line from the story")
    changed = _relabel(draft, field, lambda _old: "")
    if not changed:
        return None
    draft.gold = draft.gold.demote(field)
    return f"{len(changed)} {field} lines have no label"


@operator(
    "note-label",
    category="text",
    layer=Layer.TEXT,
    contract=PRESERVES,
    levels=({"how": "capitals"}, {"how": "curly"}, {"how": "lower"}, {"how": "strong"}, {"how": "em"}),
    models="spellings of the label before an editor's note: case, apostrophe, element",
    evidence="the site spelled it in two cases with two apostrophes; notes stand on 1% of pages since April 2026",
)
def note_label(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Spell the note's label in capitals, with a curly apostrophe or in small letters, or put it into an element."""
    spell = {
        "capitals": str.upper,
        "curly": lambda old: _APOSTROPHE.sub("’", old),
        "lower": lambda old: _APOSTROPHE.sub("ʼ", old.lower()),
    }.get(how)
    if spell is not None:
        changed = _relabel(draft, "editors_note", spell)
        return f"{len(changed)} notes: label {how}" if changed else None
    pattern, marked = _labels(draft, "editors_note"), 0
    for node in draft.landmark("editors_note"):
        if found := pattern.match(node.text or ""):
            wrap_text(node, found.start(2), found.end(2), how)
            marked += 1
    return f"{marked} notes: label in {how}" if marked else None


def _byline_changes(draft: Draft) -> dict[str, Callable[[str], str]]:
    """Return for each level the function that is applied to the byline's text and to gold alike."""
    names = [each for each in draft.gold.fields.get("authors") or () if isinstance(each, str)]
    pair = " and ".join(names[-2:]) if len(names) > 1 else ""
    publisher = re.compile(rf",(\s+{brand(draft)}\b[^,|]*?)(\s*)$")
    return {
        "written-by": lambda text: re.sub(r"^(\s*)By\b", r"\1Written by", text),
        "colon": lambda text: re.sub(r"^(\s*)By\b", r"\1By:", text),
        "publisher-dropped": lambda text: publisher.sub(r"\2", text),
        "publisher-after-bar": lambda text: publisher.sub(r" |\1\2", text),
        "ampersand": lambda text: text.replace(pair, pair.replace(" and ", " & ")) if pair else text,
        "commas": lambda text: text.replace(pair, pair.replace(" and ", ", ")) if pair else text,
    }


@operator(
    "byline-format",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("byline"),
    levels=(
        {"how": "written-by"},
        {"how": "colon"},
        {"how": "publisher-dropped"},
        {"how": "publisher-after-bar"},
        {"how": "ampersand"},
        {"how": "commas"},
    ),
    models="another house style for bylines: the words before the names, between them and after them",
    evidence="the author was re-declared in 65% of parser changes",
)
def byline_format(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Write the byline by another house style; it credits the same persons.

    On gold: the same function of the printed line ("By" to "Written by" or "By:", the publisher's name dropped or put
    behind a bar, the last "and" to "&" or a comma); the authors stay.
    """
    node = draft.one("byline")
    if node is None or not draft.gold.fields.get("authors") or rendered(node) != draft.gold.fields.get("byline"):
        return None
    line = rewrite(node, _byline_changes(draft)[how])
    if line is None:
        return None
    draft.gold = draft.gold.set(byline=line)
    return f"the byline reads {line!r}"


def _stamp(draft: Draft) -> tuple[Element, str, int] | None:
    """Return where the printed time begins: node, slot and place behind the label; None when markup cuts it."""
    node = draft.one("updated")
    pieces = [(each, slot) for each, slot in (slots(node) if node is not None else ()) if getattr(each, slot).strip()]
    if not pieces or len(pieces) > 2 or not draft.gold.fields.get("updated"):
        return None
    pattern = _labels(draft, "updated")
    if len(pieces) == 2 and not pattern.fullmatch(getattr(*pieces[0])):
        return None
    found = pattern.match(getattr(*pieces[-1]))
    return *pieces[-1], found.end() if found else 0


def _print_time(place: tuple[Element, str, int], text: str) -> str:
    node, slot, start = place
    before = getattr(node, slot)[:start]
    setattr(node, slot, f"{before}{'' if before[-1:].isspace() or not before else ' '}{text}")
    return f"the time reads {text!r}"


_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_ZONES: Final = {"+00:00": "GMT", "-04:00": "EDT", "-05:00": "EST"}


def _spellings(moment: datetime) -> dict[str, str]:
    """Return an instant in the ways of printing it; English names whatever the machine's language."""
    offset = moment.isoformat()[-6:]
    zone = _ZONES.get(offset, f"UTC{offset}")
    seconds = f":{moment:%S}" if moment.second else ""
    half = "a.m." if moment.hour < 12 else "p.m."
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock12 = f"{moment.hour % 12 or 12}:{moment:%M}{seconds}"
    return {
        "clock-24": f"{moment:%H:%M}{seconds} {zone}, {day[:3]} {month} {moment.day}, {moment.year}",
        "month-first": f"{month} {moment.day}, {moment.year} at {clock12} {half} {zone}",
        "day-first": f"{day} {moment.day} {month} {moment.year}, {moment:%H:%M}{seconds} UTC{offset}",
        "iso": moment.isoformat(),
        "no-zone": f"{clock12} {half.replace('.', '').upper()}, {day[:3]} {month} {moment.day}, {moment.year}",
        "day-only": f"{day}, {month} {moment.day}, {moment.year}",
        "hours-ago": "3 hours ago",
        "yesterday": "yesterday",
        "weekday": f"on {day}",
    }


def _moment(draft: Draft) -> datetime | None:
    value = draft.gold.fields.get("updated")
    return instant(value) if isinstance(value, str) else None


@operator(
    "date-format",
    category="text",
    layer=Layer.TEXT,
    contract=PRESERVES,
    levels=tuple({"style": style} for style in ("clock-24", "gmt", "month-first", "day-first", "iso")),
    models="another way to print the time: 24 hours, GMT or an offset, month or day first, ISO 8601",
    evidence="the date was re-declared in 41% of parser changes; the site used three formats since 2017",
)
def date_format(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print the same instant otherwise, with its zone."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if style == "gmt":
        utc = moment.astimezone(UTC)
        day, month = _DAYS[utc.weekday()][:3], _MONTHS[utc.month - 1][:3]
        return _print_time(place, f"{day}, {utc:%d} {month} {utc.year} {utc:%H:%M:%S} GMT")
    return _print_time(place, _spellings(moment)[style])


def _has_twin(draft: Draft, key: str, value: str, same: Callable[[str, str], bool]) -> bool:
    """Whether the page's structured data says `value` under `key`."""
    blocks = (node.text or "" for node in draft.root.iter("script") if "ld+json" in (node.get("type") or ""))
    spelled = (found for text in blocks for found in re.findall(rf'"{key}"\s*:\s*"([^"]*)"', text))
    return any(same(each.replace("\\/", "/"), value) for each in spelled)


def _forget_twins(draft: Draft) -> None:
    """Take the machine-readable twin off the printed time: a template that prints less knows no more."""
    for line in draft.landmark("updated"):
        for node in line.iter("time"):
            node.attrib.pop("datetime", None)


def _same_instant(one: str, other: str) -> bool:
    return instant(one) == instant(other)


@operator(
    "date-vague",
    category="text",
    layer=Layer.TEXT,
    contract=demotes("updated"),
    levels=({"style": "no-zone"}, {"style": "day-only"}, {"style": "hours-ago"}, {"style": "yesterday"}),
    models="the time loses its zone or its clock, or is told from now; the structured data still has it",
    evidence="the date was re-declared in 41% of parser changes; 93% of pages have JSON-LD",
    conflicts={"date-format": "the time is printed in one way", "label-drop": "neither label nor time would be left"},
)
def date_vague(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print a time that names no instant, where JSON-LD still names it."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if not _has_twin(draft, "dateModified", draft.gold.fields["updated"], _same_instant):
        raise Infeasible("no structured data names the instant: see date-lost")
    _forget_twins(draft)
    draft.gold = draft.gold.demote("updated")
    return _print_time(place, _spellings(moment)[style])


@operator(
    "date-lost",
    category="text",
    layer=Layer.TEXT,
    contract=destroys("updated"),
    levels=({"style": "day-only"}, {"style": "hours-ago"}, {"style": "yesterday"}, {"style": "weekday"}),
    models="the page prints a day or a time told from now, and nothing else names the instant",
    evidence="time elements appear or go in 20% of breaking changes; relative times: no frequency known",
    conflicts={
        "date-format": "the time is printed in one way",
        "date-vague": "the time is printed in one way",
        "label-drop": "neither label nor time would be left",
    },
)
def date_lost(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Print a day without a clock, or a time that counts from a moment that the page does not name."""
    place, moment = _stamp(draft), _moment(draft)
    if place is None or moment is None:
        return None
    if _has_twin(draft, "dateModified", draft.gold.fields["updated"], _same_instant):
        raise Infeasible("structured data still names the instant: see date-vague")
    _forget_twins(draft)
    draft.gold = draft.gold.destroy("updated")
    return _print_time(place, _spellings(moment)[style])


def _curly(text: str) -> str:
    text = re.sub(r"(^|[\s([{—–“-])\"", r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s([{—–“-])'", r"\1‘", text).replace("'", "’")


def _swap(*pairs: tuple[str, str]) -> Callable[[str], str]:
    def change(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    return change


_QUOTES: Final = (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))
_DASHES: Final = (("—", "--"), ("–", "-"), ("…", "..."))
_TYPOGRAPHY: Final[dict[str, Callable[[str], str]]] = {
    "straight-quotes": _swap(*_QUOTES),
    "curly-quotes": _curly,
    "ascii": _swap(*_QUOTES, *_DASHES),
    "dashes": _swap((" -- ", " — "), (" - ", " – "), ("...", "…")),
}


@operator(
    "typographic-swap",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("headline", "body"),
    levels=tuple({"to": name} for name in _TYPOGRAPHY),
    models="typography filters of a content system: quotes, dashes and dots become curly, long, or plain",
    evidence="curly quotes on 62% of pages",
)
def typographic_swap(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Swap quotes, dashes and ellipses in headline and story.

    On gold: the same replacement of characters in headline and body; a paragraph whose markup cuts between a quote
    and its neighbour is left alone.
    """
    change = _TYPOGRAPHY[to]
    items = list(draft.gold.fields.get("body") or ())
    changed = 0
    for n, node in story(draft):
        if isinstance(items[n], str) and (text := rewrite(node, change)) is not None:
            items[n] = text
            changed += 1
    if changed:
        set_body(draft, items)
    return f"{changed} paragraphs: {to}" if _say_headline(draft, change) + changed else None


def _say_headline(draft: Draft, change: Callable[[str], str]) -> bool:
    """Rewrite the headline and expect it so; False when there is nothing to change."""
    node = draft.one("headline")
    if node is None or rendered(node) != draft.gold.fields.get("headline"):
        return False
    text = rewrite(node, change)
    if text is not None:
        draft.gold = draft.gold.set(headline=text)
    return text is not None


@operator(
    "headline-caps",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("headline"),
    levels=({"case": "upper"}, {"case": "words"}, {"case": "lower"}),
    models="a headline in capitals, or with a capital for every word",
    evidence="no frequency known: a matter of house style",
)
def headline_caps(draft: Draft, _dice: Dice, *, case: str) -> str | None:
    """Spell the headline in capitals, with a capital for every word, or in small letters.

    On gold: the same spelling; the structured data keeps the old one and loses against the visible headline.
    """
    change = {
        "upper": str.upper,
        "words": lambda text: re.sub(r"(?<!\S)[a-z]", lambda letter: letter[0].upper(), text),
        "lower": str.lower,
    }[case]
    return f"the headline is in {case} case" if _say_headline(draft, change) else None


@operator(
    "title-suffix",
    category="text",
    layer=Layer.TEXT,
    contract=PRESERVES,
    levels=({"form": "none"}, {"form": "dash"}, {"form": "section"}, {"form": "front"}, {"form": "site-only"}),
    models="the title element gets or loses the site's name, behind another separator or in front",
    evidence="the title element does not contain the headline on 23% of pages",
    idempotent=True,
)
def title_suffix(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Write the title element anew from headline and site name; the visible headline stays."""
    title, node, headline = draft.root.find(".//title"), draft.one("headline"), draft.gold.fields.get("headline")
    if title is None or not isinstance(headline, str):
        return None
    if node is None or rendered(node) != headline:
        raise Infeasible("no visible headline: the title may be its carrier")
    name = brand(draft)
    title.text = {
        "none": headline,
        "dash": f"{headline} - {draft.site.name}",
        "section": f"{headline} | World & Weather | {name}",
        "front": f"{name}: {headline}",
        "site-only": draft.site.name,
    }[form]
    return f"the title reads {title.text!r}"


def _say(node: Element, text: str) -> None:
    """Let an element that shows text show this one instead; its children stay, empty."""
    for n, (each, slot) in enumerate(slots(node)):
        setattr(each, slot, "" if n else text)


@operator(
    "end-link-words",
    category="text",
    layer=Layer.TEXT,
    contract=PRESERVES,
    levels=({"words": "read-full"}, {"words": "on-site"}, {"words": "arrow"}, {"words": "capitals"}),
    models="the link to the full article is worded otherwise; address and place stay",
    evidence="no frequency known: the words are the same on 9,298 of 9,298 pages of 2026",
)
def end_link_words(draft: Draft, _dice: Dice, *, words: str) -> str | None:
    """Reword the end link: it is told by its address and its place, not by its words alone."""
    link = draft.one("end_link")
    if link is None or not rendered(link):
        return None
    old = rendered(link)
    new = {
        "read-full": "Read the full article",
        "on-site": f"Continue on {brand(draft)}.com",
        "arrow": f"{old} »",
        "capitals": old.upper(),
    }[words]
    _say(link, new)
    return f"the end link reads {new!r}"


@operator(
    "end-link-drop",
    category="text",
    layer=Layer.TEXT,
    contract=demotes("full_article_url"),
    levels=({"what": "line"}, {"what": "words"}, {"what": "hidden"}),
    models="the link to the full article goes; the structured data still has the address",
    evidence="no frequency known: until 2022 the site had no such link",
)
def end_link_drop(draft: Draft, _dice: Dice, *, what: str) -> str | None:
    """Drop the line of the end link or its words, or hide it, where JSON-LD or a canonical link has the address."""
    link, address = draft.one("end_link"), draft.gold.fields.get("full_article_url")
    if link is None or not isinstance(address, str):
        return None
    canonical = (node.get("href") for node in draft.root.iter("link") if node.get("rel") == "canonical")
    if not _has_twin(draft, "url", address, _equal) and address not in {urljoin(draft.url, each) for each in canonical}:
        raise Infeasible("no structured data has the address")
    line = link.getparent() if rendered(link.getparent()) == rendered(link) else link
    if what == "hidden":
        line.set("style", "display:none")
    elif what == "words":
        _say(link, "")
    else:
        detach(line)
    draft.gold = draft.gold.demote("full_article_url")
    return f"the end link has no {what}" if what != "hidden" else "the end link is hidden"


def _equal(one: str, other: str) -> bool:
    return one == other


def _after(draft: Draft, found: tuple[int, Element], text: str) -> None:
    """Put a new ordinary paragraph after one of the story, and expect it there."""
    n, anchor = found
    insert_after(anchor, like_paragraph(draft, text))
    items = list(draft.gold.fields["body"])
    set_body(draft, [*items[: n + 1], fold(text), *items[n + 1 :]])


def _anchors(draft: Draft) -> list[tuple[int, Element]]:
    """Return the ordinary paragraphs after the first, as far as another may follow them directly."""
    return [(n, node) for n, node in plain(draft)[1:] if node.getparent().tag not in ("p", "blockquote", "a")]


@operator(
    "boilerplate",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("body"),
    levels=({"line": "contributor"}, {"line": "agency"}, {"line": "updated"}, {"line": "correction"}),
    models="lines that close a story: who contributed, that it was updated, what was corrected",
    evidence="no frequency known: contributor lines close many stories",
)
def boilerplate(draft: Draft, _dice: Dice, *, line: str) -> str | None:
    """Put a closing line after the last ordinary paragraph.

    On gold: such lines are story, so the line is one more item of the body.
    """
    found = _anchors(draft)
    if not found:
        return None
    text = {
        "contributor": f"{brand(draft)}’s Henrietta Oyelaran-Moss contributed to this report.",
        "agency": "The Quillhaven Wire contributed to this report.",
        "updated": "This story has been updated with additional information.",
        "correction": "Correction: An earlier version of this story gave the ferry one funnel too many.",
    }[line]
    _after(draft, found[-1], text)
    return f"a closing line was added: {line}"


@operator(
    "furniture-words",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("body"),
    levels=(
        {"words": "furniture"},
        {"words": "inside"},
        {"words": "source"},
        {"words": "byline"},
        {"words": "updated"},
        {"words": "end-link"},
    ),
    models="stories about newspapers, law and shipping that use the words of the site's own furniture",
    evidence="no frequency known: scrapers that drop paragraphs by their words are common",
)
def furniture_words(draft: Draft, dice: Dice, *, words: str) -> str | None:
    """Put a paragraph (or a sentence at the end of one) after the first that speaks like a label or a legal line.

    On gold: one more item of the body, or one more sentence in an item; later than the first paragraph all is story.
    """
    found = _anchors(draft)
    if not found:
        return None
    phrase = dice.pick(draft.site.furniture)
    link = dice.pick(draft.site.labels.get("full_article_url") or (phrase,))
    text = {
        "furniture": f"{phrase}, said the plate on the harbor gate, and nobody could say what it meant.",
        "inside": f" Below it somebody had painted “{phrase}” in letters a foot high.",
        "source": "Source: unknown, the harbor master wrote into his ledger, and closed it for the winter.",
        "byline": "By the time the second boat came in, the whole village stood on the pier.",
        "updated": "Updated charts hung in every window, and each of them showed another island.",
        "end-link": f"{link}, read the note pinned to the ferry house, and below it was an arrow to the sea.",
    }[words]
    n, node = dice.pick(found)
    if words != "inside":
        _after(draft, (n, node), text)
        return f"a paragraph after number {n + 1} begins with {' '.join(text.split()[:2])!r}"
    items = list(draft.gold.fields["body"])
    if not isinstance(items[n], str):
        return None
    if len(node):
        node[-1].tail = (node[-1].tail or "").rstrip() + text
    else:
        node.text = (node.text or "").rstrip() + text
    set_body(draft, [*items[:n], rendered(node), *items[n + 1 :]])
    return f"paragraph {n + 1} ends with {phrase!r}"


@operator(
    "near-empty",
    category="text",
    layer=Layer.TEXT,
    contract=transforms("body"),
    levels=({"left": "paragraph"}, {"left": "sentence"}, {"left": "placeholder"}),
    models="a brief: one paragraph, one sentence, or the line that more is to follow",
    evidence="no frequency known: real items of one sentence exist, and detectors raise false alarms on them",
)
def near_empty(draft: Draft, _dice: Dice, *, left: str) -> str | None:
    """Leave the first paragraph of the story, one sentence, or one line of a few words.

    On gold: the body is that one item.
    """
    found = story(draft)
    if len(found) < 2:
        return None
    if len(found) < len(draft.gold.fields["body"]) or found[0][1].tag != "p":
        raise Infeasible("some paragraph has no element of its own")
    many = (node for _, node in found if node.tag == "p" and len(SENTENCE.split(rendered(node))) > 1)
    kept = next(many, None) if left == "sentence" else found[0][1]
    if kept is None:
        return None
    text = rendered(kept)
    short = {"paragraph": text, "sentence": SENTENCE.split(text)[0], "placeholder": "More details are to follow."}[left]
    if labelled(draft, short):
        raise Infeasible("what is left looks like a meta line")
    if left != "paragraph" and not meta_lines(draft) and draft.one("end_link") is None:
        raise Infeasible("a headline and a line in the site's frame: nothing tells a brief from an error page")
    for node in (node for _, node in found if node is not kept):
        box = node.getparent()
        detach(node)
        if box.tag in ("ul", "ol", "dl") and not len(box):
            detach(box)
    if short != text:
        del kept[:]
        kept.text = short
    set_body(draft, [short])
    return f"of {len(found)} paragraphs a {left} is left"


@operator(
    "promo-line",
    category="text",
    layer=Layer.NOISE,
    contract=PRESERVES,
    levels=(
        {"place": "first", "what": "newsletter"},
        {"place": "middle", "what": "newsletter"},
        {"place": "end", "what": "newsletter-link"},
        {"place": "first", "what": "translation"},
        {"place": "end", "what": "translation-link"},
    ),
    models="a whole paragraph of the story advertises a newsletter, or a translation of the story",
    evidence="since April 2026 such paragraphs stand in stories; how often: no frequency known",
)
def promo_line(draft: Draft, _dice: Dice, *, place: str, what: str) -> str | None:
    """Put a paragraph that only advertises among those of the story, marked like them."""
    found = [node for _, node in loose(draft) if node.getparent().tag not in ("p", "blockquote", "a")]
    if len(found) < 2:
        return None
    text = "Lee el artículo en español"
    if what.startswith("newsletter"):
        text = f"Sign up for {brand(draft)}’s Salt and Lanterns newsletter."
    line = like_paragraph(draft, text)
    if what.endswith("-link"):
        line.text = None
        prepend(line, make("a", text, href="/newsletters/salt" if what.startswith("newsletter") else "/es/faro"))
    if place == "end":
        insert_after(found[-1], line)
    else:
        insert_before(found[0 if place == "first" else len(found) // 2], line)
    draft.gold = draft.gold.forbid(text)
    return f"a {what} line stands {place} in the story"
