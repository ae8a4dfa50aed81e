"""What is expected of a page: field values, alternatives, optional items, forbidden strings, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal

Kind = Literal["article", "index", "refusal"]

#: The fields of each record kind, in the order in which reports print them.
FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "article": (
        "headline",
        "byline",
        "authors",
        "updated",
        "source",
        "editors_note",
        "body",
        "full_article_url",
    ),
    "index": ("page_date", "links"),
    "refusal": (),
}
#: Fields that are lists; a missing one is ``[]``, every other field is None when missing.
LIST_FIELDS: Final = frozenset({"authors", "body", "links"})


@dataclass(frozen=True, slots=True)
class OneOf:
    """Several right answers, with the reason why one could not be chosen."""

    values: tuple[Any, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Maybe:
    """A list item that may be there or not: the paragraph in which a page was cut."""

    value: Any


@dataclass(frozen=True, slots=True)
class Gold:
    """The expected record of one page.

    `fields` maps a field name to its value; a field that is not in it is not judged. `nullable` names
    fields for which null is as honest as the value (a contract took the primary carrier away).
    `wrong_carriers` maps a field to values that stand on the page but may not answer for that field.
    """

    kind: Kind
    fields: MappingProxyType[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    refuse: str | None = None
    absent: tuple[str, ...] = ()
    nullable: frozenset[str] = frozenset()
    wrong_carriers: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def set(self, **values: Any) -> Gold:
        """Return a copy in which the named fields have these values."""
        return replace(self, fields=MappingProxyType({**self.fields, **values}))

    def destroy(self, *names: str) -> Gold:
        """Return a copy in which the named fields are expected to be missing."""
        judged = [name for name in names if name in self.fields]
        return self.set(**{name: [] if name in LIST_FIELDS else None for name in judged})

    def demote(self, *names: str) -> Gold:
        """Return a copy in which the true value and null are both honest for the named fields."""
        return replace(self, nullable=self.nullable | set(names))

    def forbid(self, *strings: str) -> Gold:
        """Return a copy in which these strings may appear in no output field."""
        return replace(self, absent=(*self.absent, *strings))

    def distrust(self, name: str, *values: str) -> Gold:
        """Return a copy in which these values, though on the page, may not answer for the field."""
        known = self.wrong_carriers.get(name, ())
        return replace(
            self,
            wrong_carriers=MappingProxyType({**self.wrong_carriers, name: (*known, *values)}),
        )

    def reject(self, reason: str) -> Gold:
        """Return the gold of a page that is no longer an article: only a refusal is right."""
        return Gold(kind="refusal", refuse=reason)


def gold_from_json(data: dict[str, Any]) -> Gold:
    """Build a `Gold` from a parsed and schema-checked gold.json."""
    absent = tuple(data.get("absent", ()))
    if "refuse" in data:
        return Gold(kind="refusal", refuse=data["refuse"], absent=absent)
    kind = data["kind"]
    values = {name: _value(data[name]) for name in FIELDS[kind] if name in data}
    return Gold(kind=kind, fields=MappingProxyType(values), absent=absent)


def _value(raw: Any) -> Any:
    if isinstance(raw, dict) and "one_of" in raw:
        return OneOf(tuple(_value(each) for each in raw["one_of"]), raw["why"])
    if isinstance(raw, dict) and "optional" in raw:
        return Maybe(raw["optional"])
    if isinstance(raw, list):
        return [_value(each) for each in raw]
    return raw
