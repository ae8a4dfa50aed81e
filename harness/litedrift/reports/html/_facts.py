"""What the report needs of one run, counted while the events pass by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import FIELDS
from litedrift.events import failures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from litedrift.events import Failure

#: Columns of the heat map that are no category of operators.
CLEAN: Final = "(clean)"
CHAINS: Final = "(chains)"
#: The row of the heat map for what is wrong with a page as a whole.
PAGE: Final = "page"
_UNKNOWN: Final = "(unknown)"
_UNSUPPORTED: Final = "unsupported"
#: Every field in the order in which reports print them.
_ORDER: Final = (*(name for names in FIELDS.values() for name in names), PAGE)


@dataclass(frozen=True, slots=True)
class CleanPage:
    """One page as it was saved: its epoch and kind, and what failed on it as (field, how)."""

    epoch: str
    kind: str
    failings: frozenset[tuple[str, str]]


@dataclass
class Facts:
    """A reader of the stream of one run.

    `cells` counts (failed, judged) by field and column, `groups` pages by column, `lengths` (right, judged) by the
    number of operators; `pages` maps the id of each judged page to its digest and whether it failed; `failed` holds the
    events of pages that failed.
    """

    header: dict[str, Any] = field(default_factory=dict)
    footer: dict[str, Any] = field(default_factory=dict)
    cells: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)
    lengths: dict[int, tuple[int, int]] = field(default_factory=dict)
    clean: list[CleanPage] = field(default_factory=list)
    pages: dict[str, tuple[str, bool]] = field(default_factory=dict)
    failed: list[dict[str, Any]] = field(default_factory=list)
    standings: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, events: Iterable[dict[str, Any]]) -> Facts:
        """Return the facts of a whole stream."""
        facts = cls()
        for event in events:
            facts.read(event)
        return facts

    def read(self, event: dict[str, Any]) -> None:
        """Take one event."""
        match event["type"]:
            case "started":
                self.header = event
            case "finished":
                self.footer = event
            case "judged" if "outcome" in event and event.get("page") != _UNSUPPORTED:
                self._page(event)

    def _page(self, event: dict[str, Any]) -> None:
        found = failures(event)
        column = column_of(event)
        bad = Counter(each.field or PAGE for each in found)
        judged = [each["field"] for each in event["fields"] if each["verdict"] != _UNSUPPORTED]
        for name in {PAGE, *judged}:
            failed, ran = self.cells.get((name, column), (0, 0))
            self.cells[name, column] = (failed + bool(bad[name]), ran + 1)
        failed, ran = self.groups.get(column, (0, 0))
        self.groups[column] = (failed + bool(found), ran + 1)
        right, ran = self.lengths.get(len(event["operators"]), (0, 0))
        self.lengths[len(event["operators"])] = (right + (not found), ran + 1)
        self.pages[event["id"]] = (event.get("sha256", ""), bool(found))
        if not event["operators"]:
            ways = frozenset((each.field or PAGE, each.outcome) for each in found)
            self.clean.append(CleanPage(event.get("epoch", ""), event["kind"], ways))
        if found:
            self.failed.append(event)
            self.standings.update(each.standing for each in found)

    @property
    def subject(self) -> str:
        """The extractor's name."""
        return str(self.header["subject"])

    @property
    def judged(self) -> int:
        """How many pages were judged."""
        return int(self.footer["ran"]) + int(self.footer["errored"])

    @property
    def values(self) -> int:
        """How many fields were judged: the denominator of honesty."""
        verdicts = self.footer["verdicts"]
        return int(sum(verdicts.values()) - verdicts.get(_UNSUPPORTED, 0))

    @property
    def fields(self) -> list[str]:
        """The rows of the heat map, in the order of reports; the page as a whole comes last."""
        return sorted({name for name, _ in self.cells}, key=lambda name: (_place(name), name))

    @property
    def columns(self) -> list[str]:
        """The columns of the heat map: clean pages, the categories, chains."""
        return sorted({name for _, name in self.cells}, key=lambda name: (name == CHAINS, name != CLEAN, name))


def column_of(event: dict[str, Any]) -> str:
    """Return under which column a page counts: clean, chains, or the category of its one operator."""
    match event["operators"], event.get("categories"):
        case [], _:
            return CLEAN
        case [_], [category]:
            return str(category)
        case [_], _:
            return _UNKNOWN
        case _:
            return CHAINS


def account(failure: Failure) -> str:
    """Return one failure in a few words."""
    return f"{failure.field or PAGE} {failure.outcome}"


def _place(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER) - 1
