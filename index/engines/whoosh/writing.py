"""Writing a segment: what the library's writer does, for the fields there are here, and a block of postings at a time.

Its own way takes several calls for each posting, most of the time that indexing takes.
"""

from __future__ import annotations

from array import array
from itertools import groupby
from typing import TYPE_CHECKING, Any

from whoosh.writing import SegmentWriter

from index.engines.whoosh.postings import Postings

if TYPE_CHECKING:
    from whoosh.index import FileIndex

    from index.engines.whoosh.postings import Stands

BLOCK_POSTINGS = 128
"""Postings in a block of a list, as the library has it."""


class Writer(SegmentWriter):
    """A writer of one segment, in bounded memory, for fields without boosts, lengths, vectors and spellings."""

    def __init__(self, index: FileIndex, timeout: float) -> None:
        super().__init__(index, timeout=timeout)  # type: ignore[no-untyped-call]
        self.pool: Any = Postings(self.temp_storage())

    def add_document(self, **fields: Any) -> None:  # noqa: ANN401  (each field has values of its own)
        """Write a document, the next in number."""
        number, columns = self.docnum, self.perdocwriter
        columns.start_doc(number)
        for name, value in fields.items():
            field = self.schema[name]
            if field.indexed:
                self.pool.take(name, number, field.index(value))
            columns.add_field(name, field, value if field.stored else None, 0)
            if field.column_type:
                columns.add_column_value(name, field.column_type, field.to_column_value(value))
        columns.finish_doc()
        self._added = True
        self.docnum = number + 1

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        writer: Any = self.fieldwriter
        for name, terms in groupby(self.pool.terms(), key=lambda term: term[0]):
            writer.start_field(name, self.schema[name])
            for _, text, stands in terms:
                writer.start_term(text)
                _write(writer._postwriter, stands)  # noqa: SLF001
                writer.finish_term()
            writer.finish_field()
        writer.close()


def _write(writer: Any, stands: Stands) -> None:  # noqa: ANN401  (the library's, of which it shows little)
    """Give the postings of a term to the library's writer, the last block so that it ends it itself."""
    step = 3 * BLOCK_POSTINGS
    for start in range(0, len(stands), step):
        if start:
            writer._write_block()  # noqa: SLF001
        block = stands[start : start + step]
        writer._ids = array("I", block[::3])  # noqa: SLF001
        writer._weights = array("f", block[1::3])  # noqa: SLF001
        writer._values = list(filter(None, block[2::3]))  # noqa: SLF001
        writer._maxweight = max(block[1::3])  # noqa: SLF001
