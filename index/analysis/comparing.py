"""Facts of several sources on the same thing, and how they part: one reading for each kind of claim.

Here are numbers, signatures, decisions and dates; ``agreeing`` compares what positions are taken.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from index.analysis.countries import country_name
from index.analysis.gathering import Fact, Gathering, Group, Kind, Member, group_of, member_of
from index.analysis.likeness import shared_matter
from index.analysis.reports import SAME_NEWS
from index.analysis.stories import slipped_year
from index.models import ClaimStatus, Span
from index.text import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.analysis.extracts import Decided
    from index.analysis.gathering import Comparison
    from index.analysis.quantities import Quantity
    from index.analysis.reports import Report, Reported
    from index.analysis.statements import Binding
    from index.analysis.stories import Story

SAME_MATTER = 0.25
"""Cosine from which on two sentences with something of one kind in common speak of the same matter."""

SAME_COUNT = 0.4
"""Cosine from which on two sentences that count the same unit, and name the same names, count the same things."""

SAME_SIGNING = 0.1
"""Cosine from which on two sentences, with signers in common, speak of the signing of the same document."""

SAME_DECISION = 0.5
"""Share of the shorter sentence's words, names left out, from which on two sentences, one that something is settled and
one that it is open, speak of the same."""

_T = TypeVar("_T")
_SIGNING = "sign co-sign initial ratify signatory"
_DECIDING = (
    "decide decision confirm approve approval agree agreement final finalise finalize ratify settle take make yet"
)
_MEASURES = (
    "years months weeks days hours minutes seconds mths hrs quarters times degrees miles kilometres kilometers metres "
    "meters feet inches points dollars dlrs euros pounds francs marks yen cents cts pence basis lots percent"
)
"""Units that measure: sentences hold many of them, each of something else."""

_NOW = frozenset({"today", "tonight", "yesterday", "tomorrow"})
"""What a sentence with one of these counts is another day's news in another day's article."""

_SOME = 3
"""One or two of something are a way to speak."""


class _Count(NamedTuple):
    """A quantity with its words, and the names of the meeting where it is how many came."""

    quantity: Quantity
    words: str
    places: tuple[str, ...] = ()


def comparisons(reported: Reported) -> list[Comparison]:
    """Return how the kinds of facts are compared; a sentence may stand in groups of several kinds."""
    return [
        Gathering(_attendance(reported), reported),
        Gathering(_quantities(reported), reported),
        Gathering(_signing(reported), reported),
        Gathering(_disclosure(reported), reported),
        Gathering(_binding(reported), reported),
        Gathering(_decisions(reported), reported),
        _Dates(reported),
    ]


def _attendance(reported: Reported) -> Kind[_Count]:
    """Compare how many came to the same meeting."""

    def coming(report: Report) -> Iterator[_Count]:
        told = report.told
        return (_Count(told.quantities[c.quantity], told.counts[c.quantity], c.places) for c in told.attended)

    def same_meeting(one: Fact[_Count], other: Fact[_Count]) -> bool:
        if one.content.places and other.content.places:
            return not set(one.content.places).isdisjoint(other.content.places)
        return reported.cosine(one.report, other.report) >= SAME_MATTER

    def groups(found: Iterator[list[Fact[_Count]]]) -> Iterator[Group]:
        return (_counted("attendance", facts, reported.story) for facts in found)

    return Kind(coming, same_meeting, groups)


def _quantities(reported: Reported) -> Kind[_Count]:
    """Compare counts of the same unit in sentences that are alike and name the same names."""

    def same(one: Fact[_Count], other: Fact[_Count]) -> bool:
        return (
            one.content.quantity.unit == other.content.quantity.unit
            and _name_the_same(one.report, other.report)
            and _count_the_same(one, other, reported.story)
            and reported.cosine(one.report, other.report) >= SAME_COUNT
        )

    def groups(found: Iterator[list[Fact[_Count]]]) -> Iterator[Group]:
        return (_counted("quantity", facts, reported.story) for facts in found)

    return Kind(_countable, same, groups, SAME_NEWS)


def _name_the_same(one: Report, other: Report) -> bool:
    """Say whether two sentences share names, and do not each name a country that the other does not."""
    first, second = set(one.told.countries), set(other.told.countries)
    if first - second and second - first:
        return False
    return not set(one.told.names).isdisjoint(other.told.names)


def _count_the_same(one: Fact[_Count], other: Fact[_Count], story: Story) -> bool:
    """Say whether two counts of one unit may be of the same things.

    What was counted on another day may have changed. A sentence that counts several of a unit counts each of something
    else, and one that names others speaks of others: then only numbers that agree are set beside each other.
    """
    first, second = one.content.quantity, other.content.quantity
    days = story.days[one.place], story.days[other.place]
    if None not in days and days[0] != days[1] and not _NOW.isdisjoint({*_words(one), *_words(other)}):
        return False
    if not first.disjoint(second):
        return True
    ours, theirs = set(one.report.told.names), set(other.report.told.names)
    return (
        (None in days or days[0] == days[1])
        and (ours <= theirs or theirs <= ours)
        and all(sum(q.unit == first.unit for q in fact.report.told.quantities) == 1 for fact in (one, other))
    )


def _words(fact: Fact[_T]) -> list[str]:
    return fact.report.told.words.split()


def _countable(report: Report) -> Iterator[_Count]:
    """Yield what a sentence counts that another source may count too: no attendance, no share, price or time.

    Of prices and shares a sentence gives many, each of something else, and a table is no sentence.
    """
    told = report.told
    if not told.is_prose or told.attended:
        return
    for quantity, words in zip(told.quantities, told.counts, strict=True):
        if quantity.unit.isalpha() and quantity.unit not in _stems(_MEASURES) and quantity.high >= _SOME:
            yield _Count(quantity, words)


def _counted(kind: str, facts: Sequence[Fact[_Count]], story: Story) -> Group:
    """Return the group of some counts: numbers of one unit that leave no number in common are disputed."""
    lead = facts[0].content.quantity
    voices = story.voices(fact.place for fact in facts)
    across = [
        (one.content.quantity, other.content.quantity)
        for one, other in combinations(facts, 2)
        if voices[one.place] != voices[other.place]
    ]
    if any(one.unit == other.unit and one.disjoint(other) for one, other in across):
        status = ClaimStatus.DISPUTED
    elif all((one.unit, one.low, one.high) == (other.unit, other.low, other.high) for one, other in across):
        status = ClaimStatus.CORROBORATED
    else:
        status = ClaimStatus.DIFFERS
    members = []
    for fact in facts:
        quantity = fact.content.quantity
        agrees = quantity.unit != lead.unit or not lead.disjoint(quantity)
        members.append(member_of(fact.report, fact.content.words, supports=agrees))
    return group_of(kind, status, members, _countries(facts), story)


_Signers = tuple[str, frozenset[str]]
"""What was signed, and by whom."""


def _signing(reported: Reported) -> Kind[_Signers]:
    """Compare who signed the same document."""

    def same(one: Fact[_Signers], other: Fact[_Signers]) -> bool:
        return (
            one.content[0] == other.content[0]
            and bool(one.content[1] & other.content[1])
            and reported.cosine(one.report, other.report) >= SAME_SIGNING
        )

    def groups(found: Iterator[list[Fact[_Signers]]]) -> Iterator[Group]:
        for facts in found:
            everyone = {f.content[1] for f in facts}
            status = ClaimStatus.CORROBORATED if len(everyone) == 1 else ClaimStatus.DIFFERS
            members = [member_of(f.report, ", ".join(sorted(map(country_name, f.content[1])))) for f in facts]
            yield group_of("signing", status, members, chain.from_iterable(everyone), reported.story)

    return Kind(_signed, same, groups)


def _signed(report: Report) -> Iterator[_Signers]:
    signed = report.told.signed
    if signed is None:
        return
    held = [s for s in report.stances if stem(s.cue.lower().partition(" ")[0]) in _stems(_SIGNING)]
    if any(stance.position.side < 0 for stance in held):
        return
    codes = frozenset(stance.holder for stance in held) or frozenset(signed.signers)
    if codes:
        yield signed.document, codes


def _disclosure(reported: Reported) -> Kind[_Count | None]:
    """Set reports that no numbers are known against numbers of the same in other sources."""
    topics = reported.untold - _stems(_MEASURES)

    def contents(report: Report) -> Iterator[_Count | None]:
        if report.told.untold is not None:
            yield None
        for quantity, words in zip(report.told.quantities, report.told.counts, strict=True):
            if quantity.unit in topics:
                yield _Count(quantity, words)

    def same(one: Fact[_Count | None], other: Fact[_Count | None]) -> bool:
        first, second = one.content, other.content
        silent, vague = one.report.told.untold or (), other.report.told.untold or ()
        if first is None and second is None:
            alike = reported.cosine(one.report, other.report) >= SAME_COUNT
            return alike or not topics.isdisjoint(set(silent) & set(vague))
        if first is None and second is not None:
            return second.quantity.unit in silent
        return second is None and first is not None and first.quantity.unit in vague

    def groups(found: Iterator[list[Fact[_Count | None]]]) -> Iterator[Group]:
        return (_undisclosed(facts, reported.story) for facts in found if any(f.content is None for f in facts))

    return Kind(contents, same, groups)


def _undisclosed(facts: Sequence[Fact[_Count | None]], story: Story) -> Group:
    """Return the group of facts of which some tell a number and others that none is known: these lead."""
    numbers = [f for f in facts if f.content is not None]
    members = [
        member_of(f.report) if f.content is None else member_of(f.report, f.content.words, supports=False)
        for f in facts
    ]
    lead = next(member_of(f.report) for f in facts if f.content is None)
    status = ClaimStatus.DISPUTED if numbers else ClaimStatus.CORROBORATED
    return group_of("disclosure", status, members, _countries(numbers), story, lead)


def _binding(reported: Reported) -> Kind[Binding]:
    """Compare whether something binds, yes or no."""

    def contents(report: Report) -> tuple[Binding, ...]:
        return () if report.told.binding is None else (report.told.binding,)

    def same(one: Fact[Binding], other: Fact[Binding]) -> bool:
        first, second = one.content, other.content
        if not first.what or not second.what:
            return reported.cosine(one.report, other.report) >= SAME_MATTER
        return first.binds != second.binds or bool(first.what & second.what)

    def groups(found: Iterator[list[Fact[Binding]]]) -> Iterator[Group]:
        for group in found:
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
            yield group_of("binding", status, members, _countries(group), reported.story)

    return Kind(contents, same, groups)


def _decisions(reported: Reported) -> Kind[Decided]:
    """Set reports that something is settled against reports that it is open.

    Disputed where one says outright that there is no decision on the day on which another has one; it differs where
    time went by in between, or where one only says that talks go on.
    """
    story = reported.story

    def contents(report: Report) -> tuple[Decided, ...]:
        return () if report.told.decided is None else (report.told.decided,)

    def same(one: Fact[Decided], other: Fact[Decided]) -> bool:
        first, second = one.content, other.content
        if first.is_settled == second.is_settled:
            return False
        if first.who and second.who and set(first.who).isdisjoint(second.who):
            return False
        names = {*one.report.told.names, *other.report.told.names}
        if set(one.report.told.names).isdisjoint(other.report.told.names):
            return False
        named = {stem(name.lower()) for name in names} | _stems(_DECIDING)
        return shared_matter(one.report.told.words, other.report.told.words, named) >= SAME_DECISION

    def groups(found: Iterator[list[Fact[Decided]]]) -> Iterator[Group]:
        for group in found:
            settled = [f for f in group if f.content.is_settled]
            denied = [f for f in group if not f.content.is_settled and f.content.is_firm]
            disputed = any(
                story.are_two(one.place, other.place) and story.in_time(one.place, other.place, 1)
                for one in settled
                for other in denied
            )
            members = [
                member_of(f.report, f.content.words, supports=not disputed or f.content.is_settled) for f in group
            ]
            status = ClaimStatus.DISPUTED if disputed else ClaimStatus.DIFFERS
            lead = member_of(settled[0].report, settled[0].content.words) if settled else None
            yield group_of("decision", status, members, _countries(group), story, lead)

    return Kind(contents, same, groups)


class _Dates:
    """Doubts a date that is the same January days one year before another source's."""

    def __init__(self, reported: Reported) -> None:
        self._reported = reported
        self._doubted: dict[int, list[int]] = defaultdict(list)

    def meet(self, one: int, other: int) -> None:
        """Compare the dates of two articles."""
        days = [(day, place) for place in (one, other) if (day := self._reported.story.days[place])]
        if len(days) > 1 and slipped_year(days[0][0], days[1][0]):
            earlier, later = sorted(days)
            self._doubted[earlier[1]].append(later[1])

    def groups(self) -> Iterator[Group]:
        """Yield each date that is doubted, with those that it stands against."""
        for early, late in self._doubted.items():
            firsts = [_first(self._reported, place, supports=place != early) for place in sorted([early, *late])]
            members = [member for member in firsts if member is not None]
            lead = next((m for m in members if m.supports), None)
            if lead is not None and len(members) > 1:
                yield group_of("date", ClaimStatus.DOUBTFUL, members, (), self._reported.story, lead)


def _first(reported: Reported, place: int, *, supports: bool) -> Member | None:
    first = reported.firsts[place]
    if first is None:
        return None
    return Member(place, first.passage, Span(first.start, first.end), first.published, supports)


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _countries(facts: Sequence[Fact[_T]]) -> Iterator[str]:
    return chain.from_iterable(fact.report.told.countries for fact in facts)
