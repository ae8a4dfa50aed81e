"""What a site table says of pages, made ready for one pass: selectors by template, label words, furniture."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from litedrift.corpus import bundled_corpus
from litedrift.corpus._site import Site, load_site  # the table alone: reading every case for it takes too long here
from litedrift.watch._selector import Selector

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from litedrift.watch._scan import Scan

#: The fields whose lines begin with a label, in the order in which a line is tried.
_LABELLED = ("editors_note", "updated", "source", "full_article_url", "byline")
#: The date of the header stands by itself.
_DAY = r"(?P<day>\d{1,2}/\d{1,2}/\d{4}\s*\Z)"


class Marks:
    """Finds landmarks by the site table, and knows how lines of the site begin."""

    def __init__(self, site: Site) -> None:
        self.labels = site.labels
        self.furniture = site.furniture
        #: Says which line of the site a stripped text begins; `starts` has the first two letters of all of them.
        self.begins = _begins(site)
        self.starts = _starts(site)
        #: kind → epoch → landmark name → its selector; the newest template first.
        self._tables: dict[str, dict[str, dict[str, Selector]]] = {"article": {}, "index": {}}
        #: kind → the landmarks whose own step has a name, with the selector.
        self.names: dict[str, list[tuple[str, Selector]]] = {"article": [], "index": []}
        known: dict[str, Selector] = {}
        for epoch, kinds in reversed(tuple(site.landmarks.items())):
            for kind, table in kinds.items():
                self._tables.setdefault(kind, {})[epoch] = {
                    name: known.setdefault(text, Selector(text)) for name, text in table.items()
                }
        for kind, tables in self._tables.items():
            pairs = dict.fromkeys((name, each) for table in tables.values() for name, each in table.items())
            self.names[kind] = [(name, each) for name, each in pairs if each.last.classes or each.last.id]

    def find(self, scan: Scan, kind: str) -> tuple[str, dict[str, Sequence[Any]]]:
        """Return the template of this kind of which the page has most landmarks, and these by name.

        Of templates that find equally many the newest is named; an empty name when none finds any.
        """
        hits: dict[str, Sequence[Any]] = {}
        best: dict[str, Sequence[Any]] = {}
        name, most = "", (0, 0)
        for epoch, table in self._tables[kind].items():
            found = {}
            for mark, selector in table.items():
                if selector.key is not None and selector.key not in scan.keys:
                    continue
                nodes = hits.get(selector.text)
                if nodes is None:
                    nodes = hits[selector.text] = selector.find(scan)
                if nodes:
                    found[mark] = nodes
            # Of equals the template whose rules hit once: a rule that hits many elements is another template's.
            score = (len(found), -sum(map(len, found.values())))
            if found and (name == "" or score > most):
                best, name, most = found, epoch, score
        return name, best


def _begins(site: Site) -> re.Pattern[str]:
    """Return the pattern that says which line of the site a text begins."""
    arms = [_DAY]
    for field in _LABELLED:
        words = sorted(site.labels.get(field, ()), key=len, reverse=True)
        if words:
            after = r"\s+(?-i:[^\Wa-z_])" if field == "byline" else r"\s*\Z" if field == "full_article_url" else ""
            arms.append(rf"(?P<{field}>(?:{'|'.join(map(_spelled, words))}){after})")
    if site.furniture:
        arms.append(rf"(?P<furniture>(?:[©&]\S*\s+\S+\s+)?(?:{'|'.join(map(_spelled, site.furniture))}))")
    return re.compile("|".join(arms), re.IGNORECASE)


def _starts(site: Site) -> frozenset[str]:
    words = [each for field in _LABELLED for each in site.labels.get(field, ())]
    return frozenset(each[:2].casefold() for each in (*words, *site.furniture)) | {"© ", "&c"}


def _spelled(label: str) -> str:
    """Return a label as a pattern: either apostrophe, any white space, and no longer word."""
    text = re.escape(label.strip()).replace(r"\ ", r"\s+").replace("’", "'").replace("'", "['’]")
    return text + (r"\b" if label[-1:].isalnum() else "")


@functools.cache
def bundled_marks() -> Marks:
    """Return the marks of the bundled site table."""
    return Marks(load_site(bundled_corpus()))
