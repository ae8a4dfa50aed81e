"""Validation without gold: it never cries on a right record, and each way to be wrong gets its word."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

import litedrift
from litedrift.corpus import LIST_FIELDS, Gold, Maybe, OneOf, first_fault, fold, load_corpus
from litedrift.drift import Mutator, Status, default_plan
from litedrift.errors import UsageError
from litedrift.judge import PageVerdict, Validation, Verdict, validate

if TYPE_CHECKING:
    from litedrift.corpus import Case
    from litedrift.drift import Mutant

CORPUS = load_corpus()
ARTICLES = [case for case in CORPUS if case.kind == "article"]
INDEXES = [case for case in CORPUS if case.kind == "index"]


def right(gold: Gold) -> dict[str, Any]:
    """A record that the gold accepts: the first of alternatives, with optional items that say something."""

    def one(value: Any) -> Any:
        match value:
            case OneOf(values):
                return one(values[0])
            case Maybe(inner):
                return inner
            case list():
                items = [one(each) for each in value]
                return [each for each in items if not isinstance(each, str) or fold(each)]
            case _:
                return copy.deepcopy(value)

    return {"kind": gold.kind, **{name: one(value) for name, value in gold.fields.items()}, "flags": []}


def check(case: Case | Mutant, record: dict[str, Any]) -> Validation:
    saved = (case if hasattr(case, "provenance") else case.case).provenance["saved"]
    return validate(case.html, record, url=case.url, content_type=case.content_type, saved=saved)


def words(case: Case, record: dict[str, Any]) -> set[tuple[str, Verdict]]:
    return {(doubt.field, doubt.verdict) for doubt in check(case, record).doubts}


@pytest.mark.parametrize("case", [*ARTICLES, *INDEXES], ids=lambda case: case.id)
def test_the_gold_of_every_case_is_clean(case: Case) -> None:
    found = check(case, right(case.gold))

    assert found.doubts == ()
    assert found.page is PageVerdict.JUDGED
    assert found.checked > 0


def test_the_gold_of_mutants_is_clean() -> None:
    mutator = Mutator(CORPUS)
    plan = default_plan(CORPUS, seed=11)
    judged = 0
    for case_id, steps in [item for item in plan.items if len(item[1]) == 1][::17]:
        mutant = mutator.apply(CORPUS.case(case_id), steps)
        if mutant.status is not Status.RAN or mutant.gold.kind == "refusal":
            continue
        record = right(mutant.gold)
        if any(record.get(name) for name in ("headline", "body", "links")):
            judged += 1
            assert [str(doubt) for doubt in check(mutant, record).doubts] == [], mutant.id

    assert judged > 100


@pytest.mark.parametrize(
    "case", [case for case in ARTICLES if case.gold.fields.get("updated")], ids=lambda case: case.id
)
def test_a_time_that_is_a_minute_off_is_invented(case: Case) -> None:
    record = right(case.gold)
    moment = datetime.fromisoformat(record["updated"]) + timedelta(minutes=1)

    assert words(case, record | {"updated": moment.isoformat()}) == {("updated", Verdict.INVENTED)}


@pytest.mark.parametrize("case", [case for case in ARTICLES if case.gold.fields["body"]], ids=lambda case: case.id)
def test_a_sentence_that_is_not_on_the_page_is_invented(case: Case) -> None:
    record = right(case.gold)

    assert words(case, record | {"body": [*record["body"], "Officials denied the report."]}) == {
        ("body", Verdict.INVENTED)
    }


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.id)
def test_the_sites_furniture_in_the_body_is_leaked(case: Case) -> None:
    record = right(case.gold)
    shown = [text for text in CORPUS.site.furniture if text in case.html.decode("latin-1")]
    for text in shown:
        assert words(case, record | {"body": [*record["body"], text]}) == {("body", Verdict.LEAKED)}


@pytest.mark.parametrize("case", [case for case in ARTICLES if case.gold.fields["body"]], ids=lambda case: case.id)
def test_a_body_that_comes_out_twice_is_wrong(case: Case) -> None:
    record = right(case.gold)

    assert words(case, record | {"body": record["body"] * 2}) == {("body", Verdict.WRONG)}


@pytest.mark.parametrize("case", ARTICLES, ids=lambda case: case.id)
def test_a_sentinel_is_invented(case: Case) -> None:
    record = right(case.gold)
    for text in ("No title found", "N/A", "None"):
        assert words(case, record | {"headline": text}) == {("headline", Verdict.INVENTED)}


def test_an_entity_that_was_left_undecoded_is_wrong() -> None:
    cases = [case for case in ARTICLES if b"&amp;" in case.html or b"&#x27;" in case.html or b"&quot;" in case.html]
    tried = 0
    for case in cases:
        record = right(case.gold)
        for place, text in enumerate(record["body"]):
            for mark, entity in (("&", "&amp;"), ("'", "&#x27;"), ('"', "&quot;")):
                raw = text.replace(mark, entity)
                if raw != text and raw.encode() in case.html:
                    body = [*record["body"][:place], raw, *record["body"][place + 1 :]]
                    assert words(case, record | {"body": body}) == {("body", Verdict.WRONG)}, case.id
                    tried += 1
    assert tried > 0


CASE = next(case for case in ARTICLES if case.id == "january-storm-crosses-the-plains")
GOOD = right(CASE.gold)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"headline": ""}, ("headline", Verdict.WRONG)),
        ({"headline": " \u00a0"}, ("headline", Verdict.WRONG)),
        ({"headline": ["x"]}, ("headline", Verdict.WRONG)),
        ({"headline": 12}, ("headline", Verdict.WRONG)),
        ({"body": "one text"}, ("body", Verdict.WRONG)),
        ({"body": None}, ("body", Verdict.WRONG)),
        ({"body": [None]}, ("body", Verdict.WRONG)),
        ({"authors": "A"}, ("authors", Verdict.WRONG)),
        ({"updated": "2024-01-21T23:36:00"}, ("updated", Verdict.WRONG)),
        ({"updated": "yesterday"}, ("updated", Verdict.WRONG)),
        ({"updated": 1705898160}, ("updated", Verdict.WRONG)),
        ({"title": "x"}, ("title", Verdict.WRONG)),
        ({"flags": "x"}, ("flags", Verdict.WRONG)),
        ({"links": []}, ("links", Verdict.WRONG)),
        ({"byline": "By Nobody At All, CNN"}, ("byline", Verdict.INVENTED)),
        ({"authors": ["Nobody At All"]}, ("authors", Verdict.INVENTED)),
        ({"authors": [GOOD["headline"]]}, ("authors", Verdict.WRONG)),
        ({"source": "Reuters of Nowhere"}, ("source", Verdict.INVENTED)),
        ({"full_article_url": "https://www.cnn.com/no/such/page"}, ("full_article_url", Verdict.INVENTED)),
        ({"full_article_url": "https://elsewhere.example" + CASE.url[20:]}, ("full_article_url", Verdict.WRONG)),
        ({"body": [GOOD["byline"], *GOOD["body"]]}, ("body", Verdict.WRONG)),
        ({"body": [GOOD["headline"], *GOOD["body"]]}, ("body", Verdict.WRONG)),
        ({"body": [*GOOD["body"], "See Full Web Article"]}, ("body", Verdict.LEAKED)),
        ({"body": [" ".join(GOOD["body"])]}, ("body", Verdict.WRONG)),
        ({"body": GOOD["body"][:2]}, ("body", Verdict.WRONG)),
    ],
)
def test_each_way_to_be_wrong_has_its_word(change: dict[str, Any], expected: tuple[str, Verdict]) -> None:
    assert words(CASE, GOOD | change) == {expected}


def test_the_shapes_are_those_of_the_schema() -> None:
    for change in ({"headline": ""}, {"headline": 12}, {"body": "x"}, {"authors": [1]}, {"title": "x"}, {"flags": "x"}):
        assert first_fault("record", GOOD | change) is not None
        assert check(CASE, GOOD | change).failed
    assert first_fault("record", GOOD) is None


def test_the_label_line_at_the_head_of_the_body_is_meta() -> None:
    for case in ARTICLES:
        source = case.gold.fields.get("source")
        if isinstance(source, str) and f"Source: {source}".encode() in case.html:
            record = right(case.gold)
            assert words(case, record | {"body": [f"Source: {source}", *record["body"]]}) == {("body", Verdict.WRONG)}
            return
    pytest.fail("no case has a source line")


def test_a_time_may_be_neither_after_the_save_nor_before_the_address() -> None:
    def verdicts(url: str, saved: Any) -> list[str]:
        return [str(doubt) for doubt in validate(CASE.html, GOOD, url=url, saved=saved).doubts]

    late = "https://lite.cnn.com/2024/02/21/weather/x"
    assert verdicts(CASE.url, date(2024, 1, 22)) == verdicts(CASE.url, None) == []
    assert verdicts(CASE.url, "2024-01-10T00:00:00+00:00") == [
        "updated: wrong: later than the page was saved (2024-01-10)"
    ]
    assert verdicts(late, None) == ["updated: wrong: earlier than the day in the page's address (2024-02-21)"]


def test_links_lead_where_the_page_has_them_lead() -> None:
    case = next(case for case in INDEXES if len(right(case.gold)["links"]) > 2)
    record = right(case.gold)
    first, second, *rest = record["links"]
    swapped = [{"title": first["title"], "url": second["url"]}, {"title": second["title"], "url": first["url"]}, *rest]

    assert words(case, record | {"links": swapped}) == {("links", Verdict.WRONG)}
    assert words(case, record | {"links": [first, *record["links"]]}) == {("links", Verdict.WRONG)}
    assert words(case, record | {"links": [{"title": "Never printed", "url": first["url"]}]}) == {
        ("links", Verdict.INVENTED)
    }
    assert words(case, record | {"links": [{"title": first["title"]}]}) == {("links", Verdict.WRONG)}
    furniture = next(text for text in CORPUS.site.furniture if text in case.html.decode("utf-8", "replace"))
    assert ("links", Verdict.LEAKED) in words(
        case, record | {"links": [*record["links"], {"title": furniture, "url": first["url"]}]}
    )


@pytest.mark.parametrize(
    ("record", "page"),
    [
        ({"kind": "article", "headline": None, "body": []}, PageVerdict.ACCEPTED_WRONGLY),
        ({"kind": "index", "links": []}, PageVerdict.ACCEPTED_WRONGLY),
        ({"kind": "video"}, PageVerdict.FAILED),
        ({}, PageVerdict.FAILED),
        ([], PageVerdict.FAILED),
        ("text", PageVerdict.FAILED),
    ],
)
def test_what_is_no_record_at_all_is_a_verdict_on_the_page(record: Any, page: PageVerdict) -> None:
    found = check(CASE, record)

    assert found.page is page
    assert found.failed
    assert found.message


def test_a_flagged_doubt_is_loud() -> None:
    quiet = check(CASE, GOOD | {"headline": "Nothing of the kind"}).doubts[0]
    loud = check(CASE, GOOD | {"headline": "Nothing of the kind", "flags": ["headline:title"]}).doubts[0]

    assert (quiet.loud, loud.loud) == (False, True)


def test_bad_calls_are_refused() -> None:
    with pytest.raises(UsageError, match="not bytes"):
        validate("<p>", GOOD)  # type: ignore[arg-type]  # the wrong type is what is tested
    with pytest.raises(UsageError, match="saved"):
        validate(b"<p>", GOOD, saved="last week")


@pytest.mark.parametrize("html", [b"", b"<", b"\x00\xff\xfe", b"<p>" * 2000, b"%PDF-1.7"])
def test_any_page_can_be_validated(html: bytes) -> None:
    found = validate(html, GOOD)

    assert {doubt.verdict for doubt in found.doubts} == {Verdict.INVENTED}
    assert first_fault("validation", found.to_dict()) is None


@dataclass
class Story:
    headline: str
    updated: datetime
    kind: str = "article"


class Rich:
    def to_dict(self) -> dict[str, Any]:
        return {"kind": "article", "headline": "No title found"}


def test_whatever_an_extractor_may_return_can_be_validated() -> None:
    late = Story(GOOD["headline"], datetime.fromisoformat("1970-01-01T00:00:00+00:00"))

    assert [each.field for each in validate(CASE.html, late, url=CASE.url).doubts] == ["updated"]
    assert [each.field for each in validate(CASE.html, Rich(), url=CASE.url).doubts] == ["headline"]
    assert validate(CASE.html, "a text", url=CASE.url).message == "the record is a str, not an object"


def test_a_record_with_names_of_its_own_is_validated_under_ours() -> None:
    own = {"title": "No title found", "text": "\n\n".join(GOOD["body"]), "rank": 3}
    names = {"headline": "title", "body": "text"}
    found = validate(CASE.html, own, url=CASE.url, names=names, fields=names)

    assert [(each.field, each.verdict) for each in found.doubts] == [("headline", Verdict.INVENTED)]
    assert own == {"title": "No title found", "text": "\n\n".join(GOOD["body"]), "rank": 3}
    assert [each.field for each in validate(CASE.html, own, names=names).doubts] == ["headline", "rank"]
    assert validate(CASE.html, {"headline": GOOD["headline"]}, kind="article").page is PageVerdict.JUDGED


def test_the_public_door_is_the_same_function() -> None:
    assert litedrift.validate is validate
    assert fold(str(litedrift.validate(CASE.html, GOOD, url=CASE.url).page)) == "judged"
    assert {"authors", "body", "links"} == LIST_FIELDS
