"""How long, how large and how often: what a subject in a process of its own may cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MEGABYTE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a subject's process.

    `timeout` seconds for one page, `start` seconds until it says hello. `memory` bytes of resident memory for the
    process and its children, None: not watched. `restarts` in a row without an answer before it is given up;
    `line` bytes of one answer. `grace` seconds for what should be immediate: to go when told, and to send the real
    answer after a line that is none.
    """

    timeout: float = 10.0
    start: float = 30.0
    memory: int | None = None
    restarts: int = 3
    line: int = 64 * MEGABYTE
    grace: float = 1.0
