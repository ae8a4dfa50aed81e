"""Ratios in one run: our extraction and our suite beside the parser alone and beside extractors that people use.

Every figure is the best of several short rounds in which everything takes its turn on the same pages, so that the
ratios mean something on a busy machine; absolute times do not.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import platform
import sys
import time
import warnings
from importlib import metadata
from pathlib import Path

from lxml import etree

from around import around, corpus_growth, pipe, scale, watching, whole
from extraction import extraction, growth, hostile, others
from mutation import each_operator, mutants

HOUSE = Path(__file__).parents[1]
DOCS = HOUSE / "docs" / "performance.md"
_ABOUT = """\
Written by `python bench/run.py --write-docs`. *Times parse* is how many times as long something takes as lxml takes to
parse the same bytes: that ratio means something on another machine, milliseconds do not. Each figure is the best of
several short rounds in which everything takes its turn; whole runs are timed once. *Load* is how busy the machine was.
"""


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
    print(_ABOUT, file=stream)
    print(", ".join(f"{name} {value}" for name, value in result["machine"].items()), file=stream)
    table(stream, "Extraction", result["extraction"])
    table(stream, "Beside others, on the plain pages", result["others"])
    found = result["mutants"]
    rows = [{"step": name, "ms": found["ms"][name], "times_parse": found["times_parse"][name]} for name in found["ms"]]
    table(stream, "One mutant", rows)
    lost, whole = found["no_mutant_times_parse"], found["whole_times_parse"]
    print(
        f"\n{found['mutants']:,} mutants; what was tried without giving one takes {lost:.1f} × parse more.", file=stream
    )
    print(
        f"In all a judged mutant costs {whole:.1f} × parse:"
        f" {found['judged_per_second']:,.0f} judged mutants a second on one core.",
        file=stream,
    )
    table(stream, "Whole runs of the default plan, start included", _named(result["whole"]))
    table(stream, "Judging in several processes, start apart", result["scale"])
    table(stream, "The watcher, an article of 10 to 14 paragraphs", result["watching"])
    table(stream, "A page to a program and its answer back, as lines of JSON", result["pipe"])
    table(stream, "Start-up", _named(result["around"]))
    table(stream, "Growth with the page", result["growth"])
    table(stream, "Growth with the corpus: opening it", result["corpus_growth"])
    dear = sorted(result["operators"].items(), key=lambda item: -item[1])
    table(stream, "Operators, dearest first", [{"operator": name, "times_parse": each} for name, each in dear])
    table(stream, "Hostile pages", result["hostile"])
    return stream.getvalue()


def _named(found):
    return [{"what": name, "seconds": each} for name, each in found.items()]


def measured(sample):
    """Return every figure by its section; say on stderr what is being measured."""
    sections = {
        "machine": machine,
        "extraction": extraction,
        "others": others,
        "mutants": lambda: mutants(sample),
        "operators": lambda: each_operator(6),
        "whole": whole,
        "scale": scale,
        "watching": watching,
        "pipe": pipe,
        "around": around,
        "growth": growth,
        "corpus_growth": corpus_growth,
        "hostile": hostile,
    }
    found = {}
    for name, measure in sections.items():
        start = time.perf_counter()
        found[name] = measure()
        print(f"{name}: {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return found


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--json", type=Path, metavar="FILE")
    options.add_argument("--write-docs", action="store_true", help="write docs/performance.md")
    options.add_argument("--sample", type=int, default=10, metavar="N", help="the mutants of every Nth page")
    arguments = options.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    result = measured(arguments.sample)
    text = report(result)
    print(text)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    if arguments.write_docs:
        DOCS.write_text(text, "utf-8")


if __name__ == "__main__":  # a worker process imports this file, and must not measure
    main()
