"""The report in a real browser: right numbers, frames without scripts, no request, no complaint, usable by everybody.

Needs Debian's `chromium` and `chromium-driver`, Selenium, and for one test axe-core, looked for in the folder that
LITEDRIFT_AXE names or in ``~/.cache/litedrift/node_modules`` (``npm install --prefix ~/.cache/litedrift axe-core``).
With LITEDRIFT_REQUIRE_BROWSER=1 what is missing is a failure, not a skip. Screenshots are kept in the folder that
LITEDRIFT_SCREENSHOTS names, if one is named.
"""

from __future__ import annotations

import json
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from litedrift.events import write_line
from litedrift.reports.html import Facts, Options, write_report
from litedrift.reports.html._frames import draw
from reports import html_support as support

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Hostile content would be seen running by this name.
OWNED = "return window.owned === undefined"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    # A sandboxed frame in a process of its own is one whose console and requests the driver does not see.
    "--disable-features=IsolateSandboxedIframes",
)
VIEWS = {"desktop": (1280, 1000, False), "phone": (390, 844, True)}


def need(what: Any, name: str) -> Any:
    """Return what a test needs; without it the test is skipped, or fails where a skip is one."""
    if not what:
        reason = f"no {name}: see the first lines of {Path(__file__).name}"
        pytest.fail(reason) if os.environ.get("LITEDRIFT_REQUIRE_BROWSER") == "1" else pytest.skip(reason)
    return what


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    binary = need(shutil.which("chromium") or shutil.which("chromium-browser"), "chromium")
    service = need(shutil.which("chromedriver"), "chromedriver (chromium-driver)")
    try:
        from selenium import webdriver  # noqa: PLC0415  # not everywhere
    except ImportError:
        webdriver = None
    need(webdriver, "selenium")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(service))
    try:
        driver.get("about:blank")
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return three reports: of a run, of two, and of a stream in which every text is hostile."""
    folder = tmp_path_factory.mktemp("reports")
    good = Facts.of(support.events_of(_right, support.cases(), name="good:extract"))
    streams = {
        "run": [support.flawed_run()],
        "compare": [support.flawed_run(), good],
        "hostile": [Facts.of([*_on_real_pages(support.hostile_events())])],
    }
    for name, runs in streams.items():
        write_report(folder / f"{name}.html", runs, support.mutator(), Options())
    return {name: folder / f"{name}.html" for name in streams}


def _right(html: bytes, url: str) -> dict[str, Any]:
    return support.gold_record(next(case for case in support.cases() if case.url == url))


def _on_real_pages(events: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Let the hostile failures be of a page full of scripts, so that frames are drawn."""
    case = support.corpus().case("pharmacy-robot-hostile-script")
    digest = support.mutator().clean(case).sha256
    for event in events:
        named = {"id": case.id, "case": case.id, "sha256": digest, "operators": []}
        yield event | (named if event["type"] == "judged" else {})


@pytest.fixture
def opened(browser: Any, reports: dict[str, Path], request: pytest.FixtureRequest) -> Any:
    """Return the browser with the report that the test's parameter names, its logs emptied before."""
    name, view, scheme = request.param
    width, height, mobile = VIEWS[view]
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": media})
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.get(reports[name].as_uri())
    yield browser
    keep = os.environ.get("LITEDRIFT_SCREENSHOTS")
    if keep:
        browser.save_screenshot(str(Path(keep) / f"{request.node.originalname}-{name}-{view}-{scheme}.png"))


one = partial(pytest.mark.parametrize, "opened", indirect=True, ids="-".join)


def long(*view: str) -> Any:
    """Return a view that has a fellow in the daily run: a browser takes seconds for each."""
    return pytest.param(view, marks=pytest.mark.long)


def open_all(browser: Any) -> int:
    """Open every failure, wait until each frame has its page, and return how many frames there are."""
    return browser.execute_async_script(
        """const done = arguments[0];
        document.querySelectorAll("details").forEach((each) => { each.open = true; });
        const frames = [...document.querySelectorAll("iframe")];
        Promise.all(frames.map((frame) => new Promise((resolve) => {
          frame.addEventListener("load", resolve, {once: true});
          frame.loading = "eager";
          frame.srcdoc = frame.srcdoc;
        }))).then(() => done(frames.length));"""
    )


def requests(browser: Any) -> set[str]:
    sent = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    return {
        message["params"]["request"]["url"].partition(":")[0]
        for message in sent
        if message["method"] == "Network.requestWillBeSent"
    }


@one([("run", "desktop", "light")])
def test_the_first_screen_has_the_numbers_of_the_stream(opened: Any) -> None:
    facts = support.flawed_run()
    found = opened.execute_script(
        """const text = (node) => node.textContent.trim();
        return {h1: text(document.querySelector("h1")),
          numbers: Object.fromEntries([...document.querySelectorAll(".numbers > div")].map(
            (each) => [text(each.querySelector("dt")), text(each.querySelector("b"))])),
          top: document.querySelector(".heat").getBoundingClientRect().top, height: innerHeight};"""
    )

    assert found["h1"].startswith(f"mine:extract failed on {facts.footer['failed']:,} of {facts.judged:,} judged pages")
    expected = {
        name: facts.footer[name] for name in ("declared", "selected", "ran", "infeasible", "failed", "invented")
    }
    assert {name: int(found["numbers"][name].replace(",", "")) for name in expected} == expected
    assert found["top"] < found["height"]


@one([("run", "desktop", "light")])
def test_a_failure_opens_with_both_pages_the_outline_the_edit_and_the_line_to_replay(opened: Any) -> None:
    panels = opened.find_elements("css selector", "details.panel")
    panel = next(each for each in panels if len(each.find_elements("css selector", "iframe")) == 2)
    panel.find_element("css selector", "summary").click()

    assert panel.get_attribute("open")
    assert all(frame.is_displayed() for frame in panel.find_elements("css selector", "iframe"))
    assert panel.find_element("css selector", "pre.markup").text
    assert panel.find_element("css selector", ".replay code").text.startswith("litedrift replay ")
    frame = panel.find_elements("css selector", "iframe")[0]
    assert "data-drift-label" in frame.get_attribute("srcdoc")
    opened.execute_script("arguments[0].scrollIntoView()", panel)


@one([("run", "desktop", "light")])
def test_the_line_to_replay_is_copied_and_said_to_be(opened: Any) -> None:
    opened.find_element("css selector", "details.panel summary").click()
    opened.find_element("css selector", "details.panel button.copy").click()
    from selenium.webdriver.support.ui import WebDriverWait  # noqa: PLC0415  # not everywhere

    WebDriverWait(opened, 10).until(lambda _: opened.find_element("id", "said").text)

    assert opened.find_element("css selector", "details.panel button.copy").text in ("Copied", "Selected")


@one([("run", "desktop", "light")])
def test_failures_are_found_by_a_word(opened: Any) -> None:
    total = len(opened.find_elements("css selector", "details.panel"))
    opened.find_element("id", "filter").send_keys("destroy-title invented")
    left = [each.text for each in opened.find_elements("css selector", "details.panel summary") if each.is_displayed()]

    assert 0 < len(left) < total
    assert all("destroy-title" in each and "invented" in each for each in left)


@one([("run", "desktop", "light"), long("compare", "desktop", "light"), ("hostile", "desktop", "light")])
def test_nothing_runs_nothing_is_asked_for_and_the_console_is_silent(opened: Any) -> None:
    frames = open_all(opened)
    inside = []
    for frame in opened.find_elements("css selector", "iframe")[:3]:
        assert frame.get_attribute("sandbox") == ""
        assert opened.execute_script("return arguments[0].contentDocument", frame) is None
        opened.switch_to.frame(frame)
        inside.append(len(opened.find_elements("css selector", "script")))
        opened.switch_to.default_content()

    assert frames > 0
    assert set(inside) == {0}
    assert opened.execute_script(OWNED)
    assert opened.get_log("browser") == []
    assert {"file"} <= requests(opened) <= {"file", "data", "about"}


def show(browser: Any, markup: str) -> None:
    """Put markup into the first frame of a report, and wait until it is drawn."""
    browser.execute_async_script(
        """const frame = document.querySelector("iframe"), [markup, done] = arguments;
        frame.closest("details").open = true;
        frame.loading = "eager";
        frame.addEventListener("load", () => done(), {once: true});
        frame.srcdoc = markup;""",
        markup,
    )


@one([("hostile", "desktop", "light")])
def test_a_script_that_stood_in_a_frame_would_not_run_and_its_complaint_would_be_seen(opened: Any) -> None:
    show(opened, "<p id=p>before<script>document.getElementById('p').textContent = 'after'</script>")
    opened.switch_to.frame(opened.find_element("css selector", "iframe"))
    text = opened.find_element("id", "p").text
    opened.switch_to.default_content()

    assert text == "before"
    assert "Blocked script execution" in opened.get_log("browser")[0]["message"]


@one([("hostile", "desktop", "light")])
def test_a_frame_that_asked_for_something_would_not_get_it_and_would_be_seen(opened: Any) -> None:
    show(opened, "<img src=http://127.0.0.1:9/x>")

    assert "http" in requests(opened)
    assert "violates the following Content Security Policy" in opened.get_log("browser")[0]["message"]


@one([("hostile", "desktop", "light")])
def test_the_copy_of_a_hostile_page_neither_runs_nor_asks_nor_complains(opened: Any) -> None:
    drawn = 0
    for payload in support.PAYLOADS:
        text = f"<body onload=window.owned=1><p title='{payload}' onclick=x>{payload}</p><a href='{payload}'>a</a>"
        markup = draw("t", text.encode("utf-8", "replace"), "text/html; charset=utf-8", "https://a.invalid/", []).markup
        if markup:
            show(opened, markup)
            drawn += 1
        assert opened.get_log("browser") == [], payload[:60]
        assert "http" not in "".join(requests(opened)), payload[:60]

    assert drawn > 20


@one([long("run", "phone", "light"), ("compare", "phone", "light"), ("hostile", "phone", "light")])
def test_on_a_phone_nothing_is_wider_than_the_screen(opened: Any) -> None:
    open_all(opened)

    assert opened.execute_script("return document.documentElement.scrollWidth") <= VIEWS["phone"][0]
    opened.execute_script("scrollTo(0, 0)")


@one(
    [
        ("run", "desktop", "light"),
        long("run", "desktop", "dark"),
        long("run", "phone", "light"),
        long("compare", "desktop", "light"),
        ("compare", "phone", "dark"),
    ]
)
def test_axe_finds_no_serious_fault(opened: Any) -> None:
    folder = Path(os.environ.get("LITEDRIFT_AXE", Path.home() / ".cache" / "litedrift" / "node_modules"))
    script = folder / "axe-core" / "axe.min.js"
    need(script.is_file(), f"axe-core in {folder}")
    opened.execute_script("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    # The debugger may run it where the policy of the page lets no script in.
    opened.execute_cdp_cmd("Runtime.evaluate", {"expression": script.read_text("utf-8")})
    found = opened.execute_async_script(
        "const done = arguments[0]; axe.run(document, {iframes: false}).then((result) => done(result.violations))"
    )
    serious = [each for each in found if each["impact"] in ("serious", "critical")]

    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in serious] == []
    opened.execute_script("document.querySelectorAll('details').forEach((each) => { each.open = false; })")


def test_the_report_of_a_file_of_events_is_that_of_the_run(tmp_path: Path, browser: Any) -> None:
    events = support.events_of(support.flawed, support.cases())
    with (tmp_path / "events.ndjson").open("w", encoding="utf-8") as stream:
        for event in events:
            write_line(stream, event)
    from typer.testing import CliRunner  # noqa: PLC0415  # only here

    from litedrift.cli._main import app  # noqa: PLC0415  # only here

    CliRunner().invoke(app, ["report", str(tmp_path / "events.ndjson"), "-o", str(tmp_path / "report.html")])
    browser.get((tmp_path / "report.html").as_uri())

    assert browser.title == f"mine:extract: 1 failed page of {len(support.cases())}"
