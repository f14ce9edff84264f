"""Positions that several sources report: the same, for and against, and on what condition."""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING

from index.analysis.comparing import SAME_MATTER
from index.analysis.gathering import MOST_PER_SOURCE, Fact, Gathering, Group, Kind, Member, group_of, member_of
from index.analysis.likeness import canonical, jaccard, says_again, shared_matter
from index.analysis.subjects import same_target
from index.models import ClaimStatus
from index.text import stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analysis.gathering import Comparison
    from index.analysis.reports import Report, Reported, Taken
    from index.analysis.stories import Story

ALIKE = 0.3
"""Likeness from which on two sentences with stances are put together."""

SAME_WORDS = 0.4
"""Share of the shorter sentence's words, names left out, from which on two sentences say the same of a holder."""

_LIGHT = (
    "reach sign place take hold be come make get happen secure implement enter force follow event case formal full "
    "formally fully real any once agree conclude achieve complete provide condition first long soon credible"
)
"""Words of a condition that do not tell on what it depends."""


def comparisons(reported: Reported) -> list[Comparison]:
    """Return how positions are compared: on what condition they are taken, dissent, and what is said alike."""
    return [Gathering(_conditions(reported), reported), Gathering(_dissent(reported), reported), _Agreement(reported)]


def _conditions(reported: Reported) -> Kind[Taken]:
    """Compare on what condition the same holder takes the same side of the same target."""

    def conditional(report: Report) -> Iterator[Taken]:
        return (s for s in report.stances if s.condition is not None and s.target is not None and s.position.side)

    def same(one: Fact[Taken], other: Fact[Taken]) -> bool:
        ours, theirs = one.content, other.content
        return (ours.holder, ours.position.side) == (theirs.holder, theirs.position.side) and same_target(
            ours.target, theirs.target
        )

    def groups(together: Iterator[list[Fact[Taken]]]) -> Iterator[Group]:
        found: dict[tuple[Member, ...], set[str]] = defaultdict(set)
        for facts in together:
            if _depend_on_others(facts, reported.story):
                members = tuple(member_of(f.report, f.content.condition) for f in facts)
                found[members].add(facts[0].content.holder)
        for members, holders in found.items():
            yield group_of("condition", ClaimStatus.DIFFERS, members, holders, reported.story)

    return Kind(conditional, same, groups, days=None)


def _depend_on_others(facts: Sequence[Fact[Taken]], story: Story) -> bool:
    """Say whether two sources name conditions that have no telling word in common."""
    cores = [(f.place, _core(f.content.condition or "")) for f in facts]
    return any(
        core and rest and not core & rest and story.are_two(one, other)
        for (one, core), (other, rest) in combinations(cores, 2)
    )


@lru_cache(1 << 12)
def _core(condition: str) -> frozenset[str]:
    """Return the stems that tell on what something depends; what follows a comma explains."""
    words = tokens(condition.partition(",")[0])
    about = (canonical(t.stem) for t in words if t.surface not in FUNCTION_WORDS)
    return frozenset(about) - _light()


@cache
def _light() -> frozenset[str]:
    return frozenset(stem(word) for word in _LIGHT.split())


def _dissent(reported: Reported) -> Kind[Taken]:
    """Find the same holder for and against the same target in sentences that are alike."""

    def decided(report: Report) -> Iterator[Taken]:
        return (stance for stance in report.stances if stance.position.side)

    def same(one: Fact[Taken], other: Fact[Taken]) -> bool:
        return (
            one.content.holder == other.content.holder
            and one.content.position.side == -other.content.position.side
            and _is_one_target(one.content.target, other.content.target)
            and reported.cosine(one.report, other.report) >= SAME_MATTER
            # Of two sentences that say the same in the same words, one was read wrongly.
            and not says_again(one.report.told.words, other.report.told.words)
        )

    def groups(together: Iterator[list[Fact[Taken]]]) -> Iterator[Group]:
        found: dict[tuple[Member, ...], set[str]] = defaultdict(set)
        for facts in together:
            side = facts[0].content.position.side
            members = (
                member_of(f.report, f.content.position.value, supports=f.content.position.side == side) for f in facts
            )
            found[tuple(members)].add(facts[0].content.holder)
        for sentences, holders in found.items():
            yield group_of("stance", ClaimStatus.DISPUTED, sentences, holders, reported.story)

    return Kind(decided, same, groups)


def _is_one_target(one: str | None, other: str | None) -> bool:
    """Say whether two targets are the same thing: nobody is both for and against it, but may be of a part of it."""
    first, second = _core(one or ""), _core(other or "")
    return bool(first | second) and 2 * len(first & second) > len(first | second)


class _Agreement:
    """Groups sentences in which the same holders take the same side in like words, the most alike first."""

    def __init__(self, reported: Reported) -> None:
        self._reported = reported
        self._alike: list[tuple[float, Report, Report]] = []

    def meet(self, one: int, other: int) -> None:
        """Compare the sentences of two articles."""
        ours = [report for report in self._reported.of(one) if report.pairs]
        theirs = [report for report in self._reported.of(other) if report.pairs] if ours else ()
        for first in ours:
            for second in theirs:
                score = _agree(self._reported, first, second)
                if score >= ALIKE:
                    self._alike.append((score, first, second))

    def groups(self) -> Iterator[Group]:
        """Yield the groups of sentences that are alike throughout."""
        self._alike.sort(key=lambda pair: (-pair[0], pair[1].key, pair[2].key))
        clusters: dict[tuple[int, int], list[Report]] = {}
        for _, first, second in self._alike:
            ours, theirs = clusters.setdefault(first.key, [first]), clusters.setdefault(second.key, [second])
            if ours is not theirs and _may_join(ours, theirs, self._reported):
                ours.extend(theirs)
                clusters.update((report.key, ours) for report in theirs)
        for cluster in {id(c): c for c in clusters.values() if len(c) > 1}.values():
            yield self._group(sorted(cluster, key=lambda report: report.key))

    def _group(self, reports: Sequence[Report]) -> Group:
        shared = {pair for one, other in combinations(reports, 2) for pair in one.pairs & other.pairs}
        lead = member_of(_most_alike(reports, self._reported))
        members = map(member_of, reports)
        return group_of("stance", ClaimStatus.CORROBORATED, members, (h for h, _ in shared), self._reported.story, lead)


def _agree(reported: Reported, one: Report, other: Report) -> float:
    """Return how alike two sentences are in which a holder takes the same side of the same matter, else 0."""
    shared = one.pairs & other.pairs
    if not shared:
        return 0.0
    named = {stem(name.lower()) for name in (*one.told.names, *other.told.names)}
    matter = shared_matter(one.told.words, other.told.words, named) >= SAME_WORDS
    return _likeness(reported, one, other) if matter and not _counts_part(one, other) else 0.0


def _counts_part(one: Report, other: Report) -> bool:
    """Say whether two sentences count things of one unit, and none of the counts agrees."""
    counts = [(q, p) for q in one.told.quantities for p in other.told.quantities if q.unit == p.unit]
    return bool(counts) and all(q.disjoint(p) for q, p in counts)


def _may_join(ours: Sequence[Report], theirs: Sequence[Report], reported: Reported) -> bool:
    """Say whether two groups are alike throughout, and no source speaks too often in both together."""
    voices = reported.story.voices(report.place for report in (*ours, *theirs))
    spoken = [voices[report.place] for report in (*ours, *theirs)]
    if any(spoken.count(voice) > MOST_PER_SOURCE for voice in spoken):
        return False
    values = [_likeness(reported, one, other) for one in ours for other in theirs]
    return sum(values) / len(values) >= ALIKE


def _most_alike(reports: Sequence[Report], reported: Reported) -> Report:
    return max(reports, key=lambda one: sum(_likeness(reported, one, other) for other in reports if other is not one))


def _likeness(reported: Reported, one: Report, other: Report) -> float:
    return reported.cosine(one, other) * (1 + jaccard(one.pairs, other.pairs))
