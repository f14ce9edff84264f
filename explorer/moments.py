"""The line below the stance table that shows a row over time."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.cells import cell_len

from explorer.render import cell_side, cell_symbols
from index.models import Cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.models import Moment

BEFORE = "‹ "
"""Stands where there were earlier moments than there is room for."""


def strip_of(moments: Sequence[Moment], width: int) -> list[tuple[str, str]]:
    """Return the words of the line, each with the side by which it is coloured, empty for none.

    Args:
        moments: Those of a row, the earliest first.
        width: Cells of the line; the latest moments are kept, as many as fit.
    """
    shown = len(moments)
    while shown and cell_len("".join(text for text, _ in _words(moments, shown))) > width:
        shown -= 1
    return _words(moments, shown) if shown else []


def _words(moments: Sequence[Moment], shown: int) -> list[tuple[str, str]]:
    latest = moments[len(moments) - shown :]
    words = [(BEFORE, "")] if shown < len(moments) else []
    for label, moment in zip(short_dates([moment.when for moment in latest]), latest, strict=True):
        count = f"{moment.count}" if moment.count > 1 else ""
        side = cell_side(Cell(positions=moment.positions))
        words += [("  ", "")] * (moment is not latest[0])
        words += [(f"{label} ", ""), (cell_symbols(moment.positions) + count, side)]
    return words


def short_dates(dates: Sequence[str]) -> list[str]:
    """Return dates in order, each without the year, or year and month, that it shares with the one before."""
    short = list(dates[:1])
    for before, date in pairwise(dates):
        parts, known = date.split("-"), before.split("-")
        same = next((at for at, (new, old) in enumerate(zip(parts, known, strict=False)) if new != old), 0)
        short.append("-".join(parts[same:]))
    return short
