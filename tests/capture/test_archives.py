"""Pages from web archives that the test itself writes, and from a stand-in for Common Crawl on this machine."""

from __future__ import annotations

import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from capture.support import ARTICLE, INDEX, MODERN, Reply, fetching, serving
from litedrift.capture import CommonCrawl, Failed, Served, read_warc
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

HTML = "text/html; charset=utf-8"
LARGE = 1 << 20


class Writer(WARCWriter):
    """Warcio's writer; its temporary files, which it leaves open, are kept in memory."""

    _create_temp_file = staticmethod(io.BytesIO)


def record(url: str, body: bytes, *, status: str = "200 OK", kind: str = "response", **headers: str) -> bytes:
    """Return one gzip member of a WARC file."""
    out = io.BytesIO()
    writer = Writer(out, gzip=True)
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    http = StatusAndHeaders(status, named, protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": "2025-03-06T09:10:11Z"},
        )
    )
    return out.getvalue()


def test_a_warc_file_gives_its_pages_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(INDEX.html), INDEX.html)
    path.write_bytes(
        record(ARTICLE.url, ARTICLE.html, Content_Type=HTML, ETag='"7"', Set_Cookie="visitor=81")
        + record("https://lite.cnn.com/gone", b"<p>gone", status="404 Not Found", Content_Type=HTML)
        + record("https://lite.cnn.com/photo", b"\x89PNG", Content_Type="image/png")
        + record(MODERN.url, gzip.compress(MODERN.html), Content_Type=HTML, Content_Encoding="gzip")
        + record(INDEX.url, chunked, Content_Type=HTML, Transfer_Encoding="chunked")
    )

    pages = list(read_warc(path, wanted=lambda _: True, largest=LARGE))

    assert [each.url for each in pages] == [ARTICLE.url, MODERN.url, INDEX.url]
    assert [each.html for each in pages if isinstance(each, Served)] == [ARTICLE.html, MODERN.html, INDEX.html]
    first = pages[0]
    assert isinstance(first, Served)
    assert first.how == "warc"
    assert first.content_type == HTML
    assert first.saved.isoformat() == "2025-03-06T09:10:11+00:00"
    assert dict(first.headers) == {"content-type": HTML, "etag": '"7"'}


def test_only_wanted_addresses_are_read_and_large_pages_named(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(record(ARTICLE.url, ARTICLE.html, Content_Type=HTML) + record(MODERN.url, MODERN.html))

    pages = list(read_warc(path, wanted=lambda url: url == MODERN.url, largest=100))

    assert pages == [Failed(MODERN.url, "is larger than 100 bytes")]


@pytest.mark.parametrize("name", ["none.warc.gz", "."])
def test_a_warc_file_that_cannot_be_read_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"No such file|Is a directory"):
        list(read_warc(tmp_path / name, wanted=lambda _: True, largest=LARGE))


def crawl(*pages: tuple[str, bytes]) -> dict[str, list[Reply]]:
    """Return what a stand-in for Common Crawl answers: its list of crawls, its index, and one WARC file."""
    archive, rows = b"", []
    for url, body in pages:
        member = record(url, body, Content_Type=HTML)
        rows.append(
            {
                "url": url,
                "timestamp": "20250306091011",
                "status": "200",
                "mime": "text/html",
                "filename": "crawl-data/a.warc.gz",
                "offset": str(len(archive)),
                "length": str(len(member)),
            }
        )
        archive += member
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return {
        "/collinfo.json": [Reply(body=b'[{"id": "CC-MAIN-2026-43"}, {"id": "CC-MAIN-2026-40"}]')],
        "/CC-MAIN-2026-43-index": [Reply(body=lines)],
        "/crawl-data/a.warc.gz": [Reply(body=archive)],
    }


def test_common_crawl_is_asked_for_the_newest_crawl_and_for_ranges_only() -> None:
    replies = crawl((ARTICLE.url, ARTICLE.html), (MODERN.url, MODERN.html))
    with serving(replies) as server, fetching() as fetcher:
        pages = list(CommonCrawl(fetcher, cdx=server.base, data=server.base + "/").pages("lite.cnn.com/*", limit=5))

        asked = server.asked
    assert [each.html for each in pages if isinstance(each, Served)] == [ARTICLE.html, MODERN.html]
    assert {each.how for each in pages if isinstance(each, Served)} == {"common-crawl"}
    assert asked[0][0] == "/collinfo.json"
    assert asked[1][0].startswith("/CC-MAIN-2026-43-index?url=lite.cnn.com%2F%2A&output=json")
    assert all("range" in headers for path, headers in asked[2:])


def test_a_named_crawl_is_not_looked_up() -> None:
    replies = crawl((ARTICLE.url, ARTICLE.html))
    replies["/CC-MAIN-2024-10-index"] = replies.pop("/CC-MAIN-2026-43-index")
    with serving(replies) as server, fetching() as fetcher:
        source = CommonCrawl(fetcher, cdx=server.base, data=server.base, collection="CC-MAIN-2024-10")
        pages = list(source.pages(ARTICLE.url, limit=5))

        assert "/collinfo.json" not in server.paths()
    assert [each.url for each in pages] == [ARTICLE.url]


def test_an_index_without_captures_is_no_error() -> None:
    replies = crawl()
    replies["/CC-MAIN-2026-43-index"] = [Reply(404, b'{"message": "No Captures found"}')]
    with serving(replies) as server, fetching() as fetcher:
        assert list(CommonCrawl(fetcher, cdx=server.base, data=server.base).pages("lite.cnn.com", limit=5)) == []


@pytest.mark.parametrize(
    ("path", "reply", "said"),
    [
        ("/collinfo.json", Reply(body=b"<html>"), "no list of collections"),
        ("/collinfo.json", Reply(503), "the server answered 503"),
        ("/CC-MAIN-2026-43-index", Reply(body=b"<html>busy</html>"), "the answer is no index"),
        ("/CC-MAIN-2026-43-index", Reply(400), "the server answered 400"),
    ],
)
def test_an_index_that_is_none_is_said_in_one_line(path: str, reply: Reply, said: str) -> None:
    replies = crawl((ARTICLE.url, ARTICLE.html)) | {path: [reply]}
    with serving(replies) as server, fetching() as fetcher, pytest.raises(UsageError, match=said):
        list(CommonCrawl(fetcher, cdx=server.base, data=server.base).pages("lite.cnn.com", limit=5))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"offset": "far"}, "the index gives no place for it"),
        ({"filename": "crawl-data/none.warc.gz"}, "the server answered 404"),
        ({"url": "https://lite.cnn.com/other"}, "the range holds no page of this address"),
        ({"offset": "3"}, "crawl-data/a.warc.gz"),
    ],
)
def test_a_wrong_row_costs_one_page_and_not_the_run(row: dict[str, str], said: str) -> None:
    replies = crawl((ARTICLE.url, ARTICLE.html), (MODERN.url, MODERN.html))
    index = replies["/CC-MAIN-2026-43-index"][0]
    first, second = map(json.loads, index.body.splitlines())
    index.body = f"{json.dumps(first | row)}\n{json.dumps(second)}\n".encode()
    with serving(replies) as server, fetching() as fetcher:
        pages = list(CommonCrawl(fetcher, cdx=server.base, data=server.base).pages("lite.cnn.com", limit=5))

    assert isinstance(pages[0], Failed)
    assert said in pages[0].reason
    assert isinstance(pages[1], Served)
