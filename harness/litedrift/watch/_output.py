"""The third check: whether what the extractor makes of the page is still right, whatever became of the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.judge import validate
from litedrift.subjects import OutcomeKind
from litedrift.watch._profile import FIELD_OF

if TYPE_CHECKING:
    from litedrift.corpus import Site
    from litedrift.subjects import Outcome
    from litedrift.watch._fingerprint import Fingerprint
    from litedrift.watch._profile import Profile

#: Without a baseline these must have a value where their landmark stands.
_ALWAYS: Final = frozenset({"headline", "paragraph", "card"})
#: A landmark that the extractor read on so many pages, and never left empty, is one that it reads.
_READ: Final = 10


@dataclass(frozen=True, slots=True)
class Output:
    """What an extractor made of a page: the fields with a value, and what cannot be right, in words; empty: right."""

    given: tuple[str, ...]
    faults: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether nothing is known to be wrong."""
        return not self.faults


def check_output(
    outcome: Outcome,
    page: Fingerprint,
    html: bytes,
    *,
    url: str,
    content_type: str | None,
    profile: Profile | None,
    site: Site,
    saved: str | None = None,
) -> Output | None:
    """Judge one outcome without gold; None where the extractor does not claim to read such pages.

    A refusal is right for what is no page of the site, and for what was cut.
    """
    if outcome.kind is OutcomeKind.UNSUPPORTED:
        return None
    if outcome.kind is OutcomeKind.REFUSED:
        return Output((), () if page.cut or not page.kind else (f"your extractor refuses the page: {outcome.message}",))
    if outcome.kind is not OutcomeKind.RECORD or outcome.record is None:
        return Output((), (f"your extractor fails ({outcome.kind}): {outcome.message}",))
    record = outcome.record
    given = tuple(sorted(name for name, value in record.items() if value and name not in ("kind", "flags")))
    if not page.kind:
        return Output(given, ("your extractor reads a page that is none",))
    faults = []
    if record.get("kind") != page.kind:
        faults.append(f"your extractor reads this {page.kind} as {record.get('kind')}")
    else:
        faults += [f"your {_spoken(field)} is gone" for field in _gone(page, given, profile)]
        found = validate(html, record, url=url, content_type=content_type, saved=saved, site=site)
        faults += [f"your {_spoken(each.field)} cannot be right: {each.why}" for each in found.doubts]
    return Output(given, tuple(dict.fromkeys(faults)))


def _gone(page: Fingerprint, given: tuple[str, ...], profile: Profile | None) -> list[str]:
    """Return the fields without a value though their landmark is there, and the extractor always read it."""
    gone = []
    for name, field in FIELD_OF.items():
        if field in given:
            continue
        here = name in page.landmarks
        seen = profile.marks.get(name) if profile is not None else None
        if seen is None or profile is None or not profile.outputs:
            if here and name in _ALWAYS:
                gone.append(field)
        elif (here and seen.present >= _READ and not profile.empty[name]) or profile.fields[field] == profile.outputs:
            gone.append(field)
    return gone


def _spoken(field: str) -> str:
    return field.replace("_", " ").replace("full article url", "link to the full article")
