"""Pages that come in a story's place keep what the real failure keeps, and nothing of the story."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from drift import support
from litedrift.corpus import decode_page
from litedrift.drift import Layer, Status
from litedrift.drift._proof import Spelled

if TYPE_CHECKING:
    from litedrift.drift import Operator

VARIANTS = list(support.variants("refusal"))
each_refusal = pytest.mark.parametrize(
    ("spec", "level"), VARIANTS, ids=[support.name_of(spec, level) for spec, level in VARIANTS]
)


@each_refusal
def test_no_headline_and_no_time_of_the_story_is_left(spec: Operator, level: dict[str, str]) -> None:
    for case in support.sample():
        mutant = support.mutate(case, spec.name, level)
        if mutant.status is Status.RAN and isinstance(case.gold.fields.get("headline"), str):
            page = Spelled(decode_page(mutant.html, mutant.content_type))

            assert not page.carries("headline", case.gold.fields["headline"]), mutant.id
            assert not page.carries("updated", case.gold.fields.get("updated") or "1999-01-01T00:00:00Z"), mutant.id


@each_refusal
def test_other_seeds_bring_other_pages(spec: Operator, level: dict[str, str]) -> None:
    case = next(case for case in support.sample() if case.gold.fields.get("full_article_url"))
    pages = {support.mutate(case, spec.name, level, seed=seed).html for seed in range(8)}

    assert len(pages) > 1 or pages == {b""}


@pytest.mark.parametrize("name", ["soft-404", "gone", "login-wall", "empty-frame", "player-stub"])
def test_the_sites_own_failures_keep_its_header_and_footer(name: str) -> None:
    case = next(case for case in support.sample() if case.epoch == "g2-2026-04" and case.gold.fields.get("body"))
    markup = support.mutate(case, name).html

    assert all(part in markup for part in (b'<header class="header--lite"', b'<footer class="footer--lite"'))


def test_bytes_that_nobody_unpacked_are_gzip() -> None:
    case = next(case for case in support.sample() if case.gold.fields)
    mutant = support.mutate(case, "not-html", {"what": "gzip"})

    assert gzip.decompress(mutant.html).startswith(b"<html><title>")


def test_a_refusal_stands_before_noise_so_that_later_steps_find_no_story() -> None:
    assert {spec.layer for spec, _ in VARIANTS} == {Layer.TREE, Layer.BYTES}
