"""Stances -> the table of who holds what according to whom.

Counted stances fill cells, near ones stand dimmed beside them; which are which comes from the caller, for whether a
stance counts is a question of the query and not of the table. Cells count; the stances behind one are listed
when somebody looks at it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.cells import BLANKS, Cells, Gathered, Spots, gather
from index.analysis.countries import country_name
from index.analysis.ledger import NO_PLACES, NO_ROW
from index.analysis.timeline import Timeline, over_time
from index.models import Blank, StanceTable, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from index.analysis.ledger import Axis, Ledger, Party, Places
    from index.models import Cell, Topic

ALL = "all"
"""Key and title of the last column, over all sources or topics."""

OTHERS = "others"
"""Key and title of the column before it, over all articles that have no column of their own."""

MOST_COLUMNS = 24
"""The fullest articles have columns: of more, nobody looks for the one that says something."""

TITLE_WIDTH = 14
"""Characters that the head of a column may take before it is shortened."""

WHOLE_TITLE = 60
"""Characters of an article's own title: the head of a column shows what it has room for."""

_HASH_TAIL = re.compile(r"[_-][0-9a-f]{8,}\Z")
_REMARK = re.compile(r"(?<=\S)\s+\([^()]*\)\Z")
_SUFFIX = re.compile(r"(?i)\.(?:com|org|net|info|co\.uk)\Z|\s+(?:online|news desk)\Z")
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

    counted: Places
    near: Places

    def within(self, axis: Axis) -> Chosen:
        """Return those of them that stand in a row."""
        return Chosen(*(places[axis.rows[places] != NO_ROW] for places in (self.counted, self.near)))


class Spread:
    """How chosen stances of a ledger are spread over the rows of an axis and over the articles.

    Those that stand in no row are left out.
    """

    def __init__(self, ledger: Ledger, axis: Axis, chosen: Chosen) -> None:
        self.ledger = ledger
        self.axis = axis
        self.chosen = chosen = chosen.within(axis)
        articles = max(len(ledger.known_articles), 1)
        self._counted, self._near = (
            np.bincount(ledger.articles[places], minlength=articles) for places in (chosen.counted, chosen.near)
        )
        cells = np.sort(axis.rows[chosen.counted] * articles + ledger.articles[chosen.counted])
        cells = cells[np.diff(cells, prepend=-1) > 0]
        self._rows = np.bincount(cells % articles, minlength=articles)
        self._articles: list[int] = np.bincount(cells // articles, minlength=len(axis.parties)).tolist()

    def over_time(self) -> dict[int, Timeline]:
        """Return what the counted stances come to at each time, for each row; empty when the dates do not differ."""
        return over_time(self.ledger, self.axis, self.chosen.counted)

    def articles_of(self, row: int) -> int:
        """Return in how many articles a row has a counted stance."""
        return self._articles[row]

    def fullness(self, article: str) -> tuple[int, int, int]:
        """Return how full an article's column is, smaller numbers for fuller ones: rows, counted stances, near ones."""
        number = self.ledger.numbers.get(article)
        return (0, 0, 0) if number is None else self._fullness(number)

    def _fullness(self, number: int) -> tuple[int, int, int]:
        return -int(self._rows[number]), -int(self._counted[number]), -int(self._near[number])

    def fullest(self, most: int = MOST_COLUMNS) -> list[str]:
        """Return the ids of the articles that fill the most of a table, the fullest first."""
        numbers = np.flatnonzero(self._counted + self._near)
        if len(numbers) > most:
            # Few of a large library's articles have so many rows that they need to be told apart.
            rows = self._rows[numbers]
            numbers = numbers[rows >= np.partition(rows, -most)[-most]]
        known = self.ledger.known_articles
        return [known[n] for n in sorted(numbers.tolist(), key=lambda n: (self._fullness(n), known[n]))[:most]]


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
    ledger, axis = spread.ledger, spread.axis
    titles = dict(zip((article.id for article in articles), column_titles(articles), strict=True))
    ordered = sorted(articles, key=lambda article: (*spread.fullness(article.id), titles[article.id], article.id))
    column_of = np.full(len(ledger.known_articles), len(ordered))
    for column, article in enumerate(ordered):
        if (number := ledger.numbers.get(article.id)) is not None:
            column_of[number] = column
    columns = [TableColumn(article.id, titles[article.id]) for article in ordered]
    sides = [(places, column_of[ledger.articles[places]]) for places in (spread.chosen.counted, spread.chosen.near)]
    blanks = _Blanks(ordered)
    if any(len(own) and own.max() == len(ordered) for _, own in sides):
        columns.append(TableColumn(OTHERS, OTHERS))
        blanks.add(Blank.UNCOUNTED)
    found = gather(ledger, *(Spots(axis.rows[places] * len(columns) + own, places) for places, own in sides))
    # A stance beside the matches is proof of a mention.
    return _table(spread, columns, found, blanks.of, Blank.SILENT)


def topic_table(ledger: Ledger, topics: Sequence[tuple[Topic, Places]]) -> StanceTable:
    """Return holders against topics, over all sources.

    A stance stands in the column of each topic that counts it, and once in "all". Rows and columns are ordered and
    cells made as in ``stance_table``. A blank says only that nothing is counted: ``Blank.UNCOUNTED``.

    Args:
        ledger: The library's stances.
        topics: The columns, each with the places of the stances that it counts.
    """
    axis = ledger.holders
    held = {topic.id: len(np.unique(axis.rows[places])) for topic, places in topics}
    ordered = sorted(topics, key=lambda one: (-held[one[0].id], -len(one[1]), one[0].title, one[0].id))
    counted = np.concatenate([NO_PLACES, *(places for _, places in ordered)])
    column = np.repeat(np.arange(len(ordered)), [len(places) for _, places in ordered])
    found = gather(ledger, Spots(axis.rows[counted] * len(ordered) + column, counted), Spots(NO_PLACES, NO_PLACES))
    columns = [TableColumn(topic.id, topic.title) for topic, _ in ordered]
    spread = Spread(ledger, axis, Chosen(np.unique(counted), NO_PLACES))
    return _table(spread, columns, found, lambda _: [Blank.UNCOUNTED] * len(ordered), Blank.UNCOUNTED)


def column_titles(articles: Sequence[TableArticle]) -> list[str]:
    """Return a short title for each article, from its source; all of them different.

    "The English Chronicle" becomes "Chronicle" and "000_622d4b1d2ffcd26e" "000". Articles that come out
    the same are told apart by the day, else by the date, else by a number in the order given. Where all are of one
    source, they have their own titles.
    """
    if len({article.source for article in articles}) == 1 < len(articles) and all(a.title for a in articles):
        return _distinct(_cut(article.title, WHOLE_TITLE) for article in articles)
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
    return _cut(" ".join(words), TITLE_WIDTH)


def _cut(title: str, most: int) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip("-_ ") + "…"


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


def _table(
    spread: Spread,
    columns: Sequence[TableColumn],
    found: Mapping[int, Gathered],
    blanks: Callable[[str], Sequence[Blank]],
    silence: Blank,
) -> StanceTable:
    """Return the table of what stands in its cells.

    Args:
        spread: The stances, and the rows.
        columns: All columns but the last.
        found: What stands in each cell, by the number of its row times that of the columns and that of its column.
        blanks: Gives what the cells of a holder's row are where nothing stands in them.
        silence: What the last cell is where nothing is counted.
    """
    chosen, parties = spread.chosen, spread.axis.parties
    everywhere = gather(
        spread.ledger, *(Spots(spread.axis.rows[places], places) for places in (chosen.counted, chosen.near))
    )
    if not everywhere:
        return StanceTable()
    lines = {number: [BLANKS[one] for one in blanks(parties[number].holder)] for number in everywhere}
    cells, times = Cells(spread.ledger), spread.over_time()
    for number, standing in found.items():
        row, column = divmod(number, len(columns))
        lines[row][column] = cells.of(standing, lines[row][column].blank)
    rows = []
    for number, whole in everywhere.items():
        line = (*lines[number], cells.of(whole, silence))
        weight = (-whole.total, -spread.articles_of(number))
        rows.append((weight, _row(parties[number], line, times.get(number, _TIMELESS))))
    rows.sort(key=lambda row: (row[0], row[1].name, row[1].holder, row[1].speaker or ""))
    return StanceTable((*columns, TableColumn(ALL, ALL)), tuple(row for _, row in rows))


def _row(party: Party, cells: tuple[Cell, ...], time: Timeline) -> TableRow:
    name = country_name(party.holder)
    return TableRow(
        holder=party.holder,
        name=f"{party.speaker}, {name}" if party.speaker else name,
        cells=cells,
        speaker=party.speaker,
        moments=time.moments,
        turned=cells[-1].mixed and time.turned,
    )


class _Blanks:
    """What the cells of articles are where nothing stands in them."""

    def __init__(self, articles: Sequence[TableArticle]) -> None:
        self._unread = list(map(_unread, articles))
        self._codes = [article.codes for article in articles]
        self._made: dict[str, list[Blank]] = {}

    def add(self, blank: Blank) -> None:
        """Add a column in which nothing else is said of anybody."""
        self._unread.append(blank)
        self._codes.append(frozenset())

    def of(self, holder: str) -> list[Blank]:
        """Return them for a holder, in the order of the articles."""
        made = self._made.get(holder)
        if made is None:
            silent, unmentioned = Blank.SILENT, Blank.UNMENTIONED  # looking up a member takes longer than all else
            made = self._made[holder] = [
                unread or (silent if holder in codes else unmentioned)
                for unread, codes in zip(self._unread, self._codes, strict=True)
            ]
        return made


def _unread(article: TableArticle) -> Blank | None:
    """Return why an article says nothing of anybody, or None."""
    if article.language is not None and article.language not in ANALYSED_LANGUAGES:
        return Blank.FOREIGN
    return None if article.analysed else Blank.PENDING
