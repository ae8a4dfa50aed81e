"""The story, or the link to the full one, is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from litedrift.drift._contract import destroys
from litedrift.drift._kit import (
    append,
    detach,
    elements,
    make,
    rendered,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._carriers import (
    end_links,
    links,
)
from litedrift.drift.catalogue._prose import COMMENTS, HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import body_texts
from litedrift.drift.catalogue.destroy._wipe import has, leave, settle, wipe

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_REMAINS: Final = {
    "related": '<aside class="related"><h3>{head}</h3><p>{one}</p><p>{two}</p></aside>',
    "comments": '<section class="comments" aria-label="Comments"><article class="comment"><p>{one}</p></article>'
    '<article class="comment"><p>{two}</p></article></section>',
    "caption": '<figure><img src="/media/{n}.jpg" alt=""><figcaption>{one} {two}</figcaption></figure>',
    "paywall": '<div class="paywall" role="dialog" aria-label="Subscribe"><h2>Read on</h2><p>{one}</p></div>',
    "next-story": '<aside class="next-story"><h2>{head}</h2><p>{one}</p><p>{two}</p><p>{one} {two}</p></aside>',
}


@operator(
    "destroy-body",
    contract=destroys("body"),
    levels=({"left": "nothing"}, *({"left": form} for form in _REMAINS)),
    models="the story is loaded by a script or lost; boxes, comments and captions around it are left",
    evidence="the body was re-declared in 85% of parser changes; frameworks that may load it on 13% of pages",
)
def destroy_body(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take every paragraph of the story out; leave nothing, or text that belongs to something else."""
    if not has(draft, "body") or not draft.paragraphs:
        return None
    texts, count = set(body_texts(draft)), len(draft.paragraphs)
    box = draft.one("body")
    for node in draft.paragraphs:
        detach(node)
    for node in [each for each in elements(box if box is not None else draft.body) if rendered(each) in texts]:
        if node is not box and node.getparent() is not None:
            detach(node)
    wipe(draft, dice, "body")
    if dice.chance(0.5) and box is not None:
        append(box, make("div", class_=dice.pick(("story-root", "content-mount", "skeleton"))))
    settle(draft, "body")
    n = dice.below(len(HEADLINES))
    if left != "nothing":
        pool = COMMENTS if left in ("comments", "caption") else SENTENCES
        one, two = dice.some(pool, 2)
        leave(draft, dice, _REMAINS[left].format(n=n, head=HEADLINES[n], one=one, two=two), one, two)
    return f"{count} paragraphs are gone, left is {left}"


@operator(
    "destroy-end-link",
    contract=destroys("full_article_url"),
    levels=({"left": "nothing"}, {"left": "related"}, {"left": "section"}, {"left": "share"}),
    models="the link to the full article is lost everywhere; links to other stories and sections are left",
    evidence="no frequency known: the site's earlier templates printed no such link, the present one always does",
)
def destroy_end_link(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the end link, canonical and all addresses of the story out; leave nothing, or links elsewhere."""
    target = draft.gold.fields.get("full_article_url")
    if not isinstance(target, str):
        return None
    found = end_links(draft)
    for link in found:
        line = link.getparent()
        alone = line.tag in ("p", "div", "li") and rendered(line) == rendered(link) and line is not draft.one("body")
        detach(line if alone else link)
    for node in links(draft, "canonical", "amphtml", "alternate", "shortlink"):
        detach(node)
    wipe(draft, dice, "full_article_url")
    settle(draft, "full_article_url")
    if left != "nothing":
        _leave_link(draft, dice, left, target)
    return f"the link to the full article is gone ({len(found)} links), left is {left}"


def _leave_link(draft: Draft, dice: Dice, left: str, target: str) -> None:
    """Leave a link to another story, to a section or to a place for sharing."""
    n = dice.below(len(SLUGS))
    parts = urlsplit(target)
    section = dice.pick(("world", "business", "health", "travel"))
    address = {
        "related": urljoin(target, f"/2024/05/17/{section}/{SLUGS[n]}"),
        "section": urljoin(target, f"/{section}"),
        "share": f"https://perch.example/share?site={parts.netloc}&n={dice.below(900)}",
    }[left]
    words = {"related": HEADLINES[n], "section": f"More from the {section} desk", "share": "Share this on Perch"}[left]
    form = dice.pick(('<aside class="related"><p>{}</p></aside>', '<nav class="more"><ul><li>{}</li></ul></nav>'))
    leave(draft, dice, form.format(f'<a href="{address.replace("&", "&amp;")}">{words}</a>'), words)
    draft.gold = draft.gold.distrust("full_article_url", address)
