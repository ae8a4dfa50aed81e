"""Proof that a destroyed value is really gone: search the mutated bytes for it in every encoding.

A contract `destroys` may only be judged where the value stands nowhere: not in text, attributes, JSON or addresses,
whichever way its characters are spelled. What is found makes the mutant infeasible, never a wrong verdict.
"""

from __future__ import annotations

import html
import json
import re
from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import unquote

from litedrift.corpus import Maybe, OneOf, decode_page, instant, squash

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from litedrift.drift._draft import Draft

#: Values shorter than this ("CNN") stand on every page; for them the declared carriers are searched instead.
_SHORT = 12
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def residue(draft: Draft) -> str | None:
    """Return where a destroyed value is still to be found, or None when every one is gone."""
    before, after = draft.case.gold, draft.gold
    if after.kind == "refusal":
        return None
    gone = [name for name, value in before.fields.items() if value and not after.fields.get(name)]
    if not gone:
        return None
    text = spellings(draft.data, draft.content_type)
    for name in gone:
        for value in _values(before.fields[name]):
            if carried(name, value, text, draft):
                return f"{name} is still on the page: {value[:40]!r}"
    return None


def spellings(data: bytes, content_type: str | None) -> str:
    """Return the page's characters with entities, JSON escapes and percent escapes undone, white space removed."""
    raw = decode_page(data, content_type)
    plain = _JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), raw).replace("\\/", "/")
    plain = html.unescape(html.unescape(plain))
    stripped = re.sub(r"<!--.*?-->|<[^>]*>", "", plain, flags=re.DOTALL)
    return squash("\n".join((plain, stripped, unquote(plain))))


def carried(name: str, value: str, text: str, draft: Draft) -> bool:
    """Whether `text` (from `spellings`) still carries this value for this field."""
    if name in ("updated", "page_date"):
        return any(squash(each) in text for each in _printed_dates(value))
    wanted = squash(value)
    if len(wanted) >= _SHORT:
        return wanted in text
    labels = draft.site.labels.get(name, ())
    carriers = [f"{squash(label)}{wanted}" for label in labels]
    carriers += [squash(json.dumps(name)) + ":" + squash(json.dumps(value, ensure_ascii=False)), f">{wanted}<"]
    return any(each in text for each in carriers)


def _values(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case OneOf(values):
            for each in values:
                yield from _values(each)
        case Maybe(inner):
            yield from _values(inner)
        case list():
            for each in value:
                yield from _values(each)
        case {"url": url}:
            yield url
        case _:
            return


def _printed_dates(value: str) -> list[str]:
    """Return the ways in which this instant could still be printed on the page."""
    moment = instant(value)
    if moment is None:
        return [value]
    return [value, moment.strftime("%Y-%m-%dT%H:%M"), *_stamps(moment)]


def _stamps(moment: datetime) -> list[str]:
    utc = moment.astimezone(UTC)
    hour = moment.hour % 12 or 12
    return [
        utc.strftime("%Y-%m-%dT%H:%M"),
        f"{hour}:{moment:%M} {moment:%p}",
        f"{utc:%H:%M:%S} GMT",
        str(int(moment.timestamp())),
    ]
