"""Whether a file can be written is said before a run, not after it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import typer

from litedrift.errors import UsageError


def to_write(name: str, help_text: str) -> Any:
    """Return the option of this name for a file that a run writes, where one is named."""
    return typer.Option(name, metavar="FILE", callback=writable, help=help_text, show_default=False)


def writable(path: Path | None) -> Path | None:
    """Return the path of an option that names a file to write.

    Raises:
        UsageError: nothing can be written there.

    """
    if path is None:
        return None
    home = path.absolute().parent
    if path.is_dir():
        raise UsageError(f"{path}: is a directory; name a file")
    if not home.is_dir():
        raise UsageError(f"{path}: no such directory as {home}")
    if not os.access(home if not path.exists() else path, os.W_OK):
        raise UsageError(f"{path}: cannot be written: no permission")
    return path
