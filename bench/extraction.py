"""What reading one page costs: ours beside the parser alone and beside extractors that people use."""

from __future__ import annotations

import contextlib
import random
import sys
import time
from importlib import metadata

from lxml import etree

import cnn_lite
from litedrift.errors import LitedriftError
from litedrift.subjects import open_peer
from pages import grown, sets
from timing import interleaved

PEERS = ("trafilatura", "readability-lxml", "newspaper4k", "resiliparse")
ROUNDS = 7


def parse(page):
    with contextlib.suppress(etree.XMLSyntaxError):
        etree.fromstring(page.html, etree.HTMLParser(encoding="utf-8"))


def ours(page):
    with contextlib.suppress(cnn_lite.Refused):
        cnn_lite.extract(page.html, url=page.url, content_type=page.content_type)


def extraction():
    """Ours beside the parser on each set of pages."""
    rows = []
    for name, pages in sets().items():
        spent = interleaved({"parse": parse, "ours": ours}, pages, rounds=ROUNDS)
        rows.append(
            {
                "pages": name,
                "count": len(pages),
                "kilobytes": sum(len(page.html) for page in pages) / len(pages) / 1000,
                "parse_ms": spent["parse"] / len(pages) * 1e3,
                "ours_ms": spent["ours"] / len(pages) * 1e3,
                "times_parse": spent["ours"] / spent["parse"],
            }
        )
    return rows


def others():
    """Extractors that people use, and another parser, on the plain pages."""
    pages = sets()["plain pages"]
    functions = {"lxml parse alone": parse, "cnn_lite (ours)": ours}
    for name in PEERS:
        try:
            peer = open_peer(name)
        except LitedriftError as error:
            print(f"left out: {error}", file=sys.stderr)
            continue
        functions[peer.name] = lambda page, peer=peer: peer.extract(page.html, url=page.url, content_type=None)
    with contextlib.suppress(ImportError):
        from selectolax.lexbor import LexborHTMLParser

        functions[f"selectolax {metadata.version('selectolax')} parse alone"] = lambda page: LexborHTMLParser(page.html)
    spent = interleaved(functions, pages, rounds=3)
    floor = spent["lxml parse alone"]
    return [
        {"extractor": name, "ms": each / len(pages) * 1e3, "times_parse": each / floor} for name, each in spent.items()
    ]


def growth():
    """Parse and ours on one article of 1 kB to 10 MB."""
    rows = []
    for size in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
        page = grown(size)
        spent = interleaved({"parse": parse, "ours": ours}, [page], rounds=3 if size < 10**6 else 2)
        rows.append(
            {
                "bytes": len(page.html),
                "parse_ms": spent["parse"] * 1e3,
                "ours_ms": spent["ours"] * 1e3,
                "times_parse": spent["ours"] / spent["parse"],
            }
        )
    return rows


def hostile():
    """Pages made to hurt: name → seconds of parse and of ours."""
    chance = random.Random(7)
    pages = {
        "deep nesting, 100,000 divs": b"<div>" * 100_000 + b"By A Name, CNN",
        "deep nesting, 100,000 spans": b"<p>" + b"<span>" * 100_000,
        "1 MB of text in one paragraph": b"<h2 class=headline>A</h2><p class='paragraph--lite'>" + b"word " * 200_000,
        "50,000 empty paragraphs": b"<article class='article--lite'>" + b"<p></p>" * 50_000,
        "50,000 whole-link blocks": b"<ul>" + b"<li><a href='/2026/01/01/us/a-b-c'>x y</a></li>" * 50_000,
        "5,000 attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(5_000)) + b">x",
        "class of 1 MB": b"<p class='" + b"a " * 500_000 + b"'>Updated: now</p>",
        "1 MB of random bytes": chance.randbytes(1_000_000),
        "1 MB of angle brackets": b"<" * 1_000_000,
        "50,000 times a label": b"<p>Updated: Updated: By By Source: </p>" * 50_000,
    }
    rows = []
    for name, html in pages.items():
        spent = {}
        for label, function in (
            ("parse_ms", lambda page: etree.fromstring(page, etree.HTMLParser())),
            ("ours_ms", cnn_lite.extract),
        ):
            start = time.perf_counter()
            with contextlib.suppress(cnn_lite.Refused, etree.XMLSyntaxError):
                function(html)
            spent[label] = (time.perf_counter() - start) * 1e3
        rows.append({"page": name, **spent})
    return rows
