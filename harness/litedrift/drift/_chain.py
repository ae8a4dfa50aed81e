"""A chain of operators, carried out on a case in the fixed order of layers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.drift._blueprint import Blueprint, blueprint
from litedrift.drift._dice import Dice
from litedrift.drift._draft import Draft, Infeasible
from litedrift.drift._edits import Edits, edits_between, fault, stable
from litedrift.drift._operator import Layer, find_operator
from litedrift.drift._proof import residue
from litedrift.drift._steps import ONLY_EDITS, Step, kept_edits, mutant_id, only_edits, parse_id
from litedrift.drift._told import bare
from litedrift.errors import DriftError
from litedrift.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from litedrift.corpus import Case, Corpus, Gold
    from litedrift.drift._operator import Operator


class Status(Word):
    """What became of a chain; only a mutant of status `ran` can be judged."""

    RAN = "ran", "the page was changed, and what is expected of it is known"
    NO_OP = "no_op", "the change found nothing to change on this page"
    INFEASIBLE = "infeasible", "what would be right cannot be decided, so nobody is judged"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A page after a chain, and what is now expected of it.

    `touched` has one line for each step that applied, `applied` its operators; `reason` says why a mutant cannot be
    judged, and `blame` names the operator that said so. `kept` numbers the edits that were kept when not all were.
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
    applied: tuple[str, ...] = ()
    blame: str = ""
    kept: tuple[int, ...] | None = None

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
        self._compared: tuple[str, str, Edits] | None = None

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

    def count_edits(self, case: Case, steps: Iterable[Step]) -> int:
        """Return how many markup edits a chain makes, its byte layer apart; 0 when it does not run."""
        draft = Draft(self._blueprint(case.id))
        try:
            _carry_out(draft, [each for each in ordered(steps) if find_operator(each.operator).layer < Layer.BYTES])
        except Infeasible:
            return 0
        return len(self._compare(case, draft.markup))

    def _compare(self, case: Case, markup: str) -> Edits:
        """Compare a mutant's markup with its clean page; a search asks for the same one many times."""
        if self._compared is None or self._compared[:2] != (case.id, markup):
            clean = Draft(self._blueprint(case.id)).markup
            self._compared = (case.id, markup, edits_between(clean, markup))
        return self._compared[2]

    def apply(self, case: Case, steps: Iterable[Step]) -> Mutant:
        """Carry a chain out on a case; a last step `only-edits` undoes the edits that it does not name."""
        given = tuple(steps)
        kept = next((kept_edits(each) for each in given if each.operator == ONLY_EDITS), None)
        chain = ordered(each for each in given if each.operator != ONLY_EDITS)
        if not chain:
            return self.clean(case)
        name = mutant_id(case.id, chain if kept is None else [*chain, only_edits(kept)])
        reason = clash(chain)
        if reason is None and not case.mutable:
            reason = "re-serialising would mend what makes this page what it is"
        if reason is not None:
            return _unjudged(name, case, chain, Status.INFEASIBLE, reason)
        plan = self._blueprint(case.id)
        draft = Draft(plan)
        early = [each for each in chain if find_operator(each.operator).layer < Layer.BYTES]
        try:
            accounts = _carry_out(draft, early)
            if kept is not None:
                self._keep(
                    draft, kept, soup=any(find_operator(each.operator).layer >= Layer.SERIALISE for each in early)
                )
            accounts += _carry_out(draft, chain[len(early) :])
            if not accounts:
                draft.hand_back()
                return _unjudged(name, case, chain, Status.NO_OP, _IDLE)
            data = draft.data
            left = bare(draft) or residue(draft)
        except Infeasible as verdict:
            blame = verdict.operator if isinstance(verdict, _Blamed) else ""
            return _unjudged(name, case, chain, Status.INFEASIBLE, str(verdict), blame)
        if left is not None:
            return _unjudged(name, case, chain, Status.INFEASIBLE, left)
        if data in (plan.clean, case.html):
            return _unjudged(name, case, chain, Status.NO_OP, _IDLE)
        return Mutant(
            name,
            case,
            chain,
            Status.RAN,
            data,
            draft.url,
            draft.content_type,
            draft.gold,
            touched=tuple(line for _, line in accounts),
            applied=tuple(operator for operator, _ in accounts),
            kept=kept,
        )

    def _keep(self, draft: Draft, kept: tuple[int, ...], *, soup: bool) -> None:
        """Undo all edits of a draft but these; tag soup need not be what a parser would write."""
        edits = self._compare(draft.case, draft.markup)
        if max(kept) >= len(edits):
            raise Infeasible(f"there is no edit {max(kept)}: the chain makes {len(edits)}, numbered from 0")
        part = edits.part(kept)
        reason = fault(edits.part(()), draft.markup, part, draft.case.gold, draft.gold)
        if reason is None and not soup and not stable(part):
            reason = "a parser reads it otherwise than it is written"
        if reason is not None:
            raise Infeasible(f"with these edits alone {reason}")
        draft.markup = part


_IDLE: Final = "no operator of the chain applies here"


class _Blamed(Infeasible):
    """Infeasible, and the operator that said so."""

    def __init__(self, reason: str, operator: str) -> None:
        super().__init__(reason)
        self.operator = operator


def _is_soup(steps: Iterable[Step]) -> bool:
    """Whether a step writes markup as no serialiser does."""
    return any(find_operator(each.operator).layer >= Layer.SERIALISE for each in steps)


def _carry_out(draft: Draft, steps: Sequence[Step]) -> list[tuple[str, str]]:
    """Apply steps to a draft; return operator and account of each that applied."""
    done = []
    for each in steps:
        try:
            line = run_step(draft, find_operator(each.operator), each)
        except Infeasible as verdict:
            raise _Blamed(str(verdict), each.operator) from verdict
        except Exception as error:
            chain = mutant_id(draft.case.id, steps)
            raise DriftError(f"{chain}: operator {each.operator} has a defect: {error!r}") from error
        if line:
            done.append((each.operator, line))
    return done


def run_step(draft: Draft, spec: Operator, each: Step) -> str | None:
    """Apply one step to a draft; return the account of the nodes it touched, or None."""
    if spec.layer >= Layer.SERIALISE:
        draft.markup  # noqa: B018  # the tree is finished
    dice = Dice(f"{spec.name}/{spec.version}/{each.seed}/{draft.case.id}")
    return spec.run(draft, dice, **dict(each.parameters))


def _unjudged(name: str, case: Case, chain: tuple[Step, ...], status: Status, reason: str, blame: str = "") -> Mutant:
    return Mutant(name, case, chain, status, b"", case.url, case.content_type, case.gold, reason=reason, blame=blame)
