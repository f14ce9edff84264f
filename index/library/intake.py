"""Files -> records: only what is new or changed on disk is read, and what cannot be read is named and passed over.

A file is followed article by article: its articles are written in batches over several transactions, only those that
differ, and the file counts as read with the last of them. What is interrupted is read again.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, cast

from index.library.corrections import Correction
from index.library.files import Listing
from index.library.taking import Outcome, Task
from index.models import FileChange, Refusal, SyncProgress
from index.storage import FileReading, FileRecord, FileStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence
    from pathlib import Path

    from index.library.files import FoundFile
    from index.library.taking import Piece
    from index.models import Article
    from index.settings import Settings
    from index.storage import Records

READING = "6"
"""Raised when reading, cleaning or cutting changes: every file is then read again."""

BATCH_FILES = 256
BATCH_COST = 4_000_000
"""How much is written in one transaction: so many characters, an article for as many as its row and its keys cost."""

ARTICLE_COST = 4_000
STEP_ARTICLES = BATCH_COST // ARTICLE_COST
"""How many articles are removed in one transaction."""

TABLES = frozenset({"tables", "compressed"})
"""Readers of a file of one whose article the columns decide about, packed or not."""

NAMED_MEMBERS = 20
"""So many members of a file that were refused are named; of the others it is told how many they are."""


class Waiting(NamedTuple):
    """A file that has to be looked into, with what is known of it; ``basis`` is what corrects it now."""

    found: FoundFile
    known: FileRecord | None
    basis: str


@dataclass(slots=True)
class Survey:
    """How the files of a folder differ from the records; nothing was opened for it.

    ``waiting``, ``gone`` and ``hidden`` are in the order of paths; of what is hidden nobody can say whether it is
    there. ``refused`` is what could not be looked at.
    """

    unchanged: int = 0
    waiting: list[Waiting] = field(default_factory=list)
    gone: list[FileRecord] = field(default_factory=list)
    hidden: list[FileRecord] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def changes(self) -> tuple[FileChange, ...]:
        """Return what would be done with which files, in file order."""
        found = [FileChange(one.found.path, _change(one)) for one in self.waiting]
        found += [FileChange(record.path, "removed") for record in self.gone]
        return tuple(sorted(found, key=lambda change: change.file))


@dataclass(slots=True)
class Intake:
    """What became of the files, counted in files, but for ``articles``.

    ``refused`` is all that stands refused, in file order.
    """

    read: int = 0
    unchanged: int = 0
    removed: int = 0
    renamed: int = 0
    articles: int = 0
    refused: list[Refusal] = field(default_factory=list)


class Terms(NamedTuple):
    """What the settings say of reading.

    ``common`` stands for the limits and columns, which decide about files that were refused and files of many;
    ``of`` maps files to their corrections.
    """

    common: str
    of: dict[str, tuple[Correction, ...]]

    @classmethod
    def in_settings(cls, settings: Settings) -> Terms:
        """Return them."""
        of: dict[str, tuple[Correction, ...]] = {}
        for file, member, facts in settings.articles:
            of[file] = (*of.get(file, ()), Correction("settings", facts, member))
        return cls(_digest([asdict(settings.reading.limits), dict(settings.reading.columns)]), of)

    def basis(self, found: FoundFile) -> str:
        """Return what else than its bytes decides what the articles of a file are."""
        corrections = self.of.get(found.path)
        if not corrections and not found.sidecar:
            return READING
        return f"{READING} {found.sidecar} {_digest([asdict(one) for one in corrections or ()])}"


def survey(folder: Path, settings: Settings, records: Records) -> Survey:
    """Return how the files differ from the records, by size and time only; writes nothing."""
    terms = Terms.in_settings(settings)
    listing = Listing(folder)
    made = Survey()
    gone: list[FileRecord] = []
    with records.reading() as view:
        for found, known in _paired(iter(listing), view.files()):
            if found is None:
                gone.append(cast("FileRecord", known))
            elif known and _is_settled(found, known, basis := terms.basis(found), terms.common):
                made.unchanged += 1
            else:
                made.waiting.append(Waiting(found, known, basis if known else terms.basis(found)))
    made.gone = [record for record in gone if not listing.hides(record.path)]
    made.hidden = [record for record in gone if listing.hides(record.path)] if listing.unlisted else []
    made.refused = listing.refused
    return made


def count_changed(folder: Path, settings: Settings, records: Records) -> int:
    """Return how many files are new, changed or gone since they were last taken in, by size and time only."""
    made = survey(folder, settings, records)
    return sum(not _is_tried_again(one) for one in made.waiting) + len(made.gone)


def take_in(
    folder: Path,
    settings: Settings,
    records: Records,
    progress: Callable[[SyncProgress], None],
    written: Callable[[], None] = lambda: None,
    jobs: int = 1,
) -> Intake:
    """Bring the records up to the files of a folder; the caller holds the right to write.

    ``written`` is called when a batch of articles stands in the records, for what follows them.

    A file whose size and time are as they were is not opened; one whose bytes are as they were is not read. The
    articles of a file that can no longer be read stay as they were last read.
    """
    made = survey(folder, settings, records)
    today = date.today().isoformat()  # noqa: DTZ011  (a person's own day)
    lost = {record.sha256 for record in made.gone}
    intake = Intake(unchanged=made.unchanged)
    arrivals = _Arrivals(folder, settings, made.waiting, records, today)
    with closing(cast("Generator[list[FileReading], None, None]", arrivals.batches(jobs, progress))) as batches:
        for batch in batches:
            _write(batch, records, today)
            for reading in batch:
                _count(intake, reading, arrivals.before(reading), lost)
            written()
    _remove(made.gone, records)
    if fresh := [record._replace(since=today) for record in made.hidden if record.articles and not record.since]:
        with records.writing() as writer:
            writer.note_files(fresh)
    intake.removed = len(made.gone) - intake.renamed
    intake.articles = arrivals.articles
    with records.reading() as view:
        standing = list(view.refused())
    intake.refused = sorted([*made.refused, *standing], key=lambda refusal: refusal.file)
    return intake


class _Arrivals:
    """The files that wait, read and cut into what one transaction writes."""

    def __init__(
        self, folder: Path, settings: Settings, waiting: Sequence[Waiting], records: Records, today: str
    ) -> None:
        self.articles = 0
        self._folder = folder
        self._records = records
        self._reading = settings.reading
        self._terms = Terms.in_settings(settings)
        self._waiting = waiting
        self._today = today
        self._before = {one.found.path: one.known for one in waiting}

    def before(self, reading: FileReading) -> FileRecord | None:
        """Return what was known of a file."""
        return self._before[reading.record.path]

    def batches(self, jobs: int, progress: Callable[[SyncProgress], None]) -> Iterator[list[FileReading]]:
        """Yield what one transaction should write; a file that is not at its end is the last of its batch."""
        if not self._waiting:
            return
        from index.library.apart import Readers  # brings multiprocessing

        batch: list[FileReading] = []
        size = 0
        total = len(self._waiting)
        with Readers(self._folder, self._reading, jobs) as readers:
            coming = readers.read([self._task(one) for one in self._waiting])
            for done, (one, (_, pieces)) in enumerate(zip(self._waiting, coming, strict=True)):
                progress(SyncProgress("reading", done, total, self.articles))
                file = _File(one, self._terms.common, self._today)
                for piece in pieces:
                    if isinstance(piece, Outcome):
                        if file.comes_in_parts:
                            yield [*batch, file.part(self._arrived)]
                            batch, size = [], 0
                        batch.append(file.reading(piece))
                        break
                    file.take(piece)
                    self.articles += len(piece.articles)
                    size += _cost(piece)
                    if size >= BATCH_COST:
                        yield [*batch, file.part(self._arrived)]
                        batch, size = [], 0
                        progress(SyncProgress("reading", done, total, self.articles))
                if len(batch) >= BATCH_FILES:
                    yield batch
                    batch, size = [], 0
        if batch:
            yield batch
        progress(SyncProgress("reading", total, total, self.articles))

    def _arrived(self, articles: Sequence[str]) -> frozenset[str]:
        with self._records.reading() as view:
            return view.arrived(articles)

    def _task(self, one: Waiting) -> Task:
        found, known = one.found, one.known
        return Task(
            found.path,
            found.size,
            found.mtime_ns,
            known=known.sha256 if known and _stands(known, one.basis, self._terms.common) else "",
            sidecar=bool(found.sidecar),
            corrections=self._terms.of.get(found.path, ()),
        )


class _File:
    """One file while it is being read."""

    def __init__(self, waiting: Waiting, terms: str, today: str) -> None:
        self._found, self._known, self._basis = waiting
        self._terms = terms
        self._today = today
        self._articles: list[Article] = []
        self._ids: set[str] = set()
        self._written = 0
        self._parts = 0
        self._refused: list[Refusal] = []
        self._refusals = 0
        self._many = False
        self._cut = ""

    @property
    def comes_in_parts(self) -> bool:
        """Whether several transactions write it: part of it was written, or more stands of it than one removes."""
        return self._parts > 0 or bool(self._known and self._known.articles > STEP_ARTICLES)

    def take(self, piece: Piece) -> None:
        """Take over what was read next; a name that two members have is the first one's."""
        for refusal in piece.refused:
            self._refuse(refusal)
        for article in piece.articles:
            self._many = self._many or article.member is not None
            if article.id in self._ids:
                self._refuse(_twice(article))
                continue
            self._ids.add(article.id)
            self._articles.append(article)

    def part(self, arrived: Callable[[Sequence[str]], frozenset[str]]) -> FileReading:
        """Return what was taken over since the last part, as one that others follow.

        Args:
            arrived: Says which of some articles came with a part before.
        """
        if self._parts and (before := arrived(list(self._ids))):
            for article in self._articles:
                if article.id in before:
                    self._refuse(_twice(article))
            self._articles = [article for article in self._articles if article.id not in before]
        reading = FileReading(self._record(FileStatus.READ), tuple(self._articles), first=self._written, last=False)
        self._written += len(self._articles)
        self._parts += 1
        self._articles, self._ids = [], set()
        return reading

    def reading(self, outcome: Outcome) -> FileReading:
        """Return what reading the whole file, or the rest of it, gave."""
        known = self._known
        if outcome.same and known:
            since = None if known.status is FileStatus.READ else known.since
            return FileReading(known._replace(size=self._found.size, mtime_ns=self._found.mtime_ns, since=since))
        status, reason = outcome.status, outcome.reason
        if status is FileStatus.READ and self._cut:
            status, reason = FileStatus.REFUSED, self._cut
        record = self._record(status)._replace(
            sha256=outcome.digest or (known.sha256 if known else ""),
            reason=reason,
            reader=outcome.reader or (known.reader if known else ""),
        )
        anything = status is FileStatus.READ or self._articles or self._parts
        return FileReading(
            record, tuple(self._articles) if anything else None, tuple(self._refused), first=self._written
        )

    def _record(self, status: FileStatus) -> FileRecord:
        """Return what is known of the file by now; what stands of one that is not good any more is told since when."""
        come = self._written + len(self._articles)
        known = self._known
        before = known.articles if known else 0
        good = status is FileStatus.READ
        since = None if good or not (known and before) else known.since or self._today
        return FileRecord(
            self._found.path,
            self._found.size,
            self._found.mtime_ns,
            "",
            status,
            basis=self._basis,
            terms=self._terms,
            articles=come if good else max(come, before),
            refused=self._refusals,
            many=self._many or bool(known and known.many and not good),
            since=since,
        )

    def _refuse(self, refusal: Refusal) -> None:
        if refusal.member is None and refusal.file == self._found.path:
            # The file itself ends before its time: what was read of it stands, and what stood behind that stays.
            self._cut = refusal.reason
            return
        self._refusals += 1
        if len(self._refused) < NAMED_MEMBERS:
            self._refused.append(refusal)
        self._many = self._many or refusal.member is not None


def _twice(article: Article) -> Refusal:
    return Refusal(article.file, "another one before it has the same name", article.member)


def _cost(piece: Piece) -> int:
    return sum(len(article.text) + ARTICLE_COST for article in piece.articles)


def _write(batch: Sequence[FileReading], records: Records, today: str) -> None:
    """Write what was read, the end of a file in parts only when what did not come again has gone, step by step."""
    for reading in batch:
        if reading.last and reading.first and reading.record.status is FileStatus.READ:
            _trim(reading.record.path, records)
    with records.writing() as writer:
        writer.write_files(batch, today)


def _remove(gone: Sequence[FileRecord], records: Records) -> None:
    """Forget files that are gone, in steps that bound what one transaction holds."""
    for record in gone:
        if record.articles > STEP_ARTICLES:
            _trim(record.path, records)
    for start in range(0, len(gone), BATCH_FILES):
        with records.writing() as writer:
            writer.remove_files([record.path for record in gone[start : start + BATCH_FILES]])


def _trim(path: str, records: Records) -> None:
    removed = STEP_ARTICLES
    while removed == STEP_ARTICLES:
        with records.writing() as writer:
            removed = writer.trim(path, STEP_ARTICLES)


def _paired(
    files: Iterator[FoundFile], records: Iterator[FileRecord]
) -> Iterator[tuple[FoundFile | None, FileRecord | None]]:
    """Yield each path's file and record, both in the order of paths; None where there is only the other one."""
    found, known = next(files, None), next(records, None)
    while found or known:
        if known is None or (found and found.path < known.path):
            yield found, None
            found = next(files, None)
        elif found is None or known.path < found.path:
            yield None, known
            known = next(records, None)
        else:
            yield found, known
            found, known = next(files, None), next(records, None)


def _as_known(found: FoundFile, known: FileRecord) -> bool:
    return known.size == found.size and known.mtime_ns == found.mtime_ns


def _stands(known: FileRecord, basis: str, terms: str) -> bool:
    """Say whether the same bytes would be read as they were."""
    if known.status is FileStatus.UNREADABLE or known.basis != basis:
        return False
    terms_decide = known.many or known.refused or known.reader in TABLES or known.status is FileStatus.REFUSED
    return known.terms == terms or not terms_decide


def _is_settled(found: FoundFile, known: FileRecord, basis: str, terms: str) -> bool:
    was_hidden = known.status is FileStatus.READ and known.since
    return _as_known(found, known) and _stands(known, basis, terms) and not was_hidden


def _is_tried_again(one: Waiting) -> bool:
    """Say whether a file has not changed, but could not be read."""
    known = one.known
    return known is not None and known.status is FileStatus.UNREADABLE and _as_known(one.found, known)


def _change(one: Waiting) -> str:
    if one.known is None:
        return "new"
    return "again" if _is_tried_again(one) else "changed"


def _digest(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _count(intake: Intake, reading: FileReading, known: FileRecord | None, lost: set[str]) -> None:
    record = reading.record
    if not reading.last or record.status is not FileStatus.READ:
        return
    if reading.articles is None:
        intake.unchanged += 1
    elif known is None and record.sha256 in lost:
        lost.remove(record.sha256)
        intake.renamed += 1
    else:
        intake.read += 1
