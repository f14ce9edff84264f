"""Whether a word speaks well or ill of what it is said of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.syntax import children, stem_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_PARTITIVES = frozenset({"of", "part", "one"})


def judgement_of(word: Token) -> int:
    """Return 1 for a good word, -1 for a bad one, 0 for neither; a noun's adjectives count before the noun."""
    good, bad = lexicon.stems("good"), lexicon.stems("bad")
    for part in _parts(word):
        key = stem_of(part)
        if key in bad:
            return -1
        if key in good:
            return 1
    return 0


def _parts(word: Token) -> list[Token]:
    found: list[Token] = []
    for part in children(word, "amod", "compound", "pobj", "pcomp"):
        found += [*children(part, "amod"), part]
    if word.lower_ in _PARTITIVES:
        for preposition in children(word, "prep"):
            for part in children(preposition, "pobj"):
                found += [*children(part, "amod"), part]
    return [*found, word]
