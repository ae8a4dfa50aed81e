"""Fetch pages as a polite guest: robots.txt, one request at a time and not too soon, conditional, bounded, patient."""

from __future__ import annotations

import email.utils
import importlib
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urljoin, urlsplit

from litedrift._version import __version__
from litedrift.capture._clock import Clock
from litedrift.capture._served import Failed, Served, Unchanged, allowed, on_the_web
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from litedrift.capture._overlay import Overlay

_NAME: Final = "litedrift"
_REDIRECTS: Final = 5
_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_PAGES: Final = ("text/html", "application/xhtml+xml", "text/plain")
#: The size of robots.txt that a crawler must read (RFC 9309).
_ROBOTS: Final = 500 * 1024


@dataclass(frozen=True, slots=True)
class Manners:
    """How a guest behaves: seconds between requests to a host, tries, seconds of patience, bytes at most.

    `patience` bounds one try from the first byte asked to the last byte read, and also what Retry-After may demand.
    """

    delay: float = 2.0
    tries: int = 4
    patience: float = 60.0
    largest: int = 10 * 1024 * 1024
    agent: str = f"{_NAME}/{__version__}"


class _GaveUpError(Exception):
    """No answer from this address; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a server: its status, headers, and body with the content coding undone."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Fetcher:
    """Fetches pages over one client. Needs the extra ``capture``; close it, or use it with ``with``.

    Raises:
        UsageError: the extra is not installed.

    """

    def __init__(self, manners: Manners | None = None, *, clock: Clock | None = None) -> None:
        try:
            self._httpx: Any = importlib.import_module("httpx")
            self._protego: Any = importlib.import_module("protego").Protego
        except ModuleNotFoundError as error:
            raise UsageError(f"fetching needs {error.name}: pip install 'litedrift[capture]'") from None
        self.manners = manners or Manners()
        self._clock = clock or Clock()
        self._client = self._httpx.Client(
            headers={"User-Agent": self.manners.agent, "Accept": "text/html,*/*;q=0.5"},
            timeout=min(self.manners.patience, 30.0),
        )
        self._robots: dict[str, Any] = {}
        self._next: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def page(self, url: str, overlay: Overlay) -> Served | Unchanged | Failed:
        """Fetch one page, or learn that the overlay has it; never raises for what a server does."""
        try:
            return self._page(url, overlay)
        except _GaveUpError as error:
            return Failed(url, str(error))

    def get(self, url: str, headers: Mapping[str, str] = MappingProxyType({})) -> Answer | Failed:
        """Fetch what a service offers to programs, which has no robots.txt to ask: an index, a range of an archive."""
        try:
            return self._patiently(url, headers, self.manners.delay)
        except _GaveUpError as error:
            return Failed(url, str(error))

    def _page(self, url: str, overlay: Overlay) -> Served | Unchanged | Failed:
        known = overlay.remembered(url)
        asked = {}
        if known and known.etag:
            asked["If-None-Match"] = known.etag
        if known and known.last_modified:
            asked["If-Modified-Since"] = known.last_modified
        here, redirects = url, []
        while True:
            answer = self._patiently(here, asked, self._permitted(here))
            if answer.status == 304 and known:
                return Unchanged(url, known.case_id)
            target = answer.header("location")
            if answer.status not in _MOVED or not target:
                break
            here = _joined(here, target)
            redirects.append(here)
            if len(redirects) > _REDIRECTS:
                return Failed(url, f"more than {_REDIRECTS} redirects, the last to {here}")
        if answer.status != 200:
            return Failed(url, f"the server answered {answer.status}")
        content_type = answer.header("content-type")
        if content_type and content_type.partition(";")[0].strip().lower() not in _PAGES:
            return Failed(url, f"is {content_type}, no page")
        return Served(
            here, answer.body, content_type, self._clock.now(), "url", url, tuple(redirects), allowed(answer.headers)
        )

    def _permitted(self, url: str) -> float:
        """Return the seconds to keep between requests to this host, once its robots.txt has let us in."""
        if not on_the_web(url):
            raise _GaveUpError(f"{url} is no address that can be fetched")
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._protego.parse(self._rules(origin))
        robots = self._robots[origin]
        if not robots.can_fetch(url, self.manners.agent):
            raise _GaveUpError(f"{origin}/robots.txt disallows {parts.path or '/'}")
        return max(self.manners.delay, robots.crawl_delay(self.manners.agent) or 0.0)

    def _rules(self, origin: str) -> str:
        """Return robots.txt; a site without one allows all, one that cannot be asked allows nothing (RFC 9309)."""
        here = f"{origin}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            answer = self._patiently(here, {}, self.manners.delay)
            target = answer.header("location")
            if answer.status not in _MOVED or not target:
                break
            here = _joined(here, target)
        if answer.status >= 500 or answer.status == 429:
            raise _GaveUpError(f"{origin}/robots.txt cannot be read: the server answered {answer.status}")
        return answer.body[:_ROBOTS].decode("utf-8", "replace") if answer.status == 200 else ""

    def _patiently(self, url: str, headers: Mapping[str, str], delay: float) -> Answer:
        """Ask until there is an answer that will last, waiting longer each time and as long as the server asks."""
        pause, reason = max(delay, 1.0), ""
        for number in range(self.manners.tries):
            if number:
                self._clock.sleep(pause)
                pause *= 2
            try:
                answer = self._once(url, headers, delay)
            except (self._httpx.TransportError, self._httpx.DecodingError) as error:
                reason = f"{type(error).__name__}: {error}"
                continue
            except (self._httpx.InvalidURL, UnicodeError) as error:
                raise _GaveUpError(f"no address that can be fetched: {error}") from None
            if answer.status not in _TRY_AGAIN:
                return answer
            reason = f"the server answered {answer.status}"
            wanted = self._retry_after(answer)
            if wanted is not None and wanted > self.manners.patience:
                raise _GaveUpError(f"{reason} and asks to wait {wanted:.0f} seconds")
            pause = max(pause, wanted or 0.0)
        raise _GaveUpError(f"{reason} ({self.manners.tries} tries)")

    def _once(self, url: str, headers: Mapping[str, str], delay: float) -> Answer:
        host = urlsplit(url).netloc
        wait = self._next.get(host, 0.0) - self._clock.monotonic()
        if wait > 0:
            self._clock.sleep(wait)
        started = self._clock.monotonic()
        self._next[host] = started + delay
        body = bytearray()
        with self._client.stream("GET", url, headers=dict(headers)) as response:
            for part in response.iter_bytes(65536):
                body += part
                if len(body) > self.manners.largest:
                    raise _GaveUpError(f"is larger than {self.manners.largest} bytes")
                if self._clock.monotonic() - started > self.manners.patience:
                    raise self._httpx.ReadTimeout(f"not read whole in {self.manners.patience:.0f} seconds")
            return Answer(response.status_code, tuple(response.headers.multi_items()), bytes(body))

    def _retry_after(self, answer: Answer) -> float | None:
        """Return the seconds that Retry-After asks for, as a number or as a date; None where it asks for nothing."""
        value = (answer.header("retry-after") or "").strip()
        if value.isdecimal():
            return float(value)
        try:
            return max(0.0, (email.utils.parsedate_to_datetime(value) - self._clock.now()).total_seconds())
        except (TypeError, ValueError):
            return None


def _joined(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        raise _GaveUpError(f"redirects to {target[:80]!r}, which is no address") from None
