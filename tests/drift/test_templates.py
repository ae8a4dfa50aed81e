"""Pages printed anew from their records: what an epoch can print comes back exactly, and chains go on from there."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from lxml import etree

import cnn_lite
from drift import support
from litedrift.corpus import FIELDS, LIST_FIELDS, Case, fold, load_corpus
from litedrift.drift import Mutant, Mutator, Status, clash, operators, step
from litedrift.drift._dice import Dice
from litedrift.drift._draft import Draft, Infeasible
from litedrift.drift._kit import rendered
from litedrift.drift._render import edition, render
from litedrift.drift._stamp import EXACT, print_time
from litedrift.errors import CorpusError
from litedrift.judge import judge
from litedrift.subjects import CallableSubject

if TYPE_CHECKING:
    from pathlib import Path

SUBJECT = CallableSubject(cnn_lite.extract)
TEMPLATES = [spec for spec in operators() if spec.category == "templates"]
FUTURES = [spec for spec in TEMPLATES if not spec.name.startswith("re-render")]
EPOCHS = [level["epoch"] for spec in TEMPLATES if spec.name == "re-render" for level in spec.levels]
PAGES = [case for case in support.mutator().corpus if case.mutable and case.kind != "refusal"]


def printed(case: Case, epoch: str) -> Mutant:
    """The case in the template of an epoch, whether or not that prints all of the record."""
    whole = support.mutate(case, "re-render", {"epoch": epoch})
    levels = [dict(level) for spec in TEMPLATES if spec.name == "re-render-lossy" for level in spec.levels]
    if whole.status is Status.INFEASIBLE and {"epoch": epoch} in levels:
        return support.mutate(case, "re-render-lossy", {"epoch": epoch})
    return whole


def draft_of(case_id: str) -> Draft:
    return Draft(support.mutator()._blueprint(case_id))


@pytest.mark.parametrize("epoch", EPOCHS)
def test_what_an_epoch_prints_is_read_again_exactly(epoch: str) -> None:
    mutants = [each for each in (printed(case, epoch) for case in PAGES) if each.status is Status.RAN]
    wrong = []
    for each in mutants:
        answer = SUBJECT.extract(each.html, url=each.url, content_type=each.content_type)
        judgement = judge(each, answer)
        wrong += [each.id] if judgement.failed else []

    assert len(mutants) > len(PAGES) / 2
    assert wrong == [], wrong


@pytest.mark.parametrize("epoch", EPOCHS)
def test_a_page_in_its_own_epochs_template_keeps_its_whole_record(epoch: str) -> None:
    own = [support.mutate(case, "re-render", {"epoch": epoch}) for case in PAGES if case.epoch == epoch]
    impossible = [each.id for each in own if each.status is Status.INFEASIBLE]

    assert own
    assert impossible == []


@pytest.mark.parametrize("epoch", EPOCHS)
def test_every_landmark_of_an_epoch_is_found_in_the_page_that_its_template_prints(epoch: str) -> None:
    draft = draft_of("note-stands-before-the-source")
    made = edition(draft, epoch, pattern=draft.site.stamp_formats[epoch])
    render(draft, made, epoch=epoch)
    absent = {"editors_note"} if not made.gold.fields["editors_note"] else set()
    wanted = set(draft.site.landmarks_of(epoch, "article")) - absent

    assert {name for name in wanted if draft.one(name) is not None} == wanted
    assert [rendered(node) for node in draft.paragraphs] == draft.gold.fields["body"]
    assert (draft.epoch, draft.charset) == (epoch, "utf-8")


@pytest.mark.parametrize("spec", FUTURES, ids=lambda spec: spec.name)
def test_every_landmark_is_found_in_the_page_of_a_future(spec) -> None:
    for level in spec.levels:
        draft = draft_of("note-stands-before-the-source")
        spec.run(draft, Dice(spec.name), **level)
        texts = {name: [rendered(node) for node in draft.landmark(name)] for name in ("headline", "byline", "end_link")}
        shared = level.get("story") == "breaks"  # one cell holds the whole story

        assert texts["headline"] == [draft.gold.fields["headline"]]
        assert texts["byline"] == [draft.gold.fields["byline"]]
        assert texts["end_link"] == ["See Full Web Article"]
        assert [
            name for name in ("updated", "source", "editors_note", "header", "footer") if draft.one(name) is None
        ] == []
        assert shared or [rendered(node) for node in draft.paragraphs] == draft.gold.fields["body"]
        assert b"data-landmark" not in draft.data


@pytest.mark.parametrize(
    "name", ["re-render:epoch=g1b-2021", "web-components:tree=light", "plain-reader:view=print", "amp-page:parts=bare"]
)
def test_the_steps_after_a_new_template_work_on_the_new_page(name: str) -> None:
    case = next(case for case in PAGES if case.epoch == "g1b-2021" and case.gold.fields["byline"])
    mutant = support.mutator().replay(f"{case.id}--{name}--retag-meta--wrap-paragraphs")

    assert (mutant.status, mutant.reason) == (Status.RAN, "")
    assert len(mutant.touched) == 3
    assert mutant.touched[0].startswith("the page of g1b-2021 is printed by the template")


def test_a_new_template_then_hashed_classes_then_wrappers_touch_the_new_page() -> None:
    mutant = support.mutator().replay(
        "beekeeper-acquitted-over-noise--re-render:epoch=g2-2025--class-hash--wrap-paragraphs"
    )

    assert (mutant.status, len(mutant.touched)) == (Status.RAN, 3)
    assert b'paragraph--lite"' not in mutant.html


def test_a_page_has_one_template_at_a_time() -> None:
    for spec in TEMPLATES:
        assert set(spec.conflicts) == {other.name for other in TEMPLATES} - {spec.name}
    steps = [step("re-render", {"epoch": "g2-2025"}), step("amp-page")]

    assert clash(steps) == "re-render with amp-page: a page has one template at a time"


def test_the_same_operator_cannot_print_a_page_twice_in_one_chain() -> None:
    twice = [step("hashed-modules"), step("hashed-modules", {"names": "styled"})]
    case = next(case for case in PAGES if case.id == "runway-fox-caught-after-eleven-nights")
    mutant = support.mutator().apply(case, twice[::-1])

    assert mutant.status is Status.INFEASIBLE
    assert mutant.reason == "a page has one template at a time"


def test_a_template_without_a_place_for_a_field_takes_it_off_the_page() -> None:
    mutant = support.mutate(support.mutator().corpus.case("wire-story-with-agency-byline"), "re-render-lossy")
    gold = mutant.gold.fields
    gone = {name for name, value in mutant.case.gold.fields.items() if value and not gold[name]}

    assert mutant.steps[0].parameters == (("epoch", "g1a-2017"),)
    assert gone == {"byline", "source", "full_article_url"}
    assert mutant.case.gold.fields["full_article_url"].encode() not in mutant.html
    assert "without byline, source, full_article_url" in mutant.touched[0]


def test_a_page_that_would_look_like_an_error_page_is_not_judged() -> None:
    case = support.mutator().corpus.case("no-byline-no-time-power-cut")
    mutant = support.mutate(case, "re-render-lossy", {"epoch": "g1a-2017"})

    assert mutant.status is Status.INFEASIBLE
    assert mutant.reason.endswith("an error page looks the same")


def test_a_clock_without_seconds_cuts_the_time_down_to_the_minute() -> None:
    case = next(case for case in PAGES if case.gold.fields.get("updated", None) == "2021-11-09T13:20:41+00:00")
    mutant = support.mutate(case, "re-render-lossy", {"epoch": "g2-2025"})
    minute = datetime.fromisoformat(mutant.gold.fields["updated"])

    assert minute == datetime.fromisoformat("2021-11-09T13:20:00+00:00")
    assert b"8:20 AM EST, Tue November 9, 2021" in mutant.html
    assert b"13:20:41" not in mutant.html


def test_links_emphasis_and_lists_of_the_story_are_taken_over() -> None:
    mutant = support.mutate(
        support.mutator().corpus.case("sixty-answers-about-the-comet"), "re-render", {"epoch": "g2-2025"}
    )
    before, after = mutant.case.html.decode(), mutant.html.decode()

    assert [after.count(each) for each in ("<ul>", "<li>", "<h2>")] == [
        before.count(each) for each in ("<ul>", "<li>", "<h2>")
    ]


def test_an_epoch_of_plain_paragraphs_prints_a_list_as_paragraphs() -> None:
    mutant = support.mutate(
        support.mutator().corpus.case("sixty-answers-about-the-comet"), "re-render-lossy", {"epoch": "g1b-2021"}
    )
    story = etree.HTML(mutant.html).find(".//div[@class='afe4286c']/div")

    assert {node.tag for node in story.iterdescendants()} == {"p"}
    assert [fold("".join(node.itertext())) for node in story][4:] == mutant.gold.fields["body"]


def test_the_words_of_header_and_footer_stay_the_sites_own() -> None:
    mutant = support.mutate(support.mutator().corpus.case("wire-story-with-agency-byline"), "hashed-modules")
    lines = support.visible_lines(mutant.html)

    assert lines[0] == "CNN"
    assert "Go to the full CNN experience" in lines
    assert lines[-1].endswith("A Warner Bros. Discovery Company. All Rights Reserved.")


@pytest.mark.parametrize(
    ("moment", "pattern", "text", "read"),
    [
        ("2026-07-01T12:05:09-04:00", "{hour}:{minute} {ampm} {zone}", "12:05 PM EDT", "2026-07-01T12:05:00-04:00"),
        ("2026-07-01T12:05:00-05:00", "{hour}:{minute} {ampm} {zone}", "12:05 PM EST", "2026-07-01T12:05:00-05:00"),
        ("2021-01-01T04:59:59+00:00", "{hour}:{minute} {ampm} ET", "11:59 PM ET", "2020-12-31T23:59:00-05:00"),
        ("2020-11-01T06:30:00+00:00", "{hour}:{minute} {ampm} ET", "1:30 AM ET", "2020-11-01T01:30:00-04:00"),
        ("2020-02-29T00:00:07-05:00", EXACT, "Updated: Sat, 29 Feb 2020 05:00:07 GMT", "2020-02-29T05:00:07+00:00"),
    ],
)
def test_a_printed_time_names_this_instant(moment: str, pattern: str, text: str, read: str) -> None:
    shown, instant = print_time(datetime.fromisoformat(moment), pattern)

    assert (shown, instant) == (text, datetime.fromisoformat(read))


@pytest.mark.parametrize(
    ("pattern", "fault"), [("{hour}:{minute}", "names no time zone"), ("{clock} GMT", "cannot be filled in")]
)
def test_a_pattern_that_cannot_print_a_time_is_reported_in_one_line(pattern: str, fault: str) -> None:
    with pytest.raises(CorpusError, match=fault) as caught:
        print_time(datetime.fromisoformat("2026-07-01T12:05:09-04:00"), pattern)
    assert "\n" not in str(caught.value)


def test_the_second_of_two_hours_alike_cannot_be_printed_as_et() -> None:
    draft = draft_of("lighthouse-keeper-last-shift")
    later = datetime.fromisoformat(draft.gold.fields["updated"]).timestamp() + 3600
    draft.gold = draft.gold.set(updated=datetime.fromtimestamp(later, tz=UTC).isoformat())

    with pytest.raises(Infeasible, match="shows this hour twice"):
        edition(draft, "g1a-2017", pattern=draft.site.stamp_formats["g1a-2017"])


VILLAGE = {
    "CORPUS.toml": 'name = "village"\nversion = "2026.11.0"\nschema = 1\nlicence = "CC0-1.0"\nnotice = "Invented."\n',
    "site.toml": """
name = "The Village Bell"
base_url = "https://bell.example/"
[landmarks.first.article]
headline = "h1"
header = "nav"
""",
    "case.toml": """
id = "goat-elected"
kind = "article"
epoch = "first"
tags = ["goat"]
why = "the only story that the village has"
url = "https://bell.example/goat"
content_type = "text/html"
[provenance]
origin = "reconstructed"
saved = "2026-11-02"
sha256 = "{digest}"
gold_by = "written with the text"
reviewed = "2026-11-02"
""",
    "page.html": """<html><head><title>Goat elected</title></head><body><nav><a href="/">The Village Bell</a></nav>
<h1>Goat elected</h1><main><p>A goat was elected on Monday.</p><p>It <em>ate</em> the ballot.</p>
<p>The count took nine minutes.</p><p>Nobody asked for another.</p></main>
</body></html>""",
}


@pytest.fixture
def village(tmp_path: Path) -> Mutator:
    """Return the mutator of a site of one page, with no templates and no words of its own."""
    folder = tmp_path / "cases" / "article" / "goat-elected"
    folder.mkdir(parents=True)
    for name, text in VILLAGE.items():
        digest = hashlib.sha256(VILLAGE["page.html"].encode()).hexdigest()
        home = tmp_path if name in ("CORPUS.toml", "site.toml") else folder
        (home / name).write_bytes(text.replace("{digest}", digest).encode())
    record = {name: [] if name in LIST_FIELDS else None for name in FIELDS["article"]}
    body = ["A goat was elected on Monday.", "It ate the ballot.", "The count took nine minutes."]
    gold = {"kind": "article", **record, "headline": "Goat elected", "body": [*body, "Nobody asked for another."]}
    (folder / "gold.json").write_text(json.dumps(gold), "utf-8")
    return Mutator(load_corpus(tmp_path))


@pytest.mark.parametrize("name", ["re-render", "re-render-lossy", "full-site-look"])
def test_a_site_without_these_templates_is_not_printed_in_them(village: Mutator, name: str) -> None:
    mutant = village.apply(village.corpus.case("goat-elected"), [step(name)])

    assert mutant.status is Status.INFEASIBLE
    assert mutant.reason.startswith("this site has no template ")


@pytest.mark.parametrize(
    "spec", [spec for spec in FUTURES if spec.name != "full-site-look"], ids=lambda spec: spec.name
)
def test_a_future_prints_the_page_of_any_site(village: Mutator, spec) -> None:
    for level in spec.levels:
        mutant = village.apply(village.corpus.case("goat-elected"), [step(spec.name, dict(level))])
        lines = support.visible_lines(mutant.html)

        assert (mutant.status, mutant.reason) == (Status.RAN, "")
        assert support.missing_in_order(["Goat elected", *mutant.gold.fields["body"]], lines) is None
        assert any("The Village Bell" in line for line in lines)
        assert lines[-1] == "© 2026 The Village Bell. All Rights Reserved."
        assert b"<em>ate</em>" in mutant.html
        assert b"CNN" not in mutant.html
