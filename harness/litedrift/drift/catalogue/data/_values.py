"""What several of the data operators say: the site around the article, and headlines that are not the printed one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from litedrift.drift.catalogue._carriers import (
    said,
)

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


SCHEMA: Final = "https://schema.org"


def site_data(draft: Draft) -> list[dict[str, Any]]:
    """Return what pages say of the site around the article: none of it answers for the story."""
    home = draft.site.base_url
    return [
        {"@type": "WebSite", "@id": f"{home}#site", "url": home, "name": draft.site.name},
        {"@type": "Organization", "@id": f"{home}#publisher", "url": home, "name": draft.site.name},
    ]


def other_title(draft: Draft, dice: Dice, how: str) -> str:
    """Return a headline that is not the printed one, as search editors and social editors write them."""
    words = str(said(draft, "headline")).split()
    return {
        "reworded": dice.pick(
            ("What we know so far about today", "Here is what happened", "The story in five minutes")
        ),
        "shortened": " ".join(words[: max(1, len(words) // 2)]) + "…",
        "prefixed": dice.pick(("Live updates: ", "Exclusive: ", "Watch: ")) + " ".join(words),
    }[how]
