"""Attributes of looks and language, and pictures within the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._kit import append, classes, elements, make, set_classes
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import cards, loose, plain

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "style-flood",
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
    "image-in-text",
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
