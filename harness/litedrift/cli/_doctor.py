"""``litedrift doctor``: five trivial pages tell a broken adapter from an extractor that reads wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from litedrift._settings import load_settings
from litedrift.cli._app import with_records
from litedrift.cli._exits import COULD_NOT
from litedrift.cli._options import CorpusOption, Named, Terms
from litedrift.cli._subjects import open_subject
from litedrift.cli._terminal import terminal
from litedrift.corpus import Case, Corpus, load_corpus, read_case
from litedrift.drift import Mutator
from litedrift.errors import CorpusError, SubjectError
from litedrift.judge import Judged, PageVerdict, Run, Verdict
from litedrift.reports import difference
from litedrift.subjects import CommandSubject, OutcomeKind, Subject, notices

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console


class Finding(StrEnum):
    """Whose fault a page's result is."""

    WELL = "well"
    ADAPTER = "adapter"  # what stands between litedrift and the extractor
    EXTRACTOR = "extractor"  # it was asked and answered, and the answer is wrong
    UNCLAIMED = "unclaimed"  # it does not claim to read this


#: Outcomes for which the extractor's reading cannot be judged, with what most often is the cause.
_BROKEN = {
    OutcomeKind.PROTOCOL_ERROR: "stdout is for answers alone, each one line of JSON; print the rest to stderr",
    OutcomeKind.CRASH: "catch what a page raises and answer with an error; the process stays",
    OutcomeKind.TIMEOUT: "flush stdout after each answer",
    OutcomeKind.MEMORY: "a page this small needs no memory: is something kept from page to page?",
}
_MARKS = {Finding.WELL: "✓", Finding.UNCLAIMED: "-", Finding.ADAPTER: "✗", Finding.EXTRACTOR: "✗"}
_COLOURS = {Finding.WELL: "green", Finding.UNCLAIMED: "", Finding.ADAPTER: "red", Finding.EXTRACTOR: "yellow"}


@with_records
def doctor(
    *,
    named: Named,
    terms: Terms,
    corpus: CorpusOption = None,
) -> int:
    """Try five trivial pages. Exit 0: all is well; 1: the extractor reads wrong; 2: the adapter is broken.

    Example: litedrift doctor --cmd "node extract.js"
    """
    pages = load_corpus(corpus)
    cases = list(_cases(pages))
    console = terminal()
    console.soft_wrap = True
    try:
        subject = open_subject(load_settings(), named, terms)
    except SubjectError as error:
        _say(console, Finding.ADAPTER, "starts", f"adapter: {error}")
        console.print("The adapter is broken: it does not start, and no page was tried.", style="bold red")
        return COULD_NOT
    _say(console, Finding.WELL, "starts", _introduction(subject))
    findings = []
    try:
        run = Run(Mutator(pages), subject)
        for case in cases:
            finding, message = diagnose(run.judge_mutant(run.mutator.clean(case)))
            findings.append(finding)
            _say(console, finding, case.id, message)
    finally:
        subject.close()
    for notice in notices(subject):
        console.print(f"note: {notice}", markup=False)
    return _conclude(console, findings)


def diagnose(judged: Judged) -> tuple[Finding, str]:
    """Return whose fault one page's result is, and one line that says what was wrong."""
    outcome, judgement = judged.outcome, judged.judgement
    if outcome is None or judgement is None:
        raise ValueError(f"{judged.mutant.id} was not judged")
    if outcome.kind in _BROKEN:
        return Finding.ADAPTER, f"adapter: {outcome.kind}: {outcome.message} ({_BROKEN[outcome.kind]})"
    if outcome.kind is OutcomeKind.ERROR:
        return Finding.EXTRACTOR, f"extractor: raised {outcome.message}"
    if judgement.page is PageVerdict.UNSUPPORTED:
        return Finding.UNCLAIMED, judgement.message or "not claimed"
    if judgement.page is PageVerdict.REFUSED_WRONGLY:
        return Finding.EXTRACTOR, f"extractor: refused an ordinary page: {judgement.message}"
    if judgement.page is not PageVerdict.JUDGED:
        return Finding.EXTRACTOR, f"extractor: {judgement.page}: {judgement.message}"
    if outcome.kind is OutcomeKind.REFUSED:
        return Finding.WELL, "refused, as it should be"
    bad = [each for each in judgement.fields if each.bad]
    judged_fields = [each for each in judgement.fields if each.verdict is not Verdict.UNSUPPORTED]
    if bad:
        expected, actual = difference(bad[0].expected, bad[0].actual)
        rest = f"; also {', '.join(each.field for each in bad[1:])}" if bad[1:] else ""
        first = f"{bad[0].field} {bad[0].verdict}: expected {expected}, got {actual}"
        return Finding.EXTRACTOR, f"extractor: {first}{rest}"
    return Finding.WELL, f"{len(judged_fields)} of {len(judgement.fields)} fields read, all right"


def _cases(pages: Corpus) -> Iterable[Case]:
    directories = sorted((pages.root / "doctor").glob("*/"))
    if not directories:
        raise CorpusError(f"{pages.root / 'doctor'}: this corpus has no trivial pages; leave --corpus out")
    return map(read_case, directories)


def _introduction(subject: Subject) -> str:
    if not isinstance(subject, CommandSubject):
        return subject.name
    hello = subject.hello
    known = {"version": hello.version, "language": hello.language}
    claims = {"fields": subject.fields, "kinds": subject.kinds}
    parts = [f"{key} {value}" for key, value in known.items() if value]
    parts += [f"claims {key} {', '.join(sorted(names))}" for key, names in claims.items() if names is not None]
    return f"{subject.name} says hello in protocol {hello.protocol}" + "".join(f"; {part}" for part in parts)


def _say(console: Console, finding: Finding, what: str, message: str) -> None:
    line = f"{_MARKS[finding]} {what:<10} {' '.join(message.split())}"
    console.print(line, style=_COLOURS[finding], markup=False)


def _conclude(console: Console, findings: list[Finding]) -> int:
    count = {each: findings.count(each) for each in Finding}
    tried = len(findings) - count[Finding.UNCLAIMED]
    if count[Finding.ADAPTER]:
        console.print(
            f"The adapter is broken on {count[Finding.ADAPTER]} of {tried} pages: mend it before you judge.",
            style="bold red",
        )
        return COULD_NOT
    if not tried:
        console.print("Nothing was tried: it claims none of these pages.", style="bold red")
        return COULD_NOT
    if count[Finding.EXTRACTOR]:
        console.print(
            f"The adapter works; the extractor reads {count[Finding.EXTRACTOR]} of {tried} trivial pages wrong.",
            style="bold yellow",
        )
        return 1
    console.print(f"All is well: {tried} of {tried} trivial pages read right.", style="bold green")
    return 0
