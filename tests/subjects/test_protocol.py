"""The messages: what we send is what the schemas say, what comes back is typed or refused with the line quoted."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litedrift.corpus import first_fault
from litedrift.subjects import Bye, Greeting, Outcome, OutcomeKind
from litedrift.subjects._protocol import Answer, Extract, Hello, ProtocolFault, parse_answer, quoted

TEXTS = st.text(min_size=1)


@given(html=st.binary(max_size=200), url=TEXTS, content_type=st.none() | st.text())
def test_a_request_is_one_ascii_line_that_the_schema_allows_and_holds_the_exact_bytes(html, url, content_type) -> None:
    line = Extract("17", html, url, content_type).to_line()
    message = json.loads(line)

    assert line.isascii()
    assert line.count(b"\n") == 1
    assert first_fault("protocol-request", message) is None
    assert base64.b64decode(message.pop("html_b64")) == html
    assert message == {"type": "extract", "id": "17", "url": url, "content_type": content_type}


@pytest.mark.parametrize("message", [Greeting("0.1.0"), Bye()])
def test_every_other_message_of_ours_is_allowed_by_its_schema(message) -> None:
    assert first_fault("protocol-request", json.loads(message.to_line())) is None


@pytest.mark.parametrize(
    "message",
    [
        Hello(1),
        Hello(1, "mine", "0.3", "go", ("headline",), ("article",)),
        Answer("1", Outcome(OutcomeKind.RECORD, {"kind": "article", "headline": "Café \ud800"})),
        Answer("1", Outcome(OutcomeKind.REFUSED, message="no story")),
        Answer("1", Outcome(OutcomeKind.UNSUPPORTED, message="an index")),
        Answer("1", Outcome(OutcomeKind.ERROR, message="KeyError", detail="Traceback")),
        Answer("1", Outcome(OutcomeKind.MEMORY, message="ran out of memory")),
        Answer("1", Outcome(OutcomeKind.PROTOCOL_ERROR, message="returned int")),
        Answer(None, Outcome(OutcomeKind.ERROR, message="cannot start")),
    ],
    ids=lambda message: f"{type(message).__name__}-{getattr(getattr(message, 'outcome', None), 'kind', '')}",
)
def test_a_peers_message_comes_back_as_it_was_sent(message) -> None:
    assert parse_answer(message.to_line()) == message


@given(line=st.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_fault_that_quotes_them_on_one_line(line) -> None:
    try:
        parse_answer(line)
    except ProtocolFault as fault:
        assert len(str(fault).splitlines()) == 1  # noqa: PT017  # the other way out is no failure
        assert quoted(line) in str(fault)  # noqa: PT017  # the same


def test_a_fault_in_a_message_keeps_the_id_of_its_page() -> None:
    with pytest.raises(ProtocolFault) as caught:
        parse_answer(b'{"type":"result","id":"17"}')

    assert caught.value.page == "17"


@pytest.mark.parametrize("line", [b"[" * 100_000, b'{"type":' * 50_000])
def test_nesting_without_end_is_no_json(line) -> None:
    with pytest.raises(ProtocolFault, match="not JSON"):
        parse_answer(line)
