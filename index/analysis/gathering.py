"""Facts of several articles -> those that two sources or more have in common."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from index.analysis.reports import KEPT
from index.analysis.stories import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from index.analysis.reports import Report, Reported
    from index.analysis.stories import Story
    from index.models import ClaimStatus, Span

MOST_PER_SOURCE = 2
"""Sentences of one source in a group: more would tell the same again."""

_T = TypeVar("_T")

_Name = tuple[int, int, int]
"""A fact: its article's place, where its sentence starts, and its number among those of its kind in the sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """A sentence in a group: the span is in its article's text, ``value`` what it gives, if anything."""

    place: int
    passage: int
    span: Span
    value: str | None = None
    supports: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Sentences on one thing, in article order; ``lead`` is the one to show.

    ``sources`` is how many sources speak, at least two but for a claim of one alone.
    """

    kind: str
    status: ClaimStatus
    members: tuple[Member, ...]
    countries: frozenset[str]
    lead: Member
    sources: int = 1


@dataclass(frozen=True, slots=True)
class Fact(Generic[_T]):
    """What a report says of one kind."""

    report: Report
    content: _T

    @property
    def place(self) -> int:
        """The place of its article in the sequence given."""
        return self.report.place

    @property
    def key(self) -> tuple[int, int]:
        """Its sentence, by which facts sort in article order."""
        return self.report.key


@dataclass(frozen=True, slots=True)
class Kind(Generic[_T]):
    """How the facts of one kind are compared.

    ``contents`` reads what a report says of the kind, ``same`` says whether two facts are about the same, ``groups``
    makes groups of the facts that two sources or more have in common, and ``days`` is how far two articles
    may be apart, None for any time.
    """

    contents: Callable[[Report], Iterable[_T]]
    same: Callable[[Fact[_T], Fact[_T]], bool]
    groups: Callable[[Iterator[list[Fact[_T]]]], Iterator[Group]]
    days: int | None = SAME_TIME


class Comparison(Protocol):
    """What is worked out of the articles that tell the same story, pair by pair."""

    def meet(self, one: int, other: int) -> None:
        """Compare the articles at two places."""

    def groups(self) -> Iterator[Group]:
        """Yield what has come of all pairs."""


def compared(comparisons: Sequence[Comparison], story: Story) -> Iterator[Group]:
    """Yield what comes of all pairs of articles that tell the same story, comparison by comparison."""
    for one, other in story.pairs:
        for comparison in comparisons:
            comparison.meet(one, other)
    for comparison in comparisons:
        yield from comparison.groups()


class Gathering(Generic[_T]):
    """Gathers the facts of one kind; only those that two articles have in common stay in memory."""

    def __init__(self, kind: Kind[_T], reported: Reported) -> None:
        self._kind = kind
        self._reported = reported
        self._facts: dict[_Name, Fact[_T]] = {}
        self._linked: dict[_Name, list[_Name]] = defaultdict(list)
        self._read = lru_cache(KEPT)(self._named)

    def _named(self, place: int) -> Sequence[tuple[_Name, Fact[_T]]]:
        return [
            ((*report.key, number), Fact(report, content))
            for report in self._reported.of(place)
            for number, content in enumerate(self._kind.contents(report))
        ]

    def meet(self, one: int, other: int) -> None:
        """Compare the facts of two articles."""
        story, days = self._reported.story, self._kind.days
        ours = self._read(one)
        if not ours or not (theirs := self._read(other)) or not (days is None or story.in_time(one, other, days)):
            return
        for first, fact in ours:
            for second, beside in theirs:
                if self._kind.same(fact, beside):
                    self._facts[first], self._facts[second] = fact, beside
                    self._linked[first].append(second)
                    self._linked[second].append(first)

    def groups(self) -> Iterator[Group]:
        """Yield the groups of all facts that two sources or more have in common."""
        return self._kind.groups(self._together())

    def _together(self) -> Iterator[list[Fact[_T]]]:
        """Yield the facts that belong together, each list in article order."""
        story = self._reported.story
        for names in _components(self._linked):
            group = capped([self._facts[name] for name in names], story)
            if count_sources(group, story) > 1:
                yield group


def count_sources(facts: Iterable[Fact[_T]], story: Story) -> int:
    """Return how many sources the facts are of."""
    return len(set(story.voices(fact.place for fact in facts).values()))


def _components(linked: Mapping[_Name, Sequence[_Name]]) -> Iterator[list[_Name]]:
    seen: set[_Name] = set()
    for start in sorted(linked):
        if start in seen:
            continue
        seen.add(start)
        waiting, found = [start], []
        while waiting:
            name = waiting.pop()
            found.append(name)
            fresh = [other for other in linked[name] if other not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        yield sorted(found)


def capped(facts: Sequence[Fact[_T]], story: Story) -> list[Fact[_T]]:
    """Return the facts in article order, each sentence once, and few of each source."""
    voices = story.voices(fact.place for fact in facts)
    kept: dict[tuple[int, int], Fact[_T]] = {}
    spoken: dict[int, int] = defaultdict(int)
    for fact in sorted(facts, key=lambda f: f.key):
        voice = voices[fact.place]
        if fact.key not in kept and spoken[voice] < MOST_PER_SOURCE:
            kept[fact.key] = fact
            spoken[voice] += 1
    return list(kept.values())


def member_of(report: Report, value: str | None = None, *, supports: bool = True) -> Member:
    """Return a report's sentence as a member of a group."""
    return Member(report.place, report.told.passage, report.told.span, value, supports)


def group_of(
    kind: str,
    status: ClaimStatus,
    members: Iterable[Member],
    countries: Iterable[str],
    story: Story,
    lead: Member | None = None,
) -> Group:
    """Return members in article order as a group; without a lead the first one is."""
    ordered = tuple(members)
    sources = len(set(story.voices(member.place for member in ordered).values()))
    return Group(kind, status, ordered, frozenset(countries), lead or ordered[0], sources)
