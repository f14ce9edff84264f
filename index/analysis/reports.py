"""What every article tells -> the sentences that can be compared, and which articles tell the same story."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.analysis.likeness import Weights
from index.analysis.stories import Bags, Head, tell_stories

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analysis.extracts import Extract, Sentence
    from index.models import Position

KEPT = 1_000
"""Articles whose reports are remembered while they are compared."""

SAME_NEWS = 3
"""Days between two articles within which a count of the same things should still be the same."""


class Taken(NamedTuple):
    """A position that somebody takes, as far as claims compare it; all words are the article's.

    ``place`` is where its cue starts in the article's text; ``target`` is what the target refers to when it is a
    reference. ``own_words`` says that its holder is quoted or said it.
    """

    place: int
    holder: str
    position: Position
    own_words: bool
    cue: str
    target: str | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one article tells: its ``extract`` is empty but for the runs when its language is not analysed."""

    article: str
    source: str
    published: str | None
    extract: Extract
    stances: Sequence[Taken] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence of the article at ``place``, with the stances in it and their holders and sides."""

    place: int
    told: Sentence
    stances: tuple[Taken, ...]
    pairs: frozenset[tuple[str, int]]

    @property
    def key(self) -> tuple[int, int]:
        """Its article's place and its start there, by which reports sort in article order."""
        return self.place, self.told.span.start


class First(NamedTuple):
    """An article's first sentence of prose, and the date that the article gives."""

    passage: int
    start: int
    end: int
    published: str | None


class Tellings(Protocol):
    """What all articles tell, in order of file: to be gone through, as often as wanted, or read one by one."""

    def __iter__(self) -> Iterator[Told]:
        """Go through all of them."""

    def __getitem__(self, place: int, /) -> Told:
        """Return what the article at a place of that order tells."""


class Reported:
    """All that is compared: what the words of sentences weigh, which articles tell one story, and what they report.

    A library's reports are never all in memory: those of an article are read when it is compared with another.

    Attributes:
        weights: What the words of all sentences weigh.
        story: The stories that the articles are of.
        articles: Their ids, by place.
        firsts: Each article's first sentence, by place, None where it has none.
        untold: The words for what some sentence says that no number is known of.
    """

    def __init__(self, tellings: Tellings) -> None:
        self._tellings = tellings
        self.weights = Weights()
        self.articles: list[str] = []
        self.firsts: list[First | None] = []
        bags, heads, runs, untold = Bags(), list[Head](), list[bytes](), set[str]()
        for told in tellings:
            extract = told.extract
            self.articles.append(told.article)
            self.firsts.append(_first(told))
            heads.append(Head(told.source, told.published))
            runs.append(extract.runs)
            bags.add(" ".join([extract.opening, *(sentence.words for sentence in extract.sentences)]).split())
            for sentence in extract.sentences:
                self.weights.count(sentence.words)
                untold.update(sentence.untold or ())
        self.untold = frozenset(untold)
        self.story = tell_stories(heads, bags, runs)
        self.of = lru_cache(KEPT)(self._of)

    def _of(self, place: int) -> Sequence[Report]:
        """Return the reports of the article at a place."""
        return tuple(_reports(place, self._tellings[place]))

    def __iter__(self) -> Iterator[Report]:
        """Go through the reports of all articles, in their order."""
        for place, told in enumerate(self._tellings):
            yield from _reports(place, told)

    def cosine(self, one: Report, other: Report) -> float:
        """Return how alike the words of two sentences are."""
        return self.weights.cosine(one.told.words, other.told.words)


def _first(told: Told) -> First | None:
    if told.extract.first is None:
        return None
    passage, span = told.extract.first
    return First(passage, span.start, span.end, told.published)


def _reports(place: int, told: Told) -> Iterator[Report]:
    """Yield the sentences that say anything to compare."""
    stances = sorted(told.stances, key=lambda stance: stance.place)
    places = [stance.place for stance in stances]
    for sentence in told.extract.sentences:
        first, last = bisect_left(places, sentence.span.start), bisect_left(places, sentence.span.end)
        held = tuple(stances[first:last])
        if held or sentence.says_something:
            yield Report(place, sentence, held, frozenset((s.holder, s.position.side) for s in held))
