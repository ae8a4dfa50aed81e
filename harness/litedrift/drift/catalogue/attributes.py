"""Classes, ids and other attributes change names, spellings or disappear; what a reader sees does not.

The commonest drift of all: the class vocabulary is replaced (Jaccard below 0.5) in 81% of breaking changes.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from litedrift.drift._contract import PRESERVES
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, append, classes, describe, elements, make, prepend, set_classes
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._story import cards, loose, meta_lines, need_no_names, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_NO_CLASSES: Final = {"class-strip": "there are no classes left to change"}
_WORDS: Final = re.compile(r"[A-Za-z]+|\d+")


def _map_classes(draft: Draft, change: Callable[[str], str]) -> str | None:
    """Rename every class token of the body by one consistent map; return the account."""
    renamed: dict[str, str] = {}
    for element in elements(draft.body):
        tokens = classes(element)
        if tokens:
            set_classes(element, [renamed.setdefault(token, change(token)) for token in tokens])
    changed = {old: new for old, new in renamed.items() if old != new}
    if not changed:
        return None
    old, new = next(iter(changed.items()))
    return f"{len(changed)} class names changed, as .{old} to .{new}"


@operator(
    "class-hash",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"style": "modules"}, {"style": "emotion"}, {"style": "styled"}, {"style": "bare"}),
    models="a move to CSS modules or CSS-in-JS: every class gets a hash, its stem kept or dropped",
    evidence="hashed classes on 22% of news pages; they appear in 7% of breaking changes",
    conflicts=_NO_CLASSES,
)
def class_hash(draft: Draft, dice: Dice, *, style: str) -> str | None:
    """Replace every class token by a hashed one, consistently within the page."""
    salt = dice.word(6)
    if style != "modules":
        need_no_names(draft)

    def hashed(token: str) -> str:
        digest = hashlib.sha256(f"{salt}{token}".encode()).hexdigest()
        return {
            "modules": f"{token}__{digest[:5]}",
            "emotion": f"css-{digest[:7]}",
            "styled": f"sc-{digest[:6]}",
            "bare": f"a{digest[:7]}",
        }[style]

    return _map_classes(draft, hashed)


@operator(
    "class-rename",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"style": "prefix"}, {"style": "suffix"}, {"style": "synonym"}, {"style": "opaque"}),
    models="a redesign: every class gets a new name, alike or altogether different",
    evidence="84% of replaced site rules changed the value of a class or id; 15% to a similar name",
    conflicts=_NO_CLASSES,
)
def class_rename(draft: Draft, dice: Dice, *, style: str) -> str | None:
    """Rename every class token of the body by one consistent map."""
    stem = dice.word(3)
    need_no_names(draft)
    seen: dict[str, int] = {}

    def renamed(token: str) -> str:
        number = seen.setdefault(token, len(seen))
        return {
            "prefix": f"{stem}-{token}",
            "suffix": f"{token}-v2",
            "synonym": f"{_SYNONYMS[number % len(_SYNONYMS)]}{number // len(_SYNONYMS) or ''}",
            "opaque": f"{stem}{number:02}",
        }[style]

    return _map_classes(draft, renamed)


_SYNONYMS: Final = ("pane", "slat", "beam", "joist", "truss", "gable", "lintel", "mullion", "purlin", "rafter", "sill")


@operator(
    "class-case",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"style": "camel"}, {"style": "bem"}, {"style": "snake"}, {"style": "upper"}),
    models="another naming convention: BEM, camel case or underscores",
    evidence="BEM is adopted or dropped in 21% of breaking changes and in no benign one",
    conflicts={**_NO_CLASSES, "class-hash": "hashed names have no words to spell otherwise"},
)
def class_case(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Spell the words of every class token by another convention."""

    def spelled(token: str) -> str:
        words = [word.lower() for word in _WORDS.findall(token)]
        if not words:
            return token
        spellings: dict[str, str] = {
            "camel": words[0] + "".join(word.capitalize() for word in words[1:]),
            "bem": "__".join([words[0], "-".join(words[1:])]) if len(words) > 1 else f"{words[0]}__root",
            "snake": "_".join(words) if len(words) > 1 else f"{words[0]}_",
            "upper": "-".join(words).upper(),
        }
        return spellings[style]

    return _map_classes(draft, spelled)


@operator(
    "class-strip",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"scope": "all"}, {"scope": "landmarks"}, {"scope": "paragraphs"}),
    models="minimal markup: classes and ids go",
    evidence="45% of breaking changes leave less than a tenth of the class names",
    idempotent=True,
)
def class_strip(draft: Draft, _dice: Dice, *, scope: str) -> str | None:
    """Drop classes and ids of the whole body, of the landmarks, or of the paragraphs."""
    if scope == "paragraphs":
        chosen = [node for _, node in loose(draft)] or cards(draft)
    elif scope == "landmarks":
        names = ("headline", "container", "body", "list")
        chosen = [node for name in names for node in draft.landmark(name)] + [node for _, node in meta_lines(draft)]
    else:
        chosen = list(elements(draft.body))
    chosen = [node for node in chosen if node.get("class") or node.get("id")]
    if not chosen:
        return None
    if scope != "paragraphs":
        need_no_names(draft)
    for node in chosen:
        node.attrib.pop("class", None)
        node.attrib.pop("id", None)
    return f"{len(chosen)} elements lost class and id"


@operator(
    "class-noise",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=(
        {"how": "append"},
        {"how": "prepend"},
        {"how": "twice"},
        {"how": "spaces"},
        {"how": "lines"},
        {"how": "shared"},
    ),
    models="experiment flags, states and themes beside the known class; templates that break the attribute's line",
    evidence="class attributes change in 56% of benign pairs; BEM modifiers stand on 42% of pages",
    conflicts=_NO_CLASSES,
)
def class_noise(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Add tokens before or after each class, print it twice, or add white space; or give all elements one token."""
    flag = f"exp-{dice.word(4)}"
    found = [node for node in elements(draft.body) if node is not draft.body and (node.get("class") or how == "shared")]
    if how == "shared":
        for node in found:
            set_classes(node, [*classes(node), flag])
        return f"{len(found)} elements share .{flag}" if found else None
    for node in found:
        old = " ".join(classes(node))
        new = {
            "append": f"{old} {flag} is-visible",
            "prepend": f"{flag} {old}",
            "twice": f"{old} {old}",
            "spaces": f"  {old} ",
            "lines": f"\n        {old}\n      {flag}\n    ",
        }[how]
        node.set("class", new)
    return f"{len(found)} class attributes: {how}" if found else None


@operator(
    "utility-classes",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"count": 4, "names": "kept"}, {"count": 12, "names": "kept"}, {"count": 8, "names": "dropped"}),
    models="a move to utility classes (Tailwind) beside or instead of names with a meaning",
    evidence="utility classes on 17% of pages; they appear in 12% of breaking changes",
    conflicts=_NO_CLASSES,
)
def utility_classes(draft: Draft, dice: Dice, *, count: str, names: str) -> str | None:
    """Give every element of the body utility classes, brackets and colons included."""
    if names == "dropped":
        need_no_names(draft)
    number = 0
    for node in elements(draft.body):
        if node.tag in ("script", "style", "br", "body"):
            continue
        extra = dice.some(_UTILITIES, int(count))
        set_classes(node, [*(classes(node) if names == "kept" else ()), *extra])
        number += 1
    return f"{number} elements carry {count} utility classes" if number else None


_UTILITIES: Final = (
    "flex",
    "mt-4",
    "px-[18px]",
    "md:w-1/2",
    "lg:max-w-[66ch]",
    "text-base/7",
    "leading-relaxed",
    "hover:underline",
    "dark:text-zinc-200",
    "space-y-3",
    "!mb-0",
    "first:pt-0",
    "group-[.is-open]:block",
    "tracking-tight",
)


@operator(
    "id-change",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "drop"}, {"how": "rename"}, {"how": "to-class"}),
    models="ids are dropped, renamed or become classes",
    evidence="ids were lost in 12% of replaced site rules and gained in 8%",
    conflicts=_NO_CLASSES,
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
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
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
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
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
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
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
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"to": "data-testid"}, {"to": "data-component"}, {"to": "itemprop"}, {"to": "name"}),
    models="names move from class to another attribute",
    evidence="the kind of attribute changed in 53% of replaced site rules",
    conflicts=_NO_CLASSES,
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
    "style-flood",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"how": "add"}, {"how": "drop"}, {"how": "visible"}),
    models="inline styles for mail and syndication, or their removal",
    evidence="the number of inline styles doubles or halves in 39% of breaking changes",
)
def style_flood(draft: Draft, _dice: Dice, *, how: str) -> str | None:
    """Give every element inline styles that hide nothing, or drop all those that hide and display nothing."""
    touched = 0
    for node in elements(draft.body):
        old = node.get("style")
        if how == "drop":
            if old and "display" not in old and "visib" not in old and "left" not in old:
                del node.attrib["style"]
                touched += 1
        elif old is None and node.tag not in ("script", "style", "body"):
            node.set("style", _STYLES[how])
            touched += 1
    return f"inline style of {touched} elements: {how}" if touched else None


_STYLES: Final = {
    "add": "margin:0;padding:0;border:0;font-family:'Georgia',serif;color:#222",
    # Each property could hide, but with these values does not.
    "visible": "visibility:visible;opacity:1;overflow:hidden;text-indent:0;left:0",
}


@operator(
    "not-hidden",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"mark": "aria"}, {"mark": "data"}, {"mark": "class"}),
    models="marks of hiding that hide nothing: aria-hidden false, data-hidden, a class that only sounds so",
    evidence="no frequency known: toggles leave such attributes behind",
)
def not_hidden(draft: Draft, dice: Dice, *, mark: str) -> str | None:
    """Give some visible paragraphs (or cards) an attribute that sounds like hiding and does not hide."""
    chosen = dice.share([node for _, node in loose(draft)] or cards(draft), 50)
    for node in chosen:
        if mark == "aria":
            node.set("aria-hidden", "false")
        elif mark == "data":
            node.set("data-hidden", "mobile")
        else:
            set_classes(node, [*classes(node), "no-hidden-xs"])
    return f"{len(chosen)} elements marked, none hidden" if chosen else None


@operator(
    "language",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"where": "root"}, {"where": "paragraphs"}, {"where": "direction"}, {"where": "translate"}),
    models="internationalisation: lang, dir and translate attributes",
    evidence="no frequency known: 97% of pages have a doctype and most name a language",
)
def language(draft: Draft, _dice: Dice, *, where: str) -> str | None:
    """Set lang on the root or on paragraphs, dir on the body, or translate on the landmarks."""
    if where == "root":
        draft.root.set("lang", "en-GB" if draft.root.get("lang") == "en-US" else "en-US")
        return f"lang is {draft.root.get('lang')}"
    if where == "direction":
        draft.body.set("dir", "ltr")
        return "dir on body"
    chosen = [node for _, node in loose(draft)] or cards(draft)
    for node in chosen:
        node.set(*(("lang", "en") if where == "paragraphs" else ("translate", "no")))
    return f"{where}: {len(chosen)} elements" if chosen else None


@operator(
    "event-handlers",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"on": "links"}, {"on": "paragraphs"}),
    models="inline handlers of analytics, with markup and quotes in their values",
    evidence="no frequency known: common on sites without a content security policy",
)
def event_handlers(draft: Draft, _dice: Dice, *, on: str) -> str | None:
    """Give links or paragraphs an onclick whose value holds quotes, angle brackets and fake markup."""
    found = list(draft.body.iter("a")) if on == "links" else [node for _, node in loose(draft)]
    for node in found:
        node.set("onclick", 'if (a<b && c>d) track(\'</p><p class="lead">\', "x")')
    return f"{len(found)} {on} have a handler" if found else None


@operator(
    "root-attributes",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
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


def _addresses(draft: Draft) -> list[tuple[str, Element]]:
    """Return (value, element) of every link of the body that has an address worth rewriting."""
    return [
        (href, node)
        for node in draft.body.iter("a")
        if (href := (node.get("href") or "").strip()) and urlsplit(href).scheme in ("", "http", "https")
    ]


@operator(
    "address-form",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"form": "absolute"}, {"form": "protocol-relative"}, {"form": "relative"}),
    models="links are printed absolute, without scheme or relative to the site",
    evidence="no frequency known: each generation of the site printed its links in another form",
    conflicts={"base-element": "both rewrite every address"},
)
def address_form(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Print every link's address in another form that resolves to the same."""
    touched = 0
    for old, node in _addresses(draft):
        if draft.root.find(".//base[@href]") is not None:
            raise Infeasible("the page has a base element of its own")
        full = urljoin(draft.url, old)
        parts = urlsplit(full)
        new = {
            "absolute": full,
            "protocol-relative": full.removeprefix(f"{parts.scheme}:"),
            "relative": full.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/",
        }[form]
        if new != old and urljoin(draft.url, new) == full:
            node.set("href", new)
            touched += 1
    return f"{touched} addresses are {form}" if touched else None


@operator(
    "base-element",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"links": "kept"}, {"links": "relative"}),
    models="a base element names what relative addresses are resolved against",
    evidence="no frequency known: rare on news sites, common in saved copies",
)
def base_element(draft: Draft, _dice: Dice, *, links: str) -> str | None:
    """Put a base element into the head; with `relative`, links lose the part that it now says."""
    if draft.root.find(".//base") is not None:
        return None
    own = urlsplit(draft.url)
    base = f"{own.scheme}://{own.netloc}/"
    prepend(draft.head, make("base", href=base))
    touched = 0
    for old, node in _addresses(draft):
        full = urljoin(draft.url, old)
        new = full.removeprefix(base) if links == "relative" else old
        if urljoin(base, new) != full:
            new = full
        touched += new != old
        if new != old:
            node.set("href", new)
    return f"base {base}, {touched} addresses rewritten"


@operator(
    "link-attributes",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"what": "target"}, {"what": "tracking"}, {"what": "title"}),
    models="links get rel, target, tracking data or a tooltip",
    evidence="no frequency known: data-* attributes change in 56% of benign pairs",
)
def link_attributes(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Give every link attributes that leave its address and text alone."""
    found = list(draft.body.iter("a"))
    for node in found:
        if what == "target":
            node.set("target", "_blank")
            node.set("rel", "noopener noreferrer nofollow")
        elif what == "tracking":
            node.set("data-href", f"/redirect?to={dice.word(6)}")
            node.set("data-zone", dice.word(4))
        else:
            node.set("title", "Opens this story")
    return f"{len(found)} links have {what} attributes" if found else None


@operator(
    "image-in-text",
    category="attributes",
    layer=Layer.TREE,
    contract=PRESERVES,
    levels=({"image": "emoji"}, {"image": "pixel"}, {"image": "lazy"}),
    models="images within text: emoji as pictures, counting pixels, lazy loading",
    evidence="no frequency known: counting pixels stand on most news sites",
)
def image_in_text(draft: Draft, dice: Dice, *, image: str) -> str | None:
    """Append an image with an alternative text to some paragraphs."""
    chosen = dice.share([node for _, node in plain(draft)], 30)
    for node in chosen:
        source = f"/media/{dice.word(6)}.png"
        alt = {"emoji": "party popper drawn by hand", "pixel": "", "lazy": "placeholder of a picture"}[image]
        new = make("img", src=source, alt=alt, width="1", height="1")
        if image == "lazy":
            new.set("src", "data:image/gif;base64,R0lGODlhAQABAAAAACw=")
            new.set("data-src", source)
        append(node, new)
    if not chosen:
        return None
    if image != "pixel":
        draft.gold = draft.gold.forbid("party popper drawn by hand" if image == "emoji" else "placeholder of a picture")
    return f"{len(chosen)} paragraphs end in an image"
