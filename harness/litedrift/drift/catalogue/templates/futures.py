"""The templates that may come."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from markupsafe import Markup

from litedrift.drift._draft import Infeasible
from litedrift.drift._operator import operator
from litedrift.drift._render import edition, render
from litedrift.drift.catalogue._story import need_no_names
from litedrift.drift.catalogue.templates._print import alone, need_a_story

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def _future(
    draft: Draft, template: str, variant: str, *, named: bool, extra: Mapping[str, Any] | None = None
) -> str | None:
    """Print the page by a template that has a place for every field; `named` says that names tell its parts."""
    if draft.gold.kind == "refusal":
        return None
    made = edition(draft, template, pattern=None)
    if made.lost:
        raise Infeasible(f"the template {template} has no place for all of: {', '.join(made.lost)}")
    need_a_story(draft, made)
    old = draft.epoch
    render(draft, made, extra={"variant": variant, **(extra or {})})
    if not named:
        need_no_names(draft)
    return f"the page of {old} is printed by the template {template} ({variant})"


_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Level → how the generated class of a name looks.
_HASHES: Final[dict[str, Callable[[str, Dice], str]]] = {
    "hash-only": lambda _name, dice: "_" + dice.word(6, "abcdefghijklmnopqrstuvwxyz0123456789"),
    "module-and-hash": lambda name, dice: f"Page_{name}__{dice.word(5, _LETTERS)}",
    "styled": lambda _name, dice: f"sc-{dice.word(6)}-{dice.below(10)} {dice.word(6, _LETTERS)}",
}


@operator(
    "hashed-modules",
    levels=tuple({"names": names} for names in _HASHES),
    models="a rewrite in a component framework: div and span with generated classes, no semantic element at all",
    evidence="hashed or generated class names on 7 to 22% of sites",
    conflicts=alone("hashed-modules"),
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
    "microdata-first",
    levels=({"vocabulary": "items"}, {"vocabulary": "meta"}, {"vocabulary": "rdfa"}),
    models="markup written for search engines: schema.org properties on every line, few classes",
    evidence="microdata on 34% of sites",
    conflicts=alone("microdata-first"),
)
def microdata_first(draft: Draft, _dice: Dice, *, vocabulary: str) -> str | None:
    """Print the page with schema.org properties, as microdata or RDFa."""
    extra = {"prop": partial(_property, vocabulary), "type": partial(_type, vocabulary)}
    return _future(draft, "microdata-first", vocabulary, named=False, extra=extra)


@cache  # a page prints each of a dozen names many times
def _property(vocabulary: str, name: str) -> Markup:
    return Markup('{}="{}"').format("property" if vocabulary == "rdfa" else "itemprop", name)


@cache
def _type(vocabulary: str, name: str) -> Markup:
    if vocabulary == "rdfa":
        return Markup('typeof="{}"').format(name)
    return Markup('itemscope itemtype="https://schema.org/{}"').format(name)


class _Look(NamedTuple):
    """A template that may come: its operator's name and description, its variants, and what it models.

    `named` says that the template's names tell a reader which line is which.
    """

    name: str
    doc: str
    parameter: str
    variants: tuple[str, ...]
    named: bool
    models: str
    evidence: str
    template: str = ""


#: The futures of which each variant is a branch in one template.
_LOOKS: Final = (
    _Look(
        "web-components",
        "Print the page in custom elements; the text stays in the light tree.",
        "tree",
        ("light", "shadow", "leaves"),
        named=True,
        models="custom elements with slots, with declarative shadow roots, or for every single line",
        evidence="custom elements on 27% of sites; 11% gained or lost them between two versions",
    ),
    _Look(
        "amp-page",
        "Print the page as an AMP document, bare or with menu, analytics and sharing.",
        "parts",
        ("bare", "sidebar"),
        named=True,
        models="the AMP edition is served: amp-* elements, its boilerplate, a hidden menu",
        evidence="24% of news pages point to an AMP edition",
    ),
    _Look(
        "table-layout",
        "Print the page in nested tables; the story is paragraphs, rows, or one cell parted by double breaks.",
        "story",
        ("nested", "rows", "breaks"),
        named=False,
        models="layout by tables and font, as in the nineties and in e-mail editions",
        evidence="tables came or went in 4% of breaking changes",
    ),
    _Look(
        "hydration-shell",
        "Print the page as server HTML for hydration, its text nodes parted by comments.",
        "framework",
        ("next", "legacy", "islands"),
        named=False,
        models="a script framework renders on the server: comment markers inside text, the state once more as JSON",
        evidence="framework state came or went in 13% of breaking changes, and stands on 13% of pages",
    ),
    _Look(
        "full-site-look",
        "Print the page in the look of the site's full edition, if the corpus has a template of it.",
        "frame",
        ("bare", "navigation"),
        named=True,
        models="the address redirects to the full site, whose parts have class names of their own",
        evidence="no frequency known: a scraper that follows redirects meets it whenever the text-only page is gone",
        template="full-site",
    ),
    _Look(
        "plain-reader",
        "Print an article as a reader view does: headline, lines, hardly any names.",
        "view",
        ("reader", "print", "bare"),
        named=False,
        models="a reader view, a print view or bare text markup, as archives and browsers save them",
        evidence="no frequency known: archive tools and reader modes write such pages",
    ),
)


def _enter(look: _Look) -> None:
    def run(draft: Draft, _dice: Dice, **level: str) -> str | None:
        return _future(draft, look.template or look.name, level[look.parameter], named=look.named)

    run.__doc__ = look.doc
    levels = tuple({look.parameter: variant} for variant in look.variants)
    operator(look.name, levels=levels, models=look.models, evidence=look.evidence, conflicts=alone(look.name))(run)


for _each in _LOOKS:
    _enter(_each)
