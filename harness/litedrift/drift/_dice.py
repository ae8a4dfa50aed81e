"""Chance that repeats: the same seed text gives the same choices on every Python."""

from __future__ import annotations

import random
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Dice:
    """Seeded choices drawn from ``Random.random()`` alone.

    Python guarantees that method's sequence for a seed across versions; it does not guarantee
    ``choice``, ``sample`` or ``shuffle``, so those are written out here.
    """

    def __init__(self, seed: str) -> None:
        self._seed = seed

    @cached_property
    def _random(self) -> Callable[[], float]:  # seeding is dear, and half of all operators leave nothing to chance
        return random.Random(self._seed).random

    def below(self, n: int) -> int:
        """Return an integer from 0 to n - 1."""
        return int(self._random() * n)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self._random() < probability

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Return `count` different options (or all of them), in their given order."""
        draw, size = self._random, len(options)
        left = list(range(size))
        chosen = {left.pop(int(draw() * more)) for more in range(size, max(0, size - count), -1)}
        return [options[index] for index in sorted(chosen)]

    def share(self, options: Sequence[T], percent: int) -> list[T]:
        """Return this share of the options, at least one when there is any, in their given order."""
        return self.some(options, max(1, round(len(options) * percent / 100)) if options else 0)

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return the options in another order (Fisher and Yates)."""
        cards = list(options)
        for last in range(len(cards) - 1, 0, -1):
            other = self.below(last + 1)
            cards[last], cards[other] = cards[other], cards[last]
        return cards

    def word(self, length: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
        """Return a random word, for hashes and class names."""
        draw, size = self._random, len(alphabet)
        return "".join(alphabet[int(draw() * size)] for _ in range(length))
