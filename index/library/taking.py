"""One file -> what is in it, piece by piece, and how reading it ended."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from index.errors import ReadError, reason_of
from index.library.corrections import NO_SIDECAR, Sidecar, amended, read_sidecar
from index.library.files import digest_of
from index.models import Article, Refusal
from index.storage import FileStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.library.corrections import Correction
    from index.readers import Content, Limits, Reading

PIECE_ARTICLES = 500
PIECE_CHARACTERS = 1_000_000
PIECE_SECONDS = 1.0
"""A piece is handed on when it has so many articles, or characters, or took so long."""

CHANGED = "it changed while it was read; the next sync reads it again"


class Task(NamedTuple):
    """A file to read: as it was listed, and the digest at which nothing in it is new (empty: read it anyway)."""

    file: str
    size: int
    mtime_ns: int
    known: str = ""
    sidecar: bool = False
    corrections: tuple[Correction, ...] = ()


class Piece(NamedTuple):
    """Some articles of a file, the next in order, and what beside them was refused."""

    articles: tuple[Article, ...]
    refused: tuple[Refusal, ...]


class Outcome(NamedTuple):
    """How reading a file ended; ``same`` when its bytes are those that were known.

    ``digest`` is empty when the bytes could not be read, ``reader`` when nobody knows the format.
    """

    status: FileStatus
    reason: str = ""
    digest: str = ""
    reader: str = ""
    same: bool = False


def read_file(folder: Path, task: Task, reading: Reading) -> Iterator[Piece | Outcome]:
    """Yield a file's articles in pieces, and last how it ended; what goes wrong with the file is an outcome.

    Bytes that change meanwhile are no article of anybody's: the file counts as unreadable, and is tried again.
    """
    from index.readers import Content, reader_of  # not needed where nothing changed
    from index.readers.exports import is_export

    path = folder / task.file
    try:
        digest = digest_of(path)
    except OSError as error:
        yield Outcome(FileStatus.UNREADABLE, reason_of(error))
        return
    if digest == task.known:
        yield Outcome(FileStatus.READ, digest=digest, same=True)
        return
    status, reason, reader = FileStatus.READ, "", ""
    try:
        said = read_sidecar(folder, task.file) if task.sidecar else NO_SIDECAR
        if isinstance(said, Refusal):
            yield Piece((), (said,))
            said = NO_SIDECAR
        content = Content.of_path(path, task.file, reading, url=said.url, charset=said.charset)
        if is_export(content.head):
            reader = "export"
        else:
            reader = reader_of(content)
            yield from _pieces(task, content, digest, said)
    except ReadError as error:
        status, reason = FileStatus.REFUSED, error.reason
    except MemoryError:
        status, reason = FileStatus.REFUSED, too_large(reading.limits)
    except RecursionError:
        status, reason = FileStatus.REFUSED, "it is nested too deeply"
    if _has_changed(path, task):
        status, reason = FileStatus.UNREADABLE, CHANGED
    yield Outcome(status, reason, digest, reader)


def too_large(limits: Limits) -> str:
    """Return the reason when a file took too much memory."""
    return f"reading it took more than {limits.memory_mb} MB of memory (limits.memory_mb)"


def _pieces(task: Task, content: Content, digest: str, sidecar: Sidecar) -> Iterator[Piece]:
    from index.readers import read

    articles: list[Article] = []
    refused: list[Refusal] = []
    size, began = 0, monotonic()
    try:
        for found in amended(read(content, digest), task.corrections, sidecar):
            if isinstance(found, Article):
                articles.append(found)
                size += len(found.text)
            else:
                refused.append(found)
            number = len(articles) + len(refused)
            if number >= PIECE_ARTICLES or size >= PIECE_CHARACTERS or monotonic() - began >= PIECE_SECONDS:
                yield Piece(tuple(articles), tuple(refused))
                articles, refused, size, began = [], [], 0, monotonic()
    except ReadError:
        # What came before the file's end stands.
        if articles or refused:
            yield Piece(tuple(articles), tuple(refused))
        raise
    if articles or refused:
        yield Piece(tuple(articles), tuple(refused))


def _has_changed(path: Path, task: Task) -> bool:
    try:
        status = path.stat()
    except OSError:
        return True
    return (status.st_size, status.st_mtime_ns) != (task.size, task.mtime_ns)


def pack(pieces: Iterable[Piece | Outcome]) -> Iterator[tuple[object, ...] | Outcome]:
    """Yield pieces as plain tuples, which go through a pipe several times as fast as the values that they are of."""
    for piece in pieces:
        if isinstance(piece, Outcome):
            yield piece
        else:
            yield tuple(map(_packed, piece.articles)), piece.refused


def unpack(packed: tuple[object, ...] | Outcome) -> Piece | Outcome:
    """Return what ``pack`` was given."""
    if isinstance(packed, Outcome):
        return packed
    articles, refused = packed
    return Piece(tuple(map(_unpacked, articles)), refused)  # type: ignore[call-overload, arg-type]


def _packed(article: Article) -> tuple[object, ...]:
    passages = [(p.number, p.kind.value, p.span.start, p.span.end) for p in article.passages]
    return (
        article.id, article.file, article.text, passages, article.sha256, article.member, article.title,
        article.author, article.publisher, article.published, article.language, article.url, article.dated_by,
    )  # fmt: skip


def _unpacked(packed: tuple[object, ...]) -> Article:
    from index.models import Passage, PassageKind, Span

    key, file, text, passages, *facts = packed
    cut = tuple(Passage(n, PassageKind(kind), Span(start, end)) for n, kind, start, end in passages)  # type: ignore[attr-defined]
    return Article(key, file, text, cut, *facts)  # type: ignore[arg-type]
