"""The file of records: opening it, reading a snapshot of it, writing one transaction at a time."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple, Self

from index.errors import RecordsUnusable
from index.storage.schema import VERSION, migrate, version_of
from index.storage.view import View
from index.storage.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

BUSY_SECONDS = 5.0
"""How long a statement waits for another process's transaction; each of ours takes a fraction of that."""

MAPPED_BYTES = 48 << 20
"""How much of the file one connection maps into memory: most of what a library of 200,000 passages has.

A question reads some two hundred pages from all over the file, nearly all for the first time, and copying them takes a
third of the time that its hits take. But what is mapped counts as the process's memory, once for each connection, until
the system needs it for something else: hence one only, and no more. A disk that fails under a map ends the process by a
signal, as it does under the maps that both engines read by, and so does a file that is made shorter: nothing here does
that, and what another program has cut is told before each question.
"""

_DAMAGED = "is damaged; delete {folder} and sync again: it holds only what is worked out of the articles"

_GONE = "is gone or another one; sync again, which makes it anew"

_REASONS = {
    sqlite3.SQLITE_BUSY: "is in use by another whosays; try again in a moment",
    sqlite3.SQLITE_LOCKED: "is in use by another whosays; try again in a moment",
    sqlite3.SQLITE_FULL: "cannot grow: the disk is full",
    sqlite3.SQLITE_READONLY: "cannot be written",
    sqlite3.SQLITE_PERM: "may not be opened",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_IOERR: "cannot be read or written: the disk reports an error",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
"""What a person can do something about, by SQLite's primary result code; all else is a bug."""


class Records:
    """One open file of records, usable from any thread.

    Readers see a snapshot and never wait for a writer. There is one writer at a
    time over all processes: ``alone`` holds that right over many transactions.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._mapped: sqlite3.Connection | None = None
        self._closed = False
        self._file: _File | None = None

    @classmethod
    def open(cls, path: Path) -> Records:
        """Open the file, made or brought to the present version where necessary.

        Raises:
            RecordsUnusable: it is damaged, of a newer version, or cannot be opened.
        """
        records = cls(path)
        try:
            records._bring_up()
            records._file = _file_at(path)
        except BaseException:
            records.close()
            raise
        return records

    @contextmanager
    def reading(self) -> Iterator[View]:
        """Give one snapshot of the records: what is written meanwhile does not show."""
        with self._connected() as connection:
            connection.execute("BEGIN")
            try:
                yield View(connection)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Give one transaction: all of it is kept, or nothing when anything is raised."""
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                writer = Writer(connection)
                yield writer
                writer.finish()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to change the library; it ends with the process, however that ends.

        Raises:
            RecordsUnusable: another process or thread holds it.
        """
        # A lock on a second, empty database: portable, freed by the system after a
        # crash, and in nobody's way, since readers never open that file.
        place = self.path.with_name("writer.lock")
        try:
            lock = sqlite3.connect(place, isolation_level=None, timeout=0, check_same_thread=False)
        except sqlite3.DatabaseError as error:
            _explain(error, place)
            raise
        try:
            try:
                lock.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                if _code(error) != sqlite3.SQLITE_BUSY:
                    _explain(error, place)
                    raise
                folder = self.path.parent
                reason = "another whosays is bringing this library up to date; try again when it is done"
                raise RecordsUnusable(str(folder), f"{folder}: {reason}") from error
            yield
        finally:
            lock.close()

    @property
    def gone(self) -> bool:
        """Whether the file that was opened is no longer there, deleted or replaced by another one."""
        return self._is_gone(_file_at(self.path))

    def _is_gone(self, file: _File | None) -> bool:
        return self._file is not None and (file is None or file[:2] != self._file[:2])

    def close(self) -> None:
        """Close all connections that are not in use; those in use close when they are given back."""
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _bring_up(self) -> None:
        path = self.path
        with self._connected() as connection:
            version = version_of(connection)
            if version > VERSION:
                raise RecordsUnusable(
                    str(path),
                    f"{path}: written by a newer whosays (version {version}, this one knows {VERSION}); update it, "
                    f"or delete {path.parent} and sync again: it holds only what is worked out of the articles",
                )
            if version == 0 and connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise RecordsUnusable(str(path), f"{path}: {_DAMAGED.format(folder=path.parent)}")
            if version < VERSION:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        before, file = self._file, _file_at(self.path)  # in this order: it grows meanwhile, and other threads look too
        if self._is_gone(file):
            # A deleted file can still be read, but what is written to it is lost.
            raise RecordsUnusable(str(self.path), f"{self.path}: {_GONE}")
        if file and before:
            if file.length < before.length:
                raise RecordsUnusable(str(self.path), f"{self.path}: {_DAMAGED.format(folder=self.path.parent)}")
            self._file = file
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            if self._mapped is None:
                self._mapped = connection
                connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}")
            yield connection
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self._drop(connection)
            _explain(error, self.path)
            raise
        except BaseException:
            self._give_back(connection)
            raise
        self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        elif connection is self._mapped:
            self._idle.append(connection)  # taken first whenever nobody else has it
        else:
            self._idle.appendleft(connection)

    def _drop(self, connection: sqlite3.Connection) -> None:
        connection.close()
        if connection is self._mapped:
            self._mapped = None  # the next one that is taken will be

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self.path, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256
            )
        except sqlite3.DatabaseError as error:
            _explain(error, self.path)
            raise
        try:
            # NORMAL: with a write-ahead log a power cut may lose the last transactions, never the file.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA foreign_keys = ON")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            connection.close()
            _explain(error, self.path)
            raise
        return connection


class _File(NamedTuple):
    """A file, whatever its name, and how many bytes it has."""

    device: int
    number: int
    length: int


def _file_at(path: Path) -> _File | None:
    try:
        status = os.stat(path)  # noqa: PTH116  (asked before every question)
    except OSError:
        return None
    return _File(status.st_dev, status.st_ino, status.st_size)


def _code(error: sqlite3.DatabaseError | UnicodeDecodeError) -> int:
    # The primary result code is the low byte of an extended one.
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


def _explain(error: sqlite3.DatabaseError | UnicodeDecodeError, path: Path) -> None:
    """Raise RecordsUnusable for what a person can do something about; return for a bug."""
    # SQLite reads text that is no UTF-8, and a file that was emptied, without calling it damage.
    foreign = isinstance(error, UnicodeDecodeError) or str(error).startswith(("Could not decode", "no such table"))
    reason = _DAMAGED if foreign else _REASONS.get(_code(error))
    if reason is not None:
        raise RecordsUnusable(str(path), f"{path}: {reason.format(folder=path.parent)}") from error
