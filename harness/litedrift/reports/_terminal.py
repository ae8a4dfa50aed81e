"""The report that people read first: counts with their denominators, failures with a line to copy."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from litedrift.corpus import fold
from litedrift.events import plain
from litedrift.judge import PageVerdict, Verdict
from litedrift.reports._diff import DIFF_COLOURS, markup_diff
from litedrift.reports._rows import rows_by_operator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from litedrift.corpus import Case
    from litedrift.judge import Counts, Judged, Tally

_WIDTH = 100
#: How much is shown before the place where two long texts differ.
_BEFORE = 30
#: Lines of markup that are printed of one failure.
_DIFF = 16
#: Who reads none of these has not left fields out: something stands between the extractor and the record.
_CORE = frozenset({"headline", "body", "links"})
#: The last lines of a traceback or of what was printed on stderr; `check --events FILE` has more of them.
_TAIL = 5
_HIDDEN = "(private text; --include-private shows it)"


def print_report(
    console: Console,
    tally: Tally,
    failures: Sequence[Judged],
    *,
    reproduce: str,
    limit: int,
    news: int | None = None,
    baseline: Callable[[Case], bytes] | None = None,
    include_private: bool = False,
    verbose: bool = False,
) -> None:
    """Print tables by operator and by field, then failures with their edit and the command that reproduces them.

    `news` is how many failures there are where not all are given. Operators under which nothing failed are one row a
    category, unless `verbose`.
    """
    _groups(console, rows_by_operator(tally.groups, each=verbose), tally.total)
    _fields(console, tally)
    for judged in failures[:limit]:
        print_failure(console, judged, reproduce=reproduce, baseline=baseline, include_private=include_private)
    more = (len(failures) if news is None else news) - len(failures[:limit])
    if more:
        console.print(f"… and {more} more failed page{'s' * (more > 1)} (--show N prints more)\n", highlight=False)
    console.print(verdict_line(tally), style="bold red" if tally.total.failed else "bold green", highlight=False)


def verdict_line(tally: Tally) -> str:
    """Return the one sentence that says how the run ended, with every denominator."""
    total = tally.total
    judged = sum(tally.verdicts.values()) - tally.verdicts[Verdict.UNSUPPORTED]
    return (
        f"{total.failed} of {total.ran + total.errored} judged pages failed; "
        f"{total.invented} of {judged} fields invented, {tally.silent_wrong} silently wrong. "
        f"declared {tally.declared} cases · selected {total.selected} pages · ran {total.ran} · no_op {total.no_op} · "
        f"infeasible {total.infeasible} · errored {total.errored} · unsupported {total.unsupported}"
    )


def _groups(console: Console, rows: list[tuple[str, Counts]], total: Counts) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("pages by operator", no_wrap=True)
    for name in ("selected", "ran", "no-op", "infeas.", "failed", "invented"):
        table.add_column(name, justify="right")
    for name, counts in [*rows, ("all", total)]:
        table.add_row(name, *_cells(counts), style="red" if counts.failed else "")
    console.print(table)
    console.print()


def _cells(counts: Counts) -> list[str]:
    values = (
        counts.selected,
        counts.ran + counts.errored,
        counts.no_op,
        counts.infeasible,
        counts.failed,
        counts.invented,
    )
    return [str(value) for value in values]


def _fields(console: Console, tally: Tally) -> None:
    table = Table("field", box=None, pad_edge=False, header_style="bold")
    table.add_column("judged", justify="right")
    for word in Verdict:
        table.add_column(str(word), justify="right")
    for name, words in tally.fields.items():
        bad = any(words[word] for word in Verdict if word not in (Verdict.CORRECT, Verdict.UNSUPPORTED))
        judged = sum(words.values()) - words[Verdict.UNSUPPORTED]
        table.add_row(name, str(judged), *(str(words[word]) for word in Verdict), style="red" if bad else "")
    console.print(table)
    console.print()
    idle = idle_fields(tally)
    read = [name for name, words in tally.fields.items() if name not in idle and words[Verdict.CORRECT]]
    if idle and _CORE.intersection(read):
        console.print(
            f"often missing, and never anything else: {', '.join(idle)}. If yours does not read "
            f"{'them' if len(idle) > 1 else 'it'}, say so with --fields {','.join(read)}, "
            "or fields in [tool.litedrift]; the rest is then unsupported.\n",
            markup=False,
            soft_wrap=True,
        )


def idle_fields(tally: Tally) -> list[str]:
    """Return the fields that seem never to be read: missing on at least a quarter of the pages, and never wrong."""
    values = (Verdict.WRONG, Verdict.INVENTED, Verdict.LEAKED)
    return [
        name
        for name, words in tally.fields.items()
        if words[Verdict.MISSING] * 4 >= words.total() - words[Verdict.UNSUPPORTED]
        and words[Verdict.MISSING]
        and not any(words[word] for word in values)
    ]


def print_failure(
    console: Console,
    judged: Judged,
    *,
    reproduce: str,
    baseline: Callable[[Case], bytes] | None = None,
    include_private: bool = False,
) -> None:
    """Print one failed page: what was touched, expected against actual, and how to see it again.

    `baseline` gives the page that a mutant is compared with; without it no markup is printed.
    """
    judgement = judged.judgement
    if judgement is None:
        return
    hide = judged.mutant.case.private and not include_private
    console.print(Text(f"✗ {judged.mutant.id}", style="bold red"), soft_wrap=True)
    for line in judged.mutant.touched:
        console.print(Text(f"    edit      {_HIDDEN if hide else line}"), soft_wrap=True)
    message = _HIDDEN if hide and judgement.message else judgement.message
    if message or judgement.page is not PageVerdict.JUDGED:
        console.print(Text(f"    {judgement.page}{message and ': '}{message}"), soft_wrap=True)
    for line in _detail(judged.outcome.detail if judged.outcome else "", hide=hide):
        console.print(Text(f"    {line}", style="dim"), soft_wrap=True)
    for each in judgement.fields:
        if each.bad:
            note = "" if each.loud else ", silently"
            console.print(Text(f"    {each.field}: {each.verdict}{note}"))
            expected, actual = (_HIDDEN, _HIDDEN) if hide else difference(each.expected, each.actual)
            console.print(Text(f"      expected  {expected}"), soft_wrap=True)
            console.print(Text(f"      actual    {actual}"), soft_wrap=True)
    if baseline is not None and judged.mutant.steps and not hide:
        _edit(console, markup_diff(baseline(judged.mutant.case), judged.mutant.html, judged.mutant.content_type))
    console.print(Text(f"    replay    {reproduce} {judged.mutant.id}", style="dim"), soft_wrap=True)
    console.print()


def _detail(text: str, *, hide: bool) -> list[str]:
    """Return the end of what the extractor said of itself, marked as its traceback or as what it printed on stderr."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip(" ^~")]
    if not lines:
        return []
    mark = "traceback" if lines[0].startswith("Traceback") else "stderr"
    shown = [_HIDDEN] if hide else [_short(line) for line in lines[-_TAIL:]]
    if len(lines) > _TAIL and not hide:
        mark += f", the last {_TAIL} of {len(lines)} lines"
    return [mark, *(f"  | {line}" for line in shown)]


def _edit(console: Console, lines: Sequence[str]) -> None:
    """Print the beginning of a markup diff; of a minimal failure that is all of it."""
    for line in lines[:_DIFF]:
        console.print(Text(f"    {line}", style=DIFF_COLOURS.get(line[:1], "dim")), soft_wrap=True)
    if len(lines) > _DIFF:
        console.print(Text(f"    … and {len(lines) - _DIFF} more lines of markup", style="dim"))


def difference(expected: Any, actual: Any) -> tuple[str, str]:
    """Return both values as they are compared, shortened to what differs; of two lists the first item that does."""
    expected, actual = _folded(plain(expected)), _folded(plain(actual))
    if not (isinstance(expected, list) and isinstance(actual, list)):
        return _pair(expected, actual)
    shorter = min(len(expected), len(actual))
    place = next((n for n in range(shorter) if expected[n] != actual[n]), shorter)
    if place < shorter:
        one, other = _pair(expected[place], actual[place])
    else:
        one, other = (_short(_text(each[place])) if place < len(each) else "(nothing)" for each in (expected, actual))
    return f"[{place}] of {len(expected)}: {one}", f"[{place}] of {len(actual)}: {other}"


def _folded(value: Any) -> Any:
    match value:
        case str():
            return fold(value)
        case list():
            return [_folded(each) for each in value]
        case dict():
            return {key: _folded(each) for key, each in value.items()}
        case _:
            return value


def _pair(expected: Any, actual: Any) -> tuple[str, str]:
    """Return both values; where long texts begin alike, only a little of what stands before the difference."""
    one, other = _text(expected), _text(actual)
    alike = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    skipped = alike - _BEFORE if alike > _WIDTH - _BEFORE else 0
    first, second = (_short(f"…{text[skipped:]}" if skipped else text) for text in (one, other))
    return first, second


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
