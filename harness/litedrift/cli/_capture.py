"""``litedrift capture``: save pages exactly as served into a private overlay, with proposed gold."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from litedrift._settings import load_settings
from litedrift.capture import (
    CDX,
    DATA,
    CommonCrawl,
    Failed,
    Fetcher,
    Manners,
    Overlay,
    Proposal,
    Proposer,
    Saved,
    Served,
    Unchanged,
    disagreements,
    on_the_web,
    read_warc,
    save,
)
from litedrift.cli._options import CallOption, CmdOption, CorpusOption, DemoOption, Named, OnceOption
from litedrift.cli._subjects import end_subject, open_subject
from litedrift.cli._writable import to_write
from litedrift.corpus import load_corpus, read_case
from litedrift.errors import UsageError
from litedrift.events import replacing
from litedrift.judge import matches
from litedrift.subjects import MEGABYTE, OutcomeKind, Subject

#: One page to be saved, with the gold that it has already where it is a case.
_Found = tuple[Served | Unchanged | Failed, Proposal | None]

OneOverlayOption = Annotated[
    Path | None,
    typer.Option("--overlay", metavar="DIR", help="The overlay (default: LITEDRIFT_OVERLAY).", show_default=False),
]


def capture(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SOURCE]...",
            help="An address, a saved page (with --url), a WARC file, or a case's directory (with --scrub).",
            show_default=False,
        ),
    ] = None,
    overlay: OneOverlayOption = None,
    listed: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Addresses, one a line.", show_default=False)
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="The address of a saved page.", show_default=False)
    ] = None,
    content_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="The header that came with a saved page.", show_default=False)
    ] = None,
    saved: Annotated[
        str | None, typer.Option(metavar="DATE", help="When a page was saved (default: its file's date).")
    ] = None,
    match: Annotated[
        str, typer.Option(metavar="TEXT", help="Of a WARC file only pages whose address holds this.")
    ] = "",
    common_crawl: Annotated[
        str | None,
        typer.Option(metavar="PATTERN", help="Pages of Common Crawl, such as example.com/2026/*.", show_default=False),
    ] = None,
    collection: Annotated[
        str | None, typer.Option(metavar="NAME", help="The crawl (default: the newest).", show_default=False)
    ] = None,
    cdx: Annotated[str, typer.Option(metavar="URL", help="Base of Common Crawl's index.")] = CDX,
    data: Annotated[str, typer.Option(metavar="URL", help="Base of Common Crawl's files.")] = DATA,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Pages of an archive at most.")] = 100,
    delay: Annotated[float, typer.Option(min=0.0, metavar="SECONDS", help="Between requests to a host.")] = 2.0,
    tries: Annotated[int, typer.Option(min=1, max=10, metavar="N", help="Of each request at most.")] = 4,
    largest: Annotated[int, typer.Option(min=1, metavar="MB", help="A larger page is not saved.")] = 10,
    scrub: Annotated[
        bool, typer.Option("--scrub", help="Replace all text by other text of the same shape, and prove it.")
    ] = False,
    call: CallOption = None,
    cmd: CmdOption = None,
    once: OnceOption = False,
    demo: DemoOption = False,
    include_private: Annotated[bool, typer.Option("--include-private", help="Print what disagrees.")] = False,
    json_file: Annotated[
        Path | None,
        to_write("--json", "Write what was done."),
    ] = None,
    corpus: CorpusOption = None,
) -> int:
    """Save pages exactly as served, with proposed gold; nobody is judged by them until `litedrift corpus review`.

    Exit 1 when some could not be had, 2 when none could.

    Example: litedrift capture https://lite.cnn.com/2026/05/19/science/spiders --overlay ~/captured
    """
    if not (sources or listed or common_crawl):
        raise UsageError("nothing to capture: name addresses, files, --from FILE or --common-crawl PATTERN")
    target = open_overlay(overlay)
    pages = load_corpus(corpus)
    proposer = Proposer(pages.site)
    manners = Manners(delay=delay, tries=tries, largest=largest * MEGABYTE)
    told: list[dict[str, object]] = []
    with ExitStack() as stack:
        subject = _subject(stack, Named(call, cmd, once=once, demo=demo))
        found = _Sources(stack, target, manners)
        queue: list[Iterator[_Found]] = [
            found.named(each, url=url, content_type=content_type, saved=saved, match=match, limit=limit, scrub=scrub)
            for each in [*(sources or ()), *_addresses(listed)]
        ]
        if common_crawl:
            queue.append(found.crawled(common_crawl, cdx=cdx, data=data, collection=collection, limit=limit))
        for page, gold in (each for one in queue for each in one):
            done = (
                save(page, target, proposer, scrub=pages.site if scrub else None, gold=gold)
                if isinstance(page, Served)
                else page
            )
            told.append(_tell(done, subject, include_private=include_private))
    return _sum_up(told, target, json_file)


def open_overlay(given: Path | None) -> Overlay:
    """Return the one overlay that the option or the environment names.

    Raises:
        UsageError: none is named.

    """
    named = [Path(part) for part in os.environ.get("LITEDRIFT_OVERLAY", "").split(os.pathsep) if part]
    if given is None and not named:
        raise UsageError("which overlay? Name its directory: --overlay DIR, or LITEDRIFT_OVERLAY")
    return Overlay(given or named[0])


@dataclass
class _Sources:
    """Finds the pages that the command line names; what fetches is made when the first address asks for it."""

    stack: ExitStack
    overlay: Overlay
    manners: Manners
    _fetcher: Fetcher | None = None

    def named(
        self,
        source: str,
        *,
        url: str | None,
        content_type: str | None,
        saved: str | None,
        match: str,
        limit: int,
        scrub: bool,
    ) -> Iterator[_Found]:
        path = Path(source)
        if source.lower().startswith(("http://", "https://")):
            yield self.fetcher.page(source, self.overlay), None
        elif path.is_dir():
            yield _case(path, scrub=scrub)
        elif source.lower().endswith((".warc", ".warc.gz")):
            pages = read_warc(path, wanted=lambda address: match in address, largest=self.manners.largest)
            yield from ((page, None) for page, _ in zip(pages, range(limit), strict=False))
        else:
            yield _file(path, url=url, content_type=content_type, saved=saved), None

    def crawled(self, pattern: str, *, cdx: str, data: str, collection: str | None, limit: int) -> Iterator[_Found]:
        crawl = CommonCrawl(self.fetcher, cdx=cdx, data=data, collection=collection)
        yield from ((page, None) for page in crawl.pages(pattern, limit=limit))

    @property
    def fetcher(self) -> Fetcher:
        if self._fetcher is None:
            self._fetcher = self.stack.enter_context(Fetcher(self.manners))
        return self._fetcher


def _case(path: Path, *, scrub: bool) -> _Found:
    if not scrub:
        raise UsageError(f"{path}: is a directory; a case that exists can be captured with --scrub only")
    case = read_case(path)
    gold = Proposal(case.kind, case.epoch, json.loads((path / "gold.json").read_text("utf-8")))
    day = datetime.fromisoformat((str(case.provenance["saved"]) + "-01-01")[:10]).replace(tzinfo=UTC)
    return Served(case.url, case.html, case.content_type, day, "file"), gold


def _file(path: Path, *, url: str | None, content_type: str | None, saved: str | None) -> Served:
    if not url or not on_the_web(url):
        raise UsageError(f"{path}: where was this page served? Say --url https://…")
    try:
        html = path.read_bytes()
        when = datetime.fromisoformat(saved) if saved else datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"--saved {saved!r} is no date (ISO 8601)") from None
    return Served(url, html, content_type, when if when.tzinfo else when.replace(tzinfo=UTC), "file")


def _addresses(listed: Path | None) -> list[str]:
    if listed is None:
        return []
    try:
        lines = [line.strip() for line in listed.read_text("utf-8").splitlines()]
    except OSError as error:
        raise UsageError(f"{listed}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{listed}: not UTF-8, so no list of addresses") from None
    found = [line for line in lines if line and not line.startswith("#")]
    for line in found:
        if not on_the_web(line):
            raise UsageError(f"{listed}: {line[:60]!r} is no address")
    return found


def _subject(stack: ExitStack, named: Named) -> Subject | None:
    """Open the extractor whose disagreements are asked for; none is needed to capture."""
    if named == Named():
        return None
    subject = open_subject(load_settings(), named)
    stack.callback(end_subject, subject)
    return subject


def _tell(done: Saved | Unchanged | Failed, subject: Subject | None, *, include_private: bool) -> dict[str, object]:
    """Print what became of one page and return it for the JSON."""
    match done:
        case Saved():
            typer.echo(f"saved      {done.case_id} ({done.kind})")
            for name in done.doubts:
                typer.echo(f"  {name}: the scrubbed page no longer reads as its gold says")
            found = told_apart(done.path, subject, values=include_private) if subject else []
            for line in found:
                typer.echo(f"  {line}")
            return {"url": done.url, "outcome": "saved", "case": done.case_id, "disagreements": len(found)}
        case Unchanged():
            typer.echo(f"unchanged  {done.url}: it is {done.case_id}")
            return {"url": done.url, "outcome": "unchanged", "case": done.case_id}
        case Failed():
            typer.echo(f"failed     {done.url}: {done.reason}", err=True)
            return {"url": done.url, "outcome": "failed", "reason": done.reason}


def told_apart(directory: Path, subject: Subject, *, values: bool) -> list[str]:
    """Return a line for each field of a case in which the subject reads otherwise than its gold says."""
    case = read_case(directory)
    outcome = subject.extract(case.html, url=case.url, content_type=case.content_type)
    if outcome.kind not in (OutcomeKind.RECORD, OutcomeKind.REFUSED):
        return [f"{subject.name}: {outcome.kind}" + (f": {outcome.message}" if values else "")]
    lines = []
    for each in disagreements(case, outcome.record, matches):
        if subject.fields is None or each.field in subject.fields | {"kind"}:
            lines.append(f"{each.field}: {subject.name} disagrees with the proposed gold")
            lines += [f"  it reads {json.dumps(each.read, ensure_ascii=False)}"] if values else []
    return lines


def _sum_up(told: list[dict[str, object]], overlay: Overlay, json_file: Path | None) -> int:
    counts = {word: sum(each["outcome"] == word for each in told) for word in ("saved", "unchanged", "failed")}
    waiting = overlay.unreviewed()
    if json_file:
        with replacing(json_file) as stream:
            json.dump({**counts, "unreviewed": len(waiting), "pages": told}, stream, ensure_ascii=False, indent=2)
    typer.echo(", ".join(f"{count} {word}" for word, count in counts.items()))
    if waiting:
        typer.echo(f"{len(waiting)} cases of {overlay.root} wait for `litedrift corpus review`: they judge nobody yet")
    if not counts["saved"] and not counts["unchanged"]:
        raise UsageError(f"no page could be had: {counts['failed']} failed" if told else "no page was found")
    return 1 if counts["failed"] else 0
