"""ZIP and tar archives: each file in them is read by whatever reader fits it."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO, RawIOBase
from typing import TYPE_CHECKING, cast

from index.errors import ReadError
from index.readers import Fit, Unread, articles_in, members_of
from index.readers.contents import MB, Rationed
from index.readers.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import IO
    from zipfile import ZipFile

    from index.readers import Content, Found
    from index.readers.contents import Stream

_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")

_SYSTEM = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})
"""What systems put into archives of their own accord."""

_PACKAGES = {
    "word/document.xml": (".docx", "DOCX"),
    "xl/workbook.xml": (".xlsx", "Excel"),
    "ppt/presentation.xml": (".pptx", "PowerPoint"),
    "META-INF/container.xml": (".epub", "EPUB"),
    "content.xml": (".odt", "OpenDocument"),
    "datapackage.json": (".wacz", "WACZ"),
}
"""Formats that are made of a ZIP, by a file in it: their endings, and what they are called."""

_BLOCK = 512
"""The bytes of a tar's header."""

_AGAIN = MB
"""So much of a large file in a tar may be read more than once."""


class ArchiveReader:
    """Reads archives file by file; hidden files, links and devices in them are passed over."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say how well a file is known: by its first bytes alone. A ZIP may be of another reader's format."""
        if head.startswith(_ZIPS):
            return Fit.CONTAINER
        return Fit.CONTENT if _is_tar(head) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the articles of each file in the archive, in its order."""
        return _in_zip(content) if content.head.startswith(_ZIPS) else _in_tar(content)


READER = ArchiveReader()


def _in_zip(content: Content) -> Iterator[Found | Unread]:
    from zipfile import ZipFile

    with content.at_random() as stream:
        with content.refusing():
            archive = ZipFile(stream)
        with archive:
            package = _package_of(archive)
            if package:
                yield from _repacked(content, *package)
            else:
                yield from _zipped(content, archive)


def _package_of(archive: ZipFile) -> tuple[str, str] | None:
    names = set(archive.namelist())
    return next((package for member, package in _PACKAGES.items() if member in names), None)


def _repacked(content: Content, ending: str, kind: str) -> Iterator[Found | Unread]:
    """Yield what a file made of a ZIP holds, although nothing at its beginning tells its format."""
    if content.suffix == ending:
        raise ReadError(content.file, f"{kind} files are not read")
    yield from articles_in(content.unpacked(content.open, content.name + ending))


def _zipped(content: Content, archive: ZipFile) -> Iterator[Found | Unread]:
    names = Names()
    for info in archive.infolist():
        place = _place(info.filename)
        if info.is_dir() or place is None:
            continue
        member = names.take(place)
        if info.flag_bits & 1:
            yield Unread(member, "it is encrypted")
            continue
        if bomb := content.bomb(info.file_size, info.compress_size):
            content.spend(info.file_size)  # a file of nothing but bombs is soon done with
            yield Unread(member, bomb)
            continue
        yield from members_of(content, member, lambda info=info: archive.open(info))  # type: ignore[misc]
    if not names:
        raise ReadError(content.file, "it holds no files")


def _in_tar(content: Content) -> Iterator[Found | Unread]:
    from tarfile import open as open_tar

    names = Names()
    limit = content.reading.limits.article_mb * MB
    with content.open() as stream, content.refusing():
        rationed = Rationed(stream, content.file)
        rationed.allow(0)
        with open_tar(fileobj=cast("IO[bytes]", rationed), mode="r|") as archive:
            while (info := archive.next()) is not None:
                rationed.allow(info.size)
                archive.members = []  # type: ignore[attr-defined]  # it would remember them all
                place = _place(info.name)
                if info.isreg() and place is not None:
                    opened = _opener(archive.extractfile(info), info.size, limit, content.file)
                    yield from members_of(content, names.take(place), opened)
    if not names:
        raise ReadError(content.file, "it holds no files")


def _opener(stream: IO[bytes] | None, size: int, limit: int, file: str) -> Callable[[], Stream]:
    """Return what opens a file in a tar: what an article may have is held in memory, the rest comes by once."""
    if stream is None:
        return BytesIO
    if size <= limit:
        data = stream.read()
        return lambda: BytesIO(data)
    once = _Once(stream, stream.read(_AGAIN), file)
    return lambda: _Pass(once)


@dataclass(slots=True)
class _Once:
    """A file that comes by once: only its beginning can be read again; ``place`` is how far the stream has come."""

    stream: IO[bytes]
    beginning: bytes
    file: str
    place: int = field(init=False)

    def __post_init__(self) -> None:
        self.place = len(self.beginning)

    def read(self, start: int, size: int) -> bytes:
        if start < len(self.beginning):
            return self.beginning[start : start + size]
        if start != self.place:
            raise ReadError(self.file, "it is too large to be read inside an archive: unpack it first")
        some = self.stream.read(size)
        self.place += len(some)
        return some


class _Pass(RawIOBase):
    """One reading of a file that comes by once."""

    def __init__(self, once: _Once) -> None:
        self._once = once
        self._place = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        some = self._once.read(self._place, len(view))
        self._place += len(some)
        view[: len(some)] = some
        return len(some)


def _place(name: str) -> str | None:
    """Return where a file is in an archive, never outside of it; None when it is hidden or a system's own."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
    if not parts or any(part.startswith(".") or part in _SYSTEM for part in parts):
        return None
    return "/".join(parts)


def _is_tar(head: bytes) -> bool:
    """Say whether bytes begin with a tar's header, which holds the sum of its own bytes, counted as blanks there."""
    header, written = head[:_BLOCK], head[148:156].strip(b" \0")
    if len(header) < _BLOCK or not written or written.strip(b"01234567"):
        return False
    return int(written, 8) == sum(header[:148]) + 8 * ord(" ") + sum(header[156:])
