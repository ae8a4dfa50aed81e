"""What changed on a page against its profile: explicit rules, one landmark after the other, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from litedrift.statistics import wilson
from litedrift.watch._find import NO_DAY, NOT_AS_TITLE
from litedrift.watch._fingerprint import Fingerprint, Landmark
from litedrift.watch._profile import Profile, Seen, ending
from litedrift.words import Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litedrift.watch._thresholds import Thresholds


class Moved(Word):
    """What can be said of one landmark."""

    SAME = "same", "as on a page of the baseline"
    RENAMED = "renamed", "its class or id changed"
    RETAGGED = "retagged", "its element changed"
    REPARENTED = "reparented", "it stands in other elements"
    REORDERED = "reordered", "it changed places with another"
    RESHAPED = "reshaped", "its text has another form"
    MULTIPLIED = "multiplied", "there are more of it"
    WEAK = "weak", "it was found by its text alone"
    MISSING = "missing", "it is gone"
    NEW = "new", "no page of the baseline has it"


@dataclass(frozen=True, slots=True)
class Change:
    """One landmark that is not the same: what happened to it, its old and its new path, and all that in words.

    `risky` says that the landmark was found by other means than on the profile's pages, or not at all.
    """

    landmark: str
    moved: Moved
    old: str
    new: str
    words: str
    risky: bool = False

    def __str__(self) -> str:
        return self.words


#: Landmarks of which a page has one; of all others it has as many as the story needs.
_SINGLE: Final = frozenset(
    {"headline", "byline", "updated", "body", "container", "header", "footer", "list", "end_link"}
)
_RARE: Final = 10
#: Landmarks that stand around others.
_BOXES: Final = ("container", "body", "list", "list_box", "header", "footer")
#: Of a pair that changed places the line moved, and what holds the story stayed.
_STAYS: Final = (*_BOXES, "paragraph", "card")
#: The story's own parts: a page without them is not told apart from one whose template changed.
_HOW: Final = {"shape": "found by text shape", "place": "found by its place", "name": "found by its name", "table": ""}
_COUNTED: Final = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def compare(profile: Profile, page: Fingerprint, limits: Thresholds) -> tuple[Change, ...]:
    """Return what differs; empty when each landmark is as on some page of the profile."""
    changes: list[Change] = []
    for name, seen in profile.marks.items():
        mark = page.landmarks.get(name)
        if mark is None:
            if profile.share(name) >= limits.required:
                changes.append(_missing(name, seen))
        elif not seen.has(mark):
            changes += _landmark(name, mark, seen, page, limits)
    for name, mark in page.landmarks.items():
        if name not in profile.marks and not _is_text(mark, page):
            where = mark.place or "the page"
            how = f", {_HOW[mark.by]}" if _HOW[mark.by] else ""
            changes.append(Change(name, Moved.NEW, "", mark.step, f"{name}: new, {mark.step} in {where}{how}"))
    if page.order not in profile.orders:
        changes += _order(profile, page)
    changes += _blocks(profile, page, changes, limits)
    return tuple(changes)


def _is_text(mark: Landmark, page: Fingerprint) -> bool:
    """Whether a line that only reads like a landmark is made as every paragraph of the story: then it is one."""
    paragraph = page.landmarks.get("paragraph")
    return mark.by == "shape" and paragraph is not None and mark[1:4] == paragraph[1:4]


def lacks(profile: Profile, page: Fingerprint) -> tuple[str, ...]:
    """Return what pages of the profile have and this one has not: ``byline`` (gone or blank), ``updated=`` its shape.

    One page without it is nothing; so many in a row as `Thresholds.patience` says are a loss.
    """
    found = []
    for name, seen in profile.marks.items():
        mark, usual = page.landmarks.get(name), seen.usual_shape
        if mark is None or (usual and not mark.shape):
            found.append(name)
        elif usual and mark.shape != usual:
            found.append(f"{name}={usual}")
    return tuple(found)


def loss(profile: Profile, lack: str) -> tuple[float, Change]:
    """Return the least share of pages that have what is lacking, by the profile, and the change that it is gone."""
    name, _, shape = lack.partition("=")
    seen = profile.marks[name]
    if not shape:
        blank = seen.shapes[""] if seen.usual_shape else 0
        return wilson(seen.present - blank, profile.pages)[0], _missing(name, seen)
    words = f"{name}: no longer reads “{shape}”"
    return wilson(seen.shapes[shape], profile.pages)[0], Change(name, Moved.RESHAPED, shape, "", words)


def _missing(name: str, seen: Seen) -> Change:
    return Change(name, Moved.MISSING, seen.usual, "", f"{name}: {seen.usual} is gone", risky=True)


def _more(name: str, mark: Landmark, seen: Seen) -> bool:
    return name in _SINGLE and mark.times > seen.times


def _landmark(name: str, mark: Landmark, seen: Seen, page: Fingerprint, limits: Thresholds) -> Iterator[Change]:
    """Yield what is different of a landmark that is there; one path says it all, several verdicts may share it."""
    kinds = []
    # What one page in ten or fewer looked like is known, but does not say what the landmark's name is.
    known = [_parts(step) for step, count in seen.steps.items() if count * _RARE > seen.present] or [_parts(seen.usual)]
    if mark.tag not in {tag for tag, _, _ in known}:
        kinds.append(Moved.RETAGGED)
    if not any(set(classes) <= set(mark.classes) for _, _, classes in known) or not any(
        ident in ("", mark.id) for _, ident, _ in known
    ):
        kinds.append(Moved.RENAMED)
    if mark.place not in seen.places and not _follows(mark, seen, page):
        kinds.append(Moved.REPARENTED)
    risky = bool(kinds) and mark.by != "table" and seen.by["table"] > 0
    old, new = seen.usual, mark.step
    if kinds == [Moved.REPARENTED]:
        old, new = f"{seen.usual_place or 'page'} > {old}", f"{mark.place or 'page'} > {new}"
    account = f"{old} → {new}" if kinds else ""
    deeper = _deeper(mark, seen) if Moved.REPARENTED in kinds else ""
    how = _HOW[mark.by] if risky else ""
    for kind in kinds:
        yield Change(name, kind, old, new, f"{name}: {', '.join(filter(None, (account, deeper, how)))}", risky=risky)
    # A text that is merely not there may be missing on this page alone: see `lacks`.
    if mark.shape not in ("", NOT_AS_TITLE, NO_DAY) and mark.shape not in seen.shapes:
        before = max(seen.shapes, key=lambda each: seen.shapes[each])
        yield Change(
            name,
            Moved.RESHAPED,
            before,
            mark.shape,
            f"{name}: reads “{mark.shape}”, it was “{before}”",
            risky=bool(how),
        )
    if _more(name, mark, seen):
        yield Change(
            name,
            Moved.MULTIPLIED,
            str(seen.times),
            str(mark.times),
            f"{name}: {mark.times} of {mark.step}, there was {seen.times}",
            risky=True,
        )
    if mark.margin < limits.margin * seen.margin:
        yield Change(
            name,
            Moved.WEAK,
            f"{seen.margin:g}",
            f"{mark.margin:g}",
            f"{name}: hardly before the second best ({mark.margin:g}, it was {seen.margin:g})",
            risky=True,
        )


def _parts(step: str) -> tuple[str, str, list[str]]:
    head, *classes = step.split(".")
    tag, _, ident = head.partition("#")
    return tag, ident, classes


def _follows(mark: Landmark, seen: Seen, page: Fingerprint) -> bool:
    """Whether a landmark only lost or won the box around it: then the box is what changed."""
    for place in seen.places:
        box, _, via = place.partition("/")
        if box in _BOXES and box not in page.landmarks and mark.within != box and mark.via.endswith(via):
            return True
    return False


def _deeper(mark: Landmark, seen: Seen) -> str:
    box, _, via = seen.usual_place.partition("/")
    if box != mark.within:
        return f"in {mark.within or 'the page'} instead of {box or 'the page'}"
    steps = mark.depth - Landmark("", "", via=via).depth
    if steps == 0:
        return f"below {mark.via} instead of {via}"
    word = _COUNTED.get(abs(steps), str(abs(steps)))
    return f"{word} level{'s' if abs(steps) > 1 else ''} {'deeper' if steps > 0 else 'higher'}"


def _order(profile: Profile, page: Fingerprint) -> Iterator[Change]:
    """Yield the landmarks that left their place: again and again the one with which most others disagree."""
    left = [name for name in page.order if name in profile.marks]
    while True:
        wrong = [(a, b) for n, a in enumerate(left) for b in left[n + 1 :] if (b, a) in profile.before]
        if not wrong:
            return
        count = {name: sum(name in pair for pair in wrong) for name in left}
        # Of a pair that changed places either may be blamed: the smaller thing moves, the box stays.
        name = max(left, key=lambda each: (count[each], each not in _STAYS, -left.index(each)))
        over = next(b if a == name else a for a, b in wrong if name in (a, b))
        after = (name, over) in wrong
        place = f"{'before' if after else 'after'} {over}"
        was = f"{'after' if after else 'before'} {over}"
        yield Change(name, Moved.REORDERED, was, place, f"{name}: stands {place}, it stood {was}")
        left.remove(name)


def _blocks(profile: Profile, page: Fingerprint, changes: list[Change], limits: Thresholds) -> Iterator[Change]:
    """Yield new kinds of blocks in the story, and new names of the site's own family; adverts are neither."""
    if any(each.landmark in ("body", "paragraph") or each.moved is Moved.RENAMED for each in changes):
        return
    unknown = [block for block in page.blocks if block not in profile.blocks]
    unnamed = [name for name in page.names if name not in profile.names and ending(name)]
    if not unknown and not unnamed:
        return
    own = {name for name, count in profile.family.items() if count >= limits.family}
    paragraph = profile.marks.get("paragraph")
    # A second source line or note is no new kind of block.
    steps = {_name(step) for name, seen in profile.marks.items() if name != "paragraph" for step in seen.steps}
    steps = {each for each in steps if "." in each} | {_name(mark.step) for mark in page.landmarks.values()}
    new = [
        block
        for block in unknown
        if paragraph and _name(block) not in steps and not _dressed(block, profile) and _kin(block, paragraph, own)
    ]
    tags = {_parts(step)[0] for step in paragraph.steps} if paragraph else set()
    new += [
        name
        for name in unnamed
        if ending(name) in own and _parts(name)[0] in tags and name not in (*profile.blocks, *new)
    ]
    for block in new:
        yield Change(
            "block",
            Moved.NEW,
            "",
            block,
            f"block: new in the story, {block}{'' if '.' in block else ' without a class'}",
        )


def _name(step: str) -> str:
    """Return an element's tag with its first class."""
    return ".".join(step.split(".")[:2])


def _dressed(block: str, profile: Profile) -> bool:
    """Whether a block is a known one with further classes."""
    tag, _, classes = _parts(block)
    known = (_parts(each) for each in profile.blocks)
    return any(tag == other and names and set(names) <= set(classes) for other, _, names in known)


def _kin(block: str, paragraph: Seen, own: set[str]) -> bool:
    """Whether a block is of the story's own make: of the site's family, or a paragraph that lost its name."""
    tag, _, classes = _parts(block)
    tags = {_parts(step)[0] for step in paragraph.steps}
    nameless = not classes and all(_parts(step)[2] for step in paragraph.steps)
    return any(ending(each) in own for each in classes) or (tag in tags and nameless)
