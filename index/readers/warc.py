"""Web archives: WARC and ARC, and WACZ, which is a ZIP of them."""

from __future__ import annotations

from contextlib import redirect_stderr
from dataclasses import replace
from email.message import Message
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from index.errors import ReadError
from index.readers import Fit, Found, Unread, members_of
from index.readers.contents import CUT_OFF, MB, Rationed, in_utf8
from index.readers.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warcio.archiveiterator import ArchiveIterator
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders

    from index.readers import Content

_STARTS = (b"WARC/", b"filedesc://")
_ZIP = b"PK\x03\x04"

_PAGES = frozenset({"response", "resource", "conversion"})
"""Records that hold what was fetched, or a text made of it."""

_NAMES = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.html",
    "text/plain": "page.txt",
    "text/markdown": "page.md",
    "application/pdf": "page.pdf",
    "application/rss+xml": "page.rss",
    "application/atom+xml": "page.atom",
    "application/rdf+xml": "page.rss",
    "application/rtf": "page.rtf",
    "text/rtf": "page.rtf",
    "application/epub+zip": "page.epub",
    "application/vnd.oasis.opendocument.text": "page.odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "page.docx",
    "application/msword": "page.doc",
    "message/rfc822": "page.eml",
}
"""Types that articles come in, and names that tell them; a crawl is full of others, which are passed over."""

_FETCHED = "200"
_BLOCK = 1 << 16


class _Bytes(Protocol):
    def read(self, size: int, /) -> bytes: ...


class WarcReader:
    """Reads the pages of an archive that were fetched successfully, by their addresses."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well a file is known: by the first line of a record, or as a ZIP of the name of a WACZ."""
        wacz = head.startswith(_ZIP) and PurePosixPath(name).suffix.lower() == ".wacz"
        return Fit.CONTENT if wacz or head.startswith(_STARTS) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the articles of all pages, in the order in which they were fetched."""
        return _in_wacz(content) if content.head.startswith(_ZIP) else _in_warc(content)


READER = WarcReader()


def _in_wacz(content: Content) -> Iterator[Found | Unread]:
    from zipfile import ZipFile

    with content.at_random() as stream, content.refusing(), ZipFile(stream) as archive:
        names = [name for name in archive.namelist() if name.startswith("archive/") and ".warc" in name]
        if not names:
            raise ReadError(content.file, "it holds no web archive")
        for name in names:
            yield from members_of(content, name, lambda name=name: archive.open(name))  # type: ignore[misc]


def _in_warc(content: Content) -> Iterator[Found | Unread]:
    from warcio.archiveiterator import ArchiveIterator

    names, addresses = Names(), Names()
    limit = content.reading.limits.article_mb * MB
    with content.open() as stream:
        rationed = Rationed(stream, content.file)
        archive = ArchiveIterator(rationed, arc2warc=True, no_record_parse=True)
        while (record := _next(archive, rationed, content)) is not None:
            rationed.allow(record.length or 0)
            address = record.rec_headers.get_header("WARC-Target-URI") or ""
            kind, data = "", b""
            if record.rec_type in _PAGES and record.length and not urlsplit(address).path.endswith("/robots.txt"):
                with content.refusing(), redirect_stderr(StringIO()):
                    kind, data = _payload(record, limit)
            _pass_over(record, content)
            if data:
                again = addresses.take(address) != address
                date = record.rec_headers.get_header("WARC-Date") or ""
                member = names.take(f"{address} {date}" if again else address)
                yield from _page(content, member, address, kind, data)
    if not names:
        raise ReadError(content.file, "it holds no page that was fetched")


def _next(archive: ArchiveIterator, rationed: Rationed, content: Content) -> ArcWarcRecord | None:
    """Return the next record; None at the end. What the library has to say on the way goes nowhere."""
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    rationed.allow(0)
    try:
        with redirect_stderr(StringIO()), content.refusing():
            record = next(archive, None)
    except (ArchiveLoadFailed, StatusAndHeadersParserException) as error:
        raise ReadError(content.file, "it is damaged: what follows is no record of an archive") from error
    if record is not None and record.rec_headers.get_header("Content-Length") is None and record.format == "warc":
        raise ReadError(content.file, CUT_OFF)
    return record


def _payload(record: ArcWarcRecord, limit: int) -> tuple[str, bytes]:
    """Return the media type of what was fetched and its bytes, which are none when no article can be in it."""
    if record.rec_type != "response":
        kind = record.content_type or ""
        return kind, _read(record.raw_stream, limit) if _is_wanted(kind) else b""
    from warcio.statusandheaders import StatusAndHeadersParser

    headers = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1", "HTTP/2", "HTTP/3"], verify=False).parse(
        record.raw_stream
    )
    kind = headers.get_header("Content-Type") or ""
    if headers.get_statuscode() != _FETCHED or not _is_wanted(kind):
        return kind, b""
    return kind, _read(_unpacked(record.raw_stream, headers), limit)


def _is_wanted(kind: str) -> bool:
    return _plain(kind) in _NAMES


def _plain(kind: str) -> str:
    """Return a media type without its parameters."""
    return kind.partition(";")[0].strip().lower()


class _Brotli:
    """An unpacker as warcio wants one: it sets an attribute on brotli's own, which takes none."""

    unused_data = b""

    def __init__(self) -> None:
        from brotli import Decompressor

        self._unpacker = Decompressor()

    def decompress(self, data: bytes) -> bytes:
        """Return what comes out of the next bytes."""
        return bytes(self._unpacker.process(data))


def _unpacked(stream: _Bytes, headers: StatusAndHeaders) -> _Bytes:
    """Return a body out of its chunks and its packing."""
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    BufferedReader.DECOMPRESSORS["br"] = _Brotli
    if (headers.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    packing = (headers.get_header("Content-Encoding") or "").strip().lower()
    return BufferedReader(stream, decomp_type=packing) if packing in BufferedReader.DECOMPRESSORS else stream


def _read(stream: _Bytes, limit: int) -> bytes:
    """Return the bytes of a stream; of what is too much, only a byte too many."""
    parts, size = [], 0
    while size <= limit and (part := stream.read(min(_BLOCK, limit + 1 - size))):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _pass_over(record: ArcWarcRecord, content: Content) -> None:
    """Read a record to its end; raises ReadError when the archive ends before it."""
    with content.refusing():
        while record.raw_stream.read(_BLOCK):
            pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise ReadError(content.file, CUT_OFF)


def _page(content: Content, member: str, address: str, kind: str, data: bytes) -> Iterator[Found | Unread]:
    said = Message()
    said["Content-Type"] = kind
    url = address if urlsplit(address).scheme in {"http", "https"} else None
    data = in_utf8(data, said.get_content_charset() if said.get_content_maintype() == "text" else None)
    name = _NAMES[_plain(kind)]
    for found in members_of(content, member, lambda: BytesIO(data), name=name, url=url):
        if isinstance(found, Found) and found.text.url is None:
            yield found._replace(text=replace(found.text, url=url))
        else:
            yield found
