"""Ten kinds of query, made of words that stand in the articles that are measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING

from benchmarks.corpus import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LONG = 7
"""Letters of a word that a part of is asked for."""

SHORT = 4
SLOP = 3

COMMON = (0.02, 0.10)
MIDDLE = (0.002, 0.05)
RARE = (0.00005, 0.0005)
"""Shares of the passages that a common, a middling and a rare word stand in."""


class Kind(StrEnum):
    """What is asked for."""

    COMMON = "one common word"
    RARE = "one rare word"
    AND = "both of two words"
    OR = "any of three words"
    PHRASE = "a phrase"
    NEAR = "two words near each other"
    PREFIX = "a prefix"
    WILDCARD = "a wildcard"
    FUZZY = "a misspelt word"
    FACTS = "a word, dates and a country"


@dataclass(frozen=True, slots=True)
class Question:
    """One query; ``low``, ``high`` and ``country`` only for FACTS, dates in ISO format."""

    kind: Kind
    words: tuple[str, ...]
    low: str = ""
    high: str = ""
    country: str = ""

    @property
    def written(self) -> str:
        """The query in the program's own language."""
        first, *_ = self.words
        match self.kind:
            case Kind.AND:
                return " ".join(self.words)
            case Kind.OR:
                return " OR ".join(self.words)
            case Kind.PHRASE:
                return f'"{" ".join(self.words)}"'
            case Kind.NEAR:
                return f'"{" ".join(self.words)}"~{SLOP}'
            case Kind.PREFIX:
                return f"{first}*"
            case Kind.FUZZY:
                return f"{first}~1"
            case Kind.FACTS:
                return f"{first} date:{self.low}..{self.high} country:{self.country}"
            case _:
                return first


class Asker:
    """Makes questions of the words of some passages.

    Args:
        passages: A sample of them.
        stop_words: Words that a yardstick does not know.
        days: The dates of the articles, ISO.
    """

    def __init__(self, passages: Sequence[str], stop_words: Iterable[str], days: Sequence[str]) -> None:
        self._chance = Random(11)
        self._texts = [[word.strip(".,;:\"'()") for word in text.lower().split()] for text in passages]
        counts = Counter(word for text in self._texts for word in set(text))
        left_out = set(stop_words)
        self._shares = {
            word: count / len(passages)
            for word, count in counts.items()
            if len(word) >= SHORT and word.isalpha() and word.isascii() and word not in left_out
        }
        self._days = sorted(days)

    def questions(self, kind: Kind, count: int) -> list[Question]:
        """Return so many different questions of a kind."""
        found: dict[Question, None] = {}
        for _ in range(count * 1000):
            found[self._question(kind)] = None
            if len(found) == count:
                break
        return list(found)

    def _question(self, kind: Kind) -> Question:
        if kind is Kind.FACTS:
            low, high = sorted(self._chance.choices(self._days, k=2))
            return Question(kind, (self._word(MIDDLE),), low, high, self._chance.choice(COUNTRIES[:6]))
        return Question(kind, self._words(kind))

    def _words(self, kind: Kind) -> tuple[str, ...]:
        match kind:
            case Kind.COMMON | Kind.RARE:
                return (self._word(COMMON if kind is Kind.COMMON else RARE),)
            case Kind.AND:
                return self._together(2)
            case Kind.OR:
                return self._word(MIDDLE), self._word(MIDDLE), self._word(MIDDLE)
            case Kind.PHRASE | Kind.NEAR:
                return self._apart(1, 1) if kind is Kind.PHRASE else self._apart(2, SLOP)
            case Kind.PREFIX:
                return (self._long()[: LONG - 2],)
            case Kind.WILDCARD:
                word = self._long()
                return (f"{word[:3]}?{word[4:6]}*",)
            case _:
                word = self._long()
                place = self._chance.randrange(1, len(word) - 1)
                return (word[:place] + word[place + 1 :],)

    def _word(self, shares: tuple[float, float]) -> str:
        low, high = shares
        known = [word for word, share in self._shares.items() if low <= share <= high]
        return self._chance.choice(known)

    def _long(self) -> str:
        known = [word for word, share in self._shares.items() if len(word) >= LONG and share >= MIDDLE[0] / 4]
        return self._chance.choice(known)

    def _together(self, count: int) -> tuple[str, ...]:
        while True:
            text = {word for word in self._chance.choice(self._texts) if self._shares.get(word, 0) >= MIDDLE[0]}
            if len(text) >= count:
                return tuple(self._chance.sample(sorted(text), count))

    def _apart(self, least: int, most: int) -> tuple[str, str]:
        """Return two words that stand so many places apart somewhere."""
        while True:
            text, distance = self._chance.choice(self._texts), self._chance.randint(least, most)
            if len(text) > distance:
                place = self._chance.randrange(len(text) - distance)
                one, other = text[place], text[place + distance]
                if one in self._shares and other in self._shares and one != other:
                    return one, other
