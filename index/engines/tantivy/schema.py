"""What the tantivy index holds of a document: terms handed over ready-made, which its tokenizer only takes apart.

The passages and the targets have an index each, so that the words of one do not count among those of the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tantivy

from index.query import Within
from index.text import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.engines import Document

BLANKS = "blanks"
"""The tokenizer that takes a field's terms apart; no term holds a blank."""

POSITION_UNIT = "position"
"""The unit of the one document that holds the position; no article's is like it."""

_STEMS = {within: f"{within}_stems" for within in Within}
_WORDS = {within: f"{within}_words" for within in Within}

_NUMBER_BITS = 16
_MOST = (1 << _NUMBER_BITS) - 1
_ID_DIGITS = 12
_HEX = re.compile(rf"[0-9a-f]{{0,{_ID_DIGITS}}}")


def stem_field(within: Within) -> str:
    """Return the name of the field that holds the stems of a text or title."""
    return _STEMS[within]


def word_field(within: Within) -> str:
    """Return the name of the field that holds lower-cased words."""
    return _WORDS[within]


def schema() -> tantivy.Schema:
    """Return the fields: those of terms are stored too, for scores are counted from them."""
    fields = tantivy.SchemaBuilder()
    for within in (Within.TEXT, Within.TITLE):
        fields.add_text_field(stem_field(within), stored=True, tokenizer_name=BLANKS, index_option="freq")
    for within in Within:
        fields.add_text_field(word_field(within), stored=True, tokenizer_name=BLANKS, index_option="position")
    for name in ("unit", "language"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    # What is only stored is never analysed.
    fields.add_text_field("article", stored=True, tokenizer_name="raw", index_option="basic")
    fields.add_unsigned_field("key", stored=True, indexed=True, fast=True)
    fields.add_unsigned_field("number", stored=True)
    fields.add_unsigned_field("position", stored=True)
    for name in ("group", "order", "length", "published"):
        fields.add_unsigned_field(name, fast=True)
    return fields.build()


def unit(article: str) -> str:
    """Return the term by which all documents of an article are found."""
    return f"of {article}"


def fields_of(documents: Sequence[Document]) -> Iterator[tantivy.Document]:
    """Yield what is written for the documents of one article's part."""
    titles = _Joined()
    for document in documents:
        fields = tantivy.Document()
        for within, (words, stems) in (
            (Within.TEXT, _joined(document.text)),
            (Within.TITLE, titles[document.title]),
            (Within.SOURCE, titles[document.source]),
        ):
            fields.add_text(word_field(within), words)
            if within is not Within.SOURCE:
                fields.add_text(stem_field(within), stems)
            if within is Within.TEXT:
                fields.add_unsigned("length", stems.count(" ") + bool(stems))
        fields.add_text("unit", unit(document.article))
        fields.add_text("article", document.article)
        if document.language:
            fields.add_text("language", document.language.lower())
        fields.add_unsigned("key", document.key)
        fields.add_unsigned("number", document.number)
        fields.add_unsigned("group", documents[0].key)  # one number for all of them
        fields.add_unsigned("order", order_number(document.article, document.number))
        if document.published:
            fields.add_unsigned("published", day_number(document.published))
        yield fields


class _Joined(dict[str, tuple[str, str]]):
    """The terms of texts that come again: an article's title and source stand in each of its documents."""

    def __missing__(self, text: str) -> tuple[str, str]:
        known = self[text] = _joined(text)
        return known


def _joined(text: str) -> tuple[str, str]:
    """Return the words and the stems of a text, with blanks between them."""
    found = terms(text)
    return " ".join([word for word, _ in found]), " ".join([stem for _, stem in found])


def position_of(position: int) -> tantivy.Document:
    """Return the document that holds the position."""
    fields = tantivy.Document()
    fields.add_text("unit", POSITION_UNIT)
    fields.add_unsigned("position", position)
    return fields


def day_number(published: str) -> int:
    """Return an ISO date as the number yyyymmdd."""
    return int(published.replace("-", ""))


def order_number(article: str, number: int) -> int:
    """Return a number of 64 bits that is never less for what comes later, by article and then by passage.

    For ids of twelve hexadecimal digits and passages below 65,535 different places have different numbers.
    """
    found = _HEX.match(article)
    head = found[0] if found else ""
    rest = article[len(head) :]
    full = len(head) == _ID_DIGITS
    if full and not rest:
        return int(head, 16) << _NUMBER_BITS | min(number, _MOST)
    if not full and (not rest or rest < "0"):
        return int(head.ljust(_ID_DIGITS, "0"), 16) << _NUMBER_BITS
    if not full:
        head += "9" if rest < "a" else "f"
    return int(head.ljust(_ID_DIGITS, "f"), 16) << _NUMBER_BITS | _MOST
