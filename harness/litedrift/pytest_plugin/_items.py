"""Collectors and items with names of their own: they stand for pages of a corpus, not for files of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from litedrift.pytest_plugin._checks import Finding, Known, Skipped

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from _pytest._code.code import ExceptionInfo, TerminalRepr


class Group(pytest.Collector):
    """The items of one corpus page, or of one kind of item."""

    def __init__(self, *, checks: dict[str, Callable[[], None]], **parts: Any) -> None:
        super().__init__(**parts)
        self._checks = checks

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one item a check."""
        for name, check in self._checks.items():
            yield CheckItem.from_parent(self, name=name, check=check)


class CheckItem(pytest.Item):
    """One check; fails without a traceback, since no line of anybody's test is at fault."""

    def __init__(self, *, check: Callable[[], None], **parts: Any) -> None:
        super().__init__(**parts)
        self._check = check

    def runtest(self) -> None:
        """Judge."""
        try:
            self._check()
        except Finding as finding:
            self.user_properties += finding.properties
            raise
        except Known as known:
            pytest.xfail(str(known))
        except Skipped as reason:
            pytest.skip(str(reason))

    def repr_failure(self, excinfo: ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """Return a finding's own text; the traceback of anything else."""
        if isinstance(excinfo.value, Finding):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """Return the name's first part as a place: no file of the project stands behind it."""
        group, _, name = self.nodeid.partition("::")
        return self.config.rootpath / group, None, name
