"""``@litedrift.parametrize(extract)``: a test of one's own, once a corpus page."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift._settings import load_settings
from litedrift.corpus import FIELDS, Case
from litedrift.errors import UsageError, did_you_mean
from litedrift.subjects import CallableSubject, Fitting, load_callable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from litedrift.pytest_plugin._checks import Checks


@dataclass(frozen=True)
class Check:
    """One corpus page with the extractor that is to read it."""

    case: Case
    _checks: Checks = field(repr=False)

    def check(self) -> None:
        """Judge the page.

        Raises:
            AssertionError: a field is not as gold has it, and the baseline does not excuse it.

        """
        import pytest  # noqa: PLC0415  # the decorator is the only part that needs it

        from litedrift.pytest_plugin._checks import Finding, Known, Skipped  # noqa: PLC0415  # the same

        __tracebackhide__ = True
        try:
            self._checks.page(self.case)
        except Known as known:
            pytest.xfail(str(known))
        except Skipped as reason:
            pytest.skip(str(reason))
        except Finding as finding:
            pytest.fail(str(finding), pytrace=False)


def parametrize(
    extract: Callable[..., Any] | str,
    *,
    fields: Collection[str] | None = None,
    kinds: Collection[str] | None = None,
    baseline: Path | str | None = None,
) -> Any:
    """Return a decorator that calls a test once a corpus page, with a `Check` as its argument ``case``.

    `extract` is the extractor, or its name as ``package.module:function``. What is left out is taken from
    ``[tool.litedrift]`` of the nearest pyproject.toml: the fields and kinds that it claims to read, the map of
    names, the baseline.

    Example::

        @litedrift.parametrize(extract)
        def test_conformance(case):
            case.check()

    Raises:
        UsageError: a field or kind does not exist.
        BaselineError: the baseline names what does not exist.

    """
    import pytest  # noqa: PLC0415  # litedrift works without pytest

    from litedrift.cli._options import open_corpus  # noqa: PLC0415  # a command line is no part of `import litedrift`
    from litedrift.cli._outputs import open_baseline  # noqa: PLC0415  # the same
    from litedrift.pytest_plugin._checks import Checks  # noqa: PLC0415  # nor is this

    settings = load_settings()
    pages = open_corpus(None, None, settings)
    function = load_callable(extract) if isinstance(extract, str) else extract
    subject = CallableSubject(
        function,
        fields=_known(fields, settings.get("fields"), {name for names in FIELDS.values() for name in names}, "field"),
        kinds=_known(kinds, settings.get("kinds"), {"article", "index"}, "kind"),
        refuse_on=tuple(settings.get("refuse_on", ())),
        fitting=Fitting(rename=MappingProxyType(dict(settings.get("map", {}))), kind=settings.get("kind")),
    )
    known = open_baseline(Path(baseline) if baseline else None, settings, pages)
    checks = Checks(pages, subject, known, replay=f"litedrift replay {{id}} --call {subject.name}")
    return pytest.mark.parametrize("case", [pytest.param(Check(case, checks), id=case.id) for case in pages])


def _known(
    given: Collection[str] | None, setting: Collection[str] | None, known: Collection[str], what: str
) -> frozenset[str] | None:
    names = setting if given is None else given
    for name in names or ():
        if name not in known:
            raise UsageError(f"unknown {what} {name!r}{did_you_mean(name, known)}")
    return None if names is None else frozenset(names)
