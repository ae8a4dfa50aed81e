"""The protocol: NDJSON over stdio, one object a line, UTF-8; every message typed, and checked against its schema.

::

    → {"type":"hello","protocol":1,"suite":"0.1.0"}
    ← {"type":"hello","protocol":1,"name":"mine","fields":["headline","body"],"kinds":["article"]}
    → {"type":"extract","id":"17","url":"https://…","content_type":"text/html; charset=utf-8","html_b64":"…"}
    ← {"type":"result","id":"17","record":{"kind":"article",…}}
    → {"type":"bye"}

An ``extract`` may also be answered with ``refused``, ``unsupported`` or ``error``. Ids are opaque, so that the
expectation does not leak.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from dataclasses import dataclass
from typing import Any, Final

from litedrift.corpus import first_fault
from litedrift.subjects._outcome import Outcome, OutcomeKind

#: The version that this litedrift speaks.
PROTOCOL: Final = 1
#: How much of an offending line a message quotes, in characters.
_QUOTED = 120


class ProtocolFault(Exception):
    """A line that is no message of the protocol; the text says what is wrong with it and quotes it.

    `page` is the id that it answers all the same, where it names one.
    """

    def __init__(self, message: str, *, page: object = None) -> None:
        super().__init__(message)
        self.page = page


@dataclass(frozen=True, slots=True)
class Greeting:
    """Our ``hello``: opens the conversation. `suite` is the version of litedrift."""

    suite: str

    def to_line(self) -> bytes:
        """Return the message as one line."""
        return _line({"type": "hello", "protocol": PROTOCOL, "suite": self.suite})


@dataclass(frozen=True, slots=True)
class Extract:
    """Our request to read one page; `html` is its exact bytes."""

    id: str
    html: bytes
    url: str
    content_type: str | None

    def to_line(self) -> bytes:
        """Return the message as one line."""
        head = _line({"type": "extract", "id": self.id, "url": self.url, "content_type": self.content_type})
        # Base64 holds nothing that JSON escapes: spliced in, a page is copied once and never scanned.
        return b'%b,"html_b64":"%b"}\n' % (head[:-2], b2a_base64(self.html, newline=False))


@dataclass(frozen=True, slots=True)
class Bye:
    """Our last message; no answer is expected."""

    def to_line(self) -> bytes:
        """Return the message as one line."""
        return _line({"type": "bye"})


@dataclass(frozen=True, slots=True)
class Hello:
    """The peer's ``hello``: who it is, and which fields and kinds it claims to read (None: all)."""

    protocol: int
    name: str = ""
    version: str = ""
    language: str = ""
    fields: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None

    def to_line(self) -> bytes:
        """Return the message as one line."""
        return _line({"type": "hello", **{name: getattr(self, name) for name in self.__slots__}})


@dataclass(frozen=True, slots=True)
class Answer:
    """The peer's answer to one ``extract``: the id that it names, and the outcome that it states."""

    id: str | None
    outcome: Outcome

    def to_line(self) -> bytes:
        """Return the message as one line; the id is left out where there is none."""
        outcome = self.outcome
        message: dict[str, Any] = {} if self.id is None else {"id": self.id}
        match outcome.kind:
            case OutcomeKind.RECORD:
                message |= {"type": "result", "record": outcome.record}
            case OutcomeKind.REFUSED | OutcomeKind.UNSUPPORTED:
                message |= {"type": str(outcome.kind), "reason": outcome.message}
            case _:
                message |= {"type": "error", "message": outcome.message, "traceback": outcome.detail}
                message |= {"outcome": str(outcome.kind)}
        return _line(message)


def parse_answer(line: bytes) -> Hello | Answer:
    """Return the message that a line of a peer's output is.

    Raises:
        ProtocolFault: it is not UTF-8, not JSON, or no message that the schema allows.

    """
    message = parse_object(line)
    fault = first_fault("protocol-answer", message)
    if fault:
        raise ProtocolFault(f"no message of the protocol: {fault}: {quoted(line)}", page=message.get("id"))
    match message["type"]:
        case "hello":
            known = {name: message[name] for name in Hello.__slots__ if message.get(name) is not None}
            listed = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
            return Hello(**(known | listed))
        case "result":
            outcome = Outcome(OutcomeKind.RECORD, message["record"])
        case "error":
            kind = OutcomeKind(message.get("outcome", "error"))
            outcome = Outcome(kind, message=first_line(message["message"]), detail=message.get("traceback", ""))
        case kind:
            outcome = Outcome(OutcomeKind(kind), message=first_line(message.get("reason", "")))
    return Answer(message.get("id"), outcome)


def parse_object(line: bytes) -> dict[str, Any]:
    """Return the JSON object that these bytes spell.

    Raises:
        ProtocolFault: they are not UTF-8, not JSON, or no object.

    """
    try:
        message = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise ProtocolFault(f"not UTF-8: {quoted(line)}") from None
    except (ValueError, RecursionError):
        raise ProtocolFault(f"not JSON: {quoted(line)}") from None
    if not isinstance(message, dict):
        raise ProtocolFault(f"no JSON object: {quoted(line)}")
    return message


def quoted(line: bytes | bytearray) -> str:
    """Return a line as a message quotes it: printable, and shortened."""
    # Enough bytes for so many characters of any script: a line of many megabytes is not decoded to show its beginning.
    text = line[: 4 * _QUOTED].decode("utf-8", "backslashreplace").strip()
    return repr(text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1]}…")


def first_line(text: str) -> str:
    """Return the first line of a text, shortened to what a report prints."""
    return (text.strip().splitlines() or [""])[0][:300]


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
