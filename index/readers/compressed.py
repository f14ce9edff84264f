"""Anything that was compressed by itself: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import sys
from io import BufferedIOBase, BufferedReader, RawIOBase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.errors import ReadError
from index.readers import Exhausted, Fit, articles_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.readers import Content, Found, Unread

_TARS = {".tgz", ".tbz", ".tbz2", ".txz", ".tzst"}
_ENDINGS = {".gz", ".bz2", ".xz", ".zst"}

_NO_GZIP = "not a gzipped file"
_MORE = "bytes that were not packed stand behind its end; they are not read"


class CompressedReader:
    """Reads what is inside by whatever reader fits it, in the same place: the packing leaves no trace in a member."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say how well a file is known: by its first bytes alone."""
        return Fit.CONTENT if _packing_of(head) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the articles in what is inside, unpacked as they are read; bytes that stand behind it are told."""
        opens = _packing_of(content.head)
        if opens is None:
            return
        opened: list[_Unpacking] = []

        def unpacking() -> _Unpacking:
            opened.append(_Unpacking(content, opens))
            return opened[-1]

        yield from articles_in(content.unpacked(unpacking, _inner_name(content.name)))
        if any(stream.has_more for stream in opened):
            raise ReadError(content.file, _MORE)


READER = CompressedReader()


class _Metered(BufferedReader):
    """The packed bytes, and how many of them were read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        some = super().read(size)
        self.taken += len(some)
        return some


class _Unpacking(RawIOBase):
    """The bytes of a packed stream; closing it closes both.

    ``has_more`` says whether bytes of no packing were met behind the end.
    """

    def __init__(self, content: Content, opens: Callable[[BufferedReader], BufferedIOBase]) -> None:
        self._content = content
        self._packed = _Metered(content.open().detach())
        self._stream = opens(self._packed)
        self._given = 0
        self.has_more = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            some = b"" if self.has_more else self._stream.read1(len(view))
        except OSError as error:
            if not (self._given and _NO_GZIP in str(error).lower()):
                raise
            some, self.has_more = b"", True
        self._given += len(some)
        if bomb := self._content.bomb(self._given, self._packed.taken):
            raise Exhausted(self._content.file, bomb)
        view[: len(some)] = some
        return len(some)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._packed.close()
        super().close()


def _packing_of(head: bytes) -> Callable[[BufferedReader], BufferedIOBase] | None:
    return next((opens for start, opens in _PACKINGS if head.startswith(start)), None)


def _inner_name(name: str) -> str:
    """Return what was packed under a name: ``a.jsonl`` for ``a.jsonl.gz``, ``a.tar`` for ``a.tgz``."""
    path = PurePosixPath(name)
    if path.suffix.lower() in _TARS:
        return path.with_suffix(".tar").name
    return path.stem if path.suffix.lower() in _ENDINGS else name


def _gzip(stream: BufferedReader) -> BufferedIOBase:
    from gzip import GzipFile

    return GzipFile(fileobj=stream)


def _bzip2(stream: BufferedReader) -> BufferedIOBase:
    from bz2 import BZ2File

    return BZ2File(stream)


def _xz(stream: BufferedReader) -> BufferedIOBase:
    from lzma import LZMAFile

    return LZMAFile(stream)


def _zstandard(stream: BufferedReader) -> BufferedIOBase:
    if sys.version_info >= (3, 14):
        from compression.zstd import ZstdError, ZstdFile
    else:
        from backports.zstd import ZstdError, ZstdFile

    return _Zstandard(ZstdFile(stream), ZstdError)


class _Zstandard(BufferedIOBase):
    """A Zstandard stream whose faults are those of a file."""

    def __init__(self, stream: BufferedIOBase, fault: type[Exception]) -> None:
        self._stream = stream
        self._fault = fault

    def read1(self, size: int = -1, /) -> bytes:
        try:
            return self._stream.read1(size)
        except self._fault as error:
            raise OSError(str(error)) from error

    def close(self) -> None:
        self._stream.close()
        super().close()


_PACKINGS: tuple[tuple[bytes, Callable[[BufferedReader], BufferedIOBase]], ...] = (
    (b"\x1f\x8b\x08", _gzip),
    (b"BZh", _bzip2),
    (b"\xfd7zXZ\0", _xz),
    (b"\x28\xb5\x2f\xfd", _zstandard),
)
"""The first bytes of each packing, and what unpacks it."""
