"""What the landmarks of one kind of page look like over many pages: values with their counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from litedrift.watch._fingerprint import Fingerprint, Landmark

_VERSION: Final = 1
#: Landmark → the field that is read from it.
FIELD_OF: Final = {
    "headline": "headline",
    "byline": "byline",
    "updated": "updated",
    "source": "source",
    "editors_note": "editors_note",
    "paragraph": "body",
    "end_link": "full_article_url",
    "card": "links",
}
_MARKS: Final = ("by", "steps", "places", "shapes")


@dataclass
class Seen:
    """What one landmark looked like: how often it was there, and each value with its count.

    `times` is the most of it that one page had, `margin` the least.
    """

    present: int = 0
    by: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    times: int = 0
    margin: float = 1.0
    known: set[tuple[str, str, str]] = field(default_factory=set)
    _settled: set[Landmark] = field(default_factory=set, init=False, repr=False, compare=False)

    def add(self, mark: Landmark) -> None:
        """Count one page's landmark."""
        self.present += 1
        self.by[mark.by] += 1
        self.steps[mark.step] += 1
        self.places[mark.place] += 1
        self.shapes[mark.shape] += 1
        self.times = max(self.times, mark.times)
        self.margin = min(self.margin, mark.margin)
        self.known.add((mark.step, mark.place, mark.shape))

    def has(self, mark: Landmark) -> bool:
        """Whether some page has this landmark in this form, as often and as far before the second best.

        What is so stays so, whatever is added: it is asked once for each form.
        """
        if mark in self._settled:
            return True
        found = (
            (mark.step, mark.place, mark.shape) in self.known
            and mark.times <= self.times
            and mark.margin >= self.margin
        )
        if found:
            self._settled.add(mark)
        return found

    @property
    def usual(self) -> str:
        """The step that most pages have."""
        return _most(self.steps)

    @property
    def usual_shape(self) -> str:
        """The text shape that most pages have."""
        return _most(self.shapes)

    @property
    def usual_place(self) -> str:
        """The place that most pages have."""
        return _most(self.places)


@dataclass
class Profile:
    """Pages of one kind: how many, what their landmarks looked like and in which order they stood, and further names.

    `fields` counts the values that an extractor gave, over `outputs` records; `empty` the landmarks that stood on
    the page while their field had none. `name` is for people: the template.
    """

    kind: str
    name: str = ""
    pages: int = 0
    marks: dict[str, Seen] = field(default_factory=dict)
    blocks: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    orders: Counter[tuple[str, ...]] = field(default_factory=Counter)
    outputs: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)

    def add(self, page: Fingerprint, given: Collection[str] | None = None) -> None:
        """Count one page, and the fields for which an extractor gave a value."""
        self.pages += 1
        for name, mark in page.landmarks.items():
            self.marks.setdefault(name, Seen()).add(mark)
        self.blocks.update(page.blocks)
        self.names.update(page.names)
        self.orders[page.order] += 1
        if given is not None:
            self.outputs += 1
            self.fields.update(given)
            self.empty.update(
                name for name, field_ in FIELD_OF.items() if name in page.landmarks and field_ not in given
            )
        for derived in ("family", "before"):
            self.__dict__.pop(derived, None)

    def share(self, name: str) -> float:
        """Return the share of pages that have this landmark; never quite all or none, as counted on so few pages."""
        present = self.marks[name].present if name in self.marks else 0
        return (present + 0.5) / (self.pages + 1)

    @cached_property
    def family(self) -> Counter[str]:
        """The endings of class names that landmarks share, after ``--`` or ``__``, each with its landmarks' number."""
        found: Counter[str] = Counter()
        for seen in self.marks.values():
            found.update({ending(token) for step in seen.steps for token in step.split(".")[1:]} - {""})
        return found

    @cached_property
    def before(self) -> frozenset[tuple[str, str]]:
        """The pairs of landmarks that always stand in this order."""
        seen = {(a, b) for order in self.orders for n, a in enumerate(order) for b in order[n + 1 :]}
        return frozenset((a, b) for a, b in seen if (b, a) not in seen)

    def to_dict(self) -> dict[str, Any]:
        """Return the profile as JSON can carry it (schema ``profile.schema.json``)."""
        return {
            "v": _VERSION,
            "kind": self.kind,
            "name": self.name,
            "pages": self.pages,
            "marks": {
                name: {
                    "present": seen.present,
                    **{part: dict(getattr(seen, part)) for part in _MARKS},
                    "times": seen.times,
                    "margin": seen.margin,
                    "known": sorted(map(list, seen.known)),
                }
                for name, seen in self.marks.items()
            },
            "blocks": dict(self.blocks),
            "names": dict(self.names),
            "orders": [[list(order), count] for order, count in self.orders.items()],
            "outputs": self.outputs,
            "fields": dict(self.fields),
            "empty": dict(self.empty),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Profile:
        """Return the profile that `to_dict` gave."""
        marks = {
            name: Seen(
                row["present"],
                Counter(row["by"]),
                Counter(row["steps"]),
                Counter(row["places"]),
                Counter(row["shapes"]),
                row["times"],
                row["margin"],
                {(step, place, shape) for step, place, shape in row["known"]},
            )
            for name, row in data["marks"].items()
        }
        return cls(
            data["kind"],
            data["name"],
            data["pages"],
            marks,
            Counter(data["blocks"]),
            Counter(data["names"]),
            Counter({tuple(order): count for order, count in data["orders"]}),
            data["outputs"],
            Counter(data["fields"]),
            Counter(data["empty"]),
        )


def profile_of(kind: str, pages: Iterable[Fingerprint], *, name: str = "") -> Profile:
    """Return the profile of these pages, as far as they are of this kind."""
    profile = Profile(kind, name)
    for page in pages:
        if page.kind == kind:
            profile.add(page)
    return profile


def ending(token: str) -> str:
    """Return what stands after the last ``--`` or ``__`` of a class name; empty without one."""
    place = max(token.rfind("--"), token.rfind("__"))
    return token[place + 2 :] if place >= 0 else ""


def _most(values: Counter[str]) -> str:
    return max(values, key=lambda each: (values[each], each)) if values else ""
