"""The command door, against real programs that misbehave: each its own outcome, the run goes on, nothing is left."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from litedrift.errors import SubjectError
from litedrift.subjects import WATCHABLE, CommandSubject, Fitting, OutcomeKind
from subjects.peers import HTML, URL, ask, limits, loop, script

if TYPE_CHECKING:
    from pathlib import Path

WELL = "def reply(identity, page, html): say(result(identity, html.decode('utf-8', 'replace')))"


@pytest.fixture
def started():
    """Give the function that starts a subject; end all of them, and show that nothing is left of them."""
    subjects = []

    def start(command, **options):
        options.setdefault("limits", limits())
        subjects.append(CommandSubject(command, **options))
        return subjects[-1]

    yield start
    for subject in subjects:
        subject.close()


def outcomes(subject, pages=3):
    return [ask(subject).kind for _ in range(pages)]


def test_a_page_comes_back_as_a_record_and_its_bytes_arrive_unchanged(tmp_path: Path, started) -> None:
    subject = started(loop(tmp_path, WELL))

    assert ask(subject, "café – “page”".encode()).record["headline"] == "café – “page”"
    assert subject.name == "stub"


def test_a_page_larger_than_a_pipe_passes_a_program_that_writes_before_it_reads(tmp_path: Path, started) -> None:
    noisy = """
    def reply(identity, page, html):
        sys.stderr.write("x" * 300_000)
        say(result(identity, str(len(html))))
    """
    subject = started(loop(tmp_path, noisy))

    assert ask(subject, b"p" * 2_000_000).record["headline"] == "2000000"


def test_the_request_holds_no_gold_and_an_id_that_says_nothing(tmp_path: Path, started) -> None:
    log = tmp_path / "log"
    command = script(
        tmp_path,
        f"""
        import sys
        for line in sys.stdin:
            open({str(log)!r}, "a").write(line)
            kind = "hello" if '"hello"' in line else "refused"
            print('{{"type":"%s","id":"1","protocol":1}}' % kind, flush=True)
        """,
    )
    ask(started(command))
    asked = json.loads(log.read_text("utf-8").splitlines()[1])

    assert set(asked) == {"type", "id", "url", "content_type", "html_b64"}
    assert (asked["id"], asked["url"]) == ("1", URL)


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        ('{"type": "refused", "id": identity, "reason": "no story"}', OutcomeKind.REFUSED, "no story"),
        ('{"type": "unsupported", "id": identity, "reason": "index"}', OutcomeKind.UNSUPPORTED, "index"),
        ('{"type": "error", "id": identity, "message": "KeyError: x"}', OutcomeKind.ERROR, "KeyError: x"),
        ('{"type": "result", "id": identity}', OutcomeKind.PROTOCOL_ERROR, '"record" is a required property'),
        ('{"type": "result", "id": identity, "record": []}', OutcomeKind.PROTOCOL_ERROR, "record"),
        ('{"type": "done", "id": identity}', OutcomeKind.PROTOCOL_ERROR, "is not one of"),
        (
            '{"type": "result", "id": identity, "record": {"headline": 5}}',
            OutcomeKind.PROTOCOL_ERROR,
            "headline: 5 is not of type",
        ),
        (
            '{"type": "result", "id": identity, "record": {"kind": "video"}}',
            OutcomeKind.PROTOCOL_ERROR,
            "expected 'article' or 'index'",
        ),
    ],
)
def test_each_answer_is_its_own_outcome_and_the_process_goes_on(tmp_path: Path, started, reply, kind, message) -> None:
    subject = started(loop(tmp_path, f"PID = os.getpid()\ndef reply(identity, page, html): say({reply})"))
    found = [ask(subject) for _ in range(5)]

    assert {each.kind for each in found} == {kind}
    assert message in found[0].message


def test_extra_fields_are_dropped(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        say({"type": "result", "id": identity, "took": 3, "record": {"headline": "A", "score": 0.5, "kind": "article"}})
    """

    assert ask(started(loop(tmp_path, body))).record == {"kind": "article", "headline": "A", "flags": []}


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        ("os._exit(9)", OutcomeKind.CRASH, "exited with code 9"),
        ("os.abort()", OutcomeKind.CRASH, "was killed by SIGABRT"),
        ("sys.exit('no byline')", OutcomeKind.CRASH, "exited with code 1: no byline"),
        ("time.sleep(60)", OutcomeKind.TIMEOUT, "no answer within"),
        ("os.close(1); time.sleep(60)", OutcomeKind.CRASH, "did not exit"),
        ("sys.stdout.write('{\"type\"'); sys.stdout.flush(); os._exit(0)", OutcomeKind.PROTOCOL_ERROR, "cut off"),
        ("sys.stdout.write('Reading'); sys.stdout.flush(); time.sleep(60)", OutcomeKind.TIMEOUT, "no answer within"),
    ],
)
def test_a_fault_is_charged_to_the_page_in_flight_and_the_next_page_is_read(
    tmp_path: Path, started, body, kind, message
) -> None:
    reply = f"def reply(identity, page, html):\n    if b'bad' in html:\n        {body}\n    say(result(identity))"
    subject = started(loop(tmp_path, reply), limits=limits(timeout=1.0 if kind is OutcomeKind.TIMEOUT else 30.0))
    found = [ask(subject, html) for html in (b"good", b"bad", b"good", b"bad", b"good")]

    record = OutcomeKind.RECORD
    assert [each.kind for each in found] == [record, kind, record, kind, record]
    assert message in found[1].message


def test_an_answer_without_its_newline_is_told_from_a_hang(tmp_path: Path, started) -> None:
    body = "def reply(identity, page, html): sys.stdout.write(json.dumps(result(identity))); sys.stdout.flush()"
    found = ask(started(loop(tmp_path, body), limits=limits(timeout=1.0)))

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert "no newline" in found.message


def test_rubbish_before_an_answer_is_quoted_and_the_next_page_is_not_charged_with_it(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        if page == 2:
            print("DEBUG: parsing page", "x" * 500)
        say(result(identity))
    """
    subject = started(loop(tmp_path, body), limits=limits(grace=20))
    found = [ask(subject) for _ in range(4)]

    assert [str(each.kind) for each in found] == ["record", "protocol-error", "record", "record"]
    assert found[1].message.startswith("not JSON: 'DEBUG: parsing page xxx")
    assert len(found[1].message) < 200


def test_rubbish_instead_of_an_answer_is_a_protocol_error(tmp_path: Path, started) -> None:
    found = ask(started(loop(tmp_path, "def reply(identity, page, html): print('sorry', flush=True)")))

    assert (found.kind, found.message) == (OutcomeKind.PROTOCOL_ERROR, "not JSON: 'sorry'")


def test_output_that_is_not_utf_8_is_quoted_readably(tmp_path: Path, started) -> None:
    body = "def reply(identity, page, html): sys.stdout.buffer.write(b'caf\\xe9\\n'); sys.stdout.flush()"
    found = ask(started(loop(tmp_path, body)))

    assert (found.kind, found.message) == (OutcomeKind.PROTOCOL_ERROR, r"not UTF-8: 'caf\\xe9'")


def test_an_answer_to_another_page_is_a_protocol_error(tmp_path: Path, started) -> None:
    found = ask(started(loop(tmp_path, "def reply(identity, page, html): say(result('elsewhere'))")))

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert "no answer to the page that was asked (id '1')" in found.message


def test_two_answers_to_one_page_are_a_protocol_error(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        sys.stdout.write((json.dumps(result(identity)) + "\\n") * 2)
        sys.stdout.flush()
    """
    found = ask(started(loop(tmp_path, body)))

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert "more than one answer" in found.message


def test_a_line_without_end_is_bounded(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        while True:
            sys.stdout.write("x" * 10_000)
    """
    found = ask(started(loop(tmp_path, body), limits=limits(line=100_000)))

    assert found.kind is OutcomeKind.PROTOCOL_ERROR
    assert "a line of more than 100000 bytes: 'xxx" in found.message


def test_a_program_that_talks_without_end_on_stderr_is_still_timed_out(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        while True:
            sys.stderr.write("tick " * 1000)
    """
    found = ask(started(loop(tmp_path, body), limits=limits(timeout=1.0)))

    assert found.kind is OutcomeKind.TIMEOUT
    assert 0 < len(found.detail) <= 4096


@pytest.mark.skipif(not WATCHABLE, reason="memory is watched through /proc, which this system has not")
@pytest.mark.parametrize("who", ["itself", "its child"])
def test_a_program_that_eats_memory_is_ended_and_the_next_page_is_read(tmp_path: Path, started, who) -> None:
    eat = "hoard = bytearray(os.urandom(1) * 300_000_000); time.sleep(60)"
    if who == "its child":
        eat = f"import subprocess; subprocess.run([sys.executable, '-c', 'import os, time; {eat}'])"
    body = f"def reply(identity, page, html):\n    if b'big' in html:\n        {eat}\n    say(result(identity))"
    subject = started(loop(tmp_path, body), limits=limits(memory=200 << 20))
    found = [ask(subject, html) for html in (b"small", b"big", b"small")]

    assert [str(each.kind) for each in found] == ["record", "memory", "record"]
    assert "200 MB" in found[1].message


def test_stderr_is_no_failure_and_goes_with_its_own_page(tmp_path: Path, started) -> None:
    body = """
    def reply(identity, page, html):
        if page == 2:
            print("a warning", file=sys.stderr, flush=True)
        say(result(identity))
    """
    subject = started(loop(tmp_path, body))
    found = [ask(subject) for _ in range(2)]

    assert [str(each.kind) for each in found] == ["record", "record"]
    assert found[0].detail == ""


def test_the_end_of_stderr_is_attached_to_a_crash(tmp_path: Path, started) -> None:
    body = "def reply(identity, page, html):\n    sys.stderr.write('x' * 9000)\n    raise KeyError('byline')"
    found = ask(started(loop(tmp_path, body)))

    assert found.kind is OutcomeKind.CRASH
    assert found.message.endswith("KeyError: 'byline'")
    assert "Traceback" in found.detail
    assert len(found.detail) <= 4096


def test_after_enough_restarts_without_an_answer_the_rest_are_crashes_at_once(tmp_path: Path, started) -> None:
    log = tmp_path / "starts"
    body = f"open({str(log)!r}, 'a').write('x')\ndef reply(identity, page, html): os._exit(1)"
    subject = started(loop(tmp_path, body), limits=limits(restarts=2))
    found = [ask(subject) for _ in range(50)]

    assert {each.kind for each in found} == {OutcomeKind.CRASH}
    assert "not asked: it ended 3 times in a row" in found[-1].message
    assert log.read_text("utf-8") == "xxx"


def test_a_program_that_answers_once_and_ends_is_a_crash_on_each_second_page(tmp_path: Path, started) -> None:
    subject = started(loop(tmp_path, "def reply(identity, page, html):\n    say(result(identity))\n    os._exit(0)"))

    assert [str(each) for each in outcomes(subject, 4)] == ["record", "crash", "record", "crash"]


def test_no_process_is_left_not_even_a_grandchild(tmp_path: Path) -> None:
    fifo = tmp_path / "held"
    os.mkfifo(fifo)
    held = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    body = f"""
    import subprocess
    held = os.open({str(fifo)!r}, os.O_WRONLY)
    os.set_inheritable(held, True)
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], close_fds=False)
    def reply(identity, page, html):
        os.write(held, b".")
        if b"hang" in html:
            time.sleep(600)
        say(result(identity))
    """
    subject = CommandSubject(loop(tmp_path, body), limits=limits(timeout=1.0))
    kinds = [str(ask(subject, html).kind) for html in (b"good", b"hang", b"good")]
    subject.close()

    assert kinds == ["record", "timeout", "record"]
    assert os.read(held, 10) == b"..."
    select.select([held], [], [], 30)
    assert os.read(held, 10) == b""  # the end of a pipe: whoever held it has gone, the sleeping grandchildren too
    os.close(held)


def test_a_polite_program_hears_bye_and_ends_by_itself(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = script(
        tmp_path,
        f"""
        import sys
        print('{{"type":"hello","protocol":1}}', flush=True)
        lines = list(sys.stdin)
        open({str(log)!r}, "w").write(lines[-1])
        """,
    )
    CommandSubject(command, limits=limits(grace=20)).close()

    assert json.loads(log.read_text("utf-8")) == {"type": "bye"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import sys; sys.exit('no model file')", "exited with code 1 before its hello: no model file"),
        ("print('Listening on stdin', flush=True); input()", "no hello, but not JSON: 'Listening on stdin'"),
        ("import time; time.sleep(60)", "no hello within 1 s"),
        ("import sys; sys.stdin.read()", "needs --once"),
        (
            """print('{"type":"hello","protocol":2}', flush=True); input()""",
            "speaks protocol 2, this litedrift speaks 1",
        ),
        ("""print('{"type":"hello"}', flush=True); input()""", '"protocol" is a required property'),
        ("""print('{"type":"hello","protocol":1,"kinds":["art"]}', flush=True); input()""", "kinds/0"),
        (
            """print('{"type":"hello","protocol":1,"fields":["headlin"]}', flush=True); input()""",
            "did you mean headline",
        ),
        ("""print('{"type":"error","message":"no licence"}', flush=True); input()""", "no licence"),
    ],
)
def test_a_program_that_does_not_start_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SubjectError) as caught:
        CommandSubject(
            script(tmp_path, text), limits=limits(start=1.0 if "within" in message or "once" in message else 30.0)
        )

    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_command_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(SubjectError, match="cannot start 'no-such-program'"):
        CommandSubject(["no-such-program", "--fast"])


def test_hello_narrows_what_is_judged(tmp_path: Path, started) -> None:
    body = f"HELLO.update(fields=['headline', 'body'], kinds=['article'])\n{WELL}"
    subject = started(loop(tmp_path, body), fields=frozenset({"body", "updated"}))

    assert (subject.fields, subject.kinds) == (frozenset({"body"}), frozenset({"article"}))


@pytest.mark.parametrize(
    ("hello", "message"),
    [
        ("fields=['body']", "fields: its hello claims body, asked for were headline: nothing to judge"),
        ("fields=[]", "fields: its hello claims none"),
        ("kinds=['index']", "kinds: its hello claims index, asked for were article"),
    ],
)
def test_a_program_that_claims_nothing_of_what_is_asked_is_not_judged(tmp_path: Path, hello: str, message: str) -> None:
    command = loop(tmp_path, f"HELLO.update({hello})\n{WELL}")
    with pytest.raises(SubjectError, match=message):
        CommandSubject(command, fields=frozenset({"headline"}), kinds=frozenset({"article"}), limits=limits())


def test_a_map_applies_to_answers_and_to_hello(tmp_path: Path, started) -> None:
    body = """
    HELLO["fields"] = ["title"]
    def reply(identity, page, html): say({"type": "result", "id": identity, "record": {"title": "A", "text": 3}})
    """
    subject = started(loop(tmp_path, body), fitting=Fitting(rename={"headline": "title"}))

    assert subject.fields == frozenset({"headline"})
    assert ask(subject).record == {"kind": "article", "headline": "A", "flags": []}


NODE = """
const lines = require("readline").createInterface({input: process.stdin});
lines.on("line", line => {
  const message = JSON.parse(line);
  const say = answer => process.stdout.write(JSON.stringify(answer) + "\\n");
  if (message.type === "hello") return say({type: "hello", protocol: 1, name: "node-stub", language: "javascript"});
  if (message.type === "bye") return process.exit(0);
  const html = Buffer.from(message.html_b64, "base64").toString("utf8");
  const found = html.match(/<h2[^>]*>([^<]*)<\\/h2>/);
  say(found ? {type: "result", id: message.id, record: {kind: "article", headline: found[1].trim()}}
            : {type: "refused", id: message.id, reason: "no h2"});
});
"""


def node() -> str | None:
    found = shutil.which("node")
    return (
        found
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0
        else None
    )


@pytest.mark.skipif(node() is None, reason="node is not installed here: the stub in JavaScript is not run")
def test_a_program_in_javascript_is_a_subject_like_any_other(tmp_path: Path, started) -> None:
    (tmp_path / "stub.js").write_text(NODE, "utf-8")
    subject = started([node(), str(tmp_path / "stub.js")], limits=limits(memory=2 << 30 if WATCHABLE else None))

    assert ask(subject, "<h2>Café opens – again</h2>".encode()).record["headline"] == "Café opens – again"
    assert ask(subject, b"<p>").kind is OutcomeKind.REFUSED
    assert (subject.name, subject.hello.language) == ("node-stub", "javascript")


def test_the_bare_shell_can_be_a_subject(started) -> None:
    line = '{"type":"hello","protocol":1,"name":"sh"}'
    loop_ = f"""read hello; echo '{line}'; n=1; while read request; do
        case $request in *bye*) exit 0;; esac; echo '{{"type":"refused","id":"'$n'"}}'; n=$((n+1)); done"""

    assert outcomes(started(["sh", "-c", loop_])) == [OutcomeKind.REFUSED] * 3


def test_html_and_environment_are_not_shared_with_the_parent(tmp_path: Path, started) -> None:
    group = "def reply(identity, page, html): say(result(identity, str(os.getpgid(0))))"

    assert ask(started(loop(tmp_path, group)), HTML).record["headline"] != str(os.getpgid(0))
