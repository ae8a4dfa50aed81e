"""How a field leaves a page: out of text, data, attributes and comments; what stays behind as a decoy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from litedrift.drift._blueprint import serialised
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    detach,
    elements,
    fragment,
    insert_after,
    insert_before,
    rendered,
)
from litedrift.drift._proof import Spelled, letters, searchable, values_of
from litedrift.drift.catalogue._carriers import (
    blocks,
    edit_objects,
    is_story,
    metas,
    objects,
    read,
)
from litedrift.drift.catalogue._story import META, STRICT, loose

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


#: Field → the keys by which a JSON-LD article says it.
_KEYS: Final = {
    "headline": ("headline", "name", "alternativeHeadline", "title"),
    "byline": ("author", "creator", "contributor", "editor"),
    "updated": ("dateModified", "datePublished", "dateCreated", "uploadDate"),
    "source": ("publisher", "sourceOrganization", "provider", "copyrightHolder"),
    "editors_note": ("description", "abstract", "backstory"),
    "body": ("articleBody", "description", "abstract", "text"),
    "full_article_url": ("url", "mainEntityOfPage", "@id", "sameAs", "isBasedOn"),
    "page_date": ("dateModified", "datePublished"),
}
#: Field → the names by which meta elements say it.
_METAS: Final = {
    "headline": ("og:title", "twitter:title", "dc.title", "title", "headline", "parsely-title"),
    "byline": ("author", "article:author", "dc.creator", "byl", "twitter:creator", "parsely-author"),
    "updated": (
        *("article:modified_time", "article:published_time", "og:updated_time", "last-modified", "lastmod", "date"),
        *("datemodified", "datepublished", "dc.date", "dc.date.modified", "pubdate"),
    ),
    "source": ("source", "dc.source", "dc.publisher"),
    "editors_note": ("description", "og:description", "twitter:description"),
    "body": ("description", "og:description", "twitter:description", "articlebody"),
    "full_article_url": ("og:url", "twitter:url", "dc.url", "url", "al:web:url"),
    "page_date": ("lastmod", "last-modified", "date", "article:modified_time", "datemodified"),
}
#: Names of people who wrote nothing on these pages.
NAMES: Final = ("Cornelia Whitlock-Abe", "Leopold Ashgrove-Nwosu", "Philippa Quince-Obuya", "Wilhelmina Foss-Adeyemi")


def wipe(draft: Draft, dice: Dice, *fields: str) -> None:
    """Take the values of these fields out of all that is not text, in one of the ways in which they go."""
    keys = {key for field in fields for key in _KEYS[field]}
    how = dice.pick(("drop", "null", "empty", "block"))
    for block in blocks(draft):
        value = read(block)
        if not isinstance(value, (dict, list)) or (how == "block" and any(map(is_story, objects(value)))):
            detach(block)

    def change(item: dict[str, Any]) -> None:
        for key in keys & item.keys() if is_story(item) or "page_date" in fields else ():
            if how == "drop" or key == "@id":
                del item[key]
            else:
                item[key] = None if how == "null" else ""

    edit_objects(draft, change)
    for node in metas(draft, *(name for field in fields for name in _METAS[field])):
        detach(node)
    sweep(draft, [value for field in fields for value in values_of(draft.gold.fields.get(field))])


def sweep(draft: Draft, values: list[str]) -> None:
    """Drop comments and attributes that spell one of the values."""
    wanted = [word for word in map(letters, values) if len(word) > 9]  # shorter ones stand in names of all kinds

    def spells(text: str) -> bool:
        there = letters(text)
        return any(word in there for word in wanted)

    for node in list(draft.root.iter()) if wanted else ():
        if isinstance(node.tag, str):
            for key, text in node.attrib.items():
                if spells(text):
                    del node.attrib[key]
        elif node.getparent() is not None and spells(node.text or ""):
            detach(node)


def blank(draft: Draft, dice: Dice, name: str) -> list[Element]:
    """Take the lines of a landmark out, or leave its empty element; return the lines that are gone or blank."""
    found = [node for node in draft.landmark(name) if rendered(node)]
    others = {node for each in (*META, "headline", "body", "header", "footer") for node in draft.landmark(each)}
    others = (others | set(draft.paragraphs)) - set(found)
    how = dice.pick(("gone", "gone", "empty", "space", "comment"))
    for node in found:
        if any(each in others for each in elements(node)):
            raise Infeasible(f"the line of the {name} holds other lines")
        if how == "gone":
            detach(node)
        else:
            fill(node, {"space": "\u00a0"}.get(how))
            if how == "comment":
                append(node, etree.Comment(f" {name} {dice.word(5)} "))
    return found


def fill(node: Element, text: str | None) -> None:
    """Let an element hold this text alone; its attributes say nothing of what was in it."""
    for child in list(node):
        node.remove(child)
    node.text = text
    for key in ("title", "datetime", "content", "aria-label"):
        node.attrib.pop(key, None)


def settle(draft: Draft, *fields: str) -> None:
    """Expect these fields to be missing; what an earlier step made of a value must be gone as well.

    Raises:
        Infeasible: a value is still spelled somewhere, or a headline that nobody prints is all that is left.

    """
    page: Spelled | None = None
    for field in fields:
        for value in values_of(draft.gold.fields.get(field)):
            page = page or searchable(serialised(draft.root.getroottree()))
            if page.carries(field, value, draft.site.labels.get(field, ())):
                raise Infeasible(f"{field} is still on the page: {value[:40]!r}")
    draft.gold = draft.gold.destroy(*fields)
    if draft.gold.kind != "article" or has(draft, "body"):
        return
    if not has(draft, "headline"):
        draft.gold = draft.gold.reject("no-content")
    elif "headline" in draft.gold.nullable:
        raise Infeasible("no body, and a headline in the data only: whether to refuse depends on who reads the data")


def has(draft: Draft, field: str) -> bool:
    return bool(draft.gold.fields.get(field))


def leave(draft: Draft, dice: Dice, markup: str, *texts: str) -> None:
    """Put a decoy beside the story or between its paragraphs, in an element that tells that it is no part of it."""
    new = fragment(markup)
    box = next((box for name in ("container", "body", "list") if (box := draft.one(name)) is not None), None)
    inner = [node for _, node in loose(draft)[1:] if node.getparent().tag not in ("p", "blockquote")]
    if inner and dice.chance(0.4):
        insert_before(dice.pick(inner), new)
    elif box is None or box.tag == "body" or box.getparent().tag in STRICT:
        append(draft.body, new)
    else:
        dice.pick((insert_before, insert_after))(box, new)
    draft.gold = draft.gold.forbid(*texts)
