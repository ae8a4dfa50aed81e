"""What else names an element: ids, data attributes, vocabularies of meaning, the attributes of the root."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import classes, describe, elements, set_classes
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import cards, loose, need_no_names
from litedrift.drift.catalogue.attributes.classes import NO_CLASSES

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "id-change",
    levels=({"how": "drop"}, {"how": "rename"}, {"how": "to-class"}),
    models="ids are dropped, renamed or become classes",
    evidence="ids were lost in 12% of replaced site rules and gained in 8%",
    conflicts=NO_CLASSES,
)
def id_change(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Drop or rename every id of the body, or turn it into class tokens."""
    found = [node for node in elements(draft.body) if node.get("id")]
    if not found:
        return None
    need_no_names(draft)
    stem = dice.word(4)
    for number, node in enumerate(found):
        old = node.attrib.pop("id")
        if how == "rename":
            node.set("id", f"{stem}-{number}")
        elif how == "to-class":
            set_classes(node, [*classes(node), "-".join(old.split())])
    return f"{len(found)} ids: {how}, the first was {describe(found[0])}"


@operator(
    "id-add",
    levels=({"style": "unique"}, {"style": "duplicate"}, {"style": "spaced"}),
    models="ids for scrolling and analytics; duplicated ids of repeated components; ids with a space",
    evidence="ids were gained in 8% of replaced site rules; generation 1 has an id with a space",
    conflicts={"class-strip": "there would be no ids left"},
)
def id_add(draft: Draft, dice: Dice, *, style: str) -> str | None:
    """Give the paragraphs (or cards) ids: unique ones, the same for all, or with a space inside."""
    found = [node for node in [*(node for _, node in loose(draft)), *cards(draft)] if not node.get("id")]
    stem = dice.word(5)
    for number, node in enumerate(found):
        node.set("id", {"unique": f"{stem}{number}", "duplicate": stem, "spaced": f"{stem} {number}"}[style])
    return f"{len(found)} elements got an id" if found else None


@operator(
    "data-churn",
    levels=({"how": "add"}, {"how": "drop"}, {"how": "rename"}, {"how": "json"}),
    models="instrumentation comes, goes and changes names",
    evidence="data-* attributes change in 95% of breaking changes and in 56% of benign pairs",
)
def data_churn(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Add, drop or rename data attributes of the page."""
    touched = 0
    for node in elements(draft.root if how in ("drop", "rename") else draft.body):
        old = [name for name in node.attrib if name.startswith("data-")]
        if how == "add":
            node.set(f"data-{dice.pick(('track', 'zjs', 'component', 'uri'))}", dice.word(8))
        elif how == "json":
            node.set("data-props", f'{{"id":"{dice.word(5)}","type":"{node.tag}","text":"<p>"}}')
        for name in old if how in ("drop", "rename") else ():
            value = node.attrib.pop(name)
            if how == "rename":
                node.set(f"data-x-{name[5:]}", value)
        touched += bool(old) or how in ("add", "json")
    return f"data attributes of {touched} elements: {how}" if touched else None


@operator(
    "semantics-add",
    levels=({"vocabulary": "microdata"}, {"vocabulary": "rdfa"}, {"vocabulary": "aria"}, {"vocabulary": "hnews"}),
    models="search engine and accessibility work: itemprop, property, role or microformat classes on the landmarks",
    evidence="microdata appears or goes in 15% of breaking changes and stands on 34% of pages",
)
def semantics_add(draft: Draft, _dice: Dice, *, vocabulary: str) -> str | None:
    """Mark the landmarks in a vocabulary."""
    touched = 0
    for name, words in _VOCABULARY.items():
        for node in draft.landmark(name):
            touched += 1
            word = words[vocabulary]
            if vocabulary == "microdata":
                node.set("itemprop", word)
            elif vocabulary == "rdfa":
                node.set("property", f"schema:{word}")
            elif vocabulary == "aria":
                node.set("role", word)
            else:
                set_classes(node, [*classes(node), word])
    return f"{touched} landmarks marked in {vocabulary}" if touched else None


_VOCABULARY: Final = {
    "headline": {"microdata": "headline", "rdfa": "headline", "aria": "heading", "hnews": "entry-title"},
    "byline": {"microdata": "author", "rdfa": "author", "aria": "note", "hnews": "byline"},
    "updated": {"microdata": "dateModified", "rdfa": "dateModified", "aria": "note", "hnews": "updated"},
    "body": {"microdata": "articleBody", "rdfa": "articleBody", "aria": "article", "hnews": "entry-content"},
    "list": {"microdata": "itemListElement", "rdfa": "itemListElement", "aria": "list", "hnews": "hfeed"},
}


@operator(
    "attribute-swap",
    levels=({"to": "data-testid"}, {"to": "data-component"}, {"to": "itemprop"}, {"to": "name"}),
    models="names move from class to another attribute",
    evidence="the kind of attribute changed in 53% of replaced site rules",
    conflicts=NO_CLASSES,
)
def attribute_swap(draft: Draft, _dice: Dice, *, to: str) -> str | None:
    """Move the class of every element of the body into another attribute."""
    found = [node for node in elements(draft.body) if node.get("class")]
    if not found:
        return None
    need_no_names(draft)
    for node in found:
        node.set(to, node.attrib.pop("class"))
    return f"{len(found)} class attributes became {to}"


@operator(
    "root-attributes",
    levels=({"how": "drop"}, {"how": "replace"}, {"how": "feature-classes"}),
    models="the attributes of html and body change: layout address, section class, feature detection",
    evidence="data-* attributes change in 95% of breaking changes; generation 2 names its layout on html",
)
def root_attributes(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Drop, replace or extend the attributes of html and body."""
    for node in (draft.root, draft.body):
        if how == "drop":
            node.attrib.clear()
        elif how == "replace":
            node.attrib.clear()
            node.set("class", f"page page--{dice.word(5)}")
            node.set("data-page", dice.word(9))
        else:
            set_classes(node, ["js", "no-touch", "flexbox", *classes(node), f"v{dice.below(90)}"])
    return f"attributes of html and body: {how}"
