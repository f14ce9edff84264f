"""A parsed sentence as plain values: words that know their head, their children and their stem.

spaCy makes a new token object at each access and walks the sentence for each list of
children; the rules ask for both again and again, so a parse is copied once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.analysis.lexicon import base_stem

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(slots=True, eq=False, repr=False)
class Word:
    """One token of a parse, in the ClearNLP labels of spaCy's English models.

    ``i`` is its place in ``words``, ``idx`` its character offset in the sentence; the head of a root is
    the root itself. ``first`` and ``last`` are the places of the outermost words that it governs.
    """

    i: int
    idx: int
    text: str
    lower: str
    tag: str
    dep: str
    stem: str
    words: list[Word]
    head: Word = field(init=False)
    children: list[Word] = field(default_factory=list)
    first: int = field(init=False)
    last: int = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.last = self.i

    @property
    def is_punct(self) -> bool:
        """Whether the word holds no letter or digit."""
        return not any(sign.isalnum() for sign in self.text)

    def __repr__(self) -> str:
        return f"{self.text}/{self.tag}/{self.dep}"


def words_of(doc: Doc) -> list[Word]:
    """Return the words of a parse in text order."""
    strings = doc.vocab.strings
    rows = doc.to_array(["IDX", "ORTH", "TAG", "DEP", "HEAD"]).astype("int64").tolist()
    words: list[Word] = []
    for i, (idx, orth, tag, dep, _) in enumerate(rows):
        text = strings[orth % _UNSIGNED]
        label, function = strings[tag % _UNSIGNED], strings[dep % _UNSIGNED]
        words.append(Word(i, idx, text, text.lower(), label, function, base_stem(text), words))
    for word, row in zip(words, rows, strict=True):
        word.head = words[word.i + row[-1]]
        if word.head is not word:
            word.head.children.append(word)
    for word in words:
        above = word
        for _ in words:
            if above.head is above:
                break
            above = above.head
            above.first, above.last = min(above.first, word.i), max(above.last, word.i)
    return words


_UNSIGNED = 1 << 64
"""Hashes of strings are unsigned; distances to heads, in the same array, are signed."""
