"""Reads the bundled cases once in each process, for tests and for the commands that they call: no test changes them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from litedrift.corpus import _load, bundled_corpus

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.corpus import Case

_read_cases = _load._read_cases


@cache
def _bundled() -> dict[str, Case]:
    return _read_cases(bundled_corpus(), private=False)


def _read_once(root: Path, *, private: bool) -> dict[str, Case]:
    """Read the cases of any other place each time: tests write there."""
    return dict(_bundled()) if root == bundled_corpus() and not private else _read_cases(root, private=private)


_load._read_cases = _read_once
