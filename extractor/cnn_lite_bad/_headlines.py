"""Headlines: from the window title, a fixed place, or thin air."""

from __future__ import annotations

import re

from cnn_lite_bad._flaw import Page, Record, flaw


@flaw("title-element", "takes the title element, suffix and all")
def title_element(page: Page, record: Record) -> None:
    record["headline"] = next(iter(page.texts("//title")), None)


@flaw("absolute-xpath", "finds the headline at one absolute path")
def absolute_xpath(page: Page, record: Record) -> None:
    record["headline"] = next(iter(page.texts("/html/body/div/div/h2 | /html/body/div/div/div/h2")), None)


@flaw("headline-class", "finds the headline by one class or one style")
def headline_class(page: Page, record: Record) -> None:
    record["headline"] = next(iter(page.texts('//h2[@class="headline"] | //h2[@style]')), None)


@flaw("no-title-found", "stores a sentinel when the headline is missing")
def no_title_found(_page: Page, record: Record) -> None:
    record["headline"] = record["headline"] or "No title found"


@flaw("first-heading", "believes the first heading of the page")
def first_heading(page: Page, record: Record) -> None:
    record["headline"] = next(iter(page.texts("//h1 | //h2 | //h3")), None)


@flaw("first-block-instead", "takes the first text of the page when the headline is gone")
def first_block_instead(page: Page, record: Record) -> None:
    if record["headline"] is None:
        record["headline"] = next(iter(page.texts("//body//a | //body//p")), None)


@flaw("json-ld-headline-first", "believes JSON-LD over the page")
def json_ld_headline_first(page: Page, record: Record) -> None:
    found = re.search(r'"headline"\s*:\s*"([^"\\]+)"', page.text)
    if found:
        record["headline"] = found[1]


@flaw("og-title-first", "believes og:title over the page")
def og_title_first(page: Page, record: Record) -> None:
    for title in page.tree.xpath('//meta[@property="og:title"]/@content'):
        record["headline"] = title
