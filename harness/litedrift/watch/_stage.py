"""Pages of a template for the replay and the evaluation: each case printed in it, addresses in its form."""

from __future__ import annotations

import hashlib
import random
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector

from litedrift.corpus import first_fault
from litedrift.drift import Status, find_operator, step
from litedrift.errors import CorpusError
from litedrift.watch._fingerprint import fingerprint, parse
from litedrift.watch._marks import Marks
from litedrift.watch._shapes import rotate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from litedrift.corpus import Case, Corpus
    from litedrift.drift import Mutator, Step

#: The operators that print a record in another template; the second leaves out what has no place there.
_PRINTERS = ("re-render", "re-render-lossy")
_CLASS = re.compile(rb'class="([^"]*)"')
#: An index has few cases: each is printed so many times, its cards in other orders.
_SHUFFLES = 8
#: So large a share of an epoch's pages must end alike for that to be its form of address.
_FORM = 0.8


@dataclass(frozen=True, slots=True)
class Staged:
    """One page of a template, and the case that it comes from; `steps` print it so."""

    case: Case
    steps: tuple[Step, ...]
    html: bytes
    content_type: str | None

    @property
    def cluster(self) -> str:
        """The case: pages of one case are not independent."""
        return self.case.id


@dataclass(frozen=True, slots=True)
class Script:
    """How the history is played: features with their shares, and what each change must have named (``replay.toml``)."""

    features: dict[tuple[str, str], list[tuple[CSSSelector, float]]] = field(default_factory=dict)
    changes: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = field(default_factory=dict)


def load_script(corpus: Corpus) -> Script:
    """Read ``replay.toml`` of a corpus.

    Raises:
        CorpusError: it is missing or breaks its schema.

    """
    path = corpus.root / "replay.toml"
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise CorpusError(f"{path}: no such file; without it there is no history to replay") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{path}: not TOML: {error}") from None
    fault = first_fault("replay", data)
    if fault:
        raise CorpusError(f"{path}: {fault} (schema replay.schema.json)")
    script = Script()
    for row in data.get("feature", ()):
        script.features.setdefault((row["epoch"], row["kind"]), []).append((CSSSelector(row["css"]), row["share"]))
    for row in data.get("change", ()):
        names = frozenset(row.get("named", ())), frozenset(row.get("either", ()))
        script.changes[row["epoch"], row["kind"]] = names
    return script


def staged(mutator: Mutator, kind: str, epoch: str, *, readdress: bool = True) -> list[Staged]:
    """Return every case of a kind as a page of this template, as far as the template can print it.

    Addresses are written in the template's form; without `readdress` cases of another form are left out instead.
    """
    endings = _endings(mutator.corpus)
    if not readdress:
        endings = {name: ending for name, ending in endings.items() if ending == endings[epoch]}
    found: list[Staged] = []
    for case in mutator.corpus:
        if case.kind == kind and case.mutable and case.epoch in endings:
            found += _printed(mutator, case, epoch, endings)
    if kind != "index":
        return found
    # The links of an index are its own: a case of another generation keeps that one's addresses, and is left out.
    marks = Marks(mutator.corpus.site)
    forms = [fingerprint(each.html, content_type=each.content_type, marks=marks).form for each in found]
    native = Counter(form for form, each in zip(forms, found, strict=True) if each.case.epoch == epoch)
    usual = native.most_common(1)[0][0] if native else ""
    return [each for form, each in zip(forms, found, strict=True) if form == usual]


def _printed(mutator: Mutator, case: Case, epoch: str, endings: dict[str, str]) -> Iterator[Staged]:
    prints: list[tuple[Step, ...]] = [()]
    if case.epoch != epoch:
        able = [name for name in _PRINTERS if epoch in find_operator(name).parameters["epoch"]]
        prints = [(step(name, {"epoch": epoch}),) for name in able]
    for steps in prints:
        page = mutator.apply(case, steps)
        if page.status is Status.RAN:
            break
    else:
        return
    pages = [(steps, page)]
    if case.kind == "index":
        shuffled = [(*steps, step("reorder-cards", {"how": "shuffle"}, seed=seed)) for seed in range(1, _SHUFFLES)]
        pages += [(each, made) for each in shuffled if (made := mutator.apply(case, each)).status is Status.RAN]
    for each, made in pages:
        html = _readdressed(made.html, case, endings.get(case.epoch, ""), endings.get(epoch, ""))
        yield Staged(case, each, html, made.content_type)


def _endings(corpus: Corpus) -> dict[str, str]:
    """Return for each epoch the file name with which its addresses end, or nothing."""
    found = {}
    for epoch in {case.epoch for case in corpus}:
        lasts = Counter(
            urlsplit(url).path.rpartition("/")[2] for case in corpus if case.epoch == epoch for url in _addresses(case)
        )
        last, count = lasts.most_common(1)[0] if lasts else ("", 0)
        found[epoch] = f"/{last}" if "." in last and count >= _FORM * lasts.total() else ""
    return found


def _addresses(case: Case) -> list[str]:
    fields = case.gold.fields
    links = [each["url"] for each in fields.get("links") or () if isinstance(each, dict)]
    return [*links, *([fields["full_article_url"]] if isinstance(fields.get("full_article_url"), str) else [])]


def _readdressed(html: bytes, case: Case, old: str, new: str) -> bytes:
    """Write the addresses of the record as another epoch ends them."""
    if old == new:
        return html
    for address in dict.fromkeys(_addresses(case)):
        path = urlsplit(address).path
        if not path.endswith(old) or (new and path.endswith(new)):
            continue
        before, after = path.encode(), (path.removesuffix(old) + new).encode()
        for quote in (b'"', b"'"):
            html = html.replace(before + quote, after + quote)
    return html


def rotated(html: bytes) -> bytes:
    """Return a page with each generated part of a class name another one."""
    return _CLASS.sub(lambda found: b'class="' + b" ".join(_next(each) for each in found[1].split()) + b'"', html)


def _next(token: bytes) -> bytes:
    return rotate(token.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def halves(pages: Sequence[Staged], split: int) -> tuple[list[Staged], list[Staged]]:
    """Divide pages by their case: those of the profile, and those held out."""
    sides: tuple[list[Staged], list[Staged]] = ([], [])
    for each in pages:
        sides[hashlib.sha256(f"{split}/{each.cluster}".encode()).digest()[0] % 2].append(each)
    return sides


def in_proportion(
    pages: Sequence[Staged], features: Sequence[tuple[CSSSelector, float]], seed: int
) -> list[tuple[Staged, bool]]:
    """Return pages in a random order with each feature as common as it is; the flag says that a page has one.

    Pages with a feature are many in a corpus that wants to show it, and few on the site.
    """
    order = random.Random(seed)
    plain: list[Staged] = []
    special: list[list[Staged]] = [[] for _ in features]
    for each in pages:
        root = parse(each.html, each.content_type)
        having = [n for n, (css, _) in enumerate(features) if css(root)]
        # With two features it counts as the rarer one.
        rarest = min(having, key=lambda n: features[n][1], default=None)
        (plain if rarest is None else special[rarest]).append(each)
    order.shuffle(plain)
    for group in special:
        order.shuffle(group)
    drawn: list[tuple[Staged, bool]] = []
    if plain and plain[0].case.kind == "index":
        plain = _in_turn(plain)
    while plain:
        chance = order.random()
        for n, (_, share) in enumerate(features):
            if chance < share and special[n]:
                drawn.append((special[n].pop(), True))
                break
            chance -= share
        else:
            drawn.append((plain.pop(), False))
    return drawn


def _in_turn(pages: Sequence[Staged]) -> list[Staged]:
    """Return pages so that no case comes again before each was there once: copies of one are no evidence."""
    turn: Counter[str] = Counter()
    rounds: list[tuple[int, Staged]] = []
    for each in pages:
        rounds.append((turn[each.cluster], each))
        turn[each.cluster] += 1
    return [each for _, each in sorted(rounds, key=lambda pair: -pair[0])]
