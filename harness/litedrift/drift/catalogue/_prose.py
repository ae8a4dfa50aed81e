"""The words of injected noise: invented, each line in one place only, so that a leak is told by its text."""

from __future__ import annotations

from typing import Final

#: Headlines of stories that do not exist, for related boxes, tickers and rankings.
HEADLINES: Final = (
    "Lantern makers of Quillhaven vote to share one kiln",
    "Why the Ostrava Narrows lighthouse is painted twice a year",
    "A beekeeper, a bell tower and the longest lawsuit in Merrow County",
    "Night trains return to the Corvane valley after nineteen winters",
    "Sculptor of salt leaves her studio to the tide",
    "The library that lends umbrellas has run out of umbrellas",
    "Three ferries, two captains and no timetable at Pell Island",
    "How a chess club saved the last cinema in Dunmarrow",
)
#: Addresses for them, of the shape that story addresses have.
SLUGS: Final = (
    "lantern-makers-quillhaven-kiln",
    "ostrava-narrows-lighthouse-paint",
    "beekeeper-bell-tower-merrow",
    "corvane-night-trains-return",
    "salt-sculptor-studio-tide",
    "umbrella-library-runs-out",
    "pell-island-ferries-timetable",
    "dunmarrow-chess-cinema",
)
#: Paragraphs of another story and of comments.
SENTENCES: Final = (
    "The kiln in Quillhaven has burned since the spring fair, and its keepers intend to let nobody rest before autumn.",
    "Councillor Bettina Oakhurst-Rao called the second coat of paint a matter of pride and of rust, in that order.",
    "Visitors to the bell tower are asked to leave hats, dogs and theories at the foot of the stairs.",
    "Tickets for the night train cost four crowns, blanket included, and are sold from a window that opens at dusk.",
    "Whoever borrows an umbrella signs the book, and whoever signs the book is expected to remember the weather.",
    "Pell Island has one clock, and the captains disagree about which of its four faces is right.",
    "The projector was carried down in pieces, wrapped in tablecloths, and nobody has admitted to the stains.",
)
COMMENTS: Final = (
    "My grandmother crossed that bridge every Tuesday and never once mentioned a troll.",
    "Can somebody explain why the harbour cannot simply borrow a crane from its neighbours?",
    "First time posting here; the bit about the dog made my whole week.",
    "I disagree with every word and will be reading the next one too.",
    "Moderators, the link in the reply above leads to a page about soup.",
)
