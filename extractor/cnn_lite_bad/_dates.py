"""Dates: from the wrong place, in the wrong zone, or none all summer."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from cnn_lite_bad._flaw import Page, Record, flaw

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@flaw("literal-est", "strptime with a literal EST: None all summer")
def literal_est(page: Page, record: Record) -> None:
    if record["updated"] and "EST" not in page.text:
        record["updated"] = None


@flaw("zone-ignored", "reads the printed time without its zone")
def zone_ignored(_page: Page, record: Record) -> None:
    if record["updated"]:
        record["updated"] = record["updated"][:19]


@flaw("always-minus-five", "takes every printed time for Eastern Standard Time")
def always_minus_five(_page: Page, record: Record) -> None:
    if record["updated"]:
        moment = datetime.fromisoformat(record["updated"]).replace(tzinfo=timezone(timedelta(hours=-5)))
        record["updated"] = moment.isoformat()


@flaw("date-published", "answers with datePublished when the time of update is gone")
def date_published(page: Page, record: Record) -> None:
    found = re.search(r'"datePublished"\s*:\s*"([^"]+)"', page.text)
    if record["updated"] is None and found:
        record["updated"] = _utc(found[1])


@flaw("first-time-element", "believes the first time element on the page")
def first_time_element(page: Page, record: Record) -> None:
    for stamp in page.tree.xpath("//time/@datetime"):
        if _ISO.fullmatch(stamp):
            record["updated"] = _utc(stamp)
            return


@flaw("any-date", "answers with any date of the page: the address, the header, the copyright year")
def any_date(page: Page, record: Record) -> None:
    if record["updated"] is None:
        dated = re.search(r"/(\d{4})/(\d\d)/(\d\d)/", page.url)
        year = re.search(r"(?:©|&copy;)\s*(\d{4})", page.text)
        if dated:
            record["updated"] = f"{dated[1]}-{dated[2]}-{dated[3]}T00:00:00+00:00"
        elif year:
            record["updated"] = f"{year[1]}-01-01T00:00:00+00:00"


@flaw("now-instead", "answers with the time of scraping when the stamp cannot be read")
def now_instead(_page: Page, record: Record) -> None:
    if record["updated"] is None:
        record["updated"] = "2001-01-01T00:00:00+00:00"  # any instant that is not on the page


@flaw("stamp-by-class", "finds the time by one class or id and one layout of white space")
def stamp_by_class(page: Page, record: Record) -> None:
    if not page.tree.xpath('//*[@class="timestamp--lite" or @id="published datetime"]'):
        record["updated"] = None


@flaw("json-ld-date-first", "believes JSON-LD over the printed line")
def json_ld_date_first(page: Page, record: Record) -> None:
    found = re.search(r'"dateModified"\s*:\s*"([^"]+)"', page.text)
    if found and _ISO.fullmatch(found[1]):
        record["updated"] = _utc(found[1])


def _utc(stamp: str) -> str:
    return datetime.fromisoformat(stamp).astimezone(UTC).isoformat()
