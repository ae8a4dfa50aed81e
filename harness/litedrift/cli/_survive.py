"""``litedrift survive``: the survival curve, the half-life, each operator alone, and honesty."""

from __future__ import annotations

import json
import tomllib
from importlib import resources
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree
from rich.console import Console
from rich.table import Table

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.cli._options import (
    CallOption,
    CmdOption,
    CorpusOption,
    DemoOption,
    FieldsOption,
    IsolateOption,
    KindOption,
    MemoryOption,
    OnceOption,
    OverlayOption,
    TimeoutOption,
    end_subject,
    open_corpus,
    open_subject,
    progress_bar,
)
from litedrift.corpus import NORMALISER_VERSION
from litedrift.drift import LONGEST, Mutator
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.judge import Oracle, Run, Survival
from litedrift.judge import survive as measure
from litedrift.statistics import wilson


def survive(
    call: CallOption = None,
    cmd: CmdOption = None,
    once: OnceOption = False,
    demo: DemoOption = False,
    chains: Annotated[int, typer.Option(min=1, help="Growing chains of up to 20 operators.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, help="How often each operator is tried alone on each case.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed draws other chains.")] = 0,
    oracle: Annotated[Oracle, typer.Option(help="gold: accuracy too; self: robustness alone.")] = Oracle.GOLD,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures.", show_default=False)
    ] = None,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    fields: FieldsOption = None,
    kind: KindOption = None,
    timeout: TimeoutOption = None,
    memory: MemoryOption = None,
    isolate: IsolateOption = False,
) -> int:
    """Measure how many composed changes an extractor survives, and whether it is honest when it does not.

    Example: litedrift survive --call mypackage.scraper:extract --oracle self --json survival.json
    """
    pages = open_corpus(corpus, overlay)
    subject = open_subject(
        load_settings(),
        call=call,
        cmd=cmd,
        once=once,
        demo=demo,
        fields=fields,
        kind=kind,
        timeout=timeout,
        memory=memory,
        isolate=isolate,
    )
    run = Run(Mutator(pages), subject, oracle=oracle)
    try:
        with progress_bar("surviving", chains + seeds) as advance:
            result = measure(run, pages, chains=chains, seed=seed, seeds=seeds, advance=advance)
    finally:
        end_subject(subject)
    if result.tally.total.ran + result.tally.total.errored == 0:
        raise UsageError("zero pages ran: nothing was measured")
    weights = drift_weights()
    if json_file:
        head = {
            "litedrift": __version__,
            "subject": subject.name,
            "oracle": str(oracle),
            "corpus": pages.version,
            "normaliser": NORMALISER_VERSION,
            "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
            "plan": {"chains": chains, "seed": seed, "seeds": seeds},
        }
        with replacing(json_file) as stream:
            json.dump(head | result.to_dict(weights), stream, indent=2)
    _print(Console(highlight=False), result, weights)
    honest = not (result.tally.total.invented or result.tally.wrong_carrier or result.tally.silent_wrong)
    return 0 if honest and result.share(LONGEST) == 1 and not result.tally.total.failed else 1


def drift_weights() -> dict[str, float]:
    """Return how often each operator's change really happens: its share of breaking template changes."""
    text = resources.files("litedrift.drift").joinpath("weights.toml").read_text("utf-8")
    return {name: float(value) for name, value in tomllib.loads(text)["breaking"].items()}


def _print(console: Console, result: Survival, weights: dict[str, float]) -> None:
    table = Table("k", "S(k)", "95% band", box=None, pad_edge=False, header_style="bold")
    for k in range(1, LONGEST + 1):
        low, high = result.band(k)
        table.add_row(str(k), f"{result.share(k):.1%}", f"{low:.1%} to {high:.1%}")
    console.print(table)
    half = result.half_life
    chains = sum(map(len, result.deaths.values()))
    console.print(
        f"\nhalf-life {half or f'above {LONGEST}'} operators, over {chains} chains on {len(result.deaths)} pages"
    )
    worst = sorted(result.operators.items(), key=lambda item: item[1][0] / item[1][1])[:12]
    table = Table(
        "weakest under one operator", "survived", "of", "95% interval", box=None, pad_edge=False, header_style="bold"
    )
    for name, (won, ran) in worst:
        low, high = wilson(won, ran)
        table.add_row(name, str(won), str(ran), f"{low:.1%} to {high:.1%}")
    console.print()
    console.print(table)
    tally = result.tally
    console.print(
        f"\nsingle operators, weighted by how often each change happens: {result.weighted(weights):.2%} "
        f"(unweighted {result.weighted(dict.fromkeys(result.operators, 1.0)):.2%})"
    )
    console.print(
        f"honesty: {tally.total.invented} invented in {result.destroyed_fields} destroyed fields, "
        f"{tally.wrong_carrier} from a wrong carrier, {tally.silent_wrong} silently wrong "
        f"(of {sum(tally.verdicts.values())} fields on {tally.total.ran + tally.total.errored} pages)",
        style="bold",
    )
