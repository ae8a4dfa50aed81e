"""What an element says of itself by its tag and its attributes: a landmark, hidden, a side box, a box at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

#: Class tokens and ids of every template since 2017, and the role of the text that they mark.
LANDMARKS = {
    "headline": "headline",
    "byline": "byline",
    "byline--lite": "byline",
    "published datetime": "updated",
    "timestamp--lite": "updated",
    "source": "source",
    "source--lite": "source",
    "editorsNote": "note",
    "paragraph--lite": "body",
    "subheader": "body",
}
HIDDEN_TAGS = frozenset(
    (
        "script style template noscript head title iframe object svg math textarea select button canvas audio video"
    ).split()
)
BOXES = frozenset(
    (
        "html body div p article section main header hgroup address blockquote center dd dl dt details "
        "summary fieldset h1 h2 h3 h4 h5 h6 hr li ol ul pre table caption colgroup tbody thead tfoot tr td th "
        "aside nav footer form figure figcaption dialog menu legend optgroup option search"
    ).split()
)
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SIDE_TAGS = frozenset("aside nav footer form figure figcaption dialog menu marquee".split())
_SIDE_ROLES = frozenset(
    "complementary navigation contentinfo dialog alertdialog search form menu status alert marquee".split()
)
_SIDE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|promo\w*|related|recommend\w*|newsletter|subscri\w+|signup|paywall"
    r"|shar(?:e|ing)|social|comments?|captions?|consent|cookies?|gdpr|banner|popup|modal|overlay|nav(?:bar|igation|links?|menu|list)?|menu"
    r"|breadcrumbs?|sidebar|widget|trending|most-?read|more-?(?:from|on|stories|news)|read-?(?:more|next)"
    r"|tool(?:bar|s)|player|gallery|poll|chat|visually-hidden|sr-only|screen-reader\w*)\d{0,2}(?:$|[\s_-])"
)
_BOXED = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
_HASH = re.compile(r"__(?=\w*[\dA-Z])\w{5}$")  # as CSS modules write it
#: A name of words without spaces; letters that are drawn at random are not such a name.
_CAMEL = re.compile(r"(?<![^\W\d_])[A-Z]?[a-z]+(?:[A-Z][a-z]{2,})+(?![^\W\d_])")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: The attributes that say something; addresses and instrumentation do not, and never repeat.
_TELLING = frozenset(["class", "id", "style", "role", "hidden", "aria-hidden"])


@dataclass(frozen=True, slots=True)
class Nature:
    """The role of a landmark, and whether an element is hidden, a side box, a box at all."""

    role: str | None
    hidden: bool
    side: bool
    box: bool


def nature(tag: str, attributes: dict[str, str]) -> Nature:
    """Return the nature of an element with this tag and these attributes."""
    return _nature(tag, *[each for each in attributes.items() if each[0] in _TELLING])


def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()


#: So that a convention may change (``bylineLite``, ``byline__lite``) and the landmark is still known.
_SPELLED = {_letters(name): role for name, role in LANDMARKS.items()}


@lru_cache(1024)
def _nature(tag: str, *attributes: tuple[str, str]) -> Nature:
    """Judge an element; a name is told by its letters, a hash behind it (``byline--lite__x7Qa1``) is looked through."""
    said = {name: value[:500] for name, value in attributes}  # what is longer is judged by its beginning
    names, identity, style = said.get("class", ""), said.get("id", ""), said.get("style", "")
    tokens = [_HASH.sub("", token) for token in names.split()]
    spelled = map(_letters, (identity, *tokens))
    landmark = next((_SPELLED[each] for each in spelled if each in _SPELLED), None)
    words = _CAMEL.sub(lambda name: _HUMP.sub("-", name[0]), " ".join((*tokens, identity))).lower()
    side = tag in _SIDE_TAGS or said.get("role") in _SIDE_ROLES
    side = side or (landmark is None and _SIDE_WORDS.search(words) is not None)
    unseen = "hidden" in said or said.get("aria-hidden") == "true" or _UNSEEN.search(style) is not None
    box = tag in BOXES or "-" in tag or _BOXED.search(style) is not None
    return Nature(landmark, unseen or tag in HIDDEN_TAGS, side and tag != "body", box)
