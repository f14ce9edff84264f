"""Which documents of a snapshot a query matches, and their order; what they score is said in ``scoring``."""

from __future__ import annotations

from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING

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
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from index.engines.scoring import TextLeaf
    from index.engines.whoosh.snapshot import Snapshot
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
    """Return what all items match: the smallest first, then facts about it alone, what NOT takes away last."""
    facts = [item for item in items if isinstance(item, Everything | Among | Language | Published)]
    others = [item for item in items if not isinstance(item, Not) and item not in facts]
    found: AbstractSet[int] = snapshot.universe[part]
    for numbers in sorted((documents(snapshot, item, part) for item in others), key=len):
        found = found & numbers if found is not snapshot.universe[part] else numbers
    for fact in facts:
        found = _filtered(snapshot, fact, part, found)
    for item in items:
        if isinstance(item, Not):
            found = found - documents(snapshot, item.item, part)
    return found


def _filtered(snapshot: Snapshot, leaf: Node, part: Part, among: AbstractSet[int] | None = None) -> AbstractSet[int]:
    """Return the documents, all or some, of a leaf that is about facts, not words."""
    universe = snapshot.universe[part]
    numbers = universe if among is None else among
    match leaf:
        case Everything():
            return numbers
        case Among(keys) if len(numbers) < len(keys) or numbers is not universe:
            known = snapshot.numbers["key"]
            return {number for number in numbers if known[number] in keys}
        case Among(keys):
            by_key = snapshot.by_key[part]
            return {by_key[key] for key in by_key.keys() & keys}
        case Language(code):
            wanted, languages = language_number(code), snapshot.numbers["language"]
            return {number for number in numbers if languages[number] == wanted}
        case Published(low, high):
            first, last, days = day_number(low) or 1, day_number(high) or _LATEST, snapshot.numbers["published"]
            return {number for number in numbers if first <= days[number] <= last}
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
    scores: dict[int, float] = {}
    for leaf in ranked_leaves(root):
        postings = snapshot.postings(leaf, Part.PASSAGES)
        shared = postings if postings.keys() == found else {n: postings[n] for n in postings.keys() & found}
        added = _leaf_scores(snapshot, leaf, shared)
        if scores:
            for number, score in added.items():
                scores[number] = scores.get(number, 0.0) + score
        else:
            scores = added
    return scores if len(scores) == len(found) else dict.fromkeys(found, 0.0) | scores


def _leaf_scores(snapshot: Snapshot, leaf: TextLeaf, counts: Mapping[int, int]) -> dict[int, float]:
    """Return what one leaf adds to documents in which it stands so often."""
    weight = snapshot.weight(leaf)
    if not by_length(leaf):
        return dict.fromkeys(counts, weight)
    lengths, shares = snapshot.numbers["length"], snapshot.length_shares
    return {number: weight * count / (count + shares[lengths[number]]) for number, count in counts.items()}
