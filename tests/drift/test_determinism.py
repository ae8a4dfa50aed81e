"""The same id, operator version and libxml2 give the same bytes: in another process, and on every Python there is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

from drift import digests
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, Status, default_plan
from litedrift.drift._blueprint import serialised

HOUSE = Path(__file__).parents[2]
RECORD_AGAIN = "run `python tests/drift/digests.py --write` and raise the operator's version"


@cache
def here() -> dict[str, str]:
    return digests.digests()


def elsewhere(python: str | Path, **environment: str) -> dict[str, object]:
    done = subprocess.run(
        [str(python), str(HOUSE / "tests/drift/digests.py")],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(done.stdout)


def test_mutants_have_the_bytes_that_were_recorded_for_their_operator_and_libxml2() -> None:
    known = digests.recorded()
    if not known:
        pytest.skip(f"nothing is recorded for libxml2 {digests.LIBXML2}")
    changed = {name for name, digest in here().items() if known.get(name, digest) != digest}

    assert changed == set(), RECORD_AGAIN


def test_every_operator_is_recorded_at_its_present_version() -> None:
    if not digests.recorded():
        pytest.skip(f"nothing is recorded for libxml2 {digests.LIBXML2}")

    assert here().keys() == digests.recorded().keys(), RECORD_AGAIN


def test_no_digest_is_that_of_nothing() -> None:
    empty = "e3b0c44298fc1c14"

    assert [name for name, digest in here().items() if digest == empty] == []


def test_a_mutant_does_not_depend_on_those_that_were_made_before_it() -> None:
    corpus = load_corpus()
    cases = sorted((case for case in corpus if case.mutable), key=lambda case: len(case.html))[:40:10]
    items = [item for item in default_plan(cases).items if len(item[1]) == 1]
    forth, back = Mutator(corpus), Mutator(corpus)
    made = [forth.apply(corpus.case(case_id), steps) for case_id, steps in items]
    again = [back.apply(corpus.case(case_id), steps) for case_id, steps in reversed(items)]

    assert made == again[::-1]


def test_an_operator_that_finds_nothing_to_change_leaves_the_next_one_a_clean_page() -> None:
    corpus = load_corpus()
    mutator = Mutator(corpus)
    spoiled, handed_on = [], 0
    for case_id, steps in default_plan([case for case in corpus if case.mutable][::9]).items:
        if mutator.apply(corpus.case(case_id), steps).status is Status.NO_OP:
            page = mutator._blueprint(case_id)
            handed_on += len(page.spare)
            spoiled += [(case_id, steps) for tree in page.spare if serialised(tree) != page.markup]
            page.spare.clear()

    assert handed_on
    assert spoiled == []


@pytest.mark.long
def test_another_process_with_other_hashes_makes_the_same_bytes() -> None:
    assert elsewhere(sys.executable, PYTHONHASHSEED="12345")["digests"] == here()


def pythons() -> list[str]:
    """Other Pythons of this machine that the project supports, by version."""
    found: dict[str, str] = {}
    places = [shutil.which(f"python3.{minor}") for minor in (11, 12, 13)]
    places += [str(each) for each in Path.home().glob(".pyenv/versions/3.1[123].*/bin/python")]
    for path in filter(None, places):
        done = subprocess.run([path, "-V"], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            found.setdefault(done.stdout.split()[1].rpartition(".")[0], path)
    return [path for version, path in sorted(found.items()) if version != "{}.{}".format(*sys.version_info)]


@pytest.mark.long
@pytest.mark.parametrize("python", pythons())
def test_another_python_makes_the_same_bytes(python: str, tmp_path: Path) -> None:
    subprocess.run([python, "-m", "venv", str(tmp_path / "venv")], check=True)
    other = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    pinned = f"lxml=={metadata.version('lxml')}"
    subprocess.run([str(other), "-m", "pip", "install", "--quiet", "--editable", str(HOUSE), pinned], check=True)
    found = elsewhere(other)

    assert found["libxml2"] == digests.LIBXML2
    assert found["digests"] == here()
