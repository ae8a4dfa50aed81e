"""The short way: a page that is as plain as the site serves it is read by its landmarks alone.

In every template the story is a heading and its following siblings, the last of which holds the paragraphs. At the
first thing out of the ordinary this reader gives up, and the general one decides; where both answer they agree.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from cnn_lite._page import LANDMARKS, fold, nature
from cnn_lite._records import Article
from cnn_lite._shapes import BARE, BYLINE, COPYRIGHT, META_HEADS, NOTE, PROMO, SOURCE, authors_of, read_stamp

#: The attributes of a plain line, exactly, and what they make of it.
_LINES: dict[tuple[tuple[str, str], ...], str] = {
    (): "body",
    **{(("class", name),): role for name, role in LANDMARKS.items()},
    **{(("id", name),): role for name, role in LANDMARKS.items()},
}
_CONTAINERS = frozenset(["article", "div", "main", "section"])
_FOLLOWING = etree.XPath("count(following::p)")
_FOOTER_LINES = 3  # the site's footer has so many paragraphs; the story has none behind its box
_INLINE = frozenset(["a", "b", "em", "i", "span", "strong"])


def read_plain(root: Any, text: bytes) -> Article | None:
    """Read a plain page, or return None."""
    heading: Any = next(root.iter("h1", "h2"), None)
    siblings = list(heading.itersiblings()) if heading is not None else []
    if not siblings or len(heading) or text.count(b"ditor") > text.count(b"editorsNote") or b"DITOR" in text:
        return None  # what may be a note is no plain line
    box = siblings.pop()
    if box.tag not in _CONTAINERS or _FOLLOWING(box) > _FOOTER_LINES:
        return None
    around = map(nature, (box, *box.iterancestors()))
    if nature(heading).hidden or any(own.role or own.hidden or own.side for own in around):
        return None
    found: dict[str, str] = {}
    body: list[str] = []
    end: str | None = None
    for line in (*siblings, *box):
        role = _LINES.get(tuple(line.items()))
        tail = line.tail
        if role is None or end is not None or (tail and not tail.isspace()):
            return None
        if line.tag != "p" and not (line.tag == "div" and role == "updated"):
            return None
        words = line.text or ""
        if len(line):
            for child in line:
                if child.tag not in _INLINE or len(child) or (child.tag != "a" and child.keys()):
                    return None
                words = f"{words}{child.text or ''}{child.tail or ''}"
            if len(line) == 1 and child.tag == "a" and words.strip() == (child.text or "").strip() != "":
                end = child.get("href") or ""
                if not end.startswith("https://www.cnn.com/") or not words.strip().startswith("See Full"):
                    return None
                continue
        if role == "body":
            body.append(words)
        elif found.setdefault(role, words) is not words:
            return None
    if any(role not in found and role.encode() in text for role in ("byline", "source")):
        return None  # it stands elsewhere on the page
    return _record(heading.text, found, [words for words in map(fold, body) if words], end)


def _record(headline: str | None, found: dict[str, str], body: list[str], end: str | None) -> Article | None:
    """Put a plain record together; None when a line is not what its landmark says, or may be more than a paragraph."""
    headline, byline = fold(headline or ""), fold(found.get("byline", ""))
    stamp, source = read_stamp(fold(found.get("updated", ""))), SOURCE.match(fold(found.get("source", "")))
    if not headline or not body or stamp is None or stamp.iso is None or stamp.odd or BARE.fullmatch(byline):
        return None
    if source is None and found.get("source"):
        return None
    odd = [words for words in body if words[:3].lower() in META_HEADS or words[0] in "©&(0123456789|"]
    if any(NOTE.match(words) or PROMO.match(words) or COPYRIGHT.match(words) for words in odd):
        return None
    if odd[:1] == body[:1] and (SOURCE.match(odd[0]) or BYLINE.match(odd[0]) or read_stamp(odd[0])):
        return None
    return Article(
        headline=headline,
        byline=byline or None,
        authors=authors_of(byline) if byline else [],
        updated=stamp.iso,
        source=source[1] if source else None,
        editors_note=NOTE.sub("", fold(found.get("note", "")), count=1) or None,
        body=body,
        full_article_url=end,
    )
