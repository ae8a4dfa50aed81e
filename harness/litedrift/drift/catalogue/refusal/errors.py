"""Error pages, and answers that are no page at all."""

from __future__ import annotations

import binascii
import json
import struct
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from litedrift.drift._contract import REJECTS
from litedrift.drift._operator import Layer, operator
from litedrift.drift.catalogue._prose import HEADLINES, SLUGS
from litedrift.drift.catalogue.refusal._frame import bare, framed, message, suffix

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_LOST: Final = ("Page not found", "We cannot find that page", "404", "This page is not here", "Oops, nothing here")
_LOST_MORE: Final = (
    "The address may be mistyped, or the page may have moved since you saved the link.",
    "Try the front page, where the latest stories are listed.",
    "We looked for it in every drawer that we have.",
    "If a link on our own pages led you here, we would like to hear of it.",
)


@operator(
    "soft-404",
    contract=REJECTS,
    levels=({"form": "message"}, {"form": "search"}, {"form": "suggestions"}, {"form": "link"}),
    models="a missing page, served as found, in the site's own template",
    evidence="no frequency known: every site of any size has them",
)
def soft_404(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put a not-found message in the site's frame: alone, with a search form, with suggestions, with a way home."""
    picks = dice.some(range(len(HEADLINES)), 3)
    stories = "".join(f'<li><a href="/2024/05/17/world/{SLUGS[n]}">{HEADLINES[n]}</a></li>' for n in picks)
    more = {
        "message": "",
        "search": '<form role="search" action="/search"><input name="q"><button>Search</button></form>',
        "suggestions": f'<nav aria-label="Suggestions"><p>You may be looking for</p><ul>{stories}</ul></nav>',
        "link": '<p><a href="/">Back to the front page</a></p>',
    }[form]
    return framed(draft, dice, dice.pick(_LOST[:3]) + suffix(draft), message(dice, _LOST, _LOST_MORE, more))


_GONE: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "withdrawn": (
        ("This story has been withdrawn", "Story removed", "No longer available"),
        (
            "The story that was published here on March {day}, {year} did not meet our standards and was withdrawn.",
            "An account of what went wrong is kept by our corrections desk.",
        ),
    ),
    "expired": (
        ("This content has expired", "No longer available", "410"),
        (
            "Our licence for this text ran out in {year}, and we may not show it any more.",
            "Agency stories stay on this site for {day} days.",
        ),
    ),
    "legal": (
        ("Not available for legal reasons", "451", "Removed on request"),
        (
            "A court order of April {day}, {year} forbids us to show this page.",
            "We have asked for the order to be reviewed and will say so here when it is.",
        ),
    ),
}


@operator(
    "gone",
    contract=REJECTS,
    levels=tuple({"why": why} for why in _GONE),
    models="a story that was taken down: a notice with a date stands in its place",
    evidence="no frequency known: agency texts expire on many sites",
)
def gone(draft: Draft, dice: Dice, *, why: str) -> str | None:
    """Put a notice in the site's frame that a story was withdrawn, has expired, or is forbidden."""
    headings, sentences = _GONE[why]
    day, year = 2 + dice.below(26), 2018 + dice.below(7)
    text = message(dice, headings, [each.format(day=day, year=year) for each in sentences])
    return framed(draft, dice, dice.pick(headings) + suffix(draft), text)


_BUSY: Final = (
    "The server took too long to answer. Wait a minute and load the page again.",
    "Our machines are busy at the moment. Nothing is wrong on your side.",
    "The connection to the server that holds this page was lost on the way.",
)


@operator(
    "server-error",
    contract=REJECTS,
    levels=({"by": "network"}, {"by": "server"}, {"by": "maintenance"}, {"by": "site"}),
    models="a 5xx page of a content network, a bare server or the site itself, served as a page",
    evidence="no frequency known: watchers of pages report 'servers busy' as a change of content",
)
def server_error(draft: Draft, dice: Dice, *, by: str) -> str | None:
    """Serve an error page: a content network's, a bare server's, a notice of maintenance, or one in the frame."""
    code, text = dice.pick((500, 502, 503, 504)), dice.pick(_BUSY)
    trace = f"{dice.word(8, '0123456789abcdef')}-{dice.word(4).upper()}"
    host = urlsplit(draft.url).netloc
    match by:
        case "network":
            body = f"<h1>Error {code}</h1><h2>What happened?</h2><p>{text}</p><p>Host: {host}</p><p>Trace: {trace}</p>"
            return bare(draft, f"{host} | {code}: Error", body)
        case "server":
            return bare(draft, f"{code} Error", f"<center><h1>{code} Error</h1></center><hr><center>{trace}</center>")
        case "maintenance":
            minutes = 5 * (1 + dice.below(11))
            body = f"<main><h1>We will be right back</h1><p>{text}</p><p>About {minutes} minutes, we think.</p></main>"
            return bare(draft, "Maintenance", body)
    headings = ("Something went wrong", "We are having trouble", f"Error {code}")
    return framed(draft, dice, f"Error{suffix(draft)}", message(dice, headings, _BUSY, f"<p>{trace}</p>"))


def _gzip(data: bytes) -> bytes:
    """Return valid gzip of literals in the fixed code: the same bytes whatever zlib a Python was built with."""
    bits = "110"  # the last block, fixed codes; bits of codes stand highest first, all else lowest first
    for byte in data:
        bits += f"{0x30 + byte:08b}" if byte < 0x90 else f"{0x190 + byte - 0x90:09b}"  # RFC 1951, 3.2.6
    bits += "0" * 7
    bits += "0" * (-len(bits) % 8)
    body = bytes(int(bits[k : k + 8][::-1], 2) for k in range(0, len(bits), 8))
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<II", binascii.crc32(data), len(data))


def _pdf(number: str) -> bytes:
    objects = f"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[]/Count 0/ID({number})>>\nendobj\n"
    return b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + objects.encode() + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


@operator(
    "not-html",
    layer=Layer.BYTES,
    contract=REJECTS,
    levels=(
        {"what": "empty"},
        {"what": "blank"},
        {"what": "json"},
        {"what": "pdf"},
        {"what": "gzip"},
        {"what": "png"},
        {"what": "text"},
    ),
    models="no page came: nothing, white space, an error of an interface, a document, bytes that were not unpacked",
    evidence="no frequency known: each is a known symptom of a client that ignores headers",
)
def not_html(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put bytes in the page's place that are no HTML; the Content-Type header says HTML all the same, or tells."""
    if draft.gold.kind == "refusal":
        return None
    number = dice.word(10, "0123456789abcdef")
    error = {"status": dice.pick((404, 429, 500, 503)), "error": dice.pick(("not found", "try later")), "trace": number}
    draft.data, kind = {
        "empty": (b"", None),
        "blank": (dice.pick((b"\n", b" \r\n", b"\xef\xbb\xbf\n", b"\t")) * (1 + dice.below(9)), None),
        "json": (json.dumps({"data": None, "errors": [error]}).encode(), "application/json"),
        "pdf": (_pdf(number), "application/pdf"),
        "gzip": (_gzip(f"<html><title>{number}</title><p>{dice.pick(_BUSY)}</p></html>".encode()), None),
        "png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0" + bytes.fromhex(number), "image/png"),
        "text": (f"{dice.pick(_BUSY)}\ntrace {number}\n".encode(), "text/plain"),
    }[what]
    if kind is not None and dice.chance(0.5):
        draft.content_type = kind
    draft.gold = draft.gold.reject("empty" if what in ("empty", "blank") else "not-html")
    return f"{len(draft.data)} bytes of {what} came"
