"""The history of what was seen, in SQLite: one transaction a capture, its alarms included.

What was reported had been committed before; what was not committed was not reported. A process that is killed at any
moment therefore loses nothing of what it said, and says nothing twice. No text of a page is kept, only its digest,
its fingerprint, and the names of the fields that an extractor gave.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.errors import UsageError
from litedrift.watch._alarm import Sighting
from litedrift.watch._fingerprint import Fingerprint, as_json
from litedrift.watch._page import State
from litedrift.watch._profile import Profile
from litedrift.watch._verdict import Change, Moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.watch._page import Verdict

#: Written into the file; another version is not read.
SCHEMA: Final = 1
_TABLES: Final = """
CREATE TABLE captures (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, digest TEXT NOT NULL, seen TEXT NOT NULL, kind TEXT NOT NULL,
  generation INTEGER NOT NULL, accepted INTEGER NOT NULL, state TEXT NOT NULL, words TEXT NOT NULL, print TEXT NOT NULL,
  changes TEXT NOT NULL, lacks TEXT NOT NULL, given TEXT, UNIQUE (url, digest));
CREATE INDEX captures_of_kind ON captures (kind, generation, accepted);
CREATE TABLE alarms (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, generation INTEGER NOT NULL, capture INTEGER NOT NULL REFERENCES captures,
  raised TEXT NOT NULL, state TEXT NOT NULL, ended TEXT, UNIQUE (kind, capture));
CREATE TABLE causes (
  kind TEXT NOT NULL, generation INTEGER NOT NULL, landmark TEXT NOT NULL, moved TEXT NOT NULL, new TEXT NOT NULL,
  words TEXT NOT NULL, first INTEGER NOT NULL, alarm INTEGER NOT NULL REFERENCES alarms, state TEXT NOT NULL,
  returns INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (kind, generation, landmark, moved, new));
CREATE TABLE told (
  alarm INTEGER NOT NULL, news TEXT NOT NULL, channel TEXT NOT NULL, PRIMARY KEY (alarm, news, channel));
CREATE TABLE failures (id INTEGER PRIMARY KEY, url TEXT NOT NULL, seen TEXT NOT NULL, why TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture as the history has it; `given` names the fields of the extractor's record, None without one."""

    id: int
    url: str
    digest: str
    seen: str
    kind: str
    generation: int
    accepted: bool
    state: State
    words: str
    fingerprint: Fingerprint
    changes: tuple[Change, ...]
    lacks: tuple[str, ...]
    given: tuple[str, ...] | None

    @property
    def sighting(self) -> Sighting:
        """The capture as the window of an alarm sees it."""
        return Sighting(self.id, self.changes, self.lacks, frozenset(self.fingerprint.landmarks))


class History:
    """The history in one file; ``:memory:`` keeps it for this process alone.

    Raises:
        UsageError: the file is no history, or that of another version.

    """

    def __init__(self, path: Path | str) -> None:
        self.path = path
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._base.row_factory = sqlite3.Row
            self._base.execute("PRAGMA journal_mode=WAL")
            self._base.execute("PRAGMA synchronous=FULL")
            with self.transaction():
                version = self._base.execute("PRAGMA user_version").fetchone()[0]
                empty = not self._base.execute("SELECT 1 FROM sqlite_master").fetchone()
                if empty:
                    for statement in filter(str.strip, _TABLES.split(";")):
                        self._base.execute(statement)
                    self._base.execute(f"PRAGMA user_version={SCHEMA}")
        except (sqlite3.DatabaseError, OSError) as error:
            raise UsageError(f"{path}: no history of litedrift watch can be kept here: {error}") from None
        if not empty and version != SCHEMA:
            raise UsageError(f"{path}: this history is of version {version}, expected {SCHEMA}; name another --history")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Do all that is done within, or nothing."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield self._base
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """Return what a query gives."""
        return self._base.execute(query, values).fetchall()

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        """Carry a statement out."""
        return self._base.execute(statement, values)

    def known(self, url: str, digest: str) -> Capture | None:
        """Return the capture with just these bytes from this address, if there was one."""
        rows = self.rows("SELECT * FROM captures WHERE url = ? AND digest = ?", url, digest)
        return _capture(rows[0]) if rows else None

    def kind_of(self, url: str) -> str:
        """Return the kind of page that this address last had; empty when it is new."""
        rows = self.rows("SELECT kind FROM captures WHERE url = ? ORDER BY id DESC LIMIT 1", url)
        return str(rows[0]["kind"]) if rows else ""

    def generation(self, kind: str) -> int:
        """Return the number of the baseline in force; it grows with each template that is accepted."""
        rows = self.rows("SELECT max(generation) AS n FROM captures WHERE kind = ?", kind)
        return int(rows[0]["n"] or 0)

    def profile(self, kind: str, generation: int) -> Profile:
        """Return the profile of the accepted captures of one baseline."""
        profile = Profile(kind, f"baseline {generation + 1}")
        for row in self.rows(
            "SELECT print, given FROM captures WHERE kind = ? AND generation = ? AND accepted ORDER BY id",
            kind,
            generation,
        ):
            given = json.loads(row["given"]) if row["given"] is not None else None
            profile.add(Fingerprint.from_dict(json.loads(row["print"])), given)
        return profile

    def add(
        self,
        *,
        url: str,
        digest: str,
        seen: str,
        kind: str,
        generation: int,
        accepted: bool,
        verdict: Verdict,
        page: Fingerprint,
        changes: tuple[Change, ...],
    ) -> int:
        """Write one capture, within the caller's transaction; return its number."""
        given = None if verdict.output is None else as_json(list(verdict.output.given))
        cursor = self._base.execute(
            "INSERT INTO captures (url, digest, seen, kind, generation, accepted, state, words, print, changes, lacks,"
            " given) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                url,
                digest,
                seen,
                kind,
                generation,
                accepted,
                str(verdict.state),
                verdict.words,
                as_json(page.to_dict()),
                as_json([asdict(each) for each in changes]),
                as_json(list(verdict.lacks)),
                given,
            ),
        )
        return int(cursor.lastrowid or 0)

    def window(self, kind: str, generation: int, size: int) -> list[Capture]:
        """Return the last distinct captures that were judged, the newest last.

        An article counts once, however often it was written anew; an index has one address and counts each time.
        """
        rows = self.rows(
            "SELECT * FROM captures WHERE kind = ? AND generation = ? AND NOT accepted AND state != ?"
            " AND (kind != 'article' OR id IN (SELECT max(id) FROM captures GROUP BY url)) ORDER BY id DESC LIMIT ?",
            kind,
            generation,
            str(State.TRUNCATED),
            size,
        )
        return [_capture(row) for row in reversed(rows)]

    def captures(self, *, last: int, kind: str | None = None) -> list[Capture]:
        """Return the last captures, the newest first."""
        rows = self.rows("SELECT * FROM captures WHERE ?1 IS NULL OR kind = ?1 ORDER BY id DESC LIMIT ?2", kind, last)
        return [_capture(row) for row in rows]

    def failed(self, url: str, seen: str, why: str) -> None:
        """Write down that a page could not be fetched."""
        with self.transaction() as base:
            base.execute("INSERT INTO failures (url, seen, why) VALUES (?, ?, ?)", (url, seen, why))


def _capture(row: sqlite3.Row) -> Capture:
    changes = tuple(
        Change(each["landmark"], Moved(each["moved"]), each["old"], each["new"], each["words"], risky=each["risky"])
        for each in json.loads(row["changes"])
    )
    return Capture(
        row["id"],
        row["url"],
        row["digest"],
        row["seen"],
        row["kind"],
        row["generation"],
        bool(row["accepted"]),
        State(row["state"]),
        row["words"],
        Fingerprint.from_dict(json.loads(row["print"])),
        changes,
        tuple(json.loads(row["lacks"])),
        None if row["given"] is None else tuple(json.loads(row["given"])),
    )
