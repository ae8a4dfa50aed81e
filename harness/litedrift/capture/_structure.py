"""Which parts of a page carry text and which are structure. The scrubbing and its proof both read this table."""

from __future__ import annotations

import re
from typing import Final


def _names(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


#: Attributes that are markup: whatever they say is kept.
STRUCTURE: Final = _names(
    """
    class style type rel rev lang charset http-equiv role media name property itemprop itemtype itemscope width height
    viewbox d points transform fill stroke sizes loading decoding crossorigin integrity nonce async defer target method
    enctype autocomplete tabindex dir xmlns prefix as scope colspan rowspan align valign border cellpadding cellspacing
    bgcolor color face size hidden disabled checked selected fetchpriority referrerpolicy allow sandbox datetime
    """
)
ADDRESSES: Final = _names(
    """
    href src srcset action formaction cite poster background data longdesc ping manifest archive usemap
    """
)
#: Attributes that name something in the page: a token, whatever it looks like.
NAMES: Final = _names("id for headers list form aria-labelledby aria-describedby aria-controls")
#: Attributes, keys of data and state, and parts of ``data-*`` names whose value is text, be it a single word.
PROSE: Final = _names(
    """
    content alt title placeholder value label summary headline description caption slug keywords abstract text body
    articlebody alternativeheadline alternatename author authors byline creator editor contributor
    """
)
#: Metadata about the page's technique, by name, property or http-equiv.
TECHNICAL: Final = _names(
    """
    viewport robots googlebot referrer theme-color color-scheme format-detection generator content-type refresh
    x-ua-compatible content-security-policy og:type og:locale og:image:width og:image:height og:image:type
    twitter:card apple-mobile-web-app-capable mobile-web-app-capable content-language
    """
)
#: Elements whose content is not markup.
RAW: Final = frozenset({"script", "style", "title", "textarea", "xmp"})
#: Elements inside a line of text: a word may run through them.
INLINE: Final = _names(
    """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike
    strong sub sup time tt u var wbr
    """
)
_ASSET: Final = re.compile(r"\.(?:css|js|mjs|ico|svg|woff2?|ttf|json|xml|webmanifest)$", re.IGNORECASE)


def is_address(value: str) -> bool:
    """Return whether a value as a whole is an address or a path."""
    return bool(
        re.fullmatch(
            r"\s*(?:[a-z][a-z0-9+.-]*:)?//\S+\s*|\s*/[^\s/]\S*\s*|\s*(?:mailto|tel):\S+\s*", value, re.IGNORECASE
        )
    )


def is_asset(path: str) -> bool:
    """Return whether an address without its query is that of a style sheet, a script, a font or an icon."""
    return bool(_ASSET.search(path.partition("?")[0]))
