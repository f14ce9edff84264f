"""BM25 as every engine counts it, so that the same query has the same order everywhere.

A document's score is the sum over the text leaves that it matches and that do not stand under a NOT. Within the
text a word or phrase is worth its rarity times how much of the passage it is: BM25 (Robertson and Zaragoza 2009) as
Lucene counts it since version 8, lengths in the steps of its one-byte norms. The rarity of a phrase is the sum of
its words'; the words that a fuzzy word stands for count as one. Within a title or the name of a source, which are
all short, it counts whether a word is there, not how often. A prefix and a wildcard give 1, as in Lucene. Only living
documents are counted, so a score does not depend on how the index came to be what it is.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

from index.query import And, Fuzzy, Or, Phrase, Prefix, Wildcard, Within, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.query import Node

K1 = 1.2
"""BM25: how soon more of the same word adds nothing; Lucene's default."""

B = 0.75
"""BM25: how much a long passage counts for less, from 0 to 1; likewise."""

SCORE_DIGITS = 3
"""Decimals of a score; what is equal in them is in the order of the articles."""

TextLeaf = Word | Phrase | Prefix | Wildcard | Fuzzy

_EXACT_LENGTHS = 40
_FREE_LENGTHS = 24
_KEPT_BITS = 4


def counted_length(length: int) -> int:
    """Return the number of words as which a text counts: from 40 on rounded down, to four significant bits above 24.

    These are the steps of Lucene's one-byte norms, and tantivy's.
    """
    if length < _EXACT_LENGTHS:
        return length
    above = length - _FREE_LENGTHS
    shift = above.bit_length() - _KEPT_BITS
    return _FREE_LENGTHS + (above >> shift << shift)


def length_share(length: int, mean: float) -> float:
    """Return what is added to the count of a leaf below BM25's line, for a text of that many words."""
    return K1 * (1 - B + B * counted_length(length) / mean)


def rarity(having: int, size: int) -> float:
    """Return BM25's inverse document frequency of what stands in so many of so many documents."""
    return log(1 + (size - having + 0.5) / (having + 0.5))


def weight(leaf: TextLeaf, size: int, having: Callable[[TextLeaf], int]) -> float:
    """Return the most that a leaf can add to a score.

    Args:
        leaf: A leaf that counts.
        size: How many documents there are.
        having: Says in how many of them a leaf stands; asked of words, fuzzy words and phrases of one word.
    """
    match leaf:
        case Prefix() | Wildcard():
            return 1.0
        case Phrase(words, _, within):
            return sum(rarity(having(one_word(word, within)), size) for word in words)
        case _:
            return rarity(having(leaf), size)


def one_word(word: str, within: Within) -> Phrase:
    """Return the leaf that a lower-cased word matches as it is written."""
    return Phrase(words=(word,), slop=0, within=within)


def by_length(leaf: TextLeaf) -> bool:
    """Say whether it counts how often a leaf stands in how long a text; else only whether it does."""
    return leaf.within is Within.TEXT and not isinstance(leaf, Prefix | Wildcard)


def ranked_leaves(root: Node) -> tuple[TextLeaf, ...]:
    """Return the different text leaves that are not under a NOT, in their order."""
    return tuple(dict.fromkeys(_positive(root)))


def _positive(node: Node) -> Iterator[TextLeaf]:
    if isinstance(node, And | Or):
        for item in node.items:
            yield from _positive(item)
    elif isinstance(node, TextLeaf):
        yield node
