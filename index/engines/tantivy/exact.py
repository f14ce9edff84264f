"""Exact scores of tantivy's best: from what tantivy scored where that tells it, else from a document's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from index.engines.scoring import SCORE_DIGITS, TextLeaf, by_length
from index.engines.tantivy.snapshot import ROUNDING
from index.highlight import standings
from index.query import Fuzzy, Phrase, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tantivy import DocAddress

    from index.engines.tantivy.snapshot import Snapshot
    from index.engines.tantivy.stored import Stored

_MOST_TRIED = 64
"""Ways to share a score among the terms that are tried: with more it takes longer than to count."""

_MOST_TERMS = 8
"""Terms that a leaf stands for up to which a score is shared among them."""


class _Worth(NamedTuple):
    """What a leaf adds to a score: by how often it stands in how long a text, or always the same."""

    weight: float
    by_length: bool

    def of(self, count: int, share: float) -> float:
        """Return what it adds to the score of a text that it stands in so often."""
        if self.by_length:
            return self.weight * count / (count + share)
        return self.weight if count else 0.0


class _Part(NamedTuple):
    """A term that a text may hold; ``more`` says how many terms come after it that its leaf stands for as well."""

    worth: _Worth
    more: int


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

    def add(self, parts: Sequence[_Part], rest: float) -> None:
        """Enter the scores for all counts of some terms, those of a leaf together, that add up to a rest."""
        self._add(parts, rest, 0.0, 0, self._length)

    def _add(self, parts: Sequence[_Part], rest: float, score: float, before: int, most: int) -> None:
        """Enter them for terms that come after others.

        Args:
            parts: The terms.
            rest: The rest.
            score: The score of the leaves before them.
            before: How often those terms stand there that the first one's leaf stands for as well.
            most: How often the first one stands there at most: which of a leaf's terms stands there more often is one.
        """
        self.left -= 1
        if self.left < 0:
            return
        (worth, more), *others = parts
        counted, off = self._counted, self._off
        if not others:
            for count in self._last_counts(worth, rest):
                if abs(worth.of(count, counted) - rest) <= off:
                    self.found.add(round(score + worth.of(before + count, self._share), SCORE_DIGITS))
            return
        above = sum(other.worth.weight for other in others[more:]) + off
        for count in range(most + 1 if worth.by_length else 2):
            value = worth.of(count, counted)
            if rest - value < -off:
                return
            if rest - value > value * more + above:
                continue
            if more:
                self._add(others, rest - value, score, before + count, count)
            else:
                self._add(others, rest - value, score + worth.of(before + count, self._share), 0, self._length)

    def _last_counts(self, worth: _Worth, rest: float) -> Sequence[int]:
        """Return the counts of the last term that may add so much: as what it adds grows with them, they are few."""
        if not worth.by_length:
            return (0, 1)
        part = rest / worth.weight
        whole = round(part * self._counted / (1 - part)) if 0 < part < 1 else 0
        return range(max(whole - 1, 0), whole + 2)


class Scores:
    """Scores documents by the leaves of a query."""

    def __init__(self, snapshot: Snapshot, leaves: Sequence[TextLeaf]) -> None:
        self._snapshot = snapshot
        self._leaves = leaves
        self._worths = [_Worth(snapshot.weight(leaf), by_length(leaf)) for leaf in leaves]
        self._parts = self._parted()
        self._sums = len(self._parts) == len(leaves)
        self._known: dict[float, float | None] = {}
        self._known_counts: dict[tuple[float, int], float | None] = {}
        self._find: dict[TextLeaf, Callable[[str], Iterable[tuple[int, int]]]] = {}

    def scores(self, candidates: Sequence[tuple[float, DocAddress]]) -> list[float]:
        """Return the rounded scores of documents, given with the score of tantivy's."""
        told = [self._rounded(bound) for bound, _ in candidates]
        if None in told:
            unknown = [candidate for candidate, score in zip(candidates, told, strict=True) if score is None]
            by_length = iter(self._scores_by_length(unknown))
            return [next(by_length) if score is None else score for score in told]
        return cast("list[float]", told)

    def _parted(self) -> list[_Part]:
        """Return the terms of which tantivy adds up what they are worth; none where it counts a leaf by other means."""
        parts = []
        for leaf, worth in zip(self._leaves, self._worths, strict=True):
            several = 1
            if isinstance(leaf, Phrase) and leaf.slop and worth.by_length:
                return []
            if isinstance(leaf, Word | Fuzzy) and worth.by_length:
                several = len(self._snapshot.terms(leaf))
            if several > _MOST_TERMS:
                return []
            parts += [_Part(worth, more) for more in reversed(range(several))]
        return parts

    def _rounded(self, bound: float) -> float | None:
        """Return the score that tantivy's is but for rounding, None where that does not tell it."""
        if not self._sums or not self._snapshot.pristine:
            return None
        if bound not in self._known:
            low, high = round(bound * (1 - ROUNDING), SCORE_DIGITS), round(bound * (1 + ROUNDING), SCORE_DIGITS)
            self._known[bound] = low if low == high else None
        return self._known[bound]

    def _scores_by_length(self, candidates: Sequence[tuple[float, DocAddress]]) -> Iterator[float]:
        """Yield the scores of documents by the counts that tantivy's tell; where they do not, by their own words."""
        lengths = self._snapshot.numbers("length", [address for _, address in candidates])
        known = self._known_counts
        for (bound, address), length in zip(candidates, lengths, strict=True):
            if (bound, length) not in known:
                known[bound, length] = self._told_by_counts(bound, length)
            score = known[bound, length]
            yield self._counted(address, length) if score is None else score

    def _told_by_counts(self, bound: float, length: int) -> float | None:
        """Return the score of the leaves, with the only counts that make tantivy's of it."""
        counted, share = self._snapshot.shares(length)
        if not self._parts:
            return self._told_by_once(bound, counted, share)
        sums = _Sums(counted, share, length, bound * ROUNDING)
        sums.add(self._parts, bound)
        return sums.found.pop() if len(sums.found) == 1 and sums.left >= 0 else None

    def _told_by_once(self, bound: float, counted: float, share: float) -> float | None:
        """Return the score of a leaf alone that stands there once, whatever it stands for: nothing scores less."""
        worth, *others = self._worths
        if others or not worth.by_length or abs(worth.of(1, counted) - bound) > bound * ROUNDING:
            return None
        return round(worth.of(1, share), SCORE_DIGITS)

    def _counted(self, address: DocAddress, length: int) -> float:
        """Return the score of a document of so many words by its own."""
        stored, (_, share) = self._snapshot.stored(address), self._snapshot.shares(length)
        score = 0.0
        for worth, leaf in zip(self._worths, self._leaves, strict=True):
            score += worth.of(sum(1 for _ in self._standings(leaf, stored)), share)
        return round(score, SCORE_DIGITS)

    def _standings(self, leaf: TextLeaf, stored: Stored) -> Iterable[tuple[int, int]]:
        find = self._find.get(leaf)
        if find is None:
            find = self._find[leaf] = standings(leaf)
        return find(stored.within(leaf.within))
