"""Exact scores of tantivy's best: from what tantivy scored where that tells it, else from a document's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.engines.scoring import K1, SCORE_DIGITS, B, TextLeaf, by_length, counted_length, length_share
from index.engines.tantivy.snapshot import ROUNDING
from index.highlight import standings
from index.query import Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tantivy import DocAddress

    from index.engines.tantivy.snapshot import Snapshot
    from index.engines.tantivy.stored import Stored

_WHOLE = 0.01
"""How near to a whole number a count must come that was worked out of a score."""

_MOST_TRIED = 64
"""Ways to share a score among the leaves that are tried: with more it takes longer than to count."""


_LONGEST = 400
"""Words of a text up to which one more of a word changes a score by more than tantivy's may be off."""


class Scores:
    """Scores documents by the leaves of a query."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._leaves = [(leaf, snapshot.weight(leaf)) for leaf in leaves]
        self._weights = [weight for _, weight in self._leaves]
        self._by_length = [by_length(leaf) for leaf in leaves]
        self._single = self._by_length == [True]
        self._scored_alike = all(map(_scored_alike, leaves))
        self._known: dict[float, float | None] = {}
        self._known_counts: dict[tuple[float, int], float | None] = {}
        self._find: dict[TextLeaf, Callable[[str], Iterable[tuple[int, int]]]] = {}

    def scores(self, candidates: Sequence[tuple[float, DocAddress]]) -> list[float]:
        """Return the rounded scores of documents, given with the score of tantivy's."""
        if not self._single:
            lengths = self._snapshot.numbers("length", [address for _, address in candidates])
            return [
                self._told(bound, length) or self._counted(address)
                for (bound, address), length in zip(candidates, lengths, strict=True)
            ]
        # Where one leaf counts, equal scores are equal counts in as long texts; those told by nothing are counted each.
        known = self._known
        new = {bound: address for bound, address in candidates if bound not in known}
        lengths = self._snapshot.numbers("length", list(new.values()))
        known.update(zip(new, map(self._told_by_count, new, lengths), strict=True))
        return [self._counted(address) if (told := known[bound]) is None else told for bound, address in candidates]

    def _told(self, bound: float, length: int) -> float | None:
        """Return the score that tantivy's tells, None where it does not."""
        if not self._scored_alike:
            return None
        if self._snapshot.pristine:
            low, high = round(bound * (1 - ROUNDING), SCORE_DIGITS), round(bound * (1 + ROUNDING), SCORE_DIGITS)
            if low == high:
                return low
        known = self._known_counts
        if (bound, length) not in known:
            known[bound, length] = self._told_by_counts(bound, length)
        return known[bound, length]

    def _told_by_count(self, bound: float, length: int) -> float | None:
        """Return the score of the only leaf, with the count that makes tantivy's of it."""
        weight = self._weights[0]
        share = K1 * (1 - B + B * counted_length(length) / self._snapshot.counted.mean_length)
        part = bound / weight
        if not 0 < part < 1:
            return None
        count = part * share / (1 - part)
        whole = round(count)
        # Where several terms add up to a score only the least there is tells their counts.
        if not whole or abs(count - whole) > _WHOLE or (whole > 1 and not self._scored_alike):
            return None
        return round(weight * whole / (whole + length_share(length, self._snapshot.mean_length)), SCORE_DIGITS)

    def _told_by_counts(self, bound: float, length: int) -> float | None:
        """Return the score of several leaves, with the only counts that make tantivy's of it."""
        if length > _LONGEST:
            return None
        share = K1 * (1 - B + B * counted_length(length) / self._snapshot.counted.mean_length)
        exact_share = length_share(length, self._snapshot.mean_length)
        scores = set()
        for tried, counts in enumerate(self._counts(0, bound, bound * ROUNDING, share, length)):
            if tried == _MOST_TRIED:
                return None
            if counts is not None:
                scores.add(round(self._score(counts, exact_share), SCORE_DIGITS))
        return scores.pop() if len(scores) == 1 else None

    def _counts(
        self, number: int, rest: float, off: float, share: float, length: int
    ) -> Iterator[tuple[int, ...] | None]:
        """Yield how often the leaves from a number on may stand in a text, None for what leads nowhere.

        Args:
            number: The first of them.
            rest: What they add to the score.
            off: By how much that may be off.
            share: What is added to a count below BM25's line.
            length: How many words the text has.
        """
        weight = self._weights[number]
        if number + 1 == len(self._weights):
            part = rest / weight
            whole = round(part * share / (1 - part)) if self._by_length[number] and 0 < part < 1 else 0
            for count in range(max(whole - 1, 0), whole + 2):
                if abs(self._worth(number, count, share) - rest) <= off:
                    yield (count,)
            yield None
            return
        above = sum(self._weights[number + 1 :])
        for count in range(length + 1 if self._by_length[number] else 2):
            left = rest - self._worth(number, count, share)
            if left < -off:
                break
            if left <= above + off:
                for counts in self._counts(number + 1, left, off, share, length):
                    yield counts and (count, *counts)

    def _worth(self, number: int, count: int, share: float) -> float:
        """Return what a leaf adds to a score that stands so often in a text."""
        weight = self._weights[number]
        if not self._by_length[number]:
            return weight if count else 0.0
        return weight * count / (count + share)

    def _score(self, counts: Sequence[int], share: float) -> float:
        return sum((self._worth(number, count, share) for number, count in enumerate(counts)), 0.0)

    def _counted(self, address: DocAddress) -> float:
        """Return the score of a document by its own words."""
        stored, (length,) = self._snapshot.stored(address), self._snapshot.numbers("length", [address])
        counts = [sum(1 for _ in self._standings(leaf, stored)) for leaf, _ in self._leaves]
        return round(self._score(counts, length_share(length, self._snapshot.mean_length)), SCORE_DIGITS)

    def _standings(self, leaf: TextLeaf, stored: Stored) -> Iterable[tuple[int, int]]:
        find = self._find.get(leaf)
        if find is None:
            find = self._find[leaf] = standings(leaf)
        return find(stored.within(leaf.within))


def _scored_alike(leaf: TextLeaf) -> bool:
    """Say whether tantivy scores a leaf as we do: it is one term, one row of words, or always worth the same."""
    if not by_length(leaf):
        return True
    if isinstance(leaf, Phrase):
        return leaf.slop == 0
    return isinstance(leaf, Word) and len(leaf.stems) == 1
