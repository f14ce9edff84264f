"""What every article tells -> the sentences that can be compared, and which articles tell the same story."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.likeness import Weights
from index.analysis.stories import Bags, Head, tell_stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.analysis.extracts import Extract, Sentence
    from index.analysis.stories import Story
    from index.models import Position

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


@dataclass(frozen=True, slots=True)
class Reported:
    """All that is compared: the reports in article order, what they weigh, and the stories they are of.

    ``articles`` are the ids by place, ``firsts`` each article's first sentence, None where it has none.
    """

    reports: Sequence[Report]
    weights: Weights
    story: Story
    articles: Sequence[str]
    firsts: Sequence[First | None]

    def cosine(self, one: Report, other: Report) -> float:
        """Return how alike the words of two sentences are."""
        return self.weights.cosine(one.told.words, other.told.words)


def read_reports(articles: Iterable[Told]) -> Reported:
    """Return what can be compared of all articles, given in order of file."""
    reports: list[Report] = []
    weights, bags = Weights(), Bags()
    ids, heads, firsts, runs = [], [], [], []
    for place, told in enumerate(articles):
        extract = told.extract
        ids.append(told.article)
        heads.append(Head(told.source, told.published))
        firsts.append(_first(told))
        runs.append(extract.runs)
        bags.add(" ".join([extract.opening, *(sentence.words for sentence in extract.sentences)]).split())
        for sentence in extract.sentences:
            weights.count(sentence.words)
        reports.extend(_reports(place, told))
    return Reported(reports, weights, tell_stories(heads, bags, runs), ids, firsts)


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
