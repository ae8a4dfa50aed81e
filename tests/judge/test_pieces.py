"""A plan in pieces: nothing lost, about as long each, small at the end."""

from __future__ import annotations

import pytest

from litedrift.judge._pieces import Pieces


def cut(total: int, workers: int, seconds_an_item: float) -> list[int]:
    """Return the sizes of the pieces when each item costs so much, and prove that they are the items in order."""
    pieces = Pieces(range(total), workers)
    found = []
    for piece in pieces:
        found.append(piece)
        pieces.learn(len(piece), seconds_an_item * len(piece))
    assert [item for piece in found for item in piece] == list(range(total))
    return [len(piece) for piece in found]


@pytest.mark.parametrize("total", [0, 1, 7, 8, 9, 100, 5000])
@pytest.mark.parametrize("workers", [1, 2, 64])
def test_no_item_is_lost_and_none_comes_twice(total: int, workers: int) -> None:
    assert sum(cut(total, workers, 0.001)) == total


def test_a_piece_of_cheap_items_is_large_and_of_dear_ones_small() -> None:
    assert max(cut(10_000, 2, 0.001)) == 200
    assert max(cut(10_000, 2, 0.05)) == 8
    assert set(cut(100, 2, 3.0)[8:]) == {1}


def test_no_piece_is_larger_than_can_be_held_at_once() -> None:
    assert max(cut(100_000, 2, 0.0)) == 256


def test_the_last_pieces_become_smaller_so_that_all_workers_end_together() -> None:
    sizes = cut(4000, 2, 0.001)

    assert sizes[-1] == 1
    assert max(sizes[-16:]) < 10
    assert sizes[1:] == sorted(sizes[1:], reverse=True)


def test_what_was_last_counts_most() -> None:
    pieces = Pieces(range(100_000), 2)
    sizes = iter(pieces)
    next(sizes)
    pieces.learn(1, 0.001)
    quick = len(next(sizes))
    for _ in range(10):
        pieces.learn(1, 0.1)

    assert quick == 200
    assert len(next(sizes)) == 2
