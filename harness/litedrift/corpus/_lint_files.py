"""Does the corpus as a whole keep its word? Changelog, counts, frozen sets, dates, and gold that stops too early."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from lxml import etree

from litedrift.corpus._decode import decode_page
from litedrift.corpus._epochs import load_epochs
from litedrift.corpus._features import gold_texts
from litedrift.corpus._lint import Finding
from litedrift.corpus._normalise import fold, instant, squash
from litedrift.corpus._second_words import load_words
from litedrift.corpus._sets import load_set, set_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from litedrift.corpus._case import Case
    from litedrift.corpus._load import Corpus
    from litedrift.corpus._second_words import Words

#: One line a case: "- 2026-11 added case-id: whom it can newly fail".
_LINE: Final = re.compile(r"^- \d{4}-\d\d (added|gold fixed|page fixed|retired) ([a-z0-9-]+): \S.*$")
_BLOCKS: Final = "p|li|h1|h2|h3|h4|h5|h6|blockquote|dd|td"
_UNREAD: Final = frozenset({"aside", "nav", "figure", "noscript", "template", "script", "style", "form"})


def lint_files(corpus: Corpus) -> list[Finding]:
    """Return what the files beside the cases say that is not so; a file that a corpus does not keep is not missed."""
    published = {case.id: case for case in corpus if not case.private}
    findings = [*_counts(corpus, published.values()), *_dates(corpus, published.values())]
    log = corpus.root / "CHANGELOG.md"
    if log.is_file():
        findings += _changelog(log, set(published))
    for name in set_names(corpus.root):
        gone = sorted(load_set(corpus.root, name) - set(published))
        findings += [
            Finding(f"sets/{name}.toml", f"{case_id} is no case; a frozen set keeps its pages") for case_id in gone
        ]
    words = load_words(corpus.site) if (corpus.root / "reading.toml").is_file() else None
    for case in published.values():
        left = _left_over(case, corpus, words)
        if left is not None:
            findings.append(Finding(case.id, f"body: {left[:60]!r} follows the last paragraph: is gold cut short?"))
    return findings


def _counts(corpus: Corpus, cases: Iterable[Case]) -> Iterator[Finding]:
    if corpus.counts:
        real = dict(Counter(case.kind for case in cases))
        if dict(corpus.counts) != real:
            yield Finding("CORPUS.toml", f"counts says {dict(corpus.counts)}, the corpus has {real}")


def _changelog(path: Path, ids: set[str]) -> Iterator[Finding]:
    """Hold the changelog to be the memory: what was added exists or was retired, and what exists was added."""
    added: set[str] = set()
    retired: set[str] = set()
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.startswith("- "):
            continue
        entry = _LINE.match(line)
        if entry is None:
            yield Finding("CHANGELOG.md", f"line {number} is no entry: {line[:50]!r}")
        elif entry[1] == "added":
            if entry[2] in added:
                yield Finding("CHANGELOG.md", f"line {number} adds {entry[2]} a second time: ids are never reused")
            added.add(entry[2])
        elif entry[2] not in added:
            yield Finding("CHANGELOG.md", f"line {number}: {entry[2]} was never added")
        elif entry[1] == "retired":
            retired.add(entry[2])
    for case_id in sorted(ids - added):
        yield Finding(case_id, "no line in CHANGELOG.md says that it was added, and whom it can newly fail")
    for case_id in sorted(ids & retired):
        yield Finding(case_id, "CHANGELOG.md says that it was retired")
    for case_id in sorted(added - ids - retired):
        yield Finding("CHANGELOG.md", f"{case_id} was added and has vanished: restore it, or say that it was retired")


def _dates(corpus: Corpus, cases: Iterable[Case]) -> Iterator[Finding]:
    """Find printed times outside their epoch: before it began, or after the next one had."""
    if not (corpus.root / "epochs.toml").is_file():
        return
    epochs = load_epochs(corpus.root, corpus.site.landmarks)
    begins = {epoch.id: epoch.begins["article"].not_before for epoch in epochs if "article" in epoch.begins}
    ends = {
        earlier.id: later.begins["article"].not_after
        for earlier, later in pairwise(epochs)
        if "article" in later.begins
    }
    for case in cases:
        moment = instant(next(gold_texts(case.gold.fields.get("updated"), "title"), ""))
        if moment is None:
            continue
        # A day of grace: the dates of changes are in UTC, printed times are not.
        first, last = begins.get(case.epoch) or date.min, ends.get(case.epoch) or date.max - timedelta(days=1)
        if not first <= moment.date() <= last + timedelta(days=1):
            yield Finding(
                case.id, f"updated: {moment.date()} is outside {case.epoch}, which ran from {first} to {last}"
            )


def _left_over(case: Case, corpus: Corpus, words: Words | None) -> str | None:
    """Return the first block of text after the last gold paragraph that belongs to neither site nor gold."""
    body = case.gold.fields.get("body")
    if case.kind != "article" or not isinstance(body, list) or not body:
        return None
    last = {squash(text) for text in gold_texts(body[-1], "title")}
    note = squash(" ".join(gold_texts(case.gold.fields.get("editors_note"), "title")))
    blocks = list(_blocks(case))
    places = [place for place, text in enumerate(blocks) if any(each in squash(text) for each in last)]
    ends = (*corpus.site.labels.get("full_article_url", ()), *corpus.site.furniture)
    for text in blocks[places[-1] + 1 :] if places else ():
        of_the_site = any(each in text for each in ends) or (words is not None and words.promotes(text))
        labelled = words is not None and words.labelled("editors_note", text)
        if not of_the_site and not labelled and squash(text) not in note:
            return text
    return None


def _blocks(case: Case) -> Iterator[str]:
    """Yield the folded text of every innermost block that a reader sees, in order."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    root = etree.fromstring((decode_page(case.html, case.content_type) or "<p>").encode(), parser)
    names = _BLOCKS.split("|")
    for node in () if root is None else root.iter(*names):
        hidden = any(
            each.tag in _UNREAD or "hidden" in each.attrib or "display:none" in each.get("style", "").replace(" ", "")
            for each in (node, *node.iterancestors())
        )
        text = fold("".join(node.itertext()))
        if text and not hidden and next(node.iterdescendants(*names), None) is None:
            yield text
