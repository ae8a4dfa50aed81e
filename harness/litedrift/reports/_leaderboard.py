"""The leaderboard that people read: one table a question, each share beside its denominator and band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.table import Table

from litedrift.reports._compare import BODY_F1, MEASURES, READ, ROBUST, ROBUST_PAGES, ROUNDS, SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console

#: The tables in order: title, and the label of each measure.
_TABLES: Final = (
    ("fields read right on clean pages, of all that gold has", {READ: ""}),
    ("words of the body on clean pages, F1 (secondary)", {BODY_F1: ""}),
    ("as on the clean page, right or wrong, under changes that preserve it", {ROBUST: "fields", ROBUST_PAGES: "pages"}),
    (
        "honesty, over all pages: fewer is better",
        {
            "invented": "invented",
            "silent_wrong": "silently wrong",
            "wrong_carrier": "wrong carrier",
            "accepted_wrongly": "read, no article",
            "refused_wrongly": "refused, readable",
        },
    ),
)


def print_leaderboard(console: Console, result: Mapping[str, Any]) -> None:
    """Print the result of a comparison, as ``compare --json`` has it; a quiet console gets the last line alone."""
    subjects: Sequence[Mapping[str, Any]] = result["subjects"]
    fields = {name: name.removeprefix("right/") for name in MEASURES if name.startswith("right/")}
    for title, labels in (*_TABLES[:1], ("each field that is claimed, on clean pages", fields), *_TABLES[1:]):
        _print(console, title, _table(_rows(labels, subjects)))
    _print(console, "time of a clean article, as a multiple of parsing it with lxml", _speed(subjects))
    for subject in subjects:
        outcomes = ", ".join(f"{count} {kind}" for kind, count in subject["outcomes"].items())
        left_out = f"; {subject['left_out']} changed pages left out of robustness" if subject["left_out"] else ""
        console.print(f"{subject['name']}: {outcomes}{left_out}")
    plan, corpus = result["plan"], result["corpus"]
    console.quiet = False
    console.print(
        f"plan {plan['name']}, seed {plan['seed']}, {plan['items']} pages of {corpus['name']} {corpus['version']}; "
        f"95% bands from {ROUNDS} resamples of its pages, seed {SEED}; litedrift {result['litedrift']}, "
        f"libxml2 {result['libxml2']}, Python {result['python']}",
        style="bold",
    )


def _rows(names: Mapping[str, str], subjects: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, ...]]:
    for measure, label in names.items():
        for subject in subjects:
            share = subject["measures"].get(measure)
            if share is not None:
                low, high = share["band"]
                hits = f"{share['hits']:.1f}" if isinstance(share["hits"], float) else str(share["hits"])
                yield (
                    label,
                    subject["name"],
                    hits,
                    str(share["of"]),
                    f"{share['share']:.1%}",
                    f"{low:.1%} to {high:.1%}",
                )


def _print(console: Console, title: str, table: Table) -> None:
    if table.row_count:
        console.print(title, style="bold")
        console.print(table)
        console.print()


def _table(rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("extractor")
    for name in ("n", "of", "share", "95% band"):
        table.add_column(name, justify="right")
    last = ""
    for label, name, *cells in rows:
        if label != last:
            table.add_row(label, style="italic")
        last = label
        table.add_row(f"  {name}" if label else name, *cells)
    return table


def _speed(subjects: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("extractor")
    for name in ("pages", "× parse", "95% band", "ms here"):
        table.add_column(name, justify="right")
    for subject in subjects:
        speed = subject["speed"]
        if speed is not None:
            low, high = speed["band"]
            table.add_row(
                subject["name"],
                str(speed["pages"]),
                f"{speed['times_parse']:.1f}",
                f"{low:.1f} to {high:.1f}",
                f"{speed['milliseconds']:.2f}",
            )
    return table
