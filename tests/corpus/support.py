"""A corpus of one or a few cases that a test may break."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from litedrift.corpus import bundled_corpus

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("summer-vote-on-river-tolls", "note-stands-before-the-source", "index-spring-2018-bare-list")


def copied(root: Path, *, cases: tuple[str, ...] = SMALL, files: tuple[str, ...] = ()) -> Path:
    """Copy these cases and these files of the bundled corpus into `root`."""
    source = bundled_corpus()
    root.mkdir(parents=True, exist_ok=True)
    for name in ("site.toml", *files):
        shutil.copy(source / name, root / name)
    text = (source / "CORPUS.toml").read_text("utf-8").partition("[counts]")[0]
    (root / "CORPUS.toml").write_text(text, "utf-8")
    for case_id in cases:
        (found,) = (source / "cases").glob(f"*/{case_id}")
        shutil.copytree(found, root / "cases" / found.parent.name / case_id)
    return root
