"""Words of ours that reports print: an enumeration whose members say what they mean."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A word that is written into reports and files, with its meaning in one line: ``NAME = "word", "meaning"``."""

    meaning: str

    def __new__(cls, word: str, meaning: str = "") -> Self:
        """Make the member whose value is the word alone."""
        made = str.__new__(cls, word)
        made._value_ = word
        made.meaning = meaning
        return made
