"""The story as blocks that a template can print: each expected item with the inline markup that its page gave it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from markupsafe import Markup, escape

from litedrift.drift._kit import RAW_TEXT, Element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litedrift.drift._draft import Draft

#: Inline elements that a story's text may have; any other is only dressing and goes.
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "cite", "code", "del", "em", "i", "ins", "mark", "q", "s", "small", "strong", "sub", "sup", "u"}
)
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SPACE: Final = " \t\r\n\f"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the expected body: its plain text, and the markup that prints it."""

    text: str
    inner: Markup

    @property
    def plain(self) -> bool:
        """Whether the item is text alone, as the record has it."""
        return self.inner == escape(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, quote or list of the story; only a list has several entries."""

    kind: str
    tag: str
    entries: tuple[Entry, ...]

    @property
    def inner(self) -> Markup:
        """The markup of a block that is no list."""
        return self.entries[0].inner

    def html(self, tag: str, class_: str | None = None, *, pad: str = "", end: str = "") -> Markup:
        """Print the block as an epoch does: paragraphs as `tag`; other blocks keep their own element.

        An epoch whose paragraphs have no class knows nothing but plain paragraphs: no links, no lists, no emphasis.
        """
        if class_ is None:
            lines = [f"<{tag}>{escape(entry.text)}</{tag}>" for entry in self.entries]
            return Markup("").join(map(Markup, lines))
        if self.kind == "list":
            items = "".join(f"<li>{entry.inner}</li>" for entry in self.entries)
            printed = f"<{self.tag}>{items}</{self.tag}>"
        elif self.kind == "paragraph":
            printed = f'<{tag} class="{escape(class_)}">{escape(pad)}{self.inner}{escape(end)}</{tag}>'
        else:
            printed = f"<{self.tag}>{escape(pad)}{self.inner}{escape(end)}</{self.tag}>"
        return Markup(printed)  # noqa: S704  # escaped piece by piece


def blocks(draft: Draft, texts: Sequence[str]) -> tuple[Block, ...]:
    """Return the expected body as blocks.

    An item that has an element of its own in the draft takes over its links, emphasis and line breaks; any other is
    plain text.
    """
    holders = draft.paragraph_of_gold if len(draft.paragraph_of_gold) == len(texts) else [None] * len(texts)
    base = draft.root.find(".//base[@href]")
    prefix = None if base is None else urljoin(draft.url, base.get("href"))
    found: list[Block] = []
    for key, group in groupby(zip(texts, holders, strict=True), key=lambda pair: _list_of(pair[1])):
        members = [(node, Entry(text, _printed(text, node, prefix))) for text, node in group]
        if key is not None:
            found.append(Block("list", str(key.tag), tuple(entry for _, entry in members)))
        else:
            found += (Block(*_kind_of(node), (entry,)) for node, entry in members)
    return tuple(found)


def block(text: str, node: Element) -> Block:
    """Return one line that is not of the story, with the links and emphasis that its element gives it."""
    return Block("paragraph", "p", (Entry(text, _printed(text, node, None)),))


def _list_of(node: Element | None) -> Element | None:
    if node is None or node.tag != "li":
        return None
    parent = node.getparent()
    return parent if parent.tag in ("ul", "ol") else None


def _kind_of(node: Element | None) -> tuple[str, str]:
    if node is not None and node.tag in _HEADINGS:
        return "heading", str(node.tag)
    if node is not None and (node.tag == "blockquote" or node.getparent().tag == "blockquote"):
        return "quote", "blockquote"
    return "paragraph", "p"


def _printed(text: str, node: Element | None, base: str | None) -> Markup:
    return escape(text) if node is None else Markup(_inline(node, base).strip(_SPACE))  # noqa: S704  # escaped piece by piece


def _inline(node: Element, base: str | None) -> str:
    """Return the markup inside an element: text, links, emphasis, line breaks; comments and scripts go."""
    parts = [str(escape(node.text or ""))]
    for child in node:
        if child.tag == "br":
            parts.append("<br>")
        elif child.tag in _INLINE:
            parts.append(f"<{child.tag}{_address(child, base)}>{_inline(child, base)}</{child.tag}>")
        elif isinstance(child.tag, str) and child.tag not in RAW_TEXT:
            parts.append(_inline(child, base))
        parts.append(str(escape(child.tail or "")))
    return "".join(parts)


def _address(link: Element, base: str | None) -> str:
    href = link.get("href")
    if href is None:
        return ""
    return f' href="{escape(href if base is None else urljoin(base, href))}"'
