"""The stances of a table over time: what each row said in which day, month or year.

Counted, never listed: a place's row, time and position are one number, and numbers are quick to count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from index.analysis.ledger import KINDS, tally
from index.models import Moment, Position

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from index.analysis.ledger import Axis, Ledger, Numbers, Places

MOST_TIMES = 12
"""Times by which a table is told apart; where there are more days, months are taken, and years where more months."""

DAY, MONTH, YEAR = 10, 7, 4
"""How many characters of an ISO date name its day, its month, its year."""

NO_TIME = -1

_POSITIONS = tuple(Position)
_SIDES = tuple(position.side for position in _POSITIONS)
_POSITION_OF = np.array([_POSITIONS.index(kind.position) for kind in KINDS])


class Timeline(NamedTuple):
    """What a row said over time, the earliest first; ``turned`` when it leads to either side at one time or another."""

    moments: tuple[Moment, ...] = ()
    turned: bool = False


def unit(dates: Collection[str]) -> int:
    """Return how many characters of these ISO dates tell few enough times apart, years whatever their number."""
    return next((length for length in (DAY, MONTH) if len({date[:length] for date in dates}) <= MOST_TIMES), YEAR)


def over_time(ledger: Ledger, axis: Axis, places: Places) -> dict[int, Timeline]:
    """Return what the stances at some places come to, for each row of the axis and each time.

    Args:
        ledger: The library's stances.
        axis: The rows.
        places: The stances to count; those without a date are left out.

    Returns:
        By row; empty when the dates do not differ.
    """
    days, of_article = _times(ledger, DAY)
    dates = {days[number + NO_TIME] for number in tally(of_article[ledger.articles[places]] - NO_TIME)[0] if number}
    if len(dates) < 2:  # noqa: PLR2004  (one date is no change)
        return {}
    times, of_article = _times(ledger, unit(dates))
    said = of_article[ledger.articles[places]]
    places = places[said != NO_TIME]
    numbers = (axis.rows[places] * len(times) + said[said != NO_TIME]) * len(_POSITIONS)
    counted = tally(numbers + _POSITION_OF[ledger.kinds[places]])
    found: dict[int, dict[int, dict[int, int]]] = {}
    for number, count in zip(*counted, strict=True):
        rest, position = divmod(number, len(_POSITIONS))
        row, time = divmod(rest, len(times))
        found.setdefault(row, {}).setdefault(time, {})[position] = count
    return {row: _timeline(times, moments) for row, moments in found.items()}


def _timeline(times: tuple[str, ...], said: Mapping[int, dict[int, int]]) -> Timeline:
    leads = set()
    moments = []
    for time, counts in said.items():
        sides = [0, 0, 0]  # that against is the last
        for position, count in counts.items():
            sides[_SIDES[position]] += count
        leads.add((sides[1] > sides[-1]) - (sides[1] < sides[-1]))
        shown = list(counts)
        if len(shown) > 1:
            # The side with more stances first, at a tie that for; what is undecided last; within a side as in a cell.
            shown.sort(key=lambda one: (not _SIDES[one], -sides[_SIDES[one]], -_SIDES[one]))
        moments.append(Moment(times[time], tuple([_POSITIONS[one] for one in shown]), sum(sides)))
    return Timeline(tuple(moments), {1, -1} <= leads)


def _times(ledger: Ledger, length: int) -> tuple[tuple[str, ...], Numbers]:
    """Return a library's times, and the number of that of each known article; the ledger keeps them."""
    kept = ledger.times.get(length)
    if kept is None:
        times = tuple(sorted({date[:length] for date in ledger.dates if date}))
        order = {time: number for number, time in enumerate(times)}
        of_article = np.array([order[date[:length]] if date else NO_TIME for date in ledger.dates], np.int64)
        kept = ledger.times[length] = times, of_article
    return kept
