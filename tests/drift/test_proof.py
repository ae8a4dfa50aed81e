"""A destroyed value is searched for in every spelling that a page can give it; what is only alike is no residue."""

from __future__ import annotations

import base64
import itertools
import json
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest

from drift import support
from litedrift.drift import Effect, Status, operators, spellings
from litedrift.drift._draft import Draft
from litedrift.drift._proof import Spelled, residue

if TYPE_CHECKING:
    from litedrift.corpus import Case

HEADLINE = "Ferry ‘Café’ sails – at last – for Pell Island"
STAMP = "2026-04-28T05:00:00-04:00"
#: Ten seeds make three hundred of these.
ENOUGH = 30
ADDRESS = "https://www.example.com/2026/04/28/health/sleep-clinic/index.html"


def page(markup: str) -> Spelled:
    return Spelled(f"<html><head></head><body>{markup}</body></html>")


SPELLINGS = {
    "as text": f"<h2>{HEADLINE}</h2>",
    "as an attribute": f'<img alt="{HEADLINE}">',
    "as decimal references": "".join(f"&#{ord(c)};" for c in HEADLINE),
    "as hexadecimal references": "".join(f"&#x{ord(c):x};" for c in HEADLINE),
    "escaped twice": escape(escape(HEADLINE)).replace("é", "&amp;eacute;"),
    "in JSON": json.dumps({"headline": HEADLINE}),
    "in JSON, raw": json.dumps({"headline": HEADLINE}, ensure_ascii=False),
    "in JSON within JSON": json.dumps(json.dumps({"headline": HEADLINE})),
    "in JSON within an attribute": f'<div data-state="{escape(json.dumps({"headline": HEADLINE}))}"></div>',
    "in a script's escapes": "".join(f"\\u{{{ord(c):x}}}" for c in HEADLINE),
    "in hexadecimal escapes": "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in HEADLINE),
    "percent-encoded": f'<a href="/share?t={quote(HEADLINE)}">Share</a>',
    "form-encoded": f'<a href="/share?t={quote_plus(HEADLINE)}">Share</a>',
    "percent-encoded twice": f'<a href="/go?u={quote(quote(HEADLINE))}">Share</a>',
    "in base64": f'<div data-x="{base64.b64encode(HEADLINE.encode()).decode()}"></div>',
    "in base64 for addresses": f'<a href="/r/{base64.urlsafe_b64encode(HEADLINE.encode()).decode()}">x</a>',
    "in base64 of JSON": f"<i id={base64.b64encode(json.dumps({'h': HEADLINE}).encode()).decode()}></i>",
    "split by tags": "<h2>" + HEADLINE.replace(" ", "</b> <b>") + "</h2>",
    "split within words": "<h2>" + "<wbr>".join(HEADLINE) + "</h2>",
    "split by comments": "<h2>" + HEADLINE.replace("a", "a<!-- x -->") + "</h2>",
    "within a comment": f"<!-- <h2>{HEADLINE.replace('sails', '<b>sails</b>')}</h2> -->",
    "with soft hyphens": "\u00ad".join(HEADLINE),
    "with invisible references": "&#8203;".join(HEADLINE),
    "in capitals": HEADLINE.upper(),
    "with straight quotes": HEADLINE.replace("‘", "'").replace("’", "'").replace("–", "-"),
    "as a slug": "/ferry-café-sails-at-last-for-pell-island",
    "with joined accents": HEADLINE.replace("é", "e\u0301"),
    "glued by a script": f'"{HEADLINE[:20]}" + "{HEADLINE[20:]}"',
}


@pytest.mark.parametrize("markup", SPELLINGS.values(), ids=SPELLINGS)
def test_a_headline_is_found_in_every_spelling(markup: str) -> None:
    assert page(markup).carries("headline", HEADLINE)


def test_half_a_headline_is_no_residue() -> None:
    assert not page(f"<h2>{HEADLINE[:25]}</h2>").carries("headline", HEADLINE)


TIMES = {
    "printed": "<p>Updated: 5:00 AM EDT, Tue April 28, 2026</p>",
    "in capitals": "<p>UPDATED 5:00AM EDT, TUE APRIL 28, 2026</p>",
    "with points": "<p>April 28, 2026, 5:00 a.m.</p>",
    "in another zone": "<p>Updated: Tue, 28 Apr 2026 09:00:00 GMT</p>",
    "in a zone to the east": "<p>28 April 2026, 18:00</p>",
    "as UTC": '{"dateModified":"2026-04-28T09:00:00.000Z"}',
    "as UTC without colons": '<meta name="d" content="20260428T090000Z">',
    "with its offset": '<time datetime="2026-04-28T05:00:00-04:00"></time>',
    "with slashes": "<td>4/28/2026</td><td>5:00 AM</td>",
    "split by tags": "<span>Apr</span> <b>28</b>, 2026 <i>at</i> <span>5</span>:<span>00</span> AM",
    "in seconds": "<div data-ts=1777366800></div>",
    "in milliseconds": '{"modified":1777366800000}',
}


@pytest.mark.parametrize("markup", TIMES.values(), ids=TIMES)
def test_an_instant_is_found_however_it_is_printed(markup: str) -> None:
    assert page(markup).carries("updated", STAMP)


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Updated: 5:00 AM EDT, Wed April 29, 2026</p>",
        "<p>Updated: 6:41 AM EDT, Tue April 28, 2026</p>",
        "<p>April 28, 2026</p>",
        f"<p>The shift began at 5:00 AM.</p><p>{'Nobody slept much. ' * 9}</p><p>April 28, 2026</p>",
        '<a href="/2026/04/28/health/sleep">x</a>',
    ],
)
def test_another_day_another_clock_or_half_a_time_is_no_residue(markup: str) -> None:
    assert not page(markup).carries("updated", STAMP)


@pytest.mark.parametrize("date", ["7/5/2026", "07/05/2026", "July 5, 2026", "5 July 2026", "2026-07-05T10:00:00Z"])
def test_a_page_date_is_found_in_the_forms_of_dates(date: str) -> None:
    assert page(f"<span>{date}</span>").carries("page_date", "2026-07-05")


@pytest.mark.parametrize("text", ["17/5/2026", "7/5/20261", "/2026/07/05/world/x", "July 15, 2026"])
def test_another_number_and_an_address_are_no_page_date(text: str) -> None:
    assert not page(f"<span>{text}</span>").carries("page_date", "2026-07-05")


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="canonical" href="https://www.example.com/2026/04/28/health/sleep-clinic">',
        '<meta property="og:url" content="//www.example.com/2026/04/28/health/sleep-clinic?from=feed">',
        f'<a href="https://social.test/?u={quote(ADDRESS, safe="")}">Share</a>',
    ],
)
def test_an_address_is_found_without_its_scheme_query_and_file_name(markup: str) -> None:
    assert page(markup).carries("full_article_url", ADDRESS)


def test_the_same_path_on_another_host_is_another_address() -> None:
    assert not page('<a href="https://lite.example.com/2026/04/28/health/sleep-clinic">x</a>').carries(
        "full_article_url", ADDRESS
    )


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<p>Source: CNN</p>", True),
        ("<p><b>Source</b>:\n CNN </p>", True),
        ("<p class=source> CNN </p>", True),
        ('{"source": "CNN"}', True),
        ('<meta name="source" content="CNN">', True),
        ('<header><a href="/">CNN</a></header><p>By Juno Haldane, CNN</p><title>Harbour | CNN</title>', False),
    ],
)
def test_a_short_value_is_searched_in_its_declared_carriers_only(markup: str, found: bool) -> None:  # noqa: FBT001  # a table's column
    assert page(markup).carries("source", "CNN", ["Source:"]) is found


def test_a_name_is_searched_everywhere_however_short() -> None:
    assert page("<p>CNN’s Juno Haldane contributed.</p>").carries("authors", "Juno Haldane", ["By"])


def test_a_value_that_itself_spells_an_entity_is_found() -> None:
    assert page("<h2>Marsh &amp;amp; Fenwick sells</h2>").carries("headline", "Marsh &amp; Fenwick sells")


@pytest.mark.parametrize("case", support.sample(), ids=lambda case: case.id)
def test_every_value_of_a_clean_page_is_found_on_it(case: Case) -> None:
    """A search that overlooks what stands there would prove nothing."""
    draft = Draft(support.mutator()._blueprint(case.id))
    for name, value in case.gold.fields.items():
        draft.gold = case.gold.destroy(name)

        assert (residue(draft) is not None) == bool(value), name


def test_what_is_left_of_a_destroyed_value_makes_the_mutant_infeasible() -> None:
    case = next(case for case in support.sample() if case.gold.fields.get("headline"))
    plan = support.mutator()._blueprint(case.id)
    draft = Draft(plan)
    draft.gold = draft.gold.destroy("headline")

    assert str(residue(draft)).startswith("headline is still on the page: ")


@pytest.mark.parametrize(
    "field",
    ["headline", "byline", "authors", "updated", "source", "editors_note", "body", "full_article_url", "page_date"],
)
def test_a_field_is_lost_in_thirty_different_proved_pages_before_seeds_multiply_them(field: str) -> None:
    specs = [spec for spec in operators() if field in spec.contract.fields and spec.contract.effect is Effect.DESTROYS]
    pages = [case for case in support.mutator().corpus if case.mutable and case.gold.fields.get(field)]
    made: set[str] = set()
    for seed, spec, case in itertools.product(range(3), specs, pages):
        for level in spec.levels:
            mutant = support.mutate(case, spec.name, dict(level), seed=seed)
            if mutant.status is Status.RAN and not mutant.gold.fields.get(field):
                made.add(mutant.sha256)
        if len(made) >= ENOUGH:
            return

    assert len(made) >= ENOUGH


def test_spellings_hold_a_page_in_all_its_readings_without_white_space() -> None:
    found = spellings(b"<p>a &amp; <b>b</b> %41 \\u0042</p>", "text/html; charset=utf-8")

    assert all(reading in found for reading in ("a&<b>b</b>%41B", "a&b", "a&<b>b</b>AB"))
