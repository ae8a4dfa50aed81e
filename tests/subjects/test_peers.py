"""Peers: libraries that people use, each behind a few lines that claim no more than it gives."""

from __future__ import annotations

import importlib
import sys
import types

import pytest

from litedrift.corpus import FIELDS, bundled_corpus, load_corpus, read_case
from litedrift.errors import SubjectError, UsageError
from litedrift.subjects import PEERS, Adapter, OutcomeKind, open_peer

#: Libraries of others warn as they like; what they return is what is tested.
pytestmark = pytest.mark.filterwarnings("ignore")

ARTICLE = read_case(bundled_corpus() / "doctor" / "1-article")
LONG = load_corpus().case("a-carpet-that-kept-the-weather")


def installed(name: str):
    """Open a peer, or skip the test with the line that would install it."""
    for module in PEERS[name].modules:
        try:
            importlib.import_module(module)
        except ImportError:
            pytest.skip(f"{name} is not installed: pip install '{PEERS[name].requirement}'")
    return open_peer(name)


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> str:
    """A peer whose library is a module of three lines."""
    library = types.ModuleType("stub_reader")
    library.read = lambda text: {"title": text[:3], "text": text[3:]}
    monkeypatch.setitem(sys.modules, "stub_reader", library)

    def ask(html: bytes):
        found = importlib.import_module("stub_reader").read(html.decode())
        return {"headline": found["title"], "body": [found["text"]], "byline": "By nobody"}

    monkeypatch.setitem(PEERS, "stub", Adapter(ask, ("stub_reader",), frozenset({"headline", "body"})))
    return "stub"


def test_an_adapter_of_the_table_is_a_subject(stub: str) -> None:
    subject = open_peer(stub)
    outcome = subject.extract(b"Onetwo", url="", content_type=None)

    assert outcome.record == {"kind": "article", "headline": "One", "body": ["two"], "flags": []}
    assert (subject.name, subject.kinds) == ("stub (of unknown version)", {"article"})


def test_what_is_asked_narrows_what_a_peer_claims(stub: str) -> None:
    assert open_peer(stub, fields=frozenset({"body", "updated"})).fields == {"body"}
    with pytest.raises(UsageError, match="stub gives body, headline, asked for were updated"):
        open_peer(stub, fields=frozenset({"updated"}))
    with pytest.raises(UsageError, match="stub gives article, asked for were index"):
        open_peer(stub, kinds=frozenset({"index"}))


def test_a_peer_that_is_not_installed_is_one_line_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, peer in PEERS.items():
        monkeypatch.setitem(sys.modules, peer.modules[0], None)
        with pytest.raises(SubjectError, match=r"pip install '(litedrift\[peers\]|news-please)'$") as caught:
            open_peer(name)
        assert str(caught.value).startswith(f"{name} cannot be imported")
        assert "\n" not in str(caught.value)


def test_an_unknown_peer_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean trafilatura"):
        open_peer("trafilature")


def test_no_peer_claims_the_time_of_the_last_update() -> None:
    for name, peer in PEERS.items():
        assert peer.fields <= set(FIELDS["article"]) - {"updated"}, name


@pytest.mark.parametrize("name", sorted(PEERS))
def test_each_installed_peer_reads_the_story_and_tells_its_version(name: str) -> None:
    subject = installed(name)
    outcome = subject.extract(LONG.html, url=LONG.url, content_type=LONG.content_type)

    assert outcome.kind is OutcomeKind.RECORD, outcome.message
    assert set(outcome.record) - {"kind", "flags"} <= PEERS[name].fields
    assert any("Climatologists have asked for copies." in each for each in outcome.record["body"])
    if "headline" in PEERS[name].fields:
        assert outcome.record["headline"] == LONG.gold.fields["headline"]
    assert subject.name.split()[1][0].isdigit()


@pytest.mark.parametrize("name", sorted(PEERS))
def test_a_page_without_anything_is_no_record(name: str) -> None:
    outcome = installed(name).extract(b"<html><body></body></html>", url=LONG.url, content_type="text/html")

    assert outcome.record is None


def test_a_peer_behind_a_wall_answers_as_it_does_without() -> None:
    direct = installed("readability-lxml")
    walled = open_peer("readability-lxml", isolate=True)
    try:
        assert walled.name == direct.name
        for case in (ARTICLE, LONG):
            page = {"url": case.url, "content_type": case.content_type}
            assert walled.extract(case.html, **page) == direct.extract(case.html, **page)
    finally:
        walled.close()
