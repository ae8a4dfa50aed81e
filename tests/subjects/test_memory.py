"""Memory is watched from outside, while processes come and go."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from litedrift.subjects._memory import _descendants

if TYPE_CHECKING:
    import pytest


def test_a_process_that_goes_while_it_is_looked_at_has_no_descendants(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: Path, pattern: str):
        raise FileNotFoundError(2, "No such file or directory", str(path / pattern))

    monkeypatch.setattr(Path, "glob", gone)

    assert _descendants(os.getpid()) == []
