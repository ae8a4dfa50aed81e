"""The short way answers as the general one does, or not at all."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import cnn_lite._extract
from cnn_lite import Article, Refused, extract
from cnn_lite._plain import read_plain
from cnn_lite._source import parse
from drift import support
from litedrift.drift import Mutant, Status

if TYPE_CHECKING:
    import pytest

    from litedrift.corpus import Case


def plainly(mutant: Mutant) -> Article | None:
    """Return what the short way reads; a page that was cut is never given to it."""
    try:
        root, source = parse(mutant.html, mutant.content_type)
    except Refused:
        return None
    return None if cnn_lite._extract._Page(root, source, mutant.url).truncated else read_plain(root, source)


def generally(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patch:
        patch.setattr(cnn_lite._extract, "read_plain", lambda root, source: None)
        try:
            return extract(mutant.html, url=mutant.url, content_type=mutant.content_type)
        except Refused as refusal:
            return refusal.reason


def articles() -> list[Case]:
    return [case for case in support.mutator().corpus if case.kind == "article"]


def test_both_ways_agree_on_the_pages_of_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    mutants = [support.mutator().clean(case) for case in articles()]
    plain = [mutant for mutant in mutants if plainly(mutant) is not None]

    assert 2 * len(plain) > len(mutants), "the short way is for the many"
    assert [mutant.id for mutant in plain if plainly(mutant) != generally(mutant, monkeypatch)] == []


def test_both_ways_agree_on_a_page_of_every_change(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = cycle(case for case in articles() if case.mutable)
    tried = [
        support.mutate(case, spec.name, level) for (spec, level), case in zip(support.variants(), cases, strict=False)
    ]
    plain = [mutant for mutant in tried if mutant.status is Status.RAN and plainly(mutant) is not None]

    assert len(plain) > 100, len(plain)
    assert [mutant.id for mutant in plain if plainly(mutant) != generally(mutant, monkeypatch)] == []
