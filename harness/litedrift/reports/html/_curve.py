"""The survival curve: its numbers, and its drawing by Vega-Lite, as a vector or as pixels.

The numbers are what `litedrift survive --json` measured, if that is given: chains that grow, with a band over pages.
Otherwise they are those of the run itself: of the pages under so many operators, the share that was read wholly right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.reports.html._text import clip
from litedrift.statistics import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from litedrift.reports.html._facts import Facts

#: Okabe and Ito's colours without the yellow that no paper shows, and without black.
COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
#: Longer curves and more subjects than this are not to be read.
_POINTS: Final = 24
#: What a drawing needs; the numbers never do.
EXTRA: Final = "drawing needs vl-convert-python: pip install 'litedrift[plots]'"


@dataclass(frozen=True, slots=True)
class Point:
    """The share that survives `k` operators, its 95% band, and of how many pages or chains (0: not told)."""

    k: int
    share: float
    low: float
    high: float
    of: int = 0


@dataclass(frozen=True, slots=True)
class Curve:
    """One subject's curve; `grown` says that it is of growing chains."""

    name: str
    points: tuple[Point, ...]
    grown: bool = False
    half_life: int | None = None


def curve_of_run(facts: Facts, name: str) -> Curve:
    """Return the share of pages read wholly right by their number of operators, with Wilson's intervals."""
    points = [
        Point(k, right / ran, *wilson(right, ran), of=ran) for k, (right, ran) in sorted(facts.lengths.items()) if ran
    ]
    return Curve(name, tuple(points[:_POINTS]))


def curve_of_survival(result: Mapping[str, Any], name: str, where: str) -> Curve:
    """Return the curve that `litedrift survive --json` wrote.

    Raises:
        UsageError: it is no such result.

    """
    try:
        points = tuple(
            Point(int(k), float(share), float(low), float(high), int(result["chains"]))
            for k, share in result["survival"].items()
            for low, high in [result["bands"][k]]
        )
        half = result["half_life"]
        return Curve(name, points, grown=True, half_life=half if half is None else int(half))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UsageError(f"{where}: not a result of `litedrift survive --json`") from None


def specification(curves: Sequence[Curve], *, ink: str) -> dict[str, Any]:
    """Return the drawing as a Vega-Lite specification; `ink` is the colour of axes and words."""
    names = [clip(curve.name, 40) for curve in curves]
    rows = [
        {"k": point.k, "share": point.share, "low": point.low, "high": point.high, "subject": name}
        for name, curve in zip(names, curves, strict=True)
        for point in curve.points
    ]
    several = len(curves) > 1
    colour = {
        "field": "subject",
        "type": "nominal",
        "scale": {"domain": names, "range": list(COLOURS)},
        "legend": {"orient": "bottom", "title": None, "symbolOpacity": 1, "labelLimit": 300} if several else None,
    }
    axis: dict[str, Any] = {"field": "k", "type": "quantitative", "title": "operators applied to one page"}
    axis |= {"axis": {"tickMinStep": 1, "format": "d", "grid": False}}
    words = {"labelColor": ink, "titleColor": ink, "labelFontSize": 13, "titleFontSize": 13}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "transparent",
        "width": 560,
        "height": 240,
        "padding": 6,
        "data": {"values": rows},
        "config": {
            "font": "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif",
            "view": {"stroke": None},
            "axis": words
            | {"titleFontWeight": "normal", "domainColor": ink, "tickColor": ink, "gridColor": ink}
            | {"gridOpacity": 0.15},
            "legend": words,
        },
        "encoding": {"x": axis, "color": colour},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.2},
                "encoding": {
                    "y": {"field": "low", "type": "quantitative", "scale": {"domain": [0, 1]}},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "point": {"size": 55, "filled": True}},
                "encoding": {
                    "y": {"field": "share", "type": "quantitative", "title": "read wholly right"}
                    | {"axis": {"format": ".0%", "tickCount": 5}},
                }
                # Lines are told apart without colour, too.
                | ({"strokeDash": {"field": "subject", "type": "nominal", "legend": None}} if several else {}),
            },
        ],
    }


def draw_svg(curves: Sequence[Curve], *, ink: str = "currentColor") -> str | None:
    """Return the drawing as SVG, or None when what draws it is not installed."""
    try:
        import vl_convert  # noqa: PLC0415  # an extra, and seconds to load
    except ImportError:
        return None
    return str(vl_convert.vegalite_to_svg(specification(curves, ink=ink)))


def draw_file(curves: Sequence[Curve], path: Path) -> None:
    """Write the drawing to a file whose suffix says the form: .svg or .png.

    Raises:
        UsageError: the suffix is another one, or what draws is not installed.

    """
    check_drawable(path)
    import vl_convert  # noqa: PLC0415  # an extra, and seconds to load

    specified = specification(curves, ink="#222222") | {"background": "white"}
    if path.suffix.lower() == ".svg":
        data = str(vl_convert.vegalite_to_svg(specified)).encode()
    else:
        data = bytes(vl_convert.vegalite_to_png(specified, scale=2))
    with replacing(path, binary=True) as stream:
        stream.write(data)


def check_drawable(path: Path) -> None:
    """Say before a run, not after it, that a drawing cannot be made.

    Raises:
        UsageError: see `draw_file`.

    """
    if path.suffix.lower() not in (".svg", ".png"):
        raise UsageError(f"{path}: a plot is a file named .svg or .png")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"{path}: no such directory")
    try:
        import vl_convert  # noqa: F401, PLC0415  # an extra, and seconds to load
    except ImportError:
        raise UsageError(EXTRA) from None
