"""Makes the reference pages from the code: ``python docs/generate`` writes them, ``--check`` says which are stale."""

from __future__ import annotations

import sys
from pathlib import Path

import commands
import operators
import python
import words

REFERENCE = Path(__file__).parents[1] / "reference"
PAGES = {
    "commands": commands.page,
    "operators": operators.page,
    "words": words.words,
    "settings": words.settings,
    "protocol": words.protocol,
    "python": python.page,
}


def main() -> int:
    """Write every page, or with ``--check`` none; return how many were stale."""
    stale = 0
    for name, make in PAGES.items():
        path = REFERENCE / f"{name}.md"
        text = make().rstrip() + "\n\nMade from the code by `make docs`.\n"
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale += 1
        sys.stdout.write(f"stale: {path.relative_to(REFERENCE.parents[1])}\n")
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    if stale and "--check" in sys.argv[1:]:
        sys.stdout.write("`make docs` writes them anew\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
