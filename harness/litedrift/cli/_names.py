"""The options that take a name of ours, which a shell completes; what is dear to know is looked up only then."""

from __future__ import annotations

from typing import Annotated

import typer


def _cases(incomplete: str) -> list[str]:
    from litedrift.corpus import load_corpus  # noqa: PLC0415  # see above

    return [case.id for case in load_corpus() if case.id.startswith(incomplete)]


def _operators(incomplete: str) -> list[str]:
    from litedrift.drift import operators  # noqa: PLC0415  # see above

    return [each.name for each in operators() if each.name.startswith(incomplete)]


def _fields(incomplete: str) -> list[str]:
    from litedrift.corpus import FIELDS  # noqa: PLC0415  # see above

    before, comma, begun = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for names in FIELDS.values() for name in names if name.startswith(begun)]


def _kinds(incomplete: str) -> list[str]:
    return [each for each in ("article", "index") if each.startswith(incomplete)]


def peers(incomplete: str) -> list[str]:
    """Return the libraries whose name begins so."""
    from litedrift.subjects import PEERS  # noqa: PLC0415  # see above

    return [each for each in PEERS if each.startswith(incomplete)]


CaseOption = Annotated[
    list[str] | None,
    typer.Option("--case", metavar="ID", help="Only this case.", show_default=False, autocompletion=_cases),
]
OperatorOption = Annotated[
    list[str] | None,
    typer.Option(
        "--operator",
        metavar="NAME",
        help="Only this operator; repeat it for chains, which are then of these alone.",
        show_default=False,
        autocompletion=_operators,
    ),
]
OneOperator = Annotated[str, typer.Argument(metavar="NAME", autocompletion=_operators)]
OneCaseOption = Annotated[
    str | None,
    typer.Option("--case", metavar="ID", help="The case to show it on.", show_default=False, autocompletion=_cases),
]
FieldsOption = Annotated[
    str | None,
    typer.Option(
        "--fields", metavar="A,B", help="Judge these fields only.", show_default=False, autocompletion=_fields
    ),
]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="Judge article or index pages only.",
        show_default=False,
        autocompletion=_kinds,
    ),
]
