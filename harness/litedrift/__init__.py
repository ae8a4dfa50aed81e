"""Test HTML extractors: saved pages with gold, markup drift with contracts, verdicts that name inventions."""

from __future__ import annotations

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
