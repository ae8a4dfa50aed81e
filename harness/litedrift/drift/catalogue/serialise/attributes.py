"""Attributes are quoted, ordered and repeated otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._flow import flow
from litedrift.drift._markup import Attribute, Kind, attributes, tokens
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.serialise._edit import edit, quoted, written

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_NEEDS_QUOTES: Final = re.compile(r"[\t\n\f\r \"'=<>`]|^$|/$")


def _requoted(each: Attribute, style: str) -> str:
    value = each.value
    if style == "empty":
        return f'{each.name}=""' if value is None else each.name if value == "" else quoted(each)
    if value is None:
        return each.name
    if style == "single":
        inner = value.replace("'", "&#39;")
        return f"{each.name}='{inner}'"
    if style == "unquoted" and not _NEEDS_QUOTES.search(value):
        return f"{each.name}={value}"
    return quoted(each).replace("=", " = ", 1) if style == "spaced" else quoted(each)


@operator(
    "attribute-quoting",
    levels=({"style": "single"}, {"style": "unquoted"}, {"style": "spaced"}, {"style": "empty"}),
    models="another serialiser: single quotes, no quotes, spaces around the sign, empty values with or without it",
    evidence="unquoted attributes stand on 22% of pages and flip in 19% of breaking changes",
)
def attribute_quoting(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Quote attribute values otherwise; a value that needs its quotes keeps them."""
    found = tokens(draft.markup)
    changed = {
        n: written(found[n], [_requoted(each, style) for each in pairs])
        for n in flow(found, Kind.START)
        if (pairs := attributes(found[n]))
    }
    return f"attributes of {len(changed)} tags: {style}" if edit(draft, changed, found) else None


@operator(
    "attribute-order",
    levels=({"order": "reversed"}, {"order": "sorted"}, {"order": "shuffled"}),
    models="another serialiser or framework writes attributes in another order",
    evidence="no frequency known: an effect of any change of renderer; frameworks flip in 13% of breaking changes",
)
def attribute_order(draft: Draft, dice: Dice, *, order: str) -> str | None:
    """Write the attributes of every tag in another order."""
    found = tokens(draft.markup)
    changed = {}
    for n in flow(found, Kind.START):
        pairs = attributes(found[n])
        if len({each.name.lower() for each in pairs}) < max(2, len(pairs)):
            continue  # of two attributes of one name the first counts
        turned = dice.shuffled(pairs) if order == "shuffled" else list(reversed(pairs))
        turned = sorted(pairs, key=lambda each: each.name) if order == "sorted" else turned
        changed[n] = written(found[n], [quoted(each) for each in turned])
    return f"attributes {order}" if edit(draft, changed, found) else None


@operator(
    "duplicate-attributes",
    levels=({"what": "class"}, {"what": "same"}, {"what": "href"}, {"what": "id"}),
    models="templates that print an attribute twice: the first counts",
    evidence="no frequency known: a common finding of validators",
)
def duplicate_attributes(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Print a second class, id or address after the first one, with another value; or any attribute once more."""
    found = tokens(draft.markup)
    other = {"class": f"legacy-{dice.word(4)}", "id": f"old-{dice.word(4)}", "href": "/retired/link-of-the-old-frame"}
    changed = {}
    for n in flow(found, Kind.START):
        pairs = attributes(found[n])
        names = [each.name.lower() for each in pairs]
        if what == "same" and pairs and found[n].name not in ("meta", "script"):
            changed[n] = written(found[n], [quoted(each) for each in (*pairs, pairs[0])])
        elif what in names and found[n].name not in ("link", "base"):
            extra = Attribute(what, other[what])
            changed[n] = written(found[n], [quoted(each) for each in (*pairs, extra)])
    if not edit(draft, changed, found):
        return None
    if what == "href":
        draft.gold = draft.gold.forbid("link-of-the-old-frame")
    return f"{len(changed)} tags print an attribute twice: {what}"
