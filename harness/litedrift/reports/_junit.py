"""JUnit XML: one test case a page, with what was expected and what came as properties."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from litedrift.events import failures, replacing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from litedrift.events import Failure

#: Characters that XML 1.0 cannot carry, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What became of a mutant that could not be judged; counted by the stream's footer, no test case of its own.
_JUDGED = "ran"


class JUnit:
    """Reads a stream of events and writes one JUnit file when the footer comes."""

    def __init__(self, path: Path, *, reproduce: str = "litedrift replay") -> None:
        self._path = path
        self._reproduce = reproduce
        self._suite = ET.Element("testsuite", name="litedrift")
        self._counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}

    def read(self, event: dict[str, Any]) -> None:
        """Take one event."""
        match event["type"]:
            case "started":
                versions = {key: event[key] for key in ("subject", "litedrift", "normaliser", "libxml2", "oracle")}
                corpus, plan = event["corpus"], event["plan"]
                versions |= {"corpus": f"{corpus['name']} {corpus['version']}"}
                versions |= {"plan": f"{plan['name']}, seed {plan['seed']}, {plan['items']} pages"}
                self._suite.append(_properties(versions))
            case "judged" if event["status"] == _JUDGED:
                self._page(event)
            case "finished":
                self._finish(event)

    def _page(self, event: dict[str, Any]) -> None:
        found = failures(event)
        self._case(event, found)
        for entry in event.get("stale", ()):
            what = f"{entry.get('field', 'page')}: {entry['outcome']}"
            name = f"{_name(event)} [baseline {what}]"
            case = self._element("testcase", classname=_class(event), name=name)
            text = "the baseline expects this failure and it is gone: `litedrift baseline update` removes the entry"
            self._outcome(case, "failure", f"fixed: {what}", "stale", f"{event['id']}\n{text}")

    def _case(self, event: dict[str, Any], found: list[Failure]) -> None:
        case = self._element("testcase", classname=_class(event), name=_name(event))
        properties = {"id": event["id"], "sha256": event.get("sha256", "")}
        for failure in found:
            properties |= _values(failure)
        case.append(_properties(properties))
        news = [failure for failure in found if not failure.excused]
        if news:
            error = event["page"] == "failed"
            message = "; ".join(f"{each.message or each}{_note(each)}" for each in news)
            self._outcome(case, "error" if error else "failure", message, news[0].outcome, self._text(event, news))
        elif found:
            self._counts["skipped"] += 1
            ET.SubElement(case, "skipped", message=_clean("known: " + "; ".join(map(str, found))))
        elif event["page"] == "unsupported":
            self._counts["skipped"] += 1
            ET.SubElement(case, "skipped", message="unsupported: this kind of page is not claimed")

    def _element(self, tag: str, **attributes: str) -> ET.Element:
        self._counts["tests"] += 1
        return ET.SubElement(
            self._suite, tag, {key: _clean(value) for key, value in attributes.items()} | {"time": "0"}
        )

    def _outcome(self, case: ET.Element, tag: str, message: str, kind: str, text: str) -> None:
        self._counts[f"{tag}s"] += 1
        ET.SubElement(case, tag, message=_clean(message), type=kind).text = _clean(text)

    def _text(self, event: dict[str, Any], news: list[Failure]) -> str:
        return "\n".join([*_lines(event, news), f"{self._reproduce} {event['id']}"])

    def _finish(self, event: dict[str, Any]) -> None:
        for key, value in self._counts.items():
            self._suite.set(key, str(value))
        self._suite.set("time", "0")
        names = ("declared", "selected", "ran", "no_op", "infeasible", "errored", "unsupported")
        ET.SubElement(self._suite, "system-out").text = " · ".join(f"{name} {event[name]}" for name in names)
        root = ET.Element("testsuites")
        root.append(self._suite)
        ET.indent(root)
        with replacing(self._path, binary=True) as stream:
            ET.ElementTree(root).write(stream, encoding="utf-8", xml_declaration=True)


def _class(event: dict[str, Any]) -> str:
    return f"litedrift.{event['kind']}.{event['case']}"


def _name(event: dict[str, Any]) -> str:
    return str(event["id"]).removeprefix(event["case"]).removeprefix("--") or "clean"


def _note(failure: Failure) -> str:
    return "" if failure.standing == "new" else f" ({failure.standing})"


def _lines(event: dict[str, Any], news: list[Failure]) -> Iterator[str]:
    yield from event["touched"]
    for each in news:
        if each.field is None:
            yield f"{each}: {each.message}"
        else:
            yield f"{each}{_note(each)}\n  expected  {_json(each.expected)}\n  actual    {_json(each.actual)}"
    if event["detail"]:
        yield event["detail"]


def _values(failure: Failure) -> dict[str, str]:
    name = failure.field or "page"
    values = {f"{name}.verdict": failure.outcome, f"{name}.standing": failure.standing}
    if failure.field is not None:
        values |= {f"{name}.expected": _json(failure.expected), f"{name}.actual": _json(failure.actual)}
    return values


def _properties(values: dict[str, Any]) -> ET.Element:
    element = ET.Element("properties")
    for name, value in values.items():
        ET.SubElement(element, "property", name=name, value=_clean(str(value)))
    return element


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
