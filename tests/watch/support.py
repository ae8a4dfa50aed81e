"""Pages of an invented story in the current template, with one thing changed at a time; a server for them."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from litedrift.watch import Fingerprint, Profile, fingerprint, profile_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BYLINE = '<p class="byline--lite">\n  By Perpetua Finch, CNN\n</p>'
PROSE = (
    "The harbour master of Ostrel counted the gulls again on day {n}, found one too many, and wrote it down with care."
)


def article(n: int, *changes: tuple[str, str]) -> bytes:
    """Return page `n` as bytes, with each (old, new) pair of its markup replaced; an old one that is not there is a fault."""
    paragraphs = "\n".join(f'<p class="paragraph--lite">\n  {PROSE.format(n=n * 10 + k)}\n</p>' for k in range(5))
    page = f"""  <!DOCTYPE html>
<html lang="en">
  <head><title>Gulls of Ostrel, part {n:03} of the count | CNN</title></head>
  <body class="world">
          <div>
          <header class="header--lite">
    <a href='/' class="title">CNN</a>
    <span>5/{n % 28 + 1}/2026</span>
</header>
    <div class="layout-article-elevate__lite">
    <h2 class="headline">Gulls of Ostrel, part {n:03} of the count</h2>
    {BYLINE}
    <p class="timestamp--lite">
Updated: \n        2:{n % 60:02} PM EDT, Tue May {n % 28 + 1}, 2026
    </p>
    <article class="article--lite">
<p class="source--lite">
  Source: CNN
</p>
{paragraphs}
<p class="paragraph--lite"><a href="https://www.cnn.com/2026/05/01/world/gulls-{n}">See Full Web Article</a></p>
    </article>
    </div>
          </div>
    <div>
        <footer class="footer--lite">
  <p>
    <a href="https://www.cnn.com/">Go to the full CNN experience</a>
  </p>
  <p>
    <a href="https://www.cnn.com/terms">Terms of Use</a>
  </p>
</footer>
    </div>
  </body>
</html>
"""
    for old, new in changes:
        assert old in page
        page = page.replace(old, new)
    return page.encode()


def mark(n: int, *changes: tuple[str, str]) -> Fingerprint:
    """Return the fingerprint of page `n`."""
    return fingerprint(article(n, *changes))


@cache
def profile() -> Profile:
    """Return the profile of thirty unchanged pages."""
    return profile_of("article", [mark(n) for n in range(100, 130)], name="gulls")


@contextmanager
def served(answer: Callable[[str], tuple[int, bytes]]) -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """Serve on the loopback interface what `answer` gives for a path; yields the address and the list of requests."""
    requests: list[tuple[str, str, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(("GET", self.path, b""))
            self._send(*answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            requests.append(("POST", self.headers.get("Idempotency-Key", ""), body))
            self._send(*answer(self.path))

        def _send(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
