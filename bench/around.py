"""What stands around the judging: start-up, the corpus, the pipe, the watcher, whole runs, the report."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import cnn_lite
from litedrift.corpus import bundled_corpus, load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.judge import Run, Scale, bench, judge_in_parallel
from litedrift.subjects import CallableSubject, Door, Recipe
from litedrift.subjects._protocol import Answer, Extract, parse_object
from litedrift.watch import compare, profile_of, thresholds
from litedrift.watch._fingerprint import fingerprint_of, parse
from litedrift.watch._marks import Marks
from pages import watched
from timing import best, interleaved

BENCH = Path(__file__).parent
CALL = ("--call", "cnn_lite:extract")
#: Items of the default plan that are judged in a part of a run: so many that what each worker does once weighs little.
_PART = 8000


def around():
    """Start-up and corpus, in seconds."""
    return {
        "corpus load": best(load_corpus, rounds=5),
        "python -c pass": best(lambda: _python("-c", "pass"), rounds=5),
        "litedrift --help": best(lambda: _litedrift("--help"), rounds=5),
        "litedrift check of one clean page": best(lambda: _check(*CALL, "--case", _first(), "--clean-only"), rounds=3),
    }


def _first():
    return next(case.id for case in load_corpus() if case.kind == "article" and case.mutable)


def pipe():
    """One page to a program and its answer back, as lines of JSON: encoded and read on both sides."""
    rows = []
    run = Run(Mutator(load_corpus()), CallableSubject(cnn_lite.extract))
    cases = sorted(load_corpus(), key=lambda case: len(case.html))
    for case in (cases[len(cases) // 2], cases[-1]):
        outcome = run.judge_one(case, ()).outcome

        def both_ways(case=case, outcome=outcome):
            parse_object(Extract("1", case.html, case.url, case.content_type).to_line())
            parse_object(Answer("1", outcome).to_line())

        rows.append({"page": case.id, "kilobytes": len(case.html) / 1000, "ms": best(both_ways, rounds=200) * 1e3})
    return rows


def watching():
    """The watcher's fingerprint of a parsed article, and its comparison with a profile."""
    marks, limits = Marks(load_corpus().site), thresholds()
    pages = watched()
    roots = [parse(page.html, page.content_type) for page in pages]
    profile = profile_of("article", [fingerprint_of(root, marks) for root in roots])
    spent = interleaved(
        {
            "parse alone": lambda pair: parse(pair[0].html, pair[0].content_type),
            "fingerprint": lambda pair: fingerprint_of(pair[1], marks),
            "fingerprint and comparison": lambda pair: compare(profile, fingerprint_of(pair[1], marks), limits),
        },
        list(zip(pages, roots, strict=True)),
        rounds=15,
    )
    floor = spent["parse alone"]
    return [{"step": name, "ms": each / len(pages) * 1e3, "times_parse": each / floor} for name, each in spent.items()]


def corpus_growth():
    """Opening a corpus that holds every case several times."""
    rows = []
    for times in (1, 4, 16):
        with tempfile.TemporaryDirectory() as folder:
            root = _multiplied(Path(folder) / "corpus", times)
            cases = len(load_corpus(root))
            spent = best(lambda root=root: load_corpus(root), rounds=3)
            rows.append({"cases": cases, "seconds": spent, "ms_a_case": spent / cases * 1e3})
    return rows


def _multiplied(root, times):
    shutil.copytree(bundled_corpus(), root)
    for case in list((root / "cases").glob("*/*")):
        for number in range(1, times):
            copy = case.with_name(f"{case.name}-{number}")
            shutil.copytree(case, copy)
            table = copy / "case.toml"
            renamed = re.sub(
                rf'^id = "{case.name}"$', f'id = "{copy.name}"', table.read_text("utf-8"), flags=re.MULTILINE
            )
            table.write_text(renamed, "utf-8")
    return root


def whole():
    """Whole runs of the default plan, with their start, and the report of a run in which most articles fail."""
    with tempfile.TemporaryDirectory() as folder:
        events = Path(folder) / "events.ndjson"
        found = {f"litedrift check --jobs {jobs}": _timed(_check, *CALL, "--jobs", jobs) for jobs in (1, 2)}
        _check("--call", "worse:extract", "--jobs", 2, "--events", events)
        report = Path(folder) / "report.html"
        found["litedrift report of a run with many failures"] = _timed(_litedrift, "report", events, "-o", report)
    return found


def scale():
    """What a judged page of the plan costs here, in processes and on a Dask cluster of this machine, start apart."""
    corpus = load_corpus()
    items = default_plan(corpus).items[:: max(1, len(default_plan(corpus)) // _PART)]
    described = bench(corpus, [Recipe(Door.CALLABLE, ("cnn_lite:extract",))])
    ways = [("in this process", 1, Scale(1)), ("2 processes", 2, Scale(2))]
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError):
            distributed = import_module("distributed")
            cluster = distributed.LocalCluster(2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1")
            ways.append(("Dask, 2 workers", 2, Scale(dask=stack.enter_context(cluster).scheduler_address)))
        rows = [
            {"where": name, "workers": count, "ms_a_page": _steady(corpus, described, items, how)}
            for name, count, how in ways
        ]
    alone = rows[0]["ms_a_page"]
    return [
        row | {"times_as_fast": alone / row["ms_a_page"], "added_ms_a_page": row["workers"] * row["ms_a_page"] - alone}
        for row in rows
    ]


def _steady(corpus, described, items, how):
    """Milliseconds a page once everything has started: from a quarter of the items to the last."""
    run = Run(Mutator(corpus), CallableSubject(cnn_lite.extract))
    begun, begin = 0.0, len(items) // 4
    for number, _ in enumerate(judge_in_parallel([run], items, described, how)):
        if number == begin:
            begun = time.perf_counter()
    return (time.perf_counter() - begun) / (len(items) - begin - 1) * 1e3


def _timed(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


def _check(*arguments):
    _litedrift("check", "--quiet", *arguments)


def _litedrift(*arguments):
    _python("-m", "litedrift", *arguments)


def _python(*arguments):
    words = [sys.executable, *map(str, arguments)]
    done = subprocess.run(words, cwd=BENCH, capture_output=True, text=True, check=False)  # noqa: S603  # our own
    if done.returncode > 1:
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
