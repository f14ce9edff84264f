"""Reports of the same thing by several sources, and how they part: one reading for each kind of claim."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING, TypeVar

from index.analysis.countries import MentionKind, country_name
from index.analysis.gathering import MOST_PER_SOURCE, Fact, Group, Member, by_place_of, group_of, member_of, together
from index.analysis.likeness import canonical, cosine, jaccard
from index.analysis.reports import SAME_NEWS, slipped_year
from index.analysis.statements import find_attendance, find_binding, find_signing, find_untold
from index.analysis.table import same_target
from index.models import ClaimStatus, PassageKind, Span
from index.text import sentences, stem, tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analysis.quantities import Quantity
    from index.analysis.reports import Report, Story
    from index.analysis.statements import Attendance, Binding
    from index.models import Article, Stance

ALIKE = 0.3
"""Likeness from which on two sentences with stances are put together."""

SAME_MATTER = 0.25
"""Cosine from which on two sentences with something of one kind in common speak of the same matter."""

SAME_COUNT = 0.4
"""Cosine from which on two sentences that count the same unit, and name the same names, count the same things."""

_T = TypeVar("_T")
_SIGNING = "sign co-sign initial ratify signatory"
_MEASURES = (
    "years months weeks days hours minutes seconds mths hrs quarters times degrees miles kilometres kilometers metres "
    "meters feet inches points dollars dlrs euros pounds francs marks yen cents cts pence basis lots percent"
)
"""Units that measure: sentences hold many of them, each of something else."""
_LIGHT = (
    "reach sign place take hold be come make get happen secure implement enter force follow event case formal full "
    "formally fully real any once agree conclude achieve complete provide condition first long soon credible"
)
"""Words of a condition that do not tell on what it depends."""
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_SMALL_WORD = re.compile(r"\b[a-z]{2,}\b")
_SENTENCE = 8
_SOME = 3
"""One or two of something are a way to speak."""


def compare(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Yield what several sources report, kind by kind; a sentence may stand in groups of several kinds."""
    return chain(
        _attendance(reports, story),
        _quantities(reports, story),
        _signing(reports, story),
        _disclosure(reports, story),
        _conditions(reports, story),
        _binding(reports, story),
        _dates(story),
        _dissent(reports, story),
        _agreement(reports, story),
    )


def _attendance(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Compare how many came to the same meeting."""
    coming = [Fact(r, a) for r in reports for a in find_attendance(r.text, r.quantities)]

    def same_meeting(one: Fact[Attendance], other: Fact[Attendance]) -> bool:
        if one.content.places and other.content.places:
            return bool(one.content.places & other.content.places)
        return cosine(one.report.vector, other.report.vector) >= SAME_MATTER

    for meeting in together(coming, story, same_meeting):
        yield _counted("attendance", [Fact(f.report, f.content.quantity) for f in meeting], story)


def _quantities(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Compare counts of the same unit in sentences that are alike and name the same names."""
    counts = [Fact(r, q) for r in reports for q in _countable(r)]
    names = {fact.key: _names(fact.report) for fact in counts}

    def same(one: Fact[Quantity], other: Fact[Quantity]) -> bool:
        return (
            one.content.unit == other.content.unit
            and bool(names[one.key] & names[other.key])
            and cosine(one.report.vector, other.report.vector) >= SAME_COUNT
        )

    for facts in together(counts, story, same, days=SAME_NEWS):
        yield _counted("quantity", facts, story)


def _countable(report: Report) -> Iterator[Quantity]:
    """Yield what a sentence counts that another source may count too: no attendance, no share, price or time.

    Of prices and shares a sentence gives many, each of something else, and a table is no sentence.
    """
    text = report.text
    if len(_SMALL_WORD.findall(text)) < _SENTENCE or find_attendance(text, report.quantities):
        return iter(())
    return (q for q in report.quantities if q.unit.isalpha() and q.unit not in _stems(_MEASURES) and q.high >= _SOME)


def _names(report: Report) -> frozenset[str]:
    """Return the countries and the other names of a sentence; its first word is none."""
    names = {word.group() for word in _NAME.finditer(report.text) if word.start()}
    return frozenset(names | {mention.code for mention in report.mentions})


def _counted(kind: str, facts: Sequence[Fact[Quantity]], story: Story) -> Group:
    """Return the group of some counts: numbers of one unit that leave no number in common are disputed."""
    lead = facts[0].content
    across = [
        (one.content, other.content)
        for one, other in combinations(facts, 2)
        if story.voices[one.place] != story.voices[other.place]
    ]
    if any(one.unit == other.unit and one.disjoint(other) for one, other in across):
        status = ClaimStatus.DISPUTED
    elif all((one.unit, one.low, one.high) == (other.unit, other.low, other.high) for one, other in across):
        status = ClaimStatus.CORROBORATED
    else:
        status = ClaimStatus.DIFFERS
    members = [
        member_of(
            f.report,
            f.content.span.of(f.report.text),
            supports=f.content.unit != lead.unit or not lead.disjoint(f.content),
        )
        for f in facts
    ]
    return group_of(kind, status, members, chain.from_iterable(_named(f.report) for f in facts))


def _signing(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Compare who signed the same document."""
    facts = [Fact(r, signed) for r in reports if (signed := _signers(r)) is not None]

    def same(one: Fact[tuple[str, frozenset[str]]], other: Fact[tuple[str, frozenset[str]]]) -> bool:
        return one.content[0] == other.content[0] and bool(one.content[1] & other.content[1])

    for group in together(facts, story, same):
        everyone = {f.content[1] for f in group}
        status = ClaimStatus.CORROBORATED if len(everyone) == 1 else ClaimStatus.DIFFERS
        members = [member_of(f.report, ", ".join(sorted(map(country_name, f.content[1])))) for f in group]
        yield group_of("signing", status, members, chain.from_iterable(everyone))


def _signers(report: Report) -> tuple[str, frozenset[str]] | None:
    signing = find_signing(report.text)
    if signing is None:
        return None
    held = [
        s for s in report.stances if stem(s.cue.of(report.article.text).lower().partition(" ")[0]) in _stems(_SIGNING)
    ]
    if any(stance.position.side < 0 for stance in held):
        return None
    codes = frozenset(stance.holder for stance in held)
    if not codes and signing.signers is not None:
        named = {MentionKind.NAME, MentionKind.DEMONYM, MentionKind.CAPITAL}
        codes = frozenset(m.code for m in report.mentions if m.kind in named and signing.signers.holds(m.span))
    return (signing.document, codes) if codes else None


def _disclosure(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Set reports that no numbers are known against numbers of the same in other sources."""
    untold: list[Fact[frozenset[str] | Quantity]] = [Fact(r, stems) for r in reports if (stems := find_untold(r.text))]
    topics = frozenset().union(*(f.content for f in untold if isinstance(f.content, frozenset)))
    told: list[Fact[frozenset[str] | Quantity]] = [
        Fact(r, q) for r in reports for q in r.quantities if q.unit in topics
    ]

    def same(one: Fact[frozenset[str] | Quantity], other: Fact[frozenset[str] | Quantity]) -> bool:
        first, second = one.content, other.content
        if isinstance(first, frozenset) and isinstance(second, frozenset):
            return cosine(one.report.vector, other.report.vector) >= SAME_MATTER
        if isinstance(first, frozenset):
            return not isinstance(second, frozenset) and second.unit in first
        return isinstance(second, frozenset) and first.unit in second

    for facts in together([*untold, *told], story, same):
        if not any(isinstance(f.content, frozenset) for f in facts):
            continue
        numbers = [f for f in facts if not isinstance(f.content, frozenset)]
        status = ClaimStatus.DISPUTED if numbers else ClaimStatus.CORROBORATED
        members = [
            member_of(f.report)
            if isinstance(f.content, frozenset)
            else member_of(f.report, f.content.span.of(f.report.text), supports=False)
            for f in facts
        ]
        lead = next(m for m, f in zip(members, facts, strict=True) if isinstance(f.content, frozenset))
        yield group_of("disclosure", status, members, chain.from_iterable(_named(f.report) for f in numbers), lead)


def _conditions(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Compare on what condition the same holder takes the same side of the same target."""
    by_holder: dict[tuple[str, int], list[Fact[Stance]]] = defaultdict(list)
    for report in reports:
        for stance in report.stances:
            if stance.condition is not None and stance.target is not None and stance.position.side:
                by_holder[stance.holder, stance.position.side].append(Fact(report, stance))

    def same(one: Fact[Stance], other: Fact[Stance]) -> bool:
        return same_target(_target(one), _target(other))

    found: dict[tuple[Member, ...], set[str]] = defaultdict(set)
    for (holder, _), facts in by_holder.items():
        for group in together(facts, story, same, days=None):
            if _depend_on_others(group, story):
                found[tuple(member_of(f.report, _condition(f)) for f in group)].add(holder)
    for members, holders in found.items():
        yield group_of("condition", ClaimStatus.DIFFERS, members, holders)


def _depend_on_others(facts: Sequence[Fact[Stance]], story: Story) -> bool:
    """Say whether two sources name conditions that have no telling word in common."""
    cores = [(story.voices[f.place], _core(_condition(f))) for f in facts]
    return any(
        voice != other and core and rest and not core & rest for (voice, core), (other, rest) in combinations(cores, 2)
    )


def _condition(fact: Fact[Stance]) -> str:
    span = fact.content.condition
    return "" if span is None else span.of(fact.report.article.text)


def _target(fact: Fact[Stance]) -> str | None:
    return _words(fact.report, fact.content)


def _words(report: Report, stance: Stance) -> str | None:
    """Return the words of a stance's target, of what it refers to when it is a reference."""
    span = stance.refers or stance.target
    return None if span is None else span.of(report.article.text)


def _core(condition: str) -> frozenset[str]:
    """Return the stems that tell on what something depends; what follows a comma explains."""
    words = tokens(condition.partition(",")[0])
    about = (canonical(t.stem) for t in words if t.surface not in FUNCTION_WORDS)
    return frozenset(about) - _stems(_LIGHT)


def _binding(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Compare whether something binds, yes or no."""
    facts = [Fact(r, binding) for r in reports if (binding := find_binding(r.text)) is not None]

    def same(one: Fact[Binding], other: Fact[Binding]) -> bool:
        return one.content.binds != other.content.binds or bool(one.content.what & other.content.what)

    for group in together(facts, story, same):
        yes = frozenset().union(*(f.content.what for f in group if f.content.binds))
        no = frozenset().union(*(f.content.what for f in group if not f.content.binds))
        status = ClaimStatus.DIFFERS
        if len({f.content.binds for f in group}) == 1:
            status = ClaimStatus.CORROBORATED
        elif yes & no:
            status = ClaimStatus.DISPUTED
        disputed = status is ClaimStatus.DISPUTED
        members = [
            member_of(
                f.report,
                "binding" if f.content.binds else "not binding",
                supports=not disputed or f.content.binds == group[0].content.binds,
            )
            for f in group
        ]
        yield group_of("binding", status, members, chain.from_iterable(_named(f.report) for f in group))


def _dates(story: Story) -> Iterator[Group]:
    """Doubt a date that is the same January days one year before another source's."""
    doubted: dict[int, list[int]] = defaultdict(list)
    for pair in story.pairs():
        days = [(day, place) for place in pair if (day := story.days[place])]
        if len(days) == len(pair) and slipped_year(days[0][0], days[1][0]):
            earlier, later = sorted(days)
            doubted[earlier[1]].append(later[1])
    for early, late in doubted.items():
        firsts = [_first_sentence(story.articles, place, supports=place != early) for place in sorted([early, *late])]
        members = [member for member in firsts if member is not None]
        lead = next((m for m in members if m.supports), None)
        if lead is not None and len(members) > 1:
            yield group_of("date", ClaimStatus.DOUBTFUL, members, (), lead)


def _first_sentence(articles: Sequence[Article], place: int, *, supports: bool) -> Member | None:
    article = articles[place]
    for passage in article.passages:
        if passage.kind is PassageKind.PARAGRAPH:
            span = next(iter(sentences(article.text, passage.span)), None)
            return Member(place, passage.number, span, article.published, supports) if span else None
    return None


def _dissent(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Find the same holder for and against the same target in sentences that are alike."""
    facts = [Fact(r, s) for r in reports for s in r.stances if s.position.side]

    def same(one: Fact[Stance], other: Fact[Stance]) -> bool:
        return (
            one.content.holder == other.content.holder
            and one.content.position.side == -other.content.position.side
            and same_target(_target(one), _target(other))
            and cosine(one.report.vector, other.report.vector) >= SAME_MATTER
        )

    for group in together(facts, story, same):
        side = group[0].content.position.side
        members = [
            member_of(f.report, f.content.position.value, supports=f.content.position.side == side) for f in group
        ]
        yield group_of("stance", ClaimStatus.DISPUTED, members, (f.content.holder for f in group))


def _agreement(reports: Sequence[Report], story: Story) -> Iterator[Group]:
    """Group sentences in which the same holders take the same side in like words, the most alike first."""
    by_place = by_place_of([Fact(r, r.pairs) for r in reports if r.pairs])
    scored = [
        (-score, first.key, second.key, first, second)
        for one, other in story.pairs()
        for first in by_place.get(one, ())
        for second in by_place.get(other, ())
        if first.content & second.content and (score := _likeness(first.report, second.report)) >= ALIKE
    ]
    scored.sort(key=lambda item: item[:3])
    clusters: dict[tuple[int, Span], list[Fact[frozenset[tuple[str, int]]]]] = {}
    for *_, first, second in scored:
        ours, theirs = clusters.setdefault(first.key, [first]), clusters.setdefault(second.key, [second])
        if ours is not theirs and _may_join(ours, theirs, story):
            ours.extend(theirs)
            clusters.update((fact.key, ours) for fact in theirs)
    for cluster in {id(c): c for c in clusters.values() if len(c) > 1}.values():
        facts = sorted(cluster, key=lambda f: f.key)
        shared = {pair for one, other in combinations(facts, 2) for pair in one.content & other.content}
        lead = max(facts, key=lambda f: sum(_likeness(f.report, g.report) for g in facts if g is not f))
        members = [member_of(f.report) for f in facts]
        yield group_of("stance", ClaimStatus.CORROBORATED, members, (h for h, _ in shared), member_of(lead.report))


def _may_join(ours: Sequence[Fact[_T]], theirs: Sequence[Fact[_T]], story: Story) -> bool:
    """Say whether two groups are alike throughout, and no source speaks too often in both together."""
    spoken = [story.voices[f.place] for f in (*ours, *theirs)]
    if any(spoken.count(voice) > MOST_PER_SOURCE for voice in spoken):
        return False
    values = [_likeness(one.report, other.report) for one in ours for other in theirs]
    return sum(values) / len(values) >= ALIKE


def _likeness(one: Report, other: Report) -> float:
    return cosine(one.vector, other.vector) * (1 + jaccard(one.pairs, other.pairs))


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _named(report: Report) -> Iterator[str]:
    return (mention.code for mention in report.mentions)
