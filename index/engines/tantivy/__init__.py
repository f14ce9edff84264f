"""The engine over tantivy: a compiled library, for libraries that Whoosh would be slow in."""

from __future__ import annotations

import json
import os
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import tantivy

from index.engines import Part
from index.engines.folder import claim, damaged, in_use, refused
from index.engines.tantivy.ranking import matching, ranked
from index.engines.tantivy.schema import BLANKS, schema, unit
from index.engines.tantivy.snapshot import Snapshot
from index.engines.tantivy.writing import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.engines import Change, Matches
    from index.query import Node

FORMAT = 6
"""Version of what is written; to be raised with every change of the fields or of the terms."""

MEMORY_BYTES = {Part.PASSAGES: 96_000_000, Part.TARGETS: 32_000_000}
"""How much a writer collects in memory before it writes a segment."""

LOCK_SECONDS = 5.0
"""How long another process that writes is waited for."""

MERGED_SEGMENTS = 8
"""So many segments of like size tantivy merges into one, by its own rule, which cannot be set from here."""

LIKELY_PASSAGES = 15_000
"""Passages that are taken over at a time while it is not known how many there will be."""

MOST_PASSAGES = 30_000
"""The same at most, so that a writer's memory holds them: else they become two segments of which one is small."""

FEWEST_PASSAGES = 10_000
"""The same at least: tantivy takes what is smaller for as large as that."""

POSITION = "position"
"""The file that holds the position of the last replay."""

META = "meta.json"
"""What tantivy puts in its place with each commit, in one step."""


class TantivyEngine:
    """A ``SearchEngine`` on two tantivy indexes, one for each part.

    The position stands in a file that is written when both are committed, with the commits that it stands for: what a
    crash leaves between is replayed again. A part that nothing changed in is not committed, nor is a writer opened for
    it: that takes far longer than one article.
    """

    def __init__(self, folder: Path) -> None:
        claim(folder, "tantivy", FORMAT)
        self._folder = folder
        self._position_file = str(folder / POSITION)
        self._known: tuple[_Stamp, int, list[int]] = _Stamp(), 0, []
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        if (folder / POSITION).exists() and not all((folder / part / META).exists() for part in Part):
            raise damaged(folder, FileNotFoundError("a part of it is missing"))
        with self._explained():
            self._parts = {part: _Index(folder / part, part) for part in Part}
            self.position()

    def position(self) -> int:
        """Return the position of the last replay, 0 before the first."""
        return self._standing()[0]

    def _standing(self) -> tuple[int, list[int]]:
        """Return the position and the commits that led to it."""
        try:
            # A new file takes the place of the old one: as long as that stands there, it says the same.
            stamp, position, commits = self._known
            if (seen := _stamp(self._position_file)) != stamp:
                position, *commits = map(int, (self._folder / POSITION).read_text(encoding="ascii").split())
                self._known = seen, position, commits
        except FileNotFoundError:
            return 0, [0 for _ in Part]
        except (OSError, ValueError) as error:
            raise damaged(self._folder, error) from error
        return position, commits

    def portion(self, position: int, waiting: int | None = None) -> int:  # noqa: ARG002  (where it stands changes nothing)
        """Return how many passages are best taken over at a time; see ``SearchEngine.portion``.

        What is taken over in as many portions as tantivy merges into one ends as one segment, in twice as many as two.
        """
        if waiting is None:
            return LIKELY_PASSAGES
        segments = max(-(-waiting // (MERGED_SEGMENTS * MOST_PASSAGES)), 1)
        return max(FEWEST_PASSAGES, -(-waiting // (MERGED_SEGMENTS * segments)))

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
            with self._explained():
                # Else a replay was ended between its commits and its position, and what is new may be there already.
                complete = self._standing()[1] == self._commits()
            try:
                for change in changes:
                    self._parts[change.part].replace(change, new=change.new and complete)
                for part in self._parts.values():
                    part.commit()
                self._remember(position)
            except BaseException:
                for part in self._parts.values():
                    part.give_up()
                raise

    def _commits(self) -> list[int]:
        return [part.last_commit() for part in self._parts.values()]

    def _remember(self, position: int) -> None:
        fresh = self._folder / f"{POSITION}.new"
        try:
            fresh.write_text(" ".join(map(str, [position, *self._commits()])), encoding="ascii")
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
        self._written: set[str] = set()
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

    def last_commit(self) -> int:
        """Return the number of the last commit; it grows with each."""
        return int(json.loads((self._folder / META).read_bytes())["opstamp"])

    def replace(self, change: Change, *, new: bool) -> None:
        """Put a change's documents in the place of those that its article has; ``new`` says that it has none.

        What is to be deleted is looked for in every segment, which takes longer than writing one.
        """
        writer = self._begun()
        term = unit(change.article)
        with self._refusals():
            if not new or term in self._written:
                writer.delete_documents_by_term("unit", term)
            for line in lines_of(change.documents):
                writer.add_json(line)
        self._written.add(term)

    def commit(self) -> None:
        """Make what was written the latest state, if anything was."""
        if self._written:
            with self._refusals():
                self._begun().commit()
            self._written.clear()

    def give_up(self) -> None:
        """Forget what was written since the last commit."""
        writer, self._writer = self._writer, None
        self._written.clear()
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

    def _begun(self) -> tantivy.IndexWriter:
        """Return the writer, opened when first needed; it waits a moment for that of another process."""
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
        return self._writer

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            raise refused(self._folder.parent, str(error)) from error
