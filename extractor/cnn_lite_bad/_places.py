"""Fields tied to a place, a neighbour, a number or a carrier that held true on the day the scraper was written."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from cnn_lite_bad._flaw import Page, Record, flaw, fold


@flaw("first-text-node", "reads an element's first text node, so that a child element cuts the value off")
def first_text_node(page: Page, record: Record) -> None:
    for node in page.tree.iter("p", "h1", "h2", "div", "span", "li", "time"):
        text = fold("".join(node.itertext()))
        for name in ("headline", "byline"):
            if record[name] and text == record[name] and fold(node.text or "") != text:
                record[name] = fold(node.text or "") or None
        if text.startswith("Updated") and len(text) < 80 and len(node):
            record["updated"] = None
    if record["byline"] is None:
        record["authors"] = []


@flaw("title-suffix-cut", "takes the window title and cuts off the one suffix that it knows")
def title_suffix_cut(page: Page, record: Record) -> None:
    title = next(iter(page.texts("//title")), "")
    if record["headline"] and title.startswith(record["headline"]):
        record["headline"] = re.sub(r" \| CNN.*$| - CNN\.com$| - CNN$", "", title)


@flaw("json-ld-first-block", "loads the first JSON-LD block and indexes it with ['headline']")
def json_ld_first_block(page: Page, record: Record) -> None:
    for block in page.tree.xpath('//script[@type="application/ld+json"]/text()')[:1]:
        record["headline"] = json.loads(block)["headline"]


@flaw("json-ld-in-head", "looks for JSON-LD in the head only and takes a page without it for no article")
def json_ld_in_head(page: Page, record: Record) -> None:
    if not page.tree.xpath('/html/head//script[@type="application/ld+json"]'):
        record |= {"headline": None, "body": []}


@flaw("json-ld-required", "reads pages with JSON-LD only")
def json_ld_required(page: Page, record: Record) -> None:
    if not page.tree.xpath('//script[@type="application/ld+json"]'):
        record["headline"] = None


@flaw("canonical-as-full-link", "answers with the canonical or the last alternate address for the full article's")
def canonical_as_full_link(page: Page, record: Record) -> None:
    for href in page.tree.xpath('//link[@rel="canonical" or @rel="amphtml" or @rel="alternate"]/@href'):
        record["full_article_url"] = urljoin(page.url, href)


@flaw("charset-sniffed-early", "looks for a charset in the first 300 bytes and takes Latin-1 for the rest")
def charset_sniffed_early(page: Page, record: Record) -> None:
    if b"charset" not in page.html[:300].lower():
        record["body"] = [text.encode("utf-8").decode("latin-1") for text in record["body"]]


@flaw("exact-html-tag", "tells the template by the exact text of the html start tag")
def exact_html_tag(page: Page, record: Record) -> None:
    found = re.search(r"<html[^>]*>", page.text)
    if found is None or not re.fullmatch(
        r'<html( lang="en")?( data-uri="[^"]*")?( data-layout-uri="[^"]*")?\s*>', found[0]
    ):
        record |= {"headline": None, "body": []}


@flaw("base-ignored", "resolves addresses against the page's own and never looks for a base element", kind="index")
def base_ignored(page: Page, record: Record) -> None:
    printed = {fold("".join(each.itertext())): each.get("href") for each in page.tree.xpath("//a[@href]")}
    if page.tree.xpath("//base[@href]"):
        record["links"] = [link | {"url": urljoin(page.url, printed[link["title"]])} for link in record["links"]]


@flaw("end-link-in-last-p", "finds the full article's address in the last p of article")
def end_link_in_last_p(page: Page, record: Record) -> None:
    if not page.tree.xpath("(//article//p)[last()]//a[@href]"):
        record["full_article_url"] = None


@flaw("note-first", "looks for the editor's note above the first paragraph, with one spelling of its label")
def note_first(page: Page, record: Record) -> None:
    raw = fold("".join(page.tree.itertext()))
    place = raw.find("Editor\u2019s note:") if "Editor\u2019s note:" in raw else raw.find("Editor's Note:")
    if record["editors_note"] and record["body"] and not 0 <= place < raw.find(record["body"][0][:30]):
        record["editors_note"] = None


@flaw("next-sibling", "finds the time in the element right after the byline's")
def next_sibling(page: Page, record: Record) -> None:
    for node in page.tree.iter("p", "div", "span"):
        if record["byline"] and fold("".join(node.itertext())) == record["byline"]:
            after = node.getnext()
            if after is None or "Updated" not in "".join(after.itertext()):
                record["updated"] = None
            return


@flaw("h2-subheads-only", "knows subheads as h2 and loses those of another rank")
def h2_subheads_only(page: Page, record: Record) -> None:
    others = set(page.texts("//h3 | //h4 | //strong[not(../text()[normalize-space()])]"))
    record["body"] = [text for text in record["body"] if text not in others]


@flaw("empties-kept", "keeps empty paragraphs as empty strings")
def empties_kept(page: Page, record: Record) -> None:
    empty = page.tree.xpath("//body//*[self::p or self::div or self::span][not(node()[not(self::comment())])]")
    record["body"] = record["body"] + [""] * len(empty)


@flaw("stub-suspected", "takes a story of fewer than five paragraphs for a stub and drops it")
def stub_suspected(_page: Page, record: Record) -> None:
    if len(record["body"]) < 5:
        record["body"] = []


@flaw("report-ends", "stops at a contributor or correction line, which used to stand last")
def report_ends(_page: Page, record: Record) -> None:
    ends = [
        n for n, text in enumerate(record["body"]) if re.search(r"contributed to this|reported from|been updated", text)
    ]
    record["body"] = record["body"][: ends[0] + 1] if ends else record["body"]


@flaw("dateline-cut", "splits the story at its first '(CNN)' and keeps what follows")
def dateline_cut(_page: Page, record: Record) -> None:
    for n, text in enumerate(record["body"]):
        before, dateline, rest = text.partition("(CNN)")
        if dateline and len(before) < 40:
            record["body"] = [rest.lstrip(" -\u2013\u2014"), *record["body"][n + 1 :]]
            return


@flaw("site-name-as-source", "answers with og:site_name, or the type of a card, for the source")
def site_name_as_source(page: Page, record: Record) -> None:
    for content in page.tree.xpath('//meta[@property="og:site_name" or @name="twitter:card"]/@content'):
        record["source"] = content


@flaw("title-early", "searches the window title before the first link, style or script only, and trusts it to be there")
def title_early(page: Page, record: Record) -> None:
    if not re.search(r"<title", re.split(r"<(?:link|style|script)\b", page.text, maxsplit=1)[0]):
        record["headline"] = None


@flaw("one-header-expected", "unpacks exactly one header or h1 and fails on two")
def one_header_expected(page: Page, record: Record) -> None:
    del record
    if len(page.tree.xpath("//header")) > 1 or len(page.tree.xpath("//h1")) > 1:
        raise ValueError("too many values to unpack (expected 1)")


@flaw("one-index-header-expected", "unpacks exactly one header of an index and fails on two", kind="index")
def one_index_header_expected(page: Page, record: Record) -> None:
    del record
    if len(page.tree.xpath("//header")) > 1 or len(page.tree.xpath("//h1 | //h2")) > 1:
        raise ValueError("too many values to unpack (expected 1)")


@flaw("boxes-as-stories", "takes the text of any box beside the list for a story without an address", kind="index")
def boxes_as_stories(page: Page, record: Record) -> None:
    texts = page.texts("//aside | //table[not(.//a)] | //form | //section[not(.//ul)]")
    record["links"] = record["links"] + [{"url": page.url, "title": text} for text in texts]


@flaw("first-line-headline", "takes the first line of the page that is no link for the headline")
def first_line_headline(page: Page, record: Record) -> None:
    for node in page.tree.xpath("//body//*[self::p or self::h1 or self::h2 or self::div or self::span][not(*)]"):
        text = fold("".join(node.itertext()))
        if len(text) > 20 and not node.xpath("ancestor-or-self::a | ancestor::header | ancestor::nav"):
            record["headline"] = text
            return


@flaw("images-described", "puts the alternative text of images where the image stands")
def images_described(page: Page, record: Record) -> None:
    record["body"] = record["body"] + [fold(alt) for alt in page.tree.xpath("//body//img/@alt") if fold(alt)]


@flaw("inline-links-required", "takes a story without any link or emphasis in its text for a wire stub and leaves it")
def inline_links_required(page: Page, record: Record) -> None:
    story = set(record["body"])
    dressed = page.tree.xpath("//*[a or b or em or i or strong or span]")
    if not any(fold("".join(each.itertext())) in story for each in dressed):
        record["body"] = []


@flaw("footer-first", "stops at the first footer, form or nav of the page")
def footer_first(page: Page, record: Record) -> None:
    for furniture in page.tree.xpath("(//footer)[1]"):
        later = {
            fold("".join(each.itertext())) for each in furniture.xpath("following::*[self::p or self::h2 or self::div]")
        }
        record["body"] = [text for text in record["body"] if text not in later]


@flaw("printed-slash", "keeps addresses that are printed with a leading slash", kind="index")
def printed_slash(page: Page, record: Record) -> None:
    printed = {urljoin(page.url, each) for each in page.tree.xpath("//a/@href") if re.match(r"/(?!/)", each)}
    record["links"] = [link for link in record["links"] if link["url"] in printed]


@flaw("first-list", "reads the first list of the page", kind="index")
def first_list(page: Page, record: Record) -> None:
    lists = page.tree.xpath("(//ul[li])[1]//a/@href")
    record["links"] = [link for link in record["links"] if link["url"] in {urljoin(page.url, each) for each in lists}]


@flaw("many-expected", "takes an index of fewer than eight stories for a broken page", kind="index")
def many_expected(_page: Page, record: Record) -> None:
    record["links"] = record["links"] if len(record["links"]) >= 8 else []


@flaw("empty-titles-kept", "keeps links without a text", kind="index")
def empty_titles_kept(page: Page, record: Record) -> None:
    empty = page.tree.xpath("//li//a[@href][not(normalize-space())]/@href | //li[not(normalize-space())]/text()")
    record["links"] = record["links"] + [{"url": urljoin(page.url, each), "title": ""} for each in empty]


@flaw("every-story-link", "takes every link whose address looks like a story's, wherever it stands", kind="index")
def every_story_link(page: Page, record: Record) -> None:
    known = {link["url"] for link in record["links"]}
    for each in page.tree.xpath("//a[@href]"):
        address = urljoin(page.url, each.get("href"))
        if re.search(r"/\d{4}/\d\d/\d\d/|/article/", address) and address not in known:
            record["links"] = [*record["links"], {"url": address, "title": fold("".join(each.itertext()))}]


@flaw("items-with-links", "takes every item of a list that holds a link", kind="index")
def items_with_links(page: Page, record: Record) -> None:
    known = {link["title"] for link in record["links"]}
    for each in page.tree.xpath("//li//a[@href] | //nav//a[@href] | //header//a[@href]"):
        title = fold("".join(each.itertext()))
        if title and title not in known and title not in ("CNN", "Go to the full CNN experience"):
            record["links"] = [*record["links"], {"url": urljoin(page.url, each.get("href")), "title": title}]


@flaw("date-from-links", "answers with the date of the first dated address when the header prints none", kind="index")
def date_from_links(_page: Page, record: Record) -> None:
    dated = next(filter(None, (re.search(r"/(\d{4})/(\d\d)/(\d\d)/", each["url"]) for each in record["links"])), None)
    if record["page_date"] is None and dated:
        record["page_date"] = "-".join(dated.groups())


@flaw("latest-first", "sorts stories by the date in their address when the first is the latest", kind="index")
def latest_first(_page: Page, record: Record) -> None:
    def day(link: dict[str, str]) -> str:
        found = re.search(r"/(\d{4}/\d\d/\d\d)/", link["url"])
        return found[1] if found else ""

    record["links"] = sorted(record["links"], key=day, reverse=True)
