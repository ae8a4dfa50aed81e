"""An export as a WARC file: what other tools read, the same bytes in every run."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from command import run
from corpus.support import copied
from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, default_plan
from litedrift.errors import UsageError
from litedrift.subjects import WarcExport, exported

if TYPE_CHECKING:
    from litedrift.subjects import Exported


@pytest.fixture
def pages(tmp_path: Path) -> list[Exported]:
    corpus = load_corpus(copied(tmp_path / "small"))
    return list(exported(Mutator(corpus), default_plan(corpus, clean_only=True)))


def written(pages: list[Exported], name: str) -> bytes:
    pytest.importorskip("warcio", reason="pip install 'litedrift[warc]'")
    stream = io.BytesIO()
    archive = WarcExport(stream, Path(name))
    for page in pages:
        archive.write(page)
    return stream.getvalue()


@pytest.mark.parametrize("name", ["pages.warc", "pages.warc.gz"])
def test_a_reader_of_archives_finds_each_page_with_its_address_and_header(pages: list[Exported], name: str) -> None:
    data = written(pages, name)
    reader = pytest.importorskip("warcio.archiveiterator", reason="pip install 'litedrift[warc]'")
    found = [
        (
            record.rec_headers.get_header("WARC-Target-URI"),
            record.http_headers.get_header("Content-Type"),
            record.content_stream().read(),
        )
        for record in reader.ArchiveIterator(io.BytesIO(data))
    ]

    assert found == [(each.request.url, each.request.content_type, each.request.html) for each in pages]


def test_the_bytes_are_the_same_in_every_run(pages: list[Exported]) -> None:
    assert written(pages, "a.warc.gz") == written(pages, "b.warc.gz")


def test_a_record_is_dated_by_its_case_and_not_by_a_clock(pages: list[Exported]) -> None:
    dates = [line.split()[1] for line in written(pages, "a.warc").split(b"\r\n") if line.startswith(b"WARC-Date")]

    assert [date.decode() for date in dates] == [f"{each.mutant.case.provenance['saved']}T00:00:00Z" for each in pages]


def test_without_warcio_there_is_one_line_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "warcio.warcwriter", None)
    monkeypatch.setitem(sys.modules, "warcio.statusandheaders", None)
    with pytest.raises(UsageError, match=r"pip install 'litedrift\[warc\]'"):
        WarcExport(io.BytesIO(), Path("a.warc"))


def test_the_command_lists_each_record_in_a_manifest(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="pip install 'litedrift[warc]'")
    copied(tmp_path / "small")
    assert run("export", "pages.warc.gz", "--clean-only", "--corpus", "small", cwd=tmp_path).returncode == 0
    manifest = json.loads((tmp_path / "pages.manifest.json").read_text("utf-8"))

    assert len({each["warc_record_id"] for each in manifest["pages"]}) == len(manifest["pages"]) == 3
