"""One archive from end to end, in whichever process: every page read, validated, its template told, a row written."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from litedrift.judge import validate
from litedrift.runner import opened
from litedrift.subjects import OutcomeKind
from litedrift.sweep._archive import Damage, read_archive
from litedrift.sweep._write import Form, rows_into
from litedrift.watch import fingerprint

if TYPE_CHECKING:
    from litedrift.subjects import Recipe, Subject
    from litedrift.sweep._archive import Archived

#: Templates of one file that are told apart; a site that names its classes anew on each page has no more.
_TEMPLATES: Final = 1000
_OTHERS: Final = "others"
_DONE: Final = ".done.json"


@dataclass(frozen=True, slots=True)
class Job:
    """What is done with every file: the subject, where its module lies, where the rows go and how."""

    subject: Recipe
    here: str
    target: str
    form: Form = Form.JSONL
    templates: bool = True

    def open(self) -> Subject:
        """Open the subject in this process."""
        if Path(self.here).is_dir() and self.here not in sys.path:
            sys.path.insert(0, self.here)
        return self.subject.open()

    @property
    def digest(self) -> str:
        """What the rows depend on besides the file: another subject or form writes others."""
        known = (str(self.subject), str(self.form), str(self.templates))
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]

    def rows(self, path: Path) -> Path:
        """Return where the rows of a file go; files of one name in two directories do not meet."""
        mark = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:8]
        return Path(self.target) / f"{path.name}-{mark}.{self.form}"

    def finished(self, path: Path) -> dict[str, Any] | None:
        """Return the counts of a file that was swept before, or None when it or the job has changed since."""
        rows = self.rows(path)
        try:
            known = json.loads(rows.with_name(rows.name + _DONE).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        same = isinstance(known, dict) and known.get("job") == self.digest and known.get("bytes") == _size(path)
        return known["counts"] if same and rows.is_file() else None


def sweep_file(task: tuple[Job, str]) -> dict[str, Any]:
    """Sweep one file and return its counts; what is written lasts, whatever becomes of the run.

    A file of which no page could be read is not marked as done.
    """
    job, name = task
    path, subject = Path(name), opened(job)
    pages: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    templates: dict[str, dict[str, Any]] = {}
    damaged: list[str] = []
    rows = job.rows(path)
    with rows_into(rows, job.form) as write:
        for found in read_archive(path):
            if isinstance(found, Damage):
                damaged.append(f"offset {found.offset}: {found.why}")
                continue
            row = _row(found, subject, templates=job.templates)
            write(row)
            pages["read"] += 1
            pages["failed"] += row["failed"]
            pages[row["outcome"]] += 1
            doubts.update({f"{each['field']} {each['verdict']}" for each in row["doubts"]})
            if row["template"]:
                _count(templates, row)
    counts = {
        "file": path.name,
        "pages": dict(sorted(pages.items())),
        "doubts": dict(sorted(doubts.items())),
        "corrupt": len(damaged),
        "damage": damaged[:10],
        "templates": dict(sorted(templates.items())),
    }
    if pages["read"] or not damaged:  # what could not be read at all is tried again by the next run
        with rows_into(rows.with_name(rows.name + _DONE), Form.JSONL) as write:
            write({"job": job.digest, "bytes": _size(path), "counts": counts})
    return counts


def _row(page: Archived, subject: Subject, *, templates: bool) -> dict[str, Any]:
    outcome = subject.extract(page.html, url=page.url, content_type=page.content_type)
    row: dict[str, Any] = {
        "url": page.url,
        "saved": page.saved.isoformat(),
        "outcome": str(outcome.kind),
        "kind": None,
        "page": None,
        "failed": outcome.kind not in (OutcomeKind.RECORD, OutcomeKind.REFUSED, OutcomeKind.UNSUPPORTED),
        "message": outcome.message,
        "doubts": [],
        "template": None,
        "epoch": None,
    }
    if outcome.kind is OutcomeKind.RECORD and outcome.record is not None:
        record = outcome.record
        found = validate(page.html, record, url=page.url, content_type=page.content_type, saved=page.saved)
        row |= {"kind": record["kind"], "page": str(found.page), "failed": found.failed, "message": found.message}
        row["doubts"] = [
            {"field": each.field, "verdict": str(each.verdict), "why": each.why, "value": str(each.value)}
            for each in found.doubts
        ]
    if templates:
        mark = fingerprint(page.html, content_type=page.content_type)
        places = [(name, each.step, each.place) for name, each in mark.landmarks.items()]
        row["template"] = hashlib.sha256(json.dumps([mark.kind, places]).encode()).hexdigest()[:12]
        row["epoch"] = f"{mark.epoch} {mark.kind}".strip()
    return row


def _count(templates: dict[str, dict[str, Any]], row: dict[str, Any]) -> None:
    name = row["template"] if row["template"] in templates or len(templates) < _TEMPLATES else _OTHERS
    day = row["saved"][:10]
    known = templates.setdefault(name, {"epoch": row["epoch"], "pages": 0, "first": day, "last": day})
    known["pages"] += 1
    known["first"], known["last"] = min(known["first"], day), max(known["last"], day)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1
