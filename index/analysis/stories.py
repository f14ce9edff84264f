"""Which articles tell the same story, and which are copies of one another.

Articles are alike by the cosine of TF-IDF vectors over the words of their start and of the sentences looked at. Only
articles that share some of their heaviest words are compared, never all with all, so that the work grows as the
library does. All sums are of whole numbers: their order does not matter.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from math import log, sqrt
from operator import mul
from typing import TYPE_CHECKING

from index.analysis.runs import COPIED, near_duplicates, share_copied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MOST_ALIKE = 12
"""How many articles of other sources are taken to tell the same story, the most alike first."""

SAME_STORY = 0.2
"""Cosine from which on two articles are taken to tell the same story."""

OTHER_ARTICLES = 30
"""Articles without any of the words, added to a library: else the words of its own question, which stand in
all the articles of a small library, would weigh next to nothing."""

_MAY_BE_COPIED = 0.5
"""Cosine from which on it is worth to compare two articles run by run."""

_KEYWORDS = 40
"""How many of its heaviest words find an article's neighbours."""

_SHARED = 3
"""How many of these two articles must share to be compared."""

_LONGEST = 100
"""A word in more articles than this finds no neighbours; it would find too many."""

SAME_TIME = 30
"""Days between two articles that can still tell of the same event."""

_DAY = len("2000-01-01")
_YEAR_SLIP = 10
"""Days of the year by which two dates of one event may differ, when a year is wrong."""

_UNIT = 1 << 12
"""Length of a vector of whole numbers."""


class Bags:
    """What each article's words weigh, added in order; a few bytes a word."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._holding = array("I")
        self._words = array("I")
        self._counts = array("H")
        self._ends = array("L", [0])

    def add(self, words: Iterable[str]) -> None:
        """Add the next article, its words as often as they occur."""
        for word, count in Counter(words).items():
            number = self._ids.setdefault(word, len(self._ids))
            if number == len(self._holding):
                self._holding.append(0)
            self._holding[number] += 1
            self._words.append(number)
            self._counts.append(min(count, 0xFFFF))
        self._ends.append(len(self._words))

    def alike(self) -> Iterator[tuple[int, int, float]]:
        """Yield the pairs of articles that may tell the same story, the smaller place first, with their cosines."""
        weights = [self._weights(place) for place in range(len(self._ends) - 1)]
        heaviest = [self._heaviest(place, weights[place]) for place in range(len(weights))]
        holding: dict[int, list[int]] = defaultdict(list)
        for place, words in enumerate(heaviest):
            shared: Counter[int] = Counter()
            for word in words:
                shared.update(holding[word])
            # Only those before it: each pair once.
            yield from self._compared(place, sorted(p for p, n in shared.items() if n >= _SHARED), weights)
            for word in words:
                holding[word].append(place)

    def _weights(self, place: int) -> array[int]:
        """Return the weights of an article's words, in the order of its words.

        The weight of a word that occurs f times and stands in d of n articles is (1 + ln f) ln(1 + n / d).
        """
        total = len(self._ends) - 1 + OTHER_ARTICLES
        span = range(self._ends[place], self._ends[place + 1])
        raw = [(1 + log(self._counts[at])) * log(1 + total / self._holding[self._words[at]]) for at in span]
        length = sqrt(sum(weight * weight for weight in raw))
        return array("H", [round(_UNIT * weight / length) for weight in raw])

    def _heaviest(self, place: int, weights: Sequence[int]) -> list[int]:
        words = self._words[self._ends[place] : self._ends[place + 1]]
        ranked = sorted(zip(weights, words, strict=True), key=lambda pair: (-pair[0], pair[1]))[:_KEYWORDS]
        return [word for _, word in ranked if self._holding[word] <= _LONGEST]

    def _compared(
        self, place: int, others: Sequence[int], weights: Sequence[Sequence[int]]
    ) -> Iterator[tuple[int, int, float]]:
        own = dict(zip(self._words[self._ends[place] : self._ends[place + 1]], weights[place], strict=True))
        for other in others:
            words = self._words[self._ends[other] : self._ends[other + 1]]
            product = sum(map(mul, map(own.get, words, repeat(0)), weights[other]))
            cosine = product / (_UNIT * _UNIT)
            if cosine >= SAME_STORY:
                yield other, place, cosine


class Forest:
    """Things, by number, that belong together because links lead from one to the other."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, item: int) -> int:
        """Return the smallest number of what an item belongs to; its own when nothing was linked to it."""
        while (above := self._above.get(item, item)) != item:
            item = above
        return item

    def link(self, one: int, other: int) -> None:
        """Put two items, and all that belongs to either, together."""
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of an article beside its words; ``published`` is an ISO date or part of one, or None."""

    source: str
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Which articles can be compared, by their places in the sequence given.

    ``pairs`` are those that tell the same story as two sources, the smaller place first, sorted. ``days`` are the
    dates of publication, None where they are not known to the day. ``originals`` holds, by the place of
    each copy, the place of what it was first copied from.
    """

    pairs: Sequence[tuple[int, int]]
    heads: Sequence[Head]
    days: Sequence[date | None]
    originals: dict[int, int]
    _texts: Forest

    def are_two(self, one: int, other: int) -> bool:
        """Say whether two articles are two sources: neither of one publisher nor copies of one text."""
        return self.heads[one].source != self.heads[other].source and self._texts.root(one) != self._texts.root(other)

    def voices(self, places: Iterable[int]) -> dict[int, int]:
        """Return for each of some articles which source it counts as, among these: the first article of that source.

        A publisher's articles are one source, and so are the copies of a text.
        """
        forest, spoken = Forest(), dict[str | int, int]()
        ordered = sorted(set(places))
        for place in ordered:
            for key in (self.heads[place].source, self._texts.root(place)):
                forest.link(spoken.setdefault(key, place), place)
        return {place: forest.root(place) for place in ordered}

    def in_time(self, one: int, other: int, days: int = SAME_TIME) -> bool:
        """Say whether two articles are so many days apart at most, or a date is unknown or its year wrong."""
        first, second = self.days[one], self.days[other]
        if first is None or second is None:
            return True
        return abs((first - second).days) <= days or slipped_year(first, second)


def tell_stories(heads: Sequence[Head], bags: Bags, runs: Sequence[bytes]) -> Story:
    """Find which articles tell the same story, and which of them are copies.

    Args:
        heads: All articles, in order of file.
        bags: Their words; empty for one that is not to be compared.
        runs: Their runs of words, see ``runs.runs_of``.
    """
    ones, others, cosines = array("L"), array("L"), array("d")
    for one, other, cosine in bags.alike():
        ones.append(one)
        others.append(other)
        cosines.append(cosine)
    alike = zip(ones, others, cosines, strict=True)
    may_be_copied = ((one, other) for one, other, cosine in alike if cosine >= _MAY_BE_COPIED)
    # Near-duplicates are as long as each other; a text within a longer one is found among those that tell its story.
    copied = {pair for pair in chain(near_duplicates(runs), may_be_copied) if _is_copied(*pair, runs)}
    texts = Forest()
    for pair in copied:
        texts.link(*pair)
    story = Story([], heads, [_day(head.published) for head in heads], _originals(copied, heads), texts)
    best: dict[int, list[tuple[float, int, int]]] = defaultdict(list)
    for one, other, cosine in zip(ones, others, cosines, strict=True):
        if story.are_two(one, other):
            best[one].append((-cosine, one, other))
            best[other].append((-cosine, one, other))
    kept = {(one, other) for ranked in best.values() for _, one, other in sorted(ranked)[:MOST_ALIKE]}
    return Story(sorted(kept), story.heads, story.days, story.originals, texts)


def _is_copied(one: int, other: int, runs: Sequence[bytes]) -> bool:
    return share_copied(runs[one], runs[other]) >= COPIED


def _originals(copied: Iterable[tuple[int, int]], heads: Sequence[Head]) -> dict[int, int]:
    """Return for each copy the place of its original: the earliest published, then the first by file.

    A copy of a copy is one of what that was copied from. Articles without a date come after those with one.
    """

    def precedence(place: int) -> tuple[bool, str, int]:
        return heads[place].published is None, heads[place].published or "", place

    earliest: dict[int, int] = {}
    for pair in copied:
        first, second = sorted(pair, key=precedence)
        earliest[second] = min(first, earliest.get(second, first), key=precedence)
    return {place: _first_of(place, earliest) for place in sorted(earliest)}


def _first_of(place: int, earliest: dict[int, int]) -> int:
    while place in earliest:
        place = earliest[place]
    return place


def slipped_year(one: date, other: date) -> bool:
    """Say whether two dates are the same days of two Januaries: where the year just past is written by mistake."""
    if {one.month, other.month} != {1} or abs(one.year - other.year) != 1:
        return False
    return abs(one.day - other.day) <= _YEAR_SLIP


def _day(published: str | None) -> date | None:
    if published is None:
        return None
    try:
        return date.fromisoformat(published[:_DAY])
    except ValueError:
        # A year or a month alone, as some feeds have it.
        return None
