"""Stances -> the table of who holds what according to whom.

Counted stances fill cells, near ones stand dimmed beside them; both come from the caller, for whether a
stance counts is a question of the query and not of the table.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from index.analysis import ANALYSED_LANGUAGES
from index.analysis.countries import find_mentions
from index.models import Attribution, Blank, Cell, Position, StanceTable, TableColumn, TableRow
from index.text import tokens
from index.text.words import FUNCTION_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from index.models import StanceRow, Topic

ALL = "all"
"""Key and title of the last column, over all sources or topics."""

MOST_COLUMNS = 200
"""The fullest columns are kept; what more there is counts in the last column only."""

TITLE_WIDTH = 14
"""Characters that the head of a column may take before it is shortened."""

_POSITIONS = {position: place for place, position in enumerate(Position)}
_OWN_WORDS = {Attribution.SAID: 0, Attribution.QUOTED: 0, Attribution.REPORTED: 1}
_RETOLD = 2
_BLANKS = {blank: Cell(blank=blank) for blank in Blank}
_HASH_TAIL = re.compile(r"[_-][0-9a-f]{8,}\Z")
_SUFFIX = re.compile(r"(?i)\.(?:com|org|net|info|co\.uk)\Z|\s+(?:online|news desk)\Z")
_CACHED_TARGETS = 1 << 14


@dataclass(frozen=True, slots=True)
class TableArticle:
    """What a column needs to know of an article.

    ``source`` is who published it, ``published`` an ISO date or None, ``language`` an ISO 639-1 code or None when
    it could not be told. ``codes`` are the countries that the article mentions; ``analysed`` says
    whether stances have been looked for.
    """

    id: str
    source: str
    published: str | None = None
    language: str | None = "en"
    analysed: bool = True
    codes: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Found:
    """Indices of the stances of one cell, as they come."""

    counted: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)


def stance_table(
    stances: Sequence[StanceRow], articles: Sequence[TableArticle], *, most: int = MOST_COLUMNS
) -> StanceTable:
    """Return holders against articles.

    A row for every holder of a stance, counted or near: by number of counted stances, then of articles
    that have one, then by name. A column for every article given, the fullest first (holders
    with a counted stance, then counted stances, then title), and "all" last, over all the stances given.

    A cell's first position is the one to show first: one that a person reviewed before the rules'; then the side (for,
    against) with more stances; then ``commits`` before ``supports`` and ``declines`` before ``opposes``; ``unclear``
    is last. ``mixed`` tells that two counted stances are for and against the same target (see ``same_target``);
    ``condition`` that one of a shown position holds on a condition. The most telling stance is first: its position is
    shown first, reviewed, on a condition, said or quoted rather than narrated or a headline, in the order given.

    Args:
        stances: Counted and near ones in article order; ``StanceTable.stances`` are these.
        articles: The columns. Stances of other articles are in "all" alone.
        most: How many columns to keep beside "all"; the emptiest go.

    Returns:
        The table, empty when no stance is given. Its size is holders times columns.
    """
    by_holder = _gather(stances, ((stance.article,) for stance in stances))
    keys = _fullest(by_holder, articles, most)
    titles = dict(zip((article.id for article in articles), column_titles(articles), strict=True))
    chosen = [article for article in articles if article.id in keys]
    chosen.sort(key=lambda article: (*keys[article.id], titles[article.id], article.id))
    everywhere = _blanks_everywhere(by_holder, articles)
    rows = []
    for holder, found in by_holder.items():
        cells = [_cell(stances, found.get(a.id), _blank(holder, a)) for a in chosen]
        cells.append(_cell(stances, found[ALL], everywhere[holder]))
        rows.append((_weight(found, stances), TableRow(holder, _name(found, stances), tuple(cells))))
    columns = [TableColumn(article.id, titles[article.id]) for article in chosen]
    return _table(columns, rows, stances)


def topic_table(stances: Sequence[StanceRow], topics: Sequence[Topic]) -> StanceTable:
    """Return holders against topics, over all sources.

    A stance stands in the column of each topic that its ``topics`` names, and once in "all"; near ones and
    those of no topic given stand nowhere. Rows and columns are ordered and cells made as in
    ``stance_table``. A blank says only that nothing is counted: ``Blank.UNMENTIONED``.

    Args:
        stances: In article order; ``StanceTable.stances`` are these.
        topics: The columns.
    """
    known = {topic.id for topic in topics}
    by_holder = _gather(
        stances, (() if stance.near else [t for t in stance.topics if t in known] for stance in stances)
    )
    fullness = _fullness(by_holder)
    ordered = sorted(topics, key=lambda topic: (*fullness[topic.id], topic.title, topic.id))
    rows = []
    for holder, found in by_holder.items():
        cells = (_cell(stances, found.get(key), Blank.UNMENTIONED) for key in [*(t.id for t in ordered), ALL])
        rows.append((_weight(found, stances), TableRow(holder, _name(found, stances), tuple(cells))))
    return _table([TableColumn(topic.id, topic.title) for topic in ordered], rows, stances)


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
    the same are told apart by the day, else by the date, else by a number in the order given.
    """
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
    name = _SUFFIX.sub("", _HASH_TAIL.sub("", source.strip())) or source.strip()
    words = name.split()
    if len(words) > 1 and words[0].casefold() == "the":
        words = words[1:]
    while len(words) > 1 and len(" ".join(words)) > TITLE_WIDTH:
        words = words[1:]
    short = " ".join(words)
    return short if len(short) <= TITLE_WIDTH else short[: TITLE_WIDTH - 1].rstrip("-_ ") + "…"


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
        while fresh in seen or fresh == ALL:
            fresh, number = f"{title} ({number})", number + 1
        seen.add(fresh)
        distinct.append(fresh)
    return distinct


def _gather(stances: Sequence[StanceRow], columns: Iterable[Iterable[str]]) -> dict[str, dict[str, _Found]]:
    """Return what each holder's cells hold, by column and under ALL."""
    by_holder: dict[str, dict[str, _Found]] = {}
    for index, (stance, keys) in enumerate(zip(stances, columns, strict=True)):
        for key in (*keys, ALL) if keys else ():
            found = by_holder.setdefault(stance.country, {}).setdefault(key, _Found())
            (found.near if stance.near else found.counted).append(index)
    return by_holder


def _fullness(by_holder: Mapping[str, Mapping[str, _Found]]) -> Mapping[str, tuple[int, int, int]]:
    """Return by column how full it is, smaller numbers for fuller ones: holders, counted stances, near ones."""
    fullness: dict[str, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    for found in by_holder.values():
        for key, cell in found.items():
            holders, counted, near = fullness[key]
            fullness[key] = (holders - bool(cell.counted), counted - len(cell.counted), near - len(cell.near))
    return fullness


def _fullest(
    by_holder: Mapping[str, Mapping[str, _Found]], articles: Sequence[TableArticle], most: int
) -> dict[str, tuple[int, int, int]]:
    fullness = _fullness(by_holder)
    kept = sorted((article.id for article in articles), key=lambda key: (fullness[key], key))[:most]
    return {key: fullness[key] for key in kept}


def _weight(found: Mapping[str, _Found], stances: Sequence[StanceRow]) -> tuple[int, int]:
    """Return how much a holder's row weighs, smaller numbers for heavier ones: counted stances, articles."""
    counted = found[ALL].counted
    return -len(counted), -len({stances[index].article for index in counted})


def _name(found: Mapping[str, _Found], stances: Sequence[StanceRow]) -> str:
    return stances[(found[ALL].counted or found[ALL].near)[0]].name


def _table(
    columns: list[TableColumn], rows: list[tuple[tuple[int, int], TableRow]], stances: Sequence[StanceRow]
) -> StanceTable:
    if not rows:
        return StanceTable(stances=tuple(stances))
    rows.sort(key=lambda row: (row[0], row[1].name, row[1].holder))
    return StanceTable((*columns, TableColumn(ALL, ALL)), tuple(row for _, row in rows), tuple(stances))


def _blank(holder: str, article: TableArticle) -> Blank:
    if article.language is not None and article.language not in ANALYSED_LANGUAGES:
        return Blank.FOREIGN
    if not article.analysed:
        return Blank.PENDING
    return Blank.SILENT if holder in article.codes else Blank.UNMENTIONED


def _blanks_everywhere(holders: Iterable[str], articles: Sequence[TableArticle]) -> dict[str, Blank]:
    """Return why a holder has no counted stance anywhere: the reason that says most, over all articles."""
    mentioned: frozenset[str] = frozenset().union(*(article.codes for article in articles))
    reasons = {_blank("", article) for article in articles}
    otherwise = next((blank for blank in (Blank.PENDING, Blank.FOREIGN) if blank in reasons), Blank.UNMENTIONED)
    return {holder: Blank.SILENT if holder in mentioned else otherwise for holder in holders}


def _cell(stances: Sequence[StanceRow], found: _Found | None, blank: Blank) -> Cell:
    if found is None:
        return _BLANKS[blank]
    near = sorted(found.near, key=lambda index: _telling(stances[index], _POSITIONS, index))
    if not found.counted:
        # A stance beside the matches is proof of a mention.
        said = Blank.SILENT if blank is Blank.UNMENTIONED else blank
        return Cell(near=tuple(near), blank=said, disputed=any(stances[index].disputed_by for index in near))
    positions = _ordered_positions([stances[index] for index in found.counted])
    order = {position: place for place, position in enumerate(positions)}
    counted = sorted(found.counted, key=lambda index: _telling(stances[index], order, index))
    shown = _shown(positions)
    return Cell(
        positions=positions,
        condition=any(stances[index].condition and stances[index].position in shown for index in counted),
        mixed=_is_mixed([stances[index] for index in counted]),
        reviewed=any(stances[index].reviewed for index in counted),
        stances=tuple(counted),
        near=tuple(near),
        blank=blank,
        disputed=any(stances[index].disputed_by for index in counted),
    )


def _telling(stance: StanceRow, order: Mapping[Position, int], index: int) -> tuple[int, bool, bool, int, int]:
    own_words = _OWN_WORDS.get(stance.attribution, _RETOLD)
    return order[stance.position], not stance.reviewed, not stance.condition, own_words, index


def _ordered_positions(stances: Sequence[StanceRow]) -> tuple[Position, ...]:
    sides = Counter(stance.position.side for stance in stances)
    reviewed = {stance.position for stance in stances if stance.reviewed}
    reviewed_sides = {position.side for position in reviewed}

    def key(position: Position) -> tuple[bool, bool, int, int, bool, int]:
        side = position.side
        # Of two sides with as many stances the one for comes first.
        weight = (side not in reviewed_sides, side == 0, -sides[side], -side)
        return *weight, position not in reviewed, _POSITIONS[position]

    return tuple(sorted({stance.position for stance in stances}, key=key))


def _shown(positions: Sequence[Position]) -> set[Position]:
    """Return the first position and the first one against it."""
    first = positions[0]
    other = next((p for p in positions if first.side and p.side == -first.side), first)
    return {first, other}


def _is_mixed(stances: Sequence[StanceRow]) -> bool:
    """Say whether some are for and some against the same target."""
    targets = {
        side: {_content(s.target) for s in stances if s.position.side == side and s.target} - {frozenset()}
        for side in (1, -1)
    }
    if not targets[1] or not targets[-1]:
        return False
    return _any_meet(targets[1], targets[-1]) or _any_meet(targets[-1], targets[1])


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
