"""Articles -> the sentences that claims are made of, and which articles tell the same story."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.countries import find_mentions
from index.analysis.likeness import OTHER_ARTICLES, features_of, neighbours, vectors, words_of
from index.analysis.quantities import find_quantities
from index.analysis.statements import may_state
from index.models import Span
from index.text import sentences, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from index.analysis.countries import Mention
    from index.analysis.likeness import Vector
    from index.analysis.quantities import Quantity
    from index.models import Article, Passage, Stance

SAME_TIME = 30
"""Days between two articles that can still tell of the same event."""

SAME_NEWS = 3
"""Days between two articles within which a count of the same things should still be the same."""

COPIED = 0.8
"""Share of the shorter article's runs of words from which on one is taken for a copy of the other."""

_RUN = 5
"""Words in a row: two writers rarely choose the same five."""

_MAY_BE_COPIED = 0.5
"""Cosine from which on it is worth to compare two articles run by run."""

_OPENING = 600
"""Characters of an article's start, which tells what it is about, beside the sentences looked at."""

_DAY = len("2000-01-01")
_YEAR_SLIP = 10
"""Days of the year by which two dates of one event may differ, when a year is wrong."""


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence of an article with what can be read from it.

    ``place`` is the article's in the sequence given, ``span`` the sentence's in its text. Offsets of mentions and
    quantities count from the sentence's start; those of stances are the article's. ``pairs`` are the holders
    and sides of its stances.
    """

    place: int
    article: Article
    passage: Passage
    span: Span
    stances: tuple[Stance, ...]
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    pairs: frozenset[tuple[str, int]]
    vector: Vector

    @property
    def text(self) -> str:
        """The sentence."""
        return self.span.of(self.article.text)


@dataclass(frozen=True, slots=True)
class Story:
    """Which articles can be compared, by their places in the sequence given.

    ``alike`` holds pairs that tell the same story, the smaller place first, with their cosine. ``voices`` say which
    source each article counts as: one for a publisher and one for all copies of a text. ``days`` are the dates of
    publication, None where they are not known to the day.
    """

    articles: Sequence[Article]
    alike: Mapping[tuple[int, int], float]
    voices: Sequence[str]
    days: Sequence[date | None]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield the pairs that tell the same story as two sources."""
        return (pair for pair in self.alike if self.voices[pair[0]] != self.voices[pair[1]])

    def in_time(self, one: int, other: int, days: int = SAME_TIME) -> bool:
        """Say whether two articles are so many days apart at most, or a date is unknown or its year wrong."""
        first, second = self.days[one], self.days[other]
        if first is None or second is None:
            return True
        return abs((first - second).days) <= days or slipped_year(first, second)


def slipped_year(one: date, other: date) -> bool:
    """Say whether two dates are the same days of two Januaries: where the year just past is written by mistake."""
    if {one.month, other.month} != {1} or abs(one.year - other.year) != 1:
        return False
    return abs(one.day - other.day) <= _YEAR_SLIP


def read_reports(articles: Sequence[Article], stances: Mapping[str, Sequence[Stance]]) -> tuple[list[Report], Story]:
    """Return the sentences that may enter a claim, in article order, and the stories.

    These are sentences with a stance, and those whose words hint at a number, a signature or another statement (see
    ``statements``). Articles in languages that are not analysed have none.
    """
    drafts = [draft for place, article in enumerate(articles) for draft in _drafts(place, article, stances)]
    weighed = vectors([features_of(words) for _, words in drafts])
    reports = [_report(draft, articles, vector) for (draft, _), vector in zip(drafts, weighed, strict=True)]
    told = [_opening(article) for article in articles]
    for (place, *_), words in drafts:
        told[place].extend(words)
    alike = neighbours(vectors(told, OTHER_ARTICLES))
    return reports, Story(articles, alike, _voices(articles, alike), [_day(a.published) for a in articles])


def _opening(article: Article) -> list[str]:
    if not _is_analysed(article):
        return []
    text = article.text[:_OPENING]
    return words_of(text, find_mentions(text))


def _is_analysed(article: Article) -> bool:
    return article.language is None or article.language in ANALYSED_LANGUAGES


_Draft = tuple[int, "Passage", Span, tuple["Stance", ...], tuple["Mention", ...]]


def _drafts(
    place: int, article: Article, stances: Mapping[str, Sequence[Stance]]
) -> Iterator[tuple[_Draft, list[str]]]:
    if not _is_analysed(article):
        return
    own = defaultdict(list)
    for stance in stances.get(article.id, ()):
        own[stance.passage].append(stance)
    for passage in article.passages:
        words = passage.span.of(article.text)
        if not own[passage.number] and not may_state(words):
            continue
        for span in sentences(article.text, passage.span):
            held = tuple(s for s in own[passage.number] if span.start <= s.cue.start < span.end)
            text = span.of(article.text)
            if held or may_state(text):
                mentions = find_mentions(text)
                yield (place, passage, span, held, mentions), words_of(text, mentions)


def _report(draft: _Draft, articles: Sequence[Article], vector: Vector) -> Report:
    place, passage, span, stances, mentions = draft
    article = articles[place]
    return Report(
        place=place,
        article=article,
        passage=passage,
        span=span,
        stances=stances,
        mentions=mentions,
        quantities=find_quantities(span.of(article.text)),
        pairs=frozenset((s.holder, s.position.side) for s in stances),
        vector=vector,
    )


def _voices(articles: Sequence[Article], alike: Mapping[tuple[int, int], float]) -> list[str]:
    voices = [article.source for article in articles]
    runs: dict[int, frozenset[tuple[str, ...]]] = {}
    for pair, value in sorted(alike.items()):
        one, other = (voices[place] for place in pair)
        if one == other or value < _MAY_BE_COPIED:
            continue
        for place in pair:
            runs.setdefault(place, _runs(articles[place].text))
        first, second = (runs[place] for place in pair)
        if len(first & second) >= COPIED * min(len(first), len(second)):
            voices = [one if voice == other else voice for voice in voices]
    return voices


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = [surface for surface, _ in terms(text)]
    return frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))


def _day(published: str | None) -> date | None:
    if published is None:
        return None
    try:
        return date.fromisoformat(published[:_DAY])
    except ValueError:
        # A year or a month alone, as some feeds have it.
        return None
