"""The callable door: what a Python function may return, and what becomes of what it may not."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import signal
import threading
from types import MappingProxyType

import pytest

from litedrift.errors import SubjectError
from litedrift.subjects import CallableSubject, Fitting, OutcomeKind, load_callable

URL = "https://lite.cnn.com/x"


class Refused(Exception):
    pass


class Unreadable(Exception):
    pass


@dataclasses.dataclass
class Story:
    headline: str
    kind: str = "article"


class Rich:
    def to_dict(self):
        return {"kind": "index", "links": []}


def outcome(function, **options):
    return CallableSubject(function, **options).extract(b"<p>", url=URL, content_type="text/html")


def raising(error):
    def function(html):
        raise error

    return function


@pytest.mark.parametrize("result", [{"headline": "A"}, Story("A"), {"kind": "article", "headline": "A", "extra": 1}])
def test_a_mapping_or_dataclass_is_a_record(result) -> None:
    found = outcome(lambda html: result)

    assert found.kind is OutcomeKind.RECORD
    assert found.record == {"kind": "article", "headline": "A", "flags": []}


def test_an_object_with_to_dict_is_a_record() -> None:
    assert outcome(lambda html: Rich()).record["kind"] == "index"


class Reader:
    def __call__(self, html, *, url):
        return {"kind": "article", "headline": url}


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (functools.partial(raising, KeyError("x")), "test_callable:raising"),
        (functools.partial(functools.partial(raising), KeyError("x")), "test_callable:raising"),
        (Reader(), "test_callable:Reader"),
        (len, "builtins:len"),
    ],
)
def test_whatever_can_be_called_has_a_name(function, name) -> None:
    assert CallableSubject(function).name.endswith(name)


def test_an_object_that_is_called_gets_its_keywords_too() -> None:
    assert outcome(Reader()).record["headline"] == URL


def test_the_function_gets_those_keywords_that_it_accepts() -> None:
    seen = {}

    def both(html, *, url, content_type):
        seen["both"] = (url, content_type)
        return {}

    def anything(html, **rest):
        seen["rest"] = rest
        return {}

    outcome(both)
    outcome(anything)

    assert seen == {"both": (URL, "text/html"), "rest": {"url": URL, "content_type": "text/html"}}


@pytest.mark.parametrize("function", [lambda html: None, raising(Refused("no story"))])
def test_none_and_an_exception_called_refused_are_refusals(function) -> None:
    assert outcome(function).kind is OutcomeKind.REFUSED


def test_a_named_exception_can_be_a_refusal() -> None:
    assert outcome(raising(Unreadable()), refuse_on=("Unreadable",)).kind is OutcomeKind.REFUSED
    assert outcome(raising(Unreadable())).kind is OutcomeKind.ERROR


def test_an_error_keeps_its_message_and_traceback() -> None:
    found = outcome(raising(ValueError("no byline\nat all")))

    assert (found.kind, found.message) == (OutcomeKind.ERROR, "ValueError: no byline")
    assert "raising" in found.detail or "function" in found.detail


@pytest.mark.parametrize("result", [7, "text", ["a"], {"kind": "video"}])
def test_what_is_no_record_breaks_the_protocol_and_says_what_came(result) -> None:
    found = outcome(lambda html: result)

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert "expected" in found.message


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"headline": 5}, "headline: 5 is not of type"),
        ({"authors": [{"name": "A"}]}, "authors/0"),
        ({"links": [{"url": "https://x.invalid/"}]}, '"title" is a required property'),
        ({"body": {"a", "b"}}, "JSON cannot carry"),
    ],
)
def test_a_field_of_another_type_breaks_the_protocol_and_is_named(record, message) -> None:
    found = outcome(lambda html: record)

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert message in found.message


def test_a_field_that_is_not_claimed_is_dropped_whatever_it_is() -> None:
    found = outcome(lambda html: {"headline": "A", "authors": {"A"}}, fields=frozenset({"headline"}))

    assert found.record == {"kind": "article", "headline": "A", "flags": []}


def test_values_are_what_json_would_carry() -> None:
    class Text(str):
        __slots__ = ()

    moment = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    links = ({"url": "https://x.invalid/", "title": Text("T"), "rank": 1},)
    article = outcome(lambda html: {"headline": Text("A"), "updated": moment, "authors": None, "body": ("One",)})
    index = outcome(lambda html: {"kind": "index", "links": links})

    assert article.record == {
        "kind": "article",
        "headline": "A",
        "authors": [],
        "updated": "2026-03-01T09:30:00+00:00",
        "body": ["One"],
        "flags": [],
    }
    assert type(article.record["headline"]) is str
    assert index.record["links"] == [{"url": "https://x.invalid/", "title": "T"}]


def test_a_call_that_hangs_is_ended_even_when_it_swallows_exceptions() -> None:
    def hang(html):
        while True:
            try:
                while True:
                    pass
            except Exception:  # noqa: BLE001, S110  # what careless scrapers do
                pass

    assert outcome(hang, timeout=0.05).kind is OutcomeKind.TIMEOUT


def test_an_alarm_leaves_no_trace() -> None:
    before = signal.getsignal(signal.SIGALRM)
    outcome(lambda html: {}, timeout=5)

    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_outside_the_main_thread_a_call_is_made_without_an_alarm() -> None:
    found = []
    thread = threading.Thread(target=lambda: found.append(outcome(lambda html: {}, timeout=5)))
    thread.start()
    thread.join()

    assert [each.kind for each in found] == [OutcomeKind.RECORD]


def test_a_function_that_exits_is_an_error_not_the_end_of_the_run() -> None:
    assert outcome(raising(SystemExit(3))).kind is OutcomeKind.ERROR


def test_a_scraper_with_other_names_and_one_string_body_is_fitted() -> None:
    fitting = Fitting(rename=MappingProxyType({"headline": "title", "body": "text"}))
    found = outcome(lambda html: {"title": "A", "text": "One.\n\nTwo.\n \n"}, fitting=fitting)

    assert found.record == {"kind": "article", "headline": "A", "body": ["One.", "Two."], "flags": []}


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("cnn_lite", "expected package.module:function"),
        ("no_such_module:f", "cannot import no_such_module"),
        ("cnn_lite:extrakt", "did you mean extract"),
        ("os:sep", "not a function"),
    ],
)
def test_a_subject_that_cannot_be_loaded_is_one_clear_line(spec: str, message: str) -> None:
    with pytest.raises(SubjectError, match=message) as caught:
        load_callable(spec)

    assert "\n" not in str(caught.value)
