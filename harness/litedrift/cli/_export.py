"""``litedrift export``: the pages of a plan as plain files or as requests, for an extractor that runs elsewhere."""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from lxml import etree

from litedrift._version import __version__
from litedrift.cli._app import with_records
from litedrift.cli._names import CaseOption, OperatorOption
from litedrift.cli._options import CorpusOption, OverlayOption, open_corpus
from litedrift.cli._terminal import QuietOption, progress_bar
from litedrift.corpus import NORMALISER_VERSION, Corpus
from litedrift.drift import Mutator, Plan, default_plan, find_operator
from litedrift.errors import UsageError
from litedrift.events import plain, replacing
from litedrift.subjects import WARC_SUFFIXES, Bye, Exported, Greeting, WarcExport, exported


class Format(StrEnum):
    """How an export is laid out."""

    JSONL = "jsonl"  # the requests of the protocol, one a line: feed it to a program that reads NDJSON
    WARC = "warc"  # a response for each page, as archives have them
    FILES = "files"  # pages/, gold/ and manifest.json: for those who want no Python where they test


_SUFFIXES = {".jsonl": Format.JSONL, ".ndjson": Format.JSONL} | dict.fromkeys(WARC_SUFFIXES, Format.WARC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pages of the corpus, and which of their mutants."""

    clean_only: Annotated[bool, typer.Option("--clean-only", help="Leave the mutants out.")] = False
    case: CaseOption = None
    operator: OperatorOption = None
    seed: Annotated[int, typer.Option(help="Another seed draws other levels and chains.")] = 0


@with_records
def export(
    *,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A file (jsonl, warc) or a new directory (files).")],
    layout: Annotated[
        Format | None, typer.Option("--format", help="Default: by the name, else files.", show_default=False)
    ] = None,
    choice: Choice,
    overlay: OverlayOption = None,
    corpus: CorpusOption = None,
    include_private: Annotated[bool, typer.Option("--include-private", help="Write captured pages too.")] = False,
    quiet: QuietOption = False,
) -> int:
    """Write the pages that `check` would judge; `score` judges the answers. The same bytes in every run.

    Example: litedrift export pages.jsonl && node extract.js < pages.jsonl > results.jsonl
    """
    pages = open_corpus(corpus, overlay)
    plan = chosen_plan(pages, choice, include_private=include_private)
    if layout is None:
        layout = next((each for suffix, each in _SUFFIXES.items() if target.name.endswith(suffix)), Format.FILES)
    _check_target(target, layout)
    head = {
        "litedrift": __version__,
        "corpus": {"name": pages.name, "version": pages.version},
        "normaliser": NORMALISER_VERSION,
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "plan": {"name": plan.name, "seed": plan.seed, "items": len(plan)},
    }
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        stream = None if layout is Format.FILES else stack.enter_context(replacing(target, binary=True))
        archive = WarcExport(stream, target) if stream and layout is Format.WARC else None
        if stream and not archive:
            stream.write(Greeting(__version__).to_line())
        advance = stack.enter_context(progress_bar("exporting", len(plan), quiet=quiet))
        for page in exported(Mutator(pages), plan):
            if archive:
                rows.append(page.to_dict() | {"warc_record_id": archive.write(page)})
            elif stream:
                stream.write(page.request.to_line())
                rows.append(page.to_dict())
            else:
                rows.append(page.to_dict() | _write_files(target, page))
            advance()
        if not rows:
            raise UsageError("zero pages exported: every selected page was a no-op or infeasible")
        if stream and not archive:
            stream.write(Bye().to_line())
    manifest = target / "manifest.json" if layout is Format.FILES else _beside(target)
    with replacing(manifest) as out:
        json.dump(head | {"pages": rows}, out, ensure_ascii=False, indent=1)
    typer.echo(f"{len(rows)} pages in {target}, listed in {manifest}")
    return 0


def chosen_plan(
    pages: Corpus,
    choice: Choice,
    *,
    include_private: bool,
) -> Plan:
    """Return the plan that the options select: what `export` writes is what `score` looks for.

    Captured pages are left out unless asked for: their text is somebody else's.
    """
    chosen = [pages.case(name) for name in choice.case] if choice.case else list(pages)
    plan = default_plan(
        [each for each in chosen if include_private or not each.private],
        seed=choice.seed,
        clean_only=choice.clean_only,
        names=[find_operator(name).name for name in choice.operator or ()],
    )
    if not plan.items:
        raise UsageError("zero cases selected: nothing to do")
    return plan


def _beside(target: Path) -> Path:
    """Return where the manifest of a single file lies."""
    name = next((target.name.removesuffix(each) for each in _SUFFIXES if target.name.endswith(each)), target.stem)
    return target.with_name(f"{name}.manifest.json")


def _check_target(target: Path, layout: Format) -> None:
    if not target.absolute().parent.is_dir():
        raise UsageError(f"{target}: no such directory as {target.absolute().parent}")
    if layout is not Format.FILES and target.is_dir():
        raise UsageError(f"{target}: is a directory; name a file, or choose --format files")
    if layout is Format.FILES and target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target}: exists and is no empty directory; name a new one")


def _write_files(target: Path, page: Exported) -> dict[str, str]:
    """Write one page and its gold; return where they lie."""
    places = {"file": f"pages/{page.request.id}.html", "gold": f"gold/{page.request.id}.json"}
    for place in places.values():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
    (target / places["file"]).write_bytes(page.request.html)
    text = json.dumps(_gold(page), ensure_ascii=False, indent=1) + "\n"
    (target / places["gold"]).write_text(text, "utf-8", newline="\n")
    return places


def _gold(page: Exported) -> dict[str, Any]:
    """Return what is expected of a page, as gold.json has it, with what a contract adds."""
    gold = page.gold
    extra: dict[str, Any] = {"absent": list(gold.absent)} if gold.absent else {}
    if gold.nullable:
        extra["nullable"] = sorted(gold.nullable)
    if gold.wrong_carriers:
        extra["wrong_carriers"] = {name: list(values) for name, values in sorted(gold.wrong_carriers.items())}
    if gold.refuse is not None:
        return {"refuse": gold.refuse, **extra}
    return {"kind": gold.kind, **{name: plain(value) for name, value in gold.fields.items()}, **extra}
