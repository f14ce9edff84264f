"""What files are called that had no name: after their address or their title, with the ending of what is in them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from index.library.shelf import fitting

_ENDINGS = {
    "html": (".html",),
    "plain": (".txt", ".md"),
    "pdf": (".pdf",),
    "docx": (".docx",),
    "odt": (".odt", ".fodt"),
    "rtf": (".rtf",),
    "epub": (".epub",),
    "mail": (".eml", ".mbox"),
    "mhtml": (".mhtml", ".mht"),
    "feeds": (".xml", ".rss", ".atom"),
    "warc": (".warc", ".wacz", ".arc"),
    "tables": (".json", ".jsonl", ".csv", ".tsv"),
}
"""By the reader that knows the bytes, the endings that its files have."""

_MEDIA = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "application/json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/rtf": ".rtf",
    "application/epub+zip": ".epub",
    "message/rfc822": ".eml",
    "multipart/related": ".mhtml",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/warc": ".warc",
}
_PAGE_ENDINGS = re.compile(r"\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi)\Z", re.IGNORECASE)
_NO_NAME = re.compile(r"[^\w.]+|_+")
_LONGEST = 100


def ending_of(url: str, media: str = "") -> str:
    """Return the ending that what is behind an address seems to have, with its dot; empty when nothing tells."""
    return _MEDIA.get(media) or PurePosixPath(urlsplit(url).path).suffix.lower()


def named_after_address(url: str, reader: str, media: str = "") -> str:
    """Return a file's name for what was fetched: its host, and its path in words."""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    stem = _PAGE_ENDINGS.sub("", str(path)) if reader == "html" else str(path.with_suffix("")) if path.name else ""
    host = (parts.hostname or "").removeprefix("www.")
    return _named(f"{host} {stem} {unquote(parts.query)}", reader, ending_of(url, media))


def named_after_title(title: str, reader: str) -> str:
    """Return a file's name for a text that has none but its title."""
    return _named(title, reader, "")


def _named(words: str, reader: str, ending: str) -> str:
    slug = _NO_NAME.sub("-", normalize("NFC", words)).strip("-.")[:_LONGEST].strip("-.") or "article"
    endings = _ENDINGS.get(reader, (ending,))
    return fitting(slug.replace("..", ".") + (ending if ending in endings else endings[0]))
