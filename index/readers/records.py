"""Text that is read line by line, and the records of a separated table in it."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from io import TextIOWrapper
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from index.errors import ReadError
from index.readers.contents import MB
from index.readers.plain import encoding_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from index.readers import Content

SAMPLE = 1 << 18
"""How many bytes tell the encoding of a text that is read line by line."""

RECORD_LINES = 10_000
"""A record of more lines has a quotation in it that nobody closed."""

_SAMPLE_LINES = 50
SEPARATORS = ",;\t|"
_GIVEN = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)
"""How spreadsheets are told the separator, in a line of its own."""


class Dialect(NamedTuple):
    """How the fields of a separated table are told apart."""

    separator: str
    quoted: bool
    escaped: bool


class Record(NamedTuple):
    """A record, the line that it begins in and the lines themselves; no fields when it cannot be told apart."""

    line: int
    fields: list[str] | None
    content: str


def opened_text(content: Content) -> TextIOWrapper:
    r"""Return a stream of the characters of some bytes, with ``\n`` for every newline.

    A byte that is not UTF-8 in a text of UTF-8 is taken for a western one: exports mix the two.

    Raises:
        ReadError: It cannot be opened, or no encoding fits; or, while reading, it cannot be read.
    """
    encoding = encoding_of(content.beginning(SAMPLE), content.file)
    codecs.register_error(_western.__name__, _western)
    errors = _western.__name__ if encoding.startswith("utf-8") else "replace"
    return TextIOWrapper(content.open(), encoding, errors)


def lines_of(content: Content) -> Iterator[str]:
    """Yield the lines of a text, in order.

    Raises:
        ReadError: It cannot be read, or a line has more than an article may have.
    """
    limit = content.reading.limits.article_mb
    with opened_text(content) as text:
        number = 0
        while line := text.readline(limit * MB):
            number += 1
            if len(line) >= limit * MB and line[-1] != "\n":
                raise ReadError(content.file, f"line {number} has more than {limit} MB (limits.article_mb)")
            yield line


def records_of(lines: Iterator[str], knows: Callable[[Iterable[str]], int], limit: int) -> Iterator[Record]:
    """Yield the records of a separated table, the header first; ``knows`` counts the columns known of a header.

    A quotation that is not closed within ``limit`` characters spoils its first line only.
    """
    sample = list(islice(lines, _SAMPLE_LINES))
    given = _GIVEN.match(sample[0]) if sample else None
    dialect = dialect_of(sample[1:] if given else sample, knows, given[1] if given else None)
    feed = _Feed(chain(sample, lines), limit)
    reader = csv.reader(
        feed,
        delimiter=dialect.separator,
        quoting=csv.QUOTE_MINIMAL if dialect.quoted else csv.QUOTE_NONE,
        escapechar="\\" if dialect.escaped else None,
    )
    csv.field_size_limit(max(limit, csv.field_size_limit()))
    number = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error:
            fields, feed.broken = None, True
        if not feed.used:
            return
        used, whole = feed.taken()
        if not (number == 1 and given):
            yield Record(number, fields if whole else None, "".join(used))
        number += len(used)


def dialect_of(sample: list[str], knows: Callable[[Iterable[str]], int], separator: str | None = None) -> Dialect:
    """Return how a table's fields are told apart, by its first lines: the separator is the one that makes names."""
    header = sample[0] if sample else ""
    if separator is None:
        separator = max(SEPARATORS, key=lambda mark: (knows(fields := fields_of(header, mark)), len(fields)))
    text = "".join(sample)
    quoted = separator != "\t" or re.search(r'(?:^|\t)"[^"]*"(?:\t|$)', text, re.MULTILINE) is not None
    return Dialect(separator, quoted, '\\"' in text and '""' not in text)


def fields_of(line: str, separator: str) -> list[str]:
    """Return the fields of one line, without blanks around them."""
    try:
        return [field.strip() for field in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return []


class _Feed:
    """Lines for a reader of records, which are handed out again when a record of them had no end."""

    def __init__(self, lines: Iterator[str], limit: int) -> None:
        self.used: list[str] = []
        self.broken = False
        self._lines = lines
        self._again: deque[str] = deque()
        self._limit = limit
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = None
        if len(self.used) < RECORD_LINES and self._size <= self._limit:
            line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self.broken = True  # a reader that has a whole record asks for no more of it
            raise StopIteration
        self.used.append(line)
        self._size += len(line)
        return line

    def taken(self) -> tuple[list[str], bool]:
        """Return the lines of the last record and whether it was whole; only the first line, when it was not."""
        used, whole = self.used, not self.broken
        if not whole:
            self._again.extendleft(reversed(used[1:]))
            used = used[:1]
        self.used, self.broken, self._size = [], False, 0
        return used, whole


def _western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end
