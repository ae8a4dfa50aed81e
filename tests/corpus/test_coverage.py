"""Coverage is computed from the pages, never claimed; a hole is either filled or explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.support import copied
from litedrift.corpus import Coverage, cover, load_corpus, load_features
from litedrift.errors import CorpusError

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()
EPOCHS = tuple(CORPUS.site.landmarks)
FEATURES = load_features(CORPUS.root, EPOCHS)

TABLE = """
schema = 1
[[factor]]
name = "source"
kind = "article"
elsewhere = "The older template has no source line."
level = [
  { name = "kff", when = { gold = "source", matches = "^KFF" }, print = ["g2-2026-04"] },
  { name = "cnn", when = { gold = "source", matches = "^CNN$" }, print = ["g2-2026-04"] },
]
[[factor]]
name = "note"
kind = "article"
level = [
  { name = "there", when = { page = "EDITOR" }, anywhere = true },
  { name = "table", when = { css = "table" }, anywhere = true },
]
[pairs]
epoch = "g2-2026-04"
kind = "article"
[[pairs.group]]
name = "source"
level = [{ name = "kff", is = ["source:kff"] }, { name = "another" }]
[[pairs.group]]
name = "note"
level = [{ name = "there", is = ["note:there"] }, { name = "none" }]
"""


def covered(root: Path, table: str) -> Coverage:
    copied(root)
    (root / "features.toml").write_text(table, "utf-8")
    return cover(load_corpus(root), load_features(root, EPOCHS), EPOCHS)


def test_the_corpus_has_no_undeclared_hole() -> None:
    assert cover(CORPUS, FEATURES, EPOCHS).holes == ()


def test_the_corpus_is_as_large_as_it_says() -> None:
    kinds = [case.kind for case in CORPUS]

    assert kinds.count("article") >= 84
    assert kinds.count("index") >= 16
    assert kinds.count("refusal") >= 20


def test_the_current_template_is_grouped_small_enough_to_be_complete() -> None:
    assert FEATURES.pairs is not None
    assert len(FEATURES.pairs.groups) <= 12
    assert max(len(group.levels) for group in FEATURES.pairs.groups) <= 4
    assert FEATURES.pairs.epoch == EPOCHS[-1]


def test_a_level_without_a_case_is_a_hole_in_each_epoch_that_knows_it(tmp_path: Path) -> None:
    holes = covered(tmp_path, TABLE).holes

    assert "source:cnn in g2-2026-04" in holes
    assert "note:table in any" in holes
    assert not [each for each in holes if each.startswith(("source:kff in", "note:there in"))]


def test_each_case_has_one_level_of_a_group_and_covers_one_pair_of_two(tmp_path: Path) -> None:
    coverage = covered(tmp_path, TABLE)

    assert {pair: len(cases) for pair, cases in coverage.pairs.items()} == {
        ("source:kff", "note:there"): 1,
        ("source:kff", "note:none"): 0,
        ("source:another", "note:there"): 0,
        ("source:another", "note:none"): 0,
    }
    assert "source:kff with note:none" in coverage.holes


def test_an_impossible_pair_is_no_hole_until_a_page_shows_it(tmp_path: Path) -> None:
    def declared(first: str, second: str) -> str:
        return f'{TABLE}[[pairs.impossible]]\nlevels = ["{first}", "{second}"]\nwhy = "Nobody prints the two."\n'

    assert "source:kff with note:none" not in covered(tmp_path / "one", declared("source:kff", "note:none")).holes
    shown = covered(tmp_path / "two", declared("note:there", "source:kff")).holes
    assert "source:kff with note:there, declared impossible" in shown


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ('{ url = "/health/" }', True),
        ('{ header = "utf-8$" }', True),
        ('{ tag = "note:.*" }', True),
        ('{ tag = "note" }', False),
        ('{ css = "p.paragraph--lite", min = 99 }', False),
        ('{ css = "table", max = 0 }', True),
        ('{ gold = "body", min = 4, max = 9 }', True),
        ('{ gold = "authors", matches = "^Priya" }', True),
        ('{ gold = "byline", missing = true }', False),
        ('{ gold = "full_article_url", missing = false }', True),
        ('{ gold = "links", url_matches = "x" }', False),
        ('{ all = [{ url = "/health/" }, { tag = "nothing" }] }', False),
        ('{ any = [{ url = "/health/" }, { tag = "nothing" }] }', True),
        ('{ none = [{ url = "/health/" }] }', False),
        ('{ refuse = "empty" }', False),
    ],
)
def test_a_rule_reads_the_case_itself(tmp_path: Path, rule: str, *, shown: bool) -> None:
    copied(tmp_path, cases=("note-stands-before-the-source",))
    (tmp_path / "features.toml").write_text(
        'schema = 1\n[[factor]]\nname = "f"\nkind = "article"\n'
        f'level = [{{ name = "l", when = {rule}, anywhere = true }}]',
        "utf-8",
    )

    (row,) = cover(load_corpus(tmp_path), load_features(tmp_path, EPOCHS), EPOCHS).rows

    assert bool(row.total) is shown


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("schema = 1", "schema = 7", "schema features"),
        ('name = "cnn"', 'name = "kff"', "a level stands twice"),
        ('name = "note"\nkind', 'name = "source"\nkind', "a factor stands twice"),
        (
            'print = ["g2-2026-04"] },\n]',
            'print = ["g2-2026"] },\n]',
            "unknown epoch 'g2-2026'; did you mean g2-20",
        ),
        ('is = ["note:there"]', 'is = ["note:here"]', "names no level of a factor: note:here"),
        ('elsewhere = "The older template has no source line."\n', "", "say under `elsewhere` why"),
        (", anywhere = true },\n]", " },\n]", "name the epochs in which it is known"),
        ('matches = "^KFF"', 'matches = "^(KFF"', "level source:kff"),
        ('"^KFF" }', '"^KFF", colour = "red" }', "schema features"),
        ("[[factor]]", "[[factor", "not TOML"),
    ],
)
def test_a_table_that_cannot_be_trusted_is_one_clear_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TABLE
    (tmp_path / "features.toml").write_text(TABLE.replace(old, new, 1), "utf-8")

    with pytest.raises(CorpusError) as caught:
        load_features(tmp_path, EPOCHS)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_corpus_without_a_list_of_features_says_so(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such file"):
        load_features(tmp_path, EPOCHS)
