"""What the tantivy index holds of a document: terms handed over ready-made, which its tokenizer only takes apart.

The passages and the targets have an index each, so that the words of one do not count among those of the other.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import tantivy

from index.query import Within
from index.text.terms import COUNTRY_STEM
from index.text.terms import stem as stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable

BLANKS = "blanks"
"""The tokenizer that takes a field's terms apart; no term holds a blank."""

FIRST_UNIT = "first"
"""A unit of the first of an article's documents, which stands for all of them."""

ARTICLE_STEMS, ARTICLE_WORDS = "article_stems", "article_words"
"""Fields of the first document alone, with the terms of all its article's texts: to count articles without a list."""

Term = tuple[str, str]
"""The name of a field and a term of it."""

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
    """Return the fields; a document's own words are stored once, as they were written."""
    fields = tantivy.SchemaBuilder()
    fields.add_text_field(stem_field(Within.TEXT), tokenizer_name=BLANKS, index_option="freq")
    for within in Within:
        fields.add_text_field(word_field(within), tokenizer_name=BLANKS, index_option="position")
    for name in (stem_field(Within.TITLE), ARTICLE_STEMS, ARTICLE_WORDS):
        fields.add_text_field(name, tokenizer_name=BLANKS, index_option="basic")
    fields.add_text_field("unit", tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("stored", stored=True)
    fields.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("group", "order", "length", "published"):
        fields.add_unsigned_field(name, fast=True)
    return fields.build()


def unit(article: str) -> str:
    """Return the term by which all documents of an article are found."""
    return f"of {article}"


def language_unit(code: str) -> str:
    """Return the unit of all documents in a language."""
    return f"in {code.lower()}"


def tells(word: str, stem: str) -> bool:
    """Say whether a word is its own stem, and has never another one: where it stands the stem need not be written."""
    return word == stem and word != COUNTRY_STEM.lower()


def told_by(stems: Iterable[str], stem_field: str, word_field: str) -> list[Term]:
    """Return the terms by which any of some stems is found in two fields where those that a word tells are left out."""
    found = [(stem_field, stem) for stem in stems]
    return found + [(word_field, word) for _, word in found if tells(word, stem_of(word))]


def day_number(published: str) -> int:
    """Return an ISO date as the number yyyymmdd."""
    return int(published.replace("-", ""))


def order_numbers(article: str, numbers: Iterable[int]) -> list[int]:
    """Return numbers of 64 bits that are never less for what comes later, by article and then by passage.

    For ids of twelve hexadecimal digits and passages below 65,534 they are the places themselves, see ``places_of``.
    """
    least, exact = _least_number(article)
    return [least | min(number + 1, _MOST) if exact else least for number in numbers]


def _least_number(article: str) -> tuple[int, bool]:
    """Return an article's order number without a passage, and whether there is place for one in it."""
    found = _HEX.match(article)
    head = found[0] if found else ""
    rest = article[len(head) :]
    full = len(head) == _ID_DIGITS
    if full and not rest:
        return int(head, 16) << _NUMBER_BITS, True
    if not full and (not rest or rest < "0"):
        return int(head.ljust(_ID_DIGITS, "0"), 16) << _NUMBER_BITS, False
    if not full:
        head += "9" if rest < "a" else "f"
    return int(head.ljust(_ID_DIGITS, "f"), 16) << _NUMBER_BITS | _MOST, False


def places_of(orders: Iterable[int]) -> list[tuple[str, int] | None]:
    """Return the articles and passages that order numbers were made of; None for one that does not tell them."""
    return [
        (f"{order >> _NUMBER_BITS:0{_ID_DIGITS}x}", number - 1) if 0 < (number := order & _MOST) < _MOST else None
        for order in orders
    ]
