"""What one mutant costs: made, read and judged, as multiples of parsing its page; and every operator by itself."""

from __future__ import annotations

import cnn_lite
from extraction import parse
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, Status, default_plan, operators
from litedrift.judge import judge
from litedrift.subjects import CallableSubject
from timing import interleaved


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
