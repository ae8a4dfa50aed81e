"""A local server that answers as it is told, a clock that only pretends to wait, and pages of the bundled corpus."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from litedrift.capture import Clock, Fetcher, Manners
from litedrift.corpus import load_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = load_corpus()
ARTICLE = CORPUS.case("summer-vote-on-river-tolls")
MODERN = CORPUS.case("note-stands-before-the-source")
INDEX = CORPUS.case("index-spring-2018-bare-list")


@dataclass
class Reply:
    """One answer. `short` bytes are promised and never sent; `hang` sends nothing until the server is closed."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    short: int = 0
    hang: bool = False


@dataclass
class Server:
    """Answers each path with its replies in turn; the last one stays. `asked` is what came in."""

    base: str
    replies: dict[str, list[Reply]]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


@contextmanager
def serving(replies: dict[str, list[Reply]]) -> Iterator[Server]:
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            waiting = server.replies.get(self.path) or server.replies.get(self.path.partition("?")[0])
            reply = (waiting.pop(0) if len(waiting) > 1 else waiting[0]) if waiting else Reply(404)
            if reply.hang:
                closing.wait()
                self.close_connection = True
                return
            ranged = self.headers.get("Range", "") if reply.status == 200 else ""
            first, _, last = ranged.removeprefix("bytes=").partition("-")
            body, status = (reply.body[int(first) : int(last) + 1], 206) if first else (reply.body, reply.status)
            self.send_response(status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body) + reply.short))
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = bool(reply.short)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name of the base class
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server = Server(f"http://127.0.0.1:{listening.server_address[1]}", replies)
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            closing.set()
            listening.shutdown()
            thread.join()


class StillClock(Clock):
    """A clock that stands until somebody sleeps, or that moves by `tick` seconds each time it is read."""

    def __init__(self, tick: float = 0.0) -> None:
        self.slept: list[float] = []
        self._time = 1000.0
        self._tick = tick

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, 0, tzinfo=UTC) + timedelta(seconds=self._time - 1000.0)

    def monotonic(self) -> float:
        self._time += self._tick
        return self._time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._time += seconds


@contextmanager
def fetching(clock: Clock | None = None, **manners: float) -> Iterator[Fetcher]:
    with Fetcher(Manners(**{"delay": 0.0, **manners}), clock=clock or StillClock()) as fetcher:  # type: ignore[arg-type]  # sizes and tries are ints
        yield fetcher


def page(body: bytes, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(body=body, headers={"Content-Type": "text/html; charset=utf-8"} | named)
