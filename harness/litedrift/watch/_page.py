"""The verdict on one page: its changes and what the extractor makes of it, in one word and in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from litedrift.watch._verdict import Change, Moved, compare, lacks
from litedrift.words import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.watch._fingerprint import Fingerprint
    from litedrift.watch._output import Output
    from litedrift.watch._profile import Profile
    from litedrift.watch._thresholds import Thresholds


class State(Word):
    """What can be said of one page."""

    SAME = "same", "every landmark is as on some page of the baseline"
    MOVED = "moved", "landmarks moved, and were found where the site table says"
    AT_RISK = "at-risk", "a landmark was found by other means, is there twice, or is gone though the extractor answers"
    BROKEN = "broken", "the extractor is wrong; without one, a required landmark is gone"
    NOT_ARTICLE = "not-article", "no page of the site: an error, a wall, a robot check"
    TRUNCATED = "truncated", "the page is cut"


#: Pages that say nothing of the template: it could not be judged.
UNREADABLE = frozenset({State.NOT_ARTICLE, State.TRUNCATED})


@dataclass(frozen=True, slots=True)
class Verdict:
    """One page's verdict.

    `older` names an earlier template of the baseline that the page has again; then its changes are none. `lacks` is
    what only some pages have and this one has not.
    """

    state: State
    changes: tuple[Change, ...] = ()
    output: Output | None = None
    older: str = ""
    lacks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The verdict in one sentence."""
        faults = self.output.faults if self.output else ()
        match self.state:
            case State.TRUNCATED:
                return "the page is cut"
            case State.NOT_ARTICLE:
                return "this is no page of the site: blocked, down, or an error page"
        moved = (
            "the template moved"
            if self.changes
            else f"the template is that of {self.older} again"
            if self.older
            else ""
        )
        if faults:
            return f"{moved or 'the template is the same'}: {'; '.join(faults)}"
        right = ", your extractor is still right" if self.output else ""
        if self.state is State.BROKEN:
            gone = ", ".join(each.landmark for each in self.changes if each.moved is Moved.MISSING)
            return f"the template moved: {gone} gone"
        return f"{moved or 'same'}{right}"


def judge_page(
    page: Fingerprint,
    profile: Profile | None,
    limits: Thresholds,
    *,
    output: Output | None = None,
    older: Sequence[Profile] = (),
) -> Verdict:
    """Return the verdict on one page.

    `profile` is the baseline in force, or None while it is still being learned: then only what the extractor makes of
    the page is judged. `older` are templates that were accepted before.
    """
    if not page.kind:
        return Verdict(State.NOT_ARTICLE, output=output)
    if page.cut and "footer" not in page.landmarks:
        return Verdict(State.TRUNCATED, output=output)
    wrong = output is not None and not output.right
    if profile is None:
        return Verdict(State.BROKEN if wrong else State.SAME, output=output)
    changes = compare(profile, page, limits)
    if changes:
        again = next((each for each in older if not compare(each, page, limits)), None)
        if again is not None:
            return Verdict(State.BROKEN if wrong else State.SAME, output=output, older=again.name)
    return Verdict(_state(changes, output, wrong=wrong), changes, output, lacks=lacks(profile, page))


def _state(changes: Sequence[Change], output: Output | None, *, wrong: bool) -> State:
    if wrong:
        return State.BROKEN
    if not changes:
        return State.SAME
    gone = any(each.moved is Moved.MISSING for each in changes)
    if gone and output is None:
        return State.BROKEN
    return State.AT_RISK if any(each.risky for each in changes) else State.MOVED
