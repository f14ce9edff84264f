"""Web pages that a browser saved with all that belongs to them in one file (MHTML, RFC 2557)."""

from __future__ import annotations

import re
from email import message_from_bytes
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers import Fit, Found
from index.readers.html import html_text
from index.text import has_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

    from index.readers import Content

_NAMES = frozenset({".mhtml", ".mht"})
_SAVED = re.compile(rb"^(?:snapshot-content-location\s*:|from\s*:\s*[\"']?<?saved by\b)", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^content-type\s*:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:received|to|message-id|delivered-to)\s*:", re.IGNORECASE | re.MULTILINE)
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ENDS = re.compile(rb"\r?\n\r?\n")


class MhtmlReader:
    """Reads the page of an archive; its pictures, styles and frames without text are left."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by the headers that a browser writes and that no mail has, else by its name."""
        headers = _ENDS.split(head.lstrip(), maxsplit=1)[0]
        if _SAVED.search(headers) or (_RELATED.search(headers) and not _SENT.search(headers)):
            return Fit.CONTENT
        return Fit.NAME if PurePosixPath(name).suffix.lower() in _NAMES else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found]:
        """Yield the one article of an archive: that of its first page that holds one."""
        try:
            archive = message_from_bytes(content.read().lstrip())
            pages = _pages(archive)
        except RecursionError as error:
            raise ReadError(content.file, "its parts stand too deep in one another") from error
        if not pages:
            raise ReadError(content.file, "it holds no web page")
        for page in pages:
            found = html_text(_markup(page), _address(page) or _address(archive))
            if has_words(found.text):
                yield Found(found)
                return
        raise ReadError(content.file, "it holds no article text")


READER = MhtmlReader()


def _pages(archive: Message) -> list[Message]:
    """Return the pages of an archive, the one that it starts with before its frames."""
    pages = [part for part in archive.walk() if part.get_content_type() in _PAGES]
    start = archive.get_param("start")
    named = [part for part in pages if start and part.get("Content-ID") == start]
    return named + [part for part in pages if part not in named]


def _markup(page: Message) -> bytes | str:
    """Return a page's bytes; its text where the archive states the encoding and is right."""
    written = page.get_payload(decode=True)
    content = written if isinstance(written, bytes) else b""
    charset = page.get_content_charset()
    try:
        return content.decode(charset) if charset else content
    except (LookupError, UnicodeDecodeError):
        return content


def _address(part: Message) -> str | None:
    for name in ("Snapshot-Content-Location", "Content-Location"):
        address = str(part.get(name) or "").strip()
        if address.startswith(("http://", "https://")):
            return "".join(address.split())
    return None
