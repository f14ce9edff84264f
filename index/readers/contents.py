"""What a reader is given: the bytes of a file, or of a member of one, and how much of them may be read."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from functools import cached_property
from io import BufferedReader, BytesIO, RawIOBase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from index.errors import ReadError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

HEAD = 8192
"""How many first bytes tell whether a file is for a reader."""

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file of a library may cost to read; each may be set under ``[limits]`` in ``whosays.toml``.

    ``article_mb`` bounds what is held in memory for one article, ``unpacked_mb`` all that comes out of a file,
    ``depth`` how many containers may stand in one another, ``seconds`` the time and ``memory_mb`` the memory that
    reading may take.
    """

    article_mb: int = 64
    unpacked_mb: int = 16_384
    depth: int = 4
    seconds: int = 120
    memory_mb: int = 1_024


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files of a library are to be read: the limits, and which columns of exports mean what.

    ``columns`` maps a field of an article to the name that a table's column or an object's key has for it.
    """

    limits: Limits = field(default_factory=Limits)
    columns: Mapping[str, str] = field(default_factory=dict)


class Content:
    """The bytes of one file of a library, or of a member of one.

    ``file`` is what the library calls the file, ``member`` the place in it (None for the file itself), ``name`` the
    name of just these bytes, by which formats may be told. What is unpacked of a file is counted over all its members.
    """

    def __init__(
        self,
        file: str,
        opened: Callable[[], BinaryIO],
        *,
        reading: Reading | None = None,
        member: str | None = None,
        name: str | None = None,
        budget: _Budget | None = None,
        depth: int = 0,
    ) -> None:
        self.file = file
        self.member = member
        self.name = name or PurePosixPath(file).name
        self.reading = reading or Reading()
        self._opened = opened
        self._budget = budget or _Budget(file, self.reading.limits)
        self._depth = depth

    @classmethod
    def of_path(cls, path: Path, file: str, reading: Reading | None = None) -> Content:
        """Return the content of a file on disk.

        Raises:
            ReadError: It is no regular file, is empty, or cannot be looked at.
        """
        try:
            status = path.stat()
        except OSError as error:
            raise ReadError(file, reason_of(error)) from error
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(file, "it is no regular file")
        if not status.st_size:
            raise ReadError(file, "it is empty")
        return cls(file, lambda: path.open("rb"), reading=reading)

    @classmethod
    def of_bytes(cls, content: bytes, file: str, reading: Reading | None = None) -> Content:
        """Return bytes as the content of a file of that name."""
        return cls(file, lambda: BytesIO(content), reading=reading)

    @property
    def suffix(self) -> str:
        """The last ending of the name, in lower case, with its dot; empty when there is none."""
        return PurePosixPath(self.name).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """The first ``HEAD`` bytes; raises ReadError when they cannot be read."""
        with self.open() as stream:
            return stream.read(HEAD)

    def open(self) -> BinaryIO:
        """Return a stream of the bytes from their beginning; what it raises is ReadError.

        Raises:
            ReadError: It cannot be opened; or, while reading, read, unpacked, or holds more than may be unpacked.
        """
        with self.refusing():
            return BufferedReader(_Counted(self._opened(), self))

    def read(self) -> bytes:
        """Return all bytes at once.

        Raises:
            ReadError: They cannot be read, or are more than an article may have.
        """
        limit = self.reading.limits.article_mb
        with self.open() as stream:
            content = stream.read(limit * MB + 1)
        if len(content) > limit * MB:
            raise ReadError(self.file, f"it has more than the {limit} MB that are read at once (limits.article_mb)")
        return content

    def unpacked(self, opened: Callable[[], BinaryIO], name: str) -> Content:
        """Return what these bytes are when unpacked, in the same place; ``opened`` opens it anew each time.

        Raises:
            ReadError: It is packed too many times.
        """
        return self._inner(self.member, opened, name)

    def inside(self, member: str, opened: Callable[[], BinaryIO]) -> Content:
        """Return the content of a member of these bytes, by its name there; ``opened`` opens it anew each time.

        Raises:
            ReadError: Containers stand too deep in one another.
        """
        return self._inner(member_in(self.member, member), opened, PurePosixPath(member).name or member)

    def _inner(self, member: str | None, opened: Callable[[], BinaryIO], name: str) -> Content:
        if self._depth >= self.reading.limits.depth:
            raise ReadError(self.file, f"it is packed more than {self.reading.limits.depth} times (limits.depth)")
        return Content(
            self.file,
            opened,
            reading=self.reading,
            member=member,
            name=name,
            budget=self._budget,
            depth=self._depth + 1,
        )

    def refusing(self) -> _Refusing:
        """Return a context in which what goes wrong with a file, a packing or the memory becomes a ReadError."""
        return _Refusing(self.file)

    def count(self, size: int) -> None:
        """Take note of bytes that were read; raises ReadError when all that may be has come out of the file."""
        if self._depth:
            self._budget.spend(size)


@dataclass(slots=True)
class _Budget:
    """What may still come out of a file and its members."""

    file: str
    limits: Limits
    spent: int = 0

    def spend(self, size: int) -> None:
        self.spent += size
        if self.spent > self.limits.unpacked_mb * MB:
            reason = f"more than {self.limits.unpacked_mb} MB come out of it (limits.unpacked_mb)"
            raise ReadError(self.file, reason)


class _Refusing:
    """Turns what the libraries below raise over damaged bytes into a ReadError."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from lzma import LZMAError
        from zlib import error as ZlibError  # noqa: N812

        if isinstance(error, OSError) and error.errno is not None:
            raise ReadError(self._file, reason_of(error)) from error
        if isinstance(error, EOFError):
            raise ReadError(self._file, "it is cut off") from error
        if isinstance(error, (OSError, ZlibError, LZMAError)):
            raise ReadError(self._file, f"it is damaged: {_clause(error)}") from error


class _Counted(RawIOBase):
    """A stream whose bytes are counted, and whose faults are refusals."""

    def __init__(self, stream: BinaryIO, content: Content) -> None:
        self._stream = stream
        self._content = content

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        with self._content.refusing():
            some = self._stream.read(len(view))
        self._content.count(len(some))
        view[: len(some)] = some
        return len(some)

    def close(self) -> None:
        self._stream.close()
        super().close()


def member_in(outer: str | None, member: str) -> str:
    """Return the place in a file of a member of a member."""
    return member if outer is None else f"{outer}/{member}"


def _clause(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".").lower() or type(error).__name__
