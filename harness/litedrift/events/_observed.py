"""What came out of one page or field, as a digest: two runs can be compared, and a private text stays private."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from litedrift.corpus import fold, instant
from litedrift.judge import PageVerdict
from litedrift.subjects import OutcomeKind

if TYPE_CHECKING:
    from litedrift.judge import Judged

#: Addresses of objects differ from run to run and are no part of what went wrong.
_ADDRESS = re.compile(r"0x[0-9a-fA-F]+")
#: Outcomes whose message holds times and sizes that differ from run to run: that they happened is all that is pinned.
_NO_MESSAGE = frozenset({OutcomeKind.CRASH, OutcomeKind.TIMEOUT, OutcomeKind.MEMORY, OutcomeKind.PROTOCOL_ERROR})


def observed(field: str, value: Any) -> str:
    """Return ``sha256:`` and the digest of the canonical JSON of a value under the one normaliser."""
    text = json.dumps(_normal(field, value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def observed_page(judged: Judged) -> str:
    """Return the digest of what a page as a whole came to, where no field could be judged."""
    outcome, judgement = judged.outcome, judged.judgement
    if outcome is None or judgement is None:
        return observed("page", None)
    if judgement.page in (PageVerdict.ACCEPTED_WRONGLY, PageVerdict.WRONG_KIND):
        return observed("page", outcome.record)
    if outcome.kind in _NO_MESSAGE:
        return observed("page", None)
    return observed("page", _ADDRESS.sub("0x…", outcome.message))


def _normal(field: str, value: Any) -> Any:
    match value:
        case str():
            moment = instant(value) if field == "updated" else None
            return fold(value) if moment is None else moment.astimezone(UTC).isoformat()
        case list() | tuple():
            return [_normal(field, each) for each in value]
        case dict():
            return {str(key): _normal(str(key), each) for key, each in value.items()}
        case _:
            return value
