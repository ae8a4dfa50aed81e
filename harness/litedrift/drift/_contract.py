"""What an operator promises about the expected record of the page that it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from litedrift.words import Word


class Effect(Word):
    """The six kinds of promise (design: drift)."""

    PRESERVES = "preserves", "the expected record stays as it is"
    TRANSFORMS = "transforms", "a pure function of the old record, stated beside the operator"
    DEMOTES = "demotes", "the primary carrier is gone, an honest one remains: true value or null"
    DESTROYS = "destroys", "every carrier is gone: null, anything else is invented"
    CONFLICTS = "conflicts", "two carriers disagree: the documented precedence decides"
    REJECTS = "rejects", "no longer an article: only a refusal is right"


@dataclass(frozen=True, slots=True)
class Contract:
    """An effect and the fields that it concerns."""

    effect: Effect
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.effect}({', '.join(self.fields)})" if self.fields else str(self.effect)


PRESERVES: Final = Contract(Effect.PRESERVES)
REJECTS: Final = Contract(Effect.REJECTS)


def transforms(*fields: str) -> Contract:
    """Promise that the named fields change by the function stated in the operator's docstring."""
    return Contract(Effect.TRANSFORMS, fields)


def demotes(*fields: str) -> Contract:
    """Promise that the named fields keep an honest second carrier."""
    return Contract(Effect.DEMOTES, fields)


def destroys(*fields: str) -> Contract:
    """Promise that the named fields lose every carrier."""
    return Contract(Effect.DESTROYS, fields)


def conflicts(*fields: str) -> Contract:
    """Promise that the named fields stand on the page twice, with different values."""
    return Contract(Effect.CONFLICTS, fields)
