"""The results-file door: answers that an extractor gave elsewhere, looked up page by page."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Final

from litedrift.errors import LitedriftError, SubjectError
from litedrift.subjects._command import narrowed, own_fields
from litedrift.subjects._fit import Fitting, fit
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._protocol import PROTOCOL, Hello, ProtocolFault, parse_answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from litedrift.subjects._protocol import Answer

_ID_LENGTH: Final = 24
_PAGE_ID = re.compile(rf"[0-9a-f]{{{_ID_LENGTH}}}")


def page_id(html: bytes, url: str, content_type: str | None) -> str:
    """Return the opaque id of a page: the same for the same page in every export, and silent on its origin."""
    digest = hashlib.sha256(json.dumps([url, content_type]).encode())
    digest.update(html)
    return digest.hexdigest()[:_ID_LENGTH]


class ResultsSubject:
    """Answers from a file of protocol messages, one a line: what an NDJSON extractor printed over an export.

    Ids are those of the export; any other id is given to `resolve`, which returns the page id that it means.

    Raises:
        SubjectError: the file cannot be read, or a line is no message of the protocol.

    """

    def __init__(
        self,
        path: Path,
        *,
        resolve: Callable[[str], str],
        fields: frozenset[str] | None = None,
        kinds: frozenset[str] | None = None,
        fitting: Fitting | None = None,
    ) -> None:
        self._fitting = fitting or Fitting()
        self._answers: dict[str, list[Outcome]] = {}
        self._asked: set[str] = set()
        hello = Hello(PROTOCOL)
        for place, message in _messages(path):
            if isinstance(message, Hello):
                hello = message
            elif message.id is None:
                raise SubjectError(f"{place}: names no page")
            else:
                try:
                    key = message.id if _PAGE_ID.fullmatch(message.id) else resolve(message.id)
                except LitedriftError as error:
                    raise SubjectError(f"{place}: {error}") from None
                self._answers.setdefault(key, []).append(message.outcome)
        if hello.protocol != PROTOCOL:
            raise SubjectError(f"{path}: speaks protocol {hello.protocol}, this litedrift speaks {PROTOCOL}")
        if not self._answers:
            raise SubjectError(f"{path}: holds no answer")
        self.name = hello.name or path.name
        self.fields = narrowed(fields, own_fields(hello, self._fitting, str(path)), f"{path}: fields")
        self.kinds = narrowed(kinds, hello.kinds, f"{path}: kinds")

    def extract(self, html: bytes, *, url: str, content_type: str | None) -> Outcome:
        """Return the answer that the file holds for this page."""
        key = page_id(html, url, content_type)
        self._asked.add(key)
        answers = self._answers.get(key, [])
        if not answers:
            return Outcome(OutcomeKind.CRASH, message=f"no answer in the results file (id {key})")
        if len(answers) > 1:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=f"{len(answers)} answers in the results file (id {key})")
        if answers[0].kind is not OutcomeKind.RECORD:
            return answers[0]
        record, fault = fit(answers[0].record, self._fitting, fields=self.fields)
        if record is None:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault)
        return Outcome(OutcomeKind.RECORD, record)

    def close(self) -> None:
        """Nothing was started."""

    @property
    def unasked(self) -> list[str]:
        """Ids of answers to pages that were never asked about: of another plan, or of another version."""
        return sorted(self._answers.keys() - self._asked)

    @property
    def unanswered(self) -> int:
        """How many of the pages asked about have no answer."""
        return len(self._asked - self._answers.keys())

    @property
    def answers(self) -> int:
        """How many pages the file answers."""
        return len(self._answers)


def _messages(path: Path) -> list[tuple[str, Hello | Answer]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise SubjectError(f"{path}: {error.strerror}") from None
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append((f"{path}:{number}", parse_answer(line)))
            except ProtocolFault as error:
                raise SubjectError(f"{path}:{number}: {error}") from None
    return found
