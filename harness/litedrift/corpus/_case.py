"""One saved page with its gold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from litedrift.corpus._gold import Maybe

if TYPE_CHECKING:
    from pathlib import Path
    from types import MappingProxyType

    from litedrift.corpus._gold import Gold

#: Pages that a tree edit would turn into something else: re-serialising closes what was cut open.
_NOT_A_TREE = frozenset({"truncated", "not-html", "empty"})


@dataclass(frozen=True)
class Case:
    """One saved page: its exact bytes, how it was served, and what is expected of it.

    `html` is the page as bytes; `url` the absolute address it was saved from; `content_type` the header
    that came with it, or None. `epoch` is a key of ``epochs.toml`` or ``"none"``.
    """

    id: str
    kind: str
    epoch: str
    tags: tuple[str, ...]
    why: str
    url: str
    content_type: str | None
    html: bytes
    gold: Gold
    provenance: MappingProxyType[str, Any]
    path: Path

    @property
    def private(self) -> bool:
        """Whether the page's text is somebody else's and must be redacted from reports."""
        return self.provenance.get("origin") == "captured"

    @property
    def reviewed(self) -> bool:
        """Whether a person has accepted the gold; captured pages start without."""
        return bool(self.provenance.get("reviewed"))

    @cached_property
    def mutable(self) -> bool:
        """Whether tree edits keep the page's nature: not for cut pages, nor for what is no HTML."""
        if self.gold.refuse in _NOT_A_TREE:
            return False
        lists = (value for value in self.gold.fields.values() if isinstance(value, list))
        return not any(isinstance(item, Maybe) for value in lists for item in value)
