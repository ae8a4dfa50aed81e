"""What a site table says of pages, made ready for one pass: selectors by template, label words, furniture."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from litedrift.corpus import bundled_corpus
from litedrift.corpus._site import Site, load_site  # the table alone: reading every case for it takes too long here
from litedrift.watch._kind import Kinds
from litedrift.watch._selector import Selector

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from litedrift.watch._scan import Scan

#: The fields whose lines begin with a label, in the order in which a line is tried.
_LABELLED: Final = ("editors_note", "updated", "source", "full_article_url", "byline")
#: The date of the header stands by itself.
_DAY: Final = r"(?P<day>\d{1,2}/\d{1,2}/\d{4}\s*\Z)"
#: Before these the first word of a label ends, whatever white space and whichever apostrophe a page has.
_WORD_END: Final = re.compile(r"[\s'’]")
#: So many letters of it are compared before a line is read by its pattern.
FIRST: Final = 8
#: So many sets of names that pages have are remembered.
_PAGES: Final = 256


class Marks:
    """Finds landmarks by the site table, and knows how lines of the site begin."""

    def __init__(self, site: Site) -> None:
        self.labels = site.labels
        #: The first two letters of a stripped text → the lines of the site that begin so; `day` is for other digits.
        self.lines = _lines(site)
        self.day = re.compile(_DAY)
        #: kind → epoch → landmark name → its selector; the newest template first.
        self._tables: dict[str, dict[str, dict[str, Selector]]] = {"article": {}, "index": {}}
        selectors: dict[str, Selector] = {}
        for epoch, kinds in reversed(tuple(site.landmarks.items())):
            for kind, table in kinds.items():
                self._tables.setdefault(kind, {})[epoch] = {
                    name: selectors.setdefault(text, Selector(text)) for name, text in table.items()
                }
        steps = [step for each in selectors.values() for step in (*each.named, each.name) if step is not None]
        known = tuple({step.key: step for step in steps}.values())
        #: Tag, class and id of an element → what they say; `bare` is for a tag alone.
        self.kinds = Kinds(known)
        self._candidates = lru_cache(_PAGES)(self._possible)

    def find(self, scan: Scan, kind: str) -> Hits:
        """Return the template of this kind of which the page has most landmarks, and these.

        Of templates that find equally many the newest is named.
        """
        tables, names = self._candidates(kind, frozenset(scan.index))
        known: dict[Selector, Sequence[Any]] = {}
        best: dict[str, Sequence[Any]] = {}
        epoch, most = "", (0, 0)
        for each, table in tables:
            found = {}
            for mark, selector in table:
                nodes = known.get(selector)
                if nodes is None:
                    nodes = known[selector] = selector.find(scan)
                if nodes:
                    found[mark] = nodes
            # Of equals the template whose rules hit once: a rule that hits many elements is another template's.
            score = (len(found), -sum(map(len, found.values())))
            if found and (not epoch or score > most):
                best, epoch, most = found, each, score
        return Hits(epoch, best, names)

    def _possible(self, kind: str, keys: frozenset[str]) -> _Candidates:
        """Return what can match on a page that has these names of the site table, and no others."""
        tables: list[tuple[str, tuple[tuple[str, Selector], ...]]] = []
        for epoch, table in self._tables[kind].items():
            able = tuple(
                (name, each) for name, each in table.items() if keys.issuperset(step.key for step in each.named)
            )
            # A table that has nothing which a newer one has not finds no more than that one.
            if not any(set(able) <= set(newer) for _, newer in tables):
                tables.append((epoch, able))
        pairs = [(name, each.name) for table in self._tables[kind].values() for name, each in table.items()]
        names = dict.fromkeys((name, step.key) for name, step in pairs if step is not None and step.key in keys)
        return _Candidates(tuple(tables), tuple(names))


class Hits(NamedTuple):
    """The template that comes nearest (empty: none), its landmarks' elements, and what else has a landmark's name.

    `names` are pairs of a landmark and a key of the scan's index.
    """

    epoch: str
    nodes: Mapping[str, Sequence[Any]]
    names: Sequence[tuple[str, str]]


class _Candidates(NamedTuple):
    """What can match on a page: tables by epoch, the newest first; landmarks with the name of their own element."""

    tables: tuple[tuple[str, tuple[tuple[str, Selector], ...]], ...]
    names: tuple[tuple[str, str], ...]


class Lines(NamedTuple):
    """Lines of the site that begin with the same two letters: their first words, as one of them begins; which it is."""

    first: tuple[str, ...]
    begins: re.Pattern[str]


def _lines(site: Site) -> dict[str, Lines]:
    """Return how lines of the site begin, by their first two letters: what cannot begin so is not tried."""
    labels = {field: site.labels.get(field, ()) for field in _LABELLED}
    signs = {"© ", "&c"} if site.furniture else set()
    keys = {each[:2].casefold() for words in (*labels.values(), site.furniture) for each in words}
    return {key: _begins(key, labels, site.furniture) for key in keys | signs}


def _begins(key: str, labels: Mapping[str, Sequence[str]], furniture: Sequence[str]) -> Lines:
    """Return the lines whose first two letters these are."""

    def able(words: Sequence[str]) -> list[str]:
        return [each for each in words if key.startswith(each[:2].casefold())]

    arms = [_DAY] if key[:1].isdigit() else []
    for field, words in labels.items():
        spelled = "|".join(map(_spelled, sorted(able(words), key=len, reverse=True)))
        if spelled:
            after = r"\s+(?-i:[^\Wa-z_])" if field == "byline" else r"\s*\Z" if field == "full_article_url" else ""
            arms.append(rf"(?P<{field}>(?:{spelled}){after})")
    # The sign of copyright may stand before a name, with a year.
    signed = key[:1] in "©&"
    own = furniture if signed else able(furniture)
    if own:
        arms.append(rf"(?P<furniture>(?:[©&]\S*\s+\S+\s+)?(?:{'|'.join(map(_spelled, own))}))")
    words = [each for words in (*labels.values(), furniture) for each in able(words)]
    first = {key} if signed or key[:1].isdigit() else {_WORD_END.split(each.casefold())[0][:FIRST] for each in words}
    return Lines(tuple(sorted(first)), re.compile("|".join(arms), re.IGNORECASE))


def _spelled(label: str) -> str:
    """Return a label as a pattern: either apostrophe, any white space, and no longer word."""
    text = re.escape(label.strip()).replace(r"\ ", r"\s+").replace("’", "'").replace("'", "['’]")
    return text + (r"\b" if label[-1:].isalnum() else "")


@cache
def bundled_marks() -> Marks:
    """Return the marks of the bundled site table."""
    return Marks(load_site(bundled_corpus()))
