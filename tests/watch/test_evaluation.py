"""The evaluation itself: what it counts, on what it is run, and that the site's history is reported as it was."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from litedrift.corpus import bundled_corpus, load_corpus
from litedrift.drift import Mutator, operators
from litedrift.errors import CorpusError
from litedrift.watch._evaluate import evaluate
from litedrift.watch._figures import ROTATION, exact, operators_expected
from litedrift.watch._replay import replay
from litedrift.watch._stage import halves, in_proportion, load_script, rotated, staged

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def mutator():
    return Mutator(load_corpus())


def test_the_exact_interval_is_that_of_the_tables():
    assert exact(0, 3000) == pytest.approx((0.0, 0.001229), abs=1e-5)
    assert exact(5, 10) == pytest.approx((0.1871, 0.8129), abs=1e-4)
    assert exact(9900, 10000) == pytest.approx((0.98785, 0.99186), abs=1e-4)
    assert exact(7, 7)[1] == 1.0
    assert exact(0, 0) == (0.0, 1.0)


def test_each_operator_of_the_table_is_one_of_the_catalogue_and_stands_there_once():
    text = (ROOT / "harness" / "litedrift" / "watch" / "operators.toml").read_text("utf-8")
    named = [name for row in re.findall(r"operators = \[([^\]]*)\]", text) for name in re.findall(r'"([\w-]+)"', row)]

    assert sorted(named) == sorted(set(named))
    assert set(named) <= {each.name for each in operators()}
    assert set(operators_expected()) == {*named, ROTATION}


def test_no_case_is_on_both_sides(mutator):
    known, held = halves(staged(mutator, "index", "g2-2025"), 0)

    assert known
    assert held
    assert not {each.cluster for each in known} & {each.cluster for each in held}


def test_addresses_are_written_as_the_epoch_has_them(mutator):
    for epoch, ending in (("g2-2023", b""), ("g2-2023-index-html", b"/index.html"), ("g2-2025", b"")):
        pages = staged(mutator, "index", epoch)
        for each in pages:
            links = re.findall(rb'href="(/\d{4}/\d\d/\d\d/[^"]*)"', each.html)
            # One case prints its addresses in every form there is.
            share = sum(link.endswith(b"/index.html") for link in links) / max(len(links), 1)
            assert (share > 0.9 or not links) if ending else (share == 0), each.case.id


def test_features_are_as_common_as_the_script_says(mutator):
    features = load_script(mutator.corpus).features["g2-2026-04", "article"]

    pages = in_proportion(staged(mutator, "article", "g2-2026-04"), features, seed=3)

    special = sum(flag for _, flag in pages)
    assert 0.1 < special / len(pages) < 0.4


def test_rotation_changes_hashes_only():
    changed = rotated(b'<p class="afe4286c byline--lite">')

    assert re.fullmatch(rb'<p class="(?!afe4286c)[0-9a-f]{8} byline--lite">', changed)
    assert rotated(b'<p class="byline--lite">') == b'<p class="byline--lite">'


def test_a_script_that_is_none_is_a_fault_in_one_line(tmp_path):
    for name in ("CORPUS.toml", "site.toml"):
        shutil.copy(bundled_corpus() / name, tmp_path / name)
    shutil.copytree(
        bundled_corpus() / "cases" / "index" / "index-spring-2018-bare-list",
        tmp_path / "cases" / "index" / "index-spring-2018-bare-list",
    )
    corpus = load_corpus(tmp_path)
    with pytest.raises(CorpusError, match="no history to replay"):
        load_script(corpus)
    (tmp_path / "replay.toml").write_text("schema = 2\n", "utf-8")
    with pytest.raises(CorpusError, match=re.escape("replay.schema.json")):
        load_script(corpus)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_each_change_of_the_history_is_reported_by_its_name_and_nothing_between(mutator, seed):
    for stage in replay(mutator, seed=seed):
        assert stage.good, stage
        assert stage.after is None or stage.after <= 3, stage


@pytest.mark.long
def test_the_figures_that_are_promised(mutator):
    found = evaluate(mutator)

    def share(group, figure):
        count = found.group(group, figure)
        return count.hits / count.trials

    assert share("benign", "pages") <= 0.001
    assert found.clean["page"].hits / found.clean["page"].trials <= 0.001
    assert found.clean["drift"].hits == 0
    assert share("moved", "drifts") >= 0.95
    assert share("replaced", "drifts") >= 0.99
    assert share("refused", "pages") >= 0.99
    assert share("moved", "named") >= 0.95
    assert share("moved", "verdict") >= 0.90


def test_the_workflow_is_one_that_github_reads():
    path = ROOT / "examples" / "watch-workflow.yml"
    checker = shutil.which("check-jsonschema", path=str(ROOT / ".venv" / "bin"))
    if checker is None:
        pytest.skip("check-jsonschema is not installed")
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.github-workflows", str(path)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
