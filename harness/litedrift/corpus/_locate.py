"""Where the bundled corpus lies: inside the installed package, or beside the sources of a checkout."""

from __future__ import annotations

import functools
from pathlib import Path

from litedrift.errors import CorpusError


@functools.cache
def bundled_corpus() -> Path:
    """Return the directory of the corpus that ships with litedrift.

    Raises:
        CorpusError: the installation is incomplete.

    """
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_corpus", package.parent.parent / "corpus"):
        if (candidate / "CORPUS.toml").is_file():
            return candidate
    raise CorpusError(f"no corpus beside {package}: reinstall litedrift, or name one with --corpus DIR")
