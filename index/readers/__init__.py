"""A file -> the articles in it.

A reader is one module of this package for one family of formats. It holds ``READER``, an object with
the two methods of ``Reader``; that is all there is to adding one. Readers turn bytes into ``CleanText`` and know
nothing of paths on disk, ids, digests and languages, which are worked out here for all of them.
"""

from __future__ import annotations

import stat
from enum import IntEnum
from functools import cache
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from index.errors import ReadError
from index.models import Article
from index.readers.kinds import kind_by_content, kind_by_name
from index.readers.languages import language_of
from index.text import has_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.text import CleanText

LARGEST = 64 * 1024 * 1024
"""No file of more bytes is read: an article has a few thousand words, and an archive belongs unpacked."""

HEAD = 8192
"""How many first bytes a reader is shown to tell whether a file is for it."""

ID_DIGITS = 12


class Fit(IntEnum):
    """How well a reader knows a file; the better one reads it."""

    NONE = 0
    ANY = 1
    NAME = 2
    CONTENT = 3


class Found(NamedTuple):
    """One article of a file; ``member`` is its place in a file of many, None when it is the file's only one."""

    text: CleanText
    member: str | None = None


@runtime_checkable
class Reader(Protocol):
    """What reads one family of formats."""

    def fit(self, head: bytes, file: str) -> Fit:
        """Say how well this reader knows a file by its first bytes and its name."""

    def articles(self, content: bytes, file: str) -> Iterator[Found]:
        """Yield the articles in a file's bytes, in order; raise ReadError when it holds none."""


def read(path: Path, file: str) -> Iterator[Article]:
    """Yield the articles of one file, in order.

    Args:
        path: Where the file is.
        file: Its path in the library, with forward slashes: what articles and errors call it.

    Raises:
        ReadError: It cannot be read, is too large, or holds no words in a format that is read.
    """
    content = _content(path, file)
    reader = _reader_for(content[:HEAD], file)
    digest = sha256(content).hexdigest()
    for found in reader.articles(content, file):
        if not has_words(found.text.text):
            raise ReadError(file, "it holds no words")
        yield _article(file, digest, found)


def article_id(file: str, member: str | None = None) -> str:
    """Return the id of an article: a short hash of where it is, which outlives edits of its text."""
    place = file if member is None else f"{file}\0{member}"
    return sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:ID_DIGITS]


def _article(file: str, digest: str, found: Found) -> Article:
    text = found.text
    return Article(
        id=article_id(file, found.member),
        file=file,
        text=text.text,
        passages=text.passages,
        sha256=digest,
        member=found.member,
        title=text.title,
        author=text.author,
        publisher=text.publisher,
        published=text.published,
        language=text.language or language_of(text.text),
        url=text.url,
    )


def _content(path: Path, file: str) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ReadError(file, "it is no regular file")
        if status.st_size > LARGEST:
            raise ReadError(file, f"it has {status.st_size >> 20} MB, and files over {LARGEST >> 20} MB are not read")
        content = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ReadError(file, f"it cannot be read: {reason}") from error
    if not content.strip():
        raise ReadError(file, "it is empty")
    return content


def _reader_for(head: bytes, file: str) -> Reader:
    """Return the reader that knows a file best: by what is in it before what it is called."""
    fit, _, reader = max((found.fit(head, file), -number, found) for number, found in enumerate(_readers()))
    if fit < Fit.CONTENT:
        kind = kind_by_content(head) or (kind_by_name(file) if fit < Fit.NAME else None)
        if kind:
            raise ReadError(file, f"{kind} files are not read yet")
    if fit is Fit.NONE:
        raise ReadError(file, "it is binary")
    return reader


@cache
def _readers() -> tuple[Reader, ...]:
    """Return the readers of this package, by the names of their modules."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(module.READER for module in modules if isinstance(getattr(module, "READER", None), Reader))
