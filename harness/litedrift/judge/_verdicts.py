"""The words of judgement (design: verdicts)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litedrift.words import Word


class Verdict(Word):
    """What is to be said of one field."""

    CORRECT = "correct", "as gold has it, under the one normaliser"
    WRONG = "wrong", "a value that is on the page, but not the right one"
    MISSING = "missing", "null where a value was to be found"
    INVENTED = "invented", "a value where there is none, or one that stands nowhere on the page"
    LEAKED = "leaked", "a text that may appear in no field came out, such as noise that the operator put there"
    UNSUPPORTED = "unsupported", "the subject does not claim to read it"


class PageVerdict(Word):
    """What is to be said of the page as a whole."""

    JUDGED = "judged", "a record was expected and came, or a refusal was and came: the fields tell the rest"
    REFUSED_WRONGLY = "refused-wrongly", "a page that has a record was refused"
    ACCEPTED_WRONGLY = "accepted-wrongly", "a page that must be refused was read"
    WRONG_KIND = "wrong-kind", "an index read as an article, or the reverse"
    FAILED = "failed", "no record and no refusal: error, crash, timeout, memory, protocol error"
    UNSUPPORTED = "unsupported", "a page kind that the subject does not claim to read"


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field of one page.

    `loud` tells whether a pipeline could have noticed: the value is null or flagged. `wrong_carrier` says
    that the value came from a place that the contract forbids.
    """

    field: str
    verdict: Verdict
    expected: Any = None
    actual: Any = None
    loud: bool = True
    wrong_carrier: bool = False

    @property
    def bad(self) -> bool:
        """Whether this is a failure."""
        return self.verdict not in (Verdict.CORRECT, Verdict.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One page: the verdict on the whole, and on each judged field."""

    page: PageVerdict
    fields: tuple[FieldVerdict, ...] = ()
    message: str = ""

    @property
    def failed(self) -> bool:
        """Whether anything about the page is a failure."""
        if self.page in (PageVerdict.JUDGED, PageVerdict.UNSUPPORTED):
            return any(each.bad for each in self.fields)
        return True
