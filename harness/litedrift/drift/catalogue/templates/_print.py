"""A draft printed anew, and the pages on which that can be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from litedrift.drift._draft import Infeasible
from litedrift.drift._told import FEW
from litedrift.drift.catalogue._story import META, body_texts, labelled

if TYPE_CHECKING:
    from litedrift.drift._draft import Draft
    from litedrift.drift._render import Edition


_NAMES: Final = (
    "amp-page",
    "full-site-look",
    "hashed-modules",
    "hydration-shell",
    "microdata-first",
    "plain-reader",
    "re-render",
    "re-render-lossy",
    "table-layout",
    "web-components",
)


def alone(name: str) -> dict[str, str]:
    """Return the conflicts of a template with every other."""
    return {other: "a page has one template at a time" for other in _NAMES if other != name}


def need_a_story(draft: Draft, made: Edition) -> None:
    """Make sure that the page to be printed can be told for an article, and its story from its meta lines.

    Raises:
        Infeasible: the story begins with the words of a line that will not be printed; or a headline above a few
            lines is all there is, which is what the site's own error pages look like.

    """
    if made.gold.kind != "article":
        return
    fields, texts = made.gold.fields, body_texts(draft)
    first = next((text for text in texts if text), "")
    free = [name for name in META if not fields.get(name)]
    if free and labelled(draft, first, *free):
        raise Infeasible("the story's first paragraph looks like a meta line that this template does not print")
    few = FEW + 2 * bool(made.lost)  # what an old template drops may be what told the story
    if len(free) == len(META) and not fields.get("full_article_url") and len(texts) <= few:
        raise Infeasible("a headline and a few lines are all that this template prints: an error page looks the same")
