"""All words of a field, and which of them a fuzzy word or a wildcard stands for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from index.highlight import parts_of, word_test
from index.query import Fuzzy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from index.query import Wildcard

_BETWEEN = "\n"


class Lexicon:
    """Different words, each once; those of a length stand in one text, which is searched much faster than a list."""

    def __init__(self, words: Iterable[str]) -> None:
        by_length = defaultdict(list)
        for word in words:
            by_length[len(word)].append(word)
        self._texts = {length: _BETWEEN.join(("", *some, "")) for length, some in by_length.items()}

    def expand(self, leaf: Fuzzy | Wildcard) -> frozenset[str]:
        """Return the words that a leaf matches."""
        return frozenset(filter(word_test(leaf), self._likely(leaf)))

    def _likely(self, leaf: Fuzzy | Wildcard) -> Iterator[str]:
        """Yield words with one of the parts that a match must hold; all of a length, where that says nothing."""
        parts = parts_of(leaf)
        if isinstance(leaf, Fuzzy):
            near = range(len(leaf.text) - leaf.distance, len(leaf.text) + leaf.distance + 1)
        else:
            shortest = len(leaf.pattern.replace("*", ""))
            longest = max(self._texts, default=0) if "*" in leaf.pattern else shortest
            near = range(shortest, longest + 1)
        for length in near:
            text = self._texts.get(length, "")
            if all(parts):
                yield from {word for part in parts for word in _holding(part, text)}
            else:
                yield from text.split()


def _holding(part: str, text: str) -> Iterator[str]:
    """Yield the words of a text that hold a part, some several times."""
    place = text.find(part)
    while place >= 0:
        end = text.find(_BETWEEN, place)
        yield text[text.rfind(_BETWEEN, 0, place) + 1 : end]
        place = text.find(part, end)
