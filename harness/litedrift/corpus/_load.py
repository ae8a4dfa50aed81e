"""Read a corpus from disk, checking each file against its schema and its digest."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from litedrift.corpus._case import Case
from litedrift.corpus._gold import gold_from_json
from litedrift.corpus._locate import bundled_corpus
from litedrift.corpus._schemas import first_fault
from litedrift.corpus._site import Site, load_site
from litedrift.errors import CorpusError, UsageError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PRIVATE = "private-"


@dataclass(frozen=True)
class Corpus:
    """Cases by id, sorted, with the site table that explains them.

    `counts` is what ``CORPUS.toml`` says of the number of cases by kind. `skipped` lists overlay cases whose gold
    nobody has reviewed: counted, never judged.
    """

    name: str
    version: str
    root: Path
    site: Site
    cases: MappingProxyType[str, Case]
    skipped: tuple[str, ...] = ()
    counts: MappingProxyType[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases.values())

    def __len__(self) -> int:
        return len(self.cases)

    def case(self, case_id: str) -> Case:
        """Return one case.

        Raises:
            UsageError: no case has this id; the nearest one is suggested.

        """
        try:
            return self.cases[case_id]
        except KeyError:
            hint = did_you_mean(case_id, self.cases)
            raise UsageError(f"unknown case {case_id!r}{hint} (see `litedrift corpus list`)") from None


def load_corpus(root: Path | str | None = None, *, overlays: Iterable[Path | str] = ()) -> Corpus:
    """Read the corpus in directory `root` (default: the bundled one) and lay private overlays on it.

    Raises:
        CorpusError: a file is missing, breaks its schema, or does not match its digest.

    """
    base = Path(root) if root is not None else bundled_corpus()
    meta = _toml(base / "CORPUS.toml", "corpus")
    cases = _read_cases(base, private=False)
    skipped: list[str] = []
    for overlay in map(Path, overlays):
        if not (overlay / "cases").is_dir():
            raise CorpusError(f"{overlay}: no directory cases/ in this overlay; see corpus/README.md for the layout")
        for case_id, case in _read_cases(overlay, private=True).items():
            if case_id in cases:
                raise CorpusError(f"{case.path}: the id {case_id} is taken; rename the overlay's case")
            if case.reviewed:
                cases[case_id] = case
            else:
                skipped.append(case_id)
    if not cases:
        raise CorpusError(f"{base / 'cases'}: no case found; an empty corpus can judge nothing")
    return Corpus(
        name=meta["name"],
        version=meta["version"],
        root=base,
        site=load_site(base),
        cases=MappingProxyType(dict(sorted(cases.items()))),
        skipped=tuple(skipped),
        counts=MappingProxyType(dict(meta.get("counts", {}))),
    )


def read_case(directory: Path) -> Case:
    """Read one case directory: ``page.html``, ``case.toml``, ``gold.json``.

    Raises:
        CorpusError: a file is missing, breaks its schema, or the page is not the one of the digest.

    """
    meta = _toml(directory / "case.toml", "case")
    gold = _json(directory / "gold.json", "gold")
    page = directory / "page.html"
    try:
        html = page.read_bytes()
    except FileNotFoundError:
        raise CorpusError(f"{page}: no such file; every case is page.html, case.toml and gold.json") from None
    digest = hashlib.sha256(html).hexdigest()
    if digest != meta["provenance"]["sha256"]:
        raise CorpusError(
            f"{page}: its SHA-256 is {digest[:12]}…, case.toml says {meta['provenance']['sha256'][:12]}…; "
            "the page was altered (line endings?): restore it, or write the new digest if that was meant"
        )
    if meta["id"] != directory.name:
        raise CorpusError(f"{directory / 'case.toml'}: id {meta['id']!r} is not the directory's name")
    return Case(
        id=meta["id"],
        kind=meta["kind"],
        epoch=meta["epoch"],
        tags=tuple(meta["tags"]),
        why=meta["why"],
        url=meta["url"],
        content_type=meta.get("content_type"),
        html=html,
        gold=gold_from_json(gold),
        provenance=MappingProxyType(meta["provenance"]),
        path=directory,
    )


def _read_cases(root: Path, *, private: bool) -> dict[str, Case]:
    cases: dict[str, Case] = {}
    for directory in sorted((root / "cases").glob("*/*")):
        if not directory.is_dir():
            continue
        case = read_case(directory)
        if case.id in cases:
            raise CorpusError(f"{directory}: the id {case.id} stands twice in this corpus")
        if private != case.id.startswith(_PRIVATE):
            rule = "must begin" if private else "may not begin"
            raise CorpusError(f"{directory}: ids {rule} with {_PRIVATE!r} here")
        cases[case.id] = case
    return cases


def _toml(path: Path, schema: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; is this a corpus? see corpus/README.md") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    return _checked(path, schema, data)


def _json(path: Path, schema: str) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; every case is page.html, case.toml and gold.json") from None
    except ValueError as error:
        raise CorpusError(f"{path}: not JSON: {error}") from None
    return _checked(path, schema, data)


def _checked(path: Path, schema: str, data: Any) -> dict[str, Any]:
    fault = first_fault(schema, data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema {schema}.schema.json)")
    return dict(data)
