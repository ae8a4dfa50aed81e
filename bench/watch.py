"""The watcher's cost a page, after parsing: fingerprint and comparison, beside the parser alone."""

from __future__ import annotations

import statistics
import time

from litedrift.corpus import load_corpus
from litedrift.watch import compare, profile_of, thresholds
from litedrift.watch._fingerprint import fingerprint_of, parse
from litedrift.watch._marks import Marks

ROUNDS = 15


def best(function):
    """Milliseconds: the fastest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times) * 1e3


def main():
    corpus = load_corpus()
    marks, limits = Marks(corpus.site), thresholds()
    # Articles of about a dozen paragraphs, as most of the site's are.
    cases = [case for case in corpus if case.kind == "article" and 10 <= len(case.gold.fields.get("body") or ()) <= 14]
    roots = [parse(case.html, case.content_type) for case in cases]
    profile = profile_of("article", [fingerprint_of(root, marks) for root in roots])
    parsed = [best(lambda case=case: parse(case.html, case.content_type)) for case in cases]
    printed = [best(lambda root=root: fingerprint_of(root, marks)) for root in roots]
    whole = [best(lambda root=root: compare(profile, fingerprint_of(root, marks), limits)) for root in roots]
    print(f"\nwatch: {len(cases)} articles of 10 to 14 paragraphs, median ms a page")
    for name, times in (("parse alone", parsed), ("fingerprint", printed), ("fingerprint and comparison", whole)):
        print(f"{name:28} {statistics.median(times):.3f}  (slowest {max(times):.3f})")


if __name__ == "__main__":
    main()
