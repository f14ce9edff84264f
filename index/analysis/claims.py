"""Sentences of several sources -> claims: similar assertions, and where they part.

A group says that sentences are alike, not that they state the same fact. Only articles that tell the same story
are compared, and the articles of one publisher, like the copies of one text, are one source.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from itertools import chain, combinations
from typing import TYPE_CHECKING

from index.analysis import agreeing, comparing
from index.analysis.gathering import Group, compared, member_of
from index.analysis.likeness import says_again
from index.analysis.reports import Reported
from index.analysis.stories import Forest
from index.models import Claim, ClaimStatus, Evidence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from index.analysis.gathering import Member
    from index.analysis.reports import Report, Tellings
    from index.analysis.stories import Story

VERSION = 2
"""Raised with every change of how claims are worked out of what articles tell; claims are kept by it."""

MOST_SINGLES = 10
"""Claims of one source alone that an article may have: those on a condition and in somebody's own words first."""

_ID_LENGTH = 16
_STATUSES = {status: place for place, status in enumerate(ClaimStatus)}


class Claims:
    """The claims of a library, worked out of what its articles tell.

    Kinds: ``attendance`` (how many came), ``quantity`` (other counts), ``signing`` (who signed), ``disclosure``
    (numbers against "no details"), ``condition`` (on what a holder's position depends), ``binding``, ``decision``
    (settled against still open), ``date`` (a year that is one less than another source's) and ``stance`` (the same
    holders in like words, or for and against the same target).

    Statuses: DISPUTED where both cannot be true (counts of one unit without a number in common, yes against no),
    DOUBTFUL for one source against the others' dates, DIFFERS where the sources say not the same and both can be
    true (other units, vaguer numbers, other signers or conditions, decided later), CORROBORATED where they say the
    same, SINGLE for a stance in one source alone.
    """

    def __init__(self, tellings: Tellings) -> None:
        """Compare all articles; their evidence comes in the order in which they are given."""
        self._reported = reported = Reported(tellings)
        found = compared([*comparing.comparisons(reported), *agreeing.comparisons(reported)], reported.story)
        self._groups = sorted(_distinct(_witnessed(found, reported)), key=_rank)

    @property
    def copies(self) -> dict[str, str]:
        """The articles that are copies, with the article that each was first copied from, by their ids."""
        articles = self._reported.articles
        return {articles[copy]: articles[original] for copy, original in self._reported.story.originals.items()}

    def claims(self, text_of: Callable[[str], str]) -> Iterator[Claim]:
        """Yield the claims, the most interesting first: by status, then number of sources, then place.

        Their ids depend on their kind and evidence alone, and are the same in every run.

        Args:
            text_of: Gives an article's text by its id.
        """
        grouped = {(member.place, member.span.start) for group in self._groups for member in group.members}
        for group in chain(self._groups, _singles(self._reported, grouped)):
            yield _claim(group, self._reported, text_of)


def _witnessed(groups: Iterable[Group], reported: Reported) -> Iterator[Group]:
    """Yield groups, and of those that only say the same none in which all but one source copied its sentence."""
    for group in groups:
        if group.status is ClaimStatus.CORROBORATED:
            said = [(member.place, _words(member, reported)) for member in group.members]
            sources = _witnesses(said, reported.story)
            if sources > 1:
                yield replace(group, sources=sources)
        else:
            yield group


def _words(member: Member, reported: Reported) -> str:
    return next(report.told.words for report in reported.of(member.place) if report.told.span == member.span)


def _witnesses(said: Sequence[tuple[int, str]], story: Story) -> int:
    voices = story.voices(place for place, _ in said)
    forest = Forest()
    for (one, first), (other, second) in combinations(said, 2):
        if says_again(first, second):
            forest.link(voices[one], voices[other])
    return len({forest.root(voice) for voice in voices.values()})


def _distinct(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield groups, and none of sentences that only say the same in one that also tells how they part."""
    parted: dict[tuple[int, int], list[frozenset[tuple[int, int]]]] = defaultdict(list)
    for group in groups:
        sentences = frozenset((m.place, m.span.start) for m in group.members)
        if group.status is not ClaimStatus.CORROBORATED:
            for sentence in sentences:
                parted[sentence].append(sentences)
        elif any(sentences <= other for other in parted[min(sentences)]):
            continue
        yield group


def _singles(reports: Iterable[Report], grouped: set[tuple[int, int]]) -> Iterator[Group]:
    """Yield what one source alone says of a holder, in article order; titles say it again below."""
    left: list[Report] = []
    for report in reports:
        if left and left[0].place != report.place:
            yield from _most_telling(left)
            left = []
        if report.stances and report.told.passage and report.key not in grouped:
            left.append(report)
    yield from _most_telling(left)


def _most_telling(reports: Sequence[Report]) -> Iterator[Group]:
    chosen = sorted(reports, key=_plainness)[:MOST_SINGLES]
    for report in sorted(chosen, key=lambda report: report.key):
        member = member_of(report)
        yield Group("stance", ClaimStatus.SINGLE, (member,), frozenset(s.holder for s in report.stances), member)


def _plainness(report: Report) -> tuple[bool, bool, int]:
    conditional = any(stance.condition for stance in report.stances)
    own_words = any(stance.own_words for stance in report.stances)
    return not conditional, not own_words, report.told.span.start


def _rank(group: Group) -> tuple[object, ...]:
    # Two groups may start at the same place and part later, or only in what they compare there.
    places = [(m.place, m.span, m.value or "") for m in group.members]
    return _STATUSES[group.status], -group.sources, -len(places), places, group.kind


def _claim(group: Group, reported: Reported, text_of: Callable[[str], str]) -> Claim:
    articles = reported.articles
    evidence = tuple(
        Evidence(articles[m.place], m.passage, m.span, m.supports, m.value)
        for m in sorted(group.members, key=lambda m: (m.place, m.span))
    )
    return Claim(
        id=_id(group.kind, evidence),
        text=group.lead.span.of(text_of(articles[group.lead.place])),
        status=group.status,
        kind=group.kind,
        countries=tuple(sorted(group.countries)),
        evidence=evidence,
    )


def _id(kind: str, evidence: Iterable[Evidence]) -> str:
    anchors = Counter(f"{e.article}:{e.span.start}:{e.span.end}:{e.value}" for e in evidence)
    return hashlib.sha256("\n".join([kind, *sorted(anchors)]).encode()).hexdigest()[:_ID_LENGTH]
