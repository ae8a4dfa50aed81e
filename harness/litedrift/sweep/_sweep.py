"""Many archives: which files, which of them are done, and what all of them amount to."""

from __future__ import annotations

import glob
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litedrift.errors import UsageError
from litedrift.sweep._file import Job, sweep_file
from litedrift.sweep._write import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from litedrift.runner import Workers


@dataclass
class Sweep:
    """The sum of all files. `pages` counts pages by outcome, `doubts` pages by field and verdict.

    `templates` maps each to its nearest epoch, its pages, and the first and last day on which it was seen.
    """

    files: int = 0
    corrupt: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)

    def add(self, counts: dict[str, Any]) -> None:
        """Add what one file came to."""
        self.files += 1
        self.corrupt += counts["corrupt"]
        self.pages.update(counts["pages"])
        self.doubts.update(counts["doubts"])
        self.damaged += [f"{counts['file']}: {each}" for each in counts["damage"]]
        for name, each in counts["templates"].items():
            known = self.templates.setdefault(name, {**each, "pages": 0})
            known["pages"] += each["pages"]
            known["first"], known["last"] = min(known["first"], each["first"]), max(known["last"], each["last"])

    def to_dict(self) -> dict[str, Any]:
        """Return the summary: templates in the order in which they were first seen."""
        order = sorted(self.templates.items(), key=lambda item: (item[1]["first"], -item[1]["pages"], item[0]))
        return {
            "files": self.files,
            "pages": dict(sorted(self.pages.items())),
            "corrupt": self.corrupt,
            "damaged": self.damaged,
            "doubts": dict(sorted(self.doubts.items())),
            "templates": [{"template": name, **each} for name, each in order],
        }


def inputs(patterns: Iterable[str]) -> list[Path]:
    """Return the files that paths and globs name, each once, in order.

    Raises:
        UsageError: a pattern names none.

    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        hits = sorted(glob.glob(pattern, recursive=True)) if glob.has_magic(pattern) else [pattern]  # noqa: PTH207
        files = [Path(hit) for hit in hits if Path(hit).is_file()]
        if not files:
            raise UsageError(f"{pattern}: no such file")
        found |= dict.fromkeys(files)
    return list(found)


def sweep(
    job: Job,
    files: Iterable[Path],
    workers: Workers,
    *,
    advance: Callable[[], None] = lambda: None,
    into: Sweep | None = None,
) -> Sweep:
    """Sweep every file that was not swept before by the same job; `advance` is called after each.

    `into` is filled on the way: whoever is interrupted has there what the files so far came to.

    Raises:
        UsageError: the rows cannot be written, or a file not read.
        SubjectError: the subject cannot be opened, or a worker died.

    """
    require(job.form)
    Path(job.target).mkdir(parents=True, exist_ok=True)
    paths = list(files)
    known = {path: job.finished(path) for path in paths}
    fresh = workers.map(sweep_file, ((job, str(path)) for path in paths if known[path] is None))
    result = into or Sweep()
    for path in paths:
        result.add(known[path] or next(fresh))
        advance()
    return result
