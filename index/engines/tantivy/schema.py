"""What the tantivy index holds of a document: terms handed over ready-made, which its tokenizer only takes apart.

The passages and the targets have an index each, so that the words of one do not count among those of the other.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

import tantivy

from index.engines.tantivy.stored import Cut, Stored
from index.query import Within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.engines import Document

BLANKS = "blanks"
"""The tokenizer that takes a field's terms apart; no term holds a blank."""

FIRST_UNIT = "first"
"""A unit of the first of an article's documents, which stands for all of them."""

ARTICLE_STEMS, ARTICLE_WORDS = "article_stems", "article_words"
"""Fields of the first document alone, with the terms of all its article's texts: to count articles without a list."""

_STEMS = {within: f"{within}_stems" for within in Within}
_WORDS = {within: f"{within}_words" for within in Within}

KEPT_ARTICLES = 16
"""Articles whose number is kept: their passages come one after the other."""

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
    for within in (Within.TEXT, Within.TITLE):
        fields.add_text_field(stem_field(within), tokenizer_name=BLANKS, index_option="freq")
    for within in Within:
        fields.add_text_field(word_field(within), tokenizer_name=BLANKS, index_option="position")
    for name in (ARTICLE_STEMS, ARTICLE_WORDS):
        fields.add_text_field(name, tokenizer_name=BLANKS, index_option="basic")
    for name in ("unit", "language"):
        fields.add_text_field(name, tokenizer_name="raw", index_option="basic")
    fields.add_bytes_field("stored", stored=True)
    fields.add_unsigned_field("key", indexed=True, fast=True)
    for name in ("group", "order", "length", "published"):
        fields.add_unsigned_field(name, fast=True)
    return fields.build()


@cache
def _schema() -> tantivy.Schema:
    return schema()


def unit(article: str) -> str:
    """Return the term by which all documents of an article are found."""
    return f"of {article}"


def fields_of(documents: Sequence[Document]) -> Iterator[tantivy.Document]:
    """Yield what is written for the documents of one article's part."""
    if not documents:
        return
    first = documents[0]
    cut = Cut()
    texts = [cut[document.text] for document in documents]
    units = [unit(first.article)]
    whole: dict[str, Any] = {
        "unit": [*units, FIRST_UNIT],
        ARTICLE_WORDS: " ".join(dict.fromkeys(chain.from_iterable(text.words for text in texts))),
        ARTICLE_STEMS: " ".join(dict.fromkeys(chain.from_iterable(text.stems for text in texts))),
    }
    for document, text in zip(documents, texts, strict=True):
        title, source = cut[document.title], cut[document.source]
        fields = {
            "unit": units,
            "stored": _packed(document),
            _WORDS[Within.TEXT]: " ".join(text.words),
            _STEMS[Within.TEXT]: " ".join(text.stems),
            _WORDS[Within.TITLE]: " ".join(title.words),
            _STEMS[Within.TITLE]: " ".join(title.stems),
            _WORDS[Within.SOURCE]: " ".join(source.words),
            "length": len(text.words),
            "key": document.key,
            "group": first.key,  # one number for all of them
            "order": order_number(document.article, document.number),
        }
        if document.language:
            fields["language"] = document.language.lower()
        if document.published:
            fields["published"] = day_number(document.published)
        yield tantivy.Document.from_dict(fields | whole, _schema())
        whole = {}


def _packed(document: Document) -> bytes:
    kept = Stored(document.article, document.number, document.key, document.text, document.title, document.source)
    return kept.pack()


def day_number(published: str) -> int:
    """Return an ISO date as the number yyyymmdd."""
    return int(published.replace("-", ""))


def order_number(article: str, number: int) -> int:
    """Return a number of 64 bits that is never less for what comes later, by article and then by passage.

    For ids of twelve hexadecimal digits and passages below 65,534 it is the place itself, see ``place_of``.
    """
    least, exact = _least_number(article)
    return least | min(number + 1, _MOST) if exact else least


@lru_cache(KEPT_ARTICLES)
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


def place_of(order: int) -> tuple[str, int] | None:
    """Return the article and the passage that an order number was made of; None when it does not tell them."""
    number = order & _MOST
    return (f"{order >> _NUMBER_BITS:0{_ID_DIGITS}x}", number - 1) if 0 < number < _MOST else None
