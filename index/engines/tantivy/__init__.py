"""The engine over tantivy: a compiled library, for libraries that Whoosh would be slow in."""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import tantivy

from index.engines import Part
from index.engines.folder import claim, damaged, in_use, refused
from index.engines.tantivy.ranking import matching, ranked
from index.engines.tantivy.schema import BLANKS, fields_of, schema, unit
from index.engines.tantivy.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.engines import Change, Matches
    from index.query import Node

FORMAT = 4
"""Version of what is written; to be raised with every change of the fields or of the terms."""

MEMORY_BYTES = {Part.PASSAGES: 96_000_000, Part.TARGETS: 32_000_000}
"""How much a writer collects in memory before it writes a segment."""

LOCK_SECONDS = 5.0
"""How long another process that writes is waited for."""

POSITION = "position"
"""The file that holds the position of the last replay."""

META = "meta.json"
"""What tantivy puts in its place with each commit, in one step."""


class TantivyEngine:
    """A ``SearchEngine`` on two tantivy indexes, one for each part.

    The position stands in a file that is written when both are committed: what a crash leaves between is replayed
    again. A part that nothing changed in is not committed, for that takes far longer than one article.
    """

    def __init__(self, folder: Path) -> None:
        claim(folder, "tantivy", FORMAT)
        self._folder = folder
        self._position_file = str(folder / POSITION)
        self._position = (_Stamp(), 0)
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        if (folder / POSITION).exists() and not all((folder / part / META).exists() for part in Part):
            raise damaged(folder, FileNotFoundError("a part of it is missing"))
        with self._explained():
            self._parts = {part: _Index(folder / part, part) for part in Part}
            self.position()

    def position(self) -> int:
        """Return the position of the last replay, 0 before the first."""
        try:
            # A new file takes the place of the old one: as long as that stands there, it says the same.
            stamp, position = self._position
            if (seen := _stamp(self._position_file)) != stamp:
                position = int((self._folder / POSITION).read_text(encoding="ascii"))
                self._position = seen, position
        except FileNotFoundError:
            return 0
        except (OSError, ValueError) as error:
            raise damaged(self._folder, error) from error
        return position

    def count(self, part: Part) -> int:
        """Return how many documents a part has."""
        with self._explained():
            return self._snapshot(part).size

    def search(self, root: Node, limit: int | None, offset: int = 0) -> Matches:
        """Return how many passages match, and some of them; see ``SearchEngine.search``."""
        with self._explained():
            return ranked(self._snapshot(Part.PASSAGES), root, limit, offset)

    def matching(self, root: Node, part: Part) -> frozenset[int]:
        """Return the keys of all documents of a part that match; see ``SearchEngine.matching``."""
        with self._explained():
            return matching(self._snapshot(part), root)

    def replay(self, changes: Iterable[Change], position: int) -> None:
        """Take over changes and their position; see ``SearchEngine.replay``."""
        with self._writing:
            try:
                for part in self._parts.values():
                    part.begin()
                for change in changes:
                    self._parts[change.part].replace(change)
                for part in self._parts.values():
                    part.commit()
                self._remember(position)
            except BaseException:
                for part in self._parts.values():
                    part.give_up()
                raise

    def _remember(self, position: int) -> None:
        fresh = self._folder / f"{POSITION}.new"
        try:
            fresh.write_text(str(position), encoding="ascii")
            fresh.replace(self._folder / POSITION)
        except OSError as error:
            raise refused(self._folder, (error.strerror or str(error)).lower()) from error

    def settle(self) -> None:
        """Wait for merges, and let go of the right to write."""
        with self._writing:
            for part in self._parts.values():
                part.settle()

    def close(self) -> None:
        """Let go of all files; closing again does nothing."""
        self.settle()
        with self._reading:
            for part in self._parts.values():
                part.forget()

    def _snapshot(self, part: Part) -> Snapshot:
        with self._reading:
            return self._parts[part].snapshot()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Tell a damaged index from a bug: tantivy has a ValueError, an OSError or a panic for it."""
        try:
            yield
        except (ValueError, OSError) as error:
            raise damaged(self._folder, error) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            raise damaged(self._folder, error) from error


class _Stamp(NamedTuple):
    """What is different of each file that takes the place of another."""

    number: int = 0
    written: int = 0


def _stamp(path: str) -> _Stamp:
    status = os.stat(path)  # noqa: PTH116  (asked before every answer)
    return _Stamp(status.st_ino, status.st_mtime_ns)


class _Index:
    """One of tantivy's indexes, with its writer as long as it is needed."""

    def __init__(self, folder: Path, part: Part) -> None:
        self._folder = folder
        self._part = part
        folder.mkdir(exist_ok=True)
        self._schema = schema()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._index.register_tokenizer(BLANKS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._index.config_reader("manual")  # else a thread looks for changes twice a second
        self._writer: tantivy.IndexWriter | None = None
        self._written = False
        self._meta = str(folder / META)
        self._seen = _Stamp()
        self._latest: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """Return the latest state."""
        seen = _stamp(self._meta)
        if self._latest is None or seen != self._seen:
            self._index.reload()
            self._latest = Snapshot(self._index.searcher(), self._schema)
            self._seen = seen
        return self._latest

    def forget(self) -> None:
        """Let go of what was read."""
        self._latest = None

    def begin(self) -> None:
        """Make sure that there is a writer; it waits a moment for that of another process."""
        until = time.monotonic() + LOCK_SECONDS
        while self._writer is None:
            try:
                self._writer = self._index.writer(MEMORY_BYTES[self._part], num_threads=1)
            except ValueError as error:
                if "LockBusy" not in str(error):
                    raise refused(self._folder.parent, str(error)) from error
                if time.monotonic() > until:
                    raise in_use(self._folder.parent) from error
                time.sleep(0.05)

    def replace(self, change: Change) -> None:
        """Put a change's documents in the place of those that its article has."""
        writer = self._open_writer()
        self._written = True
        with self._refusals():
            writer.delete_documents_by_term("unit", unit(change.article))
            for fields in fields_of(change.documents):
                writer.add_document(fields)

    def commit(self) -> None:
        """Make what was written the latest state, if anything was."""
        if self._written:
            with self._refusals():
                self._open_writer().commit()
            self._written = False

    def give_up(self) -> None:
        """Forget what was written since the last commit."""
        writer, self._writer = self._writer, None
        self._written = False
        if writer is not None:
            try:
                writer.rollback()
            except (ValueError, OSError, RuntimeError):
                return  # a writer that failed is gone, and nothing of it stays
            self._writer = writer

    def settle(self) -> None:
        """Wait for merges, and let go of the right to write."""
        writer, self._writer = self._writer, None
        if writer is not None:
            with self._refusals():
                writer.wait_merging_threads()

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise RuntimeError("nothing was begun")
        return self._writer

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise refused(self._folder.parent, str(error)) from error
