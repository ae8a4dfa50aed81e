"""What `litedrift watch` and `litedrift triage` print: for people, for GitHub, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rich.table import Column, Table
from rich.text import Text

from litedrift.watch import State, thresholds
from litedrift.watch._figures import GROUPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from rich.console import Console

    from litedrift.watch import Alarm, Capture, Look
    from litedrift.watch._figures import Count, Evaluation
    from litedrift.watch._replay import Stage
    from litedrift.watch._triage import Triage

_STYLES: Final = {State.SAME: "green", State.MOVED: "yellow", State.AT_RISK: "yellow", State.BROKEN: "bold red"}
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = _DATA | {":": "%3A", ",": "%2C"}


def print_look(console: Console, look: Look) -> None:
    """Print one page: its verdict, and each change in words."""
    state = str(look.state) if look.state else "no page"
    style = _STYLES.get(look.state, "bold magenta") if look.state else "bold magenta"
    notes = [f"learning {look.learning}"] if look.learning else []
    notes += [f"looks like {look.looks}"] if look.looks else []
    notes += ["seen before"] if look.repeated else []
    note = f" ({', '.join(notes)})" if notes else ""
    console.print(Text(f"{state:12}", style=style), Text(look.url), soft_wrap=True)
    console.print(Text(f"    {look.error or look.words}{note}"), soft_wrap=True)
    for words in dict.fromkeys(each.words for each in look.changes):
        console.print(Text(f"    {words}"), soft_wrap=True)
    for alarm in look.alarms:
        print_alarm(console, alarm)


def print_alarm(console: Console, alarm: Alarm) -> None:
    """Print one alarm with its causes."""
    back = f", back for the {alarm.returns}. time" if alarm.returns else ""
    what = "ALARM" if alarm.state == "open" else alarm.state
    style = "bold red" if alarm.state == "open" else "bold green"
    line = f"{what} {alarm.id}: the {alarm.kind} template changed{back} (raised {alarm.raised})"
    console.print(Text(line, style=style), soft_wrap=True)
    for words in alarm.words:
        console.print(Text(f"    {words}"), soft_wrap=True)


def print_looks(console: Console, looks: Sequence[Look], open_alarms: Sequence[Alarm]) -> None:
    """Print the end of a round: counts, what is still open, and the thresholds in force."""
    counts = {state: sum(each.state is state for each in looks) for state in State}
    words = [f"{count} {state}" for state, count in counts.items() if count]
    failed = sum(each.state is None for each in looks)
    words += [f"{failed} not fetched"] if failed else []
    console.print(Text(f"{len(looks)} pages: {', '.join(words)}; {len(open_alarms)} alarms open"), soft_wrap=True)
    told = {alarm.id for look in looks for alarm in look.alarms}
    for alarm in open_alarms:
        if alarm.id not in told:
            print_alarm(console, alarm)
    console.print(Text(str(thresholds()), style="dim"), soft_wrap=True)


def print_status(
    console: Console, baselines: dict[str, tuple[int, int]], open_alarms: Sequence[Alarm], flapping: Sequence[str]
) -> None:
    """Print where each kind of page stands: the size and number of its baseline, open alarms, and what flaps."""
    for kind, (pages, number) in baselines.items():
        needed = thresholds().accepted
        size = f"{pages} captures" if pages >= needed else f"learning {pages}/{needed}"
        console.print(f"{kind}: baseline {number + 1}, {size}")
    if not baselines:
        console.print("nothing was watched yet")
    for alarm in open_alarms:
        print_alarm(console, alarm)
    for words in flapping:
        console.print(Text(f"flapping, no alarm any more: {words}"), soft_wrap=True)
    console.print(Text(str(thresholds()), style="dim"), soft_wrap=True)


def print_captures(console: Console, captures: Sequence[Capture]) -> None:
    """Print captures, a line each."""
    for each in captures:
        kept = " accepted" if each.accepted else ""
        console.print(Text(f"{each.seen}  {each.state!s:12} {each.kind:8}{kept}  {each.url}"), soft_wrap=True)
        if each.changes:
            console.print(Text(f"    {each.words}"), soft_wrap=True)


def github(
    looks: Sequence[Look], open_alarms: Sequence[Alarm], write: Callable[[str], None], summary: Path | None
) -> None:
    """Print an annotation for each open alarm and each page that is broken, and append to the step's summary."""
    for alarm in open_alarms:
        title = f"litedrift: the {alarm.kind} template changed"
        write(f"::error title={_escape(title, _PROPERTY)}::{_escape(chr(10).join(alarm.words), _DATA)}")
    for look in looks:
        if look.state is State.BROKEN or look.unjudged:
            level = "error" if look.state is State.BROKEN else "warning"
            text = f"{look.url}\n{look.error or look.words}"
            title = f"litedrift: {look.state or 'not fetched'}"
            write(f"::{level} title={_escape(title, _PROPERTY)}::{_escape(text, _DATA)}")
    if summary is not None:
        with summary.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(_markdown(looks, open_alarms)) + "\n\n")


def _markdown(looks: Sequence[Look], open_alarms: Sequence[Alarm]) -> Iterator[str]:
    yield f"### litedrift watch: {len(open_alarms)} alarms open, {len(looks)} pages"
    yield ""
    for alarm in open_alarms:
        yield f"**{alarm.kind}** template changed ({alarm.raised}):"
        yield ""
        yield from (f"- `{words.replace('`', '’')}`" for words in alarm.words)
        yield ""
    rows = [each for each in looks if each.state is not State.SAME]
    if rows:
        yield "| page | verdict | |"
        yield "| --- | --- | --- |"
        for each in rows:
            words = (each.error or each.words).replace("|", "&#124;").replace("<", "&lt;")
            yield f"| {each.url.replace('|', '%7C')} | {each.state or 'not fetched'} | {' '.join(words.split())} |"
        yield ""
    yield f"_{thresholds()}_"


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(each, each) for each in text)


def print_triage(console: Console, found: Triage) -> None:
    """Print the 2×2, what moved, and the answer."""
    codes = list(dict.fromkeys(code for _, code in found.cells))
    table = Table(
        "", *(f"{code} code" for code in codes) if len(codes) > 1 else ("your code",), box=None, pad_edge=False
    )
    for page in ("old", "new"):
        cells = [found.cells[page, code] for code in codes]
        table.add_row(f"{page} page", *("right" if cell.right else Text("\n".join(cell.faults)) for cell in cells))
    console.print(table)
    for words in dict.fromkeys(each.words for each in found.changes):
        console.print(Text(f"    {words}"), soft_wrap=True)
    console.print(Text(found.words, style="bold green" if found.answer == "nothing" else "bold red"), soft_wrap=True)


def print_evaluation(console: Console, stages: Sequence[Stage], found: Evaluation) -> None:
    """Print the replay, the figures by group and by operator, and the baselines."""
    table = Table(box=None, pad_edge=False)
    for heading in ("history", "kind", "pages", "cases", "", "affected", "landmarks named"):
        table.add_column(heading, no_wrap=heading != "landmarks named")
    for each in stages:
        verdict = "right" if each.good else "WRONG"
        after = str(each.after) if each.after is not None else "-"
        named = ", ".join(each.named) or (
            "; ".join(each.stray) if each.stray else "no change, no alarm" if each.good else ""
        )
        table.add_row(each.epoch, each.kind, str(each.pages), str(each.cases), verdict, after, named)
    console.print(table)
    table = Table("", "hits", "of", "cases", "share", "95% (Wilson)", "95% (exact)", box=None, pad_edge=False)
    table.add_row("clean, held out", style="bold")
    for what, count in (("pages not the same", found.clean["page"]), ("site alarms", found.clean["drift"])):
        table.add_row(f"  {what}", *_cells(count))
    names = {
        "pages": "pages not the same",
        "drifts": "site alarms",
        "named": "landmark right",
        "verdict": "verdict right",
        "alarm_named": "alarms: landmark",
        "alarm_verdict": "alarms: verdict",
    }
    for group in ("benign", *GROUPS):
        table.add_row(group, style="bold")
        for what, words in names.items():
            count = found.group(group, what)
            if count.trials:
                table.add_row(f"  {words}", *_cells(count))
    console.print(table)
    console.print("operators at medium strength", style="bold")
    table = Table(Column("operator", overflow="fold"), box=None, pad_edge=False)
    for heading in ("group", "pages", "drifts", "landmark", "verdict"):
        table.add_column(heading, no_wrap=True)
    for row in found.rows:
        table.add_row(
            row.level or row.operator,
            row.group,
            *(_share(each) for each in (row.pages, row.drifts, row.named, row.verdict)),
        )
    console.print(table)
    console.print("baselines, at no alarm on their own pages", style="bold")
    table = Table("baseline", box=None, pad_edge=False)
    groups = ("benign", *GROUPS)
    for group in groups:
        table.add_column(group, no_wrap=True)
    for name, counts in found.baselines.items():
        table.add_row(name, *(_share(counts[group]) for group in groups))
    console.print(table)
    console.print(Text(str(thresholds()), style="dim"), soft_wrap=True)


def _cells(count: Count) -> list[str]:
    data: dict[str, Any] = count.to_dict()
    share = "-" if data["share"] is None else f"{data['share']:.2%}"
    low, high = data["wilson"]
    exact_low, exact_high = data["exact"]
    return [
        str(count.hits),
        str(count.trials),
        str(data["cases"]),
        share,
        _band(low, high),
        _band(exact_low, exact_high),
    ]


def _band(low: float, high: float) -> str:
    return f"{low * 100:.2f}–{high:.2%}"


def _share(count: Count) -> str:
    return f"{count.hits}/{count.trials}" if count.trials else "-"
