"""The suite inside a pytest session: what is collected, and under which names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from litedrift._settings import load_settings
from litedrift.cli._options import Named, open_corpus
from litedrift.cli._outputs import open_baseline
from litedrift.cli._subjects import open_subject
from litedrift.errors import LitedriftError, did_you_mean
from litedrift.pytest_plugin._checks import Checks
from litedrift.pytest_plugin._items import Group

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

#: All node ids begin with it, wherever the corpus was installed.
_ROOT = "litedrift"
#: The key under which an xdist controller tells its workers what was selected.
_WORKER = "litedrift_selected"


def activate(config: pytest.Config, spec: str, *, by_option: bool, known_items: Sequence[str]) -> None:
    """Load corpus, subject and baseline, and register the suite.

    Raises:
        pytest.UsageError: one of them cannot be loaded, or the baseline names what does not exist.

    """
    items = config.getoption("litedrift_items") or config.getini("litedrift_items")
    given = config.getoption("litedrift_baseline")
    try:
        if items not in known_items:
            raise pytest.UsageError(f"litedrift_items is {items!r}{did_you_mean(items, known_items)}")
        settings = load_settings(config.rootpath)
        pages = open_corpus(None, None, settings)
        known = open_baseline(Path(given) if given else None, settings, pages)
        subject = open_subject(settings, Named(spec))
    except LitedriftError as error:
        raise pytest.UsageError(f"litedrift: {' '.join(str(error).split())}") from None
    checks = Checks(pages, subject, known, replay=f"litedrift replay {{id}} --call {spec}")
    config.pluginmanager.register(Suite(config, checks, items, by_option=by_option), "litedrift-suite")


class Suite:
    """Adds the suite's collectors to the session.

    An argument that begins with ``litedrift/`` selects items, as a failed item's name is printed. An ini key
    alone adds nothing to a run for which the user named files of their own.
    """

    def __init__(self, config: pytest.Config, checks: Checks, items: str, *, by_option: bool) -> None:
        self._checks = checks
        self._items = items
        self._selected: list[str] | None
        workerinput = getattr(config, "workerinput", None)
        if workerinput is not None:
            self._selected, self._alone = workerinput[_WORKER]
        else:
            ours = [each for each in config.args if _names_items(config, each)]
            named = config.args_source is pytest.Config.ArgsSource.ARGS
            self._selected = ours if ours or by_option or not named else None
            self._alone = bool(ours) and len(ours) == len(config.args)
        # An xdist worker is given the whole command line again.
        config.args = [] if self._alone else [each for each in config.args if each not in (self._selected or ())]

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell an xdist worker what was selected: it sees other arguments."""
        node.workerinput[_WORKER] = (self._selected, self._alone)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Add our collectors to what the session found."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed and self._selected is not None:
            report.result = [*report.result, *self._groups(collector)]
        return report

    def pytest_unconfigure(self) -> None:
        """Let go of the subject."""
        self._checks.close()

    def _groups(self, session: pytest.Session) -> list[pytest.Collector]:
        found: list[pytest.Collector] = []
        known: list[str] = []
        for path, checks in self._checks.groups(self._items):
            group = f"{_ROOT}/{path}"
            known += [f"{group}::{name}" for name in checks]
            wanted = {name: check for name, check in checks.items() if self._wants(f"{group}::{name}")}
            if wanted:
                found.append(Group.from_parent(session, name=path, nodeid=group, checks=wanted))
        for each in self._selected or ():
            if not any(_within(name, each) for name in known):
                raise pytest.UsageError(f"litedrift: no item {each!r}{did_you_mean(each, known)}")
        return found

    def _wants(self, name: str) -> bool:
        return not self._selected or any(_within(name, each) for each in self._selected)


def _within(name: str, selected: str) -> bool:
    return name == selected or name.startswith((f"{selected.rstrip('/')}/", f"{selected}::"))


def _names_items(config: pytest.Config, argument: str) -> bool:
    """Whether an argument names items of ours, and no file that the user has."""
    path = argument.split("::", maxsplit=1)[0]
    return (path == _ROOT or path.startswith(f"{_ROOT}/")) and not (config.invocation_params.dir / path).exists()
