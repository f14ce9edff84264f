"""A search engine that follows the records: it takes over what changed, and is built anew when it cannot."""

from __future__ import annotations

from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from index.errors import RecordsUnusable
from index.models import SyncProgress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from index.engines import Change, Document, SearchEngine
    from index.storage import ChangeRow, DocumentRow, Records, View

FIRST_PASSAGES = 1_200
"""Passages that an empty engine takes over at once, so that there is something to find early."""

READ_CHANGES = 100
"""Change rows whose documents are read from the records at a time."""


class Follower:
    """The library's engine, opened when first needed; usable from any thread.

    Its folder is only ever derived from the records: when it is missing, damaged or made from other records, it is
    emptied and filled again.
    """

    def __init__(self, records: Records, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.name = name
        self._records = records
        self._engine: SearchEngine | None = None
        self._lock = Lock()

    def engine(self) -> SearchEngine:
        """Return the engine as it stands, opened; it may be behind the records.

        Raises:
            EngineUnavailable: There is no engine of that name, or it is not installed.
            RecordsUnusable: Its folder is damaged; ``catch_up`` makes it anew.
        """
        with self._lock:
            if self._engine is None:
                from index.engines import open_engine  # brings the engine's library

                self._engine = open_engine(self.name, self.folder)
            return self._engine

    def behind(self) -> bool:
        """Say whether the engine is at another place than the records; raises what ``engine`` does."""
        with self._records.reading() as view:
            return self.engine().position() != view.position()

    def catch_up(self, progress: Callable[[SyncProgress], None]) -> None:
        """Hand the engine all changes that it has not seen; the caller holds the right to write.

        Raises:
            EngineUnavailable: There is no engine of that name, or it is not installed.
        """
        try:
            self._replay(progress)
        finally:
            self.engine().settle()

    def keep_up(self, progress: Callable[[SyncProgress], None]) -> None:
        """Hand the engine changes that it has not seen, when they are enough for a commit of their own.

        What ``catch_up`` leaves in order at the end is left for it. Raises what that does.
        """
        with self._records.reading() as view:
            engine = self._usable(view.position())
            position = engine.position()
            waiting = view.passages_after(position)
        if waiting >= (engine.portion(position) if position else FIRST_PASSAGES):
            self._replay(progress, whole=bool(position))

    def _replay(self, progress: Callable[[SyncProgress], None], *, whole: bool = False) -> None:
        """Hand over the changes that wait; ``whole`` leaves those that are not enough for a commit of their own."""
        with self._records.reading() as view:
            engine = self._usable(view.position())
            total, done = view.changes_after(engine.position()), 0
            waiting = None if whole else view.passages_after(engine.position())
            while rows := view.changes(position := engine.position(), portion := engine.portion(position, waiting)):
                if whole and view.passages_after(position) < portion:
                    return
                changes = _changes(view, rows, position)
                engine.replay(_reported(changes, progress, done, total), rows[-1].sequence)
                done += len(rows)
        if total:
            progress(SyncProgress("indexing", total, total))

    def empty(self) -> None:
        """Delete the engine's folder, for ``catch_up`` to fill again; the caller holds the right to write."""
        self.close()
        from shutil import rmtree  # rarely needed

        rmtree(self.folder, ignore_errors=True)

    def close(self) -> None:
        """Close the engine if it was opened; it opens again when needed."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None

    def _usable(self, last: int) -> SearchEngine:
        try:
            engine = self.engine()
            if engine.position() <= last:
                return engine
            # Else it was filled from records that are gone.
        except RecordsUnusable:
            pass
        self.empty()
        return self.engine()


def _changes(view: View, rows: Sequence[ChangeRow], position: int) -> Iterator[Change]:
    """Yield the changes of some rows for an engine that stands at a position."""
    from index.engines import Change, Part  # not needed to open a library

    waiting = iter(rows)
    while some := list(islice(waiting, READ_CHANGES)):
        passages = _by_article(view.passage_documents([row.article for row in some if row.part == "passages"]))
        targets = _by_article(view.target_documents([row.article for row in some if row.part == "targets"]))
        for row in some:
            part = Part(row.part)
            found = passages if part is Part.PASSAGES else targets
            yield Change(row.article, part, tuple(found.get(row.article, ())), new=row.first > position)


def _by_article(rows: Iterator[DocumentRow]) -> dict[str, list[Document]]:
    from index.engines import Document

    found: dict[str, list[Document]] = {}
    for row in rows:
        found.setdefault(row.article, []).append(Document._make(row))
    return found


def _reported(
    changes: Iterator[Change], progress: Callable[[SyncProgress], None], done: int, total: int
) -> Iterator[Change]:
    for number, change in enumerate(changes, done):
        progress(SyncProgress("indexing", number, total))
        yield change
