"""One self-contained HTML file from the facts of one run or several."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.reports.html._curve import curve_of_run, curve_of_survival, draw_svg
from litedrift.reports.html._heat import heat_by_subject, heat_map
from litedrift.reports.html._history import histories
from litedrift.reports.html._pairs import disputed, pairs, why_not_the_same
from litedrift.reports.html._panels import Panels, in_order, listed
from litedrift.reports.html._text import clip, count, percent, visible
from litedrift.reports.html._verdict import denominators, honesty, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from litedrift.drift import Mutator
    from litedrift.reports.html._curve import Curve
    from litedrift.reports.html._facts import Facts

_HERE: Final = Path(__file__).parent
#: Bytes that failures in full may take together, bytes of one, and how many: the file stays under two megabytes.
_BUDGET: Final = 1_450_000
_LARGEST: Final = 250_000
_PANELS: Final = 60
#: Failures that are listed by their ids beside those in full.
_LISTED: Final = 300
_NAME: Final = 80
#: How many runs one report compares.
_RUNS: Final = 6


@dataclass(frozen=True)
class Options:
    """What a report shows beside the events.

    `reproduce` is the command that reads a page again, `minimal` maps the id of a failure to that of the smallest, and
    `survival` holds results of ``litedrift survive --json`` by subject.
    """

    include_private: bool = False
    reproduce: str = "litedrift replay"
    minimal: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    survival: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))


def write_report(path: Path, runs: Sequence[Facts], mutator: Mutator, options: Options | None = None) -> None:
    """Write the report of one run, or the comparison of several.

    Raises:
        UsageError: there are too many runs, or none.

    """
    text = render_report(runs, mutator, options or Options())
    with replacing(path) as stream:
        stream.write(text)


def render_report(runs: Sequence[Facts], mutator: Mutator, options: Options) -> str:
    """Return the report as text."""
    if not 1 <= len(runs) <= _RUNS:
        raise UsageError(f"{len(runs)} runs: a report shows one to {_RUNS}")
    names = _names(runs)
    curves = [_curve(facts, name, options) for facts, name in zip(runs, names, strict=True)]
    svg = draw_svg(curves)
    first = disputed(runs) if len(runs) > 1 else frozenset[str]()
    panels, rest, left = _failures(runs, mutator, options, first | options.minimal.keys())
    style, script = ((_HERE / name).read_text("utf-8") for name in ("report.css", "report.js"))
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        _environment()
        .get_template("compare.html.j2" if len(runs) > 1 else "run.html.j2")
        .render(
            style=Markup(style),  # noqa: S704  # our own file
            script=Markup(script),  # noqa: S704  # our own file
            script_digest=digest,
            runs=[_run(facts, name, mutator) for facts, name in zip(runs, names, strict=True)],
            curves=curves,
            svg=None if svg is None else Markup(svg),  # noqa: S704  # drawn by Vega from names that it escapes
            pairs=pairs(runs, names),
            unlike=why_not_the_same(runs),
            by_field=heat_by_subject(runs, names, by_field=True),
            by_change=heat_by_subject(runs, names, by_field=False),
            disputed=len(first),
            panels=panels,
            listed=rest,
            left_out=left,
        )
    )


def _run(facts: Facts, name: str, mutator: Mutator) -> dict[str, Any]:
    corpus = facts.header["corpus"]
    known = mutator.corpus
    other = (corpus["name"], corpus["version"]) != (known.name, known.version)
    return {
        "name": name,
        "header": facts.header,
        "sentence": sentence(facts),
        "good": not facts.failed,
        "denominators": denominators(facts),
        "honesty": honesty(facts),
        "heat": heat_map(facts),
        "histories": histories(facts, mutator.corpus),
        "judged": facts.judged,
        "failed": len(facts.failed),
        "baseline": facts.footer.get("baseline"),
        "other_corpus": f"{known.name} {known.version}" if other else "",
    }


def _curve(facts: Facts, name: str, options: Options) -> Curve:
    result = options.survival.get(facts.subject)
    return curve_of_run(facts, name) if result is None else curve_of_survival(result, name, facts.subject)


def _names(runs: Sequence[Facts]) -> list[str]:
    """Return the subjects' names; runs of one subject are numbered."""
    names = [clip(facts.subject, _NAME) for facts in runs]
    return [f"{name} ({n})" if names.count(name) > 1 else name for n, name in enumerate(names, start=1)]


def _failures(
    runs: Sequence[Facts], mutator: Mutator, options: Options, first: frozenset[str]
) -> tuple[list[Markup], list[tuple[str, str, str]], int]:
    """Return failures in full as long as there is room, some of the rest by their ids, and how many are left out."""
    maker = Panels(
        mutator, include_private=options.include_private, minimal=options.minimal, reproduce=options.reproduce
    )
    template = _environment().get_template("panel.html.j2")
    shown: list[Markup] = []
    rest: list[tuple[str, str, str]] = []
    room = _BUDGET
    total = sum(len(facts.failed) for facts in runs)
    for facts in runs:
        events = in_order(facts.failed, first)
        share = _PANELS // len(runs)
        for number, event in enumerate(events[:share], start=len(shown) + 1):
            text = template.render(panel=maker.panel(facts, event), number=number, several=len(runs) > 1)
            size = len(text.encode("utf-8"))
            if size <= min(room, _LARGEST):
                room -= size
                shown.append(Markup(text))  # noqa: S704  # rendered by a template that escapes
            else:
                rest += listed(facts, [event])
        rest += listed(facts, events[share : share + _LISTED])
    rest = rest[:_LISTED]
    return shown, rest, total - len(shown) - len(rest)


@cache
def _environment() -> Environment:
    """Return the templates' environment: everything is escaped, and every text made visible."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        finalize=visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"count": count, "percent": percent}
    return environment
