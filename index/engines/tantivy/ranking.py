"""Which documents of a snapshot match, and their order.

tantivy scores nearly as we do, and fast: its best are scored again from their terms, until no other one can be
among them. So scores are exact, the same on every engine and whatever the index has been through.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from index.engines import Match, Matches
from index.engines.scoring import SCORE_DIGITS, TextLeaf, by_length, ranked_leaves
from index.engines.tantivy.articles import count_articles
from index.engines.tantivy.exact import Scores
from index.engines.tantivy.queries import Queries
from index.engines.tantivy.schema import places_of
from index.query import Among, And, Everything, Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tantivy import DocAddress

    from index.engines.tantivy.snapshot import Snapshot
    from index.query import Node

MARGIN = 64
"""Candidates that are asked for at first beyond those that are wanted; it costs next to nothing."""

MARGIN_OF_SEVERAL = 3_000
"""The same where no query counts the articles of words that stand together: most often these are all there are."""

LISTED = 64
"""Documents up to which their articles are counted one by one: else it takes longer than a query that counts them."""

GROWTH = 4
"""How many times as many candidates are asked for when those were not enough."""

ASKED_AMONG = 4_000
"""Candidates that are asked for at first when the keys of the records decide."""

SET_COST = 2
"""How much longer tantivy takes for a key of a set than we take for a document that may have one of them."""

_NEAR = 10**-SCORE_DIGITS

_FIRST = itemgetter(0)

Scored = tuple[float, "DocAddress"]


class _Split(NamedTuple):
    """A tree, and the keys of the records that AND joins to it; None is no such condition."""

    tree: Node
    keys: frozenset[int] | None


def matching(snapshot: Snapshot, root: Node) -> frozenset[int]:
    """Return the keys of all documents that match."""
    tree, keys = _split(root)
    query = Queries(snapshot).matching(tree)
    found = frozenset([key for key, _ in snapshot.all(query, "key")])
    return found if keys is None else found & keys


def ranked(snapshot: Snapshot, root: Node, limit: int | None, offset: int) -> Matches:
    """Return the documents that a query matches, in the order that ``SearchEngine.search`` promises."""
    leaves = ranked_leaves(root)
    score = _same_score(snapshot, root, leaves)
    split = _split(root)
    if split.keys is not None:
        found = _Among(snapshot, split, leaves)
        if found.candidates <= len(split.keys) * SET_COST:
            return found.matches(score, limit, offset)
    tree = _Tree(snapshot, root, leaves)
    return tree.scored(limit, offset) if score is None else tree.alike(score, limit, offset)


def _same_score(snapshot: Snapshot, root: Node, leaves: Sequence[TextLeaf]) -> float | None:
    """Return the score that all matches have, when no text decides; None when it does."""
    needed = root.items if isinstance(root, And) else (root,)
    if any(by_length(leaf) or leaf not in needed for leaf in leaves):
        return None
    return round(float(sum(map(snapshot.weight, leaves))), SCORE_DIGITS)


class _Tree:
    """The tree of a query, put to a snapshot."""

    def __init__(self, snapshot: Snapshot, root: Node, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._root = root
        self._leaves = leaves
        self._queries = Queries(snapshot)

    def scored(self, limit: int | None, offset: int) -> Matches:
        """Return the matches of a tree that ranks them."""
        query = self._queries.scoring(self._root, self._leaves)
        margin = MARGIN_OF_SEVERAL if isinstance(self._root, And | Phrase) else MARGIN
        known = self._snapshot.told_having(self._snapshot.terms(self._root)) if isinstance(self._root, Word) else None
        total, first = self._snapshot.best(query, offset + (limit or 0) + margin, known)
        articles = self._articles(total, [address for _, address in first])
        wanted = total if limit is None else min(offset + limit, total)
        if wanted <= offset:
            return Matches(total, articles, ())
        if wanted > len(first):
            first = self._snapshot.best(query, wanted, total).first
        exact = Scores(self._snapshot, self._leaves)
        while True:
            scores = _best_scores(exact, first, wanted, self._snapshot.slack)
            if len(scores) < len(first) or len(first) >= total:
                break
            first = self._snapshot.best(query, len(first) * GROWTH, total).first
        best = _Best(self._snapshot, [address for _, address in first[: len(scores)]], scores)
        return Matches(total, articles, tuple(best.first(wanted)[offset:]))

    def alike(self, score: float, limit: int | None, offset: int) -> Matches:
        """Return the matches of a tree that gives all of them the same score."""
        query = self._queries.matching(self._root)
        asked = max(self._snapshot.count(query) if limit is None else offset + limit, 1)
        while True:
            total, first = self._snapshot.first(query, "order", asked + 1)
            if len(first) <= asked or first[-1][0] != first[-2][0]:
                break  # all that have the last one's number are among them
            asked *= 2
        addresses = [address for _, address in first]
        articles = self._articles(total, addresses)
        wanted = total if limit is None else min(offset + limit, total)
        if wanted <= offset:
            return Matches(total, articles, ())
        best = _Best(self._snapshot, addresses, [score] * len(first))
        return Matches(total, articles, tuple(best.first(wanted)[offset:]))

    def _articles(self, total: int, first: Sequence[DocAddress]) -> int:
        """Return how many articles the matches are of, of which the first are known."""
        if total <= len(first):
            return len(set(self._snapshot.numbers("group", first)))
        if total > LISTED and (counted := count_articles(self._queries, self._snapshot, self._root)) is not None:
            return counted
        query = self._queries.matching(self._root)
        return len(set(map(_FIRST, self._snapshot.first(query, "group", total).first)))


def _best_scores(exact: Scores, candidates: Sequence[Scored], wanted: int, slack: float) -> list[float]:
    """Return the scores of the first candidates, of so many that the ``wanted`` best are among them, or all.

    Args:
        exact: Tells the scores.
        candidates: Documents by tantivy's scores, the highest first.
        wanted: How many are.
        slack: By how much a score may be above tantivy's.
    """
    scores = exact.scores(candidates[:wanted])
    if len(candidates) <= wanted:
        return scores
    least = min(scores) - _NEAR
    end = wanted
    while end < len(candidates) and candidates[end][0] * slack >= least:
        end += 1
    return scores + exact.scores(candidates[wanted:end])


class _Among:
    """Matches of which the keys of the records decide."""

    def __init__(self, snapshot: Snapshot, split: _Split, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._leaves = leaves
        self._keys = split.keys or frozenset()
        queries = Queries(snapshot)
        self._query = queries.scoring(split.tree, leaves) if leaves else queries.matching(split.tree)
        known = [snapshot.told_having(snapshot.terms(leaf)) or 0 for leaf in leaves if isinstance(leaf, Word)]
        self._found = snapshot.best(self._query, max([ASKED_AMONG, *known]))

    @property
    def candidates(self) -> int:
        """How many documents match, whatever their keys."""
        return self._found.total

    def matches(self, score: float | None, limit: int | None, offset: int) -> Matches:
        """Return the matches; ``score`` is what all of them have, None where the text decides."""
        total, found = self._found
        if total > len(found):
            found = self._snapshot.best(self._query, total, total).first
        keys = self._snapshot.numbers("key", [address for _, address in found])
        among = [scored for scored, key in zip(found, keys, strict=True) if key in self._keys]
        addresses = [address for _, address in among]
        articles = len(set(self._snapshot.numbers("group", addresses)))
        wanted = len(among) if limit is None else min(offset + limit, len(among))
        if wanted <= offset:
            return Matches(len(among), articles, ())
        if score is None:
            scores = _best_scores(Scores(self._snapshot, self._leaves), among, wanted, self._snapshot.slack)
        else:
            scores = [score] * len(among)
        best = _Best(self._snapshot, addresses[: len(scores)], scores)
        return Matches(len(among), articles, tuple(best.first(wanted)[offset:]))


class _Best:
    """Documents with their scores, to be brought in order."""

    def __init__(self, snapshot: Snapshot, addresses: Sequence[DocAddress], scores: Sequence[float]) -> None:
        self._snapshot = snapshot
        self._addresses = addresses
        self._scores = scores

    def first(self, wanted: int) -> list[Match]:
        """Return the first so many."""
        orders = self._snapshot.numbers("order", self._addresses)
        ranks = sorted(zip([-score for score in self._scores], orders, range(len(orders)), strict=True))
        end = wanted
        while end < len(ranks) and ranks[end][:2] == ranks[end - 1][:2]:
            end += 1  # only the ids can tell which of them comes first
        shown = [place for _, _, place in ranks[:end]]
        told = places_of([orders[place] for place in shown])
        matches = [
            Match._make((*(where or self._read(self._addresses[place])), self._scores[place]))
            for where, place in zip(told, shown, strict=True)
        ]
        if None in told:
            matches.sort(key=lambda match: (-match.score, match.article, match.number))
        return matches[:wanted]

    def _read(self, address: DocAddress) -> tuple[str, int]:
        stored = self._snapshot.stored(address)
        return stored.article, stored.number


def _split(root: Node) -> _Split:
    """Take the keys of the records that AND joins to the rest out of a tree."""
    if isinstance(root, Among):
        return _Split(Everything(), root.keys)
    if not isinstance(root, And):
        return _Split(root, None)
    among = [item.keys for item in root.items if isinstance(item, Among)]
    others = tuple(item for item in root.items if not isinstance(item, Among))
    if not among:
        return _Split(root, None)
    keys = among[0].intersection(*among[1:]) if among[1:] else among[0]  # which would be copied
    return _Split(others[0] if len(others) == 1 else And(others) if others else Everything(), keys)
