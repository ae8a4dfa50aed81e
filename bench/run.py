"""Ratios in one run: our extraction and our suite beside the parser alone and beside extractors that people use.

Every figure is the best of several short rounds in which everything takes its turn on the same pages, so that the
ratios mean something on a busy machine; absolute times do not.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import platform
import random
import subprocess
import sys
import time
import warnings
from importlib import metadata
from pathlib import Path

from lxml import etree
from pages import grown, sets
from timing import best, interleaved

import cnn_lite
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, Status, default_plan, operators
from litedrift.errors import LitedriftError
from litedrift.judge import Run, judge
from litedrift.subjects import CallableSubject, open_peer
from litedrift.subjects._protocol import Answer, Extract, parse_object
from litedrift.watch import fingerprint

HOUSE = Path(__file__).parents[1]
DOCS = HOUSE / "docs" / "performance.md"
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
    functions["fingerprint (ours)"] = lambda page: fingerprint(page.html, content_type=page.content_type)
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


def mutants(sample):
    """Mutate, extract and judge, each as a multiple of parsing the mutant; every operator's own share."""
    corpus = load_corpus()
    mutator = Mutator(corpus)
    # All mutants of some pages, page by page as in a run: what one operator learned of a page serves the next.
    chosen = {case.id for case in list(corpus)[::sample]}
    items = [item for item in default_plan(corpus).items if item[1] and item[0] in chosen]
    subject = CallableSubject(cnn_lite.extract)
    made = [mutator.apply(corpus.case(case_id), steps) for case_id, steps in items]
    ran = [each for each in made if each.status is Status.RAN]
    outcomes = {each.id: subject.extract(each.html, url=each.url, content_type=each.content_type) for each in ran}
    per = interleaved(
        {
            "parse": parse,
            "mutate": lambda each: mutator.apply(each.case, each.steps),
            "extract": lambda each: subject.extract(each.html, url=each.url, content_type=each.content_type),
            "judge": lambda each: judge(each, outcomes[each.id]),
        },
        ran,
        rounds=3,
    )
    idle = [each for each in made if each.status is not Status.RAN]
    lost = interleaved({"": lambda each: mutator.apply(each.case, each.steps)}, idle, rounds=3)[""]
    whole = per["mutate"] + per["extract"] + per["judge"] + lost
    return {
        "mutants": len(ran),
        "ms": {name: spent / len(ran) * 1e3 for name, spent in per.items()},
        "times_parse": {name: spent / per["parse"] for name, spent in per.items()},
        "no_mutant_times_parse": lost / per["parse"],
        "whole_times_parse": whole / per["parse"],
        "judged_per_second": len(ran) / whole,
    }


def each_operator(pages):
    """Milliseconds of one mutant of each operator, as a multiple of parsing the page."""
    corpus = load_corpus()
    mutator = Mutator(corpus)
    hosts = [case for case in corpus if case.mutable and case.kind == "article"][:: len(corpus) // pages]
    plan = default_plan(hosts).items
    found = {}
    for spec in operators():
        items = [item for item in plan if len(item[1]) == 1 and item[1][0].operator == spec.name]
        spent = interleaved(
            {
                "mutate": lambda item: mutator.apply(corpus.case(item[0]), item[1]),
                "parse": lambda item: parse(corpus.case(item[0])),
            },
            items,
            rounds=3,
        )
        found[spec.name] = spent["mutate"] / spent["parse"]
    return found


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


def around():
    """What stands around the judging, in seconds."""
    page = max(load_corpus(), key=lambda case: len(case.html))
    run = Run(Mutator(load_corpus()), CallableSubject(cnn_lite.extract))
    outcome = run.judge_one(page, ()).outcome

    def round_trip():
        parse_object(Extract("1", page.html, page.url, page.content_type).to_line())
        parse_object(Answer("1", outcome).to_line())

    def start():
        subprocess.run([sys.executable, "-m", "litedrift", "--help"], stdout=subprocess.DEVNULL, check=True)

    return {
        "corpus load": best(load_corpus, rounds=5),
        "NDJSON round trip of the largest page": best(round_trip, rounds=50),
        "litedrift --help": best(start, rounds=5),
        "python -c pass": best(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), rounds=5),
    }


def hostile():
    """Pages made to hurt: name → seconds of parse and of ours."""
    chance = random.Random(7)
    pages = {
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


def machine():
    """What the figures depend on besides this code."""
    return {
        "python": platform.python_version(),
        "lxml": metadata.version("lxml"),
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "system": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def table(stream, title, rows):
    """Write rows of one shape as a Markdown table."""
    names = list(rows[0])
    print(f"\n## {title}\n\n| {' | '.join(each.replace('_', ' ') for each in names)} |", file=stream)
    print("|---" + "|---:" * (len(names) - 1) + "|", file=stream)
    for row in rows:
        print(f"| {' | '.join(_cell(row[name]) for name in names)} |", file=stream)


def _cell(value):
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def report(result):
    """Return the whole result as a page of documentation."""
    stream = io.StringIO()
    print("# Performance\n", file=stream)
    print(
        "Written by `python bench/run.py --write-docs`. Ratios of one run on one machine; absolute times say",
        file=stream,
    )
    print("little. Each figure is the best of several short rounds in which everything takes its turn.\n", file=stream)
    print(", ".join(f"{name} {value}" for name, value in result["machine"].items()), file=stream)
    table(stream, "Extraction", result["extraction"])
    table(stream, "Beside others, on the plain pages", result["others"])
    found = result["mutants"]
    rows = [{"step": name, "ms": found["ms"][name], "times_parse": found["times_parse"][name]} for name in found["ms"]]
    table(stream, "One mutant", rows)
    print(f"\nTried without giving a mutant: {found['no_mutant_times_parse']:.1f} × parse. In all, a", file=stream)
    print(f"judged mutant costs {found['whole_times_parse']:.1f} × parse:", file=stream)
    print(f"{found['judged_per_second']:.0f} judged mutants a second on one core.", file=stream)
    table(stream, "Growth with the page", result["growth"])
    table(stream, "Around it", [{"what": name, "seconds": each} for name, each in result["around"].items()])
    dear = sorted(result["operators"].items(), key=lambda item: -item[1])
    table(stream, "Operators, dearest first", [{"operator": name, "times_parse": each} for name, each in dear])
    table(stream, "Hostile pages", result["hostile"])
    return stream.getvalue()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--json", type=Path, metavar="FILE")
    options.add_argument("--write-docs", action="store_true", help="write docs/performance.md")
    options.add_argument("--sample", type=int, default=10, metavar="N", help="the mutants of every Nth page")
    arguments = options.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    result = {
        "machine": machine(),
        "extraction": extraction(),
        "others": others(),
        "mutants": mutants(arguments.sample),
        "operators": each_operator(6),
        "growth": growth(),
        "around": around(),
        "hostile": hostile(),
    }
    text = report(result)
    print(text)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    if arguments.write_docs:
        DOCS.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
