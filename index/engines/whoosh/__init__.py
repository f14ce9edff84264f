"""The engine over Whoosh (the maintained ``whoosh3``), by what it shares with Whoosh 2.7.4 only.

The library unpickles what it reads, so a folder is opened only when its marker says that this program
wrote it, in this very folder: a copy from elsewhere is refused, and rebuilt.
"""

from __future__ import annotations

import pickle
import struct
import threading
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from whoosh import index as library
from whoosh import reading
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.reading import SegmentReader

from index.engines.folder import claim, damaged, in_use, refused
from index.engines.whoosh.ranking import documents, ranked
from index.engines.whoosh.schema import POSITION_UNIT, fields_of, schema, unit
from index.engines.whoosh.snapshot import Snapshot
from index.engines.whoosh.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from whoosh.codec.base import Segment

    from index.engines import Change, Matches, Part
    from index.query import Node

FORMAT = 1
"""Version of what is written; to be raised with every change of the fields or of the terms."""

GROWTH = 2
"""A segment is merged with smaller ones when it is at most so many times as large as they are together."""

FEWEST_PASSAGES = 6_000
MOST_PASSAGES = 240_000
"""Passages that are taken over at a time, at least and at most."""

ARTICLE_PASSAGES = 6
"""Passages of an article, about."""

LOCK_SECONDS = 5.0
"""How long another process that writes is waited for."""

LARGE_SEGMENT = 100_000
"""Documents from which on a segment is large: looking into one more costs a search little beside its postings."""

MOST_SEGMENTS = 12
KEPT_SEGMENTS = 6
"""Segments that are not large, beyond which the smallest are merged, and how many are left then: each is looked into
for each term, but merging takes as long as indexing anew."""

# Only the maintained Whoosh has an error of its own for postings that were damaged.
_CORRUPT = getattr(reading, "CorruptIndexError", library.IndexError)
_DAMAGE = (library.IndexError, _CORRUPT, OSError, EOFError, pickle.UnpicklingError, struct.error, zlib.error)
_UNREADABLE = (*_DAMAGE, ValueError, LookupError, AttributeError, TypeError, AssertionError, ImportError, MemoryError)


class WhooshEngine:
    """A ``SearchEngine`` on a folder of Whoosh segments.

    The position is a document of the index, so one commit writes it with the changes. A reader keeps the state
    that it opened; every question looks first whether there is a newer one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._writing = threading.Lock()
        self._snapshot: Snapshot | None = None
        claim(folder, "whoosh", FORMAT)
        try:
            self._index = _opened(folder)
            self._unmapped = FileIndex(FileStorage(str(folder), supports_mmap=False))
            self._known: tuple[int, int, list[int]] = -1, 0, []
            self._standing()
        except _UNREADABLE as damage:
            raise damaged(self._folder, damage) from damage

    def position(self) -> int:
        """Return the position of the last replay, 0 before the first."""
        return self._standing()[0]

    def portion(self, position: int, waiting: int | None = None) -> int:  # noqa: ARG002  (what waits changes nothing)
        """Return how many passages are best taken over at a time; see ``SearchEngine.portion``.

        So that a large library has few segments without writing any twice, each takes half as much as all before it.
        """
        return min(MOST_PASSAGES, max(FEWEST_PASSAGES, position * ARTICLE_PASSAGES // 2))

    def count(self, part: Part) -> int:
        """Return how many documents a part has."""
        with self._reading() as snapshot:
            return len(snapshot.universe[part])

    def search(self, root: Node, limit: int | None, offset: int = 0) -> Matches:
        """Return how many passages match, and some of them; see ``SearchEngine.search``."""
        with self._reading() as snapshot:
            return ranked(snapshot, root, limit, offset)

    def matching(self, root: Node, part: Part) -> frozenset[int]:
        """Return the keys of all documents of a part that match; see ``SearchEngine.matching``."""
        with self._reading() as snapshot:
            return frozenset(snapshot.numbers["key"][documents(snapshot, root, part)].tolist())

    def replay(self, changes: Iterable[Change], position: int) -> None:
        """Take over changes and their position in one commit; see ``SearchEngine.replay``."""
        with self._writing, self._refusals():
            writer = Writer(self._index, LOCK_SECONDS)
            try:
                _Replay(writer, self._holding).write(changes, position, self._standing()[1])
            except BaseException:
                writer.cancel()
                raise
            writer.commit(mergetype=_keep)

    def _standing(self) -> tuple[int, list[int]]:
        """Return the position, and the document that holds it if there is one, in the latest state.

        Whoever fills an index asks for no more, so it is looked up without mapping the index into memory.
        """
        with self._lock:
            generation = self._index.latest_generation()
            if generation != self._known[0]:
                with self._explained(), closing(self._unmapped.reader()) as reader:
                    snapshot = Snapshot(reader)
                    self._known = snapshot.generation, snapshot.position, snapshot.holding(POSITION_UNIT)
            return self._known[1:]

    def _holding(self, term: str) -> list[int]:
        """Return the documents of a unit in the latest state, which is that before a replay while it runs."""
        with self._reading() as snapshot:
            return snapshot.holding(term)

    def settle(self) -> None:
        """Merge segments when there are many, or one is mostly deleted: replays leave it, so as not to wait."""
        with self._writing, self._refusals():
            if _overdue(self._index._segments()):  # noqa: SLF001  (the library has no other way to them)
                Writer(self._index, LOCK_SECONDS).commit(mergetype=_merge)

    def close(self) -> None:
        """Let go of all files; closing again does nothing."""
        with self._lock:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """Give the latest state, alone: neither the library's files nor the caches are for two threads."""
        with self._lock, self._explained():
            yield self._current()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except _DAMAGE as damage:
            raise damaged(self._folder, damage) from damage

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except library.LockError as locked:
            raise in_use(self._folder) from locked
        except OSError as error:
            raise refused(self._folder, (error.strerror or str(error)).lower()) from error
        except library.IndexError as damage:  # also what is deleted while it is open
            raise damaged(self._folder, damage) from damage

    def _current(self) -> Snapshot:
        """Return the latest state; never by ``refresh``, which gives deleted documents after a merge."""
        if self._snapshot is not None and self._snapshot.generation == self._index.latest_generation():
            return self._snapshot
        self.close()
        # The library copies all that it maps into memory, as much as the index is large.
        reader = self._unmapped.reader()
        try:
            self._snapshot = Snapshot(reader)
        except _UNREADABLE:
            reader.close()
            raise
        return self._snapshot


def _opened(folder: Path) -> FileIndex:
    """Return the library's index, made when there is none yet."""
    try:
        return library.open_dir(str(folder))
    except library.EmptyIndexError:
        return library.create_in(str(folder), schema())


class _Replay:
    """The writing of some changes; ``holding`` tells the documents of a unit in the state that they change."""

    def __init__(self, writer: Writer, holding: Callable[[str], list[int]]) -> None:
        self._writer = writer
        self._holding = holding
        self._written: dict[str, range] = {}

    def write(self, changes: Iterable[Change], position: int, before: list[int]) -> None:
        """Write changes and the position that they lead to, in place of the documents that held the one before."""
        for change in changes:
            self._take_out(unit(change.article, change.part), new=change.new)
            first = self._writer.docnum
            for fields in fields_of(change.documents, change.part):
                self._writer.add_document(**fields)
            self._written[unit(change.article, change.part)] = range(first, self._writer.docnum)
        for number in before:
            self._writer.delete_document(number)
        self._writer.add_document(unit=POSITION_UNIT, position=position, article=b"")

    def _take_out(self, term: str, *, new: bool = False) -> None:
        """Delete a unit's documents: those of the last state, if it can have any, or those written a moment ago."""
        written = self._written.pop(term, None)
        if written is None and new:
            return
        if written is None:
            for number in self._holding(term):
                self._writer.delete_document(number)
        else:
            for number in written:
                self._writer.newsegment.delete_document(number)


def _keep(_: Writer, segments: list[Segment]) -> list[Segment]:
    return segments


def _merge(writer: Writer, segments: list[Segment]) -> list[Segment]:
    """Merge the segments that are due into the one being written, and return the others."""
    merged = _overdue(segments)
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def _overdue(segments: list[Segment]) -> list[Segment]:
    """Return the segments that are to be merged: the smallest when there are many, and those mostly deleted.

    What is much larger than all smaller ones together stays: a few new articles never make a large segment be written.
    """
    by_size = sorted(segments, key=lambda segment: int(segment.doc_count()))
    by_size = [segment for segment in by_size if segment.doc_count() < LARGE_SEGMENT]
    small: list[Segment] = []
    size = 0
    for segment in by_size[: len(by_size) - KEPT_SEGMENTS + 1] if len(by_size) > MOST_SEGMENTS else ():
        if small and segment.doc_count() > GROWTH * size:
            break
        small.append(segment)
        size += segment.doc_count()
    chosen = small if len(small) > 1 else []
    return [segment for segment in segments if segment in chosen or segment.deleted_count() > segment.doc_count()]
