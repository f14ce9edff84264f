"""How alike two sentences are, as far as their words tell.

The cosine of TF-IDF vectors over stems, pairs of neighbouring stems and countries (as codes, however
they are called), times one plus the Jaccard index of what their stances say; on news in several sources this ranks
true pairs far better than words alone.
"""

from __future__ import annotations

from array import array
from functools import cache
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING
from zlib import crc32

from index.text import stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from index.analysis.countries import Mention

UNIT = 1 << 12
"""Length of a vector: weights are whole numbers, so that sums of their products do not depend on any order."""

_FEWEST_PAIRS = 5
_COPIED = 0.85
"""Share of the shorter sentence's pairs of words from which on one is taken for a copy of the other."""

_SLOTS = 1 << 22
_KEPT = 1 << 12

_SYNONYMS = {
    "deal": "agreement accord pact settlement",
    "ceasefire": "truce armistice cease-fire",
    "troop": "soldier forces personnel",
    "country": "nation state",
    "summit": "talks meeting conference",
    "say": "said state tell told",
    "reject": "refuse rule-out",
    "monitor": "verify observe",
    "need": "essential vital crucial",
}
"""Words that newspapers use for one another."""

Vector = dict[str, int]
"""Weights of features; of length ``UNIT``, but for rounding."""


@cache
def _canonical() -> dict[str, str]:
    return {stem(other): stem(word) for word, others in _SYNONYMS.items() for other in others.split()}


def canonical(stem_: str) -> str:
    """Return the stem that stands for a word and its synonyms."""
    return _canonical().get(stem_, stem_)


def words_of(text: str, mentions: Iterable[Mention] = ()) -> list[str]:
    """Return what a text is about, in order: canonical stems without function words, and country codes.

    Args:
        text: A sentence, or any text.
        mentions: Its mentions, with offsets into it; their words become ``=CODE``.
    """
    named = {mention.span.start: mention for mention in mentions}
    inside = {place for m in named.values() for place in range(m.span.start + 1, m.span.end)}
    words = []
    for token in tokens(text):
        if mention := named.get(token.span.start):
            words.append(f"={mention.code}")
        elif token.span.start not in inside and token.surface not in FUNCTION_WORDS:
            words.append(canonical(token.stem))
    return words


class Weights:
    """How much each feature of a sentence weighs, by how many of the sentences counted hold it.

    The weight of what stands in d of n sentences is ln(1 + n / d). Features are counted by a hash of 22 bits: memory
    does not grow with the library, and in a big one a rare feature may weigh a little less than it should.
    """

    def __init__(self) -> None:
        self._holding = array("I", bytes(4 * _SLOTS))
        self._total = 0
        self._vectors: dict[str, Vector] = {}

    def count(self, words: str) -> None:
        """Count a sentence: its words are joined by blanks."""
        self._total += 1
        holding = self._holding
        for feature in features_of(words):
            holding[crc32(feature.encode()) % _SLOTS] += 1

    def cosine(self, one: str, other: str) -> float:
        """Return the cosine of two sentences that were counted; 0 where one has no words."""
        first, second = self._vector(one), self._vector(other)
        if len(first) > len(second):
            first, second = second, first
        product = sum(weight * second[feature] for feature, weight in first.items() if feature in second)
        return product / (UNIT * UNIT)

    def _vector(self, words: str) -> Vector:
        known = self._vectors.get(words)
        if known is None:
            if len(self._vectors) >= _KEPT:
                self._vectors.clear()
            known = self._vectors[words] = self._weighed(words)
        return known

    def _weighed(self, words: str) -> Vector:
        weights = {f: log(1 + self._total / self._holding[crc32(f.encode()) % _SLOTS]) for f in features_of(words)}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {feature: round(UNIT * weight / length) for feature, weight in weights.items()}


def features_of(words: str) -> Iterable[str]:
    """Return the words and the pairs of neighbouring ones, each once and in a fixed order."""
    alone = words.split()
    return dict.fromkeys([*alone, *map(" ".join, pairwise(alone))])


def says_again(one: str, other: str) -> bool:
    """Say whether two sentences, their words joined by blanks, are so alike that one was copied from the other."""
    first, second = frozenset(pairwise(one.split())), frozenset(pairwise(other.split()))
    fewest = min(len(first), len(second))
    return fewest >= _FEWEST_PAIRS and len(first & second) >= _COPIED * fewest


def shared_matter(one: str, other: str, named: Collection[str]) -> float:
    """Return which share of the shorter sentence's words the other one holds too, those that are ``named`` left out.

    Whom and which countries two sentences name says who they are about, and not what is said. Less than two words
    in common are none.
    """
    first, second = (
        {word for word in words.split() if word[0] != "=" and word not in named and word not in _said()}
        for words in (one, other)
    )
    shared = len(first & second)
    return shared / min(len(first), len(second)) if shared > 1 else 0.0


@cache
def _said() -> frozenset[str]:
    return frozenset(canonical(stem(word)) for word in ("say", "tell", "add", "statement"))


def jaccard(one: frozenset[tuple[str, int]], other: frozenset[tuple[str, int]]) -> float:
    """Return how much two sets share; 0 when both are empty."""
    return len(one & other) / len(one | other) if one or other else 0.0
