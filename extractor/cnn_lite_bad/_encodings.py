"""Characters: guessed, left escaped, or thrown away."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cnn_lite_bad._flaw import Page, Record, flaw

if TYPE_CHECKING:
    from collections.abc import Callable


def _each_text(record: Record, change: Callable[[str], str]) -> None:
    for name in ("headline", "byline", "source", "editors_note"):
        if record[name]:
            record[name] = change(record[name])
    record["body"] = [change(text) for text in record["body"]]


@flaw("latin-1-guessed", "decodes as Latin-1 when the page declares no charset")
def latin_1_guessed(page: Page, record: Record) -> None:
    if b"charset" not in page.html[:2048].lower():
        _each_text(record, lambda text: text.encode("utf-8").decode("latin-1"))


@flaw("utf-8-assumed", "decodes everything as UTF-8")
def utf_8_assumed(page: Page, record: Record) -> None:
    if "\ufffd" in page.text:
        _each_text(record, lambda text: text.encode("cp1252", "ignore").decode("utf-8", "replace"))


@flaw("not-unescaped", "leaves entities in the text")
def not_unescaped(_page: Page, record: Record) -> None:
    _each_text(record, lambda text: escape(text, quote=True))


@flaw("ascii-only", "throws away what is not ASCII")
def ascii_only(_page: Page, record: Record) -> None:
    _each_text(record, lambda text: text.encode("ascii", "ignore").decode())


@flaw("comments-read", "reads the text of comments as story")
def comments_read(page: Page, record: Record) -> None:
    comments = (str(each.text or "").strip() for each in page.tree.xpath("//body//comment()"))
    record["body"] = record["body"] + [text for text in comments if text]


@flaw("script-read", "reads script text with the rest of the page")
def script_read(page: Page, record: Record) -> None:
    record["body"] = record["body"] + page.texts("//body//script | //body//style")
