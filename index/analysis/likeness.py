"""How alike two sentences or two articles are, as far as their words tell.

Sentences: the cosine of TF-IDF vectors over stems, pairs of neighbouring stems and countries (as codes, however
they are called), times one plus the Jaccard index of what their stances say; on news in several sources this ranks
true pairs far better than words alone. Articles: the cosine over the words of the sentences looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations, pairwise
from math import log, sqrt
from typing import TYPE_CHECKING

from index.text import stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.analysis.countries import Mention

MOST_ALIKE = 12
"""How many other articles are taken to tell the same story, the most alike first."""

SAME_STORY = 0.2
"""Cosine from which on two articles are taken to tell the same story."""

OTHER_ARTICLES = 30
"""Articles without any of the words, added to a library: else the words of its own question, which stand in
all the articles of a small library, would weigh next to nothing."""

_KEYWORDS = 40
"""How many of its heaviest words find an article's neighbours."""

_SHARED = 3
"""How many of these two articles must share to be compared."""

_LONGEST = 100
"""A word in more articles than this finds no neighbours; it would find too many."""

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

Vector = dict[str, float]


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


def features_of(words: Sequence[str]) -> frozenset[str]:
    """Return the words and the pairs of neighbouring ones."""
    return frozenset(words) | {f"{one} {other}" for one, other in pairwise(words)}


def vectors(documents: Sequence[Iterable[str]], others: int = 0) -> list[Vector]:
    """Return a TF-IDF vector of length 1 for each; empty where there is nothing to weigh.

    The weight of what stands in d of n documents is (1 + ln tf) ln(1 + n / d).

    Args:
        documents: The features of each, as often as they occur.
        others: How many documents without any of these to count in n.
    """
    counts = [Counter(document) for document in documents]
    frequency = Counter(feature for count in counts for feature in count)
    total = len(counts) + others
    made = []
    for count in counts:
        vector = {f: (1 + log(n)) * log(1 + total / frequency[f]) for f, n in count.items()}
        length = sqrt(sum(weight * weight for weight in vector.values()))
        made.append({f: weight / length for f, weight in vector.items()} if length else {})
    return made


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the cosine of two vectors of length 1."""
    if len(one) > len(other):
        one, other = other, one
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)


def jaccard(one: frozenset[tuple[str, int]], other: frozenset[tuple[str, int]]) -> float:
    """Return how much two sets share; 0 when both are empty."""
    return len(one & other) / len(one | other) if one or other else 0.0


def neighbours(articles: Sequence[Vector]) -> dict[tuple[int, int], float]:
    """Return the pairs of articles that tell the same story, with how alike they are.

    Only articles that share some of their heaviest words are compared, never all with all.

    Returns:
        Cosines by places in the list, the smaller place first; one of the two is among the ``MOST_ALIKE`` best
        of the other.
    """
    holding: dict[str, list[int]] = defaultdict(list)
    for place, vector in enumerate(articles):
        for word in sorted(vector, key=lambda w: (-vector[w], w))[:_KEYWORDS]:
            holding[word].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in holding.values():
        if len(places) <= _LONGEST:
            shared.update(combinations(places, 2))
    near = (pair for pair, count in shared.items() if count >= _SHARED)
    alike = {pair: c for pair in near if (c := cosine(articles[pair[0]], articles[pair[1]])) >= SAME_STORY}
    best: dict[int, list[tuple[float, tuple[int, int]]]] = defaultdict(list)
    for pair, value in alike.items():
        for place in pair:
            best[place].append((-value, pair))
    kept = {pair for ranked in best.values() for _, pair in sorted(ranked)[:MOST_ALIKE]}
    return {pair: alike[pair] for pair in sorted(kept)}
