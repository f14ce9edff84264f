"""RSS and Atom, each entry an article."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from index.errors import ReadError
from index.readers import Fit, Found, Unread
from index.readers.columns import blocks_of, line_of
from index.readers.contents import CUT_OFF
from index.readers.names import Names
from index.text import CleanText
from index.text.composing import compose_sanitised
from index.text.dates import iso_date
from index.text.stated import language_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from index.readers import Content

_NAMES = frozenset({".rss", ".atom"})
_ROOT = re.compile(
    r"<(?:(?P<feed>(?:!doctype\s+)?(?:rss|feed|rdf:rdf))|!doctype\s+html|html|head|body)[\s>/]", re.IGNORECASE
)
_BEGIN = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf)[\s>/]", re.IGNORECASE)
_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY\s+(?:%\s+)?[^\s\"'>]+\s+(?:(?P<from>SYSTEM|PUBLIC)|\"(?P<one>[^\"]*)|'(?P<two>[^']*))")
_REFERENCE = re.compile(rb"[&%](?!#)")

LONGEST_ENTITY = 64
"""An entity with a longer text is no character: said often enough, it fills the memory."""


class FeedEntry(NamedTuple):
    """One entry of a feed: how the feed names it, and where its page is."""

    key: str
    url: str


def entries_of(content: Content, url: str) -> tuple[str, list[FeedEntry]]:
    """Return the title of a feed and its entries that have a page, each once and in order.

    Args:
        content: The feed.
        url: Where it was fetched, by which its relative addresses go.

    Raises:
        ReadError: It defines entities that stand for other texts, or is more than an article may be.
    """
    data = content.read()
    _check_entities(data, content.file)
    feed, entries = _parsed(data)
    found: dict[str, FeedEntry] = {}
    for entry in entries:
        link = str(entry.get("link") or "").strip()
        if link:
            address = urljoin(url, link)
            key = str(entry.get("id") or address)
            found.setdefault(key, FeedEntry(key, address))
    return line_of(feed.get("title")), list(found.values())


class FeedReader:
    """Reads the entries of feeds, with the texts that they carry or, without, their titles."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by the first element that tells, else by its name."""
        start = head.replace(b"\0", b"").decode("latin-1").lstrip("\ufeffÿþï»¿ \t\r\n")
        if not start.startswith("<"):
            return Fit.NONE
        root = _ROOT.search(start)
        if root is not None:
            return Fit.CONTENT if root["feed"] else Fit.NONE
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _NAMES else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield an article an entry, by its id, else by its link or number."""
        data = content.read()
        _check_entities(data, content.file)
        try:
            feed, entries = _parsed(data)
        except UnicodeDecodeError as error:
            raise ReadError(content.file, "the name of its encoding is damaged") from error
        if not _BEGIN.search(data.replace(b"\0", b"")):
            raise ReadError(content.file, "it is no feed")
        cut = not _END.search(data[-4096:].replace(b"\0", b""))
        names = Names()
        for number, entry in enumerate(entries[:-1] if cut else entries, 1):
            member = names.take(str(entry.get("id") or entry.get("link") or number))
            text = _text_of(entry, feed)
            if text.text:
                yield Found(text, member, sha256(repr(text).encode("utf-8", "replace")).hexdigest())
            else:
                yield Unread(member, "it has neither text nor title")
        if cut:
            raise ReadError(content.file, CUT_OFF)
        if not entries:
            raise ReadError(content.file, "it is a feed without entries")


READER = FeedReader()


def _check_entities(data: bytes, file: str) -> None:
    """Raise ReadError when a feed defines entities that could expand to much more than a character."""
    for entity in _ENTITY.finditer(data):
        value = entity["one"] or entity["two"] or b""
        if entity["from"] or len(value) > LONGEST_ENTITY or _REFERENCE.search(value):
            raise ReadError(file, "it defines entities that stand for other texts, which are not expanded")


def _parsed(data: bytes) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    import feedparser

    # What comes out goes through our own reader of HTML, which keeps text only.
    parsed = feedparser.parse(BytesIO(data), sanitize_html=False)
    return dict(parsed.feed), [dict(entry) for entry in parsed.entries]


def _text_of(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> CleanText:
    bodies = [part.get("value") or "" for part in entry.get("content", ())] + [entry.get("summary") or ""]
    title = line_of(entry.get("title"))
    blocks = [block for block in blocks_of(max(bodies, key=len)) if block[1]]
    text, passages = compose_sanitised(title, blocks)
    source = entry.get("source") or {}
    published, dated_by = _date_of(entry)
    link = str(entry.get("link") or "")
    return CleanText(
        text=text,
        passages=passages,
        title=title or None,
        author=line_of(entry.get("author")) or None,
        publisher=line_of(source.get("title")) or line_of(feed.get("title")) or None,
        published=published,
        language=language_code(str(entry.get("language") or feed.get("language") or "")),
        url=line_of(link) if link.lower().startswith(("http://", "https://")) else None,
        dated_by=dated_by,
    )


def _date_of(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Return when an entry was published, by the day that it writes, and how that was found."""
    for name, how in (("published", "feed"), ("updated", "feed-updated")):
        day = entry.get(f"{name}_parsed")
        written = iso_date(str(entry.get(name) or "")) or (day and f"{day[0]:04}-{day[1]:02}-{day[2]:02}")
        if written:
            return written, how
    return None, None
