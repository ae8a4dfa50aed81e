"""The one-shot door: one process a page. HTML on stdin, JSON on stdout, and the exit code says what came of it."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING, Final

from litedrift.errors import SubjectError
from litedrift.subjects._fit import Fitting, fit
from litedrift.subjects._limits import Limits
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._process import ChildProcess, Oversize, Overtime, describe_exit
from litedrift.subjects._protocol import ProtocolFault, first_line, parse_object, quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

_RECORD: Final = 0
_REFUSED: Final = 3


class OnceSubject:
    """Starts a command for each page, with its address and Content-Type in the environment.

    Exit 0: a record is on stdout; exit 3: refused, with a reason on stdout or stderr; any other exit: an error.

    Raises:
        SubjectError: there is no such command.

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
        if shutil.which(self.command[0]) is None:
            raise SubjectError(f"cannot start {self.command[0]!r}: no such command")
        self.name = name or " ".join(self.command)
        self.fields = fields
        self.kinds = kinds
        self._fitting = fitting or Fitting()
        self._limits = limits or Limits()
        self._pages = 0
        self._seconds = 0.0

    def extract(self, html: bytes, *, url: str, content_type: str | None) -> Outcome:
        """Run the command on one page."""
        begun = time.monotonic()
        environment = os.environ | {"LITEDRIFT_URL": url}
        environment.pop("LITEDRIFT_CONTENT_TYPE", None)
        if content_type is not None:
            environment["LITEDRIFT_CONTENT_TYPE"] = content_type
        process = ChildProcess(self.command, memory=self._limits.memory, environment=environment)
        try:
            outcome = self._run(process, html, begun + self._limits.timeout)
        except Overtime:
            outcome = Outcome(OutcomeKind.TIMEOUT, message=f"did not end within {self._limits.timeout:g} s")
        except Oversize as error:
            outcome = Outcome(OutcomeKind.MEMORY, message=str(error))
        finally:
            process.end()
        self._pages += 1
        self._seconds += time.monotonic() - begun
        message = outcome.message
        if outcome.kind is OutcomeKind.REFUSED and not message:
            message = process.last_words.removeprefix(": ")
        return Outcome(outcome.kind, outcome.record, message, process.tail)

    def close(self) -> None:
        """Nothing runs between two pages."""

    @property
    def advice(self) -> str:
        """How slow a page was, and what is faster; empty when nothing was asked."""
        if not self._pages:
            return ""
        return (
            f"one process a page: {self._seconds / self._pages * 1000:.0f} ms each, {self._seconds:.1f} s for "
            f"{self._pages} pages. A program that stays and answers line by line (without --once) saves the starts"
        )

    def _run(self, process: ChildProcess, html: bytes, deadline: float) -> Outcome:
        process.send(html, last=True)
        while not process.at_end:
            process.pump(deadline)
            if len(process.output) > self._limits.line:
                message = f"wrote more than {self._limits.line} bytes: {quoted(process.output)}"
                return Outcome(OutcomeKind.PROTOCOL_ERROR, message=message)
        code = process.wait(deadline - time.monotonic())
        if code is None:
            raise Overtime
        printed = bytes(process.output)
        if code == _RECORD:
            return self._record(printed)
        if code == _REFUSED:
            return Outcome(OutcomeKind.REFUSED, message=first_line(printed.decode("utf-8", "replace")))
        process.end()  # only then its last words are all there
        kind = OutcomeKind.CRASH if code < 0 else OutcomeKind.ERROR
        return Outcome(kind, message=f"{describe_exit(code)}{process.last_words}")

    def _record(self, printed: bytes) -> Outcome:
        try:
            record, fault = fit(parse_object(printed), self._fitting, fields=self.fields)
        except ProtocolFault as error:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=f"exit 0 promises a record, but stdout is {error}")
        if record is None:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault)
        return Outcome(OutcomeKind.RECORD, record)
