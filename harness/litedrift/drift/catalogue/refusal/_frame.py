"""What is left of a page that has lost its story: the site's frame, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus import squash
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, append, detach, elements, fragment, make, rendered
from litedrift.drift.catalogue._carriers import blocks, links, said, set_title
from litedrift.drift.catalogue._story import META

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_LINES: Final = ("headline", *META, "paragraph", "end_link", "card", "list", "body")


def _hollow(draft: Draft, title: str) -> Element | None:
    """Empty the page's layout and take all that speaks of the story out of the head; return the layout.

    Raises:
        Infeasible: the story also stands where it cannot be taken out.

    """
    if draft.gold.kind == "refusal":
        return None
    box = next((box for name in ("container", "body", "list") if (box := draft.one(name)) is not None), None)
    if box is None or box.tag in ("body", "html", "ul"):
        return None
    frame = {node for name in ("header", "footer") for node in draft.landmark(name)}
    if any(node in frame for node in elements(box)):
        raise Infeasible("header or footer stand within the layout")
    wanted = [squash(text) for text in _story_texts(draft)]
    for child in list(box):
        box.remove(child)
    box.text = None
    for node in (node for name in _LINES for node in draft.landmark(name) if node is not box):
        detach(node)
    _forget(draft, title)
    text = squash(rendered(draft.body))
    if any(each in text for each in wanted):
        raise Infeasible("the story stands outside its layout as well")
    return box


def _story_texts(draft: Draft) -> list[str]:
    """Return headline, paragraphs and card titles that are long enough to be nothing else."""
    items = [said(draft, "headline"), *(draft.gold.fields.get("body") or ())]
    items += [link["title"] for link in draft.gold.fields.get("links") or ()]
    return [item for item in items if isinstance(item, str) and len(item) > 25]  # longer than labels


def _forget(draft: Draft, title: str) -> None:
    for block in blocks(draft):
        detach(block)
    for node in [each for each in elements(draft.head) if each.tag == "meta"]:
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        if name and name not in ("viewport", "robots", "theme-color"):
            detach(node)
    set_title(draft, title)


def framed(draft: Draft, dice: Dice, title: str, markup: str) -> str | None:
    """Put `markup` in the place of the story; header, footer and address stay."""
    box = _hollow(draft, title)
    if box is None:
        return None
    new = fragment(f'<div class="{dice.pick(("message", "notice", "page-state", "panel"))}">{markup}</div>')
    append(box, new)
    if not links(draft, "canonical") and dice.chance(0.3):
        append(draft.head, make("link", rel="canonical", href=draft.url))
    draft.gold = draft.gold.reject("no-content")
    return f"the site's frame holds {rendered(new)[:40]!r}"


def bare(draft: Draft, title: str, body: str, head: str = "") -> str | None:
    """Put a whole other page in the place of this one."""
    if draft.gold.kind == "refusal":
        return None
    markup = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    draft.root = etree.fromstring(markup, etree.HTMLParser())
    draft.gold = draft.gold.reject("no-evidence")
    return f"another page came: {title!r}"


def message(dice: Dice, headings: Sequence[str], sentences: Sequence[str], more: str = "") -> str:
    """Return a heading and one or two paragraphs."""
    tag = dice.pick(("h1", "h2", "h2", "p"))
    said_so = "".join(f"<p>{text}</p>" for text in dice.some(sentences, 1 + dice.below(2)))
    return f"<{tag}>{dice.pick(headings)}</{tag}>{said_so}{more}"


def suffix(draft: Draft) -> str:
    return f" | {draft.site.name}"
