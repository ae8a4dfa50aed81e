"""Class names change: hashes, other words, other spellings, none at all, and names that say nothing."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import classes, elements, set_classes
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import cards, loose, meta_lines, need_no_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


NO_CLASSES: Final = {"class-strip": "there are no classes left to change"}
_WORDS: Final = re.compile(r"[A-Za-z]+|\d+")


def _map_classes(draft: Draft, change: Callable[[str], str]) -> str | None:
    """Rename every class token of the body by one consistent map; return the account."""
    renamed: dict[str, str] = {}
    for element in elements(draft.body):
        tokens = classes(element)
        for token in tokens:
            if token not in renamed:
                renamed[token] = change(token)
        if tokens:
            set_classes(element, [renamed[token] for token in tokens])
    changed = {old: new for old, new in renamed.items() if old != new}
    if not changed:
        return None
    old, new = next(iter(changed.items()))
    return f"{len(changed)} class names changed, as .{old} to .{new}"


@operator(
    "class-hash",
    levels=({"style": "modules"}, {"style": "emotion"}, {"style": "styled"}, {"style": "bare"}),
    models="a move to CSS modules or CSS-in-JS: every class gets a hash, its stem kept or dropped",
    evidence="hashed classes on 22% of news pages; they appear in 7% of breaking changes",
    conflicts=NO_CLASSES,
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
    levels=({"style": "prefix"}, {"style": "suffix"}, {"style": "synonym"}, {"style": "opaque"}),
    models="a redesign: every class gets a new name, alike or altogether different",
    evidence="84% of replaced site rules changed the value of a class or id; 15% to a similar name",
    conflicts=NO_CLASSES,
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
    levels=({"style": "camel"}, {"style": "bem"}, {"style": "snake"}, {"style": "upper"}),
    models="another naming convention: BEM, camel case or underscores",
    evidence="BEM is adopted or dropped in 21% of breaking changes and in no benign one",
    conflicts={**NO_CLASSES, "class-hash": "hashed names have no words to spell otherwise"},
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
    conflicts=NO_CLASSES,
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
    levels=({"count": 4, "names": "kept"}, {"count": 12, "names": "kept"}, {"count": 8, "names": "dropped"}),
    models="a move to utility classes (Tailwind) beside or instead of names with a meaning",
    evidence="utility classes on 17% of pages; they appear in 12% of breaking changes",
    conflicts=NO_CLASSES,
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
