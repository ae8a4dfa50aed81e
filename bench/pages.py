"""The page sets that figures are taken on: name → pages, each with what a client knows of it."""

from __future__ import annotations

import random
from dataclasses import dataclass

from litedrift.corpus import load_corpus
from litedrift.drift import Mutator, Status, find_operator
from litedrift.drift import step as step_of

#: What the real site's pages of the second generation carry in inline style and script, in bytes.
FRAME = 295_000


@dataclass(frozen=True)
class Page:
    html: bytes
    url: str
    content_type: str | None


def sets():
    """The sets by name: plain pages, the same in the site's full size, nameless ones, and every article."""
    corpus = load_corpus()
    mutator = Mutator(corpus)
    articles = [case for case in corpus if case.kind == "article" and case.mutable]
    dated = [case for case in articles if case.epoch.startswith("g2-") and not case.gold.fields["editors_note"]]
    plain = [_page(case) for case in dated]
    style, script = frame()
    nameless = [mutator.apply(case, [step_of("class-strip", find_operator("class-strip").levels[0])]) for case in dated]
    return {
        "plain pages": plain,
        "plain pages in full size": [
            Page(framed(each.html, style, script), each.url, each.content_type) for each in plain
        ],
        "the same without class names": [_page(each) for each in nameless if each.status is Status.RAN],
        "all articles of the corpus": [_page(case) for case in articles],
    }


def watched():
    """Articles of about a dozen paragraphs, as most of the site's are."""
    return [
        _page(case)
        for case in load_corpus()
        if case.kind == "article" and 10 <= len(case.gold.fields.get("body") or ()) <= 14
    ]


def _page(each):
    return Page(each.html, each.url, each.content_type)


def frame():
    """Style and script of the real pages' size and density, of our own making."""
    chance = random.Random(11)
    words = ["anchor", "banner", "column", "detail", "footer", "gutter", "header", "legend", "margin", "ribbon"]
    rules, calls = [], []
    while sum(map(len, rules)) < FRAME * 2 // 3:
        name = "-".join(chance.choice(words) for _ in range(3))
        rules.append(f".{name}{{margin:{chance.randrange(64)}px;color:#{chance.randrange(1 << 24):06x}}}")
    while sum(map(len, calls)) < FRAME // 3:
        calls.append(f'register("{chance.choice(words)}",{{v:{chance.randrange(10**9)},on:a<b&&c}});')
    return f"<style>{''.join(rules)}</style>".encode(), f"<script>{''.join(calls)}</script>".encode()


def framed(html, style, script):
    """A page with the frame in its head and at the end of its body."""
    return html.replace(b"</head>", style + b"</head>", 1).replace(b"</body>", script + b"</body>", 1)


def grown(size):
    """An article in the current template, of about this many bytes."""
    corpus = load_corpus()
    case = min((each for each in corpus if each.epoch == "g2-2025" and each.kind == "article"), key=lambda c: c.id)
    opening = case.html.find(b'<p class="paragraph')
    closing = case.html.find(b"</p>", opening) + 4
    paragraph = case.html[opening:closing]
    more = max(0, size - len(case.html)) // len(paragraph)
    return Page(case.html[:closing] + paragraph * more + case.html[closing:], case.url, case.content_type)
