"""Test HTML extractors: saved pages with gold, markup drift with contracts, verdicts that name inventions.

A name is imported when it is first used: the command's help and an inert pytest plugin need none of them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from litedrift._version import __version__
    from litedrift.corpus import Case, Corpus, Gold, load_corpus
    from litedrift.drift import Mutant, Mutator, Operator, operators
    from litedrift.errors import BaselineError, CorpusError, DriftError, LitedriftError, SubjectError, UsageError
    from litedrift.judge import Doubt, Judgement, Validation, Verdict, judge, validate
    from litedrift.pytest_plugin import parametrize

__all__ = [
    "BaselineError",
    "Case",
    "Corpus",
    "CorpusError",
    "Doubt",
    "DriftError",
    "Gold",
    "Judgement",
    "LitedriftError",
    "Mutant",
    "Mutator",
    "Operator",
    "SubjectError",
    "UsageError",
    "Validation",
    "Verdict",
    "__version__",
    "judge",
    "load_corpus",
    "operators",
    "parametrize",
    "validate",
]

#: Room → what of it stands here.
_ROOMS: Final = {
    "_version": ("__version__",),
    "corpus": ("Case", "Corpus", "Gold", "load_corpus"),
    "drift": ("Mutant", "Mutator", "Operator", "operators"),
    "errors": ("BaselineError", "CorpusError", "DriftError", "LitedriftError", "SubjectError", "UsageError"),
    "judge": ("Doubt", "Judgement", "Validation", "Verdict", "validate"),
    "pytest_plugin": ("parametrize",),
}
_HOMES: Final = {name: room for room, names in _ROOMS.items() for name in names}


if not TYPE_CHECKING:  # a checker would take any misspelt name for an Any

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """``litedrift.judge`` is the function, before and after the room of that name is imported."""

    @property
    def judge(self) -> Any:
        return import_module(f"{__name__}.judge").judge

    @judge.setter
    def judge(self, room: ModuleType) -> None:
        """Let the import of the room change nothing."""


sys.modules[__name__].__class__ = _Package
