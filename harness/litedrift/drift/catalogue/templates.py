"""The whole page in another template: every epoch of the site's real history, and futures that may come.

A page is printed anew from its record; its story keeps links, emphasis and lists where the template has them. A page
has one template at a time, so no two of these go together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from litedrift.drift._contract import PRESERVES, transforms
from litedrift.drift._draft import Infeasible
from litedrift.drift._operator import Layer, operator
from litedrift.drift._render import Edition, edition, render
from litedrift.drift.catalogue._story import META, body_texts, labelled, need_no_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_NAMES: Final = (
    "amp-page",
    "full-site-look",
    "hashed-modules",
    "hydration-shell",
    "microdata-first",
    "plain-reader",
    "re-render",
    "re-render-lossy",
    "table-layout",
    "web-components",
)
#: Error pages have no more lines of text than this.
_FEW: Final = 3
#: The epochs of the bundled site table; a corpus whose site has no such templates gives no mutants.
_EPOCHS: Final = tuple(
    {"epoch": name} for name in ("g1a-2017", "g1b-2021", "g2-2023", "g2-2023-index-html", "g2-2025", "g2-2026-04")
)


def _alone(name: str) -> dict[str, str]:
    """Return the conflicts of a template with every other."""
    return {other: "a page has one template at a time" for other in _NAMES if other != name}


def _reprint(draft: Draft, epoch: str, *, lossy: bool) -> str | None:
    if draft.gold.kind == "refusal":
        return None
    made = edition(draft, epoch, pattern=draft.site.stamp_formats.get(epoch, ""))
    if lossy and not made.lost:
        return None
    if made.lost and not lossy:
        raise Infeasible(f"the template of {epoch} has no place for all of: {', '.join(made.lost)}")
    _need_a_story(draft, made)
    old = draft.epoch
    render(draft, made, epoch=epoch)
    return f"the page of {old} is printed by the template of {epoch}" + (f", without {', '.join(made.lost)}" * lossy)


def _need_a_story(draft: Draft, made: Edition) -> None:
    """Make sure that the page to be printed can be told for an article, and its story from its meta lines.

    Raises:
        Infeasible: the story begins with the words of a line that will not be printed; or a headline above a few
            lines is all there is, which is what the site's own error pages look like.

    """
    if made.gold.kind != "article":
        return
    fields, texts = made.gold.fields, body_texts(draft)
    first = next((text for text in texts if text), "")
    free = [name for name in META if not fields.get(name)]
    if free and labelled(draft, first, *free):
        raise Infeasible("the story's first paragraph looks like a meta line that this template does not print")
    few = _FEW + 2 * bool(made.lost)  # what an old template drops may be what told the story
    if len(free) == len(META) and not fields.get("full_article_url") and len(texts) <= few:
        raise Infeasible("a headline and a few lines are all that this template prints: an error page looks the same")


def _future(
    draft: Draft, template: str, variant: str, *, named: bool, extra: Mapping[str, Any] | None = None
) -> str | None:
    """Print the page by a template that has a place for every field; `named` says that names tell its parts."""
    if draft.gold.kind == "refusal":
        return None
    made = edition(draft, template, pattern=None)
    if made.lost:
        raise Infeasible(f"the template {template} has no place for all of: {', '.join(made.lost)}")
    _need_a_story(draft, made)
    old = draft.epoch
    render(draft, made, extra={"variant": variant, **(extra or {})})
    if not named:
        need_no_names(draft)
    return f"the page of {old} is printed by the template {template} ({variant})"


@operator(
    "re-render",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=_EPOCHS,
    models="the site returns to a template that it has had, or an old page is served by a later template",
    evidence="two real replacements in 2020-21 and 2022-23, three smaller ones since; 0.157 template changes a year"
    " on news sites at large",
    conflicts=_alone("re-render"),
)
def re_render(draft: Draft, _dice: Dice, *, epoch: str) -> str | None:
    """Print the page by the template of an epoch that has a place for its whole record."""
    return _reprint(draft, epoch, lossy=False)


@operator(
    "re-render-lossy",
    category="templates",
    layer=Layer.RECORD,
    contract=transforms("byline", "authors", "updated", "source", "editors_note", "full_article_url"),
    levels=tuple(level for level in _EPOCHS if level["epoch"] != "g2-2023-index-html"),  # articles like g2-2023's
    models="the record is printed by a template that has no place for all of it, or a coarser clock",
    evidence="generation 1a printed no byline, source, note or end link; 3 of 6 epochs have no end link or no note",
    conflicts=_alone("re-render-lossy"),
)
def re_render_lossy(draft: Draft, _dice: Dice, *, epoch: str) -> str | None:
    """Print the page by the template of an epoch that cannot print its whole record.

    The expected record becomes f(record): each field that the template does not mention is null (``[]`` for authors,
    who go with the byline); the time is cut down to the minute where the template prints no seconds; the rest stays.
    """
    return _reprint(draft, epoch, lossy=True)


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Level → how the generated class of a name looks.
_HASHES: Final[dict[str, Callable[[str, Dice], str]]] = {
    "hash-only": lambda _name, dice: "_" + dice.word(6, "abcdefghijklmnopqrstuvwxyz0123456789"),
    "module-and-hash": lambda name, dice: f"Page_{name}__{dice.word(5, _LETTERS)}",
    "styled": lambda _name, dice: f"sc-{dice.word(6)}-{dice.below(10)} {dice.word(6, _LETTERS)}",
}


@operator(
    "hashed-modules",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=tuple({"names": names} for names in _HASHES),
    models="a rewrite in a component framework: div and span with generated classes, no semantic element at all",
    evidence="hashed or generated class names on 7 to 22% of sites",
    conflicts=_alone("hashed-modules"),
)
def hashed_modules(draft: Draft, dice: Dice, *, names: str) -> str | None:
    """Print the page as div and span alone, each kind of line with a generated class of its own."""
    known: dict[str, str] = {}

    def class_of(name: str) -> str:
        if name not in known:
            known[name] = _HASHES[names](name, dice)
        return known[name]

    return _future(draft, "hashed-modules", names, named=names == "module-and-hash", extra={"c": class_of})


@operator(
    "web-components",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"tree": "light"}, {"tree": "shadow"}, {"tree": "leaves"}),
    models="custom elements with slots, with declarative shadow roots, or for every single line",
    evidence="custom elements on 27% of sites; 11% gained or lost them between two versions",
    conflicts=_alone("web-components"),
)
def web_components(draft: Draft, _dice: Dice, *, tree: str) -> str | None:
    """Print the page in custom elements; the text stays in the light tree."""
    return _future(draft, "web-components", tree, named=True)


@operator(
    "amp-page",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"parts": "bare"}, {"parts": "sidebar"}),
    models="the AMP edition is served: amp-* elements, its boilerplate, a hidden menu",
    evidence="24% of news pages point to an AMP edition",
    conflicts=_alone("amp-page"),
)
def amp_page(draft: Draft, _dice: Dice, *, parts: str) -> str | None:
    """Print the page as an AMP document, bare or with menu, analytics and sharing."""
    return _future(draft, "amp-page", parts, named=True)


@operator(
    "table-layout",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"story": "nested"}, {"story": "rows"}, {"story": "breaks"}),
    models="layout by tables and font, as in the nineties and in e-mail editions",
    evidence="tables came or went in 4% of breaking changes",
    conflicts=_alone("table-layout"),
)
def table_layout(draft: Draft, _dice: Dice, *, story: str) -> str | None:
    """Print the page in nested tables; the story is paragraphs, rows, or one cell parted by double breaks."""
    return _future(draft, "table-layout", story, named=False)


@operator(
    "hydration-shell",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"framework": "next"}, {"framework": "legacy"}, {"framework": "islands"}),
    models="a script framework renders on the server: comment markers inside text, the state once more as JSON",
    evidence="framework state came or went in 13% of breaking changes, and stands on 13% of pages",
    conflicts=_alone("hydration-shell"),
)
def hydration_shell(draft: Draft, _dice: Dice, *, framework: str) -> str | None:
    """Print the page as server HTML for hydration, its text nodes parted by comments."""
    return _future(draft, "hydration-shell", framework, named=False)


@operator(
    "microdata-first",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"vocabulary": "items"}, {"vocabulary": "meta"}, {"vocabulary": "rdfa"}),
    models="markup written for search engines: schema.org properties on every line, few classes",
    evidence="microdata on 34% of sites",
    conflicts=_alone("microdata-first"),
)
def microdata_first(draft: Draft, _dice: Dice, *, vocabulary: str) -> str | None:
    """Print the page with schema.org properties, as microdata or RDFa."""

    def prop(name: str) -> Markup:
        return Markup('{}="{}"').format("property" if vocabulary == "rdfa" else "itemprop", name)

    def kind(name: str) -> Markup:
        if vocabulary == "rdfa":
            return Markup('typeof="{}"').format(name)
        return Markup('itemscope itemtype="https://schema.org/{}"').format(name)

    return _future(draft, "microdata-first", vocabulary, named=False, extra={"prop": prop, "type": kind})


@operator(
    "full-site-look",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"frame": "bare"}, {"frame": "navigation"}),
    models="the address redirects to the full site, whose parts have class names of their own",
    evidence="no frequency known: a scraper that follows redirects meets it whenever the text-only page is gone",
    conflicts=_alone("full-site-look"),
)
def full_site_look(draft: Draft, _dice: Dice, *, frame: str) -> str | None:
    """Print the page in the look of the site's full edition, if the corpus has a template of it."""
    return _future(draft, "full-site", frame, named=True)


@operator(
    "plain-reader",
    category="templates",
    layer=Layer.RECORD,
    contract=PRESERVES,
    levels=({"view": "reader"}, {"view": "print"}, {"view": "bare"}),
    models="a reader view, a print view or bare text markup, as archives and browsers save them",
    evidence="no frequency known: archive tools and reader modes write such pages",
    conflicts=_alone("plain-reader"),
)
def plain_reader(draft: Draft, _dice: Dice, *, view: str) -> str | None:
    """Print an article as a reader view does: headline, lines, hardly any names."""
    return _future(draft, "plain-reader", view, named=False)
