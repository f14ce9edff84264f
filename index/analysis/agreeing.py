"""Positions that several sources report: the same, for and against, and on what condition."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from index.analysis.comparing import SAME_MATTER
from index.analysis.gathering import MOST_PER_SOURCE, Fact, Group, Member, by_place_of, group_of, member_of, together
from index.analysis.likeness import canonical, jaccard, says_again, shared_matter
from index.analysis.table import same_target
from index.models import ClaimStatus
from index.text import stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

_Pairs = frozenset[tuple[str, int]]


def compare_positions(reported: Reported) -> Iterator[Group]:
    """Yield the positions that several sources report: conditions, dissent, and what they say alike."""
    yield from _conditions(reported)
    yield from _dissent(reported)
    yield from _agreement(reported)


def _conditions(reported: Reported) -> Iterator[Group]:
    """Compare on what condition the same holder takes the same side of the same target."""
    by_holder: dict[tuple[str, int], list[Fact[Taken]]] = defaultdict(list)
    for report in reported.reports:
        for stance in report.stances:
            if stance.condition is not None and stance.target is not None and stance.position.side:
                by_holder[stance.holder, stance.position.side].append(Fact(report, stance))

    def same(one: Fact[Taken], other: Fact[Taken]) -> bool:
        return same_target(one.content.target, other.content.target)

    found: dict[tuple[Member, ...], set[str]] = defaultdict(set)
    for (holder, _), facts in by_holder.items():
        for group in together(facts, reported.story, same, days=None):
            if _depend_on_others(group, reported.story):
                found[tuple(member_of(f.report, f.content.condition) for f in group)].add(holder)
    for members, holders in found.items():
        yield group_of("condition", ClaimStatus.DIFFERS, members, holders, reported.story)


def _depend_on_others(facts: Sequence[Fact[Taken]], story: Story) -> bool:
    """Say whether two sources name conditions that have no telling word in common."""
    cores = [(f.place, _core(f.content.condition or "")) for f in facts]
    return any(
        core and rest and not core & rest and story.are_two(one, other)
        for (one, core), (other, rest) in combinations(cores, 2)
    )


def _core(condition: str) -> frozenset[str]:
    """Return the stems that tell on what something depends; what follows a comma explains."""
    words = tokens(condition.partition(",")[0])
    about = (canonical(t.stem) for t in words if t.surface not in FUNCTION_WORDS)
    return frozenset(about) - _light()


@cache
def _light() -> frozenset[str]:
    return frozenset(stem(word) for word in _LIGHT.split())


def _dissent(reported: Reported) -> Iterator[Group]:
    """Find the same holder for and against the same target in sentences that are alike."""
    facts = [Fact(r, s) for r in reported.reports for s in r.stances if s.position.side]

    def same(one: Fact[Taken], other: Fact[Taken]) -> bool:
        return (
            one.content.holder == other.content.holder
            and one.content.position.side == -other.content.position.side
            and _is_one_target(one.content.target, other.content.target)
            and reported.cosine(one.report, other.report) >= SAME_MATTER
            # Of two sentences that say the same in the same words, one was read wrongly.
            and not says_again(one.report.told.words, other.report.told.words)
        )

    found: dict[tuple[Member, ...], set[str]] = defaultdict(set)
    for group in together(facts, reported.story, same):
        side = group[0].content.position.side
        members = (
            member_of(f.report, f.content.position.value, supports=f.content.position.side == side) for f in group
        )
        found[tuple(members)].add(group[0].content.holder)
    for sentences, holders in found.items():
        yield group_of("stance", ClaimStatus.DISPUTED, sentences, holders, reported.story)


def _is_one_target(one: str | None, other: str | None) -> bool:
    """Say whether two targets are the same thing: nobody is both for and against it, but may be of a part of it."""
    first, second = _core(one or ""), _core(other or "")
    return bool(first | second) and 2 * len(first & second) > len(first | second)


def _agreement(reported: Reported) -> Iterator[Group]:
    """Group sentences in which the same holders take the same side in like words, the most alike first."""
    story = reported.story
    by_place = by_place_of([Fact(r, r.pairs) for r in reported.reports if r.pairs])
    scored = [
        (-score, first.key, second.key, first, second)
        for one, other in story.pairs
        for first in by_place.get(one, ())
        for second in by_place.get(other, ())
        if (score := _agree(reported, first.report, second.report)) >= ALIKE
    ]
    scored.sort(key=lambda item: item[:3])
    clusters: dict[tuple[int, int], list[Fact[_Pairs]]] = {}
    for *_, first, second in scored:
        ours, theirs = clusters.setdefault(first.key, [first]), clusters.setdefault(second.key, [second])
        if ours is not theirs and _may_join(ours, theirs, reported):
            ours.extend(theirs)
            clusters.update((fact.key, ours) for fact in theirs)
    for cluster in {id(c): c for c in clusters.values() if len(c) > 1}.values():
        facts = sorted(cluster, key=lambda f: f.key)
        shared = {pair for one, other in combinations(facts, 2) for pair in one.content & other.content}
        lead = _most_alike(facts, reported)
        members = [member_of(f.report) for f in facts]
        yield group_of(
            "stance", ClaimStatus.CORROBORATED, members, (h for h, _ in shared), story, member_of(lead.report)
        )


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


def _may_join(ours: Sequence[Fact[_Pairs]], theirs: Sequence[Fact[_Pairs]], reported: Reported) -> bool:
    """Say whether two groups are alike throughout, and no source speaks too often in both together."""
    voices = reported.story.voices(fact.place for fact in (*ours, *theirs))
    spoken = [voices[fact.place] for fact in (*ours, *theirs)]
    if any(spoken.count(voice) > MOST_PER_SOURCE for voice in spoken):
        return False
    values = [_likeness(reported, one.report, other.report) for one in ours for other in theirs]
    return sum(values) / len(values) >= ALIKE


def _most_alike(facts: Sequence[Fact[_Pairs]], reported: Reported) -> Fact[_Pairs]:
    return max(
        facts, key=lambda f: sum(_likeness(reported, f.report, other.report) for other in facts if other is not f)
    )


def _likeness(reported: Reported, one: Report, other: Report) -> float:
    return reported.cosine(one, other) * (1 + jaccard(one.pairs, other.pairs))
