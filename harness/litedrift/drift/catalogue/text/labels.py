"""The words before a value, and the house style of bylines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._contract import demotes, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, rendered, slots, wrap_text
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    brand,
    rewrite,
    still_named,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_APOSTROPHE: Final = re.compile("['’‘ʼ`]")


def labels(draft: Draft, name: str) -> re.Pattern[str]:
    """Return a pattern for a field's labels, this module's own spellings included, and the blanks around them."""
    known = {*draft.site.labels.get(name, ()), *(new for field, new in _LABELS.values() if field == name)}
    spelled = (_APOSTROPHE.sub("['’‘ʼ`]", re.escape(each)) for each in sorted(known, key=len, reverse=True))
    return re.compile(rf"(\s*)({'|'.join(spelled)})(\s*)", re.IGNORECASE)


#: Level → (field, the label that is printed from now on).
_LABELS: Final = {
    "last-updated": ("updated", "Last updated:"),
    "updated-on": ("updated", "Updated on"),
    "updated-capitals": ("updated", "UPDATED:"),
    "source-capitals": ("source", "SOURCE:"),
    "source-spaced": ("source", "Source :"),
}


def has_twin(draft: Draft, key: str, value: str, same: Callable[[str, str], bool]) -> bool:
    """Whether the page's structured data says `value` under `key`."""
    blocks = (node.text or "" for node in draft.root.iter("script") if "ld+json" in (node.get("type") or ""))
    spelled = (found for text in blocks for found in re.findall(rf'"{key}"\s*:\s*"([^"]*)"', text))
    return any(same(each.replace("\\/", "/"), value) for each in spelled)


def _relabel(draft: Draft, name: str, change: Callable[[str], str]) -> list[Element]:
    """Change the printed label of each line of this landmark; return the lines that changed."""
    pattern, changed = labels(draft, name), []
    for node in draft.landmark(name):
        first = next(((each, slot) for each, slot in slots(node) if getattr(each, slot).strip()), None)
        found = pattern.match(getattr(*first)) if first else None
        if first and found and (new := change(found[2])) != found[2]:
            setattr(*first, found[1] + new + found[3] + getattr(*first)[found.end() :])
            changed.append(node)
    return changed


@operator(
    "label-reword",
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
    pattern, marked = labels(draft, "editors_note"), 0
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
