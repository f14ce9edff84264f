"""Files put into a library: whole or not at all, and never over another one."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from index.library.files import SIDECAR, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_CHUNK = 1 << 20
_LONGEST = 255
"""Bytes that a file system takes as a name."""

_ENDING = 40


class Put(NamedTuple):
    """Where some bytes stand in the library; ``new`` is false when they stood there before."""

    file: str
    new: bool


class Shelf:
    """The files of a library, to put others beside them.

    Args:
        folder: The library.
        digests: The SHA-256 of files that it holds, with where they stand; files that are gone do no harm.
    """

    def __init__(self, folder: Path, digests: Mapping[str, str]) -> None:
        self._folder = folder
        self._digests = dict(digests)

    def put(self, name: str, content: BinaryIO, sidecar: bytes | None = None) -> Put:
        """Put bytes into the library, with what is known of them; a name that is taken gets a number.

        Bytes that the library holds already are not put there twice.

        Args:
            name: A path in the library, with forward slashes.
            content: The bytes.
            sidecar: What is known of them, as TOML.

        Raises:
            OSError: They cannot be read or written.
        """
        target = self._folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with _beside(target) as (temporary, file):
            digest = _copy(content, file)
            if known := self._standing(digest):
                return Put(known, new=False)
            for path in _numbered(target):
                if not os.path.lexists(path):
                    if self._place(temporary, path, sidecar):
                        break
                elif path.is_file() and digest_of(path) == digest:
                    return Put(self._remember(digest, path), new=False)
        return Put(self._remember(digest, path), new=True)

    def replace(self, name: str, content: bytes, sidecar: bytes) -> bool:
        """Put bytes in the place of those that stand under a name; return whether they differ.

        Raises:
            OSError: They cannot be written.
        """
        path = self._folder / name
        same = path.is_file() and digest_of(path) == sha256(content).hexdigest()
        self.note(name, sidecar)
        if not same:
            write_whole(path, content)
        return not same

    def note(self, name: str, sidecar: bytes) -> None:
        """Write what is known of a file of the library; raises OSError when that cannot be."""
        write_whole(self._folder / f"{name}{SIDECAR}", sidecar)

    def _standing(self, digest: str) -> str | None:
        file = self._digests.get(digest)
        if file is None:
            return None
        with suppress(OSError):
            if digest_of(self._folder / file) == digest:
                return file
        return None

    def _remember(self, digest: str, path: Path) -> str:
        file = path.relative_to(self._folder).as_posix()
        self._digests[digest] = file
        return file

    @staticmethod
    def _place(temporary: Path, path: Path, sidecar: bytes | None) -> bool:
        """Give a written file its name, the sidecar first; return False when either name was taken meanwhile."""
        beside = path.with_name(path.name + SIDECAR)
        if sidecar is not None:
            if os.path.lexists(beside):
                return False
            write_whole(beside, sidecar)
        try:
            _name(temporary, path)
        except BaseException as error:
            if sidecar is not None:
                beside.unlink(missing_ok=True)
            if isinstance(error, FileExistsError):
                return False
            raise
        return True


def _numbered(path: Path) -> Iterator[Path]:
    """Yield a path, and then those with a number before the ending."""
    yield path
    number = 2
    while True:
        yield path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1


def _name(temporary: Path, path: Path) -> None:
    """Move a file to a name that nobody has; raises FileExistsError when somebody has."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        # Not every file system has links; between the look and the move another program might take the name.
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        temporary.rename(path)


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Open a hidden file beside a path, which is gone afterwards unless it was moved."""
    temporary = path.with_name(f".{path.name[:_ENDING]}.{os.getpid()}.part")
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("xb") as file:
            yield temporary, file
    finally:
        temporary.unlink(missing_ok=True)


def _copy(content: BinaryIO, file: BinaryIO) -> str:
    digest = sha256()
    while some := content.read(_CHUNK):
        digest.update(some)
        file.write(some)
    file.flush()
    return digest.hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Put bytes in a file's place in one step; raises OSError when that cannot be."""
    with _beside(path) as (temporary, file):
        file.write(content)
        file.flush()
        temporary.replace(path)


def fitting(name: str) -> str:
    """Return a file's name, its stem cut to what a file system takes with a number and a sidecar's ending."""
    path = PurePosixPath(name)
    room = _LONGEST - len((path.suffix + SIDECAR).encode()) - 8
    stem = path.stem.encode()[:room].decode(errors="ignore")
    return f"{stem}{path.suffix}"
