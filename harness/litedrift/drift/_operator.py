"""One named kind of markup change: its contract, its parameters, and the function that carries it out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Concatenate, Final

from litedrift.drift._contract import PRESERVES, Contract
from litedrift.errors import DriftError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


class Layer(IntEnum):
    """Where in the fixed order of a chain an operator stands."""

    RECORD = 0
    TREE = 1
    TEXT = 2
    DATA = 3
    NOISE = 4
    SERIALISE = 5
    BYTES = 6

    def __str__(self) -> str:
        return self.name.lower()


#: The thirteen categories of the catalogue, one folder each, and the layer in which most of their operators stand.
CATEGORIES: Final = MappingProxyType(
    {
        "attributes": Layer.TREE,
        "data": Layer.DATA,
        "destroy": Layer.NOISE,
        "encoding": Layer.SERIALISE,
        "noise": Layer.NOISE,
        "order": Layer.TREE,
        "refusal": Layer.TREE,
        "serialise": Layer.SERIALISE,
        "templates": Layer.RECORD,
        "text": Layer.TEXT,
        "tree": Layer.TREE,
        "truncation": Layer.TREE,
        "whitespace": Layer.TEXT,
    }
)
#: Where the folders of the catalogue stand.
_SHELF: Final = "litedrift.drift.catalogue."

Level = MappingProxyType[str, str]


#: Carries the change out on a draft, with the level's parameters as keywords; returns one line about the nodes
#: touched, or None for no-op.
Run = Callable[Concatenate["Draft", "Dice", ...], str | None]


@dataclass(frozen=True)
class Operator:
    """A declaration: what changes, what is promised, how often the change really happens.

    `levels` are the parameter settings worth trying, each a mapping of parameter to value (texts).
    `models` says which real change this is; `evidence` how common that is. `conflicts` maps the name of
    an operator that makes no sense together with this one to the reason. `idempotent` says that applying
    it twice with one seed changes nothing more. `harmless` says why no bad extractor that we know of can fail under it.
    """

    name: str
    version: int
    category: str
    layer: Layer
    contract: Contract
    levels: tuple[Level, ...]
    models: str
    evidence: str
    run: Run
    doc: str
    conflicts: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    idempotent: bool = False
    harmless: str = ""

    @cached_property
    def settings(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The levels as steps carry them: one tuple for all steps of a level."""
        return tuple(tuple(level.items()) for level in self.levels)

    @property
    def parameters(self) -> dict[str, tuple[str, ...]]:
        """Parameter name → the values that its levels use, in their order."""
        known: dict[str, tuple[str, ...]] = {}
        for name, value in itertools.chain.from_iterable(level.items() for level in self.levels):
            if value not in known.setdefault(name, ()):
                known[name] += (value,)
        return known


_CATALOGUE: dict[str, Operator] = {}


def operator(
    name: str,
    *,
    version: int = 1,
    models: str,
    evidence: str,
    layer: Layer | None = None,
    contract: Contract = PRESERVES,
    levels: tuple[Mapping[str, str | int], ...] = ({},),
    conflicts: Mapping[str, str] | None = None,
    idempotent: bool = False,
    harmless: str = "",
) -> Callable[[Run], Run]:
    """Enter the decorated function into the catalogue under `name`.

    Its category is the folder in which it stands, its layer that category's usual one unless another is named.
    """

    def enter(run: Run) -> Run:
        category = run.__module__.removeprefix(_SHELF).partition(".")[0]
        if name in _CATALOGUE:
            raise AssertionError(f"operator {name} is declared twice")
        _CATALOGUE[name] = Operator(
            name=name,
            version=version,
            category=category,
            layer=CATEGORIES[category] if layer is None else layer,
            contract=contract,
            levels=tuple(MappingProxyType({k: str(v) for k, v in sorted(level.items())}) for level in levels),
            models=models,
            evidence=evidence,
            run=run,
            doc=(run.__doc__ or "").strip(),
            conflicts=MappingProxyType(dict(conflicts or {})),
            idempotent=idempotent,
            harmless=harmless,
        )
        return run

    return enter


def operators() -> Iterator[Operator]:
    """Yield the whole catalogue, sorted by category and name."""
    import litedrift.drift.catalogue  # noqa: F401, PLC0415  # importing it fills the catalogue

    yield from sorted(_CATALOGUE.values(), key=lambda each: (each.category, each.name))


def find_operator(name: str) -> Operator:
    """Return the operator of this name.

    Raises:
        DriftError: there is none; the nearest name is suggested.

    """
    if name not in _CATALOGUE:
        import litedrift.drift.catalogue  # noqa: F401, PLC0415  # importing it fills the catalogue
    try:
        return _CATALOGUE[name]
    except KeyError:
        known = did_you_mean(name, _CATALOGUE)
        raise DriftError(f"unknown operator {name!r}{known} (see `litedrift drift list`)") from None
