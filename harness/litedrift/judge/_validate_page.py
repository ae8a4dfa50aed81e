"""What a reader finds on a page without any gold: its texts in order, its paragraphs, its links."""

from __future__ import annotations

import functools
import html
import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from lxml import etree

from litedrift.corpus import decode_page, fold, instant, squash

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_UNSHOWN = re.compile(r"<(script|style|title)\b[^>]*>.*?</\1", re.DOTALL | re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
_ADDRESS = re.compile(r"""https?:\\?/\\?/[^\s"'<>]+""")
#: Elements whose text no reader sees, or that stand beside a story.
_RAW = frozenset({"script", "style", "template", "noscript", "title"})
_ASIDE = frozenset({"aside", "nav", "header", "footer", "figure", "figcaption", "form", "button"})
#: Offsets in use, in half hours.
_ZONES = range(-24, 29)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
#: A paragraph of this many characters is prose; shorter ones may be labels, promotions or captions.
_PROSE = 80


class Reading:
    """One page as a reader has it; every part is made when it is first asked for.

    `base_url` resolves links where the page has no address of its own.
    """

    def __init__(self, data: bytes, url: str, content_type: str | None, base_url: str) -> None:
        self._raw = decode_page(data, content_type)
        self._url = url or base_url

    def spells(self, text: str) -> bool:
        """Whether a text stands on the page, entities decoded once, in its text or in its markup."""
        wanted = squash(text)
        return wanted in self._stripped or wanted in self.visible or wanted in self._decoded

    @functools.cached_property
    def visible(self) -> str:
        """The text of what is shown, white space removed."""
        return squash("".join(self._shown()))

    @functools.cached_property
    def paragraphs(self) -> list[list[str]]:
        """The prose of the page's ``p`` elements that stand in no aside, white space removed, by parent element."""
        found: dict[Any, list[str]] = {}
        for element in self._root.iter("p") if self._root is not None else ():
            if element.find(".//p") is None and not any(_beside(each) for each in _lineage(element)):
                text = squash("".join(element.itertext()))
                if len(text) >= _PROSE:
                    found.setdefault(element.getparent(), []).append(text)
        return list(found.values())

    def shows(self, text: str) -> int:
        """Return how often a text (white space removed) is shown; at least as often, where parsers may differ."""
        return max(self.visible.count(text), self._shown_source.count(text))

    @functools.cached_property
    def lines(self) -> frozenset[str]:
        """Every text node of the page by itself, folded: what a short value must equal to be a value."""
        return frozenset(fold(text) for text in self._shown())

    @functools.cached_property
    def links(self) -> dict[str, list[str]]:
        """Folded link text → the absolute addresses of the links that have it."""
        found: dict[str, list[str]] = {}
        for element in self._root.iter("a") if self._root is not None else ():
            if element.get("href"):
                found.setdefault(squash("".join(element.itertext())), []).append(self._resolved(element.get("href")))
        return found

    @functools.cached_property
    def addresses(self) -> frozenset[str]:
        """Every address on the page: resolved from attributes, or spelled out in a script."""
        found = {address for addresses in self.links.values() for address in addresses}
        found |= {html.unescape(match[0]).replace("\\/", "/") for match in _ADDRESS.finditer(self._raw)}
        for element in self._root.iter() if self._root is not None else ():
            found |= {self._resolved(element.get(name)) for name in ("href", "content") if element.get(name)}
        return frozenset(found)

    def prints(self, value: str) -> bool:
        """Whether a time with seconds or dots is printed (1:20:41 p.m.), in any zone, beside its day."""
        moment = instant(value)
        if moment is None:
            return False
        text = self._stripped.lower()
        for half_hours in _ZONES:
            local = moment.astimezone(timezone(timedelta(minutes=30 * half_hours)))
            hour = local.hour % 12 or 12
            clocks = (f"{hour}:{local:%M:%S}", f"{hour}:{local:%M}{'a' if local.hour < 12 else 'p'}.m.")
            month = _MONTHS[local.month - 1]
            days = (
                f"{month}{local.day},{local.year}",
                f"{month[:3]}{local.day},{local.year}",
                f"{local.day}{month}{local.year}",
            )
            if any(clock in text for clock in clocks) and any(day in text for day in days):
                return True
        return False

    def left_undecoded(self, text: str) -> str | None:
        """Return an entity of `text` that the page spells only before decoding, or None."""
        match = _ENTITY.search(text)
        if match is None or self.spells(text):
            return None
        # In a script nothing is decoded; a value that stands only there is honest as it is.
        scripts = squash("\n".join(_SCRIPT.findall(self._raw)))
        if squash(text) in scripts and squash(html.unescape(text)) not in self.visible:
            return None
        return match[0]

    @functools.cached_property
    def _decoded(self) -> str:
        return squash(html.unescape(self._raw))

    @functools.cached_property
    def _shown_source(self) -> str:
        return squash(html.unescape(_TAG.sub("", _UNSHOWN.sub("", self._raw))))

    @functools.cached_property
    def _stripped(self) -> str:
        return squash(html.unescape(_TAG.sub("", self._raw)))

    def _resolved(self, address: str) -> str:
        try:
            return urljoin(self._base, address.strip())
        except ValueError:  # "http://[": nothing that resolves
            return address

    @functools.cached_property
    def _base(self) -> str:
        bases = self._root.xpath("//base/@href") if self._root is not None else []
        return urljoin(self._url, str(bases[0])) if bases else self._url

    @functools.cached_property
    def _root(self) -> Any:
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        try:
            return etree.fromstring(self._raw.encode("utf-8", "replace"), parser)
        except etree.XMLSyntaxError:  # nothing at all
            return None

    def _shown(self) -> Iterator[str]:
        if self._root is None:
            return
        for element in self._root.iter(etree.Element):
            if element.text and element.tag not in _RAW:
                yield element.text
            if element.tail:
                yield element.tail


def _lineage(element: Any) -> Iterator[Any]:
    yield element
    yield from element.iterancestors()


def _beside(element: Any) -> bool:
    style = "".join((element.get("style") or "").split()).lower()
    return (
        element.tag in _RAW
        or element.tag in _ASIDE
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )
