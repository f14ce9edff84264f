"""Whether a word speaks well or ill of what it is said of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.analysis import lexicon
from index.analysis.syntax import children, conjuncts, in_set

if TYPE_CHECKING:
    from index.analysis.trees import Word

_PARTITIVES = frozenset({"of", "part", "one", "some", "many", "most", "among"})


def judgement_of(word: Word) -> int:
    """Return 1 for a good word, -1 for a bad one, 0 for neither; a noun's adjectives count before the noun."""
    good, bad = lexicon.stems("good"), lexicon.stems("bad")
    if word.tag.startswith("VB") and (word.stem in lexicon.stems("harming") or word.stem in lexicon.stems("helping")):
        return 1 if word.stem in lexicon.stems("helping") else -1
    if word.tag[:2] in {"JJ", "RB"} and any(c.lower == "too" for c in word.children) and word.lower != "late":
        return -1  # what is too much of anything is not right
    if word.stem in bad:
        return -1  # however urgent or important it is
    for part in _parts(word):
        key = part.stem
        if key in bad:
            return -1
        if key in good:
            return 1
    return 0


def _parts(word: Word) -> list[Word]:
    found: list[Word] = []
    for part in (p for c in children(word, "amod", "compound", "pobj", "pcomp") for p in conjuncts(c)):
        found += [*children(part, "amod"), part]
    if word.lower in _PARTITIVES or in_set(word, "kinds"):
        for preposition in children(word, "prep"):
            for part in children(preposition, "pobj"):
                found += [*children(part, "amod"), part]
    return [*found, word]
