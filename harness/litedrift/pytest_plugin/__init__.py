"""The pytest face. Inert until it is given a subject: ``pytest --litedrift-call package.module:function``.

Nothing below is imported, and nothing of a user's own run changes, unless the option or the ini key is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

    from litedrift.pytest_plugin._parametrize import Check, parametrize

__all__ = ["Check", "parametrize", "pytest_addoption", "pytest_configure"]

#: What one pytest item is: one field of one page, one operator on all pages, or one page.
_ITEMS = ("fields", "operators", "cases")


if not TYPE_CHECKING:  # a checker would take any misspelt name for an Any

    def __getattr__(name: str) -> Any:
        if name not in ("Check", "parametrize"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from litedrift.pytest_plugin import _parametrize  # noqa: PLC0415  # every pytest run loads this plugin

        return getattr(_parametrize, name)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and ini keys; without them nothing of a user's own run changes."""
    group = parser.getgroup("litedrift", "judge an HTML extractor against the litedrift corpus")
    group.addoption(
        "--litedrift-call",
        metavar="MODULE:FUNCTION",
        help="the extractor; collects one item per corpus page and field (ini: litedrift_call)",
    )
    group.addoption(
        "--litedrift-items",
        choices=_ITEMS,
        help="an item is one field of a clean page, one operator on all pages, or one clean page "
        "(default: fields; ini: litedrift_items)",
    )
    group.addoption(
        "--litedrift-baseline",
        metavar="FILE",
        help="known failures, expected to fail (default: litedrift-baseline.toml beside pyproject.toml)",
    )
    parser.addini("litedrift_call", "the extractor that litedrift judges: package.module:function")
    parser.addini("litedrift_items", "what one litedrift item is: fields, operators or cases", default="fields")


def pytest_configure(config: pytest.Config) -> None:
    """Switch the suite on where a subject is named."""
    asked = config.getoption("litedrift_call")
    spec = asked or config.getini("litedrift_call")
    if spec:
        from litedrift.pytest_plugin._suite import activate  # noqa: PLC0415  # a user's own run pays nothing for it

        activate(config, spec, by_option=bool(asked), known_items=_ITEMS)
