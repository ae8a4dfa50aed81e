"""Raise, end and accept site alarms in the history; each function works within the transaction of one capture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from litedrift.watch._alarm import Cause, Key, companions, due, recovered
from litedrift.watch._page import UNREADABLE
from litedrift.watch._verdict import Moved

if TYPE_CHECKING:
    import sqlite3

    from litedrift.watch._history import Capture, History
    from litedrift.watch._profile import Profile
    from litedrift.watch._thresholds import Thresholds

#: An alarm is over or not by the captures of so many windows; what is older says nothing more.
_MEMORY: Final = 4


@dataclass(frozen=True, slots=True)
class Alarm:
    """One site alarm: its number, the kind of page, its causes in words, and how it stands.

    `state` is open, cleared, or accepted; `returns` says how often its causes came back before.
    """

    id: int
    kind: str
    raised: str
    state: str
    causes: tuple[tuple[Key, str], ...]
    returns: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """What changed, a sentence a landmark."""
        return tuple(dict.fromkeys(words for _, words in self.causes))

    @property
    def key(self) -> str:
        """The alarm's name for other programs: the same for the same cause, whenever it is raised."""
        landmark, moved, new = self.causes[0][0]
        return f"{self.kind}/{landmark}/{moved}/{new or '-'}"

    def to_dict(self) -> dict[str, Any]:
        """Return the alarm as JSON can carry it."""
        return {
            "id": self.id,
            "key": self.key,
            "kind": self.kind,
            "raised": self.raised,
            "state": self.state,
            "returns": self.returns,
            "causes": [{**key._asdict(), "words": words} for key, words in self.causes],
        }


def ring(
    history: History, kind: str, generation: int, capture: int, seen: str, profile: Profile | None, limits: Thresholds
) -> list[Alarm]:
    """Return the alarms that this capture raised or cleared."""
    window = history.window(kind, generation, limits.window)
    ended = _clear(history, kind, generation, seen, limits)
    news = [each for each in due([one.sighting for one in window], profile, limits) if capture in each.affected]
    raised = _raise(history, kind, generation, capture, seen, news, limits)
    if raised:
        more = companions([one.sighting for one in window], news)
        _write(
            history,
            kind,
            generation,
            raised[0].id,
            [each for each in more if not _known(history, kind, generation, each)],
        )
        raised = alarms(history, "id = ?", raised[0].id)
    return [*ended, *raised]


def alarms(history: History, where: str = "1", *values: Any) -> list[Alarm]:
    """Return alarms with their causes, the oldest first."""
    found = []
    for row in history.rows(f"SELECT * FROM alarms WHERE {where} ORDER BY id", *values):  # noqa: S608  # own constants
        causes = history.rows("SELECT * FROM causes WHERE alarm = ? ORDER BY rowid", row["id"])
        found.append(
            Alarm(
                row["id"],
                row["kind"],
                row["raised"],
                row["state"],
                tuple((Key(each["landmark"], each["moved"], each["new"]), each["words"]) for each in causes),
                max((each["returns"] for each in causes), default=0),
            )
        )
    return found


def accept(history: History, kind: str, seen: str) -> tuple[int, bool]:
    """Accept what is: the affected captures of all open alarms of a kind are normal from now on.

    What only adds something joins the baseline; anything else begins a new baseline with the captures since. Returns
    how many captures were accepted, and whether a new baseline began.
    """
    generation = history.generation(kind)
    with history.transaction() as base:
        rows = history.rows(
            "SELECT causes.* FROM causes JOIN alarms ON alarms.id = causes.alarm"
            " WHERE causes.kind = ? AND causes.generation = ? AND alarms.state = 'open'",
            kind,
            generation,
        )
        keys = [Key(row["landmark"], row["moved"], row["new"]) for row in rows]
        if not keys:
            return 0, False
        afresh = any(key.moved != Moved.NEW for key in keys)
        since = history.window(kind, generation, -1)
        first = min(row["first"] for row in rows)
        hit = [
            each.id
            for each in since
            if each.id >= first and each.state not in UNREADABLE and any(each.sighting.shows(key) for key in keys)
        ]
        for number in hit:
            base.execute("UPDATE captures SET accepted = 1, generation = ? WHERE id = ?", (generation + afresh, number))
        base.execute(
            "UPDATE causes SET state = 'accepted' WHERE kind = ? AND generation = ? AND state = 'open'",
            (kind, generation),
        )
        base.execute("UPDATE alarms SET state = 'accepted', ended = ? WHERE kind = ? AND state = 'open'", (seen, kind))
    return len(hit), afresh


def _raise(
    history: History, kind: str, generation: int, capture: int, seen: str, news: list[Cause], limits: Thresholds
) -> list[Alarm]:
    """Raise one alarm for all causes that are new with this capture."""
    fresh, back = [], 0
    for cause in news:
        known = _cause(history, kind, generation, cause.key)
        if known is None:
            fresh.append(cause)
        elif known["state"] == "cleared":
            returns = known["returns"] + 1
            history.execute(
                "UPDATE causes SET returns = ?, state = ? WHERE kind = ? AND generation = ? AND landmark = ?"
                " AND moved = ? AND new = ?",
                returns,
                "flapping" if returns > limits.returns else "cleared",
                kind,
                generation,
                *cause.key,
            )
            if returns <= limits.returns:
                fresh.append(cause)
                back = max(back, returns)
    with_open = _same_captures(history, kind, generation, fresh, limits)
    if with_open is not None:
        _write(history, kind, generation, with_open, fresh)
        return []
    if not fresh:
        return []
    cursor = history.execute(
        "INSERT INTO alarms (kind, generation, capture, raised, state) VALUES (?, ?, ?, ?, 'open')",
        kind,
        generation,
        capture,
        seen,
    )
    number = int(cursor.lastrowid or 0)
    _write(history, kind, generation, number, fresh)
    return alarms(history, "id = ?", number)


def _same_captures(history: History, kind: str, generation: int, fresh: list[Cause], limits: Thresholds) -> int | None:
    """Return the open alarm that affects every capture that the new causes do: it is the same change, seen later."""
    if not fresh:
        return None
    captures: dict[int, Capture] = {each.id: each for each in history.window(kind, generation, limits.window)}
    for alarm in alarms(history, "kind = ? AND generation = ? AND state = 'open'", kind, generation):
        hit = {number for number, each in captures.items() if any(each.sighting.shows(key) for key, _ in alarm.causes)}
        if all(set(cause.affected) <= hit for cause in fresh):
            return alarm.id
    return None


def _write(history: History, kind: str, generation: int, alarm: int, causes: list[Cause]) -> None:
    for each in causes:
        history.execute(
            "INSERT INTO causes (kind, generation, landmark, moved, new, words, first, alarm, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open') ON CONFLICT DO UPDATE SET state = 'open', alarm = excluded.alarm,"
            " first = excluded.first",
            kind,
            generation,
            *each.key,
            each.change.words,
            each.affected[0],
            alarm,
        )


def _cause(history: History, kind: str, generation: int, key: Key) -> sqlite3.Row | None:
    rows = history.rows(
        "SELECT * FROM causes WHERE kind = ? AND generation = ? AND landmark = ? AND moved = ? AND new = ?",
        kind,
        generation,
        *key,
    )
    return rows[0] if rows else None


def _known(history: History, kind: str, generation: int, cause: Cause) -> bool:
    return _cause(history, kind, generation, cause.key) is not None


def _clear(history: History, kind: str, generation: int, seen: str, limits: Thresholds) -> list[Alarm]:
    """End the alarms of which no cause affected a capture for long enough."""
    captures = history.window(kind, generation, _MEMORY * limits.window)
    ended = []
    for alarm in alarms(history, "kind = ? AND generation = ? AND state = 'open'", kind, generation):
        first = history.rows("SELECT min(first) AS n FROM causes WHERE alarm = ?", alarm.id)[0]["n"]
        since = [any(each.sighting.shows(key) for key, _ in alarm.causes) for each in captures if each.id >= first]
        if recovered(since, limits):
            history.execute("UPDATE alarms SET state = 'cleared', ended = ? WHERE id = ?", seen, alarm.id)
            history.execute("UPDATE causes SET state = 'cleared' WHERE alarm = ? AND state = 'open'", alarm.id)
            ended += alarms(history, "id = ?", alarm.id)
    return ended
