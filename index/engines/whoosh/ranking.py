"""Which documents of a snapshot a query matches, and their order.

A document's score is the sum over the text leaves that it matches and that do not stand under a NOT. A word,
phrase or fuzzy word gives BM25, the words that a fuzzy word stands for counted as one; a prefix and a wildcard
give 1, as in Lucene. Lengths count only within the text: titles and names of sources are all short. Only living
documents are counted, so a score does not depend on how the index came to be what it is.
"""

from __future__ import annotations

from heapq import nlargest, nsmallest
from math import log
from typing import TYPE_CHECKING

from index.engines import K1, SCORE_DIGITS, B, Match, Matches, Part
from index.engines.whoosh.schema import day_number, language_number
from index.query import (
    Among,
    And,
    Everything,
    Fuzzy,
    Language,
    Not,
    Or,
    Phrase,
    Prefix,
    Published,
    Wildcard,
    Within,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from index.engines.whoosh.snapshot import Snapshot, TextLeaf
    from index.query import Node

_LATEST = 99991231


def documents(snapshot: Snapshot, root: Node, part: Part) -> AbstractSet[int]:
    """Return the numbers of the documents of a part that a query matches.

    Raises:
        TypeError: A leaf that the records answer.
    """
    universe = snapshot.universe[part]
    match root:
        case And(items):
            return _all(snapshot, items, part)
        case Or(items):
            return frozenset().union(*(documents(snapshot, item, part) for item in items))
        case Not(item):
            return universe - documents(snapshot, item, part)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return snapshot.postings(root, part).keys()
        case _:
            return _filtered(snapshot, root, part)


def _all(snapshot: Snapshot, items: tuple[Node, ...], part: Part) -> AbstractSet[int]:
    """Return what all items match: the smallest first, what NOT takes away last."""
    wanted = [documents(snapshot, item, part) for item in items if not isinstance(item, Not)]
    found: AbstractSet[int] = snapshot.universe[part]
    for numbers in sorted(wanted, key=len):
        found = found & numbers if found is not snapshot.universe[part] else numbers
    for item in items:
        if isinstance(item, Not):
            found = found - documents(snapshot, item.item, part)
    return found


def _filtered(snapshot: Snapshot, leaf: Node, part: Part) -> AbstractSet[int]:
    """Return the documents of a leaf that is about facts, not words."""
    universe = snapshot.universe[part]
    match leaf:
        case Everything():
            return universe
        case Among(keys):
            by_key = snapshot.by_key[part]
            return {by_key[key] for key in by_key.keys() & keys}
        case Language(code):
            wanted, languages = language_number(code), snapshot.numbers["language"]
            return {number for number in universe if languages[number] == wanted}
        case Published(low, high):
            first, last, days = day_number(low) or 1, day_number(high) or _LATEST, snapshot.numbers["published"]
            return {number for number in universe if first <= days[number] <= last}
        case _:
            raise TypeError(f"{leaf!r} is answered by the records, not by an engine")


def ranked(snapshot: Snapshot, root: Node, limit: int | None, offset: int) -> Matches:
    """Return the passages that a query matches, in the order that ``SearchEngine.search`` promises."""
    found = documents(snapshot, root, Part.PASSAGES)
    articles = len(set(map(snapshot.numbers["group"].__getitem__, found)))
    wanted = len(found) if limit is None else min(offset + limit, len(found))
    if wanted <= offset:
        return Matches(len(found), articles, ())
    scores = _best(snapshot, _scores(snapshot, root, found), wanted)
    numbers, keys = snapshot.numbers["number"], snapshot.numbers["key"]
    order = sorted((-score, snapshot.article(number), numbers[number], number) for number, score in scores.items())
    hits = (Match(keys[number], article, place, -score) for score, article, place, number in order[offset:wanted])
    return Matches(len(found), articles, tuple(hits))


def _best(snapshot: Snapshot, scores: Mapping[int, float], wanted: int) -> dict[int, float]:
    """Return rounded scores of some documents among which the first ``wanted`` are.

    Rounding keeps the order, so only what is near the last wanted score has to be rounded. Of those that are
    equal to it, the articles that come first are enough.
    """
    if wanted == len(scores):
        return {number: round(score, SCORE_DIGITS) for number, score in scores.items()}
    lowest = nlargest(wanted, scores.values())[-1]
    near = lowest - 10**-SCORE_DIGITS
    rounded = {number: round(score, SCORE_DIGITS) for number, score in scores.items() if score >= near}
    lowest = round(lowest, SCORE_DIGITS)
    best = {number: score for number, score in rounded.items() if score > lowest}
    tied = [number for number, score in rounded.items() if score == lowest]
    groups = snapshot.numbers["group"]
    samples = {groups[number]: number for number in tied}
    first = set(nsmallest(wanted - len(best), samples, key=lambda group: snapshot.article(samples[group])))
    return best | {number: lowest for number in tied if groups[number] in first}


def _scores(snapshot: Snapshot, root: Node, found: AbstractSet[int]) -> dict[int, float]:
    """Return the score of each matching passage."""
    scores = dict.fromkeys(found, 0.0)
    for leaf in dict.fromkeys(_ranked_leaves(root)):
        postings = snapshot.postings(leaf, Part.PASSAGES)
        shared = postings if postings.keys() == found else {n: postings[n] for n in postings.keys() & found}
        for number, score in _leaf_scores(snapshot, leaf, shared, len(postings)).items():
            scores[number] += score
    return scores


def _leaf_scores(snapshot: Snapshot, leaf: TextLeaf, counts: Mapping[int, int], rarity: int) -> dict[int, float]:
    """Return what one leaf adds to documents in which it stands so often; ``rarity`` is in how many of all it does."""
    if isinstance(leaf, Prefix | Wildcard):
        return dict.fromkeys(counts, 1.0)
    size = len(snapshot.universe[Part.PASSAGES])
    weight = log(1 + (size - rarity + 0.5) / (rarity + 0.5)) * (K1 + 1)
    if leaf.within is not Within.TEXT:
        return {number: weight * count / (count + K1) for number, count in counts.items()}
    lengths, fixed, slope = snapshot.numbers["length"], K1 * (1 - B), K1 * B / snapshot.mean_length
    return {number: weight * count / (count + fixed + slope * lengths[number]) for number, count in counts.items()}


def _ranked_leaves(node: Node) -> Iterator[TextLeaf]:
    """Yield the text leaves that are not under a NOT."""
    if isinstance(node, And | Or):
        for item in node.items:
            yield from _ranked_leaves(item)
    elif isinstance(node, Word | Phrase | Prefix | Wildcard | Fuzzy):
        yield node
