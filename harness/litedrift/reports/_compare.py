"""Extractors side by side: every measure with its denominator, and its band over resampled pages.

A comparison reads event streams, so a run that was recorded elsewhere stands beside one that is made now. Accuracy is
of the clean pages; robustness is the share of fields that come out of a changed page as they came out of the clean one,
right or wrong; honesty is counted over all pages, by itself.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from litedrift.corpus import FIELDS, fold
from litedrift.drift import Effect, find_operator
from litedrift.errors import UsageError
from litedrift.statistics import bootstrap_bands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Measures that every subject has, beside one ``right/FIELD`` for each field.
READ: Final = "read"
ROBUST: Final = "robust"
ROBUST_PAGES: Final = "robust_pages"
BODY_F1: Final = "body_f1"
HONESTY: Final = ("invented", "silent_wrong", "wrong_carrier", "accepted_wrongly", "refused_wrongly")
#: Rounds of the bootstrap and its seed: the same for all, so that the same pages are drawn for each.
ROUNDS: Final = 500
SEED: Final = 0

_NAMES: Final = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
MEASURES: Final = (READ, *(f"right/{name}" for name in _NAMES), BODY_F1, ROBUST, ROBUST_PAGES, *HONESTY)
#: What two streams must share for their figures to stand side by side.
_SAME: Final = ("corpus", "normaliser", "libxml2", "plan")
_WORD: Final = re.compile(r"\w+")


class Standing:
    """What one subject's stream comes to: for each measure and page, hits and how many there were to hit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.header: dict[str, Any] = {}
        self.outcomes: Counter[str] = Counter()
        self.left_out = 0
        self._counts: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
        self._clean: dict[str, dict[str, str] | None] = {}
        self._claimed: dict[str, list[str]] = {}
        self._whole: list[tuple[str, str]] = []
        self._digest = hashlib.sha256()

    def read(self, event: dict[str, Any]) -> None:
        """Take one event of the stream; the clean page of a case comes before its mutants."""
        if event["type"] == "started":
            self.header = event
        if event["type"] != "judged":
            return
        self._digest.update(f"{event['id']} {event['status']} {event.get('sha256')}\n".encode())
        if "page" not in event:
            return
        self.outcomes[event["outcome"]] += 1
        if not event["operators"]:
            self._read_clean(event)
        elif _preserving(tuple(event["operators"])):
            self._read_preserved(event)
        self._read_honesty(event)

    @property
    def digest(self) -> str:
        """Names the pages that the stream stands on."""
        return self._digest.hexdigest()

    @property
    def read_right(self) -> int:
        """How many fields of the clean pages were read right: the order of the leaderboard."""
        return int(self._sum(READ)[0])

    def shares(self) -> dict[str, dict[str, Any]]:
        """Return each measure with hits, denominator, share and 95% band; those without a denominator are left out."""
        self._settle()
        totals = [self._sum(measure) for measure in MEASURES]
        present = [place for place, (_, of) in enumerate(totals) if of]
        clusters = {
            case: [tuple((*counts.get(MEASURES[place], (0.0, 0.0)),) for place in present)]
            for case, counts in self._counts.items()
        }
        bands = bootstrap_bands(clusters, _pooled, rounds=ROUNDS, seed=SEED)
        return {
            MEASURES[place]: {
                "hits": _number(totals[place][0]),
                "of": int(totals[place][1]),
                "share": totals[place][0] / totals[place][1],
                "band": list(band),
            }
            for place, band in zip(present, bands, strict=True)
        }

    def to_dict(self) -> dict[str, Any]:
        """Return the subject's part of ``compare --json``."""
        return {
            "name": self.name,
            "claims": {kind: sorted(names) for kind, names in sorted(self._claimed.items())},
            "outcomes": dict(sorted(self.outcomes.items())),
            "left_out": self.left_out,
            "measures": self.shares(),
        }

    def _count(self, event: dict[str, Any], measure: str, hits: float, of: float = 1) -> None:
        counts = self._counts[event["case"]][measure]
        counts[0] += hits
        counts[1] += of

    def _sum(self, measure: str) -> tuple[float, float]:
        pairs = [counts[measure] for counts in self._counts.values() if measure in counts]
        return sum(hits for hits, _ in pairs), sum(of for _, of in pairs)

    def _read_clean(self, event: dict[str, Any]) -> None:
        """Count accuracy, and keep what came out of the page."""
        self._clean[event["case"]] = _came(event)
        if event["kind"] == "refusal":
            return
        claimed = [each for each in event["fields"] if each["verdict"] != "unsupported"]
        every = len(event["fields"]) or len(FIELDS[event["kind"]])
        self._count(event, READ, sum(each["verdict"] == "correct" for each in claimed), every)
        for each in claimed:
            self._count(event, f"right/{each['field']}", each["verdict"] == "correct")
            if each["field"] == "body":
                self._count_f1(event, each)
        if event["page"] == "judged":
            self._claimed.setdefault(event["kind"], [each["field"] for each in claimed])
        elif event["page"] != "unsupported":
            self._whole.append((event["case"], event["kind"]))

    def _count_f1(self, event: dict[str, Any], verdict: dict[str, Any]) -> None:
        if verdict["verdict"] == "correct":
            self._count(event, BODY_F1, 1.0)
        elif isinstance(verdict["expected"], (list, dict)):  # the text of a private page is not in the stream
            self._count(event, BODY_F1, token_f1(verdict["expected"], verdict["actual"]))

    def _settle(self) -> None:
        """Count a page that came to nothing as a whole: none of the fields that are read elsewhere was read there."""
        for case, kind in self._whole:
            for name in self._claimed.get(kind, ()):
                self._count({"case": case}, f"right/{name}", 0)
                if name == "body":
                    self._count({"case": case}, BODY_F1, 0)
        self._whole.clear()

    def _read_preserved(self, event: dict[str, Any]) -> None:
        """Compare with what came out of the clean page; a page that came to an error there has nothing to keep."""
        before, after = self._clean.get(event["case"]), _came(event)
        if before is None:
            self.left_out += 1
            return
        self._count(event, ROBUST_PAGES, after == before)
        kept = [after is not None and after.get(name) == value for name, value in before.items() if name]
        self._count(event, ROBUST, sum(kept), len(kept))

    def _read_honesty(self, event: dict[str, Any]) -> None:
        judged = [each for each in event["fields"] if each["verdict"] != "unsupported"]
        bad = [each for each in judged if each["verdict"] != "correct"]
        self._count(event, "invented", sum(each["verdict"] == "invented" for each in judged), len(judged))
        self._count(event, "silent_wrong", sum(not each["loud"] for each in bad), len(judged))
        self._count(event, "wrong_carrier", sum(each["wrong_carrier"] for each in bad), len(judged))
        accepted = event["page"] == "accepted-wrongly"
        if accepted or (event["page"] == "judged" and event["outcome"] == "refused"):
            self._count(event, "accepted_wrongly", accepted)
        elif event["page"] not in ("unsupported", "failed"):
            self._count(event, "refused_wrongly", event["page"] == "refused-wrongly")


def compared(standings: Sequence[Standing], *, whole: bool = True) -> list[Standing]:
    """Return the standings, most fields read right first; of runs that were cut off one may be a page ahead.

    Raises:
        UsageError: they do not stand on the same pages, or two have one name.

    """
    first = standings[0]
    for each in standings:
        if each.header["oracle"] != "gold":
            raise UsageError(
                f"{each.name} ran with --oracle self: a comparison needs gold, and tells robustness from it"
            )
        if [other.name for other in standings].count(each.name) > 1:
            raise UsageError(f"two extractors are called {each.name!r}: tell them apart with --name")
        for key in _SAME:
            if each.header.get(key) != first.header.get(key):
                ours, theirs = first.header.get(key), each.header.get(key)
                raise UsageError(f"{each.name} ran with {key} {theirs}, {first.name} with {ours}: not comparable")
        if whole and each.digest != first.digest:
            raise UsageError(f"{each.name} and {first.name} stand on different pages: run both in the same way")
    return sorted(standings, key=lambda each: (-each.read_right, each.name))


def token_f1(expected: Any, actual: Any) -> float:
    """Return the F1 of the words of two texts, order ignored; optional paragraphs may be there or not."""
    came = Counter(_words(actual))
    every, required = Counter(_words(expected)), Counter(_words(_required(expected)))
    return max(_f1(came, every), _f1(came, required))


def _f1(came: Counter[str], wanted: Counter[str]) -> float:
    common = (came & wanted).total()
    return 2 * common / (came.total() + wanted.total()) if common else 0.0


def _required(expected: Any) -> Any:
    if not isinstance(expected, list):
        return expected
    return [each for each in expected if not (isinstance(each, dict) and "optional" in each)]


def _words(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from _WORD.findall(fold(value).casefold())
        case list():
            for each in value:
                yield from _words(each)
        case {"one_of": [first, *_]} | {"optional": first}:
            yield from _words(first)


def _came(event: dict[str, Any]) -> dict[str, str] | None:
    """Return what came out, by field: nothing for a right value, else its digest. None for an error or no claim.

    What a page came to as a whole stands under no name.
    """
    if event["page"] in ("failed", "unsupported"):
        return None
    fields = {each["field"]: each.get("observed", "") for each in event["fields"] if each["verdict"] != "unsupported"}
    read = event["outcome"] == "record" and "observed" in event
    return fields | {"": event["observed"] if read else event["outcome"]}


@functools.cache
def _preserving(operators: tuple[str, ...]) -> bool:
    return all(find_operator(name).contract.effect is Effect.PRESERVES for name in operators)


def _pooled(sample: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """Return each measure's share over a sample of pages; one that no drawn page has is 0."""
    sums = [[0.0, 0.0] for _ in sample[0]]
    for page in sample:
        for place, (hits, of) in zip(sums, page, strict=True):
            place[0] += hits
            place[1] += of
    return [hits / of if of else 0.0 for hits, of in sums]


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
