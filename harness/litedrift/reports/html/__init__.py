"""The report that one opens in a browser: one file, no network, from the event stream."""

from __future__ import annotations

from litedrift.reports.html._curve import Curve, Point, check_drawable, curve_of_survival, draw_file
from litedrift.reports.html._facts import Facts
from litedrift.reports.html._write import Options, render_report, write_report

__all__ = [
    "Curve",
    "Facts",
    "Options",
    "Point",
    "check_drawable",
    "curve_of_survival",
    "draw_file",
    "render_report",
    "write_report",
]
