"""The same page spelled otherwise: tags left out, quoted, nested or closed in ways that a browser mends in silence.

The HTML Standard says what each of these spellings shows; where libxml2 reads other lines, the mutant is infeasible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from litedrift.drift._contract import PRESERVES
from litedrift.drift._draft import Infeasible
from litedrift.drift._flow import beside, flow, gaps
from litedrift.drift._kit import rendered
from litedrift.drift._markup import VOID, Attribute, Kind, Token, attributes, lines_of, spell, tokens
from litedrift.drift._operator import Layer, operator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from litedrift.drift._dice import Dice
    from litedrift.drift._draft import Draft

_WORD: Final = re.compile(r"(?<![&#\w])[A-Za-z]{4,}")
_FIRST_WORD: Final = re.compile(r"^(\s*\S+)")
_LAST_WORD: Final = re.compile(r"(\S+\s*)$")
_MARK: Final = "Ferry timetable withdrawn by the harbour mice"


def _respell(draft: Draft, changed: str) -> bool:
    """Let the page be spelled like this, if libxml2 still reads every line in its order; False when nothing changed."""
    if changed == draft.markup:
        return False
    there = iter(lines_of(changed))
    if not all(line in there for line in lines_of(draft.markup)):
        raise Infeasible("libxml2 reads other lines in this spelling than the HTML Standard does")
    draft.markup = changed
    return True


def _edit(draft: Draft, changed: Mapping[int, str], found: Sequence[Token]) -> bool:
    return _respell(draft, spell(found, dict(changed)))


def _at_gap(draft: Draft, dice: Dice, piece: str, *, items: bool = True) -> bool:
    """Put a piece of markup between two paragraphs, subheadings or list items; False where there are none."""
    found = tokens(draft.markup)
    places = [n for n in gaps(found) if items or found[n].name != "li"]
    if not places:
        return False
    place = dice.pick(places)
    return _edit(draft, {place: piece + found[place].text}, found)


def _plain_texts(found: Sequence[Token]) -> list[int]:
    """Return the places of texts of several words that are all that a paragraph holds."""
    aside = beside(found)
    return [
        n
        for n in flow(found, Kind.TEXT)
        if n not in aside
        and 0 < n < len(found) - 1
        and (found[n - 1].kind, found[n - 1].name) == (Kind.START, "p")
        and (found[n + 1].kind, found[n + 1].name) == (Kind.END, "p")
        and len(found[n].text.split()) >= 6
    ]


def _in_texts(draft: Draft, dice: Dice, change: Callable[[str], str], count: int = 3) -> int:
    """Change the texts of up to `count` paragraphs; return how many changed."""
    found = tokens(draft.markup)
    chosen = dice.some(_plain_texts(found), count)
    return len(chosen) if _edit(draft, {n: change(found[n].text) for n in chosen}, found) else 0


def _amid(text: str, piece: str, dice: Dice) -> str:
    """Put a piece of markup before a word that is not the first."""
    places = [match.start() for match in _WORD.finditer(text)][1:]
    place = dice.pick(places) if places else len(text)
    return text[:place] + piece + text[place:]


#: Start tags that end an open paragraph for libxml2 and for the standard alike.
_CLOSES_P: Final = frozenset(
    ["p", "div", "ul", "ol", "dl", "blockquote", "h2", "h3", "h4", "table", "form", "pre", "hr"]
)
_END_TAGS: Final = {
    "paragraphs": frozenset({"p"}),
    "items": frozenset({"li"}),
    "document": frozenset({"body", "html"}),
    "all": frozenset({"p", "li", "body", "html"}),
}


@operator(
    "omit-end-tags",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=tuple({"tags": each} for each in _END_TAGS),
    models="a minifier leaves out end tags that the standard calls optional",
    evidence="numbers of <p> and </p> differ on 11% of news pages",
    idempotent=True,
)
def omit_end_tags(draft: Draft, _dice: Dice, *, tags: str) -> str | None:
    """Leave out </p>, </li>, the page's last end tags, or all of them, where what follows ends the element too."""
    found = tokens(draft.markup)
    dropped = {n: "" for n in flow(found, Kind.END, *_END_TAGS[tags]) if _ends_anyway(found, n)}
    names = {found[n].name for n in dropped}
    footer = draft.one("footer")
    if "html" in names and (footer is None or not rendered(footer)):
        raise Infeasible("without a footer only </html> tells a whole page from one that was cut")
    return f"{len(dropped)} end tags left out: {', '.join(sorted(names))}" if _edit(draft, dropped, found) else None


def _ends_anyway(found: Sequence[Token], place: int) -> bool:
    """Whether the element would end here without its end tag."""
    name = found[place].name
    if name in ("body", "html"):
        return True
    after = next((token for token in found[place + 1 :] if not token.blank and token.kind is not Kind.COMMENT), None)
    if after is None or after.region:
        return False
    if after.kind is Kind.END:
        return after.name in (("ul", "ol") if name == "li" else ("div", "article", "section", "blockquote", "body"))
    return after.kind is Kind.START and after.name in (("li",) if name == "li" else _CLOSES_P)


_START_TAGS: Final = {
    "html": frozenset({"html"}),
    "head": frozenset({"html", "head"}),
    "body": frozenset({"body"}),
    "all": frozenset({"html", "head", "body"}),
}


@operator(
    "omit-start-tags",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=tuple({"tags": each} for each in _START_TAGS),
    models="a minifier or a hand-written template leaves out html, head and body, which a browser supplies",
    evidence="no frequency known: unquoted attributes, which the same minifiers write, stand on 22% of pages",
    idempotent=True,
)
def omit_start_tags(draft: Draft, _dice: Dice, *, tags: str) -> str | None:
    """Leave out the start tags of html, head or body with their attributes; for `all` the end tag of head too."""
    found = tokens(draft.markup)
    dropped = dict.fromkeys(flow(found, Kind.START, *_START_TAGS[tags]), "")
    if any(found[n].name == "body" and _belongs_to_head(found, n + 1) for n in dropped):
        raise Infeasible("what stands first in this body would belong to the head without its start tag")
    if tags == "all":
        dropped |= dict.fromkeys(flow(found, Kind.END, "head"), "")
    names = ", ".join(found[n].text.split(maxsplit=1)[0].strip("<>") for n in dropped)
    return f"tags left out: {names}" if _edit(draft, dropped, found) else None


def _belongs_to_head(found: Sequence[Token], place: int) -> bool:
    first = next((token for token in found[place:] if not token.blank and token.kind is not Kind.COMMENT), None)
    return first is not None and first.name in ("meta", "noscript", "link", "script", "style", "template", "title")


def _written(token: Token, pairs: Sequence[str], name: str = "") -> str:
    """Spell a start tag with these attributes, each already spelled."""
    close = "/>" if token.text.endswith("/>") else ">"
    return " ".join([f"<{name or token.text[1 : 1 + len(token.name)]}", *pairs]) + close


def _quoted(each: Attribute) -> str:
    if each.value is None:
        return each.name
    mark = "'" if '"' in each.value else '"'
    return f"{each.name}={mark}{each.value}{mark}"


def _mixed(name: str, dice: Dice) -> str:
    return "".join(letter.upper() if dice.chance(0.5) else letter for letter in name)


@operator(
    "tag-case",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"style": "upper"}, {"style": "mixed"}, {"style": "attributes"}),
    models="old content systems and hand-written templates: <P CLASS=…>, <Div>",
    evidence="no frequency known: rare today, the rule before XHTML",
    idempotent=True,
)
def tag_case(draft: Draft, dice: Dice, *, style: str) -> str | None:
    """Write tag names in capitals or in mixed case, or attribute names in capitals; values stay."""
    found = tokens(draft.markup)
    changed = {}
    for n in flow(found, Kind.START):
        token = found[n]
        name = {"upper": token.name.upper(), "mixed": _mixed(token.name, dice)}.get(style, token.name)
        pairs = attributes(token)
        if style == "attributes":
            pairs = [Attribute(each.name.upper(), each.value) for each in pairs]
        changed[n] = _written(token, [_quoted(each) for each in pairs], name)
    for n in flow(found, Kind.END) if style != "attributes" else ():
        name = found[n].name.upper() if style == "upper" else _mixed(found[n].name, dice)
        changed[n] = f"</{name}>"
    return f"names of {len(changed)} tags: {style}" if _edit(draft, changed, found) else None


_NEEDS_QUOTES: Final = re.compile(r"[\t\n\f\r \"'=<>`]|^$|/$")


def _requoted(each: Attribute, style: str) -> str:
    value = each.value
    if style == "empty":
        return f'{each.name}=""' if value is None else each.name if value == "" else _quoted(each)
    if value is None:
        return each.name
    if style == "single":
        inner = value.replace("'", "&#39;")
        return f"{each.name}='{inner}'"
    if style == "unquoted" and not _NEEDS_QUOTES.search(value):
        return f"{each.name}={value}"
    return _quoted(each).replace("=", " = ", 1) if style == "spaced" else _quoted(each)


@operator(
    "attribute-quoting",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"style": "single"}, {"style": "unquoted"}, {"style": "spaced"}, {"style": "empty"}),
    models="another serialiser: single quotes, no quotes, spaces around the sign, empty values with or without it",
    evidence="unquoted attributes stand on 22% of pages and flip in 19% of breaking changes",
)
def attribute_quoting(draft: Draft, _dice: Dice, *, style: str) -> str | None:
    """Quote attribute values otherwise; a value that needs its quotes keeps them."""
    found = tokens(draft.markup)
    changed = {
        n: _written(found[n], [_requoted(each, style) for each in pairs])
        for n in flow(found, Kind.START)
        if (pairs := attributes(found[n]))
    }
    return f"attributes of {len(changed)} tags: {style}" if _edit(draft, changed, found) else None


@operator(
    "attribute-order",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"order": "reversed"}, {"order": "sorted"}, {"order": "shuffled"}),
    models="another serialiser or framework writes attributes in another order",
    evidence="no frequency known: an effect of any change of renderer; frameworks flip in 13% of breaking changes",
)
def attribute_order(draft: Draft, dice: Dice, *, order: str) -> str | None:
    """Write the attributes of every tag in another order."""
    found = tokens(draft.markup)
    changed = {}
    for n in flow(found, Kind.START):
        pairs = attributes(found[n])
        if len({each.name.lower() for each in pairs}) < max(2, len(pairs)):
            continue  # of two attributes of one name the first counts
        turned = dice.shuffled(pairs) if order == "shuffled" else list(reversed(pairs))
        turned = sorted(pairs, key=lambda each: each.name) if order == "sorted" else turned
        changed[n] = _written(found[n], [_quoted(each) for each in turned])
    return f"attributes {order}" if _edit(draft, changed, found) else None


@operator(
    "duplicate-attributes",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"what": "class"}, {"what": "same"}, {"what": "href"}, {"what": "id"}),
    models="templates that print an attribute twice: the first counts",
    evidence="no frequency known: a common finding of validators",
)
def duplicate_attributes(draft: Draft, dice: Dice, *, what: str) -> str | None:
    """Print a second class, id or address after the first one, with another value; or any attribute once more."""
    found = tokens(draft.markup)
    other = {"class": f"legacy-{dice.word(4)}", "id": f"old-{dice.word(4)}", "href": "/retired/link-of-the-old-frame"}
    changed = {}
    for n in flow(found, Kind.START):
        pairs = attributes(found[n])
        names = [each.name.lower() for each in pairs]
        if what == "same" and pairs and found[n].name not in ("meta", "script"):
            changed[n] = _written(found[n], [_quoted(each) for each in (*pairs, pairs[0])])
        elif what in names and found[n].name not in ("link", "base"):
            extra = Attribute(what, other[what])
            changed[n] = _written(found[n], [_quoted(each) for each in (*pairs, extra)])
    if not _edit(draft, changed, found):
        return None
    if what == "href":
        draft.gold = draft.gold.forbid("link-of-the-old-frame")
    return f"{len(changed)} tags print an attribute twice: {what}"


def _misnested(text: str) -> str:
    """Mark words of a text by two inline elements that overlap."""
    spaces = [match.start() for match in re.finditer(r"(?<=\S) (?=\S)", text)]
    if len(spaces) < 4:
        return text
    a, b, c, d = spaces[:4]
    return f"{text[:a]} <b>{text[a + 1 : b]} <i>{text[b + 1 : c]}</b>{text[c:d]}</i>{text[d:]}"


@operator(
    "misnesting",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"form": "inline"}, {"form": "block"}, {"form": "across"}),
    models="editors' markup that closes in the wrong order: <b><i></b></i>, <b><p></b>, bold over two paragraphs",
    evidence="no frequency known: the standard's adoption agency exists for it; parsers disagree on 7% of pages",
)
def misnesting(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Let inline elements overlap within a paragraph, overlap its edge, or reach into the next one."""
    if form == "inline":
        touched = _in_texts(draft, dice, _misnested)
        return f"b and i overlap in {touched} paragraphs" if touched else None
    found = tokens(draft.markup)
    texts = _plain_texts(found)
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
    return f"a bold run with crossed tags: {form}" if _edit(draft, changed, found) else None


@operator(
    "stray-end-tags",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"tag": "inline"}, {"tag": "p"}, {"tag": "div"}, {"tag": "body"}),
    models="end tags left over from advertising and half-removed boxes",
    evidence="numbers of <p> and </p> differ on 11% of news pages",
)
def stray_end_tags(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Put end tags that close nothing into texts, or </p>, </div> or </body> between two paragraphs."""
    if tag == "inline":
        touched = _in_texts(draft, dice, lambda text: _amid(text, "</b></span></font>", dice))
        return f"stray inline end tags in {touched} texts" if touched else None
    return f"a stray </{tag}> between two lines" if _at_gap(draft, dice, f"</{tag}>\n") else None


@operator(
    "unclosed-tags",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"tag": "div-top"}, {"tag": "div-inside"}, {"tag": "div-in-paragraph"}, {"tag": "span"}, {"tag": "bold"}),
    models="elements of advertising and experiments that nobody closed",
    evidence="no frequency known: parsers disagree on long paragraphs of 7% of pages, mostly through such markup",
)
def unclosed_tags(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Open a div, span or b that is never closed: at the top, between paragraphs, or in one."""
    done: int | bool
    if tag == "div-inside":
        # not between list items: there libxml2 leaves the list open to the end of the page
        done = _at_gap(draft, dice, '<div class="slot-mid">\n', items=False)
    elif tag == "div-top":
        found = tokens(draft.markup)
        places = flow(found, Kind.START, "body")
        done = bool(places) and _edit(draft, {places[0]: found[places[0]].text + '<div class="page-wrap">'}, found)
    elif tag == "div-in-paragraph":
        done = _in_texts(draft, dice, lambda text: f'{text}<div class="slot-end">', 1)
    else:
        piece = "<span class=hint>" if tag == "span" else "<b>"
        done = _in_texts(draft, dice, lambda text: _amid(text, piece, dice), 1)
    return f"an element is never closed: {tag}" if done else None


@operator(
    "comment-soup",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"form": "markers"}, {"form": "conditional"}, {"form": "bang"}, {"form": "markup"}, {"form": "in-words"}),
    models="comments: advertising markers, conditions for old browsers, retired markup, text splits of a framework",
    evidence="comments on 87% of pages; their use flips in 19% of breaking changes",
)
def comment_soup(draft: Draft, dice: Dice, *, form: str) -> str | None:
    """Put comments between paragraphs or amid words; their text is no text."""
    if form == "in-words":
        touched = _in_texts(draft, dice, lambda text: _split_word(text, dice), 6)
        return f"empty comments split words in {touched} texts" if touched else None
    if form == "markers":
        touched = _in_texts(draft, dice, lambda text: _amid(text, "<!-- /4482/mid-article -->", dice), 6)
        return f"advertising markers in {touched} texts" if touched else None
    piece = {
        "conditional": f"<!--[if lt IE 9]><p>{_MARK}</p><![endif]--><![if !IE]><![endif]>",
        "bang": f"<!-- {_MARK} --!>",
        "markup": f'<!-- <p class="paragraph">{_MARK}</p> <div> -- > <!- <p> -->',
    }[form]
    if not _at_gap(draft, dice, piece):
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"a comment between two lines: {form}"


def _split_word(text: str, dice: Dice) -> str:
    words = list(_WORD.finditer(text))
    if not words:
        return text
    place = dice.pick(words).start() + 2
    return f"{text[:place]}<!-- -->{text[place:]}"


_DOCTYPES: Final = {
    "absent": "",
    "html4": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
    "xhtml": '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"\n'
    '    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">',
    "legacy": "<!doctype html SYSTEM 'about:legacy-compat'>",
}


@operator(
    "doctype",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=tuple({"form": each} for each in _DOCTYPES),
    models="another document type, an XHTML prologue, or none at all",
    evidence="97.4% of pages have a document type",
    idempotent=True,
)
def doctype(draft: Draft, _dice: Dice, *, form: str) -> str | None:
    """Replace the document type, drop it, or write an XML declaration before it."""
    found = tokens(draft.markup)
    old = [n for n, token in enumerate(found) if token.kind is Kind.DOCTYPE]
    first = next((n for n in flow(found, Kind.START)), None)
    if first is None or any(n > first for n in old):
        return None
    declared = [n for n in range(first) if found[n].text.startswith("<?xml")]
    changed = dict.fromkeys([*old, *declared, *(n + 1 for n in declared if found[n + 1].blank)], "")
    if form != "absent":
        at = old[0] if old else first
        changed[at] = _DOCTYPES[form] + ("" if old else "\n" + found[first].text)
    return f"document type: {form}" if _edit(draft, changed, found) else None


@operator(
    "self-closing",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
    levels=({"tag": "void"}, {"tag": "div"}, {"tag": "span"}, {"tag": "anchor"}),
    models="XHTML habits: <br />, and <div/>, <span/> or <a/> that HTML takes for start tags",
    evidence="no frequency known: the site's own pages write <meta … />; a browser opens what <div/> seems to close",
)
def self_closing(draft: Draft, dice: Dice, *, tag: str) -> str | None:
    """Write a slash at the end of void elements, or put in an element that only seems to be closed."""
    if tag == "void":
        found = tokens(draft.markup)
        places = [n for n in flow(found, Kind.START, *VOID) if not found[n].text.endswith("/>")]
        done = _edit(draft, {n: found[n].text[:-1] + " />" for n in places}, found)
        return f"{len(places)} void elements end in a slash" if done else None
    if tag == "div":
        return "<div/> between two lines" if _at_gap(draft, dice, '<div class="spacer"/>\n') else None
    piece = '<span class="anchor"/>' if tag == "span" else '<a name="mark"/>'
    touched = _in_texts(draft, dice, lambda text: _amid(text, piece, dice), 2)
    return f"{piece} in {touched} texts" if touched else None


@operator(
    "foreign-content",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
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
    touched = _in_texts(draft, dice, lambda text: _amid(text, piece, dice), 1)
    if not touched:
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"{form} amid a text"


@operator(
    "script-bait",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
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
    if not _at_gap(draft, dice, piece + "\n"):
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"raw text that looks like markup: {form}"


@operator(
    "outside-html",
    category="serialise",
    layer=Layer.SERIALISE,
    contract=PRESERVES,
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
        done = _respell(draft, draft.markup + after[what])
    elif what == "comment-before":
        done = _respell(draft, f"<!-- {_MARK} -->\n{draft.markup}")
    else:
        head = f'<!DOCTYPE html><html lang="en"><head><title>{_MARK}</title><meta name="generator" content="{_MARK}">'
        done = _at_gap(draft, dice, f'{head}</head><body class="fragment">\n')
    if not done:
        return None
    draft.gold = draft.gold.forbid(_MARK)
    return f"outside of the page's own document: {what}"
