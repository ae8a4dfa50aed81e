"""The child of an isolated callable: ``python -m litedrift.subjects._worker MODULE:FUNCTION OPTIONS``.

It speaks the protocol for the function. OPTIONS is a JSON object of what `CallableSubject` takes, so that fitting
and refusals are decided here by the code that decides them without a worker.
"""

from __future__ import annotations

import base64
import json
import os
import platform
import sys
from types import MappingProxyType
from typing import IO, Any

from litedrift.errors import SubjectError
from litedrift.subjects._callable import CallableSubject, load_callable
from litedrift.subjects._fit import Fitting
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._protocol import PROTOCOL, Answer, Hello, parse_object


def main(arguments: list[str]) -> int:
    """Load the function and answer pages until ``bye``; return the exit code."""
    spec, options = arguments
    requests, answers = private_streams()
    try:
        subject = from_options(spec, json.loads(options))
    except SubjectError as error:
        _say(answers, Answer(None, Outcome(OutcomeKind.ERROR, message=str(error))))
        return 2
    for line in requests:
        message = parse_object(line)
        if message["type"] == "bye":
            break
        if message["type"] == "hello":
            _say(answers, Hello(PROTOCOL, name=spec, version=platform.python_version(), language="python"))
            continue
        html = base64.b64decode(message["html_b64"])
        outcome = subject.extract(html, url=message["url"], content_type=message["content_type"])
        _say(answers, Answer(message["id"], outcome))
    return 0


def from_options(spec: str, options: dict[str, Any]) -> CallableSubject:
    """Return the subject that `WorkerSubject` described.

    Raises:
        SubjectError: the function cannot be loaded.

    """
    return CallableSubject(
        load_callable(spec),
        name=spec,
        fields=None if options["fields"] is None else frozenset(options["fields"]),
        refuse_on=tuple(options["refuse_on"]),
        fitting=Fitting(MappingProxyType(options["rename"]), options["kind"]),
    )


def private_streams() -> tuple[IO[bytes], IO[bytes]]:
    """Return stdin and stdout for the protocol alone: what the function prints goes to stderr, as a harmless thing."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _say(answers: IO[bytes], message: Hello | Answer) -> None:
    answers.write(message.to_line())
    answers.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
