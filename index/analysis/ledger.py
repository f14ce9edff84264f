"""The stances of a library in columns of numbers: little enough to be kept in memory, and quick to count.

A place is the index of a stance in the ledger; places are in the order of files, articles and evidence.
"""

from __future__ import annotations

import json
from functools import cached_property
from itertools import chain, product
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from index.analysis.subjects import about
from index.models import Attribution, Position

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from index.models import StanceEntry

    Numbers = NDArray[np.int64]

    Places = NDArray[np.int64]
    """Places in a ledger, ascending."""

NO_ROW = NO_TARGET = -1
NO_PLACES: Places = np.empty(0, np.int64)
NO_DATES: Mapping[str, str] = MappingProxyType({})

_COUNTED_UP_TO = 1 << 20
"""Numbers up to this are counted by one pass, each in a place of its own; larger ones are sorted."""

_OWN_WORDS = {Attribution.SAID.value: 0, Attribution.QUOTED.value: 0, Attribution.REPORTED.value: 1}
_RETOLD = 2


class Kind(NamedTuple):
    """What stances have in common that a cell counts and shows as one.

    ``told`` is 0 for the speaker's own words, more for what is retold.
    """

    position: Position
    conditional: bool
    reviewed: bool
    disputed: bool
    told: int


KINDS = tuple(Kind(*facts) for facts in product(Position, (False, True), (False, True), (False, True), range(3)))
"""All kinds that there may be; a ledger holds their numbers."""

SIDES = np.array([kind.position.side for kind in KINDS])
"""Which side each kind is on: 1 for, -1 against, 0 neither."""

_KIND_NUMBERS = {(kind.position.value, *kind[1:]): number for number, kind in enumerate(KINDS)}


class Party(NamedTuple):
    """Who has a row in a table: a holder, or someone who speaks for it."""

    holder: str
    speaker: str | None = None


class Axis(NamedTuple):
    """The rows that a table may have, by number; ``rows`` has for every place the number of its row, or ``NO_ROW``."""

    parties: tuple[Party, ...]
    rows: Numbers


class Facts(NamedTuple):
    """What is known of each stance, by its place.

    ``key`` and ``passage`` are keys of the records; ``kind``, ``article``, ``party`` and ``target`` are numbers into
    ``KINDS`` and into what a ledger knows, ``NO_TARGET`` for none.
    """

    key: Numbers
    passage: Numbers
    kind: Numbers
    article: Numbers
    party: Numbers
    target: Numbers
    rejected: Numbers


_PACKED = ("i8", "i8", "i1", "i4", "i4", "i4", "i1")
"""As what each of the facts is packed."""


class Known(NamedTuple):
    """What the numbers in the facts stand for.

    ``dates`` are the ISO dates of the articles, empty where there is none; ``targets`` are those whose ``stems``, what
    they are about in one line, are not known: numbers count these first.
    """

    articles: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    stems: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()


class Ledger:
    """All stances of a library; ``times`` keeps what the timeline has worked out."""

    def __init__(self, facts: Facts, known: Known) -> None:
        self.facts = facts
        self.known = known
        self.kinds, self.articles, self.targets = facts.kind, facts.article, facts.target
        self.known_articles, self.dates = known.articles, known.dates
        self.rejected = np.flatnonzero(facts.rejected)
        self.times: dict[int, tuple[tuple[str, ...], Numbers]] = {}
        self._about: dict[int, frozenset[str]] = {}

    @classmethod
    def of(cls, entries: Iterable[StanceEntry], dates: Mapping[str, str] = NO_DATES) -> Self:
        """Make a ledger of stances, in the order of places; ``dates`` are those of articles that are known."""
        numbering = _Numbering(Known())
        facts = numbering.facts(entries)
        return cls(facts, numbering.known(dates))

    def amended(self, blocks: Sequence[tuple[slice, Iterable[StanceEntry]]], dates: Mapping[str, str]) -> Ledger:
        """Return a ledger in which other stances stand in the place of some.

        Args:
            blocks: The places that go, in order, none touching another, and what comes there.
            dates: Those of articles that are not known yet.
        """
        numbering = _Numbering(self.known)
        pieces, done = [], 0
        for gone, entries in blocks:
            pieces += [Facts(*(column[done : gone.start] for column in self.facts)), numbering.facts(entries)]
            done = gone.stop
        pieces.append(Facts(*(column[done:] for column in self.facts)))
        return Ledger(Facts(*map(np.concatenate, zip(*pieces, strict=True))), numbering.known(dates))

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """Return the ledger that was packed."""
        head, _, rest = packed.partition(b"\n")
        size, names = json.loads(head)
        columns, start = [], 0
        for kind in _PACKED:
            columns.append(np.frombuffer(rest, kind, size, start).astype(np.int64))
            start += size * np.dtype(kind).itemsize
        articles, dates, parties, stems = map(tuple, names)
        return cls(Facts(*columns), Known(articles, dates, tuple(Party(*party) for party in parties), stems))

    def packed(self) -> bytes:
        """Return the ledger as bytes, with what its targets are about."""
        stems = ["\t".join(sorted(self.about(target))) for target in range(len(self.known.stems + self.known.targets))]
        head = json.dumps([len(self), [self.known_articles, self.dates, self.known.parties, stems]]).encode()
        columns = (column.astype(kind).tobytes() for column, kind in zip(self.facts, _PACKED, strict=True))
        return b"\n".join([head, b"".join(columns)])

    def __len__(self) -> int:
        return len(self.facts.key)

    def about(self, target: int) -> frozenset[str]:
        """Return the stems that say what a target, by its number, is about."""
        stems = self._about.get(target)
        if stems is None:
            first = len(self.known.stems)
            known = self.known.stems[target] if target < first else None
            made = about(self.known.targets[target - first]) if known is None else known.split("\t")
            stems = self._about[target] = frozenset(made) - {""}
        return stems

    def without(self, places: Places) -> Places:
        """Return all places but these."""
        others = np.ones(len(self), np.bool_)
        others[places] = False
        return np.flatnonzero(others)

    def at_keys(self, keys: Collection[int]) -> Places:
        """Return the places of the stances with these keys; those that are gone since are left out."""
        if not keys:
            return NO_PLACES
        known, places = self._by_key
        sought = np.fromiter(keys, np.int64, len(keys))
        sought.sort()
        at = np.minimum(np.searchsorted(sought, known), len(sought) - 1)
        return np.sort(places[sought[at] == known])

    def at_passages(self, passages: Collection[int], places: Places) -> Places:
        """Return which of some places are those of stances in the passages with these keys."""
        of_place = self.facts.passage[places].tolist()
        # There may be many more passages than stances.
        return places[np.fromiter(map(passages.__contains__, of_place), np.bool_, len(places))]

    @cached_property
    def _by_key(self) -> tuple[Numbers, Places]:
        order = np.argsort(self.facts.key)
        return self.facts.key[order], order

    def numbered(self, articles: Collection[str]) -> NDArray[np.bool_]:
        """Return for the number of each known article whether it is among these."""
        among = np.zeros(len(self.known_articles), np.bool_)
        among[[number for article in articles if (number := self.numbers.get(article)) is not None]] = True
        return among

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each known article."""
        return {article: number for number, article in enumerate(self.known_articles)}

    @cached_property
    def holders(self) -> Axis:
        """The holders, each a row."""
        return self._axis([Party(party.holder) for party in self.known.parties])

    @cached_property
    def speakers(self) -> Axis:
        """The speakers of each holder, each a row; a stance without one is in no row."""
        return self._axis([party if party.speaker else None for party in self.known.parties])

    def _axis(self, parties: Iterable[Party | None]) -> Axis:
        """Make an axis; ``parties`` are who has the row of each known party, None for nobody."""
        numbers: dict[Party, int] = {}
        rows = _column(numbers.setdefault(party, len(numbers)) if party else NO_ROW for party in parties)
        return Axis(tuple(numbers), rows[self.facts.party])


class _Numbering:
    """Numbers what stances name, after what is known already."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._articles = {article: number for number, article in enumerate(known.articles)}
        self._parties = {party: number for number, party in enumerate(known.parties)}
        self._targets = {target: number for number, target in enumerate(known.targets, len(known.stems))}

    def facts(self, entries: Iterable[StanceEntry]) -> Facts:
        """Return the facts of stances, in the order given."""
        listed = list(entries)
        articles, parties, targets, first = self._articles, self._parties, self._targets, len(self._known.stems)
        return Facts(
            key=_column(entry.key for entry in listed),
            passage=_column(entry.passage for entry in listed),
            kind=_column(_kind(entry) for entry in listed),
            article=_column(articles.setdefault(entry.article, len(articles)) for entry in listed),
            party=_column(parties.setdefault(Party(e.holder, e.speaker or None), len(parties)) for e in listed),
            target=_column(
                targets.setdefault(e.target, first + len(targets)) if e.target else NO_TARGET for e in listed
            ),
            rejected=_column(entry.rejected for entry in listed),
        )

    def known(self, dates: Mapping[str, str]) -> Known:
        """Return all that is known now."""
        more = (dates.get(article, "") for article in list(self._articles)[len(self._known.articles) :])
        return Known(
            articles=tuple(self._articles),
            dates=tuple(chain(self._known.dates, more)),
            parties=tuple(self._parties),
            stems=self._known.stems,
            targets=tuple(self._targets),
        )


def tally(numbers: Numbers) -> tuple[list[int], list[int]]:
    """Return the different numbers among some from 0 up, ascending, and how often there is each."""
    if len(numbers) and numbers.max() > _COUNTED_UP_TO:
        values, counts = np.unique(numbers, return_counts=True)
        return values.tolist(), counts.tolist()
    counts = np.bincount(numbers)
    values = np.flatnonzero(counts)
    return values.tolist(), counts[values].tolist()


def _column(numbers: Iterable[int]) -> Numbers:
    return np.fromiter(numbers, np.int64)


def _kind(entry: StanceEntry) -> int:
    told = _OWN_WORDS.get(entry.attribution, _RETOLD)
    return _KIND_NUMBERS[entry.position, bool(entry.conditional), bool(entry.reviewed), bool(entry.disputed), told]
