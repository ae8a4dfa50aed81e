"""A site's templates over time: when each began for each page kind, what changed, and how that is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.corpus._schemas import first_fault
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Change:
    """One dated change of a page kind: it happened between `not_before` and `not_after`; None is an open end.

    `evidence` is raw, print, code, data or assumed. `part` names what changed within an epoch's limits, and is
    empty for the change with which an epoch begins; `unchanged` says that this kind stayed as it was.
    """

    kind: str
    not_before: date | None
    not_after: date | None
    evidence: str
    changed: str
    part: str = ""
    unchanged: bool = False

    @property
    def interval(self) -> str:
        """The dates of the change as people write them."""
        match self.not_before, self.not_after:
            case None, None:
                return "at an unknown date"
            case None, last:
                return f"by {last}"
            case first, None:
                return f"after {first}"
            case first, last:
                return f"between {first} and {last}"


@dataclass(frozen=True, slots=True)
class Epoch:
    """A span in which the site used one template.

    `begins` maps a page kind to the change with which it begins; `changes` lists what else changed.
    """

    id: str
    name: str
    begins: MappingProxyType[str, Change]
    changes: tuple[Change, ...]


def load_epochs(root: Path, known: Iterable[str]) -> tuple[Epoch, ...]:
    """Read ``epochs.toml`` in the corpus directory `root`; `known` are the epochs of the site table, in order.

    Raises:
        CorpusError: the file is missing, breaks its schema, names other epochs, or puts dates in a wrong order.

    """
    path = root / "epochs.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; without dates there is no timeline") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    fault = first_fault("epochs", data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema epochs.schema.json)")
    try:
        epochs = tuple(map(_epoch, data["epoch"]))
        _check(epochs, tuple(known))
    except ValueError as error:
        raise CorpusError(f"{path}: {error}") from None
    return epochs


def _epoch(raw: dict[str, Any]) -> Epoch:
    begins: dict[str, Change] = {kind: _change(kind, raw[kind]) for kind in ("article", "index") if kind in raw}
    changes = tuple(_change(each["kind"], each) for each in raw.get("change", ()))
    return Epoch(raw["id"], raw["name"], MappingProxyType(begins), changes)


def _change(kind: str, raw: dict[str, Any]) -> Change:
    first, last = (date.fromisoformat(raw[name]) if name in raw else None for name in ("not_before", "not_after"))
    if first and last and first > last:
        raise ValueError(f"not_before {first} is later than not_after {last}")
    return Change(
        kind, first, last, raw["evidence"], raw["changed"], raw.get("part", ""), unchanged=raw.get("unchanged", False)
    )


def _check(epochs: tuple[Epoch, ...], known: tuple[str, ...]) -> None:
    names = tuple(epoch.id for epoch in epochs)
    if names != known:
        raise ValueError(f"its epochs are {', '.join(names)}; the site table has {', '.join(known)}")
    for kind in ("article", "index"):
        begun: date | None = None
        for epoch in epochs:
            change = epoch.begins.get(kind)
            first = change and (change.not_before or change.not_after)
            if begun and first and first < begun:
                raise ValueError(f"{epoch.id}: its {kind} begins before that of the epoch before")
            begun = first or begun
