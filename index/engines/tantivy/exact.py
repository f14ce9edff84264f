"""Exact scores of tantivy's best: from what tantivy scored where that tells it, else from a document's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from index.engines.scoring import SCORE_DIGITS, TextLeaf, by_length
from index.engines.tantivy.snapshot import ROUNDING
from index.highlight import standings
from index.query import Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tantivy import DocAddress

    from index.engines.tantivy.snapshot import Snapshot
    from index.engines.tantivy.stored import Stored

_WHOLE = 0.01
"""How near to a whole number a count must come that was worked out of a score."""

_MOST_TRIED = 64
"""Ways to share a score among the leaves that are tried: with more it takes longer than to count."""


_LONGEST = 400
"""Words of a text up to which one more of a word changes a score by more than tantivy's may be off."""


class _Worth(NamedTuple):
    """What a leaf adds to a score: by how often it stands in how long a text, or always the same."""

    weight: float
    by_length: bool

    def of(self, count: int, share: float) -> float:
        """Return what it adds to the score of a text that it stands in so often."""
        if self.by_length:
            return self.weight * count / (count + share)
        return self.weight if count else 0.0


class _Sums:
    """Finds the scores that leaves have in a text of which tantivy tells the sum.

    Args:
        counted: What tantivy adds to a count below BM25's line.
        share: What is added there by us.
        length: How many words the text has.
        off: By how much tantivy's sum may be off.
    """

    def __init__(self, counted: float, share: float, length: int, off: float) -> None:
        self._counted = counted
        self._share = share
        self._length = length
        self._off = off
        self.found: set[float] = set()
        self.left = _MOST_TRIED

    def add(self, worths: Sequence[_Worth], rest: float, score: float) -> None:
        """Enter the scores for all counts of some leaves that add up to a rest.

        Args:
            worths: The leaves.
            rest: The rest.
            score: The score of the leaves before them.
        """
        self.left -= 1
        if self.left < 0:
            return
        worth, *others = worths
        counted, off = self._counted, self._off
        if not others:
            for count in self._last_counts(worth, rest):
                if abs(worth.of(count, counted) - rest) <= off:
                    self.found.add(round(score + worth.of(count, self._share), SCORE_DIGITS))
            return
        above = sum(other.weight for other in others) + off
        for count in range(self._length + 1 if worth.by_length else 2):
            left = rest - worth.of(count, counted)
            if left < -off:
                return
            if left <= above:
                self.add(others, left, score + worth.of(count, self._share))

    def _last_counts(self, worth: _Worth, rest: float) -> Sequence[int]:
        """Return the counts of the last leaf that may add so much: as what it adds grows with them, they are few."""
        if not worth.by_length:
            return (0, 1)
        part = rest / worth.weight
        whole = round(part * self._counted / (1 - part)) if 0 < part < 1 else 0
        return range(max(whole - 1, 0), whole + 2)


class Scores:
    """Scores documents by the leaves of a query."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._leaves = [(leaf, snapshot.weight(leaf)) for leaf in leaves]
        self._worths = [_Worth(weight, by_length(leaf)) for leaf, weight in self._leaves]
        self._single = len(leaves) == 1 and by_length(leaves[0])
        self._scored_alike = all(map(_scored_alike, leaves))
        self._known: dict[float, float | None] = {}
        self._known_counts: dict[tuple[float, int], float | None] = {}
        self._find: dict[TextLeaf, Callable[[str], Iterable[tuple[int, int]]]] = {}

    def scores(self, candidates: Sequence[tuple[float, DocAddress]]) -> list[float]:
        """Return the rounded scores of documents, given with the score of tantivy's."""
        told = self._told_by_bound(candidates) if self._single else self._told_each(candidates)
        if None in told:
            unknown = [address for (_, address), score in zip(candidates, told, strict=True) if score is None]
            counted = map(self._counted, unknown, self._snapshot.numbers("length", unknown))
            return [next(counted) if score is None else score for score in told]
        return cast("list[float]", told)

    def _told_by_bound(self, candidates: Sequence[tuple[float, DocAddress]]) -> list[float | None]:
        """Return the scores that the only leaf's tell: equal ones are equal counts in as long texts."""
        known = self._known
        new = {bound: address for bound, address in candidates if bound not in known}
        lengths = self._snapshot.numbers("length", list(new.values()))
        known.update(zip(new, map(self._told_by_count, new, lengths), strict=True))
        return [known[bound] for bound, _ in candidates]

    def _told_each(self, candidates: Sequence[tuple[float, DocAddress]]) -> list[float | None]:
        """Return the scores that those of several leaves tell."""
        if not self._scored_alike:
            return [None] * len(candidates)
        lengths = self._snapshot.numbers("length", [address for _, address in candidates])
        return [self._told(bound, length) for (bound, _), length in zip(candidates, lengths, strict=True)]

    def _told(self, bound: float, length: int) -> float | None:
        """Return the score that tantivy's tells, None where it does not."""
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
        weight = self._worths[0].weight
        counted, share = self._snapshot.shares(length)
        part = bound / weight
        if not 0 < part < 1:
            return None
        count = part * counted / (1 - part)
        whole = round(count)
        # Where several terms add up to a score only the least there is tells their counts.
        if not whole or abs(count - whole) > _WHOLE or (whole > 1 and not self._scored_alike):
            return None
        return round(weight * whole / (whole + share), SCORE_DIGITS)

    def _told_by_counts(self, bound: float, length: int) -> float | None:
        """Return the score of several leaves, with the only counts that make tantivy's of it."""
        if length > _LONGEST:
            return None
        sums = _Sums(*self._snapshot.shares(length), length, bound * ROUNDING)
        sums.add(self._worths, bound, 0.0)
        return sums.found.pop() if len(sums.found) == 1 and sums.left >= 0 else None

    def _counted(self, address: DocAddress, length: int) -> float:
        """Return the score of a document of so many words by its own."""
        stored, (_, share) = self._snapshot.stored(address), self._snapshot.shares(length)
        score = 0.0
        for worth, (leaf, _) in zip(self._worths, self._leaves, strict=True):
            score += worth.of(sum(1 for _ in self._standings(leaf, stored)), share)
        return round(score, SCORE_DIGITS)

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
