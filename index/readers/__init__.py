"""A file -> the articles in it.

A reader is one module of this package for one family of formats. It holds ``READER``, an object with
the two methods of ``Reader``; that is all there is to adding one. Readers turn bytes into ``CleanText`` and know
nothing of paths on disk, ids, digests and languages, which are worked out here for all of them.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache
from hashlib import file_digest, sha256
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from index.errors import ReadError
from index.models import Article, Refusal
from index.readers.contents import HEAD, Content, Exhausted, Limits, Reading, member_in
from index.readers.kinds import kind_by_content, kind_by_name
from index.readers.languages import language_of
from index.text import has_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.readers.contents import Stream
    from index.text import CleanText

__all__ = [
    "Content",
    "Exhausted",
    "Fit",
    "Found",
    "Limits",
    "Reader",
    "Reading",
    "Unread",
    "article_id",
    "articles_in",
    "is_trusted",
    "members_of",
    "read",
    "reader_of",
]

ID_DIGITS = 12

_NO_WORDS = "it holds no words"


class Fit(IntEnum):
    """How well a reader knows a file; the better one reads it.

    CONTAINER is for a packing that other formats are made of as well: it is read as a container of files when no
    reader knows by the content what was packed.
    """

    NONE = 0
    ANY = 1
    NAME = 2
    CONTAINER = 3
    CONTENT = 4


class Found(NamedTuple):
    """One article of a file.

    ``member`` is its place in a file of many, None when it is the file's only one. ``digest`` is the SHA-256 of the
    member's own bytes, None where they are the whole file's.
    """

    text: CleanText
    member: str | None = None
    digest: str | None = None


class Unread(NamedTuple):
    """A member of a file that is no article, and why, in one clause; the file's others are read."""

    member: str
    reason: str


@runtime_checkable
class Reader(Protocol):
    """What reads one family of formats."""

    def fit(self, head: bytes, name: str) -> Fit:
        """Say how well this reader knows a file by its first bytes and its name."""

    def articles(self, content: Content) -> Iterator[Found | Unread]:
        """Yield the articles in the bytes, in order, members named within them; raise ReadError when it is none."""


def read(content: Content, digest: str) -> Iterator[Article | Refusal]:
    """Yield the articles of one file, in order, and what in it could not be read.

    What comes to an end before its time, after articles were read, is a refusal of the file behind them.

    Args:
        content: The file's bytes.
        digest: Their SHA-256, in hexadecimal.

    Raises:
        ReadError: Nothing of it can be read, or it holds no words in a format that is read.
    """
    any_read = any_found = False
    try:
        for found in articles_in(content):
            any_found = True
            outcome = _outcome(content.file, digest, found)
            any_read |= isinstance(outcome, Article)
            yield outcome
    except ReadError as error:
        if not any_read:
            raise
        yield Refusal(content.file, error.reason)
    if not any_found:
        raise ReadError(content.file, "it holds no articles")


def articles_in(content: Content) -> Iterator[Found | Unread]:
    """Yield what stands in some bytes, members named within them, by the reader that knows them best.

    Raises:
        ReadError: They are of no format that is read, or not what they seem.
    """
    yield from _reader_for(content).articles(content)


def members_of(
    content: Content,
    member: str,
    opened: Callable[[], Stream],
    *,
    name: str | None = None,
    url: str | None = None,
    reader: Reader | None = None,
) -> Iterator[Found | Unread]:
    """Yield what stands in a member of a container, whatever format it has; what cannot be read is named.

    Args:
        content: The container.
        member: What the container calls it; no two of its members may be called the same.
        opened: Opens the member's bytes, anew each time.
        name: By what name the member's format may be told, if not by ``member``.
        url: Where the member was fetched, if that is known.
        reader: Reads it, where the container knows its format.

    Raises:
        Exhausted: The file costs more than the limits.
    """
    inner = content.inside(member, opened, name=name, url=url)
    digest = None
    try:
        for found in reader.articles(inner) if reader else articles_in(inner):
            place = member if found.member is None else member_in(member, found.member)
            if isinstance(found, Found) and found.digest is None:
                digest = digest or _digest_of(inner)
                yield found._replace(member=place, digest=digest)
            else:
                yield found._replace(member=place)
    except Exhausted:
        raise
    except ReadError as error:
        yield Unread(member, error.reason)


def _digest_of(content: Content) -> str:
    with content.open() as stream:
        return file_digest(stream, "sha256").hexdigest()


def article_id(file: str, member: str | None = None) -> str:
    """Return the id of an article: a short hash of where it is, which outlives edits of its text."""
    place = file if member is None else f"{file}\0{member}"
    return sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:ID_DIGITS]


def _outcome(file: str, digest: str, found: Found | Unread) -> Article | Refusal:
    if isinstance(found, Unread):
        return Refusal(file, found.reason, found.member)
    if has_words(found.text.text):
        return _article(file, digest, found)
    if found.member is None:
        raise ReadError(file, _NO_WORDS)
    return Refusal(file, _NO_WORDS, found.member)


def reader_of(content: Content) -> str:
    """Return the name of the reader that knows some bytes best: that of its module.

    Raises:
        ReadError: They are of no format that is read.
    """
    return type(_reader_for(content)).__module__.rpartition(".")[2]


def is_trusted(content: Content) -> bool:
    """Say whether the reader of some bytes takes time and memory in proportion to them, whatever they are.

    Such a reader says so by an attribute ``trusted``; all others read in a process that can be ended.

    Raises:
        ReadError: They are of no format that is read.
    """
    return bool(getattr(_reader_for(content), "trusted", False))


def _article(file: str, digest: str, found: Found) -> Article:
    text = found.text
    return Article(
        id=article_id(file, found.member),
        file=file,
        text=text.text,
        passages=text.passages,
        sha256=found.digest or digest,
        member=found.member,
        title=text.title,
        author=text.author,
        publisher=text.publisher,
        published=text.published,
        dated_by=text.dated_by,
        language=text.language or language_of(text.text),
        url=text.url,
    )


def _reader_for(content: Content) -> Reader:
    """Return the reader that knows some bytes best: by what is in them before what they are called."""
    head, name = content.head, content.name
    if not head.strip() and len(head) < HEAD:
        raise ReadError(content.file, "it is empty")
    fit, reader = _fitting(_readers(), head, name)
    if fit < Fit.CONTAINER:
        kind = kind_by_content(head) or (kind_by_name(name) if fit < Fit.NAME else None)
        if kind:
            raise ReadError(content.file, f"{kind} files are not read yet")
    if fit is Fit.NONE:
        raise ReadError(content.file, "it is binary")
    return reader


@lru_cache(1)  # asked for a file's reader by name, and then for what it reads
def _fitting(readers: Sequence[Reader], head: bytes, name: str) -> tuple[Fit, Reader]:
    """Return the reader that says it fits best, the first of equals, and how well."""
    fit, _, reader = max((found.fit(head, name), -number, found) for number, found in enumerate(readers))
    return fit, reader


@cache
def _readers() -> tuple[Reader, ...]:
    """Return the readers of this package, by the names of their modules."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(module.READER for module in modules if isinstance(getattr(module, "READER", None), Reader))
