"""What operators of several categories ask of a page: its story, its meta lines, whether it can do without names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import Maybe, fold
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import BLOCKS, Element, elements, make, rendered, selector, slots

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from litedrift.drift._draft import Draft

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Parents that may hold only certain children: nothing is wrapped or inserted between them and those.
STRICT: Final = frozenset({"ul", "ol", "dl", "table", "tbody", "thead", "tr", "select", "picture", "hgroup"})
#: Landmarks that stand between headline and story, in their usual order.
META: Final = ("byline", "updated", "source", "editors_note")
_APOSTROPHES: Final = str.maketrans("’‘ʼ`", "''''")
#: The end of a sentence inside a paragraph: what follows begins like a sentence.
SENTENCE: Final = re.compile(r"(?<=[a-z0-9][.!?]) (?=[A-Z“])|(?<=[.!?]”) (?=[A-Z“])")


def body_texts(draft: Draft) -> list[str | None]:
    """Return the expected body as plain texts; None stands for an item with alternatives."""
    items = draft.gold.fields.get("body") or ()
    plain = (item.value if isinstance(item, Maybe) else item for item in items)
    return [fold(item) if isinstance(item, str) else None for item in plain]


def story(draft: Draft) -> list[tuple[int, Element]]:
    """Return (index in the expected body, element that renders it) in document order.

    Found by text anew, because earlier steps of a chain may have split, moved or dropped paragraphs.
    """
    return draft.found(_story)


def _story(draft: Draft) -> list[tuple[int, Element]]:
    known = set(draft.paragraphs)
    texts = body_texts(draft)
    found: list[tuple[int, Element]] = []
    start = 0
    for node in elements(draft.body):
        if node not in known:
            continue
        text = rendered(node)
        if text in texts[start:]:
            start = texts.index(text, start) + 1
            found.append((start - 1, node))
    return found


def loose(draft: Draft) -> list[tuple[int, Element]]:
    """Return the story's elements that may be wrapped, retagged or moved: no list items, no parts of others."""
    return draft.found(_loose)


def _loose(draft: Draft) -> list[tuple[int, Element]]:
    return [(n, node) for n, node in story(draft) if node.tag != "li" and node.getparent().tag not in STRICT]


def plain(draft: Draft) -> list[tuple[int, Element]]:
    """Return the ordinary paragraphs of the story: p elements that may be edited freely."""
    return draft.found(_plain)


def _plain(draft: Draft) -> list[tuple[int, Element]]:
    return [(n, node) for n, node in loose(draft) if node.tag == "p"]


def story_box(draft: Draft) -> Element | None:
    """Return the element that holds the story, or the list of an index page."""
    return draft.one("body" if draft.gold.kind == "article" else "list")


def last_part(draft: Draft, box: Element) -> Element:
    """Return the box, or that sibling behind it in which the story ends: it may have been split into several."""
    around = {outer for node in draft.paragraphs for outer in (node, *node.iterancestors())}
    return next((each for each in reversed(list(box.itersiblings())) if each in around), box)


def set_body(draft: Draft, items: Sequence[Any]) -> None:
    """Expect this body from now on."""
    draft.gold = draft.gold.set(body=list(items))


def labelled(draft: Draft, text: str, *fields: str) -> bool:
    """Whether a text begins with a word by which the site prints one of these fields."""
    start = text.translate(_APOSTROPHES).casefold()
    names = fields or tuple(draft.site.labels)
    return any(start.startswith(_straight(label)) for name in names for label in draft.site.labels.get(name, ()))


@lru_cache(maxsize=256)
def _straight(label: str) -> str:
    return label.translate(_APOSTROPHES).casefold()


def need_no_names(draft: Draft) -> None:
    """Make sure that a reader who sees no class and no id still tells meta lines from the story.

    Raises:
        Infeasible: some line is only known by its name.

    """
    reason = draft.fact(_why_names)
    if reason:
        raise Infeasible(reason)


def _why_names(draft: Draft) -> str | None:
    """Return which line is only known by its name, or None."""
    if draft.gold.kind != "article":
        return None
    first = next((text for text in body_texts(draft) if text), "")
    if labelled(draft, first):
        return "the story's first paragraph looks like a meta line; only names tell them apart"
    for name in ("source", "editors_note"):
        for node in draft.landmark(name):
            text = rendered(node)
            if text and not labelled(draft, text, name):
                return f"the {name} line has no label; only its name tells it from the story"
    byline = draft.one("byline")
    if byline is not None and rendered(byline) and not draft.landmark("updated"):
        return "a byline without a time after it is only known by its name"
    return None


def meta_lines(draft: Draft) -> list[tuple[str, Element]]:
    """Return the meta lines that show something, with their landmark names, in the usual order."""
    return draft.found(_meta_lines)


def _meta_lines(draft: Draft) -> list[tuple[str, Element]]:
    return [
        (name, node)
        for name in META
        for node in draft.landmark(name)
        if rendered(node) and node.getparent().tag not in STRICT
    ]


def still_named(draft: Draft, name: str, node: Element) -> bool:
    """Whether the site's own selector still finds this landmark, after all that a chain did to names and structure."""
    css = draft.site.landmarks_of(draft.case.epoch, draft.case.kind).get(name)
    return css is not None and node in selector(css)(draft.root)


def brand(draft: Draft) -> str:
    """Return the publisher's name as bylines and titles print it: the first word of the site's name."""
    return draft.site.name.split()[0]


def rewrite(node: Element, change: Callable[[str], str]) -> str | None:
    """Apply `change` to every piece of an element's text and return what the element then says.

    None when nothing changes, or when the pieces, changed one by one, would not read like the changed whole: then
    the element is left as it was.
    """
    before = rendered(node)
    wanted = fold(change(before))
    if wanted == before:
        return None
    old = [(each, slot, getattr(each, slot)) for each, slot in slots(node)]
    for each, slot, text in old:
        setattr(each, slot, change(text))
    if rendered(node) == wanted:
        return wanted
    for each, slot, text in old:
        setattr(each, slot, text)
    return None


def like_paragraph(draft: Draft, text: str) -> Element:
    """Return a new paragraph that is marked like the ordinary paragraphs of the story.

    Raises:
        Infeasible: no ordinary paragraph is left.

    """
    found = plain(draft)
    if not found:
        raise Infeasible("the story has no ordinary paragraph")
    new = make("p", text)
    new.attrib.update({key: value for key, value in found[-1][1].attrib.items() if key != "id"})
    return new


def holds_blocks_only(node: Element) -> bool:
    """Whether an element can go without glueing lines: all its children are blocks and it has no text of its own."""
    children = list(node)
    if not children or (node.text or "").strip():
        return False
    return all(
        not (child.tail or "").strip() and (child.tag in BLOCKS or not isinstance(child.tag, str)) for child in children
    )


def cards(draft: Draft) -> list[Element]:
    """Return the cards of an index page in document order."""
    known = set(draft.landmark("card"))
    return [node for node in elements(draft.body) if node in known] if known else []


def linked_cards(draft: Draft) -> list[tuple[int, Element]]:
    """Return (index in the expected links, card) of the cards that show a listed story, in document order."""
    titles = [fold(str(link["title"])) for link in draft.gold.fields.get("links") or ()]
    found: list[tuple[int, Element]] = []
    start = 0
    for card in cards(draft):
        text = rendered(card)
        if text in titles[start:]:
            start = titles.index(text, start) + 1
            found.append((start - 1, card))
    return found


def byte_offset(draft: Draft, offset: int) -> int:
    """Return where in the page's bytes the character at this offset of its markup begins.

    Raises:
        Infeasible: an earlier step has edited the bytes themselves.

    """
    data = draft.data
    before, after = (part.encode(draft.charset, "xmlcharrefreplace") for part in _halves(draft.markup, offset))
    mark = len(data) - len(before) - len(after)
    if mark not in (0, 2) or data[mark:] != before + after:
        raise Infeasible("the page's bytes no longer spell its markup")
    return mark + len(before)


def _halves(markup: str, offset: int) -> tuple[str, str]:
    return markup[:offset], markup[offset:]
