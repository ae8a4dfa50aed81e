"""A small run with failures of every sort, and texts that try to be more than texts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from litedrift.corpus import Corpus, load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.events import finished_event, judged_event, started_event
from litedrift.judge import Run, Tally
from litedrift.reports.html import Facts
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from litedrift.corpus import Case

#: What people put into pages, records and names to make a viewer run, load, hide or break something.
PAYLOADS = (
    "<script>window.owned=1</script>",
    "</script><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1>",
    '"><svg onload=window.owned=1>',
    "' onmouseover='window.owned=1",
    "</iframe><script>window.owned=1</script>",
    '"></iframe><img src=https://127.0.0.1:9/x>',
    "]]><script>window.owned=1</script>",
    "--><script>window.owned=1</script><!--",
    "</style><script>window.owned=1</script>",
    "</title><script>window.owned=1</script>",
    "</textarea><script>window.owned=1</script>",
    "</details></main></body></html><script>window.owned=1</script>",
    "<base href=https://127.0.0.1:9/><a href=x>",
    "<meta http-equiv=refresh content='0;url=https://127.0.0.1:9/'>",
    "<link rel=stylesheet href=https://127.0.0.1:9/x.css>",
    "javascript:window.owned=1",
    "<a href=javascript:window.owned=1>go</a>",
    "<style>@import 'https://127.0.0.1:9/x.css';body{background:url(https://127.0.0.1:9/y)}</style>",
    "{{ 7 * 7 }}{% raw %}${7*7}#{7*7}",
    "&lt;script&gt;window.owned=1&lt;/script&gt;&#60;b&#62;",
    "\u202egnp.exe\u202c \u2066hidden\u2069 \u200f\u200e",
    "nul\x00 bell\x07 escape\x1b[31m delete\x7f c1\x9b",
    "\ud800 alone, and \udfff",
    "zero\u200bwidth\ufeff soft\u00adhyphen \U000e0041tag",
    "line\u2028separator\u2029paragraph\r\nand return",
    "<plaintext>",
    "<!--<script><!--<script>",
    "<xmp><noembed><noframes><noscript><template><math><mtext><mglyph><style>",
    "`~!@#$%^&*()|\\;'\"<>?/ ${IFS} $(id) `id`",
    "z̷̢̛͓͍̱̦̦̺̈́a̵̡͉̓͜l̶̛̹̲g̸̗̿o̶̧͝" * 40,
    "<b>" * 2_000,
    "x" * 300_000,
    "a b " * 60_000,
)


@cache
def corpus() -> Corpus:
    return load_corpus()


def cases(count: int = 6) -> list[Case]:
    """Return small dated article pages that can be mutated."""
    dated = (case for case in corpus() if case.kind == "article" and case.mutable and case.epoch != "none")
    return sorted(dated, key=lambda case: len(case.html))[:count]


def gold_record(case: Case) -> dict[str, Any]:
    return {"kind": case.gold.kind, **case.gold.fields}


def flawed(html: bytes, url: str) -> dict[str, Any]:
    """Read everything from the gold, except: no body without a class, and a headline of its own on the first page."""
    case = next(case for case in cases() if url.startswith(case.url))
    record = gold_record(case)
    if b"class=" not in html and b"id=" not in html:
        record["body"] = []
    if case is cases()[0]:
        record["headline"] = "Ferry <b>sinks</b> & nobody is told"
    return record


def events_of(
    extract: Callable[..., Any], chosen: Sequence[Case], *, names: Iterable[str] = (), name: str = "mine:extract"
) -> list[dict[str, Any]]:
    """Return the stream of a run of these operators, or of the clean pages when none is named."""
    run = Run(Mutator(corpus()), CallableSubject(extract, name=name))
    plan = default_plan(chosen, clean_only=not names, names=list(names))
    tally = Tally(declared=len(corpus()))
    events = [started_event(plan, run)]
    for case_id, steps in plan.items[: len(chosen) * (1 + len(list(names))) + 30]:
        judged = run.judge_one(corpus().case(case_id), steps)
        tally.add(judged)
        events.append(judged_event(judged))
    return [*events, finished_event(tally)]


@cache
def flawed_run(name: str = "mine:extract") -> Facts:
    return Facts.of(events_of(flawed, cases(), names=("class-strip", "destroy-title"), name=name))


def mutator() -> Mutator:
    return Mutator(corpus())


def hostile_events() -> list[dict[str, Any]]:
    """Return a stream in which every text that a stranger may write is a payload; all of it is as the schema says."""
    case = cases()[0]
    clean = judged_event_of_gold(case)
    events = []
    for number, payload in enumerate(PAYLOADS):
        bad = {"verdict": "wrong", "expected": payload, "actual": f"{payload}!", "observed": DIGEST}
        bad |= {"loud": False, "wrong_carrier": True}
        links = [{"title": payload, "url": payload, "date": None}]
        events.append(
            clean
            | {"id": case.id if number % 2 else payload, "case": case.id if number % 2 else payload}
            | {"failed": True, "message": payload, "touched": [payload, payload], "detail": payload}
            | {"operators": [payload], "categories": [payload], "epoch": payload, "page": "failed", "observed": DIGEST}
            | {"fields": [{"field": payload, **bad}, {"field": "links", **bad, "expected": links, "actual": links}]}
        )
    stream = events_of(lambda **_: gold_record(case), [case])
    stream[0] |= {"subject": PAYLOADS[0] + PAYLOADS[-3], "litedrift": PAYLOADS[3], "libxml2": PAYLOADS[1]}
    return [stream[0], *events, stream[-1]]


DIGEST = f"sha256:{'0' * 64}"


def judged_event_of_gold(case: Case) -> dict[str, Any]:
    return events_of(lambda **_: gold_record(case), [case])[1]
