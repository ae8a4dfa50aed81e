"""A field goes from the page with every carrier: text, JSON-LD, meta, link, title, microdata, attributes.

Null is the only right answer then, and what is left tempts: dates in addresses, the copyright year, another story's
time, a caption's credit. The operators run among the noise, after all data operators, so that no carrier comes back
after them; what a page still spells in any encoding makes the mutant infeasible.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import etree

from litedrift.corpus import instant
from litedrift.drift._contract import destroys
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import (
    Element,
    append,
    classes,
    describe,
    detach,
    elements,
    fragment,
    insert_after,
    insert_before,
    make,
    rendered,
    set_classes,
)
from litedrift.drift._operator import Layer, operator
from litedrift.drift._proof import Spelled, letters, values_of
from litedrift.drift.catalogue._carriers import (
    add_block,
    blocks,
    edit_objects,
    end_links,
    is_story,
    links,
    metas,
    need_told_apart,
    objects,
    read,
    set_meta,
    set_title,
    spelled,
    still_named,
    zulu,
)
from litedrift.drift.catalogue._prose import COMMENTS, HEADLINES, SENTENCES, SLUGS
from litedrift.drift.catalogue._story import META, STRICT, body_texts, labelled, loose

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
_NAMES: Final = ("Cornelia Whitlock-Abe", "Leopold Ashgrove-Nwosu", "Philippa Quince-Obuya", "Wilhelmina Foss-Adeyemi")


def _wipe(draft: Draft, dice: Dice, *fields: str) -> None:
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
    _sweep(draft, [value for field in fields for value in values_of(draft.gold.fields.get(field))])


def _sweep(draft: Draft, values: list[str]) -> None:
    """Drop comments and attributes that spell one of the values."""
    wanted = [word for word in map(letters, values) if len(word) > 9]  # shorter ones stand in names of all kinds
    for node in list(draft.root.iter()):
        if not isinstance(node.tag, str):
            if node.getparent() is not None and any(word in letters(node.text or "") for word in wanted):
                detach(node)
            continue
        for key, text in list(node.attrib.items()):
            if any(word in letters(text) for word in wanted):
                del node.attrib[key]


def _blank(draft: Draft, dice: Dice, name: str) -> list[Element]:
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
            _fill(node, {"space": "\u00a0"}.get(how))
            if how == "comment":
                append(node, etree.Comment(f" {name} {dice.word(5)} "))
    return found


def _fill(node: Element, text: str | None) -> None:
    """Let an element hold this text alone; its attributes say nothing of what was in it."""
    for child in list(node):
        node.remove(child)
    node.text = text
    for key in ("title", "datetime", "content", "aria-label"):
        node.attrib.pop(key, None)


def _settle(draft: Draft, *fields: str) -> None:
    """Expect these fields to be missing; what an earlier step made of a value must be gone as well.

    Raises:
        Infeasible: a value is still spelled somewhere, or what is left could be an error page's heading.

    """
    page: Spelled | None = None
    for field in fields:
        for value in values_of(draft.gold.fields.get(field)):
            page = page or Spelled(etree.tostring(draft.root, encoding="utf-8", method="html"), "; charset=utf-8")
            if page.carries(field, value, draft.site.labels.get(field, ())):
                raise Infeasible(f"{field} is still on the page: {value[:40]!r}")
    draft.gold = draft.gold.destroy(*fields)
    if draft.gold.kind != "article" or _has(draft, "body"):
        return
    if not _has(draft, "headline"):
        draft.gold = draft.gold.reject("no-content")
    elif "headline" in draft.gold.nullable:
        raise Infeasible("no body, and a headline in the data only: whether to refuse depends on who reads the data")
    elif not any(_has(draft, name) for name in (*META, "full_article_url")):
        raise Infeasible("a heading in the site's frame is all that is left: an error page has that too")


def _has(draft: Draft, field: str) -> bool:
    return bool(draft.gold.fields.get(field))


def _leave(draft: Draft, dice: Dice, markup: str, *texts: str) -> None:
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


def _stamp(dice: Dice) -> tuple[str, str, str]:
    """Return another story's time: as the site prints it, as JSON-LD has it, and as a record would."""
    summer = timezone(timedelta(hours=-4))
    moment = datetime(2019 + dice.below(6), 5 + dice.below(5), 1 + dice.below(28), 6 + dice.below(12), tzinfo=summer)
    moment += timedelta(minutes=dice.below(60))
    half = "AM" if moment.hour < 12 else "PM"
    printed = f"{moment.hour % 12 or 12}:{moment:%M} {half} EDT, {_DAYS[moment.weekday()]} "
    return f"{printed}{_MONTHS[moment.month - 5]} {moment.day}, {moment.year}", zulu(moment), moment.isoformat()


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("May", "June", "July", "August", "September")


@operator(
    "destroy-title",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("headline"),
    levels=({"left": "nothing"}, {"left": "site-title"}, {"left": "promotion"}, {"left": "masthead"}),
    models="the headline is lost everywhere: text, data, title; subheadings, a promotion or the site's name are left",
    evidence="the title was re-declared in 37% of parser changes",
)
def destroy_title(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the headline out of text, data and title; leave nothing, the site's title, another's h1, or a logo's."""
    if not _has(draft, "headline"):
        return None
    found = _blank(draft, dice, "headline")
    _wipe(draft, dice, "headline")
    title = {"nothing": dice.pick(("", "\n")), "masthead": dice.pick(("", draft.site.name))}.get(left, draft.site.name)
    set_title(draft, title)
    n = dice.below(len(HEADLINES))
    if left == "promotion":
        tag = dice.pick(("h1", "h2", "h3"))
        link = f'<a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a>'
        _leave(draft, dice, f'<aside class="promo"><{tag}>{link}</{tag}></aside>', HEADLINES[n])
    elif left == "masthead":
        logo = f'<header class="masthead"><h1><a href="/">{draft.site.name}</a></h1></header>'
        draft.body.insert(0, fragment(logo))
    draft.gold = draft.gold.distrust("headline", draft.site.name)
    _settle(draft, "headline")
    return f"the headline is gone ({len(found)} lines), left is {left}"


_CREDITS: Final = {
    "caption": '<figure><img src="/m/{n}.jpg"><figcaption>{text} By {name}/Sallow Pictures</figcaption></figure>',
    "teaser": '<aside class="related"><h3>{head}</h3><p>By {name}, CNN</p></aside>',
    "comment": '<section class="comments"><article><h4>By {name}</h4><p>{text}</p></article></section>',
    "column": '<aside class="column-promo" role="complementary"><p>Analysis by {name}</p><p>{text}</p></aside>',
}


def _credit(draft: Draft, dice: Dice, form: str) -> None:
    """Leave a credit that belongs to a picture, another story, a comment or a column."""
    n, name, text = dice.below(len(HEADLINES)), dice.pick(_NAMES), dice.pick(COMMENTS)
    _leave(draft, dice, _CREDITS[form].format(n=n, name=name, text=text, head=HEADLINES[n]), name, text)
    draft.gold = draft.gold.distrust("byline", f"By {name}", f"By {name}, CNN", f"Analysis by {name}")


@operator(
    "destroy-byline",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("byline", "authors"),
    levels=({"left": "nothing"}, *({"left": form} for form in _CREDITS)),
    models="the authors are lost everywhere; credits of pictures, other stories and comments are left",
    evidence="the author was re-declared in 65% of parser changes",
)
def destroy_byline(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take byline and authors out; leave nothing, or a credit that belongs to something else."""
    if not _has(draft, "byline"):
        return None
    found = _blank(draft, dice, "byline")
    _wipe(draft, dice, "byline")
    _sweep(draft, list(values_of(draft.gold.fields.get("authors"))))
    need_told_apart(draft, "byline")
    _settle(draft, "byline", "authors")
    if left != "nothing":
        _credit(draft, dice, left)
    return f"the byline is gone ({len(found)} lines), left is {left}"


_TIMES: Final = {
    "teaser": '<aside class="related"><h3>{head}</h3><p>Updated: {stamp}</p></aside>',
    "live": '<aside class="live-blog"><time datetime="{iso}">Updated: {stamp}</time><p>{text}</p></aside>',
    "comment": '<section class="comments"><article><time>{stamp}</time><p>{text}</p></article></section>',
    "caption": '<figure><img src="/m/{n}.jpg" alt=""><figcaption>{text} Photographed at {stamp}</figcaption></figure>',
}


def _time(draft: Draft, dice: Dice, form: str) -> None:
    """Leave a time that belongs to another story, a live page, a comment or a picture."""
    n, text = dice.below(len(HEADLINES)), dice.pick(COMMENTS)
    stamp, iso, record = _stamp(dice)
    _leave(draft, dice, _TIMES[form].format(n=n, head=HEADLINES[n], text=text, stamp=stamp, iso=iso), stamp, text)
    draft.gold = draft.gold.distrust("updated", record, iso)


@operator(
    "destroy-date",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("updated"),
    levels=({"left": "nothing"}, {"left": "published"}, {"left": "meta"}, *({"left": form} for form in _TIMES)),
    models="the time of update is lost everywhere; dates of publication and of other things are left",
    evidence="the date was re-declared in 41% of parser changes; time elements go in 20% of breaking changes",
)
def destroy_date(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the time of update out; leave nothing, `datePublished`, a meta element, or another thing's time."""
    if not _has(draft, "updated"):
        return None
    found = _blank(draft, dice, "updated")
    moment = next((m for each in values_of(draft.gold.fields["updated"]) if (m := instant(each))), None)
    _wipe(draft, dice, "updated")
    need_told_apart(draft, "updated")
    _settle(draft, "updated")
    early = zulu((moment or datetime(2024, 1, 9, tzinfo=UTC)) - timedelta(hours=30 + dice.below(400), minutes=7))
    if left == "published":
        add_block(draft, {"@context": "https://schema.org", "@type": "NewsArticle", "datePublished": early})
        draft.gold = draft.gold.distrust("updated", early)
    elif left == "meta":
        set_meta(draft, dice.pick(("article:published_time", "article:modified_time", "og:updated_time")), early)
        draft.gold = draft.gold.distrust("updated", early)
    elif left != "nothing":
        _time(draft, dice, left)
    return f"the time of update is gone ({len(found)} lines), left is {left}"


_SOURCES: Final = {
    "chart": '<figure><img src="/media/chart-{n}.png" alt=""><figcaption>{text} Source: {name}</figcaption></figure>',
    "table": "<figure><table><tbody><tr><td>{text}</td></tr></tbody></table><figcaption>Source: {name}</figcaption>"
    "</figure>",
    "teaser": '<aside class="related"><h3>{head}</h3><p>Source: {name}</p></aside>',
}


@operator(
    "destroy-source",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("source"),
    levels=({"left": "nothing"}, {"left": "publisher"}, *({"left": form} for form in _SOURCES)),
    models="the source line is lost everywhere; the publisher's name and the sources of charts are left",
    evidence="no frequency known: the site's oldest template printed no source, some newer pages print two",
)
def destroy_source(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the source out; leave nothing, the publisher in the data, or the source of a chart or of another story."""
    if not _has(draft, "source"):
        return None
    found = _blank(draft, dice, "source")
    _wipe(draft, dice, "source")
    need_told_apart(draft, "source")
    _settle(draft, "source")
    n, text = dice.below(len(HEADLINES)), dice.pick(COMMENTS)
    if left == "publisher":
        set_meta(draft, "og:site_name", draft.site.name)
        publisher = {"@type": "Organization", "name": draft.site.name}
        add_block(draft, {"@context": "https://schema.org", "@type": "NewsArticle", "publisher": publisher})
        draft.gold = draft.gold.distrust("source", draft.site.name)
    elif left != "nothing":
        name = dice.pick(("The Quillhaven Almanac", "Bureau of Tides", "Merrow County Rain Office"))
        _leave(draft, dice, _SOURCES[left].format(n=n, head=HEADLINES[n], text=text, name=name), name, text)
    return f"the source is gone ({len(found)} lines), left is {left}"


@operator(
    "destroy-note",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("editors_note"),
    levels=({"left": "nothing"}, {"left": "letter"}, {"left": "commented"}, {"left": "script"}),
    models="the editor's note is lost everywhere; letters from the editors and notes that nobody sees are left",
    evidence="no frequency known: notes stand on 45 pages of 4,050 since April 2026",
)
def destroy_note(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the editor's notes out; leave nothing, a newsletter of the editors, or a note in a comment or script."""
    if not _has(draft, "editors_note"):
        return None
    found = _blank(draft, dice, "editors_note")
    found += [detach(node) for node in _labelled_notes(draft)]
    _wipe(draft, dice, "editors_note")
    _settle(draft, "editors_note")
    text = dice.pick(SENTENCES)
    if left == "letter":
        _leave(draft, dice, f'<aside class="letter"><h4>From the editor\'s desk</h4><p>{text}</p></aside>', text)
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
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("body"),
    levels=({"left": "nothing"}, *({"left": form} for form in _REMAINS)),
    models="the story is loaded by a script or lost; boxes, comments and captions around it are left",
    evidence="the body was re-declared in 85% of parser changes; frameworks that may load it on 13% of pages",
)
def destroy_body(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take every paragraph of the story out; leave nothing, or text that belongs to something else."""
    if not _has(draft, "body") or not draft.paragraphs:
        return None
    texts, count = set(body_texts(draft)), len(draft.paragraphs)
    box = draft.one("body")
    for node in draft.paragraphs:
        detach(node)
    for node in [each for each in elements(box if box is not None else draft.body) if rendered(each) in texts]:
        if node is not box and node.getparent() is not None:
            detach(node)
    _wipe(draft, dice, "body")
    if dice.chance(0.5) and box is not None:
        append(box, make("div", class_=dice.pick(("story-root", "content-mount", "skeleton"))))
    _settle(draft, "body")
    n = dice.below(len(HEADLINES))
    if left != "nothing":
        pool = COMMENTS if left in ("comments", "caption") else SENTENCES
        one, two = dice.some(pool, 2)
        _leave(draft, dice, _REMAINS[left].format(n=n, head=HEADLINES[n], one=one, two=two), one, two)
    return f"{count} paragraphs are gone, left is {left}"


@operator(
    "destroy-end-link",
    category="destroy",
    layer=Layer.NOISE,
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
    _wipe(draft, dice, "full_article_url")
    _settle(draft, "full_article_url")
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
    _leave(draft, dice, form.format(f'<a href="{address.replace("&", "&amp;")}">{words}</a>'), words)
    draft.gold = draft.gold.distrust("full_article_url", address)


@operator(
    "blank-values",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("headline", "byline", "authors", "updated", "source", "editors_note"),
    levels=({"by": "empty"}, {"by": "space"}, {"by": "invisible"}, {"by": "label"}, {"by": "markup"}),
    models="a content system prints its template with an empty record: elements and labels without values",
    evidence="no frequency known: scrapers of many sites report labels without values",
)
def blank_values(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Leave headline and meta lines empty: no text, a space, an invisible character, a mere label, empty markup."""
    fields = [name for name in ("headline", *META) if _has(draft, name)]
    if not any(map(draft.landmark, fields)) or not _has(draft, "body"):
        return None
    touched = 0
    for name in fields:
        for node in draft.landmark(name):
            if any(each in draft.paragraphs for each in elements(node)):
                raise Infeasible(f"the line of the {name} holds other lines")
            if by == "label" and not still_named(draft, name, node):
                raise Infeasible(f"a mere label of the {name} without the line's name could be a line of the story")
            touched += 1
            label = dice.pick(draft.site.labels.get(name, ("",))) if by == "label" else ""
            blank = {"space": dice.pick(("\u00a0", " \u2003", "\n\n")), "invisible": dice.pick(("\u200b", "\ufeff"))}
            _fill(node, label + dice.pick(("", " ", "\u00a0")) if label else blank.get(by))
            if by == "markup":
                append(node, make(dice.pick(("span", "strong", "a")), class_=f"{name}__text"))
    _wipe(draft, dice, *fields)
    set_title(draft, dice.pick(("", draft.site.name)))
    for name in fields:
        need_told_apart(draft, name)
    draft.gold = draft.gold.distrust("headline", draft.site.name)
    _settle(draft, *fields, *(("authors",) if "byline" in fields else ()))
    return f"{touched} lines are blank: {by}"


@operator(
    "swap-decoy",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("byline", "authors", "updated"),
    levels=({"holder": "teaser"}, {"holder": "caption"}, {"holder": "column"}, {"holder": "comment"}),
    models="a redesign drops byline and time and re-uses their names for another thing's credit and time",
    evidence="no frequency known: first time elements give a wrong date on 7% of pages, several dates stand on 27%",
)
def swap_decoy(draft: Draft, dice: Dice, *, holder: str) -> str | None:
    """Take byline and time out; a box that is no part of the story has their names and values of their shape."""
    if not _has(draft, "byline") or not _has(draft, "updated") or not draft.landmark("byline"):
        return None
    names = {role: draft.landmark(role) for role in ("byline", "updated")}
    tokens = {role: classes(nodes[0]) if nodes else [] for role, nodes in names.items()}
    for nodes in names.values():
        for node in nodes:
            if any(each in draft.paragraphs for each in elements(node)):
                raise Infeasible("a meta line holds other lines")
            detach(node)
    _wipe(draft, dice, "byline", "updated")
    for name in names:
        need_told_apart(draft, name)
    _settle(draft, "byline", "authors", "updated")
    name, text, (stamp, iso, record) = dice.pick(_NAMES), dice.pick(COMMENTS), _stamp(dice)
    box = fragment(_HOLDERS[holder])
    for role, words in (("byline", f"By {name}, CNN"), ("updated", f"Updated: {stamp}")):
        line = make("p" if box.tag != "figure" else "span", words)
        set_classes(line, tokens[role])
        append(box if box.tag != "figure" else box[-1], line)
    markup = etree.tostring(box, encoding="unicode", method="html")
    _leave(draft, dice, markup, name, stamp, text)
    draft.gold = draft.gold.distrust("updated", record, iso).distrust("byline", f"By {name}, CNN")
    return f"{describe(box)} holds another's byline and time"


_HOLDERS: Final = {
    "teaser": '<aside class="related"></aside>',
    "caption": '<figure><img src="/media/heron.jpg" alt=""><figcaption></figcaption></figure>',
    "column": '<aside class="column" role="complementary"></aside>',
    "comment": '<section class="comments" aria-label="Comments"></section>',
}
_SLASHED: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


@operator(
    "destroy-page-date",
    category="destroy",
    layer=Layer.NOISE,
    contract=destroys("page_date"),
    levels=({"left": "nothing"}, {"left": "weekday"}, {"left": "widget"}, {"left": "footer"}, {"left": "data"}),
    models="the header of an index no longer prints the day; addresses, footers and data still have dates",
    evidence="no frequency known: all templates of the site so far printed it",
)
def destroy_page_date(draft: Draft, dice: Dice, *, left: str) -> str | None:
    """Take the date out of the header; leave nothing, a weekday, or a date in a widget, the footer or the data."""
    if draft.gold.kind != "index" or not _has(draft, "page_date"):
        return None
    put = (
        dice.pick(("Sunday", "Monday", "Today", "This morning", "Thursday"))
        if left == "weekday"
        else dice.pick(("", " "))
    )
    count = sum(_replace_date(node, put) for node in elements(draft.body))
    if not count:
        return None
    _wipe(draft, dice, "page_date")
    _settle(draft, "page_date")
    day = datetime(2019 + dice.below(6), 1 + dice.below(12), 1 + dice.below(28), tzinfo=UTC)
    slashed = f"{day.month}/{day.day}/{day.year}"
    footer = draft.one("footer")
    if left == "widget":
        markup = f'<aside class="almanac"><p>High water on {slashed} at Pell Island</p></aside>'
        _leave(draft, dice, markup, "High water on")
    elif left == "footer" and footer is not None:
        append(footer, make("p", f"Terms last changed on {slashed}"))
    elif left == "data":
        add_block(draft, {"@context": "https://schema.org", "@type": "WebPage", "dateModified": zulu(day)})
    draft.gold = draft.gold.distrust("page_date", day.strftime("%Y-%m-%d"))
    return f"{count} dates are gone, left is {left}"


def _replace_date(node: Element, put: str) -> int:
    """Replace dates with slashes in the text of an element and after it; return how many."""
    if node.tag in ("script", "style"):
        return 0
    text, here = _SLASHED.subn(put, node.text or "")
    tail, there = _SLASHED.subn(put, node.tail or "")
    if here:
        node.text = text
    if there:
        node.tail = tail
    return here + there
