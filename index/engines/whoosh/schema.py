"""What the Whoosh index holds of a document, and how: terms are handed over ready-made, nothing is analysed.

Two forms of the text's and the title's words: stems with their frequency, lower-cased words with their
positions. Each part has fields of its own, so that the words of targets do not count among those of
passages. Facts about a document stand in columns of whole numbers, which are read in one go.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from whoosh.columns import Column, ColumnReader, ColumnWriter, VarBytesColumn
from whoosh.fields import COLUMN, ID, STORED, FieldType, Schema
from whoosh.formats import Existence, Format

from index.engines import Part
from index.query import Within
from index.text import terms

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from index.engines import Document

PART_NUMBERS = {Part.PASSAGES: 1, Part.TARGETS: 2}
"""What stands in the column ``part``; 0 is the one document that holds the position."""

POSITION_UNIT = "position"
"""The term of the document that holds the position; no unit of an article is like it."""

NUMBERS = ("part", "key", "group", "number", "length", "published", "language")
"""The columns: ``group`` is one number for all documents of an article's part, ``length`` the text's words."""

_CODE_BYTES = 7

_KEPT_NUMBERS = 8_192
"""Numbers of a column that are in memory while it is written."""


class Numbers(Column):
    """A column of signed 64-bit numbers, 0 where none was given, that loads as one array."""

    def writer(self, dbfile: Any) -> _NumbersWriter:  # noqa: ANN401
        """Return what collects the numbers of a new segment."""
        return _NumbersWriter(dbfile)

    def reader(self, dbfile: Any, basepos: int, length: int, doccount: int) -> _NumbersReader:  # noqa: ANN401, ARG002
        """Return what reads the numbers of a segment."""
        return _NumbersReader(dbfile, basepos, doccount)

    def default_value(self, reverse: bool = False) -> int:  # noqa: ARG002, FBT001, FBT002
        """Return what a document without a number has."""
        return 0


class _NumbersWriter(ColumnWriter):
    def __init__(self, dbfile: Any) -> None:  # noqa: ANN401
        super().__init__(dbfile)
        self._numbers = array("q")
        self._written = 0

    def fill(self, docnum: int) -> None:
        self._numbers.extend([0] * (docnum - self._written - len(self._numbers)))

    def add(self, docnum: int, value: int) -> None:
        self.fill(docnum)
        self._numbers.append(value)
        if len(self._numbers) >= _KEPT_NUMBERS:
            self._flush()

    def finish(self, doccount: int) -> None:
        self.fill(doccount)
        self._flush()

    def _flush(self) -> None:
        self._dbfile.write(self._numbers.tobytes())
        self._written += len(self._numbers)
        self._numbers = array("q")


class _NumbersReader(ColumnReader):
    def __init__(self, dbfile: Any, basepos: int, doccount: int) -> None:  # noqa: ANN401
        self._numbers = array("q")
        self._numbers.frombytes(bytes(dbfile.get(basepos, doccount * self._numbers.itemsize)))

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> int:
        return self._numbers[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def load(self) -> array[int]:  # type: ignore[override]  # as the library's own numbers do
        return self._numbers


class Places(Format):
    """Positions as 32-bit numbers: the library's own pickle each list, which takes ten times as long to read."""

    def encode(self, positions: Sequence[int]) -> bytes:
        """Return what is written for one term in one document."""
        return _one_place(positions[0]) if len(positions) == 1 else array("I", positions).tobytes()

    def decode_positions(self, value: bytes) -> array[int]:
        """Return the positions of one term in one document, ascending."""
        positions = array("I")
        positions.frombytes(value)
        return positions


@lru_cache(1_024)
def _one_place(place: int) -> bytes:
    """Return the same bytes for the same place: most terms stand once in a text, and many wait to be written."""
    return array("I", (place,)).tobytes()


@lru_cache(256)
def _weight(count: int) -> float:
    """Return the same number for the same count, for the same reason."""
    return float(count)


class Stems(FieldType):
    """A field that is given a list of terms and keeps how often each occurs."""

    def __init__(self) -> None:
        self.format = Existence()

    def index(self, value: Sequence[str], **_: object) -> Generator[tuple[bytes, int, float, bytes], object, None]:
        """Yield (term, frequency, weight, nothing) of each different term."""
        counts: dict[str, int] = defaultdict(int)
        for term in value:
            counts[term] += 1
        for term, count in counts.items():
            yield term.encode(), count, _weight(count), b""


class Words(FieldType):
    """A field that is given a list of terms and keeps where in the list each occurs."""

    def __init__(self) -> None:
        self.format = Places()

    def index(self, value: Sequence[str], **_: object) -> Generator[tuple[bytes, int, float, bytes], object, None]:
        """Yield (term, frequency, weight, encoded positions) of each different term."""
        encode = Places().encode
        places: dict[str, list[int]] = defaultdict(list)
        for place, term in enumerate(value):
            places[term].append(place)
        for term, positions in places.items():
            yield term.encode(), len(positions), _weight(len(positions)), encode(positions)


def stem_field(part: Part, within: Within) -> str:
    """Return the name of the field that holds the stems of a part's texts or titles."""
    return f"{part}-{within}-stems"


def word_field(part: Part, within: Within) -> str:
    """Return the name of the field that holds a part's lower-cased words."""
    return f"{part}-{within}-words"


def schema() -> Schema:
    """Return the fields of the index."""
    fields: dict[str, FieldType] = {name: COLUMN(Numbers()) for name in NUMBERS}
    fields["article"] = COLUMN(VarBytesColumn(write_offsets_cutoff=0))
    fields |= {"unit": ID(), "position": STORED()}
    for part in Part:
        fields |= {stem_field(part, within): Stems() for within in (Within.TEXT, Within.TITLE)}
        fields |= {word_field(part, within): Words() for within in Within}
    return Schema(**fields)


def unit(article: str, part: Part) -> str:
    """Return the term by which all documents of an article's part are found."""
    return f"{part}:{article}"


def fields_of(documents: Sequence[Document], part: Part) -> Iterator[dict[str, Any]]:
    """Yield what is written for the documents of one article's part."""
    titles = _Cut()
    for document in documents:
        text, title = terms(document.text), titles[document.title]
        yield {
            "unit": unit(document.article, part),
            "article": document.article.encode(),
            "part": PART_NUMBERS[part],
            "key": document.key,
            "group": documents[0].key,
            "number": document.number,
            "length": len(text),
            "published": day_number(document.published),
            "language": language_number(document.language),
            stem_field(part, Within.TEXT): [stem for _, stem in text],
            stem_field(part, Within.TITLE): [stem for _, stem in title],
            word_field(part, Within.TEXT): [word for word, _ in text],
            word_field(part, Within.TITLE): [word for word, _ in title],
            word_field(part, Within.SOURCE): [word for word, _ in titles[document.source]],
        }


class _Cut(dict[str, list[tuple[str, str]]]):
    """The terms of texts that come again: an article's title and source stand in each of its documents."""

    def __missing__(self, text: str) -> list[tuple[str, str]]:
        known = self[text] = terms(text)
        return known


def day_number(published: str | None) -> int:
    """Return an ISO date as the number yyyymmdd, 0 when there is none."""
    return int(published.replace("-", "")) if published else 0


def language_number(code: str | None) -> int:
    """Return a language's code as a number, 0 when there is none."""
    return int.from_bytes(code.lower().encode()[:_CODE_BYTES], "big") if code else 0
