"""From a page as served to a case of the overlay: propose its gold, scrub it if asked to, write it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litedrift.capture._derive import derive
from litedrift.capture._served import Failed, Unchanged
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.capture._overlay import Overlay
    from litedrift.capture._propose import Proposal, Proposer
    from litedrift.capture._served import Served
    from litedrift.corpus import Site


@dataclass(frozen=True, slots=True)
class Saved:
    """A case that was written. `doubts` names fields of a scrubbed page that no longer read as its gold says."""

    url: str
    case_id: str
    kind: str
    path: Path
    doubts: tuple[str, ...] = ()


def save(
    page: Served, overlay: Overlay, proposer: Proposer, *, scrub: Site | None = None, gold: Proposal | None = None
) -> Saved | Unchanged | Failed:
    """Write one page into the overlay, unless its newest case of this address has the same bytes.

    `scrub` is the site whose words stay when all others are replaced; what cannot be scrubbed is not written.
    `gold` is what is expected of the page, where that is known already.

    Raises:
        CorpusError: the overlay cannot be written to.

    """
    known = overlay.remembered(page.url)
    if scrub is None and known is not None and known.sha256 == hashlib.sha256(page.html).hexdigest():
        return Unchanged(page.url, known.case_id)
    proposal = gold or proposer.propose(page)
    doubts: tuple[str, ...] = ()
    if scrub is not None:
        before = _unlike(page, proposal, proposer)
        try:
            page, proposal = derive(page, proposal, scrub)
        except CorpusError as error:
            return Failed(page.url, str(error).removeprefix(f"{page.url}: "))
        doubts = tuple(sorted(_unlike(page, proposal, proposer) - before))
    case_id = overlay.write(page, proposal, scrubbed=scrub is not None)
    return Saved(page.url, case_id, proposal.kind, overlay.root / "cases" / proposal.kind / case_id, doubts)


def _unlike(page: Served, proposal: Proposal, proposer: Proposer) -> set[str]:
    """Return the fields that the second reader reads otherwise than gold says."""
    record = proposer.read(page.html, url=page.url, content_type=page.content_type)
    if record is None or "refuse" in proposal.gold:
        return {"kind"} if (record is None) != ("refuse" in proposal.gold) else set()
    return {name for name, value in proposal.gold.items() if record.get(name, value) != value}
