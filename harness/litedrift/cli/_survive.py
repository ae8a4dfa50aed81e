"""``litedrift survive``: the survival curve, the half-life, each operator alone, and honesty."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from lxml import etree
from rich.table import Table

from litedrift._settings import load_settings
from litedrift._version import __version__
from litedrift.cli._app import with_records
from litedrift.cli._options import CorpusOption, Named, OverlayOption, Terms, open_corpus
from litedrift.cli._scale import DaskOption, JobsOption, bench_for, scale_of
from litedrift.cli._subjects import end_subject, subject_recipe
from litedrift.cli._terminal import QuietOption, print_part, progress_bar, terminal
from litedrift.cli._writable import to_write
from litedrift.corpus import NORMALISER_VERSION
from litedrift.drift import LONGEST, Mutator, Weights, drift_weights
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.judge import Oracle, Run, Survival, paired
from litedrift.judge import survive as measure
from litedrift.statistics import wilson

if TYPE_CHECKING:
    from rich.console import Console


@with_records
def survive(
    *,
    named: Named,
    chains: Annotated[int, typer.Option(min=1, help="Growing chains of up to 20 operators.")] = 200,
    seeds: Annotated[int, typer.Option(min=1, help="How often each operator is tried alone on each case.")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed draws other chains.")] = 0,
    oracle: Annotated[Oracle, typer.Option(help="gold: accuracy too; self: robustness alone.")] = Oracle.GOLD,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write the figures."),
    ] = None,
    plot: Annotated[
        Path | None,
        to_write("--plot", "Draw the curve: .svg or .png."),
    ] = None,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    terms: Terms,
    jobs: JobsOption = "auto",
    dask: DaskOption = None,
    quiet: QuietOption = False,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(metavar="A.json B.json", help="Compare two results; nothing runs.", show_default=False),
    ] = None,
) -> int:
    """Measure how many composed changes an extractor survives, and whether it is honest when it does not.

    Example: litedrift survive --call mypackage.scraper:extract --oracle self --json survival.json
    """
    if compare is not None:
        return _compare(*compare)
    if plot:
        from litedrift.reports.html import check_drawable  # noqa: PLC0415  # templates are dear, and few runs draw

        check_drawable(plot)
    pages = open_corpus(corpus, overlay)
    scale = scale_of(jobs, dask)
    recipe = subject_recipe(load_settings(), named, terms)
    subject = recipe.open()
    described = bench_for(pages, corpus, overlay, recipe, oracle=oracle)
    run = Run(Mutator(pages), subject, oracle=oracle)
    result, weights, console = Survival(), drift_weights(), terminal(quiet=quiet)
    try:
        with progress_bar("surviving", chains + seeds, quiet=quiet) as advance:
            measure(
                run,
                pages,
                chains=chains,
                seed=seed,
                seeds=seeds,
                advance=advance,
                described=described,
                scale=scale,
                into=result,
            )
    except KeyboardInterrupt as cut:
        return print_part(console, cut, lambda: _print(console, result, weights))
    finally:
        end_subject(subject)
    if result.tally.total.ran + result.tally.total.errored == 0:
        raise UsageError("zero pages ran: nothing was measured")
    if json_file:
        head = {
            "litedrift": __version__,
            "subject": subject.name,
            "oracle": str(oracle),
            "corpus": pages.version,
            "normaliser": NORMALISER_VERSION,
            "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
            "python": platform.python_version(),
            "plan": {"chains": chains, "seed": seed, "seeds": seeds},
        }
        with replacing(json_file) as stream:
            json.dump(head | result.to_dict(weights), stream, indent=2)
    if plot:
        from litedrift.reports.html import curve_of_survival, draw_file  # noqa: PLC0415  # the same

        draw_file([curve_of_survival(result.to_dict(weights), subject.name, "survive")], plot)
    _print(console, result, weights)
    honest = not (result.tally.total.invented or result.tally.wrong_carrier or result.tally.silent_wrong)
    return 0 if honest and result.share(LONGEST) == 1 and not result.tally.total.failed else 1


def _compare(first: Path, second: Path) -> int:
    """Print where two subjects differ on the same chains."""
    results = [_read(path) for path in (first, second)]
    names = [str(each.get("subject", path.stem)) for each, path in zip(results, (first, second), strict=True)]
    console = terminal()
    for letter, name in zip("AB", names, strict=True):
        console.print(f"{letter}  {name}", soft_wrap=True, markup=False)
    table = Table("k", "A", "B", "difference", "95% band", "A alone", "B alone", "p", box=None, pad_edge=False)
    for each in paired(*results):
        low, high = each.band
        table.add_row(
            str(each.k),
            f"{each.first:.1%}",
            f"{each.second:.1%}",
            f"{each.first - each.second:+.1%}",
            f"{low:+.1%} to {high:+.1%}",
            str(each.first_only),
            str(each.second_only),
            f"{each.p:.2g}",
        )
    console.print(table)
    console.print(f"{results[0]['chains']} chains on {results[0]['pages']} pages, the same for both", style="bold")
    return 0


def _read(path: Path) -> dict[str, Any]:
    try:
        result = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a result of `litedrift survive --json`: {error}") from None
    if not isinstance(result, dict):
        raise UsageError(f"{path}: not a result of `litedrift survive --json`")
    return result


def _print(console: Console, result: Survival, weights: Weights) -> None:
    table = Table("k", "S(k)", "95% band", box=None, pad_edge=False, header_style="bold")
    bands = result.bands()
    for k, (low, high) in enumerate(bands[:LONGEST], start=1):
        table.add_row(str(k), f"{result.share(k):.1%}", f"{low:.1%} to {high:.1%}")
    console.print(table)
    half = result.half_life
    console.print(
        f"\nhalf-life {half or f'above {LONGEST}'} operators, over {len(result.fates)} chains on {result.pages} pages"
        f" ({result.left_out} left out: not claimed, or no record of the clean page)"
    )
    if result.operators:  # none was tried yet where the chains were interrupted
        _print_singles(console, result, weights)
    honest = result.honesty()
    console.quiet = False
    console.print(
        f"honesty: {honest['invented_of_destroyed']} answers for {honest['destroyed_fields']} destroyed fields, "
        f"{honest['invented']} invented and {honest['silent_wrong']} silently wrong of {honest['fields']} fields, "
        f"{honest['wrong_carrier']} from a wrong carrier; refused {honest['refused']} of {honest['refusals_asked']} "
        f"pages that are no article, and {honest['refused_wrongly']} of {honest['pages_to_read']} that are",
        style="bold",
    )


def _print_singles(console: Console, result: Survival, weights: Weights) -> None:
    worst = sorted(result.operators.items(), key=lambda item: item[1][0] / item[1][1])[:12]
    table = Table(
        "weakest under one operator", "survived", "of", "95% interval", box=None, pad_edge=False, header_style="bold"
    )
    for name, (won, ran) in worst:
        low, high = wilson(won, ran)
        table.add_row(name, str(won), str(ran), f"{low:.1%} to {high:.1%}")
    console.print()
    console.print(table)
    known = len(result.operators.keys() - weights.unknown)
    console.print(
        f"\nsingle operators, weighted by how often each change breaks extractors: "
        f"{result.weighted(dict(weights.breaking)):.2%}, by how often it happens without: "
        f"{result.weighted(dict(weights.background)):.2%}, unweighted "
        f"{result.weighted(dict.fromkeys(result.operators, 1.0)):.2%} "
        f"(the frequency of {known} of {len(result.operators)} is known)"
    )
