"""Ratios in one run: our extraction beside the parser alone and beside extractors that people use.

Every figure is the best of several rounds over the same pages in this process, so that the ratios mean something
on a shared machine; absolute times do not.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

from lxml import etree

import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.judge import Run
from litedrift.subjects import CallableSubject

ROUNDS = 7


def pages():
    """The articles of the corpus that are ordinary pages, with what a client knows of them."""
    return [case for case in load_corpus() if case.kind == "article" and case.mutable]


def best(function, inputs, rounds=ROUNDS):
    """Seconds for one pass over the inputs: the fastest of several."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        for each in inputs:
            function(each)
        times.append(time.perf_counter() - start)
    return min(times)


def parse(case):
    etree.fromstring(case.html, etree.HTMLParser(encoding="utf-8"))


def ours(case):
    cnn_lite.extract(case.html, url=case.url, content_type=case.content_type)


def peers():
    """The peers that are installed, as functions of one case."""
    found = {}
    try:
        import trafilatura

        found["trafilatura"] = lambda case: trafilatura.bare_extraction(case.html.decode("utf-8", "replace"))
    except ImportError:
        print("trafilatura is not installed: pip install 'litedrift[peers]'", file=sys.stderr)
    try:
        import logging

        import readability

        logging.getLogger("readability").setLevel(logging.CRITICAL)
        found["readability-lxml"] = lambda case: readability.Document(case.html.decode("utf-8", "replace")).summary()
    except ImportError:
        print("readability-lxml is not installed: pip install 'litedrift[peers]'", file=sys.stderr)
    return found


def hostile():
    """Pages made to hurt: name → bytes."""
    chance = random.Random(7)
    return {
        "deep nesting, 100,000 divs": b"<div>" * 100_000 + b"By A Name, CNN",
        "deep nesting, 100,000 spans": b"<p>" + b"<span>" * 100_000,
        "1 MB of text in one paragraph": b"<h2 class=headline>A</h2><p class='paragraph--lite'>" + b"word " * 200_000,
        "50,000 empty paragraphs": b"<article class='article--lite'>" + b"<p></p>" * 50_000,
        "50,000 whole-link blocks": b"<ul>" + b"<li><a href='/2026/01/01/us/a-b-c'>x y</a></li>" * 50_000,
        "50,000 attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x",
        "class of 1 MB": b"<p class='" + b"a " * 500_000 + b"'>Updated: now</p>",
        "1 MB of random bytes": chance.randbytes(1_000_000),
        "1 MB of angle brackets": b"<" * 1_000_000,
        "50,000 times a label": b"<p>Updated: Updated: By By Source: </p>" * 50_000,
    }


def table(title, rows, header):
    print(f"\n{title}")
    widths = [max(len(str(row[column])) for row in [header, *rows]) for column in range(len(header))]
    for row in [header, *rows]:
        print(
            "  ".join(
                str(cell).ljust(width) if n == 0 else str(cell).rjust(width)
                for n, (cell, width) in enumerate(zip(row, widths, strict=True))
            )
        )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--json", type=Path, metavar="FILE")
    arguments = options.parse_args()
    cases = pages()
    size = sum(len(case.html) for case in cases)
    floor = best(parse, cases)
    timed = {"lxml parse alone": floor, "cnn_lite (ours)": best(ours, cases)}
    timed |= {name: best(function, cases, rounds=2) for name, function in peers().items()}
    rows = [(name, f"{seconds / len(cases) * 1e3:.3f}", f"{seconds / floor:.1f}") for name, seconds in timed.items()]
    table(
        f"{len(cases)} articles, {size / len(cases) / 1000:.1f} kB on average, libxml2 {'.'.join(map(str, etree.LIBXML_VERSION))}",
        rows,
        ("extractor", "ms a page", "× parse"),
    )

    corpus = load_corpus()
    start = time.perf_counter()
    load_corpus()
    print(f"\ncorpus load: {time.perf_counter() - start:.2f} s for {len(corpus)} cases")

    mutator, plan = Mutator(corpus), default_plan(corpus)
    run = Run(mutator, CallableSubject(cnn_lite.extract))
    start = time.perf_counter()
    judged = sum(each.judgement is not None for each in run.judge_all(plan.items))
    spent = time.perf_counter() - start
    print(
        f"default plan: {len(plan)} pages, {judged} judged in {spent:.1f} s: {judged / spent:.0f} judged mutants a second"
    )

    rows = []
    for name, html in hostile().items():
        seconds = {}
        for label, function in (
            ("parse", lambda page: etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))),
            ("ours", cnn_lite.extract),
        ):
            start = time.perf_counter()
            try:
                function(html)
            except (cnn_lite.Refused, etree.XMLSyntaxError):
                pass
            seconds[label] = time.perf_counter() - start
        rows.append((name, *(f"{seconds[label] * 1e3:.0f}" for label in ("parse", "ours"))))
    table("hostile pages", rows, ("page", "parse ms", "ours ms"))

    if arguments.json:
        arguments.json.write_text(
            json.dumps({"seconds": timed, "pages": len(cases), "judged_per_second": judged / spent}, indent=2)
        )


if __name__ == "__main__":
    main()
