"""Addresses and what stands beside them in a link."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, joined, make, prepend
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import loose

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "event-handlers",
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


def _addresses(draft: Draft) -> list[tuple[str, Element]]:
    """Return (value, element) of every link of the body that has an address worth rewriting."""
    return [
        (href, node)
        for node in draft.body.iter("a")
        if (href := (node.get("href") or "").strip()) and urlsplit(href).scheme in ("", "http", "https")
    ]


@operator(
    "address-form",
    levels=({"form": "absolute"}, {"form": "protocol-relative"}, {"form": "relative"}),
    models="links are printed absolute, without scheme or relative to the site",
    evidence="no frequency known: each generation of the site printed its links in another form",
    conflicts={"base-element": "both rewrite every address"},
)
def address_form(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Print every link's address in another form that resolves to the same."""
    touched = 0
    found = _addresses(draft)
    if found and draft.root.find(".//base[@href]") is not None:
        raise Infeasible("the page has a base element of its own")
    for old, node in found:
        full = joined(draft.url, old)
        parts = urlsplit(full)
        new = {
            "absolute": full,
            "protocol-relative": full.removeprefix(f"{parts.scheme}:"),
            "relative": full.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/",
        }[form]
        if new != old and joined(draft.url, new) == full:
            node.set("href", new)
            touched += 1
    return f"{touched} addresses are {form}" if touched else None


@operator(
    "base-element",
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
        full = joined(draft.url, old)
        new = full.removeprefix(base) if links == "relative" else old
        if joined(base, new) != full:
            new = full
        touched += new != old
        if new != old:
            node.set("href", new)
    return f"base {base}, {touched} addresses rewritten"


@operator(
    "link-attributes",
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
