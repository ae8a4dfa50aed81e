"""The bytes of a fixed set of mutants as digests: the same on every Python with one libxml2 and operator version.

``python tests/drift/digests.py`` prints them, ``--write`` records them in digests.json beside this file.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from lxml import etree

from litedrift.corpus import Corpus, load_corpus
from litedrift.drift import Effect, Mutator, Status, Step, clash, operators, ordered

RECORD = Path(__file__).with_name("digests.json")
#: The libxml2 with which a page was parsed and written: another may write other bytes.
LIBXML2 = ".".join(map(str, etree.LIBXML_VERSION))
#: Pages a digest is taken over, at most; the shortest to which the operator applies.
_PAGES = 3
_SEEDS = (0, 7)


def digests() -> dict[str, str]:
    """Return one digest for each operator and its version, and one for chains of all operators."""
    corpus = load_corpus()
    mutator = Mutator(corpus)
    cases = sorted((case for case in corpus if case.mutable), key=lambda case: (len(case.html), case.id))
    found: dict[str, str] = {}
    for spec in operators():
        digest = hashlib.sha256()
        for level in spec.levels:
            pages = 0
            for case in cases:
                steps = [Step(spec.name, tuple(sorted(level.items())), seed) for seed in _SEEDS]
                mutants = [mutator.apply(case, [each]) for each in steps]
                if all(each.status is Status.RAN for each in mutants):
                    digest.update("".join(f"{each.id} {each.sha256}\n" for each in mutants).encode())
                    pages += 1
                if pages == _PAGES:
                    break
        found[f"{spec.name}/{spec.version}"] = digest.hexdigest()[:16]
    return found | {"chains": _chains(corpus, mutator)}


def _chains(corpus: Corpus, mutator: Mutator) -> str:
    """Return one digest over chains in which each operator stands once."""
    digest = hashlib.sha256()
    able = [spec for spec in operators() if spec.contract.effect is not Effect.REJECTS]
    hosts = sorted((case for case in corpus if case.mutable and case.kind == "article"), key=lambda case: case.id)
    for number in range(0, len(able), 5):
        steps = ordered(Step(spec.name, tuple(sorted(spec.levels[-1].items())), 3) for spec in able[number::40][:5])
        if clash(steps) is None:
            mutant = mutator.apply(hosts[number % len(hosts)], steps)
            digest.update(f"{mutant.id} {mutant.sha256}\n".encode())
    return digest.hexdigest()[:16]


def recorded() -> dict[str, str]:
    """Return the recorded digests for this libxml2; empty when there are none."""
    return dict(json.loads(RECORD.read_text("utf-8")).get(LIBXML2, {}))


def main() -> None:
    """Print the digests, or record them."""
    found = digests()
    if "--write" in sys.argv[1:]:
        known = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
        RECORD.write_text(json.dumps(known | {LIBXML2: found}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    sys.stdout.write(json.dumps({"libxml2": LIBXML2, "digests": found}) + "\n")


if __name__ == "__main__":
    main()
