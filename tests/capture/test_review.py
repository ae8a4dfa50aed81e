"""A person's word on proposed gold."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from capture.support import ARTICLE, CORPUS, MODERN
from litedrift.capture import (
    Disagreement,
    Overlay,
    Proposal,
    Proposer,
    Saved,
    Served,
    accept,
    disagreements,
    edit,
    plainly_same,
    save,
)
from litedrift.corpus import load_corpus, read_case
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime(2026, 11, 24, tzinfo=UTC)
PROPOSER = Proposer(CORPUS.site)


@pytest.fixture
def captured(tmp_path: Path) -> Path:
    page = Served(MODERN.url, MODERN.html, MODERN.content_type, DAY, "file", headers={"etag": '"7"'})  # type: ignore[arg-type]  # a dict will do
    done = save(page, Overlay(tmp_path), PROPOSER)
    assert isinstance(done, Saved)
    return done.path


def with_gold(directory: Path, **changes: object) -> None:
    gold = json.loads((directory / "gold.json").read_text("utf-8"))
    (directory / "gold.json").write_text(json.dumps(gold | changes), "utf-8")


def test_an_accepted_case_judges_from_then_on(captured: Path) -> None:
    overlay = captured.parent.parent.parent
    assert accept(captured, today="2026-11-25") == []

    laid = load_corpus(overlays=[overlay])
    assert laid.skipped == ()
    told = laid.case(captured.name).provenance
    assert told["reviewed"] == "2026-11-25"
    assert told["gold_by"] == "proposed by the second reader, accepted by a person"
    assert told["headers"] == {"etag": '"7"'}
    assert Overlay(overlay).unreviewed() == []
    assert sorted(each.name for each in captured.iterdir()) == ["case.toml", "gold.json", "page.html"]
    assert [each.name for each in captured.parent.parent.iterdir()] == ["article"]


def test_accepting_twice_keeps_one_date_and_what_a_person_wrote(captured: Path) -> None:
    toml = captured / "case.toml"
    toml.write_text(toml.read_text("utf-8").replace("say here which bug", "catches this bug:"), "utf-8")
    accept(captured, today="2026-11-25")
    before = toml.read_text("utf-8")

    accept(captured, today="2026-11-26")

    assert toml.read_text("utf-8") == before.replace("2026-11-25", "2026-11-26")
    assert "catches this bug:" in before


def test_gold_that_stands_nowhere_on_the_page_is_not_accepted(captured: Path) -> None:
    with_gold(captured, headline="A headline of another page")
    before = (captured / "case.toml").read_text("utf-8")

    faults = accept(captured)

    assert faults == ["headline: 'A headline of another page' stands nowhere on the page"]
    assert (captured / "case.toml").read_text("utf-8") == before


def test_a_person_may_correct_the_kind_of_a_page(tmp_path: Path) -> None:
    refused = Proposal("refusal", "none", {"refuse": "no-evidence"})
    done = save(Served(ARTICLE.url, ARTICLE.html, None, DAY, "file"), Overlay(tmp_path), PROPOSER, gold=refused)
    assert isinstance(done, Saved)
    gold = (ARTICLE.path / "gold.json").read_text("utf-8")
    edit(done.path, lambda path: path.write_text(gold, "utf-8") and None)

    assert accept(done.path) == []
    assert read_case(done.path).kind == "article"
    assert load_corpus(overlays=[tmp_path]).case(done.case_id).gold.kind == "article"


@pytest.mark.parametrize(
    ("text", "said"), [("{", "not JSON"), ('{"kind": "novel"}', "was not taken"), ('{"refuse": 7}', "was not taken")]
)
def test_edited_gold_that_is_none_changes_nothing(captured: Path, text: str, said: str) -> None:
    before = (captured / "gold.json").read_bytes()
    with pytest.raises(CorpusError, match=said):
        edit(captured, lambda path: path.write_text(text, "utf-8") and None)

    assert (captured / "gold.json").read_bytes() == before


def test_disagreements_name_fields_and_kinds() -> None:
    record = {"kind": "article"} | {name: value for name, value in MODERN.gold.fields.items() if name != "byline"}

    assert disagreements(MODERN, record | {"byline": MODERN.gold.fields["byline"]}, plainly_same) == []
    assert [each.field for each in disagreements(MODERN, record | {"source": "AP"}, plainly_same)] == [
        "byline",
        "source",
    ]
    assert disagreements(MODERN, None, plainly_same) == [Disagreement("kind", "article", "refused")]
    assert disagreements(MODERN, {"kind": "index"}, plainly_same) == [Disagreement("kind", "article", "index")]


def test_the_written_case_is_toml_whatever_the_headers_hold(tmp_path: Path) -> None:
    odd = 'a "quoted" \\ \x7f ü value'
    page = Served(ARTICLE.url, ARTICLE.html, odd, DAY, "url", headers={"etag": odd})  # type: ignore[arg-type]  # a dict will do
    done = save(page, Overlay(tmp_path), PROPOSER)

    assert isinstance(done, Saved)
    meta = tomllib.loads((done.path / "case.toml").read_text("utf-8"))
    assert meta["content_type"] == odd
    assert meta["provenance"]["headers"]["etag"] == odd
