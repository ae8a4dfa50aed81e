"""Paragraphs split, join, and become rows, quotes and list items."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from litedrift.drift._contract import transforms
from litedrift.drift._kit import (
    Element,
    append,
    detach,
    insert_after,
    insert_before,
    make,
    rendered,
    wrap,
)
from litedrift.drift._operator import operator
from litedrift.drift.catalogue._story import (
    SENTENCE,
    plain,
    set_body,
)

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


def neighbours(nodes: list[Element]) -> bool:
    """Whether nothing but white space stands between these siblings."""
    return all(left.getnext() is right and not (left.tail or "").strip() for left, right in pairwise(nodes))


@operator(
    "split-paragraph",
    contract=transforms("body"),
    levels=({"count": "1"}, {"count": "3"}, {"count": "100"}),
    models="a content system that re-flows paragraphs at sentences",
    evidence="no frequency known: news sites differ in the length of their paragraphs",
)
def split_paragraph(draft: Draft, dice: Dice, *, count: str) -> str | None:
    """Split paragraphs between two sentences.

    On gold: the paragraph's text becomes two items, split at that white space.
    """
    able = [(n, node, match) for n, node in plain(draft)[1:] if (match := SENTENCE.search(node.text or ""))]
    chosen = dice.some(able, int(count))
    items = list(draft.gold.fields.get("body") or ())
    for n, node, match in reversed(chosen):
        second = make(node.tag, node.text[match.end() :])
        second.attrib.update({key: value for key, value in node.attrib.items() if key != "id"})
        second.extend(list(node))
        node.text = node.text[: match.start()]
        insert_after(node, second)
        items[n : n + 1] = [rendered(node), rendered(second)]
    if not chosen:
        return None
    set_body(draft, items)
    return f"{len(chosen)} paragraphs split at a sentence"


@operator(
    "merge-paragraphs",
    contract=transforms("body"),
    levels=({"run": 2, "times": 1}, {"run": 3, "times": 1}, {"run": 2, "times": 3}),
    models="a content system that joins short paragraphs",
    evidence="no frequency known: news sites differ in the length of their paragraphs",
)
def merge_paragraphs(draft: Draft, dice: Dice, *, run: str, times: str) -> str | None:
    """Join neighbouring paragraphs into one, with a space between.

    On gold: the items of the run become one, joined by one space.
    """
    found = plain(draft)
    length = int(run)
    starts = [k for k in range(1, len(found) - length + 1) if neighbours([node for _, node in found[k : k + length]])]
    chosen: list[int] = []
    for start in dice.some(starts, int(times)):
        if not chosen or start >= chosen[-1] + length:
            chosen.append(start)
    items = list(draft.gold.fields.get("body") or ())
    for start in reversed(chosen):
        (n, first), *rest = found[start : start + length]
        for _, node in rest:
            _pour(first, detach(node))
        items[n : n + length] = [rendered(first)]
    if not chosen:
        return None
    set_body(draft, items)
    return f"{len(chosen)} runs of {run} paragraphs joined"


def _pour(target: Element, source: Element, separator: str = " ") -> None:
    """Move the content of `source` to the end of `target`, after a separator."""
    text = separator + (source.text or "")
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
    target.extend(list(source))


@operator(
    "br-paragraphs",
    levels=({"run": 2}, {"run": 4}, {"run": 100}),
    models="old content systems that separate paragraphs by two line breaks",
    evidence="br inside a paragraph on 20% of pages",
    conflicts={"line-breaks": "a single break beside a double one reads as a double one"},
)
def br_paragraphs(draft: Draft, dice: Dice, *, run: str) -> str | None:
    """Join a run of neighbouring paragraphs into one element, with ``<br><br>`` between them."""
    found = [node for _, node in plain(draft)]
    runs: list[list[Element]] = []
    for node in found:
        if runs and len(runs[-1]) < int(run) and neighbours([runs[-1][-1], node]):
            runs[-1].append(node)
        else:
            runs.append([node])
    long = [each for each in runs if len(each) > 1]
    if not long:
        return None
    chosen = dice.pick(long)
    first, *rest = chosen
    for node in rest:
        append(first, make("br"))
        append(first, make("br"))
        _pour(first, detach(node), "")
    return f"{len(chosen)} paragraphs joined by double line breaks"


@operator(
    "quote-paragraphs",
    levels=({"how": "wrap"}, {"how": "retag"}, {"how": "wrap-all"}),
    models="quotes become block quotes",
    evidence="no frequency known: block quotes are common in long reads",
)
def quote_paragraphs(draft: Draft, dice: Dice, *, how: str) -> str | None:
    """Put some paragraphs into a blockquote, or turn them into one."""
    found = [node for _, node in plain(draft)[1:] if node.getparent().tag != "blockquote"]
    chosen = found if how == "wrap-all" else dice.share(found, 30)
    for node in chosen:
        if how == "retag":
            node.tag = "blockquote"
        else:
            wrap(node, "blockquote")
    return f"{len(chosen)} paragraphs are quotes now" if chosen else None


@operator(
    "list-paragraphs",
    levels=({"tag": "ul", "run": 2}, {"tag": "ol", "run": 3}, {"tag": "ul", "run": 100}, {"tag": "dl", "run": 3}),
    models="live facts and explainers print paragraphs as list items",
    evidence="no frequency known: common in explainers",
)
def list_paragraphs(draft: Draft, dice: Dice, *, tag: str, run: str) -> str | None:
    """Turn a run of neighbouring paragraphs, never the first of the story, into items of a list."""
    found = [node for _, node in plain(draft)[1:] if node.getparent().tag != "p"]
    starts = [k for k in range(len(found) - 1) if neighbours(found[k : k + 2])]
    if not starts:
        return None
    start = 0 if int(run) > len(found) else dice.pick(starts)
    chosen = [found[start]] if start in starts else []
    for node in found[start + 1 : start + int(run)]:
        if chosen and neighbours([chosen[-1], node]):
            chosen.append(node)
        else:
            break
    if not chosen:
        return None
    box = make(tag)
    insert_before(chosen[0], box)
    for node in chosen:
        detach(node)
        node.tag = "dd" if tag == "dl" else "li"
        append(box, node)
    return f"{len(chosen)} paragraphs are items of {tag}"


@operator(
    "paragraphs-in-tables",
    levels=({"style": "single-cell"}, {"style": "two-column"}),
    models="old layouts: each paragraph in a table row of its own",
    evidence="tables appear or go in 4% of breaking changes",
)
def paragraphs_as_rows(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Put each ordinary paragraph into a one-row table, alone or beside an empty cell."""
    found = [node for _, node in plain(draft) if node.getparent().tag != "p"]
    for node in found:
        row = wrap(wrap(node, "td"), "tr")
        if style == "two-column":
            row.insert(0, make("td", width="20"))
        wrap(wrap(row, "tbody"), "table", border="0", cellpadding="4")
    return f"{len(found)} paragraphs stand in tables" if found else None
