"""A page printed anew from its record, in another template; its landmarks are found again in the new tree.

Templates are Jinja files: those of the site's epochs lie in the corpus, site-neutral ones in ``drift/futures``. The
landmarks of an epoch are known from the site table; any other template marks its elements with ``data-landmark``,
and words of its own with ``data-noise``: both attributes are taken off again before anybody sees the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateNotFound, meta
from lxml import etree

from litedrift.corpus import OneOf, instant, squash
from litedrift.drift._blueprint import parse_page
from litedrift.drift._draft import Infeasible
from litedrift.drift._kit import Element, rendered, selector
from litedrift.drift._page import context
from litedrift.drift._stamp import EXACT, print_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from litedrift.corpus import Gold
    from litedrift.drift._draft import Draft

_FUTURES: Final = Path(__file__).parent / "futures"
_MARK: Final = "data-landmark"
_NOISE: Final = "data-noise"
_marked: Final = etree.XPath(f"//*[@{_MARK}]")
_noisy: Final = etree.XPath(f"//*[@{_NOISE}]")
#: Field → the template variables that print it; a template that mentions none of them has no place for it.
_PLACES: Final = {
    "headline": {"headline"},
    "byline": {"byline"},
    "authors": {"byline"},
    "updated": {"stamp"},
    "source": {"source", "sources"},
    "editors_note": {"note", "lead"},
    "body": {"body"},
    "full_article_url": {"end_url"},
    "page_date": {"page_date"},
    "links": {"links"},
}


@dataclass(frozen=True, slots=True)
class Edition:
    """What a template makes of a record: the record that it can print, and which fields suffered."""

    template: str
    gold: Gold
    stamp: str
    lost: tuple[str, ...]


@cache
def _environment(templates: Path) -> Environment:
    loader = ChoiceLoader([FileSystemLoader(templates), FileSystemLoader(_FUTURES)])
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,  # asking after the files' times takes as long as printing a line
    )


def edition(draft: Draft, name: str, *, pattern: str | None) -> Edition:
    """Return what the template of this name prints of the draft's record.

    `pattern` is how it prints a time; None takes the first of the site's own patterns that loses nothing. A field
    without a place becomes null or ``[]``; a time keeps the precision that is printed.

    Raises:
        Infeasible: the site has no such template, or the record cannot be printed without doubt.

    """
    template = f"{name}.{draft.gold.kind}.html.j2"
    doubtful = [field for field, value in draft.gold.fields.items() if isinstance(value, OneOf) or _in_doubt(value)]
    if doubtful:
        raise Infeasible(f"{doubtful[0]} has several right answers: there is no one record to print")
    places = _mentioned(_environment(draft.site.templates), template)
    if places is None:
        raise Infeasible(f"this site has no template {template}")
    lost = [field for field, value in draft.gold.fields.items() if value and not _PLACES[field] & places]
    gold = draft.gold.destroy(*lost) if lost else draft.gold
    moment = instant(str(gold.fields.get("updated")))
    if moment is None:
        return Edition(template, gold, "", tuple(lost))
    stamp, read = draft.fact(_exact_stamp) if pattern is None else print_time(moment, pattern)
    if read != moment:
        if not 0 <= (moment - read).total_seconds() < 60:
            raise Infeasible("the template's clock shows this hour twice; the printed time would name the other one")
        gold, lost = gold.set(updated=read.isoformat()), [*lost, "updated"]
    return Edition(template, gold, stamp, tuple(lost))


def _in_doubt(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, OneOf) for item in value)


def _exact_stamp(draft: Draft) -> tuple[str, datetime]:
    """Print the page's time as the page's own epoch does, if that loses nothing, else as any pattern that does not."""
    moment = instant(str(draft.gold.fields.get("updated")))
    assert moment is not None  # noqa: S101  # asked before
    formats = draft.site.stamp_formats
    own = formats.get(draft.epoch)
    for pattern in [own, *formats.values(), EXACT]:
        if pattern is not None:
            text, read = print_time(moment, pattern)
            if read == moment:
                return text, read
    raise Infeasible("no pattern prints this time exactly")


@cache
def _mentioned(environment: Environment, template: str) -> set[str] | None:
    """Return the variables that a template and its parents mention, or None when there is no such template."""
    assert environment.loader is not None  # noqa: S101  # set in the only place that makes environments
    try:
        source, _, _ = environment.loader.get_source(environment, template)
    except TemplateNotFound:
        return None
    tree = environment.parse(source)
    names = set(meta.find_undeclared_variables(tree))
    for parent in meta.find_referenced_templates(tree):
        names |= (parent and _mentioned(environment, parent)) or set()
    return names


def render(draft: Draft, made: Edition, *, epoch: str = "none", extra: Mapping[str, Any] | None = None) -> None:
    """Print the edition and put it in the draft's place; the site then serves UTF-8.

    `epoch` names the template's row in the site table; ``"none"`` for templates that mark their own landmarks.
    `extra` are further variables of the template.
    """
    values = {"variant": "", **context(draft, made.gold, made.stamp), **(extra or {})}
    page = _environment(draft.site.templates).get_template(made.template).render(values)
    draft.gold = made.gold
    root = parse_page(page)
    found = _take_marks(root)
    for name, css in draft.site.landmarks_of(epoch, draft.gold.kind).items():
        found[name] = selector(css)(root)
    draft.charset = "utf-8"
    if draft.content_type is not None:
        draft.content_type = "text/html; charset=utf-8"
    own_words = _take_noise(root)
    draft.replace_tree(root, found, epoch=epoch)
    if own_words:
        story = squash(repr(draft.gold.fields))
        draft.gold = draft.gold.forbid(*(each for each in own_words if squash(each) not in story))


def _take_marks(root: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for node in _marked(root):
        found.setdefault(node.attrib.pop(_MARK), []).append(node)
    return found


def _take_noise(root: Element) -> list[str]:
    marked = _noisy(root)
    for node in marked:
        del node.attrib[_NOISE]
    return [rendered(node) for node in marked]
