"""Which documents of a snapshot a query matches, and their order; what they score is said in ``scoring``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.engines import Match, Matches, Part
from index.engines.scoring import SCORE_DIGITS, by_length, ranked_leaves
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
    Word,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.engines.scoring import TextLeaf
    from index.engines.whoosh.snapshot import Snapshot
    from index.query import Node

_LATEST = 99991231

FEW_TIED = 64
"""Passages beyond those wanted that are brought in order by their articles' ids, which are read one by one."""


def documents(snapshot: Snapshot, root: Node, part: Part) -> NDArray[np.int64]:
    """Return the numbers of the documents of a part that a query matches, ascending.

    Raises:
        TypeError: A leaf that the records answer.
    """
    match root:
        case And(items):
            return _all(snapshot, items, part)
        case Or(items):
            mask = np.zeros(snapshot.size, np.bool_)
            for item in items:
                mask[documents(snapshot, item, part)] = True
            return np.flatnonzero(mask)
        case Not(item):
            return _without(snapshot, snapshot.universe[part], documents(snapshot, item, part))
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return snapshot.postings(root, part).numbers
        case _:
            return _filtered(snapshot, root, snapshot.universe[part])


def _all(snapshot: Snapshot, items: tuple[Node, ...], part: Part) -> NDArray[np.int64]:
    """Return what all items match: the smallest first, then facts about it alone, what NOT takes away last."""
    facts = [item for item in items if isinstance(item, Everything | Among | Language | Published)]
    others = [item for item in items if not isinstance(item, Not) and item not in facts]
    some = sorted((documents(snapshot, item, part) for item in others), key=len)
    found = some[0] if some else snapshot.universe[part]
    for numbers in some[1:]:
        found = found[snapshot.mask(numbers)[found]]
    for fact in facts:
        found = _filtered(snapshot, fact, found)
    for item in items:
        if isinstance(item, Not):
            found = _without(snapshot, found, documents(snapshot, item.item, part))
    return found


def _without(snapshot: Snapshot, numbers: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    return numbers[~snapshot.mask(others)[numbers]]


def _filtered(snapshot: Snapshot, leaf: Node, numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return those of some documents that a leaf about facts, not words, matches."""
    match leaf:
        case Everything():
            return numbers
        case Among(keys):
            known = snapshot.numbers["key"][numbers]
            if len(known) < len(keys):
                return numbers[np.array([key in keys for key in known.tolist()], np.bool_)]
            return numbers[np.isin(known, np.fromiter(keys, np.int64, len(keys)))]
        case Language(code):
            languages = snapshot.numbers["language"][numbers]
            return numbers[np.equal(languages, language_number(code))]
        case Published(low, high):
            first, last, days = (
                day_number(low) or 1,
                day_number(high) or _LATEST,
                snapshot.numbers["published"][numbers],
            )
            return numbers[(first <= days) & (days <= last)]
        case _:
            raise TypeError(f"{leaf!r} is answered by the records, not by an engine")


def ranked(snapshot: Snapshot, root: Node, limit: int | None, offset: int) -> Matches:
    """Return the passages that a query matches, in the order that ``SearchEngine.search`` promises."""
    found = documents(snapshot, root, Part.PASSAGES)
    # The documents of an article stand one after the other.
    articles = int(np.count_nonzero(np.diff(snapshot.numbers["group"][found]))) + 1 if len(found) else 0
    wanted = len(found) if limit is None else min(offset + limit, len(found))
    if wanted <= offset:
        return Matches(len(found), articles, ())
    scores = _best(snapshot, found, _scores(snapshot, root, found), wanted)
    numbers = snapshot.numbers["number"]
    order = sorted((-score, snapshot.article(number), int(numbers[number])) for number, score in scores.items())
    hits = (Match(article, place, -score) for score, article, place in order[offset:wanted])
    return Matches(len(found), articles, tuple(hits))


def _best(snapshot: Snapshot, found: NDArray[np.int64], scores: NDArray[np.float64], wanted: int) -> dict[int, float]:
    """Return rounded scores of some documents among which the first ``wanted`` are.

    Rounding keeps the order, so only what is near the last wanted score has to be rounded. Of those that are
    equal to it, the articles that come first are enough.
    """
    if wanted == len(scores):
        return dict(zip(found.tolist(), _rounded(scores).tolist(), strict=True))
    lowest = float(np.partition(scores, -wanted)[-wanted])
    near = scores >= lowest - 10**-SCORE_DIGITS
    numbers, rounded = found[near], _rounded(scores[near])
    lowest = round(lowest, SCORE_DIGITS)
    above, tied = rounded > lowest, numbers[rounded == lowest]
    best = dict(zip(numbers[above].tolist(), rounded[above].tolist(), strict=True))
    left = wanted - len(best)
    if len(tied) > left + FEW_TIED:
        ranks = snapshot.article_ranks[tied]
        tied = tied[ranks <= np.partition(ranks, left - 1)[left - 1]]
    return best | dict.fromkeys(tied.tolist(), lowest)


def _rounded(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores as ``round`` rounds them, which numpy does not; many of them are equal."""
    values = scores.tolist()
    known = {value: round(value, SCORE_DIGITS) for value in set(values)}
    return np.array([known[value] for value in values])


def _scores(snapshot: Snapshot, root: Node, found: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the score of each matching passage."""
    scores = np.zeros(len(found))
    for leaf in ranked_leaves(root):
        numbers, counts = snapshot.postings(leaf, Part.PASSAGES)
        if numbers is found:
            scores += _leaf_scores(snapshot, leaf, numbers, counts)
        else:
            where, both = _places_in(numbers, found)
            scores[both] += _leaf_scores(snapshot, leaf, numbers[where], counts[where])
    return scores


def _places_in(numbers: NDArray[np.int64], found: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where those stand in two lists of ascending numbers that are in both: the shorter is looked up."""
    if len(found) < len(numbers):
        both, where = _places_in(found, numbers)
        return where, both
    places = np.searchsorted(found, numbers)
    places[places == len(found)] = 0  # what is not there is told by its number
    there = np.flatnonzero(found[places] == numbers)
    return there, places[there]


def _leaf_scores(
    snapshot: Snapshot, leaf: TextLeaf, numbers: NDArray[np.int64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what one leaf adds to documents in which it stands so often."""
    weight = snapshot.weight(leaf)
    if not by_length(leaf):
        return np.full(len(numbers), weight)
    return weight * counts / (counts + snapshot.length_shares[snapshot.numbers["length"][numbers]])
