"""``python -m cnn_lite page.html`` prints the record as JSON; ``--ndjson`` speaks the litedrift protocol over stdio.

Exit codes: 0 a record was printed, 2 bad usage, 3 the page was refused (the reason is on stderr).
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
import traceback
from pathlib import Path
from typing import IO, Any

from cnn_lite import Refused, extract


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m cnn_lite", description="Read one page of CNN's text-only site.")
    parser.add_argument("page", nargs="?", help="a saved page, or - for standard input")
    known = os.environ.get  # as litedrift passes them to a program that reads one page
    parser.add_argument("--url", default=known("LITEDRIFT_URL"), help="the page's address, for resolving its links")
    parser.add_argument("--content-type", default=known("LITEDRIFT_CONTENT_TYPE"), help="the header that came with it")
    parser.add_argument("--ndjson", action="store_true", help="answer litedrift's requests, one JSON object a line")
    options = parser.parse_args(arguments)
    if options.ndjson:
        return serve(sys.stdin, sys.stdout)
    if options.page is None:
        parser.error("name a page, or - for standard input")
    try:
        html = sys.stdin.buffer.read() if options.page == "-" else Path(options.page).read_bytes()
    except OSError as error:
        parser.exit(2, f"cnn_lite: {options.page}: {error.strerror}\n")
    try:
        record = extract(html, url=options.url, content_type=options.content_type)
    except Refused as refusal:
        print(f"cnn_lite: refused: {refusal.reason}", file=sys.stderr)
        return 3
    print(json.dumps(record.to_dict(), ensure_ascii=False, indent=2))
    return 0


def serve(requests: IO[str], answers: IO[str]) -> int:
    """Answer each request line until ``bye`` or the end of input."""
    for line in requests:
        message = json.loads(line)
        if message["type"] == "bye":
            break
        answers.write(json.dumps(answer(message)) + "\n")  # ASCII: right in every locale
        answers.flush()
    return 0


def answer(message: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to one ``hello`` or ``extract`` message."""
    if message["type"] == "hello":
        return {"type": "hello", "protocol": 1, "name": "cnn_lite", "version": "1", "language": "python"}
    reply: dict[str, Any] = {"id": message["id"]}
    try:
        html = base64.b64decode(message["html_b64"])
        record = extract(html, url=message.get("url"), content_type=message.get("content_type"))
    except Refused as refusal:
        return {"type": "refused", "reason": refusal.reason, **reply}
    except Exception as error:  # noqa: BLE001  # a bug of ours is an answer too, not the end of the loop
        return {"type": "error", "message": repr(error), "traceback": traceback.format_exc(), **reply}
    return {"type": "result", "record": record.to_dict(), **reply}


if __name__ == "__main__":
    sys.exit(main())
