"""What an element's tag, class and id say by themselves: worked out once for all elements that have the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.watch._shapes import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.watch._selector import Step

#: Text in these is not printed.
_RAW: Final = frozenset({"script", "style", "noscript", "template", "title", "textarea", "iframe", "option"})
UNREAD: Final = _RAW | {"svg", "math"}
#: What stands in these is not the story.
_BESIDE: Final = frozenset({"aside", "nav", "figure", "template", "noscript", "form", "dialog", "svg"})
_HEADINGS: Final = frozenset({"h1", "h2", "h3"})
#: No part of a landmark's step is longer, and no kind of block.
_STEP, _BLOCK = 48, 40
#: So many kinds of elements are remembered.
_REMEMBERED: Final = 4096
#: What an element is for, whoever made the page. Plain numbers: each element of each page asks.
PLAIN, LINK, HEADING, RAW = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """All elements with one tag, class and id.

    `classes` is the attribute as it stands, `names` its words, `stems` these without what a generator made of them.
    `own` is tag and id as a landmark has them, `block` tag and class as a block has them. `words` are the stems with
    tag and stem, for the page's vocabulary; `keys` the steps of the site table's selectors that such elements match by
    their names. `plain` says that such an element is nothing but a holder of text.
    """

    tag: str
    classes: str
    names: frozenset[str]
    stems: tuple[str, ...]
    id: str
    own: tuple[str, str]
    block: str
    words: tuple[tuple[str, str], ...]
    keys: tuple[str, ...]
    role: int
    beside: bool
    plain: bool


def kind_of(steps: Sequence[Step], tag: str, classes: str, ident: str) -> Kind:
    """Return the kind of an element; `steps` are those that have a name in the site table."""
    names = frozenset(classes.split())
    short = stems(classes)
    keys = tuple(step.key for step in steps if step.fits(tag, names, ident))
    role = _role(tag)
    return Kind(
        tag,
        classes,
        names,
        short,
        ident,
        (tag[:_STEP], ident[:_STEP]),
        f"{tag}{''.join(f'.{each}' for each in short)}"[:_BLOCK],
        tuple((each, f"{tag}.{each}") for each in short),
        keys,
        role,
        tag in _BESIDE,
        role == PLAIN and not keys and tag not in _BESIDE,
    )


class Kinds(dict[tuple[str, str, str] | str, Kind]):
    """Tag, class and id, or a tag alone where an element has no attributes → kind; so many at most are remembered.

    `steps` are those of a site table that have a name.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__()
        self._steps = steps

    def __missing__(self, key: tuple[str, str, str] | str) -> Kind:
        if len(self) >= _REMEMBERED:
            self.clear()
        kind = self[key] = kind_of(self._steps, *((key, "", "") if isinstance(key, str) else key))
        return kind


def _role(tag: str) -> int:
    if tag == "a":
        return LINK
    return HEADING if tag in _HEADINGS else RAW if tag in _RAW else PLAIN
