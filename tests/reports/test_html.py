"""The report says what the stream says, shows every text as a text, and stays one file that asks for nothing."""

from __future__ import annotations

import json
import re
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree, html
from typer.testing import CliRunner

from litedrift.cli._main import app
from litedrift.corpus import Corpus, first_fault
from litedrift.drift import Mutator
from litedrift.errors import UsageError
from litedrift.events import write_line
from litedrift.reports.html import Facts, Options, Point, curve_of_survival, render_report
from litedrift.reports.html._curve import curve_of_run, draw_file, specification
from litedrift.reports.html._frames import Mark, draw, marks_of
from litedrift.reports.html._heat import Cell, heat_map
from litedrift.reports.html._history import histories
from litedrift.reports.html._pairs import disputed, pairs, why_not_the_same
from litedrift.reports.html._panels import Panels, in_order
from litedrift.reports.html._text import clip, percent, visible
from litedrift.reports.html._verdict import honesty, sentence
from litedrift.reports.html._words import difference_of, lines_of
from reports import html_support as support

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = 2_000_000


def page(*runs: Facts, options: Options | None = None) -> Any:
    return html.fromstring(render_report(runs, support.mutator(), options or Options()))


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


# What the numbers are.


def test_the_heat_map_counts_what_the_stream_counts() -> None:
    facts = support.flawed_run()
    judged = {name: sum(ran for (row, _), (_, ran) in facts.cells.items() if row == name) for name in facts.fields}
    failed = {name: sum(bad for (row, _), (bad, _) in facts.cells.items() if row == name) for name in facts.fields}
    words = facts.footer["fields"]

    assert judged == {name: sum(each.values()) for name, each in words.items()} | {"page": facts.judged}
    assert {name: failed[name] for name in words} == {
        name: sum(number for verdict, number in each.items() if verdict != "correct") for name, each in words.items()
    }
    assert sum(failed for failed, _ in facts.groups.values()) == facts.footer["failed"] > 0


def test_a_page_counts_under_clean_or_its_category_or_chains() -> None:
    facts = support.flawed_run()

    assert facts.columns == ["(clean)", "attributes", "destroy", "(chains)"]
    assert facts.groups["(clean)"][1] == len(support.cases())
    assert facts.fields[0] == "headline"
    assert facts.fields[-1] == "page"


@pytest.mark.parametrize(
    ("failed", "judged", "shade"), [(0, 9, 0), (1, 100, 1), (5, 100, 2), (20, 100, 3), (1, 2, 4), (2, 3, 5), (0, 0, 0)]
)
def test_a_cell_is_shaded_by_its_share(failed: int, judged: int, shade: int) -> None:
    assert Cell(failed, judged).shade == shade


def test_a_share_is_said_to_be_all_or_nothing_only_where_it_is() -> None:
    assert [percent(share) for share in (0.0, 1e-6, 0.5, 0.99999, 1.0)] == ["0%", "0.1%", "50.0%", "99.9%", "100%"]


def test_the_curve_of_a_run_has_wilson_intervals_and_denominators() -> None:
    points = curve_of_run(support.flawed_run(), "x").points

    assert [point.k for point in points][:2] == [0, 1]
    assert all(point.low <= point.share <= point.high and point.of > 0 for point in points)
    assert sum(point.of for point in points) == support.flawed_run().judged


def test_the_curve_of_survive_is_drawn_as_it_was_measured() -> None:
    result = {
        "survival": {"1": 0.9, "2": 0.5},
        "bands": {"1": [0.8, 1.0], "2": [0.4, 0.6]},
        "chains": 7,
        "half_life": 2,
    }

    curve = curve_of_survival(result, "x", "s.json")

    assert curve.points == (Point(1, 0.9, 0.8, 1.0, 7), Point(2, 0.5, 0.4, 0.6, 7))
    assert (curve.grown, curve.half_life) == (True, 2)
    with pytest.raises(UsageError, match=r"s\.json: not a result"):
        curve_of_survival({"survival": {}}, "x", "s.json")


def test_the_report_shows_the_measured_curve_of_its_subject_alone() -> None:
    bands = {"1": [0.8, 1.0], "2": [0.2, 0.6]}
    result = {"survival": {"1": 0.875, "2": 0.5}, "bands": bands, "chains": 7, "half_life": 2}
    own = page(support.flawed_run(), options=Options(survival={"mine:extract": result})).get_element_by_id("curve")
    other = page(support.flawed_run(), options=Options(survival={"other:extract": result})).get_element_by_id("curve")

    assert "87.5%" in text_of(own)
    assert "Half-life: 2 operators" in text_of(own)
    assert "with Wilson intervals" in text_of(other)


def test_history_is_green_until_the_change_that_breaks_it() -> None:
    facts = Facts.of(support.events_of(_old_pages_only, _one_of_each_epoch()))

    articles = histories(facts, support.corpus())[0]

    assert [span.status for span in articles.spans[:2]] == ["reads", "reads"]
    assert {span.status for span in articles.spans[2:]} == {"broken"}
    assert articles.sentence.startswith(f"Articles: green until the change {articles.spans[2].interval}, then broken")


def _one_of_each_epoch() -> list[Any]:
    by_epoch = {case.epoch: case for case in support.corpus() if case.kind == "article" and case.epoch != "none"}
    return list(by_epoch.values())


def _old_pages_only(html: bytes, url: str) -> dict[str, Any]:  # called by name
    case = next(case for case in _one_of_each_epoch() if case.url == url)
    return support.gold_record(case) | ({} if case.epoch.startswith("g1") else {"headline": None})


def test_the_verdict_is_one_sentence_with_denominators() -> None:
    facts = support.flawed_run()
    total = f"{facts.footer['failed']:,} of {facts.judged:,} judged pages"

    assert sentence(facts).startswith(f"mine:extract failed on {total}; it invented ")
    good = Facts.of(support.events_of(lambda html, url: _right(url), support.cases()))
    assert sentence(good) == f"mine:extract read all of 6 judged pages right: {good.values} values, none invented."


def _right(url: str) -> dict[str, Any]:
    return support.gold_record(next(case for case in support.cases() if case.url == url))


def test_honesty_has_the_stream_s_counts_and_denominators() -> None:
    facts = support.flawed_run()
    found = {each.name: (each.value, each.of) for each in honesty(facts)}

    assert found["invented"] == (facts.footer["invented"], facts.values)
    assert found["silently wrong"] == (facts.footer["silent_wrong"], facts.values)
    assert found["missing"] == (facts.footer["verdicts"]["missing"], facts.values)
    assert found["accepted wrongly"] == (0, facts.judged)


# What a failure shows.


@pytest.mark.parametrize(
    ("expected", "actual", "pieces"),
    [
        ("By Ada Moss", "Ada Moss", [("gone", "By "), ("same", "Ada Moss")]),
        (None, "thin air", [("came", "thin air")]),
        ("lost", None, [("gone", "lost")]),
        ("one two", "three four", [("gone", "one two"), ("came", "three four")]),
        (["a", "b", "c"], ["a", "c"], [("note", "1 equal line"), ("gone", "b"), ("note", "1 equal line")]),
        ({"one_of": ["x", "By Ada"], "why": "w"}, "By Eve", [("same", "By "), ("gone", "Ada"), ("came", "Eve")]),
        ([{"optional": "cut"}], [], [("gone", "cut")]),
    ],
)
def test_expected_and_actual_are_compared_word_by_word(expected: Any, actual: Any, pieces: list[Any]) -> None:
    assert [(piece.word, piece.text) for line in difference_of(expected, actual) for piece in line] == pieces


def test_a_link_is_one_line_with_its_title_and_address() -> None:
    assert lines_of([{"title": "A", "url": "u", "date": "2026"}]) == ['A → u ({"date": "2026"})']


def test_a_page_is_made_again_by_its_id_and_shown_only_if_it_is_the_same() -> None:
    facts = support.flawed_run()
    event = next(each for each in facts.failed if len(each["operators"]) == 1)
    maker = Panels(support.mutator(), include_private=False, minimal={}, reproduce="litedrift replay")

    same = maker.panel(facts, event)
    other = maker.panel(facts, event | {"sha256": "0" * 64})
    gone = maker.panel(facts, event | {"id": "no-such-case", "case": "no-such-case"})

    assert [frame.title for frame in same.frames] == ["The page as it was saved", "The page that failed"]
    assert same.diff
    assert (other.frames, other.diff) == ((), ())
    assert other.note.startswith("The page made again is not that of the run")
    assert gone.note.startswith("The page cannot be made again: unknown case 'no-such-case'")


def test_a_failure_that_was_shrunk_shows_the_smallest_page() -> None:
    facts = support.flawed_run()
    event = next(each for each in facts.failed if len(each["operators"]) > 1 and "class-strip" in each["operators"])
    smallest = f"{event['case']}--class-strip"
    panel = Panels(
        support.mutator(), include_private=False, minimal={event["id"]: smallest}, reproduce="litedrift replay"
    ).panel(facts, event)

    assert panel.smallest
    assert panel.replay == f"litedrift replay {smallest}"
    assert not panel.note


def test_a_private_page_is_neither_drawn_nor_quoted_unless_asked_for() -> None:
    facts = support.flawed_run()
    event = facts.failed[0]
    case = replace(support.cases()[0], provenance=dict(support.cases()[0].provenance) | {"origin": "captured"})
    known = support.corpus()
    private = Corpus(known.name, known.version, known.root, known.site, dict(known.cases) | {case.id: case})

    hidden = Panels(Mutator(private), include_private=False, minimal={}, reproduce="litedrift replay").panel(
        facts, event
    )
    shown = Panels(Mutator(private), include_private=True, minimal={}, reproduce="litedrift replay").panel(facts, event)

    assert (hidden.frames, hidden.message, [words.lines for words in hidden.words]) == ((), "", [()])
    assert "--include-private" in hidden.note
    assert shown.frames
    assert shown.words[0].lines


def test_each_kind_of_failure_comes_once_before_any_comes_twice() -> None:
    events = support.flawed_run().failed
    kinds = [
        (each["operators"] == [], sorted(f["field"] + f["verdict"] for f in each["fields"] if "observed" in f))
        for each in in_order(events)
    ]

    assert len({json.dumps(kind) for kind in kinds[:2]}) == 2
    assert sorted(each["id"] for each in in_order(events)) == sorted(each["id"] for each in events)
    assert in_order(events, {events[-1]["id"]})[0] == events[-1]


def test_the_place_of_a_value_is_outlined_on_its_page() -> None:
    page = b"<body><div><h2>Old <i>bell</i></h2><p>By Ada Moss</p><p>The bell rang.</p><a href='/x'>more</a></div>"
    marks = [
        *marks_of("headline", "Old bell", "The bell rang."),
        *marks_of("authors", ["Ada Moss"], []),
        *marks_of("full_article_url", "https://a.invalid/x", None),
        Mark("source", "expected", ("nowhere",)),
    ]
    frame = draw("t", page, None, "https://a.invalid/", marks)
    outlined = html.fromstring(frame.markup).xpath("//*[@data-drift]")

    assert [(node.tag, node.get("data-drift"), node.get("data-drift-label")) for node in outlined] == [
        ("h2", "expected", "headline: expected"),
        ("p", "expected", "authors: expected"),
        ("p", "read", "headline: read"),
        ("a", "expected", "full_article_url: expected"),
    ]
    assert frame.missed == ("source (expected)",)


def test_of_a_list_only_the_items_that_differ_are_outlined() -> None:
    lost, read = marks_of("body", ["one", "two", "three"], ["one", "three", "extra"])

    assert (lost.texts, read.texts) == (("two",), ("extra",))


@pytest.mark.parametrize("payload", support.PAYLOADS)
def test_the_copy_of_a_page_runs_loads_and_leads_nowhere(payload: str) -> None:
    page = f"<body onload=x><p title=\"{payload}\" onclick=x style='color:red'>{payload}</p><a href='https://a.invalid'>a</a>"
    frame = draw("t", page.encode("utf-8", "replace"), "text/html; charset=utf-8", "https://a.invalid/", [])
    if not frame.markup:
        assert "too many to draw" in frame.missed[0]
        return
    root = html.fromstring(frame.markup)

    assert root.xpath("//script|//link|//meta|//base|//iframe|//img[@src]|//svg|//object|//template|//plaintext") == []
    assert root.xpath("//@href|//@src|//@onload|//@onclick|//@onerror|//@onmouseover|//@action") == []
    assert not re.search(r"@import|url\(", frame.markup)


def test_a_style_sheet_that_asks_for_something_is_left_out_of_the_copy() -> None:
    sheets = ("p{color:red}", "@import 'x'", "p{background:URL (x)}", "p{background:u\\72l(x)}")
    frame = draw("t", "".join(f"<style>{each}</style><p style='{each}'>x" for each in sheets).encode(), None, "", [])

    assert re.findall(r"<style>([^<]*)</style>", frame.markup)[1:] == ["p{color:red}", "", "", ""]
    assert re.findall(r'<p style="([^"]*)"', frame.markup) == ["p{color:red}"]


# Whatever comes, it is a text.


def test_unseen_characters_are_spelt_out() -> None:
    assert visible("a\u202eb\x00c\ud800d") == "a⟨U+202E⟩b⟨U+0000⟩c⟨U+D800⟩d"
    assert visible("line\nand\ttab é 漢字 שלום") == "line\nand\ttab é 漢字 שלום"
    assert clip("x" * 50, 10) == "xxxxxxxxxx… (40 more characters)"


def test_hostile_content_everywhere_is_shown_as_text() -> None:
    events = support.hostile_events()
    facts = Facts.of(events)
    text = render_report([facts], support.mutator(), Options())
    root = html.fromstring(text)

    assert [first_fault("events", _jsonable(event)) for event in events] == [None] * len(events)
    assert len(support.PAYLOADS) >= 20
    assert len(text.encode("utf-8")) < LIMIT  # no lone surrogate is left, or this would raise
    assert len(root.xpath("//script")) == 1
    assert root.xpath("//img|//base|//object|//embed|//form|//textarea|//plaintext|//xmp|//math") == []
    assert {node.get("sandbox") for node in root.xpath("//iframe")} <= {""}
    handlers = {name for node in root.iter(etree.Element) for name in node.attrib if name.startswith("on")}
    assert handlers == set()
    assert {each.split(":")[0] for each in root.xpath("//@href") if not each.startswith("#")} == {"data"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", text)
    shown = root.text_content()
    for payload in support.PAYLOADS:
        assert visible(payload)[:60].replace("\r", "") in shown.replace("\r", ""), payload[:60]


def _jsonable(event: dict[str, Any]) -> Any:
    """Return the event as its file has it; a lone surrogate cannot stand in one but as an escape."""
    return json.loads(re.sub(r"\\u(d[89a-f]..)", "", json.dumps(event), flags=re.IGNORECASE))


def test_the_comparison_takes_hostile_names_too() -> None:
    runs = [Facts.of(support.hostile_events()), support.flawed_run()]
    root = html.fromstring(render_report(runs, support.mutator(), Options()))

    assert len(root.xpath("//script")) == 1
    assert root.xpath("//img|//base|//form") == []


# One file.


def test_the_report_asks_for_nothing_and_allows_nothing() -> None:
    root = page(support.flawed_run())
    policy = root.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")

    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-")
    assert root.xpath("//@src") == []
    assert root.xpath("//link/@href") == ["data:,"]


def test_two_reports_of_one_stream_are_the_same_bytes() -> None:
    first, second = (render_report([support.flawed_run()], support.mutator(), Options()) for _ in range(2))

    assert first == second


def test_a_run_in_which_everything_fails_stays_under_two_megabytes_and_counts_what_it_leaves_out() -> None:
    facts = support.flawed_run()
    many = replace(facts, failed=[event | {"message": "m" * 500} for event in facts.failed for _ in range(900)])
    text = render_report([many], support.mutator(), Options())
    root = html.fromstring(text)
    full, listed = len(root.xpath("//details[@class='panel']")), len(root.xpath("//details[@class='listed']//tbody/tr"))

    assert len(text.encode()) < LIMIT
    assert full > 10
    assert listed > 100
    assert f"{len(many.failed) - full - listed:,} left out" in text_of(root.get_element_by_id("failures"))


def test_a_run_without_failures_says_so() -> None:
    root = page(Facts.of(support.events_of(lambda html, url: _right(url), support.cases())))

    assert text_of(root.xpath("//h1")[0]).startswith("mine:extract read all of 6 judged pages right")
    assert "There is none." in text_of(root.get_element_by_id("failures"))


def test_the_tables_on_the_first_screen_have_heads_and_captions() -> None:
    root = page(support.flawed_run())
    heat = root.xpath("//table[@class='heat']")[0]

    assert heat.xpath("caption")
    assert len(heat.xpath("thead//th[@scope='col']")) == 5
    expected = heat_map(support.flawed_run())
    cells = [[text_of(cell.xpath("b")[0]) for cell in row.xpath("td[b]")] for row in heat.xpath("tbody/tr")]
    assert cells == [[f"{cell.failed:,}" for cell in row if cell.judged] for _, row in expected.rows]


# Several runs.


def test_a_comparison_counts_who_was_right_alone() -> None:
    first = support.flawed_run()
    second = Facts.of(support.events_of(lambda html, url: _right(url), support.cases(), name="good:extract"))
    (pair,) = pairs([first, second], ["a", "b"])
    clean_failed = first.groups["(clean)"][0]

    assert (pair.pages, pair.first_only, pair.second_only) == (6, 0, clean_failed)
    assert len(disputed([first, second])) == clean_failed > 0
    assert why_not_the_same([first, second]).startswith("The runs differ in their plan")
    root = page(first, second)
    assert text_of(root.xpath("//h1")[0]).startswith("2 runs compared; on 1 page some were right and some were not")
    assert [text_of(cell) for cell in root.xpath("//table[@class='heat'][1]/thead//th")][:3] == [
        "field",
        "mine:extract",
        "good:extract",
    ]


def test_two_runs_of_one_subject_are_told_apart() -> None:
    assert [
        text_of(each)
        for each in page(support.flawed_run(), support.flawed_run()).xpath("(//table)[1]//th[@scope='row']")
    ] == ["mine:extract (1)", "mine:extract (2)"]


# The plot and the command.


def test_lines_are_told_apart_without_colour() -> None:
    curves = [curve_of_run(support.flawed_run(), name) for name in ("a", "b")]

    assert "strokeDash" in json.dumps(specification(curves, ink="black"))
    assert "strokeDash" not in json.dumps(specification(curves[:1], ink="black"))


@pytest.mark.parametrize(("name", "start"), [("curve.svg", b"<svg"), ("curve.png", b"\x89PNG")])
def test_a_plot_is_written_in_the_form_of_its_suffix(tmp_path: Path, name: str, start: bytes) -> None:
    pytest.importorskip("vl_convert", reason="needs the extra `plots`")
    draw_file([curve_of_run(support.flawed_run(), "a")], tmp_path / name)

    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_plot_of_another_form_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"a plot is a file named \.svg or \.png"):
        draw_file([], tmp_path / "curve.pdf")


def test_the_command_writes_the_report_and_says_where(tmp_path: Path) -> None:
    with (tmp_path / "e.ndjson").open("w") as stream:
        for event in support.events_of(support.flawed, support.cases()):
            write_line(stream, event)
    result = CliRunner().invoke(app, ["report", str(tmp_path / "e.ndjson"), "-o", str(tmp_path / "r.html")])

    assert result.exit_code == 0, result.output
    assert "r.html" in result.output
    assert (tmp_path / "r.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_run_writes_its_report_itself_with_failures_shrunk(tmp_path: Path) -> None:
    chosen = [support.cases()[0].id, support.cases()[1].id]
    arguments = ["check", "--call", "reports.html_support:flawed", "--operator", "class-strip", "--jobs", "1"]
    arguments += [part for case in chosen for part in ("--case", case)]
    result = CliRunner().invoke(app, [*arguments, "--report", str(tmp_path / "r.html"), "--show", "5"])
    text = (tmp_path / "r.html").read_text("utf-8")

    assert result.exception is None, result.output
    assert text_of(html.fromstring(text).xpath("//h1")[0]).startswith("reports.html_support:flawed failed on ")
    assert "shrunk to the smallest that still fails" in text


def test_without_what_draws_the_curve_is_a_table_and_a_plot_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    curve = page(support.flawed_run()).get_element_by_id("curve")

    assert curve.xpath(".//svg|.//*[@class='plot']") == []
    assert curve.xpath(".//details[@open]//tbody/tr")
    with pytest.raises(UsageError, match=r"pip install 'litedrift\[plots\]'"):
        draw_file([], tmp_path / "curve.svg")


def test_survive_draws_its_curve(tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs the extra `plots`")
    arguments = ["survive", "--demo", "--chains", "2", "--seeds", "1", "--corpus", str(_two_pages(tmp_path))]
    CliRunner().invoke(app, [*arguments, "--plot", str(tmp_path / "c.svg")])

    root = etree.fromstring((tmp_path / "c.svg").read_bytes())
    assert "read wholly right" in "".join(root.itertext())


def _two_pages(folder: Path) -> Path:
    """Return a corpus of two pages, that of this project otherwise."""
    whole, small = support.corpus().root, folder / "corpus"
    shutil.copytree(whole, small, ignore=shutil.ignore_patterns("cases"))
    for case in support.cases()[:2]:
        shutil.copytree(case.path, small / "cases" / "article" / case.id)
    return small


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.ndjson"], "No such file"),
        (["e.ndjson", "-o", "nowhere/r.html"], "no such directory"),
        (["e.ndjson", "--survival", "e.ndjson"], "cannot be read as a result"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "e.ndjson").open("w") as stream:
        for event in support.events_of(support.flawed, support.cases()):
            write_line(stream, event)
    result = CliRunner().invoke(app, ["report", *arguments])

    assert message in str(result.exception)
    assert isinstance(result.exception, UsageError)
