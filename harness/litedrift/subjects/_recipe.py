"""How a subject is opened, as plain data: every worker process opens one of its own from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.subjects._callable import CallableSubject, load_callable
from litedrift.subjects._command import CommandSubject
from litedrift.subjects._fit import Fitting
from litedrift.subjects._isolated import WorkerSubject
from litedrift.subjects._limits import Limits
from litedrift.subjects._once import OnceSubject
from litedrift.subjects._peers import open_peer

if TYPE_CHECKING:
    from litedrift.subjects._outcome import Subject


class Door(StrEnum):
    """Which way a subject is reached."""

    CALLABLE = "callable"
    ISOLATED = "isolated"
    COMMAND = "command"
    ONCE = "once"
    PEER = "peer"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A door, what stands behind it, and what every door takes; can be pickled and compared.

    `target` is ``package.module:function``, the words of a command, or the name of a peer. `rename` and `kind` are
    those of `Fitting`.
    """

    door: Door
    target: tuple[str, ...]
    fields: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    rename: tuple[tuple[str, str], ...] = ()
    kind: str | None = None
    refuse_on: tuple[str, ...] = ()
    isolate: bool = False
    limits: Limits = field(default_factory=Limits)

    def open(self) -> Subject:
        """Load or start the subject.

        Raises:
            UsageError: there is no such peer, or it claims nothing of what is asked.
            SubjectError: it cannot be loaded or started.

        """
        claims: dict[str, Any] = {"fields": self.fields, "kinds": self.kinds}
        fitting = Fitting(MappingProxyType(dict(self.rename)), self.kind)
        name = self.target[0]
        match self.door:
            case Door.PEER:  # a fitting says what the author's own extractor returns
                return open_peer(name, limits=self.limits, isolate=self.isolate, **claims)
            case Door.COMMAND:
                return CommandSubject(self.target, fitting=fitting, limits=self.limits, **claims)
            case Door.ONCE:
                return OnceSubject(self.target, fitting=fitting, limits=self.limits, **claims)
            case Door.ISOLATED:
                return WorkerSubject(name, fitting=fitting, refuse_on=self.refuse_on, limits=self.limits, **claims)
            case Door.CALLABLE:
                return CallableSubject(
                    load_callable(name),
                    name=name,
                    fitting=fitting,
                    refuse_on=self.refuse_on,
                    timeout=self.limits.timeout,
                    **claims,
                )
