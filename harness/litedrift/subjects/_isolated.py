"""The callable door with a wall: the function runs in a child process, which may hang, crash or swell."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from litedrift.subjects._command import CommandSubject
from litedrift.subjects._fit import Fitting

if TYPE_CHECKING:
    from litedrift.subjects._limits import Limits


class WorkerSubject(CommandSubject):
    """A function in a Python process of its own; gives the outcomes that `CallableSubject` gives.

    `spec` is ``package.module:function``, found from the working directory.

    Raises:
        SubjectError: the function cannot be loaded.

    """

    def __init__(
        self,
        spec: str,
        *,
        fields: frozenset[str] | None = None,
        kinds: frozenset[str] | None = None,
        refuse_on: tuple[str, ...] = (),
        fitting: Fitting | None = None,
        limits: Limits | None = None,
    ) -> None:
        fitting = fitting or Fitting()
        options = {
            "fields": None if fields is None else sorted(fields),
            "refuse_on": list(refuse_on),
            "rename": dict(fitting.rename),
            "kind": fitting.kind,
        }
        # -P: a module of the author's may have the name of one that litedrift imports before the author's are wanted.
        command = [sys.executable, "-P", "-m", "litedrift.subjects._worker", spec, json.dumps(options)]
        super().__init__(command, name=spec, fields=fields, kinds=kinds, limits=limits)
