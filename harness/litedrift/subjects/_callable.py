"""The callable door: a Python function ``f(html: bytes, url=…, content_type=…)`` in this process."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
import threading
import traceback
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litedrift.errors import SubjectError, did_you_mean
from litedrift.subjects._alarm import Alarm, Overdue
from litedrift.subjects._fit import Fitting, fit
from litedrift.subjects._outcome import Outcome, OutcomeKind
from litedrift.subjects._protocol import first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_KEYWORDS = ("url", "content_type")


class CallableSubject:
    """Calls a function with the page's bytes and those keywords that it accepts.

    A refusal is None, an exception whose class is named ``Refused``, or one of `refuse_on`; any other
    exception is an error of the subject, never of the run. What is no record is a protocol error, as it would be
    through a pipe. A call that takes longer than `timeout` seconds is ended where an `Alarm` can ring.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        name: str | None = None,
        fields: frozenset[str] | None = None,
        kinds: frozenset[str] | None = None,
        refuse_on: tuple[str, ...] = (),
        fitting: Fitting | None = None,
        timeout: float | None = None,
    ) -> None:
        self.name = name or _name_of(function)
        self.fields = fields
        self.kinds = kinds
        self._function = function
        self._keywords = accepted_keywords(function)
        self._refusals = frozenset(("Refused", *refuse_on))
        self._fitting = fitting or Fitting()
        self._timeout = timeout

    def extract(self, html: bytes, *, url: str, content_type: str | None) -> Outcome:
        """Call the function on one page."""
        given = {"url": url, "content_type": content_type}
        try:
            with Alarm(self._timeout), _own_stdout():
                result = self._function(html, **{key: given[key] for key in self._keywords})
                record, fault = (None, "") if result is None else fit(result, self._fitting, fields=self.fields)
        except Overdue:
            return Outcome(OutcomeKind.TIMEOUT, message=f"no answer within {self._timeout:g} s")
        except MemoryError:
            return Outcome(OutcomeKind.MEMORY, message="ran out of memory")
        except (Exception, SystemExit) as error:  # noqa: BLE001  # a subject may raise anything; that is an outcome
            if self._refusals & {kind.__name__ for kind in type(error).__mro__}:
                return Outcome(OutcomeKind.REFUSED, message=first_line(str(error)))
            return Outcome(OutcomeKind.ERROR, message=_one_line(error), detail=traceback.format_exc())
        if result is None:
            return Outcome(OutcomeKind.REFUSED, message="returned None")
        if record is None:
            return Outcome(OutcomeKind.PROTOCOL_ERROR, message=fault)
        return Outcome(OutcomeKind.RECORD, record)

    def close(self) -> None:
        """Nothing was started."""


@contextmanager
def _own_stdout() -> Iterator[None]:
    """Send what the function prints to stderr: stdout is the report's. Threads share it, so only the first one may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    with redirect_stdout(sys.stderr):
        yield


def _name_of(function: Callable[..., Any]) -> str:
    """Return module and name; of a partial those of its function, of an object that is called those of its class."""
    while isinstance(function, functools.partial):
        function = function.func
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{named.__module__}:{named.__qualname__}"


def _one_line(error: BaseException) -> str:
    return first_line(f"{type(error).__name__}: {error}")


def accepted_keywords(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return which of ``url`` and ``content_type`` the function takes; none when it cannot be inspected."""
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return ()
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values()):
        return _KEYWORDS
    return tuple(key for key in _KEYWORDS if key in parameters)


def load_callable(spec: str) -> Callable[..., Any]:
    """Import ``package.module:function``, with the working directory first on the path.

    Raises:
        SubjectError: the text has another form, or nothing callable is there.

    """
    target = _load(spec)
    if not callable(target):
        raise SubjectError(f"{spec} is a {type(target).__name__}, not a function")
    return target  # type: ignore[no-any-return]  # checked to be callable, its signature is the user's


def load_table(spec: str) -> dict[str, Callable[..., Any]]:
    """Import ``package.module:TABLE``, a mapping of name to callable.

    Raises:
        SubjectError: there is no such mapping, or it is empty.

    """
    target = _load(spec)
    if not isinstance(target, dict) or not target or not all(map(callable, target.values())):
        raise SubjectError(f"{spec} is no table of extractors: expected a mapping of name to callable")
    return dict(target)


def _load(spec: str) -> Any:
    module_name, colon, path = spec.partition(":")
    if not colon or not module_name or not path:
        raise SubjectError(f"{spec!r}: expected package.module:function")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        target: Any = importlib.import_module(module_name)
    except Exception as error:  # whatever an import of foreign code raises, the user reads one line
        raise SubjectError(f"{spec}: cannot import {module_name}: {type(error).__name__}: {error}") from error
    for part in path.split("."):
        if not hasattr(target, part):
            raise SubjectError(f"{spec}: {module_name} has no {part!r}{did_you_mean(part, dir(target))}")
        target = getattr(target, part)
    return target
