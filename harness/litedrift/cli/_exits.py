"""Exit codes: what 2, 130 and 141 mean everywhere, and what 0 and 1 mean, command by command."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

COULD_NOT: Final = 2
INTERRUPTED: Final = 130
#: As any program ends whose reader went away, such as `head`.
READER_GONE: Final = 128 + 13
#: What these mean of every command; some add to the first.
EVERYWHERE: Final = MappingProxyType(
    {
        COULD_NOT: "could not judge: a wrong option or setting, a file at fault, a subject that does not start, "
        "zero cases run, a fault of ours",
        INTERRUPTED: "interrupted; the figures so far are printed, marked as partial",
        READER_GONE: "whoever read the output went away",
    }
)
_WRITTEN = "written"
_PRINTED = "printed"

#: Command → what 0 says, and what 1 says ("" where it never ends so).
EXITS: Final = MappingProxyType(
    {
        "check": ("no failure that the baseline does not know", "failures that are news, or stale entries"),
        "doctor": ("all is well", "the extractor reads a trivial page wrong; 2: the adapter is broken"),
        "init": ("what was missing is written", ""),
        "replay": ("the mutant was made again, and read right where an extractor is named", "it was read wrong"),
        "export": (_WRITTEN, ""),
        "score": ("no failure that the baseline does not know", "failures that are news, or stale entries"),
        "validate": ("no doubt that the baseline does not know", "a value that cannot be right"),
        "survive": ("every chain was survived, honestly", "a page failed, or a value was invented or silently wrong"),
        "sweep": ("every page was read and is plausible", "a page failed"),
        "compare": ("compared", ""),
        "capture": ("every page is saved, or unchanged", "some failed; 2: no page could be had"),
        "report": (_WRITTEN, ""),
        "timeline": ("no template of today's site breaks it", "today's template breaks it"),
        "triage": ("nothing is broken", "the site, you, or both broke it; 2: the old page holds no story and no list"),
        "kill-matrix": (
            "each bad extractor dies, and each operator catches one",
            "one lives, or an operator catches none",
        ),
        "completion": (_PRINTED, ""),
        "baseline write": (_WRITTEN, ""),
        "baseline update": ("nothing is left to decide", "failures that are new, changed or expired are left"),
        "corpus list": (_PRINTED, ""),
        "corpus lint": ("no fault", "faults"),
        "corpus coverage": ("no hole", "holes"),
        "corpus propose": ("a record is proposed", "nothing of the site stands on the page: it would be refused"),
        "corpus review": ("shown, or accepted", "lint finds a fault in what was to be accepted"),
        "drift list": (_PRINTED, ""),
        "drift show": (_PRINTED, ""),
        "drift plan": ("the plan covers what it promises", "pairs or triples are left out"),
        "watch look": ("the same", "changed: an alarm is open, or a page is broken; 2: a page could not be judged"),
        "watch status": ("no alarm is open", "an alarm is open"),
        "watch history": (_PRINTED, ""),
        "watch accept": ("accepted", ""),
        "watch profiles": (_WRITTEN, ""),
        "watch evaluate": ("each stage of the replay is as it should be", "one is not"),
    }
)


def tell(command: Any, path: str) -> None:
    """Write below the help of a click command, and of the commands in it, how it ends."""
    for name, inner in getattr(command, "commands", {}).items():
        tell(inner, f"{path} {name}")
    if path in EXITS:
        well, findings = EXITS[path]
        command.epilog = f"Exit 0: {well}" + (f"; 1: {findings}" if findings else "") + "."
