"""A private overlay: captured pages in the corpus layout. A case appears whole or not at all, and is never replaced."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from litedrift.corpus import read_case
from litedrift.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.capture._propose import Proposal
    from litedrift.capture._served import Served

#: Cases under construction lie here, outside `cases/`, where no reader of the overlay looks.
_WORKSHOP: Final = ".capturing"
#: What a killed capture left in the workshop is cleared away when no running one can still be at it.
_STALE: Final = 3600.0
_SLUG: Final = 80
PRIVATE: Final = "private-"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the overlay knows of an address: its newest case, and what to ask the server with next time."""

    case_id: str
    sha256: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Overlay:
    """The directory of an overlay; it is made when the first case is written."""

    root: Path
    _known: dict[str, Remembered] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.root.exists() and not self.root.is_dir():
            raise UsageError(f"{self.root}: is no directory")
        if (self.root / "CORPUS.toml").exists():
            raise UsageError(f"{self.root}: is a corpus; captured pages go into an overlay of their own")
        rows = sorted(_provenances(self.root), key=lambda row: str(row[1].get("fetched", row[1].get("saved", ""))))
        for case_id, told, url in rows:
            self._learn(case_id, told, url)

    def remembered(self, url: str) -> Remembered | None:
        """Return what is known of the page at this address; None when it was never captured."""
        return self._known.get(url)

    def unreviewed(self) -> list[str]:
        """Return the ids of the cases that nobody has accepted yet, sorted."""
        return sorted(case_id for case_id, told, _ in _provenances(self.root) if not told.get("reviewed"))

    def find(self, case_id: str) -> Path:
        """Return the directory of one case.

        Raises:
            UsageError: there is no such case.

        """
        found = list((self.root / "cases").glob(f"*/{case_id}")) if re.fullmatch(r"[a-z0-9-]+", case_id) else []
        if not found:
            raise UsageError(f"{self.root}: no case {case_id!r} in this overlay (see `litedrift corpus review`)")
        return found[0]

    def write(self, page: Served, proposal: Proposal, *, scrubbed: bool = False) -> str:
        """Write one page with its proposed gold as a case of its own and return its id; nothing is replaced.

        Raises:
            CorpusError: the case would break its schema, or the overlay cannot be written to.

        """
        digest = hashlib.sha256(page.html).hexdigest()
        told = _provenance(page, digest, proposal, scrubbed=scrubbed)
        try:
            cases = self.root / "cases"
            (cases / proposal.kind).mkdir(parents=True, exist_ok=True)
            workshop = self._workshop()
            try:
                case_id = self._place(workshop, page, proposal, told)
            finally:
                shutil.rmtree(workshop, ignore_errors=True)
        except OSError as error:
            raise CorpusError(f"{error.filename or self.root}: {error.strerror or error}") from None
        self._learn(case_id, told, page.url)
        return case_id

    def _place(self, workshop: Path, page: Served, proposal: Proposal, told: dict[str, Any]) -> str:
        for case_id in self._ids(page):
            draft = workshop / case_id
            draft.mkdir()
            _write(draft / "page.html", page.html)
            _write(draft / "gold.json", (json.dumps(proposal.gold, ensure_ascii=False, indent=2) + "\n").encode())
            _write(draft / "case.toml", _case_toml(case_id, page, proposal, told).encode())
            read_case(draft)  # what any reader of the overlay will check, before the case has its name
            try:
                draft.rename(self.root / "cases" / proposal.kind / case_id)
            except OSError:
                if not (self.root / "cases" / proposal.kind / case_id).exists():
                    raise
                continue  # another capture took the id between the look and the renaming
            return case_id
        raise AssertionError("ids never end")

    def _ids(self, page: Served) -> Iterator[str]:
        """Yield the ids that this page may have and that no case has: a second capture of a day is numbered."""
        stem = f"{PRIVATE}{slug(page.url)}-{page.saved:%Y-%m-%d}"
        number = 1
        while True:
            case_id = stem if number == 1 else f"{stem}-{number}"
            if not any((self.root / "cases").glob(f"*/{case_id}")):
                yield case_id
            number += 1

    def _workshop(self) -> Path:
        home = self.root / _WORKSHOP
        home.mkdir(exist_ok=True)
        for left in home.iterdir():
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(dir=home))

    def _learn(self, case_id: str, told: dict[str, Any], url: str) -> None:
        if told["origin"] != "captured":
            return  # a scrubbed page's address is not the one that it was served from
        headers = told.get("headers", {})
        known = Remembered(case_id, told["sha256"], headers.get("etag"), headers.get("last-modified"))
        for address in (url, told.get("requested", url)):
            self._known[address] = known


def slug(url: str) -> str:
    """Return an address as the part of an id: its path in small letters and digits, or its host."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:index\.html?)?$", "", unquote(parts.path))
    text = f"{path} {parts.query}" if path.strip("/") or parts.query else parts.hostname or "page"
    name = "-".join(re.findall(r"[a-z0-9]+", text.lower()))
    return name[:_SLUG].strip("-") or "page"


def _provenances(root: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield id, provenance and address of every case of an overlay."""
    for path in sorted((root / "cases").glob("*/*/case.toml")):
        try:
            meta = tomllib.loads(path.read_text("utf-8"))
            yield meta["id"], meta["provenance"], meta["url"]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
            raise CorpusError(f"{path}: no case: {error!r}") from None


def _provenance(page: Served, digest: str, proposal: Proposal, *, scrubbed: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "origin": "derived" if scrubbed else "captured",
        "saved": f"{page.saved:%Y-%m-%d}",
        "sha256": digest,
        "gold_by": proposal.by,
        "how": page.how,
    }
    if scrubbed:
        return told
    told["fetched"] = page.saved.isoformat(timespec="seconds")
    if page.requested and page.requested != page.url:
        told["requested"] = page.requested
    if page.redirects:
        told["redirects"] = list(page.redirects)
    return told | ({"headers": dict(page.headers)} if page.headers else {})


def _case_toml(case_id: str, page: Served, proposal: Proposal, told: dict[str, Any]) -> str:
    head: dict[str, Any] = {
        "id": case_id,
        "kind": proposal.kind,
        "epoch": proposal.epoch,
        "tags": [told["origin"]],
        "why": f"say here which bug this page catches ({case_id})",
        "url": page.url,
    }
    if page.content_type:
        head["content_type"] = page.content_type
    headers = told.get("headers")
    lines = [*_lines(head), "", "[provenance]", *_lines({key: told[key] for key in told if key != "headers"})]
    if headers:
        lines += ["", "[provenance.headers]", *_lines(headers)]
    return "\n".join(lines) + "\n"


def _lines(table: dict[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        yield f"{key} = {toml_value(value)}"


def toml_value(value: str | list[str]) -> str:
    """Return a text, or a list of texts, as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
