"""Extractors that people really use, as subjects: what each gives, as fields of the record, and nothing more.

None of them was written for one site, so each claims the fields that it sets out to give, of articles only. None gives
the time of the last update: their dates answer when an article was published, which is another question. A page on
which one finds neither headline nor text counts as refused.
"""

from __future__ import annotations

import functools
import logging
import warnings
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Any, Final

from lxml import html as markup

from litedrift.corpus import decode_page
from litedrift.errors import SubjectError, UsageError, did_you_mean
from litedrift.subjects._callable import CallableSubject
from litedrift.subjects._isolated import WorkerSubject
from litedrift.subjects._limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from litedrift.subjects._outcome import Subject

Found = dict[str, Any] | None

_KINDS: Final = frozenset({"article"})
_BLOCKS: Final = "p|h1|h2|h3|h4|h5|h6|li|blockquote|pre"


@dataclass(frozen=True, slots=True)
class Adapter:
    """How one library becomes a subject: the modules that it needs, the function that asks it, and what it claims.

    `requirement` is what pip installs; the extra holds all but those that bring a whole crawler with them.
    """

    function: Callable[..., Found]
    modules: tuple[str, ...]
    fields: frozenset[str]
    requirement: str = "litedrift[peers]"


def trafilatura(html: bytes, url: str) -> Found:
    """Ask trafilatura, which reads bytes and joins authors with a semicolon."""
    found = import_module("trafilatura").bare_extraction(html, url=url, with_metadata=True)
    if found is None:
        return None
    authors = [each.strip() for each in (found.author or "").split(";") if each.strip()]
    return _article((found.text or "").split("\n"), found.title, authors)


def newspaper4k(html: bytes, url: str, content_type: str | None) -> Found:
    """Ask newspaper4k, without its fetching of pictures."""
    article = import_module("newspaper").Article(url, fetch_images=False)
    article.download(input_html=decode_page(html, content_type))
    article.parse()
    return _article(article.text.split("\n\n"), article.title, article.authors)


def readability_lxml(html: bytes, content_type: str | None) -> Found:
    """Ask readability, which returns a piece of the page: its innermost blocks are the paragraphs."""
    document = import_module("readability").Document(decode_page(html, content_type))
    summary = markup.fromstring(document.summary(html_partial=True))
    names = "|".join(f"self::{name}" for name in _BLOCKS.split("|"))
    blocks = summary.xpath(f".//*[{names}][not(.//*[{names}])]")
    return _article((each.text_content() for each in blocks), document.short_title())


def goose3(html: bytes, content_type: str | None) -> Found:
    """Ask goose3, without its fetching of pictures."""
    article = _goose().extract(raw_html=decode_page(html, content_type))
    return _article(article.cleaned_text.split("\n\n"), article.title, article.authors)


def resiliparse(html: bytes) -> Found:
    """Ask resiliparse for the main content as plain text; it tells blocks apart by an empty line."""
    encoding = import_module("resiliparse.parse.encoding").detect_encoding(html)
    tree = import_module("resiliparse.parse.html").HTMLTree.parse_from_bytes(html, encoding)
    text = import_module("resiliparse.extract.html2text").extract_plain_text(tree, main_content=True)
    return _article(text.split("\n\n"))


def justext(html: bytes) -> Found:
    """Ask justext for what is no boilerplate; its headings are left out, since the page's own is among them."""
    library = import_module("justext")
    paragraphs = library.justext(html, _stoplist())
    return _article(each.text for each in paragraphs if not each.is_boilerplate and not each.is_heading)


def news_please(html: bytes, url: str, content_type: str | None) -> Found:
    """Ask news-please, without its fetching of pictures."""
    found = import_module("newsplease").NewsPlease.from_html(
        decode_page(html, content_type), url=url, fetch_images=False
    )
    return _article((found.maintext or "").split("\n"), found.title, found.authors)


_TEXT: Final = frozenset({"body"})
_TITLED: Final = _TEXT | {"headline"}
_SIGNED: Final = _TITLED | {"authors"}

#: By the name under which pip knows them.
PEERS: Final = {
    "goose3": Adapter(goose3, ("goose3",), _SIGNED),
    "justext": Adapter(justext, ("justext",), _TEXT),
    "news-please": Adapter(news_please, ("newsplease",), _SIGNED, requirement="news-please"),
    "newspaper4k": Adapter(newspaper4k, ("newspaper",), _SIGNED),
    "readability-lxml": Adapter(readability_lxml, ("readability",), _TITLED),
    "resiliparse": Adapter(
        resiliparse, ("resiliparse.parse.encoding", "resiliparse.parse.html", "resiliparse.extract.html2text"), _TEXT
    ),
    "trafilatura": Adapter(trafilatura, ("trafilatura",), _SIGNED),
}


def open_peer(
    name: str,
    *,
    fields: frozenset[str] | None = None,
    kinds: frozenset[str] | None = None,
    limits: Limits | None = None,
    isolate: bool = False,
) -> Subject:
    """Return a peer as a subject whose name tells its version; `fields` and `kinds` narrow what it claims.

    Raises:
        UsageError: there is no such peer, or it claims nothing of what is asked.
        SubjectError: it is not installed, or cannot be imported.

    """
    if name not in PEERS:
        raise UsageError(f"no such peer: {name!r}{did_you_mean(name, PEERS)} (known: {', '.join(PEERS)})")
    peer, limits = PEERS[name], limits or Limits()
    fields, kinds = _narrowed(name, fields, peer.fields), _narrowed(name, kinds, _KINDS)
    named = f"{name} {_import(name, peer)}"
    if isolate:
        spec = f"{__name__}:{peer.function.__name__}"
        worker = WorkerSubject(spec, fields=fields, kinds=kinds, limits=limits)
        worker.name = named
        return worker
    return CallableSubject(peer.function, name=named, fields=fields, kinds=kinds, timeout=limits.timeout)


def _narrowed(name: str, asked: frozenset[str] | None, given: frozenset[str]) -> frozenset[str]:
    both = given if asked is None else given & asked
    if not both:
        raise UsageError(f"{name} gives {', '.join(sorted(given))}, asked for were {', '.join(sorted(asked or ()))}")
    return both


def _import(name: str, peer: Adapter) -> str:
    """Import what a peer needs, quietly, and return its version."""
    for module in peer.modules:
        # With a handler of its own that does nothing, a library's log goes where the user sends logs, and else nowhere.
        logging.getLogger(module.partition(".")[0]).addHandler(logging.NullHandler())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import_module(module)
        except ImportError as error:
            raise SubjectError(f"{name} cannot be imported ({error}): pip install '{peer.requirement}'") from None
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "(of unknown version)"


@functools.cache
def _goose() -> Any:
    return import_module("goose3").Goose({"enable_image_fetching": False})


@functools.cache
def _stoplist() -> Any:
    return import_module("justext").get_stoplist("English")


def _article(body: Iterable[str], headline: str | None = None, authors: Iterable[str] = ()) -> Found:
    """Return the record, or None where neither a headline nor a text was found."""
    paragraphs = [text for text in map(str.strip, body) if text]
    if not paragraphs and not headline:
        return None
    return {"kind": "article", "headline": headline or None, "authors": list(authors), "body": paragraphs}
