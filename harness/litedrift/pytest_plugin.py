"""The pytest face. Inert until it is given a subject: ``pytest --litedrift-call package.module:function``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; without them nothing of a user's own run changes."""
    group = parser.getgroup("litedrift", "judge an HTML extractor against the litedrift corpus")
    group.addoption(
        "--litedrift-call",
        metavar="MODULE:FUNCTION",
        help="collect one item per corpus case and field for this extractor",
    )
