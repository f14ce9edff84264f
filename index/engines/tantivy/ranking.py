"""Which documents of a snapshot match, and their order.

tantivy scores nearly as we do, and fast: its best are scored again from their terms, until no other one can be
among them. So scores are exact, the same on every engine and whatever the index has been through.
"""

from __future__ import annotations

from functools import cached_property
from heapq import heappush, heappushpop
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple, cast

from index.engines import Match, Matches
from index.engines.scoring import SCORE_DIGITS, by_length, ranked_leaves
from index.engines.tantivy.articles import article_query
from index.engines.tantivy.exact import Scores
from index.engines.tantivy.queries import Queries
from index.engines.tantivy.schema import place_of
from index.engines.tantivy.snapshot import count_of
from index.query import Among, And, Everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tantivy import DocAddress, Query, SearchResult

    from index.engines.tantivy.snapshot import Snapshot
    from index.query import Node

MARGIN = 64
"""Candidates that are asked for at first beyond those that are wanted; it costs next to nothing."""

LISTED = 1_000
"""Documents up to which their articles are counted one by one: else it takes longer than a query that counts them."""

GROWTH = 4
"""How many times as many candidates are asked for when those were not enough."""

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
    found = frozenset([key for key, _ in snapshot.ordered(query, "key", snapshot.count(query))])
    return found if keys is None else found & keys


def ranked(snapshot: Snapshot, root: Node, limit: int | None, offset: int) -> Matches:
    """Return the documents that a query matches, in the order that ``SearchEngine.search`` promises."""
    question = _question(snapshot, root, offset + (limit or 0) + MARGIN)
    wanted = question.total if limit is None else min(offset + limit, question.total)
    if wanted <= offset:
        return Matches(question.total, question.articles, ())
    return Matches(question.total, question.articles, tuple(question.best(wanted)[offset:]))


def _question(snapshot: Snapshot, root: Node, asked: int) -> _Question:
    """Return a query made ready: keys of records are looked up among what the rest finds, when that takes less."""
    split = _split(root)
    if split.keys is not None:
        question = _Question(snapshot, root, split, LISTED)
        if question.candidates <= len(split.keys) * SET_COST:
            return question
    return _Question(snapshot, root, _Split(root, None), asked)


class _Question:
    """One query put to one snapshot; ``asked`` is how many candidates are asked for at first."""

    def __init__(self, snapshot: Snapshot, root: Node, split: _Split, asked: int) -> None:
        self._snapshot = snapshot
        self._asked = asked
        self._leaves = ranked_leaves(root)
        self._root = root
        self._tree, self._keys = split
        self._query = Queries(snapshot).matching(self._tree)

    @property
    def candidates(self) -> int:
        """How many documents match, whatever their keys."""
        return count_of(self._first_candidates) if self._leaves else self._snapshot.count(self._query)

    @cached_property
    def _among(self) -> list[DocAddress] | None:
        """The documents that match, when the keys of the records decide; None when they do not."""
        if self._keys is None:
            return None
        if self._leaves:
            return [address for _, address in self._scored_among]
        found = self._snapshot.ordered(self._query, "key", self._snapshot.count(self._query))
        return [address for key, address in found if key in self._keys]

    @cached_property
    def total(self) -> int:
        """How many documents match."""
        if self._among is not None:
            return len(self._among)
        return self._snapshot.count(self._query) if self._same_score is not None else count_of(self._first_candidates)

    @cached_property
    def _first_candidates(self) -> SearchResult:
        return self._snapshot.searcher.search(self._scoring, self._asked)

    @cached_property
    def articles(self) -> int:
        """How many articles these are of."""
        if self._among is not None:
            return len(set(self._numbers("group", self._among)))
        if self._same_score is None and self.total <= len(self._first_candidates.hits):
            return len(set(self._numbers("group", [address for _, address in self._first_candidates.hits])))
        if self.total > LISTED and (by_article := article_query(self._snapshot, self._tree)) is not None:
            return self._snapshot.count(by_article)
        return len(set(map(_FIRST, self._snapshot.ordered(self._query, "group", self.total))))

    def best(self, wanted: int) -> list[Match]:
        """Return the first matches, in order."""
        if self._same_score is None:
            found = self._scored(wanted)
            orders = self._numbers("order", [address for _, address in found])
        elif self._among is not None:
            found = [(self._same_score, address) for address in self._among]
            orders = self._numbers("order", self._among)
        else:
            first = self._first(wanted)
            found, orders = [(self._same_score, address) for _, address in first], [order for order, _ in first]
        return self._matches(found, orders, wanted)

    @cached_property
    def _same_score(self) -> float | None:
        """The score that all matches have, when no text decides; None when it does."""
        needed = self._root.items if isinstance(self._root, And) else (self._root,)
        if any(by_length(leaf) or leaf not in needed for leaf in self._leaves):
            return None
        return round(float(sum(map(self._snapshot.weight, self._leaves))), SCORE_DIGITS)

    def _matches(self, found: Sequence[Scored], orders: Sequence[int], wanted: int) -> list[Match]:
        places = sorted(range(len(found)), key=lambda place: (-found[place][0], orders[place]))
        end = wanted
        while end < len(places) and self._same(found, orders, places[end - 1], places[end]):
            end += 1
        shown = places[:end]
        keys = self._numbers("key", [found[place][1] for place in shown])
        matches = [self._match(key, *found[place], orders[place]) for key, place in zip(keys, shown, strict=True)]
        matches.sort(key=lambda match: (-match.score, match.article, match.number))
        return matches[:wanted]

    def _same(self, found: Sequence[Scored], orders: Sequence[int], one: int, other: int) -> bool:
        """Say whether only the ids can tell which of two documents comes first."""
        return found[one][0] == found[other][0] and orders[one] == orders[other]

    def _match(self, key: int, score: float, address: DocAddress, order: int) -> Match:
        if place := place_of(order):
            return Match(key, *place, score)
        stored = self._snapshot.stored(address)
        return Match(key, stored.article, stored.number, score)

    def _first(self, wanted: int) -> list[tuple[int, DocAddress]]:
        """Return at least the first documents in the order of articles, with all that have the last one's number."""
        while True:
            found = self._snapshot.ordered(self._query, "order", wanted + 1)
            if len(found) <= wanted or found[-1][0] != found[-2][0]:
                return found
            wanted *= 2

    def _scored(self, wanted: int) -> list[Scored]:
        """Return documents with their scores among which the first ``wanted`` are."""
        asked, done = self._asked, 0
        exact, slack = Scores(self._snapshot, self._leaves), self._snapshot.slack
        found: list[Scored] = []
        least: list[float] = []
        while True:
            candidates = self._candidates(asked)
            new = candidates[done:]
            lengths = self._numbers("length", [address for _, address in new])
            for (bound, address), length in zip(new, lengths, strict=True):
                if len(least) == wanted and bound * slack < least[0] - _NEAR:
                    return found
                score = exact.score(bound, address, length)
                found.append((score, address))
                if len(least) < wanted:
                    heappush(least, score)
                else:
                    heappushpop(least, score)
            done = len(candidates)
            if done >= self._candidates_in_all:
                return found
            asked = done * GROWTH

    @cached_property
    def _candidates_in_all(self) -> int:
        return self.total if self._among is None else len(self._scored_among)

    def _candidates(self, asked: int) -> Sequence[Scored]:
        """Return the first documents by tantivy's score."""
        if self._among is not None:
            return self._scored_among
        if asked == self._asked:
            return self._first_candidates.hits
        return self._snapshot.searcher.search(self._scoring, asked).hits

    @cached_property
    def _scoring(self) -> Query:
        return Queries(self._snapshot).scoring(self._tree, self._leaves)

    @cached_property
    def _scored_among(self) -> Sequence[Scored]:
        """All documents that match when the keys of the records decide, by tantivy's score."""
        first = self._first_candidates
        count = count_of(first)
        found = first.hits if count <= self._asked else self._snapshot.searcher.search(self._scoring, count).hits
        keys, wanted = self._numbers("key", [address for _, address in found]), self._keys or frozenset()
        return [scored for scored, key in zip(found, keys, strict=True) if key in wanted]

    def _numbers(self, field: str, addresses: Sequence[DocAddress]) -> list[int]:
        return cast("list[int]", self._snapshot.searcher.fast_field_values(field, list(addresses)))


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
    keys = among[0].intersection(*among[1:])
    return _Split(others[0] if len(others) == 1 else And(others) if others else Everything(), keys)
