"""Words that reports print say what they mean, and are written as the plain text they are."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest

from litedrift.baseline import Standing
from litedrift.drift import Effect, Status
from litedrift.judge import PageVerdict, Verdict
from litedrift.subjects import OutcomeKind
from litedrift.watch import Moved, State

if TYPE_CHECKING:
    from litedrift.words import Word


@pytest.mark.parametrize("words", [Verdict, PageVerdict, OutcomeKind, Effect, Status, Standing, State, Moved])
def test_each_word_has_a_meaning_and_survives_files_and_processes(words: type[Word]) -> None:
    for word in words:
        assert word.meaning
        assert words(word.value) is word
        assert pickle.loads(pickle.dumps(word)) is word  # noqa: S301  # our own
        assert json.loads(json.dumps(word)) == str(word) == f"{word}" == word.value
