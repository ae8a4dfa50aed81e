"""The command door: any program that speaks the protocol over stdio, one process for all pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litedrift.corpus import FIELDS
from litedrift.errors import SubjectError, did_you_mean
from litedrift.subjects._fit import Fitting, fit
from litedrift.subjects._limits import Limits
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._peer import Peer
from litedrift.subjects._protocol import Extract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.subjects._protocol import Hello


class CommandSubject:
    """Starts a command, asks it page by page, and charges whatever goes wrong to the page in flight.

    A process that ended is started again, up to ``limits.restarts`` times in a row without an answer; after that
    every page is a crash at once. `fields` and `kinds` narrow what the command claims in its hello.

    Raises:
        SubjectError: the command cannot be started, or does not say hello in protocol 1.

    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        name: str | None = None,
        fields: frozenset[str] | None = None,
        kinds: frozenset[str] | None = None,
        fitting: Fitting | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.command = tuple(command)
        self._fitting = fitting or Fitting()
        self._limits = limits or Limits()
        self._asked = 0
        self._fruitless = 0
        self._given_up = ""
        self._peer: Peer | None = Peer(self.command, self._limits)
        self.hello = self._peer.hello
        self.name = name or self.hello.name or " ".join(self.command)
        try:
            self.fields = narrowed(fields, own_fields(self.hello, self._fitting, self.name), f"{self.name}: fields")
            self.kinds = narrowed(kinds, self.hello.kinds, f"{self.name}: kinds")
        except SubjectError:
            self.close()
            raise

    def extract(self, html: bytes, *, url: str, content_type: str | None) -> Outcome:
        """Ask the command for one page."""
        if self._given_up:
            return Outcome(OutcomeKind.CRASH, message=self._given_up)
        if self._peer is None:
            try:
                self._peer = Peer(self.command, self._limits)
            except SubjectError as error:
                return self._fruitless_page(Outcome(OutcomeKind.CRASH, message=f"it did not start again: {error}"))
        self._asked += 1
        outcome = self._peer.ask(Extract(str(self._asked), html, url, content_type))
        if not self._peer.alive:
            self._peer = None
            return self._fruitless_page(outcome)
        self._fruitless = 0
        if outcome.kind is not OutcomeKind.RECORD:
            return outcome
        record, fault = fit(outcome.record, self._fitting, fields=self.fields)
        kind = OutcomeKind.PROTOCOL_ERROR if record is None else OutcomeKind.RECORD
        return Outcome(kind, record, fault, outcome.detail)

    def close(self) -> None:
        """End the process, politely first."""
        if self._peer is not None:
            self._peer.close()
            self._peer = None

    def _fruitless_page(self, outcome: Outcome) -> Outcome:
        self._fruitless += 1
        if self._fruitless > self._limits.restarts:
            self._given_up = (
                f"not asked: it ended {self._fruitless} times in a row without an answer "
                f"(last: {outcome.kind}: {outcome.message})"
            )
        return outcome


def narrowed(wanted: frozenset[str] | None, stated: Sequence[str] | None, what: str) -> frozenset[str] | None:
    """Return what both sides name; None is everything.

    Raises:
        SubjectError: that is nothing; a run that judges nothing would look like one without a failure.

    """
    if stated is None:
        return wanted
    both = frozenset(stated) if wanted is None else wanted & frozenset(stated)
    if not both:
        asked = f", asked for were {', '.join(sorted(wanted))}" if wanted else ""
        raise SubjectError(f"{what}: its hello claims {', '.join(stated) or 'none'}{asked}: nothing to judge")
    return both


def own_fields(hello: Hello, fitting: Fitting, name: str) -> tuple[str, ...] | None:
    """Return the fields that a hello claims, in the record's words.

    Raises:
        SubjectError: one of them does not exist.

    """
    if hello.fields is None:
        return None
    ours = {theirs: field for field, theirs in fitting.rename.items()}
    known = {field for fields in FIELDS.values() for field in fields}
    claimed = tuple(ours.get(field, field) for field in hello.fields)
    for field in claimed:
        if field not in known:
            raise SubjectError(f"{name}: its hello claims the unknown field {field!r}{did_you_mean(field, known)}")
    return claimed
