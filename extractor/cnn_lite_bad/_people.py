"""Bylines, authors, sources and notes."""

from __future__ import annotations

import re

from cnn_lite_bad._flaw import Page, Record, flaw


@flaw("by-replaced", "authors are the byline without 'By ', wherever it stands, cut at commas and 'and'")
def by_replaced(_page: Page, record: Record) -> None:
    if record["byline"]:
        names = re.split(r",| and ", record["byline"].replace("By ", ""))
        record["authors"] = [name.strip() for name in names if name.strip() not in ("", "CNN")]


@flaw("by-only", "knows 'By …' and no other form of byline")
def by_only(_page: Page, record: Record) -> None:
    if record["byline"] and not record["byline"].startswith("By "):
        record["byline"], record["authors"] = None, []


@flaw("last-first", "turns a lone 'X, Y' round as if it were last name first")
def last_first(_page: Page, record: Record) -> None:
    record["authors"] = [" ".join(reversed(name.split(" ", 1))) for name in record["authors"]]


@flaw("byline-as-author", "keeps the whole byline as one author")
def byline_as_author(_page: Page, record: Record) -> None:
    record["authors"] = [record["byline"]] if record["byline"] else []


@flaw("byline-by-class", "finds the byline by one class or id")
def byline_by_class(page: Page, record: Record) -> None:
    if not page.tree.xpath('//p[@class="byline--lite" or @id="byline"]'):
        record["byline"], record["authors"] = None, []


@flaw("staff-invented", "fills in 'CNN Staff' where no byline is printed")
def staff_invented(_page: Page, record: Record) -> None:
    record["byline"] = record["byline"] or "By CNN Staff"


@flaw("any-by", "takes any text of the page that begins with 'By ' for the byline")
def any_by(page: Page, record: Record) -> None:
    if record["byline"] is None:
        record["byline"] = next(
            (text for text in page.texts("//p | //figcaption | //li") if text.startswith("By ")), None
        )


@flaw("source-defaulted", "answers 'CNN' where no source line is printed")
def source_defaulted(_page: Page, record: Record) -> None:
    record["source"] = record["source"] or "CNN"


@flaw("source-by-class", "finds the source by one class or id")
def source_by_class(page: Page, record: Record) -> None:
    if not page.tree.xpath('//p[@class="source--lite" or @id="source"]'):
        record["source"] = None


@flaw("source-first-p", "takes the first p of article for the source line")
def source_first_p(page: Page, record: Record) -> None:
    first = next(iter(page.texts("//article//p")), None)
    if first is not None:
        record["source"] = first[8:] if first.startswith("Source:") else None


@flaw("fixed-slice", "cuts labels off by counting characters")
def fixed_slice(page: Page, record: Record) -> None:
    line = next(iter(page.texts('//p[contains(text(), "ource:")]')), None)
    record["source"] = line[8:] or None if line else None


@flaw("note-is-body", "reads the editor's note as the first paragraph")
def note_is_body(_page: Page, record: Record) -> None:
    if record["editors_note"]:
        record["body"], record["editors_note"] = [record["editors_note"], *record["body"]], None


@flaw("cnn-stripped", "strips the token CNN and dateline dashes from running text")
def cnn_stripped(_page: Page, record: Record) -> None:
    record["body"] = [re.sub(r"^\(CNN\)\s*[-—–]+\s*|,? CNN\b", "", text) for text in record["body"]]
