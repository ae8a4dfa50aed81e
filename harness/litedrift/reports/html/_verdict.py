"""The first screen in words: the verdict in one sentence, the denominators, the numbers of honesty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.reports.html._text import clip, count, percent

if TYPE_CHECKING:
    from litedrift.reports.html._facts import Facts

_DENOMINATORS: Final = (
    ("declared", "cases in the corpus"),
    ("selected", "pages that the plan selects"),
    ("ran", "pages that gave an answer"),
    ("no_op", "changes that changed nothing"),
    ("infeasible", "changes that make no sense there"),
    ("errored", "pages with an error or a crash"),
    ("unsupported", "pages that are not claimed"),
    ("failed", "pages with a failure"),
)


@dataclass(frozen=True, slots=True)
class Number:
    """A count with what it counts and, if it is a part, of how many."""

    name: str
    value: int
    meaning: str
    of: int | None = None

    @property
    def share(self) -> str:
        """The part in percent."""
        return percent(self.value / self.of) if self.of else ""


def sentence(facts: Facts) -> str:
    """Return the verdict in one sentence."""
    subject, footer = clip(facts.subject, 80), facts.footer
    pages, values = count(facts.judged, "judged page"), count(facts.values, "value")
    if not facts.judged:
        return f"{subject} was judged on no page."
    if not footer["failed"]:
        return f"{subject} read all of {pages} right: {values}, none invented."
    known = footer.get("baseline")
    news = sum(known[word] for word in ("new", "changed", "expired")) if known else 0
    against = f" ({count(news, 'failure')} that the baseline does not know)" if known else ""
    ways = f"invented {footer['invented']:,} of {values} and was silently wrong in {footer.get('silent_wrong', 0):,}"
    return f"{subject} failed on {footer['failed']:,} of {pages}{against}; it {ways}."


def denominators(facts: Facts) -> tuple[Number, ...]:
    """Return every count of the run in the order in which a page falls out of it."""
    return tuple(Number(name.replace("_", "-"), int(facts.footer[name]), text) for name, text in _DENOMINATORS)


def honesty(facts: Facts) -> tuple[Number, ...]:
    """Return the counts that are never averaged with accuracy, each with its denominator."""
    footer, verdicts, pages = facts.footer, facts.footer["verdicts"], facts.footer["pages"]
    return (
        Number("invented", int(footer["invented"]), "values that stand nowhere on the page", facts.values),
        Number(
            "silently wrong", int(footer.get("silent_wrong", 0)), "wrong without null and without flag", facts.values
        ),
        Number("leaked", int(verdicts.get("leaked", 0)), "text that belongs to no field", facts.values),
        Number("wrong carrier", int(footer.get("wrong_carrier", 0)), "from a place that may not answer", facts.values),
        Number("missing", int(verdicts.get("missing", 0)), "null where a value stands: loud, and honest", facts.values),
        Number("refused wrongly", int(pages.get("refused-wrongly", 0)), "pages that were to be read", facts.judged),
        Number(
            "accepted wrongly", int(pages.get("accepted-wrongly", 0)), "pages that were to be refused", facts.judged
        ),
    )
