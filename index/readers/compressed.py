"""Anything that was compressed by itself: gzip, bzip2, xz and Zstandard."""

from __future__ import annotations

import sys
from io import BufferedIOBase, RawIOBase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from index.readers import Fit, articles_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from io import BufferedReader

    from index.readers import Content, Found, Unread

_TARS = {".tgz", ".tbz", ".tbz2", ".txz", ".tzst"}
_ENDINGS = {".gz", ".bz2", ".xz", ".zst"}


class CompressedReader:
    """Reads what is inside by whatever reader fits it, in the same place: the packing leaves no trace in a member."""

    def fit(self, head: bytes, name: str) -> Fit:  # noqa: ARG002
        """Say how well a file is known: by its first bytes alone."""
        return Fit.CONTENT if _packing_of(head) else Fit.NONE

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the articles in what is inside, unpacked as they are read."""
        opens = _packing_of(content.head)
        if opens is not None:
            yield from articles_in(content.unpacked(lambda: _Unpacking(content, opens), _inner_name(content.name)))


READER = CompressedReader()


class _Unpacking(RawIOBase):
    """The bytes of a packed stream; closing it closes both."""

    def __init__(self, content: Content, opens: Callable[[BufferedReader], BufferedIOBase]) -> None:
        self._packed = content.open()
        self._stream = opens(self._packed)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        some = self._stream.read1(len(view))
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
