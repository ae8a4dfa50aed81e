"""``litedrift watch`` and ``litedrift triage`` as people run them: what is printed, a real server, exit codes."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

import command
from litedrift.cli._watch import app
from watch.support import BYLINE, article, served

MOVED = (BYLINE, '<div class="by">By Perpetua Finch, CNN</div>')
EXTRACTORS = '''
"""An extractor that reads a byline by its class, one that finds it anywhere, and one that reads none."""

import cnn_lite


def by_class(html, url=""):
    record = cnn_lite.extract(html, url=url).to_dict()
    if b"byline--lite" not in html:
        record["byline"], record["authors"] = None, []
    return record


def anywhere(html, url=""):
    return cnn_lite.extract(html, url=url).to_dict()


def refusing(html, url=""):
    try:
        return anywhere(html, url)
    except cnn_lite.Refused:
        return None


def blind(html, url=""):
    return anywhere(html, url) | {"byline": None, "authors": []}
'''


@pytest.fixture
def home(tmp_path):
    (tmp_path / "scraper.py").write_text(EXTRACTORS, "utf-8")
    write(tmp_path / "usual", range(20))
    return tmp_path


def write(directory, numbers, *changes):
    directory.mkdir(exist_ok=True)
    for n in numbers:
        (directory / f"gulls-{n:03}.html").write_bytes(article(n, *changes))


def run(home, *arguments, expect=0, how=command.run, **environment):
    done = how(*arguments, cwd=home, **environment)
    assert done.returncode == expect, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_a_moved_template_is_told_from_a_lost_byline(home):
    write(home / "moved", range(100, 103), MOVED)
    for name, words in (("anywhere", "your extractor is still right"), ("by_class", "your byline is gone")):
        store = ("--history", f"{name}.sqlite3", "--call", f"scraper:{name}")
        assert "learning 19/20" in run(home, "watch", "usual", *store)

        out = run(home, "watch", "moved", *store, expect=1, how=command.run_process)

        assert f"the template moved{',' if name == 'anywhere' else ':'} {words}" in out
        assert "ALARM 1: the article template changed" in out
        assert "byline: p.byline--lite → div.by, found by text shape" in out
        assert "alarm at 3 distinct affected captures" in out


def test_the_exit_code_stays_until_the_alarm_is_accepted(home):
    write(home / "moved", range(100, 103), MOVED)
    run(home, "watch", "usual", "--no-extractor")
    run(home, "watch", "status")
    run(home, "watch", "moved", "--no-extractor", expect=1)
    assert "ALARM 1" in run(home, "watch", "status", expect=1, how=command.run_process)
    run(home, "watch", "usual", "--no-extractor", expect=1)

    out = run(home, "watch", "accept", how=command.run_process)

    assert "article: 3 captures accepted; a new baseline begins, learning 3/20" in out
    assert "article: baseline 2, learning 3/20" in run(home, "watch", "status")
    run(home, "watch", "accept", expect=2)


def test_one_page_that_moved_is_a_change_to_the_strict_only(home):
    write(home / "moved", [100], MOVED)
    run(home, "watch", "usual", "--no-extractor")

    assert "at-risk" in run(home, "watch", "moved", "--no-extractor")
    assert "seen before" in run(home, "watch", "moved", "--no-extractor", "--strict", expect=1)


def test_history_lists_what_was_seen_as_text_and_as_json(home):
    run(home, "watch", "usual", "--no-extractor")

    rows = json.loads(run(home, "watch", "history", "--last", "3", "--json", how=command.run_process))

    assert [Path(row["url"]).name for row in rows] == ["gulls-019.html", "gulls-018.html", "gulls-017.html"]
    assert rows[0]["fingerprint"]["kind"] == "article"
    assert "gulls-019.html" in run(home, "watch", "history", "--last", "1")


def test_pages_are_fetched_and_what_is_refused_is_not_judged(home):
    answers = {"/a": (200, article(1)), "/b": (503, b"busy"), "/c": (200, b"<p>Are you a robot?</p>")}
    with served(lambda path: answers.get(path, (404, b"nothing"))) as (base, requests):
        store = ("--no-extractor", "--pause", "0")
        assert "1 pages: 1 same" in run(home, "watch", f"{base}/a", *store)
        assert "HTTP 503" in run(home, "watch", f"{base}/b", *store, expect=2)
        assert "not-article" in run(home, "watch", f"{base}/c", *store, expect=2)
        assert "HTTP 404" in run(home, "watch", f"{base}/a", f"{base}/d", *store, expect=2)
    assert [path for _, path, _ in requests] == ["/a", "/b", "/c", "/a", "/d"]
    assert "ConnectError" in run(home, "watch", f"{base}/a", *store, expect=2)


def test_an_alarm_is_posted_once_and_its_end_too(home):
    write(home / "moved", range(100, 104), MOVED)
    write(home / "after", range(200, 205))
    run(home, "watch", "usual", "--no-extractor")
    status = [500]
    with served(lambda _: (status[0], b"")) as (base, requests):
        hook = ("--no-extractor", "--webhook", f"{base}/hook")
        run(home, "watch", "moved", *hook, expect=1)
        status[0] = 204
        run(home, "watch", "moved", *hook, expect=1)
        run(home, "watch", "moved", *hook, expect=1)
        run(home, "watch", "after", *hook)

    news = [(key, json.loads(body)["type"]) for _, key, body in requests]
    assert [kind for _, kind in news] == ["alarm-raised", "alarm-raised", "alarm-cleared"]
    assert news[0] == news[1]
    assert json.loads(requests[0][2])["alarm"]["causes"][0]["landmark"] == "byline"


def test_github_gets_annotations_and_a_summary(home):
    write(home / "moved", range(100, 103), MOVED)
    run(home, "watch", "usual", "--no-extractor")

    out = run(
        home,
        "watch",
        "moved",
        "--no-extractor",
        expect=1,
        GITHUB_ACTIONS="true",
        GITHUB_STEP_SUMMARY=str(home / "summary.md"),
    )

    assert "::error title=litedrift%3A the article template changed::byline: p.byline--lite → div.by" in out
    summary = (home / "summary.md").read_text("utf-8")
    assert "- `byline: p.byline--lite → div.by, found by text shape`" in summary
    assert "thresholds" in summary


def test_what_was_seen_is_written_as_json(home):
    write(home / "moved", range(100, 103), MOVED)
    run(home, "watch", "usual", "--no-extractor")
    run(home, "watch", "moved", "--no-extractor", "--json", "out.json", expect=1)

    data = json.loads((home / "out.json").read_text("utf-8"))

    assert [each["state"] for each in data["pages"]] == ["at-risk"] * 3
    assert data["alarms"][0]["key"] == "article/byline/retagged/div.by"
    assert data["thresholds"]["affected"] == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("watch", "nowhere"), "no such file or directory"),
        (("watch", "."), "no *.html"),
        (("watch", "usual", "--every", "soon"), "expected a number and s, m, h or d"),
        (("watch", "status"), "no such history"),
        (("watch", "accept", "--kind", "gull"), "unknown kind"),
        (("watch", "usual", "--call", "scraper:nothing"), "nothing"),
        (("triage", "usual", "usual", "--call", "scraper:blind"), "20 pages, expected one"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(tmp_path, arguments, words):
    (tmp_path / "scraper.py").write_text(EXTRACTORS, "utf-8")
    if "usual" in arguments:
        write(tmp_path / "usual", range(20))
    done = command.run(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "moved", "answer"),
    [
        ("by_class", "by_class", False, "nothing"),
        ("by_class", None, True, "site"),
        ("by_class", "anywhere", True, "site"),
        ("anywhere", "by_class", True, "you"),
        ("anywhere", "blind", False, "you"),
        ("by_class", "blind", True, "both"),
    ],
)
def test_triage_tells_you_from_the_site(home, old, new, moved, answer):
    (home / "old.html").write_bytes(article(1))
    (home / "new.html").write_bytes(article(2, *([MOVED] if moved else [])))
    calls = [word for name in (old, new) if name for word in ("--call", f"scraper:{name}")]

    out = run(home, "triage", "old.html", "new.html", *calls, "--json", expect=0 if answer == "nothing" else 1)

    found = json.loads(out)
    assert found["answer"] == answer
    assert bool(found["changes"]) is moved
    assert answer.replace("nothing", "nothing is broken") in run(
        home, "triage", "old.html", "new.html", *calls, expect=0 if answer == "nothing" else 1
    )


NO_STORY = b"<html><body><p>Are you a person? Wait a moment.</p></body></html>"


@pytest.mark.parametrize(("new", "more"), [(NO_STORY, ", and neither on file://"), (article(2), ": name an old page")])
def test_triage_of_an_old_page_that_is_no_story_and_no_list_is_one_line_and_exit_2(home, new, more):
    (home / "old.html").write_bytes(NO_STORY)
    (home / "new.html").write_bytes(new)
    done = command.run("triage", "old.html", "new.html", "--call", "scraper:anywhere", cwd=home)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"old.html: no story and no list of stories stands on it{more}" in done.stderr
    assert done.stderr.count("\n") == 1


def test_triage_says_that_it_was_the_site_when_its_new_page_is_no_story_and_no_list(home):
    (home / "old.html").write_bytes(article(1))
    (home / "new.html").write_bytes(NO_STORY)

    out = run(home, "triage", "old.html", "new.html", "--call", "scraper:refusing", expect=1)

    assert "the site: its page changed, and your code does not read the new one" in out
    assert "what is served is no page of the site" in out


def test_triage_runs_as_a_process_of_its_own(home):
    (home / "old.html").write_bytes(article(1))
    (home / "new.html").write_bytes(article(2))
    calls = ("--call", "scraper:anywhere", "--call", "scraper:blind")

    assert "you" in run(home, "triage", "old.html", "new.html", *calls, expect=1, how=command.run_process)


def test_a_service_goes_round_until_it_is_ended(home):
    with served(lambda _: (200, article(1))) as (base, requests):
        service = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "litedrift",
                "watch",
                f"{base}/a",
                "--no-extractor",
                "--every",
                "1s",
                "--pause",
                "0",
            ],
            cwd=home,
            stdout=subprocess.PIPE,
            text=True,
        )
        lines = []
        while sum("1 pages" in line for line in lines) < 2:
            lines.append(service.stdout.readline())
            assert lines[-1], lines
        service.send_signal(signal.SIGTERM)
        service.communicate(timeout=30)
    assert service.returncode == 130
    assert len(requests) >= 2
    assert any("seen before" in line for line in lines)


def killed_at_random(home, times, seed):
    """Watch forty pages, killed at random moments and begun again; return what was reported, and the alarms kept."""
    write(home / "pages", range(20))
    write(home / "pages", range(100, 125), MOVED)
    order = random.Random(seed)
    words = [sys.executable, "-m", "litedrift", "watch", "pages", "--no-extractor", "--history", "killed.sqlite3"]
    reported = set()
    for _ in range(times):
        victim = subprocess.Popen(
            words,
            cwd=home,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "COLUMNS": "200", "PYTHONUNBUFFERED": "1"},
        )
        left = order.randrange(1, 100)
        for line in victim.stdout:
            if "file://" in line:
                reported.add(line.split("file://")[1].strip())
            left -= 1
            if left == 0:
                time.sleep(order.random() / 50)  # somewhere within the work on the next page
                break
        victim.kill()
        victim.communicate()
        with sqlite3.connect(home / "killed.sqlite3") as base:
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            kept = {url.removeprefix("file://") for (url,) in base.execute("SELECT url FROM captures")}
        base.close()
        assert reported <= kept
    run(home, "watch", "pages", "--no-extractor", "--history", "killed.sqlite3", expect=1)
    run(home, "watch", "pages", "--no-extractor", "--history", "whole.sqlite3", expect=1)


def alarms_in(path):
    with sqlite3.connect(path) as base:
        rows = base.execute(
            "SELECT captures.url, causes.landmark, causes.moved, causes.new FROM causes JOIN alarms ON alarms.id = alarm"
            " JOIN captures ON captures.id = alarms.capture ORDER BY 1, 2, 3, 4"
        ).fetchall()
        count = base.execute("SELECT count(*) FROM captures").fetchone()
    base.close()
    return rows, count


@pytest.mark.parametrize("times", [4, pytest.param(50, marks=pytest.mark.long)])
def test_kill_9_loses_nothing_that_was_reported_and_doubles_no_alarm(home, times):
    killed_at_random(home, times, seed=times)

    assert alarms_in(home / "killed.sqlite3") == alarms_in(home / "whole.sqlite3")


def test_every_command_of_watch_says_what_it_does():
    assert all(each.callback.__doc__ for each in app.registered_commands)
