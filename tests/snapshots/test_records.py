"""One readable snapshot a case: how *our* output looks, and how it changes from commit to commit.

Gold says what is right; a snapshot shows what we print, flags included, so that a change of output is reviewed like code.
They are never made into one another. One file holds all snapshots (syrupy's amber format): its cost stays linear in
the number of cases, where a file a case costs quadratic time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cnn_lite
from litedrift.corpus import load_corpus

if TYPE_CHECKING:
    from syrupy.assertion import SnapshotAssertion

CORPUS = load_corpus()


@pytest.mark.parametrize("case_id", list(CORPUS.cases))
def test_our_record_is_the_one_we_reviewed(case_id: str, snapshot: SnapshotAssertion) -> None:
    case = CORPUS.case(case_id)
    try:
        shown: object = cnn_lite.extract(case.html, url=case.url, content_type=case.content_type).to_dict()
    except cnn_lite.Refused as refusal:
        shown = f"refused: {refusal.reason}"

    assert shown == snapshot


def test_no_snapshot_is_left_of_a_case_that_is_gone() -> None:
    """Syrupy fails on unused snapshots in a whole run; this holds under parallel and partial runs too."""
    text = (Path(__file__).parent / "__snapshots__" / "test_records.ambr").read_text("utf-8")
    named = {line.partition("[")[2].rstrip("]") for line in text.splitlines() if line.startswith("# name: ")}

    assert named == set(CORPUS.cases)
