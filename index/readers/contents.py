"""What a reader is given: the bytes of a file, or of a member of one, and how much of them may be read."""

from __future__ import annotations

import stat
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from errno import EINVAL
from functools import cached_property
from io import SEEK_SET, BufferedIOBase, BufferedReader, BytesIO, RawIOBase
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING, BinaryIO

from index.errors import ReadError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

HEAD = 8192
"""How many first bytes tell whether a file is for a reader."""

MB = 1 << 20

Stream = IO[bytes] | BufferedIOBase | RawIOBase
"""What bytes are read from."""

CUT_OFF = "it is cut off"

BOMB_MB = 64
"""What comes to no more of these MB is no bomb, however small it was packed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file of a library may cost to read; each may be set under ``[limits]`` in ``whosays.toml``.

    ``article_mb`` bounds what is held in memory for one article, ``unpacked_mb`` all that comes out of a file,
    ``unpacked_times`` how many times as large as it was packed something may be beyond ``BOMB_MB``,
    ``depth`` how many containers may stand in one another, ``seconds`` the time and ``memory_mb`` the memory that
    reading may take.
    """

    article_mb: int = 64
    unpacked_mb: int = 16_384
    unpacked_times: int = 250
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


class Exhausted(ReadError):
    """A file costs more than the limits: none of it is read any further, whatever member it came to light in."""


class Content:
    """The bytes of one file of a library, or of a member of one.

    ``file`` is what the library calls the file, ``member`` the place in it (None for the file itself), ``name`` the
    name of just these bytes, by which formats may be told, ``url`` where they were fetched, if that is known. What is
    unpacked of a file is counted over all its members.
    """

    def __init__(
        self,
        file: str,
        opened: Callable[[], Stream],
        *,
        reading: Reading | None = None,
        member: str | None = None,
        name: str | None = None,
        url: str | None = None,
        budget: _Budget | None = None,
        depth: int = 0,
    ) -> None:
        self.file = file
        self.member = member
        self.name = name or PurePosixPath(file).name
        self.url = url
        self.reading = reading or Reading()
        self._opened = opened
        self._budget = budget or _Budget(file, self.reading.limits)
        self._depth = depth

    @classmethod
    def of_path(
        cls,
        path: Path,
        file: str,
        reading: Reading | None = None,
        *,
        url: str | None = None,
        charset: str | None = None,
    ) -> Content:
        """Return the content of a file on disk.

        Args:
            path: The file.
            file: What the library calls it.
            reading: How it is to be read.
            url: Where it was fetched, if that is known.
            charset: The encoding of its text, where only the server knew that; no large file has one.

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
        if charset and status.st_size <= (reading or Reading()).limits.article_mb * MB:
            return cls(file, lambda: BytesIO(in_utf8(path.read_bytes(), charset)), reading=reading, url=url)
        return cls(file, lambda: path.open("rb"), reading=reading, url=url)

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
        return self.beginning(HEAD)

    def beginning(self, size: int) -> bytes:
        """Return the first bytes, at most so many; those before the place where it is cut off, if it is.

        Raises:
            ReadError: Not one can be read.
        """
        parts: list[bytes] = []
        try:
            with self.open() as stream:
                while size > 0 and (some := stream.read1(size)):
                    parts.append(some)
                    size -= len(some)
        except ReadError:
            if not parts:
                raise
        return b"".join(parts)

    def open(self) -> BufferedReader:
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

    def at_random(self) -> BinaryIO:
        """Return a stream of the bytes in which one can go back and forth: what is unpacked is held in memory.

        Raises:
            ReadError: It cannot be opened, or is unpacked and more than an article may have.
        """
        return BytesIO(self.read()) if self._depth else self.open()

    def unpacked(self, opened: Callable[[], Stream], name: str) -> Content:
        """Return what these bytes are when unpacked, in the same place; ``opened`` opens it anew each time.

        Raises:
            Exhausted: It is packed too many times.
        """
        return self._inner(self.member, opened, name, self.url)

    def inside(
        self, member: str, opened: Callable[[], Stream], *, name: str | None = None, url: str | None = None
    ) -> Content:
        """Return the content of a member of these bytes.

        Args:
            member: What it is called there.
            opened: Opens it, anew each time.
            name: By what name its format may be told, if not by ``member``.
            url: Where it was fetched, if that is known.

        Raises:
            Exhausted: Containers stand too deep in one another.
        """
        return self._inner(member_in(self.member, member), opened, name or PurePosixPath(member).name or member, url)

    def _inner(self, member: str | None, opened: Callable[[], Stream], name: str, url: str | None) -> Content:
        if self._depth >= self.reading.limits.depth:
            raise Exhausted(self.file, f"it is packed more than {self.reading.limits.depth} times (limits.depth)")
        return Content(
            self.file,
            opened,
            reading=self.reading,
            member=member,
            name=name,
            url=url,
            budget=self._budget,
            depth=self._depth + 1,
        )

    def refusing(self) -> _Refusing:
        """Return a context in which what goes wrong with a file, a packing or the memory becomes a ReadError."""
        return _Refusing(self.file)

    def count(self, size: int) -> None:
        """Take note of bytes that were read; raises Exhausted when all that may be has come out of the file."""
        if self._depth:
            self.spend(size)

    def bomb(self, size: int, packed: int) -> str:
        """Return why so many bytes out of so many packed ones are no text; empty when they may be."""
        times = self.reading.limits.unpacked_times
        if size <= BOMB_MB * MB or size <= times * packed:
            return ""
        return f"more than {times} times its size come out of it (limits.unpacked_times)"

    def spend(self, size: int) -> None:
        """Take note of bytes that come out of the file, read or not.

        Raises:
            Exhausted: All that may be has come out of it.
        """
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
            raise Exhausted(self.file, reason)


class _Refusing:
    """Turns what the libraries below raise over damaged bytes into a ReadError."""

    def __init__(self, file: str) -> None:
        self._file = file

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, ReadError):
            return
        from lzma import LZMAError
        from struct import error as StructError  # noqa: N812
        from tarfile import TarError
        from zipfile import BadZipFile
        from zlib import error as ZlibError  # noqa: N812

        if isinstance(error, OSError) and error.errno not in (None, EINVAL):
            raise ReadError(self._file, reason_of(error)) from error
        if isinstance(error, EOFError) or "unexpected end of data" in str(error):
            raise ReadError(self._file, CUT_OFF) from error
        if isinstance(error, NotImplementedError):
            raise ReadError(self._file, f"it is packed in a way that is not read: {_clause(error)}") from error
        if isinstance(error, OSError) and error.errno is not None:
            raise ReadError(self._file, "it is damaged") from error
        if isinstance(error, (OSError, ZlibError, LZMAError, BadZipFile, TarError, StructError)):
            raise ReadError(self._file, f"it is damaged: {_clause(error)}") from error


class _Counted(RawIOBase):
    """A stream whose bytes are counted, and whose faults are refusals."""

    def __init__(self, stream: Stream, content: Content) -> None:
        self._stream = stream
        self._content = content

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = SEEK_SET) -> int:
        return self._stream.seek(offset, whence)  # where there is no such place, libraries know what to make of it

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        with self._content.refusing():
            # At once what there is: what stands before the place where a file is cut off must not be lost.
            some = getattr(self._stream, "read1", self._stream.read)(len(view)) or b""
        self._content.count(len(some))
        view[: len(some)] = some
        return len(some)

    def close(self) -> None:
        self._stream.close()
        super().close()


class Rationed:
    """A stream of which a library gets only so much at a time: what claims to be a long header must not fill memory."""

    def __init__(self, stream: BufferedReader, file: str) -> None:
        self._stream = stream
        self._file = file
        self._left = 0

    def allow(self, size: int) -> None:
        """Let so many bytes be read, and as many more as a header may have."""
        self._left = size + MB

    def read(self, size: int = -1) -> bytes:
        """Return some bytes, at most so many; none at the end."""
        some = self._stream.read1(size)
        self._left -= len(some)
        if self._left < 0:
            raise ReadError(self._file, "it is damaged: a header in it has no end")
        return some


def member_in(outer: str | None, member: str) -> str:
    """Return the place in a file of a member of a member."""
    return member if outer is None else f"{outer}/{member}"


def in_utf8(data: bytes, charset: str | None) -> bytes:
    """Return a text in UTF-8, marked, when only the server knew its encoding."""
    if charset is None:
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return BOM_UTF8 + data.decode(charset).encode()
        except (LookupError, UnicodeError):
            return data
    return data


def _clause(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".").lower() or type(error).__name__
