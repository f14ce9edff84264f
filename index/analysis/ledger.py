"""The stances of a library in columns: little enough to be kept in memory, and quick to count.

A place is the index of a stance in the ledger; places are in the order of files, articles and evidence.
"""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from index.models import Attribution, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.analysis.timeline import Timeline
    from index.models import StanceEntry

_OWN_WORDS = {Attribution.SAID.value: 0, Attribution.QUOTED.value: 0, Attribution.REPORTED.value: 1}
_RETOLD = 2


NO_ROW = -1
NO_DATES: Mapping[str, str] = MappingProxyType({})


class Kind(NamedTuple):
    """What stances have in common that a cell counts and shows as one.

    ``told`` is 0 for the speaker's own words, more for what is retold.
    """

    position: Position
    conditional: bool
    reviewed: bool
    disputed: bool
    told: int


class Party(NamedTuple):
    """Who has a row in a table: a holder, or someone who speaks for it."""

    holder: str
    speaker: str | None = None


class Axis(NamedTuple):
    """The rows that a table may have, by number, and what stands in them.

    ``rows`` has for every place the number of its row, ``NO_ROW`` for one in none, and ``places`` for every row its
    places. ``marks`` and ``cells`` are one number for what would be two, since those count faster: a place's row and
    kind, and its row and article; ``divmod`` by the number of kinds or of articles gives them back.
    """

    parties: tuple[Party, ...]
    rows: tuple[int, ...]
    places: tuple[tuple[int, ...], ...]
    marks: tuple[int, ...]
    cells: tuple[int, ...]


class Ledger:
    """All stances of a library, a column a fact.

    ``kinds`` and ``articles`` are numbers into ``known_kinds`` and ``known_articles``; ``dates`` are the ISO dates of
    the known articles, empty where there is none. ``timed`` and ``timelines`` keep what the
    timeline has worked out.
    """

    def __init__(self, entries: Iterable[StanceEntry], dates: Mapping[str, str] = NO_DATES) -> None:
        listed = list(entries)
        numbers: dict[tuple[str, bool, bool, bool, int], int] = {}
        self.kinds = tuple(numbers.setdefault(_kind(entry), len(numbers)) for entry in listed)
        self.known_kinds = tuple(Kind(Position(kind[0]), *kind[1:]) for kind in numbers)
        self.keys = tuple(entry.key for entry in listed)
        self.passages = tuple(entry.passage for entry in listed)
        articles: dict[str, int] = {}
        self.articles = tuple(articles.setdefault(entry.article, len(articles)) for entry in listed)
        self.known_articles = tuple(articles)
        self.dates = tuple(dates.get(article, "") for article in articles)
        self.timelines: dict[tuple[bool, int], dict[int, Timeline]] = {}
        self.timed: dict[tuple[bool, int], tuple[tuple[str, ...], tuple[int, ...]]] = {}
        self.targets = tuple(entry.target for entry in listed)
        self._parties = tuple((entry.holder, entry.speaker) for entry in listed)
        self.rejected = frozenset(place for place, entry in enumerate(listed) if entry.rejected)

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each stance by its key."""
        return {key: place for place, key in enumerate(self.keys)}

    @cached_property
    def by_passage(self) -> dict[int, Sequence[int]]:
        """The places of the stances in each passage that has any, by the passage's key."""
        found: dict[int, list[int]] = {}
        for place, passage in enumerate(self.passages):
            found.setdefault(passage, []).append(place)
        return dict(found)

    @cached_property
    def holders(self) -> Axis:
        """The holders, each a row."""
        return self._axis(Party(holder) for holder, _ in self._parties)

    @cached_property
    def speakers(self) -> Axis:
        """The speakers of each holder, each a row; a stance without one is in no row."""
        return self._axis(Party(holder, speaker) if speaker else None for holder, speaker in self._parties)

    def _axis(self, parties: Iterable[Party | None]) -> Axis:
        numbers: dict[Party, int] = {}
        rows = tuple(numbers.setdefault(party, len(numbers)) if party else NO_ROW for party in parties)
        places: list[list[int]] = [[] for _ in numbers]
        for place, row in enumerate(rows):
            if row != NO_ROW:
                places[row].append(place)
        kinds, articles = len(self.known_kinds), len(self.known_articles)
        return Axis(
            parties=tuple(numbers),
            rows=rows,
            places=tuple(map(tuple, places)),
            marks=tuple(row * kinds + kind for row, kind in zip(rows, self.kinds, strict=True)),
            cells=tuple(row * articles + article for row, article in zip(rows, self.articles, strict=True)),
        )


def _kind(entry: StanceEntry) -> tuple[str, bool, bool, bool, int]:
    told = _OWN_WORDS.get(entry.attribution, _RETOLD)
    return entry.position, entry.conditional, entry.reviewed, entry.disputed, told
