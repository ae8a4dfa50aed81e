"""Every error that litedrift raises on purpose.

LitedriftError                 the message is one line: what was wrong, where, what to do
 +-- UsageError (ValueError)   a wrong option, an unknown name, nothing to run
 +-- CorpusError (ValueError)  a corpus that cannot be trusted: missing file, bad digest, bad schema
 +-- DriftError (ValueError)   a mutant id that names no mutant
 +-- SubjectError (RuntimeError)  the extractor under test cannot be started
 +-- BaselineError (ValueError)   an expectations file that cannot be read

Each subclasses the built-in that a caller would catch anyway. The command line turns all of them into exit code 2.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BaselineError",
    "CorpusError",
    "DriftError",
    "LitedriftError",
    "SubjectError",
    "UsageError",
    "did_you_mean",
]


class LitedriftError(Exception):
    """The root: nothing could be judged, and the message says why in one line."""


class UsageError(LitedriftError, ValueError):
    """The call itself was wrong: an unknown name, a missing option, an empty selection."""


class CorpusError(LitedriftError, ValueError):
    """The corpus on disk contradicts itself or its schema."""


class DriftError(LitedriftError, ValueError):
    """A mutant id that cannot be read, or that names an operator or parameter that does not exist."""


class SubjectError(LitedriftError, RuntimeError):
    """The subject could not be found, imported or started."""


class BaselineError(LitedriftError, ValueError):
    """The file of expected failures cannot be read, or names what does not exist."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean X?"`` for the nearest known name, or an empty string."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
