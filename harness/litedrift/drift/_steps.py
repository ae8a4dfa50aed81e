"""Steps of a chain, and the textual id of a mutant.

``case-id--rename-class:seed=7:style=css-modules--wrap:depth=2:seed=1`` survives every shell: its alphabet is
``A-Za-z0-9._:=-``, ``--`` separates, parameters are printed sorted, any other character is percent-encoded.

A last step ``only-edits:edits=3.7-9:seed=0`` keeps edits 3, 7, 8 and 9 of the chain's markup edits and undoes the
others (see `_edits`): the smallest page that still shows a failure has an id too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from litedrift.drift._operator import find_operator
from litedrift.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

#: The name of the last step of an id that keeps a part of the edits; no operator of the catalogue.
ONLY_EDITS: Final = "only-edits"
#: No page has more; a mistyped range is an error, not a long wait.
_MOST_EDITS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """One operator with all its parameters and its seed."""

    operator: str
    parameters: tuple[tuple[str, str], ...]
    seed: int

    def __str__(self) -> str:
        before, after = _spelled(self.operator, self.parameters)
        return f"{before}:seed={self.seed}{after}"


@lru_cache(maxsize=1024)  # operators have few levels
def _spelled(operator: str, parameters: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Return what an id says of an operator before and after the seed: all settings stand sorted by name."""
    pairs = [f":{name}={quote(value, safe='')}" for name, value in sorted(parameters)]
    first = sum(name < "seed" for name, _ in parameters)
    return operator + "".join(pairs[:first]), "".join(pairs[first:])


def step(name: str, parameters: Mapping[str, object] | None = None, *, seed: int = 0) -> Step:
    """Build a step; parameters that are left out take the operator's first level.

    Raises:
        DriftError: the operator has no such parameter or value.

    """
    spec = find_operator(name)
    given = {key: str(value) for key, value in (parameters or {}).items()}
    known = spec.parameters
    for key, value in given.items():
        if key not in known:
            raise DriftError(f"operator {name} has no parameter {key!r}; it has: {', '.join(known) or 'none'}")
        if value not in known[key]:
            raise DriftError(f"operator {name} has no level {key}={value}; known: {', '.join(known[key])}")
    return Step(name, tuple(sorted({**spec.levels[0], **given}.items())), seed)


def only_edits(kept: Iterable[int]) -> Step:
    """Build the last step of a chain of which only these edits are kept, numbered from 0."""
    return Step(ONLY_EDITS, (("edits", ".".join(_runs(sorted(set(kept))))),), 0)


def _runs(numbers: list[int]) -> Iterator[str]:
    """Yield neighbouring numbers as ``first-last``, others alone."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield str(members[0]) if len(members) == 1 else f"{members[0]}-{members[-1]}"


def mutant_id(case_id: str, steps: Iterable[Step]) -> str:
    """Return the id of a case under a chain; the bare case id for an empty chain."""
    return "--".join([case_id, *map(str, steps)])


def parse_id(text: str) -> tuple[str, tuple[Step, ...]]:
    """Split a mutant id into the case id and its steps.

    Raises:
        DriftError: the text is no id, or names what does not exist.

    """
    case_id, *parts = text.split("--")
    steps: list[Step] = []
    for part in parts:
        name, *settings = part.split(":")
        pairs = dict(each.split("=", 1) for each in settings if "=" in each)
        if len(pairs) != len(settings):
            raise DriftError(f"{part!r} is no step: expected name:key=value:…:seed=N")
        seed = pairs.pop("seed", "0")
        if not seed.isdecimal():
            raise DriftError(f"{part!r}: seed={seed} is no number")
        if name == ONLY_EDITS:
            if part != parts[-1] or not steps:
                raise DriftError(f"{part!r} must be the last step of a chain")
            steps.append(only_edits(_numbers(pairs, part)))
        else:
            steps.append(step(name, {k: unquote(v) for k, v in pairs.items()}, seed=int(seed)))
    return case_id, tuple(steps)


def kept_edits(each: Step) -> tuple[int, ...]:
    """Return the numbers that a step `only-edits` names."""
    return tuple(_numbers(dict(each.parameters), str(each)))


def _numbers(pairs: Mapping[str, str], part: str) -> Iterator[int]:
    for run in pairs.get("edits", "").split("."):
        first, _, last = run.partition("-")
        last = last or first
        if not first.isdecimal() or not last.isdecimal() or not int(first) <= int(last) < _MOST_EDITS:
            raise DriftError(f"{part!r}: expected {ONLY_EDITS}:edits=N.N-N.N:seed=0")
        yield from range(int(first), int(last) + 1)
