"""Shipped profiles: what the pages of each known template look like, made from the corpus; they name a template."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from litedrift.corpus import first_fault
from litedrift.errors import CorpusError
from litedrift.watch._fingerprint import as_json, fingerprint
from litedrift.watch._marks import Marks
from litedrift.watch._profile import Profile

if TYPE_CHECKING:
    from pathlib import Path

    from litedrift.corpus import Corpus


def make_shipped(corpus: Corpus) -> list[Profile]:
    """Return a profile for each template and kind of which the corpus has pages, the oldest template first."""
    marks = Marks(corpus.site)
    found = []
    for epoch in corpus.site.landmarks:
        for kind in ("article", "index"):
            profile = Profile(kind, epoch)
            for case in corpus:
                if (case.epoch, case.kind) == (epoch, kind) and case.mutable and not case.private:
                    page = fingerprint(case.html, content_type=case.content_type, marks=marks)
                    if page.kind == kind:
                        profile.add(page)
            if profile.pages:
                found.append(profile)
    return found


def write_shipped(corpus: Corpus, directory: Path) -> list[Path]:
    """Write the profiles of a corpus, a file each; return the files."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, profile in enumerate(make_shipped(corpus)):
        path = directory / f"{number:02}-{profile.name}.{profile.kind}.json"
        path.write_text(as_json(profile.to_dict()) + "\n", "utf-8")
        paths.append(path)
    return paths


def read_shipped(root: Path) -> list[Profile]:
    """Return the shipped profiles of the corpus in directory `root`, the oldest template first; none is no fault.

    Raises:
        CorpusError: a file is no profile.

    """
    found = []
    for path in sorted((root / "profiles").glob("*.json")):
        try:
            data = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise CorpusError(f"{path}: not JSON: {error}") from None
        fault = first_fault("profile", data)
        if fault:
            raise CorpusError(f"{path}: {fault} (schema profile.schema.json)")
        found.append(Profile.from_dict(data))
    return found
