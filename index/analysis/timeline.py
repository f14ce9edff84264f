"""The stances of a table over time: what each row said in which day, month or year.

Counted, never listed: a place's row, time and position are one number, and numbers count fast.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from index.analysis.ledger import NO_ROW
from index.models import Moment, Position

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from index.analysis.ledger import Axis, Ledger

MOST_TIMES = 12
"""Times by which a table is told apart; where there are more days, months are taken, and years where more months."""

DAY, MONTH, YEAR = 10, 7, 4
"""How many characters of an ISO date name its day, its month, its year."""

NO_TIME = -1

_POSITIONS = tuple(Position)


class Timeline(NamedTuple):
    """What a row said over time, the earliest first; ``turned`` when it leads to either side at one time or another."""

    moments: tuple[Moment, ...] = ()
    turned: bool = False


def unit(dates: Collection[str]) -> int:
    """Return how many characters of these ISO dates tell few enough times apart, years whatever their number."""
    return next((length for length in (DAY, MONTH) if len({date[:length] for date in dates}) <= MOST_TIMES), YEAR)


def over_time(ledger: Ledger, axis: Axis, places: Collection[int], dates: Collection[str]) -> dict[int, Timeline]:
    """Return what the stances at some places come to, for each row of the axis and each time.

    Args:
        ledger: The library's stances.
        axis: The rows.
        places: The stances to count; those without a date are left out.
        dates: The dates of their articles.

    Returns:
        By row; empty when the dates do not differ.
    """
    if len(dates) < 2:  # noqa: PLR2004  (one date is no change)
        return {}
    length = unit(dates)
    if len(places) + len(ledger.rejected) < len(ledger) or not ledger.rejected.isdisjoint(places):
        return _counted(ledger, axis, places, length)
    # Only what is asked first of all, and of everything, is as large as the library.
    kept = ledger.timelines.get((axis is ledger.speakers, length))
    if kept is None:
        kept = ledger.timelines[axis is ledger.speakers, length] = _counted(ledger, axis, places, length)
    return kept


def _counted(ledger: Ledger, axis: Axis, places: Collection[int], length: int) -> dict[int, Timeline]:
    times, numbers = _numbers(ledger, axis, length)
    counted = Counter(map(numbers.__getitem__, places))
    counted.pop(NO_TIME, None)
    found: dict[int, dict[int, dict[Position, int]]] = {}
    for number in sorted(counted):
        rest, position = divmod(number, len(_POSITIONS))
        row, time = divmod(rest, len(times))
        found.setdefault(row, {}).setdefault(time, {})[_POSITIONS[position]] = counted[number]
    return {row: _timeline(times, said) for row, said in found.items()}


def _timeline(times: tuple[str, ...], said: Mapping[int, dict[Position, int]]) -> Timeline:
    leads = set()
    moments = []
    for time, counts in said.items():
        sides = {1: 0, 0: 0, -1: 0}
        for position, count in counts.items():
            sides[position.side] += count
        leads.add((sides[1] > sides[-1]) - (sides[1] < sides[-1]))
        positions = tuple(counts)
        if len(positions) > 1:
            # The side with more stances first, at a tie that for; what is undecided last; within a side as in a cell.
            positions = tuple(sorted(counts, key=lambda one: (not one.side, -sides[one.side], -one.side)))
        moments.append(Moment(times[time], positions, sum(sides.values())))
    return Timeline(tuple(moments), {1, -1} <= leads)


def _numbers(ledger: Ledger, axis: Axis, length: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return a library's times, and for every place the number of its row, time and position; the ledger keeps them."""
    kept = ledger.timed.get((axis is ledger.speakers, length))
    if kept is not None:
        return kept
    times = tuple(sorted({date[:length] for date in ledger.dates if date}))
    order = {time: number for number, time in enumerate(times)}
    of_article = [order[date[:length]] if date else NO_TIME for date in ledger.dates]
    of_kind = [_POSITIONS.index(kind.position) for kind in ledger.known_kinds]
    size, positions = len(times), len(_POSITIONS)
    numbers = tuple(
        NO_TIME
        if row == NO_ROW or (time := of_article[article]) == NO_TIME
        else (row * size + time) * positions + of_kind[kind]
        for row, article, kind in zip(axis.rows, ledger.articles, ledger.kinds, strict=True)
    )
    ledger.timed[axis is ledger.speakers, length] = times, numbers
    return times, numbers
