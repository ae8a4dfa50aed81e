"""Markup that no author would write and every browser repairs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._flow import flow, plain_texts
from litedrift.drift._markup import Kind, tokens
from litedrift.drift._operator import operator
from litedrift.drift.catalogue.serialise._edit import WORD, amid, at_gap, edit, in_texts, respell

if TYPE_CHECKING:
    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft


_FIRST_WORD: Final = re.compile(r"^(\s*\S+)")
_LAST_WORD: Final = re.compile(r"(\S+\s*)$")
_MARK: Final = "Ferry timetable withdrawn by the harbour mice"


def _misnested(text: str) -> str:
    """Mark words of a text by two inline elements that overlap."""
    spaces = [match.start() for match in re.finditer(r"(?<=\S) (?=\S)", text)]
    if len(spaces) < 4:
        return text
    a, b, c, d = spaces[:4]
    return f"{text[:a]} <b>{text[a + 1 : b]} <i>{text[b + 1 : c]}</b>{text[c:d]}</i>{text[d:]}"


@operator(
    "misnesting",
    levels=({"form": "inline"}, {"form": "block"}, {"form": "across"}),
    models="editors' markup that closes in the wrong order: <b><i></b></i>, <b><p></b>, bold over two paragraphs",
    evidence="no frequency known: the standard's adoption agency exists for it; parsers disagree on 7% of pages",
)
def misnesting(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Let inline elements overlap within a paragraph, overlap its edge, or reach into the next one."""
    if form == "inline":
        touched = in_texts(draft, dice, _misnested)
        return f"b and i overlap in {touched} paragraphs" if touched else None
    found = tokens(draft.markup)
    texts = list(plain_texts(draft.markup))
    if form == "across":  # the next paragraph's text follows at once or after white space
        texts = [n for n in texts if n + 3 in texts or (n + 4 in texts and found[n + 2].blank)]
    if not texts:
        return None
    n = dice.pick(texts)
    if form == "block":
        changed = {n - 1: "<b>" + found[n - 1].text, n + 1: "</b>" + found[n + 1].text}
    else:
        after = n + 3 if n + 3 in texts else n + 4
        changed = {n: _LAST_WORD.sub(r"<b>\1", found[n].text), after: _FIRST_WORD.sub(r"\1</b>", found[after].text)}
    return f"a bold run with crossed tags: {form}" if edit(draft, changed, found) else None


@operator(
    "stray-end-tags",
    version=2,
    levels=({"tag": "inline"}, {"tag": "p"}, {"tag": "div"}, {"tag": "body"}),
    models="end tags left over from advertising and half-removed boxes",
    evidence="numbers of <p> and </p> differ on 11% of news pages",
)
def stray_end_tags(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Put end tags that close nothing into texts, or </p>, </div> or </body> between two paragraphs."""
    if tag == "inline":
        touched = in_texts(draft, dice, lambda text: amid(text, "</b></span></font>", dice))
        return f"stray inline end tags in {touched} texts" if touched else None
    return f"a stray </{tag}> between two lines" if at_gap(draft, dice, f"</{tag}>\n", story=True) else None


@operator(
    "unclosed-tags",
    version=2,
    levels=({"tag": "div-top"}, {"tag": "div-inside"}, {"tag": "div-in-paragraph"}, {"tag": "span"}, {"tag": "bold"}),
    models="elements of advertising and experiments that nobody closed",
    evidence="no frequency known: parsers disagree on long paragraphs of 7% of pages, mostly through such markup",
)
def unclosed_tags(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Open a div, span or b that is never closed: at the top, between paragraphs, or in one."""
    done: int | bool
    if tag == "div-inside":
        # not between list items: there libxml2 leaves the list open to the end of the page
        done = at_gap(draft, dice, '<div class="slot-mid">\n', items=False, story=True)
    elif tag == "div-top":
        found = tokens(draft.markup)
        places = flow(found, Kind.START, "body")
        done = bool(places) and edit(draft, {places[0]: found[places[0]].text + '<div class="page-wrap">'}, found)
    elif tag == "div-in-paragraph":
        done = in_texts(draft, dice, lambda text: f'{text}<div class="slot-end">', 1, story=True)
    else:
        piece = "<span class=hint>" if tag == "span" else "<b>"
        done = in_texts(draft, dice, lambda text: amid(text, piece, dice), 1)
    return f"an element is never closed: {tag}" if done else None


@operator(
    "comment-soup",
    levels=({"form": "markers"}, {"form": "conditional"}, {"form": "bang"}, {"form": "markup"}, {"form": "in-words"}),
    models="comments: advertising markers, conditions for old browsers, retired markup, text splits of a framework",
    evidence="comments on 87% of pages; their use flips in 19% of breaking changes",
)
def comment_soup(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put comments between paragraphs or amid words; their text is no text."""
    if form == "in-words":
        touched = in_texts(draft, dice, lambda text: _split_word(text, dice), 6)
        return f"empty comments split words in {touched} texts" if touched else None
    if form == "markers":
        touched = in_texts(draft, dice, lambda text: amid(text, "<!-- /4482/mid-article -->", dice), 6)
        return f"advertising markers in {touched} texts" if touched else None
    piece = {
        "conditional": f"<!--[if lt IE 9]><p>{_MARK}</p><![endif]--><![if !IE]><![endif]>",
        "bang": f"<!-- {_MARK} --!>",
        "markup": f'<!-- <p class="paragraph">{_MARK}</p> <div> -- > <!- <p> -->',
    }[form]
    if not at_gap(draft, dice, piece):
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"a comment between two lines: {form}"


def _split_word(text: str, dice: Dice) -> str:
    words = list(WORD.finditer(text))
    if not words:
        return text
    place = dice.pick(words).start() + 2
    return f"{text[:place]}<!-- -->{text[place:]}"


@operator(
    "foreign-content",
    levels=({"form": "cdata"}, {"form": "instruction"}, {"form": "svg"}, {"form": "math"}),
    models="character data and instructions left over from XML or PHP; drawings and formulae in the text",
    evidence="no frequency known: inline drawings are common, the rest is rare",
)
def foreign_content(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put CDATA, a processing instruction, an svg title or a math annotation amid a paragraph; none is shown."""
    piece = {
        "cdata": f"<![CDATA[ {_MARK} ]]>",
        "instruction": f"<?php echo '{_MARK}'; ?>",
        "svg": f'<svg width="8" height="8" viewBox="0 0 8 8"><title>{_MARK}</title><path d="M0 0h8v8z"/></svg>',
        "math": f"<math><semantics><mrow></mrow><annotation>{_MARK}</annotation></semantics></math>",
    }[form]
    touched = in_texts(draft, dice, lambda text: amid(text, piece, dice), 1)
    if not touched:
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"{form} amid a text"


@operator(
    "script-bait",
    levels=({"form": "markup"}, {"form": "comment"}, {"form": "nested"}, {"form": "style"}, {"form": "textarea"}),
    models="scripts, styles and form fields whose text looks like markup",
    evidence="JSON state on 13% of pages; 43% repeat the story's text somewhere in the source",
)
def script_bait(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put an element between paragraphs whose raw text holds tags, an open comment or a nested script."""
    fake = f"</p></div></article><p class='paragraph'>{_MARK}.</p>"
    piece = {
        "markup": f'<script>window.tpl = "{fake}";</script>',
        "comment": f'<script>var a = 1 <!--2; document.title += "<p>{_MARK}";</script>',
        "nested": f'<script>var t = "<!--<script>{fake}</script>-->";</script>',
        "style": f'<style>.x::after {{ content: "{fake}<!--" }}</style>',
        "textarea": f"<textarea hidden>{fake}<!-- </textarea>",
    }[form]
    if not at_gap(draft, dice, piece + "\n"):
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"raw text that looks like markup: {form}"


@operator(
    "outside-html",
    levels=({"what": "text-after"}, {"what": "markup-after"}, {"what": "second-document"}, {"what": "comment-before"}),
    models="pages glued together: a server's note after </html>, a fragment with its own html and head",
    evidence="no frequency known: notes of caches and of advertising servers after </html> are common",
)
def outside_html(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Put text or markup after the end tag of html, a comment before the document, or a second html and head inside."""
    after = {
        "text-after": f"\n{_MARK}",
        "markup-after": f'\n<div class="debug" hidden><p>{_MARK}</p></div><script>var t = "<p>{_MARK}</p>"</script>',
    }
    if what in after:
        done = respell(draft, draft.markup + after[what])
    elif what == "comment-before":
        done = respell(draft, f"<!-- {_MARK} -->\n{draft.markup}")
    else:
        head = f'<!DOCTYPE html><html lang="en"><head><title>{_MARK}</title><meta name="generator" content="{_MARK}">'
        done = at_gap(draft, dice, f'{head}</head><body class="fragment">\n')
    if not done:
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"outside of the page's own document: {what}"
