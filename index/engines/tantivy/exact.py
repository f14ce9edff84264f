"""Exact scores of tantivy's best: from what tantivy scored where that tells it, else from a document's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.engines.scoring import K1, SCORE_DIGITS, B, TextLeaf, by_length, counted_length, length_share
from index.engines.tantivy.snapshot import ROUNDING
from index.highlight import standings
from index.query import Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tantivy import DocAddress

    from index.engines.tantivy.snapshot import Snapshot
    from index.engines.tantivy.stored import Stored

_WHOLE = 0.01
"""How near to a whole number a count must come that was worked out of a score."""


class Scores:
    """Scores documents by the leaves of a query."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._leaves = [(leaf, snapshot.weight(leaf)) for leaf in leaves]
        self._single = len(leaves) == 1 and by_length(leaves[0])
        self._scored_alike = all(self._scores_alike(leaf) for leaf in leaves)
        self._known: dict[float, float] = {}
        self._find: dict[TextLeaf, Callable[[str], Iterator[tuple[int, int]]]] = {}

    def score(self, bound: float, address: DocAddress, length: int) -> float:
        """Return the rounded score of a document.

        Args:
            bound: The score that tantivy gave it. Where one leaf counts, equal ones are equal counts in as long texts.
            address: Where it is.
            length: How many words it has.
        """
        known = self._known.get(bound) if self._single else None
        if known is None:
            known = self._told(bound, length)
            if known is None:
                known = self._counted(self._snapshot.stored(address), length)
            if self._single:
                self._known[bound] = known
        return known

    def _scores_alike(self, leaf: TextLeaf) -> bool:
        """Say whether tantivy scores a leaf as we do: it is one term, one row of words, or always worth the same."""
        if not by_length(leaf):
            return True
        if isinstance(leaf, Phrase):
            return leaf.slop == 0
        return isinstance(leaf, Word) and len(leaf.stems) == 1

    def _told(self, bound: float, length: int) -> float | None:
        """Return the score that tantivy's tells, None where it does not."""
        if self._single:
            return self._told_by_count(bound, length)
        if not (self._scored_alike and self._snapshot.pristine):
            return None
        low, high = (round(bound * (1 + off), SCORE_DIGITS) for off in (-ROUNDING, ROUNDING))
        return low if low == high else None

    def _told_by_count(self, bound: float, length: int) -> float | None:
        """Return the score of the only leaf, with the count that makes tantivy's of it."""
        weight = self._leaves[0][1]
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

    def _counted(self, stored: Stored, length: int) -> float:
        """Return the score of a document by its own words."""
        score = 0.0
        for leaf, weight in self._leaves:
            if not by_length(leaf):
                score += weight if any(True for _ in self._standings(leaf, stored)) else 0.0
            elif count := sum(1 for _ in self._standings(leaf, stored)):
                score += weight * count / (count + length_share(length, self._snapshot.mean_length))
        return round(score, SCORE_DIGITS)

    def _standings(self, leaf: TextLeaf, stored: Stored) -> Iterator[tuple[int, int]]:
        find = self._find.get(leaf)
        if find is None:
            find = self._find[leaf] = standings(leaf)
        return find(stored.within(leaf.within))
