"""What people see in a terminal: widths, colours, quiet runs, interrupts, suggestions, completion."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
import typer
from rich.console import Console

from command import run
from litedrift.cli import _kill_matrix, _main, _sweep
from litedrift.corpus import load_corpus
from litedrift.drift import operators
from litedrift.judge import KillMatrix, Run
from litedrift.reports._watch import print_evaluation
from litedrift.sweep import Sweep
from litedrift.watch._figures import GROUPS, Count, Evaluation, Row
from litedrift.watch._replay import Stage

CASE = min((case for case in load_corpus() if case.kind == "article"), key=lambda case: len(case.html)).id

#: The names end in this file's own, so that no other test's module is meant.
SUBJECTS = """
import os, signal, sys
seen = 0
def blind(html):
    return {"kind": "article", "headline": "No title found"}
def crash(html):
    raise KeyError("byline")
def interrupt(html):
    global seen
    seen += 1
    if seen > 2:
        signal.raise_signal(signal.SIGINT)
    return {"kind": "article", "headline": "No title found"}
"""

#: A program that answers nothing of use, and says on stderr why.
NOISY = """
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if message["type"] == "hello":
        print(json.dumps({"type": "hello", "protocol": 1, "name": "noisy"}), flush=True)
    elif message["type"] == "extract":
        for number in range(9):
            print(f"warning {number}: no such class", file=sys.stderr, flush=True)
        print(json.dumps({"type": "error", "id": message["id"], "message": "gave up"}), flush=True)
"""


@pytest.fixture
def litedrift(tmp_path):
    """Run the command line in this process."""
    (tmp_path / "subjects_of_terminal.py").write_text(SUBJECTS, "utf-8")
    (tmp_path / "noisy.py").write_text(NOISY, "utf-8")

    return partial(run, cwd=tmp_path, COLUMNS="80")


def called(name: str) -> tuple[str, str]:
    return "--call", f"subjects_of_terminal:{name}"


ONE = ("--case", CASE, "--clean-only")


def test_a_failure_shows_the_end_of_the_traceback_marked_as_such(litedrift) -> None:
    lines = litedrift("check", *called("crash"), *ONE).stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.strip().startswith("traceback"))

    assert [line for line in lines[start + 1 : start + 6] if not line.startswith("      | ")] == []
    assert lines[start + 5] == "      | KeyError: 'byline'"


def test_a_failure_shows_the_last_lines_of_stderr_and_says_how_many_there_are(litedrift) -> None:
    out = litedrift("check", "--cmd", f"{sys.executable} noisy.py", *ONE).stdout

    assert "    stderr, the last 5 of 9 lines\n      | warning 4: no such class\n" in out
    assert "warning 8" in out
    assert "warning 3" not in out


def test_the_line_to_copy_names_the_extractor_and_runs_as_it_is(litedrift) -> None:
    out = litedrift("check", *called("blind"), "--fields", "headline", *ONE).stdout
    line = next(line.strip().removeprefix("replay    ") for line in out.splitlines() if "replay    " in line)

    assert line == f"litedrift replay --call subjects_of_terminal:blind --fields headline {CASE}"
    done = litedrift(*line.split()[1:])
    assert (done.returncode, "No title found" in done.stdout) == (1, True)


#: Every command that prints a table or a list, with the names that it may not break.
PRINTING = [
    (("check", *called("blind"), "--case", CASE, "--show", "0", "--verbose"), [each.name for each in operators()]),
    (("corpus", "list"), [case.id for case in load_corpus()]),
    (("corpus", "coverage"), ["g2-2023-index-html"]),
    (("drift", "list"), [each.name for each in operators()]),
    (("timeline", *called("blind")), ["g2-2023-index-html"]),
    (("triage", "page.html", "page.html", *called("blind"), *called("crash")), []),
    (("compare", *called("blind"), *called("crash"), *ONE, "--no-speed"), ["subjects_of_terminal:blind"]),
    (("survive", "--compare", "a.json", "b.json"), ["a.package.with.a.long.name:extract"]),
]


def is_table(line: str) -> bool:
    """Return whether a line has columns: a message, a path or a line to copy is one line however long it is."""
    return len(re.findall(r"\S {2,}(?=\S)", line)) > 1


@pytest.mark.parametrize(("words", "names"), PRINTING, ids=[" ".join(words[:2]) for words, _ in PRINTING])
def test_every_table_fits_eighty_columns_and_breaks_no_name(litedrift, words, names, tmp_path) -> None:
    (tmp_path / "page.html").write_bytes(load_corpus().case(CASE).html)
    measured = {"subject": "a.package.with.a.long.name:extract", "digest": "d", "chains": 1, "pages": 1}
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps(measured | {"fates": [[CASE, 20, 20]]}), "utf-8")

    done = litedrift(*words)

    assert done.stdout, done.stderr
    assert [line for line in done.stdout.splitlines() if is_table(line) and len(line) > 80] == []
    assert [name for name in names if name not in done.stdout] == []


def printed(print_it) -> list[str]:
    console = Console(width=80, file=StringIO(), highlight=False)
    print_it(console)
    return console.file.getvalue().splitlines()


def test_the_tables_of_runs_that_take_long_fit_too() -> None:
    """What they print does not depend on the run: it is made up here."""
    longest = max((each.name for each in operators()), key=len)
    matrix = KillMatrix({"first-article-of-several": {"(clean)": CASE, longest: CASE}, "null": {}}, (longest,))
    count = Count(2345, 2345, {CASE})
    row = Row(longest, longest, "replaced", *[count] * 6)
    stage = Stage("g2-2023-index-html", "article", 12_345, 29, expected=True, named=("headline", "byline", "body"))
    found = Evaluation({"page": count, "drift": count}, [row], {"tag paths": dict.fromkeys(("benign", *GROUPS), count)})
    template = {"epoch": "g2-2023-index-html", "pages": 123_456, "first": "2023-01-01", "last": "2026-05-19"}
    swept = Sweep(1, 0, Counter(read=1, failed=0, refused=0), templates={"article-3f2a9c81": template})

    for lines in (
        printed(lambda console: _kill_matrix._print(console, matrix, {"null": "it answers nothing at all " * 4})),
        printed(lambda console: print_evaluation(console, [stage], found)),
        printed(lambda console: _sweep._print(console, swept)),
    ):
        assert any(is_table(line) for line in lines)
        assert [line for line in lines if is_table(line) and len(line) > 80] == []
        assert not any("…" in line for line in lines)


QUIET = [
    ("check", *called("blind"), *ONE),
    ("timeline", *called("blind")),
    ("compare", *called("blind"), *ONE, "--no-speed"),
    ("baseline", "write", *called("blind"), "--clean-only"),
]


@pytest.mark.parametrize("words", QUIET, ids=lambda words: words[0])
def test_a_quiet_run_prints_its_last_line_and_no_other(litedrift, words) -> None:
    done = litedrift(*words, "--quiet", COLUMNS="1000")

    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


@pytest.mark.parametrize("words", [("check", "--no-color"), ("--no-color", "check")], ids=" ".join)
def test_colours_can_be_left_out_where_a_terminal_has_them(litedrift, words) -> None:
    terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "NO_COLOR": ""}
    colour = re.compile(r"\x1b\[[0-9;]*3[0-9]")

    assert colour.search(litedrift("check", *called("blind"), *ONE, **terminal).stdout)
    assert not colour.search(litedrift(*words, *called("blind"), *ONE, **terminal).stdout)


def test_an_interrupt_prints_what_was_judged_so_far_and_exits_130(litedrift, tmp_path) -> None:
    done = litedrift("check", *called("interrupt"), "--clean-only", "--jobs", "1", "--events", "e.ndjson")

    assert done.returncode == 130
    assert re.search(r"^interrupted after 2 of \d+ \(judging\)$", done.stderr, re.MULTILINE)
    assert re.search(r"^\(clean\) +2 +2 ", done.stdout, re.MULTILINE)
    assert [each.name for each in tmp_path.glob("*.ndjson")] + [each.name for each in tmp_path.glob(".*")] == []


@pytest.mark.parametrize(
    "words", [("timeline",), ("compare", "--no-speed", "--clean-only", "--jobs", "1")], ids=lambda words: words[0]
)
def test_an_interrupted_run_says_how_far_it_came(litedrift, words) -> None:
    done = litedrift(*words, *called("interrupt"))

    assert done.returncode == 130
    assert re.match(r"interrupted after \d+ of \d+ ", done.stderr)


def test_an_interrupted_score_prints_what_was_judged_so_far(litedrift, monkeypatch, tmp_path) -> None:
    answers = litedrift("export", "pages.jsonl", "--clean-only")
    assert answers.returncode == 0
    first = json.loads((tmp_path / "pages.jsonl").read_text("utf-8").splitlines()[1])
    answer = {"type": "refused", "id": first["id"], "reason": "no"}
    (tmp_path / "results.jsonl").write_text(json.dumps(answer) + "\n", "utf-8")
    judged = Run.judge_mutant
    seen = []

    def interrupted(self, mutant):
        seen.append(mutant)
        if len(seen) > 2:
            raise KeyboardInterrupt
        return judged(self, mutant)

    monkeypatch.setattr(Run, "judge_mutant", interrupted)
    done = litedrift("score", "results.jsonl", "--clean-only")

    assert done.returncode == 130
    assert re.search(r"^\(clean\) +2 +2 ", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("chekc",), "'check'"),
        (("corpus", "lits"), "'list'"),
        (("check", "--demo", "--cas", CASE), "--case"),
        (("check", "--demo", "--case", CASE[:-1]), CASE),
        (("check", "--demo", "--operator", "clas-hash"), "class-hash"),
        (("check", "--demo", "--fields", "headlien"), "headline"),
        (("check", "--demo", "--kind", "artcle"), "article"),
        (("check", "--peer", "trafilatur"), "trafilatura"),
        (("check", "--demo", "--set", "core-2026.21"), "core-2026.12"),
        (("drift", "show", "clas-hash"), "class-hash"),
        (("replay", f"{CASE}--clas-hash"), "class-hash"),
        (("corpus", "propose", "page.html", "--epoch", "g2-2052"), "g2-2025"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else value,
)
def test_a_name_that_is_nearly_right_is_suggested(litedrift, tmp_path, words, hint) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>")
    done = litedrift(*words)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert hint in done.stderr


def leaves(command, path: tuple[str, ...] = ()):
    """Yield every command that is no group, with its words."""
    names = command.list_commands(None) if hasattr(command, "list_commands") else ()
    for name in names:
        yield from leaves(command.get_command(None, name), (*path, name))
    if not names:
        yield path, command


COMMANDS = dict(leaves(typer.main.get_command(_main.app)))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_with_words_that_it_knows(path) -> None:
    example = re.search(r"Example: litedrift (.*)", COMMANDS[path].help)

    assert example
    words = shlex.split(example[1])
    assert tuple(words[: len(path)]) == path or path == ("watch", "look")
    known = {each for option in COMMANDS[path].params for each in option.opts}
    assert {word for word in words if re.match(r"--?[a-z]", word)} <= known


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_takes_no_color(path) -> None:
    assert any("--no-color" in option.opts for option in COMMANDS[path].params)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(litedrift, shell) -> None:
    done = litedrift("completion", shell)

    assert (done.returncode, done.stderr) == (0, "")
    assert "_LITEDRIFT_COMPLETE" in done.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_a_real_bash_completes() -> None:
    found = {
        "litedrift che": {"check"},
        "litedrift corpus l": {"list", "lint"},
        "litedrift check --ope": {"--operator"},
        "litedrift check --operator class-h": {"class-hash"},
        "litedrift check --fields headline,bo": {"headline,body"},
    }
    asked = "".join(
        f"COMP_WORDS=({shlex.join(line.split())}); COMP_CWORD={len(line.split()) - 1}\n"
        "_litedrift_completion litedrift\nIFS=' '; echo \"${COMPREPLY[*]}\"; unset IFS\n"
        for line in found
    )
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", f'eval "$(litedrift completion bash)"\n{asked}'],
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path},
        check=True,
    )

    assert [set(line.split()) for line in done.stdout.splitlines()] == list(found.values())
    assert done.stderr == ""


def test_completing_a_command_imports_none() -> None:
    program = "import sys; from litedrift.cli import main\ntry: main()\nfinally: print(*sys.modules)"
    environment = {"COMP_WORDS": "litedrift ", "COMP_CWORD": "1", "_LITEDRIFT_COMPLETE": "complete_bash"}
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv[0] = 'litedrift'\n{program}"],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=True,
    )

    assert "check" in done.stdout.split()
    assert "litedrift.cli._check" not in done.stdout.split()
    assert "litedrift.cli._main" in done.stdout.split()
