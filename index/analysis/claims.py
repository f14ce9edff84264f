"""Sentences of several sources -> claims: similar assertions, and where they part.

A group says that sentences are alike, not that they state the same fact. Only articles that tell the same story
are compared, and the articles of one publisher, like the copies of one text, are one source.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from index.analysis.comparing import compare
from index.analysis.gathering import Group, Member
from index.analysis.reports import read_reports
from index.models import Attribution, Claim, ClaimStatus, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.analysis.reports import Report, Story
    from index.models import Article, Span, Stance

MOST_SINGLES = 10
"""Claims of one source alone that an article may have: those on a condition and in somebody's own words first."""

_ID_LENGTH = 16
_STATUSES = {status: place for place, status in enumerate(ClaimStatus)}
_OWN_WORDS = frozenset({Attribution.SAID, Attribution.QUOTED})


def group_claims(articles: Sequence[Article], stances: Mapping[str, Sequence[Stance]]) -> tuple[Claim, ...]:
    """Group what the articles assert over their sources.

    Kinds: ``attendance`` (how many came), ``quantity`` (other counts), ``signing`` (who signed), ``disclosure``
    (numbers against "no details"), ``condition`` (on what a holder's position depends), ``binding``, ``date`` (a
    year that is one less than another source's) and ``stance`` (the same holders in like words, or for and against
    the same target).

    Statuses: DISPUTED where both cannot be true (counts of one unit without a number in common, yes against no),
    DOUBTFUL for one source against the others' dates, DIFFERS where the sources say not the same and both can be
    true (other units, vaguer numbers, other signers or conditions), CORROBORATED where they say the
    same, SINGLE for a stance in one source alone.

    Args:
        articles: All articles, in order; their evidence comes in this order.
        stances: By article id; articles without an entry have none.

    Returns:
        Claims, the most interesting first: by status, then number of sources, then place. Their ids depend on
        their kind and evidence alone, and are the same in every run.
    """
    reports, story = read_reports(articles, stances)
    groups = list(_distinct(compare(reports, story)))
    grouped = {(member.place, member.span) for group in groups for member in group.members}
    claims = [(_rank(group, story), _claim(group, articles)) for group in groups]
    claims += [(_rank(single, story), _claim(single, articles)) for single in _singles(reports, grouped)]
    return tuple(claim for _, claim in sorted(claims, key=lambda item: (item[0], item[1].id)))


def _distinct(groups: Iterable[Group]) -> Iterable[Group]:
    """Yield groups, and none of sentences that only say the same in one that also tells how they part."""
    parted: set[frozenset[tuple[int, int]]] = set()
    for group in groups:
        sentences = frozenset((m.place, m.span.start) for m in group.members)
        if group.status is not ClaimStatus.CORROBORATED:
            parted.add(sentences)
        elif any(sentences <= other for other in parted):
            continue
        yield group


def _singles(reports: Sequence[Report], grouped: set[tuple[int, Span]]) -> Iterable[Group]:
    """Yield what one source alone says of a holder; titles say it again below."""
    left: dict[int, list[Report]] = defaultdict(list)
    for report in reports:
        if report.stances and report.passage.number and (report.place, report.span) not in grouped:
            left[report.place].append(report)
    for own in left.values():
        for report in sorted(own, key=_plainness)[:MOST_SINGLES]:
            member = Member(report.place, report.passage.number, report.span)
            holders = frozenset(stance.holder for stance in report.stances)
            yield Group("stance", ClaimStatus.SINGLE, (member,), holders, member)


def _plainness(report: Report) -> tuple[bool, bool, int]:
    conditional = any(stance.condition for stance in report.stances)
    own_words = any(stance.attribution in _OWN_WORDS for stance in report.stances)
    return not conditional, not own_words, report.span.start


def _rank(group: Group, story: Story) -> tuple[int, int, int, int, int]:
    sources = len({story.voices[member.place] for member in group.members})
    first = group.members[0]
    return _STATUSES[group.status], -sources, -len(group.members), first.place, first.span.start


def _claim(group: Group, articles: Sequence[Article]) -> Claim:
    evidence = tuple(
        Evidence(articles[m.place].id, m.passage, m.span, m.supports, m.value)
        for m in sorted(group.members, key=lambda m: (m.place, m.span))
    )
    return Claim(
        id=_id(group.kind, evidence),
        text=group.lead.span.of(articles[group.lead.place].text),
        status=group.status,
        kind=group.kind,
        countries=tuple(sorted(group.countries)),
        evidence=evidence,
    )


def _id(kind: str, evidence: Iterable[Evidence]) -> str:
    anchors = Counter(f"{e.article}:{e.span.start}:{e.span.end}" for e in evidence)
    return hashlib.sha256("\n".join([kind, *sorted(anchors)]).encode()).hexdigest()[:_ID_LENGTH]
