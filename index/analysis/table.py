"""Stances -> the table of who holds what according to whom.

Counted stances fill cells, near ones stand dimmed beside them; which are which comes from the caller, for whether a
stance counts is a question of the query and not of the table. Cells count; the stances behind one are listed
when somebody looks at it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.countries import country_name, find_mentions
from index.analysis.ledger import NO_ROW
from index.analysis.timeline import Timeline, over_time
from index.models import Blank, Cell, Position, StanceTable, TableColumn, TableRow
from index.text import tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from index.analysis.ledger import Axis, Kind, Ledger, Party
    from index.models import Topic

ALL = "all"
"""Key and title of the last column, over all sources or topics."""

OTHERS = "others"
"""Key and title of the column before it, over all articles that have no column of their own."""

MOST_COLUMNS = 24
"""The fullest articles have columns: of more, nobody looks for the one that says something."""

TITLE_WIDTH = 14
"""Characters that the head of a column may take before it is shortened."""

_POSITIONS = {position: place for place, position in enumerate(Position)}
_BLANKS = {blank: Cell(blank=blank) for blank in Blank}
_HASH_TAIL = re.compile(r"[_-][0-9a-f]{8,}\Z")
_REMARK = re.compile(r"(?<=\S)\s+\([^()]*\)\Z")
_SUFFIX = re.compile(r"(?i)\.(?:com|org|net|info|co\.uk)\Z|\s+(?:online|news desk)\Z")
_CACHED_TARGETS = 1 << 16
_FIRST_PLACES = 200
_TIMELESS = Timeline()


@dataclass(frozen=True, slots=True)
class TableArticle:
    """What a column needs to know of an article.

    ``source`` is who published it, ``published`` an ISO date or None, ``language`` an ISO 639-1 code or None when
    it could not be told. ``codes`` are the countries that the article mentions; ``analysed`` says
    whether stances have been looked for. ``title`` names the column where the source would not tell it from others.
    """

    id: str
    source: str
    published: str | None = None
    language: str | None = "en"
    analysed: bool = True
    codes: frozenset[str] = frozenset()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The stances that a table shows, as places in a ledger: those it counts, and those that stand near."""

    counted: Collection[int]
    near: Collection[int] = ()


class Spread:
    """How chosen stances of a ledger are spread over the rows of an axis and over the articles."""

    def __init__(self, ledger: Ledger, axis: Axis, chosen: Chosen) -> None:
        self.ledger = ledger
        self.axis = axis
        self.chosen = chosen
        self._known = ledger.known_articles
        self._counted = Counter(map(ledger.articles.__getitem__, chosen.counted))
        self._near = Counter(map(ledger.articles.__getitem__, chosen.near))
        cells = set(map(axis.cells.__getitem__, chosen.counted))
        articles = max(len(self._known), 1)
        self._rows = Counter([cell % articles for cell in cells])
        self._articles = Counter([cell // articles for cell in cells])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {article: number for number, article in enumerate(self._known)}

    def over_time(self) -> dict[int, Timeline]:
        """Return what the counted stances come to at each time, for each row; empty when the dates do not differ."""
        dates = set(map(self.ledger.dates.__getitem__, self._counted)) - {""}
        return over_time(self.ledger, self.axis, self.chosen.counted, dates)

    def articles_of(self, row: int) -> int:
        """Return in how many articles a row has a counted stance."""
        return self._articles[row]

    def fullness(self, article: str) -> tuple[int, int, int]:
        """Return how full an article's column is, smaller numbers for fuller ones: rows, counted stances, near ones."""
        return self._fullness(self._numbers.get(article, -1))

    def _fullness(self, number: int) -> tuple[int, int, int]:
        return -self._rows[number], -self._counted[number], -self._near[number]

    def fullest(self, most: int = MOST_COLUMNS) -> list[str]:
        """Return the ids of the articles that fill the most of a table, the fullest first."""
        numbers = self._counted.keys() | self._near.keys()
        if len(numbers) > most:
            # Few of a large library's articles have so many rows that they need to be told apart.
            least = nlargest(most, map(self._rows.__getitem__, numbers))[-1]
            numbers = {number for number in numbers if self._rows[number] >= least}
        return [self._known[n] for n in sorted(numbers, key=lambda n: (self._fullness(n), self._known[n]))[:most]]


@dataclass(slots=True)
class _Found:
    """What stands in one cell: how many counted stances of each kind, the near ones' positions, and the counted places.

    ``places`` matter only where they decide whether the cell is for and against the same, and are gone through once.
    """

    counted: Counter[int] = field(default_factory=Counter)
    near: set[int] = field(default_factory=set)
    places: Iterable[int] = ()


def stance_table(spread: Spread, articles: Sequence[TableArticle]) -> StanceTable:
    """Return the parties of an axis against articles.

    A row for every party with a stance, counted or near: by number of counted stances, then of articles
    that have one, then by name. A column for every article given, the fullest first (rows with
    a counted stance, then counted stances, then title). Stances of further articles stand in "others", where there
    are any, and "all" is last, over all the stances chosen.

    A cell's first position is the one to show first: one that a person reviewed before the rules'; then the side (for,
    against) with more stances; then ``commits`` before ``supports`` and ``declines`` before ``opposes``; ``unclear``
    is last. ``mixed`` tells that two counted stances are for and against the same target (see ``same_target``);
    ``condition`` that one of a shown position holds on a condition.

    Args:
        spread: The stances that the table shows, and the rows.
        articles: The columns.

    Returns:
        The table, empty when no stance is chosen. Its size is rows times columns.
    """
    ledger, axis, chosen = spread.ledger, spread.axis, spread.chosen
    own = {article.id for article in articles}
    others = _beyond(ledger, chosen, own)
    cells = _cells(ledger, axis, [*_by_article(ledger, chosen, own), (OTHERS, *others)])
    everywhere = _everywhere(ledger, axis, chosen)
    titles = dict(zip((article.id for article in articles), column_titles(articles), strict=True))
    times = spread.over_time()
    ordered = sorted(articles, key=lambda article: (*spread.fullness(article.id), titles[article.id], article.id))
    rows = []
    for row, found in everywhere.items():
        party = axis.parties[row]
        shown = [_cell(ledger, cells.get((row, a.id)), _blank(party.holder, a)) for a in ordered]
        if any(others):
            shown.append(_cell(ledger, cells.get((row, OTHERS)), Blank.UNCOUNTED))
        # A stance beside the matches is proof of a mention.
        shown.append(_cell(ledger, found, Blank.SILENT))
        rows.append(((-found.counted.total(), -spread.articles_of(row)), _row(party, shown, times.get(row, _TIMELESS))))
    columns = [TableColumn(article.id, titles[article.id]) for article in ordered]
    return _table([*columns, *([TableColumn(OTHERS, OTHERS)] if any(others) else [])], rows)


def topic_table(ledger: Ledger, topics: Sequence[tuple[Topic, Collection[int]]]) -> StanceTable:
    """Return holders against topics, over all sources.

    A stance stands in the column of each topic that counts it, and once in "all". Rows and columns are ordered and
    cells made as in ``stance_table``. A blank says only that nothing is counted: ``Blank.UNCOUNTED``.

    Args:
        ledger: The library's stances.
        topics: The columns, each with the places of the stances that it counts.
    """
    axis = ledger.holders
    everything = Chosen(frozenset[int]().union(*(places for _, places in topics)))
    everywhere = _everywhere(ledger, axis, everything)
    cells = _cells(ledger, axis, ((topic.id, places, ()) for topic, places in topics))
    held = Counter(topic for _, topic in cells)
    size = {topic.id: len(places) for topic, places in topics}
    ordered = sorted(
        (topic for topic, _ in topics), key=lambda topic: (-held[topic.id], -size[topic.id], topic.title, topic.id)
    )
    spread = Spread(ledger, axis, everything)
    times = spread.over_time()
    rows = []
    for row, found in everywhere.items():
        shown = [_cell(ledger, cells.get((row, topic.id)), Blank.UNCOUNTED) for topic in ordered]
        shown.append(_cell(ledger, found, Blank.UNCOUNTED))
        rows.append(
            (
                (-found.counted.total(), -spread.articles_of(row)),
                _row(axis.parties[row], shown, times.get(row, _TIMELESS)),
            )
        )
    return _table([TableColumn(topic.id, topic.title) for topic in ordered], rows)


def telling(ledger: Ledger, places: Collection[int]) -> list[int]:
    """Return the places of a cell's stances, the most telling first.

    Those of the position that the cell shows first come first, then reviewed ones, then those on a condition, then
    what was said or quoted before what is retold, then in the order of the ledger.
    """
    counted = Counter(map(ledger.kinds.__getitem__, places))
    positions = _ordered_positions({ledger.known_kinds[code]: count for code, count in counted.items()})
    order = {position: number for number, position in enumerate(positions)}
    ranks = [
        (order.get(kind.position, len(order)), not kind.reviewed, not kind.conditional, kind.told)
        for kind in ledger.known_kinds
    ]
    return sorted(places, key=lambda place: (ranks[ledger.kinds[place]], place))


def same_target(one: str | None, other: str | None) -> bool:
    """Say whether two targets are about the same, as far as their words tell.

    They are when at least half of the content stems of the shorter one also stand in the other. Countries are left out,
    because in most libraries every target names the same one, unless a target holds nothing else. A target that is
    not known is like no other.
    """
    return _meet(_content(one or ""), _content(other or ""))


def column_titles(articles: Sequence[TableArticle]) -> list[str]:
    """Return a short title for each article, from its source; all of them different.

    "The English Chronicle" becomes "Chronicle" and "000_622d4b1d2ffcd26e" "000". Articles that come out
    the same are told apart by the day, else by the date, else by a number in the order given. Where all are of one
    source, they have their own titles.
    """
    if len({article.source for article in articles}) == 1 < len(articles) and all(a.title for a in articles):
        return _distinct(_cut(article.title) for article in articles)
    titles = [_short(article.source) for article in articles]
    groups: dict[str, list[int]] = defaultdict(list)
    for place, title in enumerate(titles):
        groups[title].append(place)
    for title, places in groups.items():
        if len(places) > 1:
            for place, mark in zip(places, _marks([articles[place].published for place in places]), strict=True):
                titles[place] = f"{title} {mark}"
    return _distinct(titles)


def _short(source: str) -> str:
    name = _SUFFIX.sub("", _REMARK.sub("", _HASH_TAIL.sub("", source.strip()))) or source.strip()
    words = name.split()
    if len(words) > 1 and words[0].casefold() == "the":
        words = words[1:]
    while len(words) > 1 and len(" ".join(words)) > TITLE_WIDTH:
        words = words[1:]
    return _cut(" ".join(words))


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_WIDTH else title[: TITLE_WIDTH - 1].rstrip("-_ ") + "…"


def _marks(dates: Sequence[str | None]) -> list[str]:
    known = [date for date in dates if date]
    if len(known) == len(dates):
        for marks in ([date[5:] for date in known], known):
            if all(marks) and len(set(marks)) == len(marks):
                return marks
    return [str(number) for number in range(1, len(dates) + 1)]


def _distinct(titles: Iterable[str]) -> list[str]:
    """Number what is still the same: a source may be called like another one with its mark."""
    seen: set[str] = set()
    distinct = []
    for title in titles:
        fresh, number = title, 2
        while fresh in seen or fresh in {ALL, OTHERS}:
            fresh, number = f"{title} ({number})", number + 1
        seen.add(fresh)
        distinct.append(fresh)
    return distinct


def _cells(
    ledger: Ledger, axis: Axis, columns: Iterable[tuple[str, Iterable[int], Iterable[int]]]
) -> dict[tuple[int, str], _Found]:
    """Return what stands in each cell, by row and column; columns come with their counted and their near places."""
    cells: dict[tuple[int, str], _Found] = defaultdict(_Found)
    gathered: dict[tuple[int, str], list[int]] = defaultdict(list)
    for column, counted, near in columns:
        for place in counted:
            gathered[axis.rows[place], column].append(place)
        for place in near:
            cells[axis.rows[place], column].near.add(ledger.kinds[place])
    for cell, places in gathered.items():
        cells[cell].counted = Counter(map(ledger.kinds.__getitem__, places))
        cells[cell].places = places
    return cells


def _by_article(ledger: Ledger, chosen: Chosen, wanted: Collection[str]) -> list[tuple[str, list[int], list[int]]]:
    known, articles = ledger.known_articles, ledger.articles
    found: dict[int, tuple[list[int], list[int]]] = {
        number: ([], []) for number, article in enumerate(known) if article in wanted
    }
    for side, places in enumerate((chosen.counted, chosen.near)):
        for place in [place for place in places if articles[place] in found]:
            found[articles[place]][side].append(place)
    return [(known[number], *sides) for number, sides in found.items()]


def _beyond(ledger: Ledger, chosen: Chosen, wanted: Collection[str]) -> tuple[list[int], list[int]]:
    """Return the counted and the near places of all articles but the wanted ones."""
    inside = {number for number, article in enumerate(ledger.known_articles) if article in wanted}
    counted, near = (
        [place for place in places if ledger.articles[place] not in inside] for places in (chosen.counted, chosen.near)
    )
    return counted, near


def _everywhere(ledger: Ledger, axis: Axis, chosen: Chosen) -> dict[int, _Found]:
    """Return what is chosen for each row over all columns; counted at once, for it may be all of a library."""
    found: dict[int, _Found] = defaultdict(_Found)
    kinds = max(len(ledger.known_kinds), 1)
    for mark, count in Counter(map(axis.marks.__getitem__, chosen.counted)).items():
        row, kind = divmod(mark, kinds)
        found[row].counted[kind] = count
    for mark in set(map(axis.marks.__getitem__, chosen.near)):
        row, kind = divmod(mark, kinds)
        found[row].near.add(kind)
    found.pop(NO_ROW, None)
    for row, cell in found.items():
        cell.places = (place for place in axis.places[row] if place in chosen.counted)
    return found


def _table(columns: list[TableColumn], rows: list[tuple[tuple[int, int], TableRow]]) -> StanceTable:
    if not rows:
        return StanceTable()
    rows.sort(key=lambda row: (row[0], row[1].name, row[1].holder, row[1].speaker or ""))
    return StanceTable((*columns, TableColumn(ALL, ALL)), tuple(row for _, row in rows))


def _row(party: Party, cells: Sequence[Cell], time: Timeline) -> TableRow:
    name = country_name(party.holder)
    return TableRow(
        holder=party.holder,
        name=f"{party.speaker}, {name}" if party.speaker else name,
        cells=tuple(cells),
        speaker=party.speaker,
        moments=time.moments,
        turned=cells[-1].mixed and time.turned,
    )


def _blank(holder: str, article: TableArticle) -> Blank:
    if article.language is not None and article.language not in ANALYSED_LANGUAGES:
        return Blank.FOREIGN
    if not article.analysed:
        return Blank.PENDING
    return Blank.SILENT if holder in article.codes else Blank.UNMENTIONED


def _cell(ledger: Ledger, found: _Found | None, blank: Blank) -> Cell:
    if found is None:
        return _BLANKS[blank]
    near = {ledger.known_kinds[code] for code in found.near}
    near_positions = tuple(sorted({kind.position for kind in near}, key=_POSITIONS.__getitem__))
    if not found.counted:
        # A stance beside the matches is proof of a mention.
        said = Blank.SILENT if blank is Blank.UNMENTIONED else blank
        return Cell(near=near_positions, blank=said, disputed=any(kind.disputed for kind in near))
    counted = {ledger.known_kinds[code]: count for code, count in found.counted.items()}
    positions = _ordered_positions(counted)
    shown = _shown(positions)
    return Cell(
        positions=positions,
        count=found.counted.total(),
        condition=any(kind.conditional and kind.position in shown for kind in counted),
        mixed=_is_mixed(ledger, positions, found.places),
        reviewed=any(kind.reviewed for kind in counted),
        near=near_positions,
        blank=blank,
        disputed=any(kind.disputed for kind in counted),
    )


def _ordered_positions(kinds: Mapping[Kind, int]) -> tuple[Position, ...]:
    """Return the positions of some kinds, with how many stances each has, the one to show first first."""
    sides: Counter[int] = Counter()
    for kind, count in kinds.items():
        sides[kind.position.side] += count
    reviewed = {kind.position for kind in kinds if kind.reviewed}
    reviewed_sides = {position.side for position in reviewed}

    def key(position: Position) -> tuple[bool, bool, int, int, bool, int]:
        side = position.side
        # Of two sides with as many stances the one for comes first.
        weight = (side not in reviewed_sides, side == 0, -sides[side], -side)
        return *weight, position not in reviewed, _POSITIONS[position]

    return tuple(sorted({kind.position for kind in kinds}, key=key))


def _shown(positions: Sequence[Position]) -> set[Position]:
    """Return the first position and the first one against it."""
    first = positions[0]
    other = next((p for p in positions if first.side and p.side == -first.side), first)
    return {first, other}


def _is_mixed(ledger: Ledger, positions: Iterable[Position], places: Iterable[int]) -> bool:
    """Say whether some are for and some against the same target."""
    if not {1, -1} <= {position.side for position in positions}:
        return False
    named: dict[int, set[str]] = {1: set(), -1: set(), 0: set()}
    waiting = iter(places)
    # In a large cell what is both favoured and opposed is mostly met among the first.
    for most in (_FIRST_PLACES, None):
        for place in islice(waiting, most):
            if target := ledger.targets[place]:
                named[ledger.known_kinds[ledger.kinds[place]].position.side].add(target)
        favoured, opposed = ({_content(target) for target in named[side]} - {frozenset()} for side in (1, -1))
        if favoured and opposed and (_any_meet(favoured, opposed) or _any_meet(opposed, favoured)):
            return True
    return False


def _any_meet(ones: set[frozenset[str]], others: set[frozenset[str]]) -> bool:
    """Say whether one of the first meets one of the others that is no shorter.

    They share half of the stems of the shorter, so that among the rarer half of these and one more there is
    a shared one: only targets with such a stem are compared, and never all with all.
    """
    holding: dict[str, list[frozenset[str]]] = defaultdict(list)
    for other in others:
        for stem in other:
            holding[stem].append(other)
    for one in ones:
        rarest = sorted(one, key=lambda stem: (len(holding.get(stem, ())), stem))
        for stem in rarest[: len(one) // 2 + 1]:
            if any(_meet(one, other) for other in holding.get(stem, ()) if len(other) >= len(one)):
                return True
    return False


def _meet(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > 0 and 2 * len(one & other) >= shorter


@lru_cache(maxsize=_CACHED_TARGETS)
def _content(target: str) -> frozenset[str]:
    """Return the stems that say what a target is about, see ``same_target``."""
    mentions = find_mentions(target)
    countries = {place for mention in mentions for place in range(mention.span.start, mention.span.end)}
    words = [token for token in tokens(target) if token.surface not in FUNCTION_WORDS or token.stem == "US"]
    about = frozenset(token.stem for token in words if token.span.start not in countries)
    return about or frozenset(mention.code for mention in mentions)
