"""What stands beside the cases is held to: changelog, counts, frozen sets, epochs and their dates."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from corpus.support import SMALL, copied
from litedrift.corpus import lint_files, load_corpus, load_epochs, load_set, set_names
from litedrift.errors import CorpusError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()
EPOCHS = tuple(CORPUS.site.landmarks)
LOG = "".join(f"- 2026-11 added {case_id}: whoever cannot read\n" for case_id in SMALL)


def faults(root: Path) -> list[str]:
    return [str(each) for each in lint_files(load_corpus(root))]


def test_the_bundled_files_have_no_fault() -> None:
    assert [str(each) for each in lint_files(CORPUS)] == []
    assert dict(CORPUS.counts) != {}
    assert (CORPUS.root / "CHANGELOG.md").is_file()


@pytest.mark.parametrize(
    ("log", "message"),
    [
        (LOG, None),
        (LOG + "Prose between the lines is fine.\n", None),
        (LOG + "- 2026-11 added gone-away: whoever\n- 2026-12 retired gone-away: nobody needs it\n", None),
        (LOG + f"- 2026-12 gold fixed {SMALL[0]}: a comma\n", None),
        (LOG.partition("\n")[2], f"{SMALL[0]}: no line in CHANGELOG.md"),
        (LOG + "- 2026-11 added gone-away: whoever\n", "gone-away was added and has vanished"),
        (LOG + f"- 2026-12 retired {SMALL[0]}: nobody needs it\n", "says that it was retired"),
        (LOG + "- 2026-12 retired never-there: x\n", "never-there was never added"),
        (LOG + f"- 2026-12 added {SMALL[0]}: again\n", "ids are never reused"),
        (LOG + "- added something\n", "line 4 is no entry"),
    ],
)
def test_the_changelog_is_the_memory_of_ids(tmp_path: Path, log: str, message: str | None) -> None:
    copied(tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(log, "utf-8")

    found = faults(tmp_path)

    assert len(found) == (message is not None)
    assert message is None or message in found[0]


def test_counts_that_are_not_the_corpus_are_a_fault(tmp_path: Path) -> None:
    copied(tmp_path)
    with (tmp_path / "CORPUS.toml").open("a", encoding="utf-8") as stream:
        stream.write("\n[counts]\narticle = 2\nindex = 2\n")

    assert [each.partition(":")[0] for each in faults(tmp_path)] == ["CORPUS.toml"]


def test_gold_that_stops_before_the_page_does_is_a_fault(tmp_path: Path) -> None:
    for case_id in SMALL[:2]:
        root = copied(tmp_path / case_id, cases=(case_id,), files=("reading.toml",))
        (path,) = root.glob("cases/article/*/gold.json")
        gold = json.loads(path.read_text("utf-8"))
        assert faults(root) == []

        left_out = gold["body"].pop()
        path.write_text(json.dumps(gold), "utf-8")

        assert [left_out[:30] in each and "cut short" in each for each in faults(root)] == [True], case_id


def test_a_printed_time_outside_its_epoch_is_a_fault(tmp_path: Path) -> None:
    root = copied(tmp_path, cases=SMALL[:1], files=("epochs.toml",))
    assert faults(root) == []
    (path,) = root.glob("cases/article/*/gold.json")
    gold = json.loads(path.read_text("utf-8")) | {"updated": "2023-07-19T08:05:00-04:00"}
    path.write_text(json.dumps(gold), "utf-8")

    assert [re.sub(r" to .*", "", each) for each in faults(root)] == [
        f"{SMALL[0]}: updated: 2023-07-19 is outside g1a-2017, which ran from 0001-01-01"
    ]


def frozen(root: Path, text: str, name: str = "core-1") -> Path:
    copied(root)
    (root / "sets").mkdir()
    (root / "sets" / f"{name}.toml").write_text(text, "utf-8")
    return root


SET = f'schema = 1\nname = "core-1"\nfrozen = "2026-12-01"\ncases = ["{SMALL[0]}"]\n'


def test_a_frozen_set_is_read_by_name(tmp_path: Path) -> None:
    root = frozen(tmp_path, SET)

    assert set_names(root) == ["core-1"]
    assert load_set(root, "core-1") == {SMALL[0]}
    assert faults(root) == []
    with pytest.raises(UsageError, match="did you mean core-1"):
        load_set(root, "core-2")


def test_a_frozen_set_keeps_its_pages(tmp_path: Path) -> None:
    assert ["is no case" in each for each in faults(frozen(tmp_path, SET.replace(SMALL[0], "gone-away")))] == [True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (SET.replace("core-1", "core-9"), "calls itself 'core-9'"),
        (SET.replace(SMALL[0], "A B"), "schema set"),
        ("cases = [", "not TOML"),
    ],
)
def test_a_set_that_cannot_be_read_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        load_set(frozen(tmp_path, text), "core-1")


def test_every_frozen_set_of_the_corpus_holds_cases_only() -> None:
    assert set_names(CORPUS.root)
    for name in set_names(CORPUS.root):
        assert load_set(CORPUS.root, name) <= set(CORPUS.cases)


def test_the_epochs_are_those_of_the_site_table_with_dates_for_each_kind() -> None:
    epochs = load_epochs(CORPUS.root, EPOCHS)

    assert tuple(epoch.id for epoch in epochs) == EPOCHS
    assert {(case.epoch, case.kind) for case in CORPUS if case.epoch != "none"} <= {
        (epoch.id, kind) for epoch in epochs for kind in epoch.begins
    }


def test_a_change_of_the_index_list_box_has_dates_of_its_own() -> None:
    (renamed,) = [epoch for epoch in load_epochs(CORPUS.root, EPOCHS) if epoch.id == "g2-2023-index-html"]

    assert renamed.begins["index"].interval == "between 2023-01-28 and 2023-04-21"
    assert [(each.part, each.not_before) for each in renamed.changes] == [("card addresses", date(2023, 3, 24))]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('evidence = "raw"', 'evidence = "guess"', "schema epochs"),
        ('id = "g1b-2021"', 'id = "g1c-2021"', "the site table has g1a-2017, g1b-2021"),
        ('not_before = "2020-11-30"', 'not_before = "2020-02-30"', "day is out of range"),
        ('not_before = "2020-11-30"', 'not_before = "2022-11-30"', "is later than not_after"),
        ('not_before = "2022-12-30"', 'not_before = "2017-12-30"', "begins before that of the epoch before"),
        ("schema = 2", "schema = ", "not TOML"),
    ],
)
def test_epochs_that_contradict_themselves_are_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (CORPUS.root / "epochs.toml").read_text("utf-8")
    assert old in text
    (tmp_path / "epochs.toml").write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(CorpusError, match=message) as caught:
        load_epochs(tmp_path, EPOCHS)
    assert "\n" not in str(caught.value)


def test_a_corpus_without_dates_has_no_timeline_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        load_epochs(tmp_path, EPOCHS)
