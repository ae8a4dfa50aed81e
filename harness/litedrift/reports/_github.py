"""GitHub's own places: annotations on the run, and the summary page of the step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from litedrift.events import failures
from litedrift.reports._terminal import difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from litedrift.events import Failure

#: GitHub shows ten annotations of a kind a step and drops the rest.
_ANNOTATIONS: Final = 10
_ROWS: Final = 25
#: What must be escaped in the text of a workflow command, and what also in its properties.
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = _DATA | {":": "%3A", ",": "%2C"}


class GitHub:
    """Reads a stream of events; at the footer prints annotations and appends to the step's summary.

    `write` takes the annotation lines; `summary` is the file of ``GITHUB_STEP_SUMMARY``, or None.
    """

    def __init__(
        self, write: Callable[[str], None], summary: Path | None, *, reproduce: str = "litedrift replay"
    ) -> None:
        self._write = write
        self._summary = summary
        self._reproduce = reproduce
        self._news: list[Failure] = []
        self._stale: list[str] = []
        self._header: dict[str, Any] = {}

    def read(self, event: dict[str, Any]) -> None:
        """Take one event."""
        match event["type"]:
            case "started":
                self._header = event
            case "judged":
                self._news += [each for each in failures(event) if not each.excused]
                self._stale += [f"{event['id']} {each.get('field', 'page')}" for each in event.get("stale", ())]
            case "finished":
                for line in self._annotations():
                    self._write(line)
                if self._summary:
                    with self._summary.open("a", encoding="utf-8") as stream:
                        stream.write("\n".join(self._markdown(event)) + "\n\n")

    def _annotations(self) -> Iterator[str]:
        for failure in self._news[:_ANNOTATIONS]:
            note = "" if failure.standing == "new" else f" ({failure.standing})"
            text = f"{_account(failure)}\n{self._reproduce} {failure.id}"
            yield f"::error title={_escape(f'litedrift {failure}{note}', _PROPERTY)}::{_escape(text, _DATA)}"
        left = len(self._news) - _ANNOTATIONS
        if left > 0:
            yield f"::notice title=litedrift::{left} more failures: see the summary of this step"
        for entry in self._stale[:_ANNOTATIONS]:
            text = f"{entry} is fixed: `litedrift baseline update` removes its entry"
            yield f"::error title=litedrift baseline::{_escape(text, _DATA)}"

    def _markdown(self, footer: dict[str, Any]) -> Iterator[str]:
        head = self._header
        verdict = "no findings" if not (self._news or self._stale) else f"{len(self._news) + len(self._stale)} findings"
        yield f"### litedrift: {verdict}"
        yield ""
        yield (
            f"`{head['subject']}` · corpus {head['corpus']['name']} {head['corpus']['version']} · "
            f"litedrift {head['litedrift']} · plan {head['plan']['name']}, seed {head['plan']['seed']}"
        )
        yield ""
        names = ("declared", "selected", "ran", "no_op", "infeasible", "errored", "unsupported", "failed", "invented")
        yield from _table(names, [[str(footer[name]) for name in names]])
        if footer.get("baseline"):
            yield "baseline: " + " · ".join(f"{count} {word}" for word, count in footer["baseline"].items())
            yield ""
        yield from self._fields(footer)
        rows = [[f"`{each.id}`", str(each), each.standing, _cell(_account(each))] for each in self._news[:_ROWS]]
        if rows:
            yield from _table(("page", "verdict", "standing", "what came"), rows)
        if len(self._news) > _ROWS:
            yield f"… and {len(self._news) - _ROWS} more."

    def _fields(self, footer: dict[str, Any]) -> Iterator[str]:
        counts = {name: Counter(words) for name, words in footer["fields"].items()}
        words = [word for word in footer["verdicts"] if any(count[word] for count in counts.values())]
        if counts:
            yield from _table(
                ("field", *words), [[name, *(str(count[word]) for word in words)] for name, count in counts.items()]
            )


def _account(failure: Failure) -> str:
    if failure.field is None:
        return failure.message
    expected, actual = difference(failure.expected, failure.actual)
    return f"expected {expected}, got {actual}"


def _table(head: tuple[str, ...], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def _cell(text: str) -> str:
    """Return a text that a Markdown table shows as it is, whatever markup a page brought along."""
    for old, new in (("&", "&amp;"), ("<", "&lt;"), ("|", "&#124;"), ("`", "&#96;"), ("*", "&#42;"), ("_", "&#95;")):
        text = text.replace(old, new)
    return " ".join(text.split())


def _escape(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(each, each) for each in text)
