"""Tell others by a JSON webhook: each alarm when it is raised and when it ends, until it was taken."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from litedrift._version import __version__
from litedrift.errors import UsageError
from litedrift.watch._bell import alarms

if TYPE_CHECKING:
    from litedrift.watch._history import History

_SECONDS = 10.0


def send(history: History, url: str) -> list[str]:
    """Post each alarm that this address has not yet taken; return what went wrong, a line each.

    The header ``Idempotency-Key`` is the same whenever the same news is posted: a process that was killed between the
    answer and its note of it posts once more.
    """
    try:
        httpx: Any = importlib.import_module("httpx")
    except ModuleNotFoundError:
        raise UsageError("--webhook needs httpx: pip install 'litedrift[capture]'") from None
    faults = []
    with httpx.Client(timeout=_SECONDS) as client:
        for alarm in alarms(history):
            news = "raised" if alarm.state == "open" else alarm.state
            if history.rows("SELECT 1 FROM told WHERE alarm = ? AND news = ? AND channel = ?", alarm.id, news, url):
                continue
            key = f"{alarm.key}#{alarm.id}-{news}"
            body = {"type": f"alarm-{news}", "litedrift": __version__, "alarm": alarm.to_dict()}
            try:
                answer = client.post(url, json=body, headers={"Idempotency-Key": key.encode()})
                answer.raise_for_status()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                faults.append(f"webhook {url}: alarm {alarm.id} was not taken: {error}")
                continue
            with history.transaction() as base:
                base.execute("INSERT OR IGNORE INTO told VALUES (?, ?, ?)", (alarm.id, news, url))
    return faults
