"""Files -> records: only what is new or changed on disk is read, and what cannot be read is named and passed over."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.errors import ReadError, reason_of
from index.library.files import digest_of, list_files
from index.models import Article, Refusal, SyncProgress
from index.storage import FileReading, FileRecord, FileStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from index.library.files import FoundFile, Listing
    from index.storage import Records

READING = "1"
"""Raised when reading, cleaning or cutting changes: every file is then read again."""

BATCH_FILES = 256
BATCH_BYTES = 8_000_000
"""How much is written in one transaction at most; what is interrupted is read again."""


@dataclass(slots=True)
class Intake:
    """What became of the files, counted in files; ``refused`` are all that stand refused, in file order."""

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    refused: list[Refusal] = field(default_factory=list)


def count_changed(folder: Path, records: Records) -> int:
    """Return how many files are new, changed or gone since they were last taken in, by size and time only."""
    listing = list_files(folder)
    with records.reading() as view:
        known = view.files()
    changed = sum(1 for found in listing.files.values() if not _as_known(found, known.get(found.path)))
    return changed + len(_gone(listing, known))


def take_in(
    folder: Path, records: Records, progress: Callable[[SyncProgress], None], written: Callable[[], None]
) -> Intake:
    """Bring the records up to the files of a folder; the caller holds the right to write.

    ``written`` is called when a batch of articles stands in the records, for what follows them.

    A file whose size and time are as they were is not opened; one whose bytes are as they were is not read. The
    articles of a file that can no longer be read stay as they were last read.
    """
    listing = list_files(folder)
    with records.reading() as view:
        known = view.files()
        current = view.recall("reading") == READING
    waiting = [found for found in listing.files.values() if not (current and _settled(found, known.get(found.path)))]
    intake = Intake(unchanged=len(listing.files) - len(waiting))
    gone = _gone(listing, known)
    lost = {known[path].sha256 for path in gone}
    files = _Files(folder, known if current else {}, known)
    for batch in files.batches(waiting, progress):
        with records.writing() as writer:
            writer.write_files(batch)
        for reading in batch:
            _count(intake, reading, known, lost)
        written()
    with records.writing() as writer:
        writer.remove_files(gone)
        writer.remember("reading", READING)
        standing = writer.files().values()
    intake.removed = len(gone) - intake.renamed
    refused = [Refusal(record.path, record.reason) for record in standing if record.status is not FileStatus.READ]
    intake.refused = sorted([*listing.refused, *refused], key=lambda refusal: refusal.file)
    return intake


class _Files:
    """Reads files of one folder; ``known`` are those whose articles need not be read when the bytes are the same."""

    def __init__(self, folder: Path, known: dict[str, FileRecord], recorded: dict[str, FileRecord]) -> None:
        self._folder = folder
        self._known = known
        self._recorded = recorded

    def batches(
        self, files: Sequence[FoundFile], progress: Callable[[SyncProgress], None]
    ) -> Iterator[list[FileReading]]:
        batch: list[FileReading] = []
        size = 0
        for done, found in enumerate(files):
            progress(SyncProgress("reading", done, len(files)))
            batch.append(self._reading(found))
            size += found.size
            if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch
        if files:
            progress(SyncProgress("reading", len(files), len(files)))

    def _reading(self, found: FoundFile) -> FileReading:
        from index.readers import Content, read  # not needed where nothing changed

        path = self._folder / found.path
        before = self._recorded.get(found.path)
        try:
            digest = digest_of(path)
        except OSError as error:
            digest = before.sha256 if before else ""
            return FileReading(FileRecord(*found, digest, FileStatus.UNREADABLE, reason_of(error)))
        known = self._known.get(found.path)
        if known and known.sha256 == digest and known.status is not FileStatus.UNREADABLE:
            return FileReading(FileRecord(*found, digest, known.status, known.reason))
        try:
            read_of_it = read(Content.of_path(path, found.path), digest)
            articles = tuple(article for article in read_of_it if isinstance(article, Article))
        except ReadError as error:
            return FileReading(FileRecord(*found, digest, FileStatus.REFUSED, error.reason))
        return FileReading(FileRecord(*found, digest, FileStatus.READ), articles)


def _as_known(found: FoundFile, record: FileRecord | None) -> bool:
    return record is not None and (record.size, record.mtime_ns) == (found.size, found.mtime_ns)


def _settled(found: FoundFile, record: FileRecord | None) -> bool:
    return record is not None and _as_known(found, record) and record.status is not FileStatus.UNREADABLE


def _gone(listing: Listing, known: dict[str, FileRecord]) -> list[str]:
    return [path for path in known if path not in listing.files and not listing.hides(path)]


def _count(intake: Intake, reading: FileReading, known: dict[str, FileRecord], lost: set[str]) -> None:
    if reading.record.status is not FileStatus.READ:
        return
    if reading.articles is None:
        intake.unchanged += 1
    elif reading.record.path not in known and reading.record.sha256 in lost:
        lost.remove(reading.record.sha256)
        intake.renamed += 1
    else:
        intake.read += 1
