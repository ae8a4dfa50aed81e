"""Headline and meta lines are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.drift._contract import destroys
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    detach,
    elements,
    fragment,
    make,
    rendered,
)
from litedrift.drift._operator import operator
from litedrift.drift._proof import values_of
from litedrift.drift.catalogue._carriers import (
    add_block,
    need_told_apart,
    set_meta,
    set_title,
    spelled,
)
from litedrift.drift.catalogue._prose import COMMENTS, HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import META, labelled, still_named
from litedrift.drift.catalogue.destroy._wipe import NAMES, blank, fill, has, leave, settle, sweep, wipe

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


@operator(
    "destroy-title",
    contract=destroys("headline"),
    levels=({"left": "nothing"}, {"left": "site-title"}, {"left": "promotion"}, {"left": "masthead"}),
    models="the headline is lost everywhere: text, data, title; subheadings, a promotion or the site's name are left",
    evidence="the title was re-declared in 37% of parser changes",
)
def destroy_title(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the headline out of text, data and title; leave nothing, the site's title, another's h1, or a logo's."""
    if not has(draft, "headline"):
        return None
    found = blank(draft, dice, "headline")
    wipe(draft, dice, "headline")
    title = {"nothing": dice.pick(("", "\n")), "masthead": dice.pick(("", draft.site.name))}.get(left, draft.site.name)
    set_title(draft, title)
    n = dice.below(len(HEADLINES))
    if left == "promotion":
        tag = dice.pick(("h1", "h2", "h3"))
        link = f'<a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a>'
        leave(draft, dice, f'<aside class="promo"><{tag}>{link}</{tag}></aside>', HEADLINES[n])
    elif left == "masthead":
        logo = f'<header class="masthead"><h1><a href="/">{draft.site.name}</a></h1></header>'
        draft.body.insert(0, fragment(logo))
    draft.gold = draft.gold.distrust("headline", draft.site.name)
    settle(draft, "headline")
    return f"the headline is gone ({len(found)} lines), left is {left}"


_CREDITS: Final = {
    "caption": '<figure><img src="/m/{n}.jpg"><figcaption>{text} By {name}/Sallow Pictures</figcaption></figure>',
    "teaser": '<aside class="related"><h3>{head}</h3><p>By {name}, CNN</p></aside>',
    "comment": '<section class="comments"><article><h4>By {name}</h4><p>{text}</p></article></section>',
    "column": '<aside class="column-promo" role="complementary"><p>Analysis by {name}</p><p>{text}</p></aside>',
}


def _credit(draft: Draft, dice: Dice, form: str) -> None:
    """Leave a credit that belongs to a picture, another story, a comment or a column."""
    n, name, text = dice.below(len(HEADLINES)), dice.pick(NAMES), dice.pick(COMMENTS)
    leave(draft, dice, _CREDITS[form].format(n=n, name=name, text=text, head=HEADLINES[n]), name, text)
    draft.gold = draft.gold.distrust("byline", f"By {name}", f"By {name}, CNN", f"Analysis by {name}")


@operator(
    "destroy-byline",
    contract=destroys("byline", "authors"),
    levels=({"left": "nothing"}, *({"left": form} for form in _CREDITS)),
    models="the authors are lost everywhere; credits of pictures, other stories and comments are left",
    evidence="the author was re-declared in 65% of parser changes",
)
def destroy_byline(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take byline and authors out; leave nothing, or a credit that belongs to something else."""
    if not has(draft, "byline"):
        return None
    found = blank(draft, dice, "byline")
    wipe(draft, dice, "byline")
    sweep(draft, list(values_of(draft.gold.fields.get("authors"))))
    need_told_apart(draft, "byline")
    settle(draft, "byline", "authors")
    if left != "nothing":
        _credit(draft, dice, left)
    return f"the byline is gone ({len(found)} lines), left is {left}"


_SOURCES: Final = {
    "chart": '<figure><img src="/media/chart-{n}.png" alt=""><figcaption>{text} Source: {name}</figcaption></figure>',
    "table": "<figure><table><tbody><tr><td>{text}</td></tr></tbody></table><figcaption>Source: {name}</figcaption>"
    "</figure>",
    "teaser": '<aside class="related"><h3>{head}</h3><p>Source: {name}</p></aside>',
}


@operator(
    "destroy-source",
    contract=destroys("source"),
    levels=({"left": "nothing"}, {"left": "publisher"}, *({"left": form} for form in _SOURCES)),
    models="the source line is lost everywhere; the publisher's name and the sources of charts are left",
    evidence="no frequency known: the site's oldest template printed no source, some newer pages print two",
)
def destroy_source(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the source out; leave nothing, the publisher in the data, or the source of a chart or of another story."""
    if not has(draft, "source"):
        return None
    found = blank(draft, dice, "source")
    wipe(draft, dice, "source")
    need_told_apart(draft, "source")
    settle(draft, "source")
    n, text = dice.below(len(HEADLINES)), dice.pick(COMMENTS)
    if left == "publisher":
        set_meta(draft, "og:site_name", draft.site.name)
        publisher = {"@type": "Organization", "name": draft.site.name}
        add_block(draft, {"@context": "https://schema.org", "@type": "NewsArticle", "publisher": publisher})
        draft.gold = draft.gold.distrust("source", draft.site.name)
    elif left != "nothing":
        name = dice.pick(("The Quillhaven Almanac", "Bureau of Tides", "Merrow County Rain Office"))
        leave(draft, dice, _SOURCES[left].format(n=n, head=HEADLINES[n], text=text, name=name), name, text)
    return f"the source is gone ({len(found)} lines), left is {left}"


@operator(
    "destroy-note",
    contract=destroys("editors_note"),
    levels=({"left": "nothing"}, {"left": "letter"}, {"left": "commented"}, {"left": "script"}),
    models="the editor's note is lost everywhere; letters from the editors and notes that nobody sees are left",
    evidence="no frequency known: notes stand on 45 pages of 4,050 since April 2026",
)
def destroy_note(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the editor's notes out; leave nothing, a newsletter of the editors, or a note in a comment or script."""
    if not has(draft, "editors_note"):
        return None
    found = blank(draft, dice, "editors_note")
    found += [detach(node) for node in _labelled_notes(draft)]
    wipe(draft, dice, "editors_note")
    settle(draft, "editors_note")
    text = dice.pick(SENTENCES)
    if left == "letter":
        leave(draft, dice, f'<aside class="letter"><h4>From the editor\'s desk</h4><p>{text}</p></aside>', text)
    elif left != "nothing":
        label = dice.pick(draft.site.labels.get("editors_note", ("Note:",)))
        anchor = draft.one("body")
        hidden = etree.Comment(f" <p>{label} {text}</p> ")
        if left == "script":
            hidden = make("script", spelled(draft, {"note": f"{label} {text}"}), type="application/json")
        append(draft.body if anchor is None or dice.chance(0.5) else anchor, hidden)
        draft.gold = draft.gold.forbid(text)
    return f"the editor's note is gone ({len(found)} lines), left is {left}"


def _labelled_notes(draft: Draft) -> list[Element]:
    """Return the paragraphs that are notes by their label, wherever they stand."""
    return [
        node for node in elements(draft.body) if node.tag == "p" and labelled(draft, rendered(node), "editors_note")
    ]


@operator(
    "blank-values",
    contract=destroys("headline", "byline", "authors", "updated", "source", "editors_note"),
    levels=({"by": "empty"}, {"by": "space"}, {"by": "invisible"}, {"by": "label"}, {"by": "markup"}),
    models="a content system prints its template with an empty record: elements and labels without values",
    evidence="no frequency known: scrapers of many sites report labels without values",
)
def blank_values(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Leave headline and meta lines empty: no text, a space, an invisible character, a mere label, empty markup."""
    fields = [name for name in ("headline", *META) if has(draft, name)]
    if not any(map(draft.landmark, fields)) or not has(draft, "body"):
        return None
    touched, paragraphs = 0, set(draft.paragraphs)
    for name in fields:
        for node in draft.landmark(name):
            if any(each in paragraphs for each in elements(node)):
                raise Infeasible(f"the line of the {name} holds other lines")
            if by == "label" and not still_named(draft, name, node):
                raise Infeasible(f"a mere label of the {name} without the line's name could be a line of the story")
            touched += 1
            label = dice.pick(draft.site.labels.get(name, ("",))) if by == "label" else ""
            blank = {"space": dice.pick(("\u00a0", " \u2003", "\n\n")), "invisible": dice.pick(("\u200b", "\ufeff"))}
            fill(node, label + dice.pick(("", " ", "\u00a0")) if label else blank.get(by))
            if by == "markup":
                append(node, make(dice.pick(("span", "strong", "a")), class_=f"{name}__text"))
    wipe(draft, dice, *fields)
    set_title(draft, dice.pick(("", draft.site.name)))
    for name in fields:
        need_told_apart(draft, name)
    draft.gold = draft.gold.distrust("headline", draft.site.name)
    settle(draft, *fields, *(("authors",) if "byline" in fields else ()))
    return f"{touched} lines are blank: {by}"
