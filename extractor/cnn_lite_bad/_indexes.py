"""Indexes: filters that were right one year, regular expressions that were never right."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from cnn_lite_bad._flaw import Page, Record, flaw, fold


@flaw("index-html-required", "keeps addresses that end in /index.html", kind="index")
def index_html_required(_page: Page, record: Record) -> None:
    record["links"] = [link for link in record["links"] if link["url"].endswith("/index.html")]


@flaw("dated-path-required", "keeps dated addresses only", kind="index")
def dated_path_required(_page: Page, record: Record) -> None:
    record["links"] = [link for link in record["links"] if re.search(r"/\d{4}/\d\d/\d\d/", link["url"])]


@flaw("article-in-path", "keeps addresses with 'article' in them", kind="index")
def article_in_path(_page: Page, record: Record) -> None:
    record["links"] = [link for link in record["links"] if "article" in link["url"]]


@flaw("first-twenty", "stops after twenty links", kind="index")
def first_twenty(_page: Page, record: Record) -> None:
    record["links"] = record["links"][:20]


@flaw("cards-by-class", "finds cards by one class or by a direct path", kind="index")
def cards_by_class(page: Page, record: Record) -> None:
    if not page.tree.xpath('//li[@class="card--lite"] | //div[@class="afe4286c"]/ul/li'):
        record["links"] = []


@flaw("zipped-off-by-one", "zips titles and addresses from lists of different length", kind="index")
def zipped_off_by_one(_page: Page, record: Record) -> None:
    titles = ["CNN", *(link["title"] for link in record["links"])]
    record["links"] = [
        {"url": link["url"], "title": title} for link, title in zip(record["links"], titles, strict=False)
    ]


@flaw("every-link", "takes every link of the page, footer and consent included", kind="index")
def every_link(page: Page, record: Record) -> None:
    known = {link["title"] for link in record["links"]}
    extra = [
        {"url": each.get("href") or page.url, "title": fold("".join(each.itertext()))}
        for each in page.tree.iter("a")
        if fold("".join(each.itertext())) not in {"", *known}
    ]
    record["links"] = record["links"] + extra


@flaw("links-deduplicated", "keeps one link an address", kind="index")
def links_deduplicated(_page: Page, record: Record) -> None:
    record["links"] = list({link["url"]: link for link in record["links"]}.values())


@flaw("li-regex", "reads cards by a regular expression over exact quoting and lower case", kind="index")
def li_regex(page: Page, record: Record) -> None:
    found = {fold(title) for title in re.findall(r'<li[^>]*>\s*<a href="[^"]*">([^<]*)</a>', page.text)}
    record["links"] = [link for link in record["links"] if link["title"] in found]


@flaw("prefix-stripped", "cuts 'Analysis:' and 'Opinion:' off titles", kind="index")
def prefix_stripped(_page: Page, record: Record) -> None:
    record["links"] = [
        link | {"title": re.sub(r"^(Analysis|Opinion|Exclusive): ", "", link["title"])} for link in record["links"]
    ]


@flaw("links-unresolved", "leaves addresses as they are printed", kind="index")
def links_unresolved(_page: Page, record: Record) -> None:
    record["links"] = [link | {"url": urlsplit(link["url"]).path} for link in record["links"]]


@flaw("page-date-day-first", "reads the header's date day first", kind="index")
def page_date_day_first(_page: Page, record: Record) -> None:
    if record["page_date"]:
        year, month, day = record["page_date"].split("-")
        record["page_date"] = f"{year}-{day}-{month}" if int(day) <= 12 else record["page_date"]
