"""All words of a field, and which of them a fuzzy word or a wildcard stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from index.highlight import parts_of, word_test
from index.query import Fuzzy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.query import Wildcard

_BETWEEN = "\n"


class Lexicon:
    """Different words, each once."""

    def __init__(self, words: Iterable[str]) -> None:
        by_length = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        self._columns = {length: _Column(length, some) for length, some in by_length.items()}

    def expand(self, leaf: Fuzzy | Wildcard) -> frozenset[str]:
        """Return the words that a leaf matches."""
        likely = self._near(leaf) if isinstance(leaf, Fuzzy) else self._like(leaf)
        return frozenset(filter(word_test(leaf), likely))

    def _near(self, leaf: Fuzzy) -> Iterator[str]:
        """Yield words with one of the parts that a match must hold, where it stands if all edits are elsewhere."""
        parts = parts_of(leaf)
        for length in range(len(leaf.text) - leaf.distance, len(leaf.text) + leaf.distance + 1):
            column = self._columns.get(length)
            if column is None:
                continue
            if not all(parts):
                yield from column.words()
                continue
            first, *middle, last = parts
            ending = (word[::-1] for word in column.turned.beginning(last[::-1]))
            yield from {*column.beginning(first), *ending, *chain.from_iterable(map(column.holding, middle))}

    def _like(self, leaf: Wildcard) -> Iterator[str]:
        """Yield words with the part that a match must hold; all of a length, where that says nothing."""
        (part,) = parts_of(leaf)
        shortest = len(leaf.pattern.replace("*", ""))
        for length, column in self._columns.items():
            if length == shortest or (length > shortest and "*" in leaf.pattern):
                yield from set(column.holding(part)) if part else column.words()


class _Column:
    """Words of one length, sorted; they stand in one text, which takes less memory than a list and is searched faster.

    Args:
        length: How many letters each has.
        words: The words, in any order.
    """

    def __init__(self, length: int, words: Iterable[str]) -> None:
        self._length = length
        self._text = _BETWEEN.join(("", *sorted(words), ""))

    def words(self) -> Sequence[str]:
        """Return all words."""
        return self._text.split()

    @cached_property
    def turned(self) -> _Column:
        """The same words, each from its last letter to its first."""
        return _Column(self._length, [word[::-1] for word in self.words()])

    def beginning(self, part: str) -> Iterator[str]:
        """Yield the words that begin with a part."""
        step = self._length + len(_BETWEEN)
        places = range(len(_BETWEEN), len(self._text), step)
        for place in places[bisect_left(places, part, key=self._word) :]:
            if not self._text.startswith(part, place):
                return
            yield self._word(place)

    def holding(self, part: str) -> Iterator[str]:
        """Yield the words that hold a part, some several times."""
        step = self._length + len(_BETWEEN)
        place = self._text.find(part)
        while place >= 0:
            yield self._word(place - (place - len(_BETWEEN)) % step)
            place = self._text.find(part, place + 1)

    def _word(self, place: int) -> str:
        return self._text[place : place + self._length]
