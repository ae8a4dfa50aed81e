"""The plan in pieces for workers: each takes about as long, and the last are small, so that all end together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")

#: So long is a piece meant to take, in seconds: enough that the way there costs little, and little is lost on Ctrl-C.
_SECONDS: Final = 0.2
#: Items of a piece before anything is known of their cost, and at most: whatever comes back is held at once.
_FIRST, _MOST = 8, 256
#: No piece is more than this part of what a worker has left to do: the dearest items of a plan may be its last.
_PART: Final = 4


class Pieces(Generic[T]):
    """Items in pieces, in order, made one after the other while `learn` is told what the ones before have cost."""

    def __init__(self, items: Sequence[T], workers: int) -> None:
        self._items = items
        self._workers = workers
        self._pace: float | None = None

    def __iter__(self) -> Iterator[Sequence[T]]:
        """Yield the pieces."""
        begin = 0
        while begin < len(self._items):
            size = self._size(len(self._items) - begin)
            yield self._items[begin : begin + size]
            begin += size

    def learn(self, count: int, seconds: float) -> None:
        """Take note that a worker took so many seconds for so many items; what was last counts most."""
        pace = seconds / count
        self._pace = pace if self._pace is None else (self._pace + pace) / 2

    def _size(self, left: int) -> int:
        wanted = _FIRST if self._pace is None else min(_MOST, int(_SECONDS / max(self._pace, 1e-6)))
        return max(1, min(wanted, left // (_PART * self._workers)))
