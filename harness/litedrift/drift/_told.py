"""Whether what is left of a page still tells a story from the site's own error pages.

An error page in the site's frame has a heading and a few lines too. Where several changes together leave no more than
that of a story, a reader who refuses and one who does not are both right, and nobody is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from litedrift.corpus import Gold
    from litedrift.drift._draft import Draft

#: Error pages have no more lines of text than this.
FEW: Final = 3
#: What only a story has; a value that stands in the page's data alone may be missed, and tells nobody anything.
_TELLING: Final = ("byline", "updated", "source", "editors_note", "full_article_url")


def bare(draft: Draft) -> str | None:
    """Return why this could be an error page as well; None when it could not, or when the clean page could be too."""
    if draft.gold.kind != "article" or not _bare(draft.gold) or _bare(draft.case.gold):
        return None
    return "a heading and a few lines in the site's frame are all that is left: an error page has those too"


def _bare(gold: Gold) -> bool:
    if len(gold.fields.get("body") or ()) > FEW:
        return False
    return not any(gold.fields.get(name) and name not in gold.nullable for name in _TELLING)
