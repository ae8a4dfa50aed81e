"""A badge: the JSON that a badge service reads from an address (the endpoint format of shields)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from litedrift.events import replacing

if TYPE_CHECKING:
    from pathlib import Path


class Badge:
    """Reads a stream of events and writes the badge when the footer comes.

    The message is the share of judged pages without a failure; invented values are named beside it. Known
    failures count as failures: a baseline makes a run pass, it does not make an extractor better.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, event: dict[str, Any]) -> None:
        """Take one event."""
        if event["type"] != "finished":
            return
        with replacing(self._path) as stream:
            json.dump(_badge(event), stream, ensure_ascii=False)
            stream.write("\n")


def _badge(footer: dict[str, Any]) -> dict[str, Any]:
    judged = footer["ran"] + footer["errored"]
    share = 1 - footer["failed"] / judged if judged else 0.0
    # Rounded down: 100% is said only where nothing failed.
    message = f"{int(share * 1000) / 10:g}% of {judged} pages"
    if footer["invented"]:
        message += f", {footer['invented']} invented"
    colour = "red" if footer["invented"] or not judged else "yellow" if footer["failed"] else "brightgreen"
    return {"schemaVersion": 1, "label": "litedrift", "message": message, "color": colour}
