"""The bundled corpus can be trusted: schemas, digests, gold on its page, each case with a reason of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from litedrift.corpus import FIELDS, Corpus, bundled_corpus, first_fault, fold, lint, load_corpus
from litedrift.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = ("g1a-2017", "g1b-2021", "g2-2023", "g2-2023-index-html", "g2-2025", "g2-2026-04")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus()


@pytest.fixture
def copy(tmp_path: Path, corpus: Corpus) -> Path:
    """A corpus of one case, free to be broken."""
    case = min((each for each in corpus if each.kind == "article"), key=lambda each: len(each.html))
    root = tmp_path / "corpus"
    for name in ("CORPUS.toml", "site.toml"):
        root.mkdir(exist_ok=True)
        shutil.copy(corpus.root / name, root / name)
    shutil.copytree(case.path, root / "cases" / case.kind / case.id)
    return root


def only_case(root: Path) -> Path:
    return next((root / "cases").glob("*/*"))


def test_the_gold_has_no_fault(corpus: Corpus) -> None:
    assert [str(each) for each in lint(corpus, epochs=corpus.site.landmarks)] == []


def test_every_epoch_has_articles_and_indexes(corpus: Corpus) -> None:
    counts = Counter((case.epoch, case.kind) for case in corpus)

    for epoch in EPOCHS:
        assert counts[epoch, "article"] >= 5, epoch
        assert counts[epoch, "index"] >= 1, epoch


def test_pages_that_must_be_refused_are_cases_like_any_other(corpus: Corpus) -> None:
    assert sum(case.gold.refuse is not None for case in corpus) >= 6


def test_no_published_page_is_captured(corpus: Corpus) -> None:
    assert {case.provenance["origin"] for case in corpus} <= {"reconstructed", "derived"}


def test_every_case_says_which_bug_it_catches(corpus: Corpus) -> None:
    assert len({case.why for case in corpus}) == len(corpus)


def test_every_gold_field_is_judged_on_our_own_pages(corpus: Corpus) -> None:
    for case in corpus:
        assert set(case.gold.fields) == set(FIELDS[case.kind]), case.id


def test_no_two_pages_share_a_paragraph_of_news(corpus: Corpus) -> None:
    seen: dict[str, str] = {}
    for case in corpus:
        for text in {fold(item) for item in case.gold.fields.get("body", ()) if isinstance(item, str)}:
            if len(text) > 80:
                assert text not in seen, f"{case.id} and {seen[text]}: {text[:60]}"
                seen[text] = case.id


def test_schemas_are_valid_and_refuse_what_they_do_not_know() -> None:
    for path in (bundled_corpus() / "schemas").glob("*.schema.json"):
        json.loads(path.read_text("utf-8"))
        assert first_fault(path.name.removesuffix(".schema.json"), 7) is not None


def test_an_altered_page_is_an_error_that_says_so(copy: Path) -> None:
    page = only_case(copy) / "page.html"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")

    with pytest.raises(CorpusError, match="altered"):
        load_corpus(copy)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gold.json", "{", "not JSON"),
        ("gold.json", '{"kind": "article", "headline": ""}', "schema gold"),
        ("gold.json", '{"kind": "article", "title": "x"}', "schema gold"),
        ("case.toml", "id =", "not TOML"),
        ("case.toml", 'id = "x"', "schema case"),
        ("page.html", None, "no such file"),
        ("gold.json", None, "no such file"),
    ],
)
def test_a_broken_file_is_one_clear_line(copy: Path, name: str, content: str | None, message: str) -> None:
    path = only_case(copy) / name
    path.unlink() if content is None else path.write_text(content, "utf-8")

    with pytest.raises(CorpusError, match=message) as caught:
        load_corpus(copy)
    assert str(path.parent) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_corpus_is_an_error(copy: Path) -> None:
    shutil.rmtree(copy / "cases")

    with pytest.raises(CorpusError, match="no case found"):
        load_corpus(copy)


def test_an_unknown_case_suggests_the_nearest(corpus: Corpus) -> None:
    known = next(iter(corpus)).id

    with pytest.raises(UsageError, match=f"did you mean {known}"):
        corpus.case(known + "x")


def test_an_overlay_adds_private_pages_and_skips_those_nobody_reviewed(copy: Path, tmp_path: Path) -> None:
    source = only_case(copy)
    for name, keep in (("private-read", True), ("private-new", False)):
        target = tmp_path / "overlay" / "cases" / "article" / name
        shutil.copytree(source, target)
        text = (target / "case.toml").read_text("utf-8").replace(source.name, name)
        lines = [line for line in text.splitlines() if keep or not line.startswith("reviewed")]
        (target / "case.toml").write_text("\n".join(lines), "utf-8")

    corpus = load_corpus(copy, overlays=[tmp_path / "overlay"])

    assert "private-read" in corpus.cases
    assert corpus.skipped == ("private-new",)


def test_a_published_case_may_not_take_a_private_name(copy: Path) -> None:
    source = only_case(copy)
    renamed = source.rename(source.parent / "private-x")
    text = (renamed / "case.toml").read_text("utf-8").replace(f'id = "{source.name}"', 'id = "private-x"')
    (renamed / "case.toml").write_text(text, "utf-8")

    with pytest.raises(CorpusError, match="may not begin"):
        load_corpus(copy)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"headline": "Nowhere to be read"}, "stands nowhere on the page"),
        ({"body": "reversed"}, "not in this order"),
        ({"updated": "2024-01-01T10:00:00"}, "not ISO 8601 with an offset"),
        ({"headline": "Two  spaces"}, "not in folded form"),
        ({"absent": "first paragraph"}, "stands in the gold itself"),
    ],
)
def test_lint_finds_gold_that_cannot_be_trusted(copy: Path, change: dict[str, str], message: str) -> None:
    path = only_case(copy) / "gold.json"
    gold = json.loads(path.read_text("utf-8"))
    if change.get("body") == "reversed":
        change = {"body": gold["body"][::-1]}
    if "absent" in change:
        change = {"absent": [gold["body"][0]]}
    path.write_text(json.dumps(gold | change), "utf-8")

    assert any(message in str(each) for each in lint(load_corpus(copy)))


NOTES = (
    "The color described here cannot be shown on this page. It could not be shown in print either.",
    "Names are as given.",
)


@pytest.mark.parametrize(
    ("note", "faults"),
    [
        (" ".join(NOTES), []),
        (" ".join(NOTES[::-1]), ["editors_note"]),
        (f"{NOTES[0]} Names are given.", ["editors_note"]),
        (f"{NOTES[0]} {NOTES[1]} {NOTES[1]}", ["editors_note"]),
    ],
)
def test_several_notes_are_one_value_whose_pieces_stand_on_the_page_in_order(
    copy: Path, note: str, faults: list[str]
) -> None:
    directory = only_case(copy)
    page, gold = directory / "page.html", json.loads((directory / "gold.json").read_text("utf-8"))
    html = page.read_bytes()
    story = gold["body"][0].encode()
    first, second = (f"<p>Editor’s Note: {each}</p>\n".encode() for each in NOTES)
    changed = html.replace(b"<p", first + b"<p", 1).replace(b"</body>", second + b"</body>")
    assert story in changed
    assert changed.count(b"Note: ") == 2
    page.write_bytes(changed)
    text = (directory / "case.toml").read_text("utf-8")
    digests = (hashlib.sha256(html).hexdigest(), hashlib.sha256(changed).hexdigest())
    (directory / "case.toml").write_text(text.replace(*digests), "utf-8")
    (directory / "gold.json").write_text(json.dumps(gold | {"editors_note": note}), "utf-8")

    assert [each.message.partition(":")[0] for each in lint(load_corpus(copy))] == faults
