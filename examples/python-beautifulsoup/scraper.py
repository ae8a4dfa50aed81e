"""A scraper as people write them: today's classes, a title, a date and a text."""

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup

logging.getLogger("bs4").setLevel(logging.ERROR)  # it warns of every stray byte


def extract(html):
    soup = BeautifulSoup(html, "html.parser")
    headline = soup.find("h2", class_="headline")
    if headline is None:
        return None
    paragraphs = [tidy(p.get_text()) for p in soup.find_all("p", class_="paragraph--lite")]
    return {
        "title": tidy(headline.get_text()),
        "date": printed_date(soup),
        "text": "\n\n".join(text for text in paragraphs if text and text != "See Full Web Article"),
    }


def printed_date(soup):
    stamp = soup.find("p", class_="timestamp--lite")
    if stamp is None:
        return None
    # "Updated: 9:14 AM EDT, Tue May 5, 2026" or "Published: …"
    text = tidy(stamp.get_text()).split(": ", 1)[-1]
    clock, _, day = text.partition(", ")
    time, half, _zone = clock.split(" ")
    moment = datetime.strptime(f"{time} {half} {day}", "%I:%M %p %a %B %d, %Y")
    return moment.replace(tzinfo=ZoneInfo("America/New_York")).isoformat()


def tidy(text):
    return " ".join(text.split())
