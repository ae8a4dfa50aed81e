"""The little Markdown that the pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; text in a cell is one line, and a bar in it parts no columns."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in row) + " |" for row in lines
    )


def code(text: str) -> str:
    """Return a text as code, or nothing."""
    return f"`{text}`" if text else ""


def first_sentences(doc: str | None) -> str:
    """Return the first paragraph of a docstring, in Markdown."""
    return " ".join((doc or "").strip().split("\n\n")[0].split()).replace("``", "`")
