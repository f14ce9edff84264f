"""What is written for the documents of an article: JSON, which tantivy takes over in half the time of its own objects.

The texts of an article are taken apart together. All that is done for each word is to look up what stands between two
blanks; nearly all of it was met before.
"""

from __future__ import annotations

from binascii import b2a_base64
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from index.engines.tantivy.schema import (
    ARTICLE_STEMS,
    ARTICLE_WORDS,
    FIRST_UNIT,
    day_number,
    language_unit,
    order_numbers,
    stem_field,
    tells,
    unit,
    word_field,
)
from index.engines.tantivy.stored import head_of, packed
from index.query import Within
from index.text.terms import CACHED_WORDS, cut_anew, cutter, levelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.engines import Document

_WORDS, _STEMS = word_field(Within.TEXT), stem_field(Within.TEXT)
_TITLE_WORDS, _TITLE_STEMS = word_field(Within.TITLE), stem_field(Within.TITLE)
_SOURCE_WORDS = word_field(Within.SOURCE)

KEPT_SOURCES = 1 << 10
"""Sources whose words are kept: they come again and again."""

_BREAK = "\0"
"""Stands as a piece of its own between two texts that are taken apart together; no text has it."""

_OTHER = "\1"
"""Stands for it in a text that has it after all: it is no part of a word either."""


class _Known(dict[str, str]):
    """The stems of all that stood between two blanks before, ready to stand in JSON as all else here.

    All that is looked up is text: what is no container costs no collector.

    Attributes:
        words: The words of those pieces that are not just one word as it is written.
        rest: The stems that no word tells, of those pieces that have any.
    """

    def __init__(self) -> None:
        self.words: dict[str, str] = {}
        self.rest: dict[str, str] = {}
        self[_BREAK] = _BREAK

    def __missing__(self, piece: str) -> str:
        tokens = cut_anew(piece)
        if len(tokens) == 1:
            words, stems, _, _ = tokens[0]
            rest = "" if tells(words, stems) else stems
        else:
            words = " ".join([word for word, _, _, _ in tokens])
            stems = " ".join([stem for _, stem, _, _ in tokens])
            rest = " ".join([stem for word, stem, _, _ in tokens if not tells(word, stem)])
        if not piece.isascii():
            words, stems, rest = quoted(words)[1:-1], quoted(stems)[1:-1], quoted(rest)[1:-1]
        if words != piece:
            self.words[piece] = words
        if rest:
            self.rest[piece] = rest
        self[piece] = piece if stems == piece else stems
        return stems


_kept = cache(_Known)
"""What was met by now. It gives way to a new one when it is full: another thread may still look words up in it."""


def _known_of(text: str) -> _Known:
    """Return what looks up the terms of a text: a run without blanks does not come again, and is not kept."""
    if not text.isascii() and cutter(text) is cut_anew:
        return _Known()
    if len(_kept()) >= CACHED_WORDS:
        _kept.cache_clear()
    return _kept()


def _together(texts: Sequence[str]) -> str:
    """Return texts as one, with a break between them."""
    between = f" {_BREAK} "
    joined = between.join(texts)
    if joined.count(_BREAK) >= len(texts):
        joined = between.join(text.replace(_BREAK, _OTHER) for text in texts)
    return joined


class _Forms:
    """The terms of some texts, taken apart together."""

    def __init__(self, texts: Sequence[str]) -> None:
        together = _together(texts)
        self._known, self._pieces = _known_of(together), levelled(together).split()
        self.stems = " ".join(map(self._known.__getitem__, self._pieces)).split(_BREAK)

    @property
    def words(self) -> list[str]:
        """The words of each text, with blanks between them."""
        return " ".join(map(self._known.words.get, self._pieces, self._pieces)).split(_BREAK)

    @property
    def rest(self) -> str:
        """The stems that no word tells."""
        return " ".join(filter(None, map(self._known.rest.get, self._pieces)))


@lru_cache(KEPT_SOURCES)
def _source_words(source: str) -> str:
    return _Forms([source]).words[0]


def lines_of(documents: Sequence[Document]) -> Iterator[str]:
    """Yield what is written for the documents of one article's part, each as JSON."""
    if not documents:
        return
    forms = _Forms([document.text for document in documents])
    all_words, all_stems = forms.words, forms.stems
    alike: dict[tuple[str | None, ...], _Alike] = {}
    group = documents[0].key  # one number for all of them
    orders = order_numbers(documents[0].article, [document.number for document in documents])
    # Terms that come again in an article are left for tantivy to pass over: it does it faster.
    whole = f',{quoted(FIRST_UNIT)}],"{ARTICLE_WORDS}":"{"".join(all_words)}","{ARTICLE_STEMS}":"{"".join(all_stems)}"'
    for document, words, stems, order in zip(documents, all_words, all_stems, orders, strict=True):
        key, _, number, text, *_ = document
        facts = document[4:]
        same = alike.get(facts) or alike.setdefault(facts, _Alike(document))
        stored = b2a_base64(packed(number, key, same.head, text), newline=False).decode()
        yield (
            f'{{"{_WORDS}":"{words}","{_STEMS}":"{stems}","length":{len(words.split())},'
            f'"stored":"{stored}","key":{key},"order":{order},"group":{group},{same.members}{whole}}}'
        )
        whole = "]"


class _Alike:
    """What the documents of an article say alike.

    Attributes:
        head: Opens what is stored of each.
        members: Members of a JSON object, the last of them a list that is left open.
    """

    def __init__(self, document: Document) -> None:
        title, units = _Forms([document.title]), [unit(document.article)]
        self.head = head_of(document.article, document.title, document.source)
        self.members = f'"{_TITLE_WORDS}":"{title.words[0]}","{_TITLE_STEMS}":"{title.rest}",'
        self.members += f'"{_SOURCE_WORDS}":"{_source_words(document.source)}",'
        if document.published:
            self.members += f'"published":{day_number(document.published)},'
        if document.language:
            units.append(language_unit(document.language))
        self.members += f'"unit":[{",".join(map(quoted, units))}'
