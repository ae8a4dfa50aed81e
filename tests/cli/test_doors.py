"""The doors from the command line: options, settings, export and score, doctor."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import Done, run, run_process
from corpus.support import SMALL, copied
from litedrift.corpus import Corpus, bundled_corpus, first_fault, lint, load_corpus, read_case
from processes import held

if TYPE_CHECKING:
    from collections.abc import Callable

#: A short article; its three fellows of the small corpus are enough wherever the number of pages does not matter.
CASE = SMALL[0]
PYTHON = json.dumps(sys.executable)

#: Reads today's headline in each of the two ways a program can be asked.
ONCE = r"""
import html as entities, json, re, sys
html = sys.stdin.buffer.read().decode("utf-8", "replace")
found = re.search(r'<h2[^>]*>(.*?)</h2>', html, re.S)
if not found:
    sys.exit(3)
print(json.dumps({"title": " ".join(entities.unescape(found[1]).split()), "text": "One.\n\nTwo."}))
"""
CALLED = r"""
import re, time
def extract(html):
    found = re.search(r'<h2[^>]*>(.*?)</h2>', html.decode("utf-8", "replace"), re.S)
    return {"title": " ".join(found[1].split())} if found else None
def hang(html):
    time.sleep(60)
def wrong(html):
    return {"title": "No title found"}
def typed(html):
    return {"title": 5}
"""


@pytest.fixture
def small(tmp_path: Path) -> Corpus:
    """Lay a corpus of three pages, and the trivial ones, beside the program."""
    root = copied(tmp_path / "small")
    shutil.copytree(bundled_corpus() / "doctor", root / "doctor")
    return load_corpus(root)


@pytest.fixture
def project(tmp_path: Path, small: Corpus) -> Path:
    (tmp_path / "once.py").write_text(ONCE, "utf-8")
    (tmp_path / "scraper.py").write_text(CALLED, "utf-8")
    (tmp_path / "pyproject.toml").write_text('[tool.litedrift.map]\nheadline = "title"\n', "utf-8")
    return tmp_path


def command(*words: str) -> str:
    return json.dumps([sys.executable, *words])


CNN_LITE = command("-m", "cnn_lite", "--ndjson")
HERE = ("--corpus", "small")
HEADLINES = (*HERE, "--fields", "headline", "--kind", "article", "--case", CASE, "--clean-only")


def test_a_program_that_reads_lines_is_judged(tmp_path: Path, small: Corpus) -> None:
    done = run("check", "--cmd", CNN_LITE, *HERE, "--clean-only", "--json", "s.json", cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert summary["ran"] == len(small)
    assert summary["subject"] == "cnn_lite"


@pytest.mark.usefixtures("small")
def test_a_command_is_split_as_a_shell_would(tmp_path: Path) -> None:
    done = run("check", "--cmd", f"{PYTHON} -m cnn_lite '--ndjson'", "--clean-only", *HERE, cwd=tmp_path)

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_program_that_reads_one_page_is_judged_and_told_what_is_faster(project: Path) -> None:
    done = run_process("check", "--once", "--cmd", command("once.py"), *HEADLINES, cwd=project)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "one process a page" in done.stderr


def test_settings_name_the_program_and_its_limits_and_an_option_goes_before_them(project: Path) -> None:
    settings = f'[tool.litedrift]\ncmd = [{PYTHON}, "once.py"]\nonce = true\ntimeout = 30\nmemory = 500\n'
    (project / "pyproject.toml").write_text(settings + '[tool.litedrift.map]\nheadline = "title"\n', "utf-8")

    assert run("check", *HEADLINES, cwd=project).returncode == 0
    assert run("replay", CASE, *HERE, "--fields", "headline", cwd=project).returncode == 0
    assert run("check", "--call", "scraper:wrong", *HEADLINES, cwd=project).returncode == 1


def test_a_call_that_hangs_is_a_timeout_with_and_without_a_process_of_its_own(project: Path) -> None:
    for isolate in ((), ("--isolate",)):
        options = ("--call", "scraper:hang", *isolate, "--timeout", "0.5", "--events", "e.ndjson", *HEADLINES)
        assert run("check", *options, cwd=project).returncode == 1
        events = [json.loads(line) for line in (project / "e.ndjson").read_text("utf-8").splitlines()]
        assert [each["outcome"] for each in events if each["type"] == "judged"] == ["timeout"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("mode", ["--cmd", "--once"])
def test_a_run_that_is_interrupted_leaves_no_process(project: Path, sent: signal.Signals, mode: str) -> None:
    once = ["--once"] if mode == "--once" else []
    hello = "" if once else 'print(\'{"type":"hello","protocol":1}\', flush=True); input()'
    with held(project / "held") as pipe:
        (project / "hang.py").write_text(f"import os, time\n{hello}\n{pipe.hold}\ntime.sleep(600)\n", "utf-8")
        words = ["check", "--cmd", command("hang.py"), *once, "--timeout", "300", *HERE]
        with subprocess.Popen(
            [sys.executable, "-m", "litedrift", *words], cwd=project, stdout=subprocess.PIPE
        ) as running:
            assert pipe.wait()
            running.send_signal(sent)
            running.communicate()
        assert pipe.let_go()

    assert running.returncode == 130


def test_survive_takes_a_program_too(tmp_path: Path) -> None:
    copied(tmp_path / "one", cases=SMALL[:1])
    done = run("survive", "--cmd", CNN_LITE, "--corpus", "one", "--chains", "1", "--json", "s.json", cwd=tmp_path)

    assert done.returncode in (0, 1), done.stderr
    assert json.loads((tmp_path / "s.json").read_text("utf-8"))["subject"] == "cnn_lite"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "--cmd", "x", "--call", "a:b"], "two extractors named"),
        (["check", "--cmd", "x", "--demo"], "two extractors named"),
        (["check", "--demo", "--once"], "--once is for --cmd"),
        (["check", "--cmd", "x", "--isolate"], "--isolate is for --call"),
        (["check", "--cmd", "no-such-program"], "cannot start 'no-such-program'"),
        (["check", "--cmd", "no-such-program", "--once"], "no such command"),
        (["check", "--cmd", "'unclosed"], "cannot be split"),
        (["check", "--cmd", "[1]"], "is no command"),
        (["check", "--cmd", "[]"], "is no command"),
        (["check", "--demo", "--timeout", "0"], "timeout 0.0: expected a number above 0"),
        (["check", "--demo", "--memory", "-1"], "memory -1: expected a number above 0"),
        (["check", "--call", "no_such:f", "--isolate"], "cannot import no_such"),
        (["score", "none.jsonl"], "none.jsonl: No such file"),
        (["export", "nowhere/pages.jsonl"], "no such directory"),
        (["export", "."], "is no empty directory"),
        (["export", ".", "--format", "jsonl"], "is a directory"),
        (["export", "x.jsonl", "--case", "nope"], "unknown case 'nope'"),
        (["doctor"], "no extractor named"),
    ],
)
def test_bad_usage_is_one_clear_line_and_exit_2(project: Path, arguments: list[str], message: str) -> None:
    done = run(*arguments, cwd=project)

    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_setting_of_the_wrong_sort_is_one_clear_line(project: Path) -> None:
    (project / "pyproject.toml").write_text('[tool.litedrift]\ntimeout = "ten"\n', "utf-8")
    done = run("check", "--demo", cwd=project)

    assert done.returncode == 2
    assert done.stderr.endswith("[tool.litedrift] timeout = 'ten': expected a number, as timeout = 10\n")


@pytest.mark.usefixtures("small")
def test_an_export_is_answered_by_a_program_and_scored(tmp_path: Path) -> None:
    options = (*HERE, "--operator", "class-hash")
    exported = run("export", "pages.jsonl", *options, cwd=tmp_path)
    requests = (tmp_path / "pages.jsonl").read_bytes()
    assert exported.returncode == 0, exported.stderr
    done = subprocess.run(
        [sys.executable, "-m", "cnn_lite", "--ndjson"], input=requests, stdout=subprocess.PIPE, check=True
    )
    (tmp_path / "results.jsonl").write_bytes(done.stdout)
    scored = run_process("score", "results.jsonl", *options, "--json", "scored.json", cwd=tmp_path)
    checked = run("check", "--demo", *options, "--json", "checked.json", cwd=tmp_path)
    summaries = [json.loads((tmp_path / name).read_text("utf-8")) for name in ("scored.json", "checked.json")]

    assert scored.returncode == checked.returncode
    assert summaries[0] | {"subject": ""} == summaries[1] | {"subject": ""}


def test_every_request_of_an_export_is_allowed_by_the_schema_and_is_in_the_manifest(
    tmp_path: Path, small: Corpus
) -> None:
    run("export", "pages.jsonl", *HERE, "--clean-only", cwd=tmp_path)
    messages = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text("utf-8").splitlines()]
    manifest = json.loads((tmp_path / "pages.manifest.json").read_text("utf-8"))

    assert [first_fault("protocol-request", each) for each in messages] == [None] * len(messages)
    assert [each["type"] for each in (messages[0], messages[-1])] == ["hello", "bye"]
    assert [each["id"] for each in messages[1:-1]] == [each["id"] for each in manifest["pages"]]
    assert {each["case"] for each in manifest["pages"]} == set(small.cases)


def test_an_export_of_files_is_the_same_in_every_run_and_holds_pages_and_gold(tmp_path: Path, small: Corpus) -> None:
    for name, how in (("one", run), ("two", run_process)):
        done = how("export", name, *HERE, "--case", CASE, "--operator", "class-hash", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    first, second = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "two")
    )
    pages = json.loads(first[Path("manifest.json")])["pages"]
    clean = next(each for each in pages if each["mutant"] == CASE)

    assert first == second
    assert len(pages) > 1
    assert [hashlib.sha256(first[Path(each["file"])]).hexdigest() for each in pages] == [e["sha256"] for e in pages]
    assert json.loads(first[Path(clean["gold"])])["headline"] == small.case(CASE).gold.fields["headline"]


@pytest.mark.usefixtures("small")
def test_results_of_another_plan_cannot_be_scored(tmp_path: Path) -> None:
    run("export", "pages.jsonl", *HERE, "--case", CASE, "--operator", "class-hash", cwd=tmp_path)
    lines = (tmp_path / "pages.jsonl").read_text("utf-8").splitlines()[1:-1]
    answers = [json.dumps({"type": "refused", "id": json.loads(line)["id"]}) for line in lines]
    (tmp_path / "results.jsonl").write_text("\n".join(answers), "utf-8")
    done = run("score", "results.jsonl", *HERE, "--case", CASE, "--clean-only", cwd=tmp_path)

    assert done.returncode == 2
    assert "export and score with the same options" in done.stderr


def test_pages_without_an_answer_are_findings_and_the_reader_is_told(tmp_path: Path, small: Corpus) -> None:
    answer = {"type": "result", "id": CASE, "record": {"kind": "article"}}
    (tmp_path / "results.jsonl").write_text(json.dumps(answer), "utf-8")
    done = run("score", "results.jsonl", *HERE, "--clean-only", "--json", "s.json", cwd=tmp_path)

    assert done.returncode == 1
    assert f"{len(small) - 1} pages have no answer" in done.stderr
    assert json.loads((tmp_path / "s.json").read_text("utf-8"))["errored"] == len(small) - 1


def doctor(*arguments: str, cwd: Path, how: Callable[..., Done] = run) -> tuple[int, list[str]]:
    done = how("doctor", *arguments, *HERE, cwd=cwd)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "subject",
    [
        ["--demo"],
        ["--demo", "--isolate"],
        ["--cmd", CNN_LITE],
        ["--cmd", command("-m", "cnn_lite", "-"), "--once"],
    ],
    ids=["call", "worker", "command", "once"],
)
def test_doctor_finds_a_good_extractor_well_through_every_door(tmp_path: Path, subject: list[str]) -> None:
    code, lines = doctor(*subject, cwd=tmp_path)

    assert [line[0] for line in lines[:6]] == ["✓"] * 6
    assert (code, lines[6:]) == (0, ["All is well: 5 of 5 trivial pages read right."])


@pytest.mark.parametrize(
    ("subject", "code", "line", "end"),
    [
        (["--call", "scraper:wrong"], 1, "extractor: headline invented", "The adapter works"),
        (["--call", "scraper:typed"], 2, "adapter: protocol-error: returned headline: 5 is not", "is broken on"),
        (["--call", "scraper:nothing"], 2, "adapter: scraper:nothing: scraper has no 'nothing'", "does not start"),
        (["--cmd", command("-c", "print('ready')")], 2, "no hello, but not JSON: 'ready'", "does not start"),
        (["--cmd", command("-c", "1"), "--once"], 2, "stdout is not JSON: ''", "is broken on 5 of 5"),
        (["--cmd", command("-c", "1/0"), "--once"], 1, "exited with code 1: ZeroDivisionError", "The adapter works"),
        (["--call", "scraper:hang", "--timeout", "0.2"], 2, "adapter: timeout: no answer within 0.2 s", "is broken"),
    ],
)
def test_doctor_tells_a_broken_adapter_from_an_extractor_that_reads_wrong(
    project: Path, subject: list[str], code: int, line: str, end: str
) -> None:
    found, lines = doctor(*subject, "--fields", "headline", cwd=project)

    assert found == code
    assert any(line in each for each in lines), lines
    assert end in lines[-1]


def test_doctor_counts_what_is_not_claimed_apart(project: Path) -> None:
    claims = ("--fields", "headline", "--kind", "article")
    code, lines = doctor("--call", "scraper:extract", *claims, cwd=project, how=run_process)

    assert code == 1
    assert [line[0] for line in lines[:-1]] == ["✓", "✓", "-", "✓", "✗", "✓"]  # it decodes the bytes itself
    assert lines[-1] == "The adapter works; the extractor reads 1 of 4 trivial pages wrong."


def test_the_trivial_pages_hold_what_their_gold_says() -> None:
    cases = [read_case(each) for each in sorted((bundled_corpus() / "doctor").iterdir())]

    assert lint(cases, epochs=load_corpus().site.landmarks) == []
    assert [each.kind for each in cases] == ["article", "index", "refusal", "article", "refusal"]
