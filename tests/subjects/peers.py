"""Foreign programs for the doors: small scripts that speak the protocol, or fail to."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING

from litedrift.subjects import CommandSubject, Limits

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://lite.cnn.com/2026/05/06/us/lighthouse-second-bulb"
HTML = b"<h2>Any page</h2>"

#: Speaks the protocol; `reply(page, html)` is what each script adds. `page` counts the pages of this process.
_LOOP = """
import base64, json, os, sys, time
def say(message):
    sys.stdout.write(json.dumps(message) + "\\n")
    sys.stdout.flush()
def result(identity, headline="A"):
    return {"type": "result", "id": identity, "record": {"kind": "article", "headline": headline}}
HELLO = {"type": "hello", "protocol": 1, "name": "stub"}
%s
page = 0
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "bye":
        break
    if message["type"] == "hello":
        say(HELLO)
        continue
    page += 1
    reply(message["id"], page, base64.b64decode(message["html_b64"]))
"""


def loop(path: Path, body: str) -> list[str]:
    """Write a script that speaks the protocol, with its own `reply`; return the command that runs it."""
    return script(path, _LOOP % textwrap.dedent(body))


def script(path: Path, text: str) -> list[str]:
    """Write a script; return the command that runs it."""
    file = path / "peer.py"
    file.write_text(textwrap.dedent(text), "utf-8")
    return [sys.executable, str(file)]


def limits(**changes: object) -> Limits:
    """Return limits that a busy machine keeps; a test of a hang asks for a short `timeout`."""
    return Limits(**({"timeout": 30.0, "start": 30.0, "restarts": 2, "grace": 0.3} | changes))  # type: ignore[arg-type]  # a test's own numbers


def ask(subject: CommandSubject, html: bytes = HTML):
    return subject.extract(html, url=URL, content_type="text/html")
