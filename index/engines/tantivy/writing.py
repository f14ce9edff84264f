"""What is written for the documents of an article: JSON, which tantivy takes over in half the time of its own objects.

All that is done for each word is to look up what stands between two blanks, once; nearly all of it was met before.
"""

from __future__ import annotations

from binascii import b2a_base64
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, NamedTuple

from index.engines.tantivy.schema import (
    ARTICLE_STEMS,
    ARTICLE_WORDS,
    FIRST_UNIT,
    day_number,
    language_unit,
    order_number,
    stem_field,
    tells,
    unit,
    word_field,
)
from index.engines.tantivy.stored import head_of, packed
from index.query import Within
from index.text.terms import CACHED_WORDS, cut_kept, cutter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.engines import Document
    from index.text.terms import Cut

_WORDS, _STEMS = word_field(Within.TEXT), stem_field(Within.TEXT)
_TITLE_WORDS, _TITLE_STEMS = word_field(Within.TITLE), stem_field(Within.TITLE)
_SOURCE_WORDS = word_field(Within.SOURCE)


class _Forms(NamedTuple):
    """The terms of a text, or of what stands between two blanks, with blanks between them and ready to stand in JSON.

    ``rest`` are the stems that no word tells.
    """

    words: str
    stems: str
    rest: str


class _Known(dict[str, _Forms]):
    """The forms of what stands between two blanks, where it was met before."""

    def __init__(self, cut: Callable[[str], Cut]) -> None:
        self._cut = cut

    def __missing__(self, piece: str) -> _Forms:
        if len(self) >= CACHED_WORDS:
            self.clear()
        words, stems, rest = [], [], []
        for word, stem, _, _ in self._cut(piece):
            words.append(quoted(word)[1:-1])
            stems.append(quoted(stem)[1:-1])
            if not tells(word, stem):
                rest.append(stems[-1])
        found = self[piece] = _Forms(" ".join(words), " ".join(stems), " ".join(rest))
        return found

    def forms(self, text: str) -> _Forms:
        """Return those of a text."""
        found = zip(*map(self.__getitem__, text.split()), strict=True)
        return _Forms(*[" ".join(filter(None, form)) for form in found] or ("", "", ""))


_KNOWN = _Known(cut_kept)


class _Texts(dict[str, _Forms]):
    """The forms of an article's texts, made once: its first passage is its title."""

    def __missing__(self, text: str) -> _Forms:
        cut = cut_kept if text.isascii() else cutter(text)
        known = _KNOWN if cut is cut_kept else _Known(cut)  # a run without blanks does not come again
        found = self[text] = known.forms(text)
        return found


def lines_of(documents: Sequence[Document]) -> Iterator[str]:
    """Yield what is written for the documents of one article's part, each as JSON."""
    if not documents:
        return
    texts = _Texts()
    forms = [texts[document.text] for document in documents]
    alike: dict[tuple[str | None, ...], _Alike] = {}
    group = documents[0].key  # one number for all of them
    # Terms that come again in an article are left for tantivy to pass over: it does it faster.
    whole = (
        f',{quoted(FIRST_UNIT)}],"{ARTICLE_WORDS}":"{" ".join([words for words, _, _ in forms])}",'
        f'"{ARTICLE_STEMS}":"{" ".join([stems for _, stems, _ in forms])}"'
    )
    for document, (words, stems, _) in zip(documents, forms, strict=True):
        facts = document.title, document.source, document.language, document.published
        same = alike.get(facts) or alike.setdefault(facts, _Alike(document, texts))
        stored = b2a_base64(packed(document.number, document.key, same.head, document.text), newline=False).decode()
        yield (
            f'{{"{_WORDS}":"{words}","{_STEMS}":"{stems}","length":{words.count(" ") + 1 if words else 0},'
            f'"stored":"{stored}","key":{document.key},"order":{order_number(document.article, document.number)},'
            f'"group":{group},{same.members}{whole}}}'
        )
        whole = "]"


class _Alike:
    """What the documents of an article say alike.

    Attributes:
        head: Opens what is stored of each.
        members: Members of a JSON object, the last of them a list that is left open.
    """

    def __init__(self, document: Document, texts: _Texts) -> None:
        title, source = texts[document.title], texts[document.source]
        units = [unit(document.article)]
        self.head = head_of(document.article, document.title, document.source)
        self.members = f'"{_TITLE_WORDS}":"{title.words}","{_TITLE_STEMS}":"{title.rest}",'
        self.members += f'"{_SOURCE_WORDS}":"{source.words}",'
        if document.published:
            self.members += f'"published":{day_number(document.published)},'
        if document.language:
            units.append(language_unit(document.language))
        self.members += f'"unit":[{",".join(map(quoted, units))}'
