"""How a run stands against its baseline, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from litedrift.baseline import Comparison


def print_baseline(console: Console, comparison: Comparison, *, limit: int) -> None:
    """Print what is not as the baseline says, then the counts in one line."""
    for failure in comparison.news[:limit]:
        entry = comparison.entry(failure)
        if entry is None:
            continue
        if failure.standing == "expired":
            account = f"expired: excused until {entry.expires}: {entry.reason or 'no reason given'}"
        else:
            account = f"changed: the baseline says {entry.outcome}, with another value"
        console.print(Text(f"{failure.id} {failure}: {account}", style="red"), soft_wrap=True)
    for entry in comparison.stale[:limit]:
        text = f"{entry} ({entry.outcome}): fixed; `litedrift baseline update` removes the entry"
        console.print(Text(text, style="red"), soft_wrap=True)
    counts = " · ".join(f"{count} {word.replace('_', ' ')}" for word, count in comparison.summary().items())
    style = "bold red" if comparison.findings else "bold green"
    console.print(Text(f"{comparison.where}: {counts}", style=style), soft_wrap=True)
