"""Facts of several articles -> those that two sources or more have in common."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from index.analysis.stories import SAME_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from index.analysis.reports import Report
    from index.analysis.stories import Story
    from index.models import ClaimStatus, Span

MOST_PER_SOURCE = 2
"""Sentences of one source in a group: more would tell the same again."""

_T = TypeVar("_T")


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


def together(
    facts: Sequence[Fact[_T]],
    story: Story,
    same: Callable[[Fact[_T], Fact[_T]], bool],
    *,
    days: int | None = SAME_TIME,
) -> Iterator[list[Fact[_T]]]:
    """Yield the facts that two sources or more have in common, each list in article order.

    Args:
        facts: Of one kind.
        story: Only articles that tell the same story are compared.
        same: Whether two facts are about the same.
        days: How many days two articles may be apart, None for any number.
    """
    by_place = by_place_of(facts)
    linked: dict[int, list[int]] = defaultdict(list)
    order = {id(fact): place for place, fact in enumerate(facts)}
    for one, other in story.pairs:
        if one not in by_place or other not in by_place or (days is not None and not story.in_time(one, other, days)):
            continue
        for first in by_place[one]:
            for second in by_place[other]:
                if same(first, second):
                    linked[order[id(first)]].append(order[id(second)])
                    linked[order[id(second)]].append(order[id(first)])
    for places in _components(linked):
        group = capped([facts[place] for place in places], story)
        if count_sources(group, story) > 1:
            yield group


def count_sources(facts: Iterable[Fact[_T]], story: Story) -> int:
    """Return how many sources the facts are of."""
    return len(set(story.voices(fact.place for fact in facts).values()))


def by_place_of(facts: Iterable[Fact[_T]]) -> Mapping[int, list[Fact[_T]]]:
    """Return the facts of each article, by its place, in the order given."""
    by_place: dict[int, list[Fact[_T]]] = defaultdict(list)
    for fact in facts:
        by_place[fact.place].append(fact)
    return by_place


def _components(linked: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in sorted(linked):
        if start in seen:
            continue
        seen.add(start)
        waiting, found = [start], []
        while waiting:
            place = waiting.pop()
            found.append(place)
            fresh = [other for other in linked[place] if other not in seen]
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
