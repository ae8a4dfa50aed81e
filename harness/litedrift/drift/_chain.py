"""A chain: operators with their parameters and seeds, applied in a fixed order, with a textual id.

``case-id--rename-class:seed=7:style=css-modules--wrap:depth=2:seed=1`` survives every shell: its alphabet is
``A-Za-z0-9._:=-``, ``--`` separates, parameters are printed sorted, any other character is percent-encoded.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from litedrift.drift._dice import Dice
from litedrift.drift._draft import Blueprint, Draft, Infeasible, blueprint
from litedrift.drift._operator import Layer, find_operator
from litedrift.drift._proof import residue
from litedrift.errors import DriftError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from litedrift.corpus import Case, Corpus, Gold
    from litedrift.drift._operator import Operator


@dataclass(frozen=True, slots=True)
class Step:
    """One operator with all its parameters and its seed."""

    operator: str
    parameters: tuple[tuple[str, str], ...]
    seed: int

    def __str__(self) -> str:
        settings = sorted([*self.parameters, ("seed", str(self.seed))])
        return ":".join([self.operator, *(f"{k}={quote(v, safe='')}" for k, v in settings)])


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


def mutant_id(case_id: str, steps: Iterable[Step]) -> str:
    """Return the id of a case under a chain; the bare case id for an empty chain."""
    return "--".join([case_id, *map(str, steps)])


def parse_id(text: str) -> tuple[str, tuple[Step, ...]]:
    """Split a mutant id into the case id and its steps.

    Raises:
        DriftError: the text is no id, or names what does not exist.

    """
    case_id, *parts = text.split("--")
    steps = []
    for part in parts:
        name, *settings = part.split(":")
        pairs = dict(each.split("=", 1) for each in settings if "=" in each)
        if len(pairs) != len(settings):
            raise DriftError(f"{part!r} is no step: expected name:key=value:…:seed=N")
        seed = pairs.pop("seed", "0")
        if not seed.isdecimal():
            raise DriftError(f"{part!r}: seed={seed} is no number")
        steps.append(step(name, {k: unquote(v) for k, v in pairs.items()}, seed=int(seed)))
    return case_id, tuple(steps)


class Status(StrEnum):
    """What became of a chain; only a mutant of status `ran` can be judged."""

    RAN = "ran"
    NO_OP = "no_op"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A page after a chain, and what is now expected of it.

    `touched` has one line for each step that applied; `reason` says why a mutant cannot be judged.
    """

    id: str
    case: Case
    steps: tuple[Step, ...]
    status: Status
    html: bytes
    url: str
    content_type: str | None
    gold: Gold
    touched: tuple[str, ...] = ()
    reason: str = ""

    @property
    def sha256(self) -> str:
        """The digest of the mutant's bytes, for replay."""
        return hashlib.sha256(self.html).hexdigest()


def ordered(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return the steps in the fixed order of layers; within one layer in the given order."""
    return tuple(sorted(steps, key=lambda each: find_operator(each.operator).layer))


def clash(steps: Iterable[Step]) -> str | None:
    """Return why these steps make no sense together, or None."""
    specs = {each.operator: find_operator(each.operator) for each in steps}
    for spec in specs.values():
        for other, reason in spec.conflicts.items():
            if other in specs:
                return f"{spec.name} with {other}: {reason}"
    return None


class Mutator:
    """Applies chains to the cases of one corpus; parses each case once."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._parsed: dict[str, Blueprint] = {}

    def _blueprint(self, case_id: str) -> Blueprint:
        if case_id not in self._parsed:
            self._parsed[case_id] = blueprint(self.corpus.case(case_id), self.corpus.site)
        return self._parsed[case_id]

    def baseline(self, case: Case) -> bytes:
        """Return the case as the serialiser writes it without any edit: what a diff of a mutant starts from."""
        return self._blueprint(case.id).clean

    def clean(self, case: Case) -> Mutant:
        """Return the case itself, byte for byte, as the mutant of the empty chain."""
        return Mutant(case.id, case, (), Status.RAN, case.html, case.url, case.content_type, case.gold)

    def replay(self, text: str) -> Mutant:
        """Return the mutant that an id names.

        Raises:
            DriftError: the id cannot be read.
            UsageError: the case does not exist.

        """
        case_id, steps = parse_id(text)
        return self.apply(self.corpus.case(case_id), steps)

    def apply(self, case: Case, steps: Iterable[Step]) -> Mutant:
        """Carry a chain out on a case."""
        chain = ordered(steps)
        if not chain:
            return self.clean(case)
        name = mutant_id(case.id, chain)
        specs = [find_operator(each.operator) for each in chain]
        reason = clash(chain)
        if reason is None and not case.mutable:
            reason = "re-serialising would mend what makes this page what it is"
        if reason is not None:
            return _unjudged(name, case, chain, Status.INFEASIBLE, reason)
        plan = self._blueprint(case.id)
        draft = Draft(plan)
        try:
            touched = [run_step(draft, spec, each) for spec, each in zip(specs, chain, strict=True)]
            data = draft.data
            left = residue(draft)
        except Infeasible as verdict:
            return _unjudged(name, case, chain, Status.INFEASIBLE, str(verdict))
        if left is not None:
            return _unjudged(name, case, chain, Status.INFEASIBLE, left)
        if not any(touched) or data in (plan.clean, case.html):
            return _unjudged(name, case, chain, Status.NO_OP, "no operator of the chain applies here")
        lines = tuple(line for line in touched if line)
        return Mutant(name, case, chain, Status.RAN, data, draft.url, draft.content_type, draft.gold, lines)


def run_step(draft: Draft, spec: Operator, each: Step) -> str | None:
    """Apply one step to a draft; return the account of the nodes it touched, or None."""
    if spec.layer >= Layer.SERIALISE:
        draft.markup  # noqa: B018  # the tree is finished
    dice = Dice(f"{spec.name}/{spec.version}/{each.seed}/{draft.case.id}")
    return spec.run(draft, dice, **dict(each.parameters))


def _unjudged(name: str, case: Case, chain: tuple[Step, ...], status: Status, reason: str) -> Mutant:
    return Mutant(name, case, chain, status, b"", case.url, case.content_type, case.gold, reason=reason)
