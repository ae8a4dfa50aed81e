"""``litedrift check``: judge an extractor against the corpus and its mutants."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from litedrift._settings import load_settings
from litedrift.baseline import with_entries
from litedrift.cli._app import with_records
from litedrift.cli._names import CaseOption, OperatorOption
from litedrift.cli._options import CorpusOption, Named, OverlayOption, Terms, open_corpus
from litedrift.cli._outputs import BaselineOption, Outputs, Written, open_baseline
from litedrift.cli._scale import DaskOption, JobsOption, bench_for, scale_of
from litedrift.cli._subjects import end_subject, replay_command, subject_recipe
from litedrift.cli._terminal import QuietOption, VerboseOption, progress_bar, terminal
from litedrift.corpus import load_set
from litedrift.drift import Mutator, Plans, default_plan, find_operator, nightly_plan
from litedrift.errors import UsageError
from litedrift.judge import Judged, Oracle, Run, Tally, judge_in_parallel, minimal_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from litedrift.corpus import Case, Corpus
    from litedrift.drift import Plan, Step

    #: A plan's items → what is judged of each, by one subject.
    Judging = Callable[[Iterable[tuple[str, tuple[Step, ...]]]], Generator[tuple[Judged, ...], None, None]]

#: Failures that are shrunk to the fewest operators and edits; each costs up to a few hundred pages.
_SHRINK = 10


@with_records
def check(
    *,
    named: Named,
    clean_only: Annotated[bool, typer.Option("--clean-only", help="Leave the mutants out.")] = False,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    jobs: JobsOption = "auto",
    dask: DaskOption = None,
    case: CaseOption = None,
    set_name: Annotated[
        str | None,
        typer.Option("--set", metavar="NAME", help="Let only this frozen set decide; others run.", show_default=False),
    ] = None,
    operator: OperatorOption = None,
    oracle: Annotated[
        Oracle, typer.Option(help="Compare with gold, or with the subject's own clean record.")
    ] = Oracle.GOLD,
    plan_name: Annotated[
        Plans, typer.Option("--plan", help="nightly: chains that cover all pairs and nearly all triples.")
    ] = Plans.DEFAULT,
    seed: Annotated[int, typer.Option(help="Another seed draws other levels and chains.")] = 0,
    written: Written,
    baseline: BaselineOption = None,
    show: Annotated[int, typer.Option(metavar="N", help="Print at most N failures.")] = 10,
    include_private: Annotated[bool, typer.Option("--include-private", help="Show captured text in reports.")] = False,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Judge an extractor: every case clean, each operator once a case, and 500 chains.

    Example: litedrift check --call mypackage.scraper:extract --fields headline,body
    """
    settings = load_settings()
    pages = open_corpus(corpus, overlay)
    outputs = Outputs(
        written,
        open_baseline(baseline, settings, pages),
        reproduce=replay_command(corpus, overlay, named, terms),
        include_private=include_private,
    )
    scale = scale_of(jobs, dask)
    recipe = subject_recipe(settings, named, terms)
    subject = recipe.open()
    mutator = Mutator(pages)
    names = [find_operator(name).name for name in operator or ()]
    decisive, others = _parted(_selected(pages, case), load_set(pages.root, set_name) if set_name else None)
    if plan_name is Plans.NIGHTLY:
        plan = nightly_plan(mutator, decisive, names=names, seed=seed)
    else:
        plan = default_plan(decisive, seed=seed, clean_only=clean_only, names=names)
    if outputs.known is not None and not (case or operator or clean_only):
        plan = with_entries(plan, outputs.known.baseline, pages)
    if not plan.items:
        raise UsageError("zero cases selected: nothing was judged")
    run = Run(mutator, subject, oracle=oracle)
    judging = partial(
        judge_in_parallel, [run], described=bench_for(pages, corpus, overlay, recipe, oracle=oracle), scale=scale
    )
    tally = Tally(declared=len(pages))
    failures: list[Judged] = []
    news = 0
    whole: list[str] = []
    outside = {"ran": 0, "failed": 0}
    console = terminal()
    try:
        for judged in _news(run, judging, plan, tally, outputs, quiet=quiet):
            news += 1
            failures += [judged] if len(failures) < show else []  # the pages of all would fill the memory
        if others:
            outside = _outside(judging, default_plan(others, seed=seed, clean_only=clean_only, names=names))
        shrunk = 0 if quiet else min(show, _SHRINK)
        whole = [each.mutant.id for each in failures[:shrunk]]
        failures[:shrunk] = [minimal_failure(run, each.mutant.case, each.mutant.steps) for each in failures[:shrunk]]
    except KeyboardInterrupt as cut:
        return outputs.interrupted(console, tally, cut, quiet=quiet)
    finally:
        end_subject(subject)
    outputs.write_report(mutator, dict(zip(whole, (each.mutant.id for each in failures), strict=False)))
    outputs.write_summary(
        tally,
        {"corpus": pages.version, "subject": subject.name}
        | ({"coverage": plan.coverage.to_dict()} if plan.coverage else {})
        | ({"set": set_name, "outside": {"cases": len(others)} | outside} if set_name else {}),
    )
    if set_name:
        console.print(
            f"{len(others)} cases outside {set_name} ran and do not count: "
            f"{outside['failed']} of {outside['ran']} pages failed"
        )
    return outputs.conclude(
        console, tally, failures, news=news, baseline=mutator.baseline, show=show, quiet=quiet, verbose=verbose
    )


def _selected(pages: Corpus, names: list[str] | None) -> list[Case]:
    return [pages.case(name) for name in names] if names else list(pages)


def _parted(cases: list[Case], decisive: frozenset[str] | None) -> tuple[list[Case], list[Case]]:
    """Part the cases that decide from those that a frozen set does not know; private pages are no set's, and decide."""
    if decisive is None:
        return cases, []
    inside = [case for case in cases if case.private or case.id in decisive]
    return inside, [case for case in cases if not (case.private or case.id in decisive)]


def _outside(judging: Judging, plan: Plan) -> dict[str, int]:
    """Judge pages that do not count, without the chains: those are as many for one case as for a corpus."""
    counts = {"ran": 0, "failed": 0}
    with closing(judging(item for item in plan.items if len(item[1]) <= 1)) as results:
        for (each,) in results:
            counts["ran"] += each.judgement is not None
            counts["failed"] += each.failed
    return counts


def _news(run: Run, judging: Judging, plan: Plan, tally: Tally, outputs: Outputs, *, quiet: bool) -> Iterator[Judged]:
    """Judge the plan with a progress bar, counting and reporting on the way; yield the failures that are news."""
    with (
        outputs,
        closing(judging(plan.items)) as results,
        progress_bar("judging", len(plan), quiet=quiet) as advance,
    ):
        outputs.start(plan, run)
        for (judged,) in results:
            tally.add(judged)
            if outputs.read(judged):
                yield judged
            advance()
        outputs.finish(tally)
