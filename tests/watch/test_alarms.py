"""Site alarms: m of n, once per cause, cleared on recovery, flapping remembered; and a history that forgets nothing."""

from __future__ import annotations

import sqlite3

import pytest

from litedrift.corpus import load_corpus
from litedrift.errors import UsageError
from litedrift.watch import History, Page, State, Watcher, accept, alarms, thresholds
from litedrift.watch._alarm import Key, Sighting, due, recovered
from litedrift.watch._verdict import Change, Moved
from watch.support import BYLINE, article

SITE = load_corpus().site
MOVED = (BYLINE, '<div class="by">By Perpetua Finch, CNN</div>')
FOOTNOTE = ("</article>", '<p class="footnote--lite">The gulls were counted by two people and a dog.</p></article>')
CUT = (" </body>\n</html>", "")


class Site:
    """A site before a watcher; `history` may be read at any time."""

    def __init__(self, path=":memory:"):
        self.history = History(path)
        self.watcher = Watcher(self.history, SITE, now=lambda: "2026-05-01T00:00:00+00:00")
        self.n = 0

    def shows(self, count, *changes):
        return [self.page(*changes) for _ in range(count)]

    def page(self, *changes):
        self.n += 1
        return self.watcher.look(
            Page(f"https://lite.cnn.com/2026/05/01/world/gulls-{self.n}", article(self.n, *changes))
        )

    def raised(self, looks):
        return [(n, alarm) for n, look in enumerate(looks, 1) for alarm in look.alarms if alarm.state == "open"]


@pytest.fixture
def site():
    found = Site()
    yield found
    found.history.close()


@pytest.fixture
def known(site):
    site.shows(thresholds().accepted)
    return site


def test_until_twenty_captures_are_accepted_it_learns(site):
    looks = site.shows(21)

    assert [each.learning for each in looks] == [*(f"{n}/20" for n in range(1, 20)), "", ""]


def test_no_alarm_while_it_learns(site):
    looks = site.shows(10) + site.shows(9, MOVED)

    assert site.raised(looks) == []


def test_the_third_affected_page_raises_one_alarm_that_says_what_changed(known):
    looks = known.shows(6, MOVED)

    ((place, alarm),) = known.raised(looks)
    assert place == 3
    assert alarm.words == ("byline: p.byline--lite → div.by, found by text shape",)
    assert {key.moved for key, _ in alarm.causes} == {"renamed", "retagged"}


def test_three_affected_pages_may_be_far_apart_but_within_thirty(known):
    looks = [known.page(*([FOOTNOTE] if n in (0, 14, 29) else [])) for n in range(30)]
    assert [place for place, _ in known.raised(looks)] == [30]


def test_three_affected_pages_farther_apart_are_no_alarm(known):
    looks = [known.page(*([FOOTNOTE] if n % 15 == 0 else [])) for n in range(60)]
    assert known.raised(looks) == []


def test_one_article_that_is_written_anew_counts_once(known):
    looks = [
        known.watcher.look(Page("https://lite.cnn.com/2026/05/01/world/one", article(n, MOVED)))
        for n in range(500, 506)
    ]

    assert known.raised(looks) == []
    assert {each.state for each in looks} == {State.AT_RISK}


def test_the_very_same_bytes_are_seen_once(known):
    page = Page("https://lite.cnn.com/2026/05/01/world/one", article(500, MOVED))

    looks = [known.watcher.look(page) for _ in range(4)]

    assert [each.repeated for each in looks] == [False, True, True, True]
    assert {each.state for each in looks} == {State.AT_RISK}
    assert known.raised(looks) == []


def test_an_alarm_is_cleared_when_the_pages_are_as_before(known):
    known.shows(3, MOVED)

    looks = known.shows(5)

    ((place, alarm),) = [(n, each) for n, look in enumerate(looks, 1) for each in look.alarms]
    assert (place, alarm.state) == (3, "cleared")
    assert [each.state for each in alarms(known.history)] == ["cleared"]


def test_a_cause_that_comes_back_raises_again_twice_and_then_flaps(known):
    places = []
    for _ in range(5):
        places.append(len(known.raised(known.shows(6, MOVED))))
        known.shows(thresholds().window)  # until none of them is remembered

    assert places == [1, 1, 1, 0, 0]
    states = {row["state"] for row in known.history.rows("SELECT state FROM causes WHERE landmark = 'byline'")}
    assert states == {"flapping"}


def test_accepting_a_moved_template_begins_a_new_baseline(known):
    known.shows(3, MOVED)

    assert accept(known.history, "article", "now") == (3, True)
    known.watcher.forget_profiles()
    looks = known.shows(40, MOVED)

    assert looks[0].learning == "4/20"
    assert looks[-1].learning == ""
    assert known.raised(looks) == []
    assert looks[-1].state is State.SAME


def test_accepting_an_addition_keeps_the_baseline(known):
    known.shows(3, FOOTNOTE)

    assert accept(known.history, "article", "now") == (3, False)
    known.watcher.forget_profiles()
    look = known.page(FOOTNOTE)

    assert (look.state, look.learning) == (State.SAME, "")


def test_going_back_to_an_accepted_template_is_no_alarm(known):
    known.shows(3, MOVED)
    accept(known.history, "article", "now")
    known.watcher.forget_profiles()
    known.shows(20, MOVED)

    looks = known.shows(5)

    assert known.raised(looks) == []
    assert {each.words for each in looks} == {"the template is that of baseline 1 again"}


def test_pages_that_are_none_are_reported_at_once_and_raise_an_alarm_when_they_stay(known):
    looks = [
        known.watcher.look(
            Page(f"https://lite.cnn.com/2026/05/02/world/a{n}", b"<p>Try again later</p>" + bytes([n + 65]))
        )
        for n in range(3)
    ]

    assert {each.state for each in looks} == {State.NOT_ARTICLE}
    assert [place for place, _ in known.raised(looks)] == [3]


def test_cut_pages_say_nothing_of_the_template(known):
    footer = '<footer class="footer--lite">'
    page = article(900)
    looks = [
        known.watcher.look(
            Page(f"https://lite.cnn.com/2026/05/02/world/c{n}", article(900 + n)[: page.index(footer.encode())])
        )
        for n in range(4)
    ]

    assert {each.state for each in looks} == {State.TRUNCATED}
    assert known.raised(looks) == []


def test_a_page_that_could_not_be_had_is_written_down(known):
    look = known.watcher.look(Page("https://lite.cnn.com/", error="HTTP 503 Service Unavailable"))

    assert (look.state, look.unjudged, look.error) == (None, True, "HTTP 503 Service Unavailable")
    assert [row["why"] for row in known.history.rows("SELECT why FROM failures")] == ["HTTP 503 Service Unavailable"]


def test_another_process_goes_on_where_the_first_stopped(tmp_path):
    path = tmp_path / "w.sqlite3"
    first = Site(path)
    first.shows(20)
    first.shows(2, MOVED)
    first.history.close()
    second = Site(path)
    second.n = first.n

    looks = second.shows(2, MOVED)

    assert [place for place, _ in second.raised(looks)] == [1]
    second.history.close()


def test_no_text_of_a_page_is_kept(tmp_path):
    found = Site(tmp_path / "w.sqlite3")
    found.shows(3)
    found.history.close()

    content = b"".join(each.read_bytes() for each in tmp_path.iterdir())
    assert b"harbour master" not in content
    assert b"Perpetua" not in content


@pytest.mark.parametrize("content", [b"no database at all, only words that were written here", b""])
def test_a_file_that_is_no_history_is_a_fault_in_one_line_or_begins_one(tmp_path, content):
    path = tmp_path / "w.sqlite3"
    path.write_bytes(content)
    if content:
        with pytest.raises(UsageError, match="no history"):
            History(path)
    else:
        History(path).close()


def test_a_history_of_another_version_is_not_read(tmp_path):
    path = tmp_path / "w.sqlite3"
    History(path).close()
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version=99")
    base.close()

    with pytest.raises(UsageError, match="version 99"):
        History(path)


def change(new, landmark="byline"):
    return Change(landmark, Moved.RENAMED, "p.a", new, f"{landmark}: p.a → {new}")


def test_a_path_that_is_new_on_each_page_is_one_cause():
    window = [Sighting(n, (change(f"p.x{n}"),)) for n in range(3)]

    (cause,) = due(window, None, thresholds())

    assert cause.key == Key("byline", "renamed", "various")


def test_an_alarm_never_has_an_empty_diff():
    window = [Sighting(n) for n in range(30)]

    assert due(window, None, thresholds()) == []


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("xxx", False),
        ("xxx..", False),
        ("xxx...", True),
        ("x...x...x.........", False),
        ("x...x...x..............................", True),
    ],
)
def test_the_rarer_a_cause_the_longer_the_silence_that_ends_it(since, expected):
    assert recovered([each == "x" for each in since], thresholds()) is expected


def test_patience_grows_as_a_landmark_is_rarer():
    limits = thresholds()

    assert [limits.patience(share) for share in (1.0, 0.95, 0.5, 0.1)] == [3, 4, 14, 88]
    assert limits.patience(0) > limits.window
