"""JUnit, GitHub and the badge are readers of one stream: the same facts, in forms that their readers accept."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from litedrift.baseline import Baseline, Comparison, Entry
from litedrift.cli._outputs import Outputs, Written
from litedrift.corpus import first_fault, load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.events import failures, observed, read_events
from litedrift.judge import Run, Tally
from litedrift.reports import Badge, GitHub, JUnit
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = load_corpus()
CASES = sorted((case for case in CORPUS if case.kind == "article"), key=lambda case: len(case.html))[:4]
#: The shape on which readers of JUnit files agree, in our own words.
SCHEMA = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:complexType name="outcome"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="message" type="xs:string"/><xs:attribute name="type" type="xs:string"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:complexType name="properties"><xs:sequence>
    <xs:element name="property" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="name" type="xs:string" use="required"/>
      <xs:attribute name="value" type="xs:string" use="required"/>
    </xs:complexType></xs:element>
  </xs:sequence></xs:complexType>
  <xs:element name="testsuites"><xs:complexType><xs:sequence>
    <xs:element name="testsuite" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="properties" type="properties" minOccurs="0"/>
      <xs:element name="testcase" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
        <xs:sequence>
          <xs:element name="properties" type="properties" minOccurs="0"/>
          <xs:choice minOccurs="0">
            <xs:element name="skipped" type="outcome"/>
            <xs:element name="failure" type="outcome"/>
            <xs:element name="error" type="outcome"/>
          </xs:choice>
        </xs:sequence>
        <xs:attribute name="name" type="xs:string" use="required"/>
        <xs:attribute name="classname" type="xs:string" use="required"/>
        <xs:attribute name="time" type="xs:decimal" use="required"/>
      </xs:complexType></xs:element>
      <xs:element name="system-out" type="xs:string" minOccurs="0"/>
    </xs:sequence>
      <xs:attribute name="name" type="xs:string" use="required"/>
      <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
      <xs:attribute name="time" type="xs:decimal" use="required"/>
    </xs:complexType></xs:element>
  </xs:sequence></xs:complexType></xs:element>
</xs:schema>
"""


def extract(html: bytes, url: str) -> dict[str, Any]:
    """Invents on the first case, crashes on the second, is right about the rest, in text hostile to every format."""
    case = next(case for case in CASES if case.url == url)
    if case is CASES[1]:
        raise ValueError("50%, broken:\n\x00 <b>|`*_`|</b> & ]]>")
    return {"kind": "article", **case.gold.fields} | (
        {"headline": "\x0b<No> | `title`\n::error::x%"} if case is CASES[0] else {}
    )


def run(outputs: Outputs, **plan: Any) -> Tally:
    tally = Tally(declared=len(CORPUS))
    run = Run(Mutator(CORPUS), CallableSubject(extract, name="mine:extract"))
    items = default_plan(CASES, clean_only=True)
    with outputs:
        outputs.start(items, run)
        for judged in run.judge_all(items.items):
            tally.add(judged)
            outputs.read(judged)
        outputs.finish(tally)
    return tally


def known(*entries: Entry) -> Comparison:
    return Comparison(Baseline("2026.12.0", entries), "baseline.toml", date(2026, 12, 1))


@pytest.fixture
def entry() -> Entry:
    return Entry(CASES[0].id, "headline", "invented", observed("headline", "\x0b<No> | `title`\n::error::x%"))


def parsed(path: Path) -> Any:
    document = etree.parse(str(path))
    etree.XMLSchema(etree.fromstring(SCHEMA)).assertValid(document)
    return document.getroot()[0]


def test_every_event_is_as_its_schema_says(tmp_path: Path, entry: Entry) -> None:
    stale = Entry(CASES[2].id, "byline", "missing", observed("byline", None))
    tally = run(Outputs(Written(events=tmp_path / "e.ndjson", github=False), known(entry, stale)))
    events = list(read_events(tmp_path / "e.ndjson"))

    assert [first_fault("events", event) for event in events] == [None] * len(events)
    assert [event["type"] for event in events] == ["started", *["judged"] * len(CASES), "finished"]
    assert events[0]["plan"]["items"] == len(CASES)
    assert events[0]["corpus"]["version"] == CORPUS.version
    footer = events[-1]
    assert footer["selected"] == footer["ran"] + footer["no_op"] + footer["infeasible"] + footer["errored"]
    assert footer["declared"] == tally.declared
    assert footer["baseline"] == {"new": 1, "excused": 1, "changed": 0, "stale": 1, "expired": 0, "not_run": 0}


def test_junit_says_what_was_expected_and_what_came_as_properties(tmp_path: Path) -> None:
    run(Outputs(Written(junit=tmp_path / "j.xml", github=False)))
    suite = parsed(tmp_path / "j.xml")
    cases = {case.get("classname"): case for case in suite.iter("testcase")}
    invented = cases[f"litedrift.article.{CASES[0].id}"]
    properties = {each.get("name"): each.get("value") for each in invented.iter("property")}

    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "0",
    }
    assert properties["headline.verdict"] == "invented"
    assert json.loads(properties["headline.expected"] or "") == CASES[0].gold.fields["headline"]
    assert json.loads(properties["headline.actual"] or "") == "\x0b<No> | `title`\n::error::x%"
    assert f"litedrift replay {CASES[0].id}" in (invented.findtext("failure") or "")
    assert "ValueError" in (cases[f"litedrift.article.{CASES[1].id}"].find("error").get("message") or "")


def test_junit_skips_what_is_known_and_fails_what_is_fixed(tmp_path: Path, entry: Entry) -> None:
    stale = Entry(CASES[2].id, "byline", "missing", observed("byline", None))
    run(Outputs(Written(junit=tmp_path / "j.xml", github=False), known(entry, stale)))
    suite = parsed(tmp_path / "j.xml")
    outcomes = {
        (case.get("name"), child.tag) for case in suite.iter("testcase") for child in case if child.tag != "properties"
    }

    assert outcomes == {("clean", "skipped"), ("clean", "error"), ("clean [baseline byline: missing]", "failure")}
    assert (suite.get("failures"), suite.get("skipped"), suite.get("tests")) == ("1", "1", "5")


def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *entries: Entry) -> list[str]:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n", "utf-8")
    lines: list[str] = []
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    monkeypatch.setattr("typer.echo", lines.append)
    run(Outputs(Written(github=True), known(*entries) if entries else None))
    return lines


def test_annotations_are_one_line_each_with_everything_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = github(tmp_path, monkeypatch)

    assert len(lines) == 2
    assert all(line.startswith("::error title=litedrift ") and "\n" not in line for line in lines)
    assert lines[0].startswith("::error title=litedrift headline%3A invented::expected ")
    assert lines[0].endswith(f"%0Alitedrift replay {CASES[0].id}")
    assert "x%25" in lines[0]


def test_the_summary_is_appended_and_its_tables_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    github(tmp_path, monkeypatch)
    text = (tmp_path / "summary.md").read_text("utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|")]

    assert text.startswith("before\n### litedrift: 2 findings\n")
    assert "| 4 | 3 | 0 | 0 | 1 | 0 | 2 | 1 |" in text
    assert f"| `{CASES[0].id}` | headline: invented | new |" in text
    assert "<No>" not in text
    widths = [row.count("|") for row in rows]
    assert sorted(set(widths)) == sorted({widths[0], *widths})
    assert all(row.endswith("|") for row in rows)


def test_known_failures_are_no_annotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: Entry) -> None:
    lines = github(tmp_path, monkeypatch, entry)

    assert len(lines) == 1
    assert "page%3A error" in lines[0]
    assert "baseline: 1 new · 1 excused" in (tmp_path / "summary.md").read_text("utf-8")


def test_github_is_switched_on_where_github_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def readers(**options: Any) -> int:
        return len(Outputs(Written(**options))._readers)

    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert (readers(), readers(github=True)) == (0, 1)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert (readers(), readers(github=False)) == (1, 0)


@pytest.mark.parametrize(
    ("footer", "message", "colour"),
    [
        ({"ran": 1000, "errored": 0, "failed": 0, "invented": 0}, "100% of 1000 pages", "brightgreen"),
        ({"ran": 9999, "errored": 1, "failed": 1, "invented": 0}, "99.9% of 10000 pages", "yellow"),
        ({"ran": 0, "errored": 4, "failed": 4, "invented": 0}, "0% of 4 pages", "yellow"),
        ({"ran": 4, "errored": 0, "failed": 2, "invented": 3}, "50% of 4 pages, 3 invented", "red"),
    ],
)
def test_the_badge_never_rounds_up(tmp_path: Path, footer: dict[str, int], message: str, colour: str) -> None:
    badge = Badge(tmp_path / "badge.json")
    badge.read({"type": "finished", **footer})

    assert json.loads((tmp_path / "badge.json").read_text("utf-8")) == {
        "schemaVersion": 1,
        "label": "litedrift",
        "message": message,
        "color": colour,
    }


def test_the_badge_of_a_run_with_inventions_is_red(tmp_path: Path) -> None:
    run(Outputs(Written(badge=tmp_path / "badge.json", github=False)))
    badge = json.loads((tmp_path / "badge.json").read_text("utf-8"))

    assert (badge["message"], badge["color"]) == ("50% of 4 pages, 1 invented", "red")


def test_reports_can_be_made_from_a_recorded_stream(tmp_path: Path) -> None:
    run(Outputs(Written(events=tmp_path / "e.ndjson", junit=tmp_path / "now.xml", github=False)))
    later, lines = JUnit(tmp_path / "later.xml"), []
    hub = GitHub(lines.append, None)
    for event in read_events(tmp_path / "e.ndjson"):
        later.read(event)
        hub.read(event)

    assert (tmp_path / "later.xml").read_bytes() == (tmp_path / "now.xml").read_bytes()
    assert len(lines) == sum(len(failures(event)) for event in read_events(tmp_path / "e.ndjson"))
