"""``litedrift drift``: the catalogue of operators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from litedrift.cli._app import group
from litedrift.cli._names import OneCaseOption, OneOperator
from litedrift.cli._options import CorpusOption, open_corpus
from litedrift.cli._terminal import terminal
from litedrift.cli._writable import to_write
from litedrift.corpus import Case
from litedrift.drift import (
    CATEGORIES,
    CHAIN_LENGTH,
    GOAL,
    Mutant,
    Mutator,
    Operator,
    Status,
    Step,
    covering_chains,
    find_operator,
    operators,
)
from litedrift.errors import UsageError, did_you_mean
from litedrift.events import replacing
from litedrift.reports import markup_diff

app = group("The catalogue of layout drift.")


@app.command("list")
def list_operators(
    category: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this category.", show_default=False)
    ] = None,
    contract: Annotated[
        str | None, typer.Option(metavar="EFFECT", help="Only this effect.", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """List the operators with contract, layer and levels.

    Example: litedrift drift list --category attributes
    """
    if category is not None:
        _known_category(category)
    chosen = [
        each
        for each in operators()
        if category in (None, each.category) and contract in (None, str(each.contract.effect))
    ]
    if as_json:
        typer.echo(json.dumps({"operators": [_row(each) for each in chosen]}, ensure_ascii=False, indent=2))
        return 0
    console = terminal()
    last, width = "", max((len(each.name) for each in chosen), default=0)
    for each in chosen:
        if each.category != last:
            console.print(each.category, style="bold")
        last = each.category
        table = Table.grid(Column(width=width), Column(), padding=(0, 2, 0, 0))
        table.add_row(Text(each.name), Text(f"{each.contract} · {each.layer} · {len(each.levels)} levels"))
        table.add_row("", Text(each.models, style="dim"))
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
    console.print(f"{len(chosen)} operators, {sum(len(each.levels) for each in chosen)} levels")
    return 0


def _row(each: Operator) -> dict[str, object]:
    return {
        "name": each.name,
        "version": each.version,
        "category": each.category,
        "layer": str(each.layer),
        "contract": str(each.contract),
        "levels": [dict(level) for level in each.levels],
        "models": each.models,
        "evidence": each.evidence,
        "conflicts": dict(each.conflicts),
        "harmless": each.harmless,
    }


@app.command("show")
def show(
    name: OneOperator,
    case: OneCaseOption = None,
    corpus: CorpusOption = None,
) -> int:
    """Explain one operator and show what each level does to a page.

    Example: litedrift drift show class-hash
    """
    spec = find_operator(name)
    console = terminal()
    console.print(f"{spec.name} (version {spec.version})", style="bold")
    console.print(f"category {spec.category} · layer {spec.layer} · contract {spec.contract}", markup=False)
    console.print(f"\n{spec.doc}\n\nmodels    {spec.models}\nevidence  {spec.evidence}", markup=False)
    for other, reason in spec.conflicts.items():
        console.print(f"conflicts with {other}: {reason}", markup=False)
    if spec.harmless:
        console.print(f"catches no bad extractor: {spec.harmless}", markup=False)
    pages = open_corpus(corpus, None)
    mutator = Mutator(pages)
    hosts = [pages.case(case)] if case else [each for each in pages if each.mutable]
    for level in spec.levels:
        step = Step(spec.name, tuple(sorted(level.items())), 0)
        mutant = _first_applied(mutator, hosts, step)
        title = " ".join(f"{key}={value}" for key, value in level.items()) or "(no parameters)"
        console.print(f"\n{title}", style="bold", markup=False)
        if mutant is None:
            console.print("applies to no page here", markup=False)
            continue
        console.print(mutant.id, soft_wrap=True, markup=False)
        for line in markup_diff(mutator.baseline(mutant.case), mutant.html, mutant.content_type)[:12]:
            console.print(line, style={"+": "green", "-": "red"}.get(line[:1], "dim"), soft_wrap=True, markup=False)
    return 0


@app.command("plan")
def plan(
    seed: Annotated[int, typer.Option(help="Another seed draws other chains.")] = 0,
    length: Annotated[int, typer.Option(min=3, metavar="N", help="Operators in a chain.")] = CHAIN_LENGTH,
    goal: Annotated[float, typer.Option(min=0, max=1, help="The share of triples at which to stop.")] = GOAL,
    category: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only these categories.", show_default=False)
    ] = None,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write what is covered and what is not."),
    ] = None,
    corpus: CorpusOption = None,
) -> int:
    """Make the chains of the nightly plan and say which pairs and triples of operators they cover.

    Example: litedrift drift plan --json coverage.json
    """
    pages = open_corpus(corpus, None)
    for name in category or ():
        _known_category(name)
    chosen = [each for each in operators() if not category or each.category in category]
    _, coverage = covering_chains(Mutator(pages), pages, chosen, seed=seed, length=length, goal=goal)
    if json_file:
        with replacing(json_file) as stream:
            json.dump(coverage.to_dict(), stream, indent=1)
    console = terminal()
    console.print(str(coverage), style="bold", soft_wrap=True)
    if coverage.in_vain:
        where = "see the JSON" if json_file else "--json FILE"
        console.print(
            f"{len(coverage.in_vain)} pairs never both applied when tried alone, so none is feasible: {where}"
        )
    for defect in coverage.defects:
        console.print(defect, style="red", soft_wrap=True, markup=False)
    for first, second, why in coverage.missed_pairs[:20]:
        console.print(f"never together: {first} and {second}: {why}", soft_wrap=True, markup=False)
    return 1 if coverage.defects or coverage.share < goal else 0


def _known_category(name: str) -> None:
    if name not in CATEGORIES:
        raise UsageError(f"unknown category {name!r}{did_you_mean(name, CATEGORIES)} (known: {', '.join(CATEGORIES)})")


def _first_applied(mutator: Mutator, hosts: list[Case], step: Step) -> Mutant | None:
    for host in hosts:
        mutant = mutator.apply(host, [step])
        if mutant.status is Status.RAN:
            return mutant
    return None
