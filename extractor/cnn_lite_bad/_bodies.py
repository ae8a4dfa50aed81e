"""Bodies: too much, too little, twice, glued."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from cnn_lite_bad._flaw import Page, Record, flaw, fold

_END = "See Full Web Article"


@flaw("every-p", "takes every p of the page, byline, time and footer included")
def every_p(page: Page, record: Record) -> None:
    record["body"] = page.texts("//p")


@flaw("article-p", "takes every p inside article, source line and end link included")
def article_p(page: Page, record: Record) -> None:
    record["body"] = page.texts("//article//p") or record["body"]


@flaw("exact-class", "compares the whole class attribute with one string")
def exact_class(page: Page, record: Record) -> None:
    found = page.texts('//p[@class="paragraph--lite"]')
    record["body"] = [text for text in found if text != _END] if page.tree.xpath("//article") else record["body"]


@flaw("class-only", "knows today's class token and nothing else")
def class_only(page: Page, record: Record) -> None:
    found = page.texts('//*[contains(concat(" ", @class, " "), " paragraph--lite ")]')
    record["body"] = [text for text in found if text != _END]


@flaw("regex-markup", "reads paragraphs by a regular expression over exact markup")
def regex_markup(page: Page, record: Record) -> None:
    found = re.findall(r'<p class="paragraph--lite">(.*?)</p>', page.text, re.DOTALL)
    record["body"] = [text for text in (fold(re.sub("<[^>]+>", "", each)) for each in found) if text != _END]


@flaw("generation-1-hash", "reads the hashed class of generation 1, div.afe4286c, and its direct children")
def generation_1_hash(page: Page, record: Record) -> None:
    record["body"] = page.texts('//div[@class="afe4286c"]/div/p[not(@id)]')


@flaw("last-sliced", "drops the last paragraph blindly, as if it were the end link")
def last_sliced(_page: Page, record: Record) -> None:
    record["body"] = record["body"][:-1]


@flaw("first-article", "reads the first article element only, with all it holds")
def first_article(page: Page, record: Record) -> None:
    articles = page.tree.xpath("//article")
    if articles:
        texts = (fold("".join(p.itertext())) for p in articles[0].iter("p"))
        record["body"] = [text for text in texts if text and text in record["body"]]


@flaw("short-dropped", "drops paragraphs of fewer than 50 characters")
def short_dropped(_page: Page, record: Record) -> None:
    record["body"] = [text for text in record["body"] if len(text) >= 50]


@flaw("prefix-dropped", "drops paragraphs that begin like boilerplate: 'This story', 'Sign up', 'Source', 'By '")
def prefix_dropped(_page: Page, record: Record) -> None:
    record["body"] = [
        text for text in record["body"] if not re.match(r"(?i)this story|sign up|source|by |updated", text)
    ]


@flaw("deduplicated", "drops a paragraph whose text was seen before")
def deduplicated(_page: Page, record: Record) -> None:
    record["body"] = list(dict.fromkeys(record["body"]))


@flaw("glued", "get_text(strip=True): strips every text node, so words fuse at inline links")
def glued(page: Page, record: Record) -> None:
    _rejoin(page, record, "")


@flaw("spaced", "joins text nodes with a space, so punctuation is pushed off")
def spaced(page: Page, record: Record) -> None:
    _rejoin(page, record, " ")


def _rejoin(page: Page, record: Record, glue: str) -> None:
    """Read each right paragraph again with its text nodes stripped and joined by `glue`."""
    again: dict[str, str] = {}
    for block in page.tree.iter("p", "li", "h2", "h3", "div", "section", "td"):
        text = fold("".join(block.itertext()))
        again.setdefault(text, fold(glue.join(each.strip() for each in block.itertext() if each.strip())))
    record["body"] = [again.get(text, text) for text in record["body"]]


@flaw("newlines-deleted", "deletes line breaks instead of folding them")
def newlines_deleted(page: Page, record: Record) -> None:
    again = {fold(text): fold(text.replace("\n", "").strip()) for text in _raw_paragraphs(page)}
    record["body"] = [again.get(text, text) for text in record["body"]]


@flaw("end-link-untrimmed", "compares the end link's text without trimming and by exact words")
def end_link_untrimmed(page: Page, record: Record) -> None:
    last = _raw_paragraphs(page)
    for text in last:
        link = fold(text)
        if (link == _END and text != _END) or (link != _END and link.lower().startswith("see full")):
            record["body"] = [*record["body"], link]


@flaw("html-parser-p-in-p", "reads p inside p as html.parser nests it: the same note twice in a row")
def html_parser_p_in_p(page: Page, record: Record) -> None:
    reader = _Nesting()
    reader.feed(page.text)
    doubled = set(reader.doubled)
    record["body"] = [each for text in record["body"] for each in ([text, text] if text in doubled else [text])]


class _Nesting(HTMLParser):
    """Collects the text of p elements that stand inside another p, as a tolerant tree builder nests them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[list[str]] = []
        self.doubled: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "p":
            self.open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self.open:
            text = fold("".join(self.open.pop()))
            if self.open and text:
                self.doubled.append(text)

    def handle_data(self, data: str) -> None:
        for each in self.open:
            each.append(data)


@flaw("hidden-read", "reads hidden copies and noscript text as story")
def hidden_read(page: Page, record: Record) -> None:
    hidden = page.texts('//*[@hidden or @aria-hidden="true" or contains(@style, "display:none")]//p | //noscript//p')
    record["body"] = record["body"] + hidden


@flaw("aside-read", "reads adverts, related boxes and newsletter boxes that stand inside the story")
def aside_read(page: Page, record: Record) -> None:
    extra = page.texts(
        "//aside | //*[contains(@class, 'ad-') or contains(@class, 'related') or contains(@class, 'newsletter')]"
    )
    record["body"] = record["body"] + extra


@flaw("paragraphs-only", "reads p only: subheads, list items and quotes are lost")
def paragraphs_only(page: Page, record: Record) -> None:
    paragraphs = set(page.texts("//p"))
    record["body"] = [text for text in record["body"] if text in paragraphs]


@flaw("contributor-dropped", "takes contributor and correction lines for furniture")
def contributor_dropped(_page: Page, record: Record) -> None:
    record["body"] = [
        text for text in record["body"] if "contributed to this report" not in text and "has been updated" not in text
    ]


@flaw("full-url-rewritten", "makes the full address from the page's own by putting www for lite")
def full_url_rewritten(page: Page, record: Record) -> None:
    record["full_article_url"] = page.url.replace("lite.cnn.com", "www.cnn.com") or None


def _raw_paragraphs(page: Page) -> list[str]:
    return ["".join(each.itertext()) for each in page.tree.iter("p", "div", "li")]
