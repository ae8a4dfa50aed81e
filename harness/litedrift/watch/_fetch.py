"""Where pages come from: addresses, files, and directories of saved pages."""

from __future__ import annotations

import importlib
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from litedrift._version import __version__
from litedrift.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: No page of text is larger.
_MOST: Final = 20_000_000
_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it came, or why it did not: then `error` says so and there are no bytes."""

    url: str
    html: bytes = b""
    content_type: str | None = None
    error: str = ""


def pages(names: Iterable[str], *, pause: float = 1.0) -> Iterator[Page]:
    """Yield the pages behind addresses, files and directories, in this order; `pause` seconds lie between two requests.

    Raises:
        UsageError: a file or directory does not exist or holds no page, or httpx is not installed.

    """
    requests = 0
    for name in names:
        if urlsplit(name).scheme in ("http", "https"):
            if requests and pause:
                time.sleep(pause)
            requests += 1
            yield fetch(name)
        else:
            yield from saved(Path(name))


def saved(path: Path) -> Iterator[Page]:
    """Yield a saved page, or all of a directory sorted by path: ``*.html``, with a ``case.toml`` beside it or without.

    Raises:
        UsageError: there is none.

    """
    if path.is_dir():
        found = sorted(path.rglob("*.html"))
        if not found:
            raise UsageError(f"{path}: no *.html in this directory")
    elif path.is_file():
        found = [path]
    else:
        raise UsageError(f"{path}: no such file or directory, and no address (those begin with http:// or https://)")
    for each in found:
        meta = _meta(each.with_name("case.toml"))
        yield Page(meta.get("url") or each.resolve().as_uri(), each.read_bytes(), meta.get("content_type"))


def fetch(url: str) -> Page:
    """Fetch one page; what the server or the network refuses is told in the page's `error`."""
    try:
        httpx: Any = importlib.import_module("httpx")
    except ModuleNotFoundError:
        raise UsageError("addresses need httpx: pip install 'litedrift[capture]'") from None
    headers = {"User-Agent": f"litedrift/{__version__}", "Accept": "text/html"}
    try:
        with (
            httpx.Client(headers=headers, timeout=_SECONDS, follow_redirects=True) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != httpx.codes.OK:
                return Page(url, error=f"HTTP {response.status_code} {response.reason_phrase}".rstrip())
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > _MOST:
                    return Page(url, error=f"more than {_MOST} bytes")
            return Page(url, bytes(data), response.headers.get("content-type"))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Page(url, error=f"{type(error).__name__}: {error}".rstrip(": "))


def _meta(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not TOML: {error}") from None
