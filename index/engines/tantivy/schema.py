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
    from index.engines import Document

BLANKS = "blanks"
"""The tokenizer that takes a field's terms apart; no term holds a blank."""

POSITION_UNIT = "position"
"""The unit of the one document that holds the position; no article's is like it."""

_NUMBER_BITS = 16
_MOST = (1 << _NUMBER_BITS) - 1
_ID_DIGITS = 12
_HEX = re.compile(rf"[0-9a-f]{{0,{_ID_DIGITS}}}")


def stem_field(within: Within) -> str:
    """Return the name of the field that holds the stems of a text or title."""
    return f"{within}_stems"


def word_field(within: Within) -> str:
    """Return the name of the field that holds lower-cased words."""
    return f"{within}_words"


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


def fields_of(document: Document, group: int) -> tantivy.Document:
    """Return what is written for a document; ``group`` is one number for all documents of an article's part."""
    text, title, source = terms(document.text), terms(document.title), terms(document.source)
    fields = tantivy.Document()
    fields.add_text("text_stems", " ".join([stem for _, stem in text]))
    fields.add_text("text_words", " ".join([word for word, _ in text]))
    fields.add_text("title_stems", " ".join([stem for _, stem in title]))
    fields.add_text("title_words", " ".join([word for word, _ in title]))
    fields.add_text("source_words", " ".join([word for word, _ in source]))
    fields.add_text("unit", unit(document.article))
    fields.add_text("article", document.article)
    if document.language:
        fields.add_text("language", document.language.lower())
    fields.add_unsigned("key", document.key)
    fields.add_unsigned("number", document.number)
    fields.add_unsigned("group", group)
    fields.add_unsigned("order", order_number(document.article, document.number))
    fields.add_unsigned("length", len(text))
    if document.published:
        fields.add_unsigned("published", day_number(document.published))
    return fields


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
