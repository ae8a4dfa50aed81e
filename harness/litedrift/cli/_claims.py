"""What an extractor claims to read, and under which names: from options and settings, an option first."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.corpus import FIELDS
from litedrift.errors import UsageError, did_you_mean
from litedrift.subjects import Fitting

if TYPE_CHECKING:
    from litedrift._settings import Settings


def claims_of(settings: Settings, fields: str | None, kind: str | None) -> tuple[dict[str, Any], Fitting]:
    """Return what the subject claims to read, and how its results are fitted."""
    claimed = _fields([each.strip() for each in fields.split(",")] if fields else settings.get("fields"))
    kinds = _kinds([kind] if kind else settings.get("kinds"))
    if claimed is not None and all(claimed.isdisjoint(FIELDS[each]) for each in kinds or FIELDS):
        raise UsageError(
            f"nothing to judge: {' and '.join(sorted(kinds or FIELDS))} pages have none of the fields "
            f"{', '.join(sorted(claimed)) or '(none)'}"
        )
    claims = {"fields": claimed, "kinds": kinds}
    return claims, Fitting(rename=MappingProxyType(dict(settings.get("map", {}))), kind=settings.get("kind"))


def record_fitting(settings: Settings, fields: str | None) -> tuple[Fitting | None, frozenset[str] | None]:
    """Return how records get the names of ours, where the settings or the option say so, and the fields that stay.

    Raises:
        UsageError: a field does not exist.

    """
    claims, fitting = claims_of(settings, fields, None)
    claimed = claims["fields"]
    said = fitting.rename or fitting.kind or claimed is not None
    return (fitting if said else None), claimed


def _fields(names: list[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    known = {name for fields in FIELDS.values() for name in fields}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown field {name!r}{did_you_mean(name, known)} (known: {', '.join(sorted(known))})")
    return frozenset(names)


def _kinds(names: list[str] | None) -> frozenset[str] | None:
    if names is None:
        return None
    for name in names:
        if name not in ("article", "index"):
            raise UsageError(f"unknown kind {name!r}: it is article or index")
    return frozenset(names)
