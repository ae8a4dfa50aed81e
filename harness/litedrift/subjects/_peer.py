"""A running command that speaks the protocol: says hello once, then answers one page at a time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from litedrift._version import __version__
from litedrift.errors import SubjectError
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._process import ChildProcess, Oversize, Overtime, describe_exit
from litedrift.subjects._protocol import (
    PROTOCOL,
    Answer,
    Bye,
    Extract,
    Greeting,
    Hello,
    ProtocolFault,
    parse_answer,
    parse_object,
    quoted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.subjects._limits import Limits


class Peer:
    """One process, from its hello to its end; `alive` tells whether it can be asked again.

    Raises:
        SubjectError: it cannot be started, or does not say hello in protocol 1.

    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._limits = limits
        self._process = ChildProcess(command, memory=limits.memory)
        self.alive = True
        try:
            self._process.send(Greeting(__version__).to_line())
            self.hello = self._read_hello(" ".join(command))
        except BaseException:
            self._process.end()
            raise

    def ask(self, request: Extract) -> Outcome:
        """Return what came of one page; a record is as the peer gave it."""
        process = self._process
        mark = process.noise
        process.send(request.to_line())
        outcome = self._answer(request.id)
        if self.alive and process.noise == mark:
            return outcome
        if not self.alive:
            process.end()  # only then its last words are all there
        errors = process.errors_since(mark) if self.alive else process.tail
        detail = "\n".join(filter(None, (outcome.detail, errors)))
        message = outcome.message
        if outcome.kind is OutcomeKind.CRASH:
            message += process.last_words
        return Outcome(outcome.kind, outcome.record, message, detail)

    def close(self) -> None:
        """Say bye, give the process a moment to go by itself, and end its group."""
        process = self._process
        try:
            process.send(Bye().to_line(), last=True)
            deadline = time.monotonic() + self._limits.grace
            while not process.at_end:
                process.output.clear()
                process.pump(deadline)
            process.wait(deadline - time.monotonic())
        except (Overtime, Oversize):
            pass  # it is ended like one that went by itself
        finally:
            process.end()
            self.alive = False

    def _read_hello(self, name: str) -> Hello:
        process = self._process
        try:
            line = self._read_line(time.monotonic() + self._limits.start)
            message = parse_answer(line) if line else None
        except Overtime:
            raise SubjectError(
                f"{name}: no hello within {self._limits.start:g} s: does it flush its output after each line? "
                f"(a program that reads one page and ends needs --once){process.last_words}"
            ) from None
        except Oversize as error:
            raise SubjectError(f"{name}: {error}, before its hello") from None
        except ProtocolFault as error:
            raise SubjectError(
                f"{name}: no hello, but {error} (a program that reads one page and ends needs --once)"
            ) from None
        if message is None:
            code = process.wait(self._limits.grace)
            process.end()
            raise SubjectError(f"{name}: {describe_exit(code)} before its hello{process.last_words}")
        if isinstance(message, Answer):
            raise SubjectError(message.outcome.message or f"{name}: answered hello with {quoted(line)}")
        if message.protocol != PROTOCOL:
            raise SubjectError(f"{name}: speaks protocol {message.protocol}, this litedrift speaks {PROTOCOL}")
        return message

    def _answer(self, page: str) -> Outcome:
        """Wait for the answer to one page.

        After a line that is no answer to this page the real one is awaited for a moment: then the two are in step
        again, and the next page is not charged with this one's fault.
        """
        process = self._process
        deadline = time.monotonic() + self._limits.timeout
        fault = ""
        try:
            while line := self._read_line(deadline):
                try:
                    message = parse_answer(line)
                except ProtocolFault as error:
                    fault = fault or str(error)
                    if error.page == page:
                        return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault)
                else:
                    if isinstance(message, Answer) and message.id == page:
                        process.check_memory()
                        fault = fault or self._left_over()
                        return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault) if fault else message.outcome
                    fault = fault or f"no answer to the page that was asked (id {page!r}): {quoted(line)}"
                deadline = min(deadline, time.monotonic() + self._limits.grace)
        except Oversize as error:
            self.alive = False
            return Outcome(OutcomeKind.MEMORY, message=str(error))
        except ProtocolFault as error:
            fault = fault or str(error)
        except Overtime:
            fault = fault or self._unfinished()
            if not fault:
                self.alive = False
                return Outcome(OutcomeKind.TIMEOUT, message=f"no answer within {self._limits.timeout:g} s")
        self.alive = False
        if fault:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault)
        return Outcome(OutcomeKind.CRASH, message=describe_exit(process.wait(self._limits.grace)))

    def _read_line(self, deadline: float) -> bytes:
        """Return the next line of its output that is not blank, or nothing when it ended.

        Raises:
            ProtocolFault: the line is too long, or the process ended within one.

        """
        process = self._process
        seen = 0
        while True:
            end = process.output.find(b"\n", seen)
            if end >= 0:
                line = bytes(process.output[:end])
                del process.output[: end + 1]
                seen = 0
                if line and not line.isspace():
                    return line
                continue
            seen = len(process.output)
            if seen > self._limits.line:
                raise ProtocolFault(f"a line of more than {self._limits.line} bytes: {quoted(process.output)}")
            if process.at_end:
                if process.output.strip():
                    raise ProtocolFault(f"a line that its end cut off: {quoted(process.output)}")
                return b""
            process.pump(deadline)

    def _left_over(self) -> str:
        """Return the fault of a process that said more than was asked, or an empty string."""
        extra = bytes(self._process.output).strip()
        self._process.output.clear()
        return f"more than one answer to a page: {quoted(extra)}" if extra else ""

    def _unfinished(self) -> str:
        """Tell a process that forgot the end of its line from one that hangs."""
        try:
            parse_object(bytes(self._process.output))
        except ProtocolFault:
            return ""
        return f"no newline after its answer: {quoted(self._process.output)}"
